package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/release"
)

const weekHelp = `Lists every release of a week, Monday to Sunday in Seoul, by date and topic,
one sentence each, then what they have in common.`

const weekExamples = `  motirbot week
  motirbot week 2025-12-17
  motirbot week --of 2025-12-17 --topic semiconductors --json`

func newWeekCommand(a *app) *cobra.Command {
	var f frame
	var of release.Date
	cmd := &cobra.Command{
		Use:               "week [DATE]",
		Short:             "List the releases of a week",
		Long:              weekHelp,
		Example:           weekExamples,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0 && !of.IsZero():
				return usagef("week: name the day once, as %q or with --of", strings.Join(args, " "))
			case len(args) > 0:
				if err := a.firstDay(&of).Set(strings.Join(args, " ")); err != nil {
					return usagef("week: %w", err)
				}
			case of.IsZero():
				of = a.asOfDay(&f)
			}
			request := answer.DigestRequest{Period: release.WeekOf(of), AsOf: f.asOf, Topic: f.topic}
			return a.list(cmd.Context(), &f, func(ctx context.Context, from answers) (answer.Answer, error) {
				return from.Digest(ctx, request)
			})
		},
	}
	cmd.Flags().Var(a.firstDay(&of), "of", "a day of the week wanted (default --as-of, else today)")
	f.addAsOf(a, cmd)
	f.addTopic(a, cmd)
	f.addIssuer(a, cmd)
	f.addJSON(cmd)
	f.addNoLLM(cmd)
	return cmd
}
