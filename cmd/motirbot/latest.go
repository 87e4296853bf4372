package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/answer"
)

const latestHelp = `Lists the newest releases on a topic, the newest first: date, title, one
sentence and link. A topic is a partner, an agreement, an industry or an
institution under any of its names ("EU", "Brussels", "chips"), or any words
of the releases. Without a topic: the newest of all.`

const latestExamples = `  motirbot latest EU
  motirbot latest semiconductors -n 10 --since 2025-01-01
  motirbot latest "critical minerals" --as-of 2025-12-18 --json`

func newLatestCommand(a *app) *cobra.Command {
	var f frame
	n := 5
	cmd := &cobra.Command{
		Use:     "latest TOPIC",
		Short:   "List the newest releases on a topic",
		Long:    latestHelp,
		Example: latestExamples,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, part string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.completeTopics(cmd, args, part)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			topic := strings.Join(args, " ")
			if topic != "" && f.topic != "" {
				return usagef("latest: name the topic once, as %q or with --topic", topic)
			}
			request := answer.LatestRequest{
				Topic: topic + f.topic, N: n, AsOf: f.asOf, Period: f.period,
			}
			return a.list(cmd.Context(), &f, func(ctx context.Context, from answers) (answer.Answer, error) {
				return from.Latest(ctx, request)
			})
		},
	}
	cmd.Flags().VarP(countFlag{&n}, "count", "n", "how many to list")
	f.addAsOf(a, cmd)
	f.addPeriod(a, cmd)
	f.addTopic(a, cmd)
	f.addIssuer(a, cmd)
	f.addJSON(cmd)
	f.addNoLLM(cmd)
	return cmd
}

// list prints what one request to the index brings: latest and week.
func (a *app) list(ctx context.Context, f *frame, request func(context.Context, answers) (answer.Answer, error)) error {
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	from, err := lib.answers(ctx, f.noLLM)
	if err != nil {
		return err
	}
	ans, err := request(ctx, from)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(a.out, newAnswerJSON("", a.asOfDay(f), ans, lib.sample))
	}
	p := a.printer()
	p.answer(ans, false)
	p.sample(lib.sample)
	return p.err
}
