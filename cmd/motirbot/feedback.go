package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/store"
)

const feedbackHelp = `Lists the answers on Discord that were voted on, the worst first: votes for and
against, when it was asked, how it was made, the question and the answer's
beginning. Who asked and who voted is not shown. With --json, one object a line,
with the whole answer.

Votes go with their answers, when these are no longer kept.`

const feedbackExamples = `  motirbot feedback
  motirbot feedback --since 2025-12-01 -n 50
  motirbot feedback --json | jq -r 'select(.down > .up) | .question'`

func newFeedbackCommand(a *app) *cobra.Command {
	var frame frame
	count := 20
	cmd := &cobra.Command{
		Use:               "feedback",
		Short:             "List the answers that were voted on",
		Long:              feedbackHelp,
		Example:           feedbackExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !a.cfg.exists() {
				return a.cfg.missing()
			}
			kept, err := a.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer kept.Close()
			since := time.Unix(0, 0)
			if !frame.period.From.IsZero() {
				since = frame.period.From.Start()
			}
			all, err := kept.JudgedAnswers(cmd.Context(), since)
			if err != nil {
				return err
			}
			return a.printFeedback(all, all[:min(count, len(all))], frame.json)
		},
	}
	cmd.Flags().VarP(countFlag{&count}, "count", "n", "at most so many")
	cmd.Flags().Var(a.firstDay(&frame.period.From), "since", "only answers given on that day or later")
	frame.addJSON(cmd)
	return cmd
}

type feedbackJSON struct {
	ID       string    `json:"id"`
	Given    time.Time `json:"given"`
	Up       int       `json:"up"`
	Down     int       `json:"down"`
	Server   string    `json:"server"` // "" in direct messages
	Question string    `json:"question"`
	Answer   string    `json:"answer"`
	Model    string    `json:"model"` // "" for quotations
	Prompt   string    `json:"prompt"`
}

func (a *app) printFeedback(all, shown []store.JudgedAnswer, asJSON bool) error {
	p := a.printer()
	for _, j := range shown {
		said, err := savedText(j.Answer)
		if err != nil {
			return fmt.Errorf("answer %s: %w", j.ID, err)
		}
		if asJSON {
			err := writeJSON(a.out, feedbackJSON{
				ID: j.ID, Given: j.Given, Up: j.Up, Down: j.Down, Server: j.Guild,
				Question: j.Question, Answer: said, Model: j.Model, Prompt: j.Prompt,
			})
			if err != nil {
				return err
			}
			continue
		}
		before := fmt.Sprintf("+%d −%d  %s  ", j.Up, j.Down, inSeoul(j.Given))
		indent := strings.Repeat(" ", uniseg.StringWidth(before))
		p.printf("%s", p.on.faint(before))
		p.after(len(indent), cleanLine(cmp.Or(j.Question, "(question deleted)")), indent, p.on.strong)
		p.printf("%s", indent)
		p.after(len(indent), beginning(cleanLine(said), 160)+" ("+cleanLine(cmp.Or(j.Model, "quoted"))+")", indent, nil)
	}
	if asJSON {
		return nil
	}
	var total store.Votes
	for _, j := range all {
		total.Up, total.Down = total.Up+j.Up, total.Down+j.Down
	}
	switch {
	case len(all) == 0:
		p.printf("no votes\n")
	case len(all) > len(shown):
		p.printf("\n%d of %s with votes; more with -n %d\n", len(shown), plural(len(all), "answer"), min(len(all), maxCount))
	}
	if len(all) > 0 {
		p.printf("%s: +%d −%d\n", plural(total.Up+total.Down, "vote"), total.Up, total.Down)
	}
	return p.err
}

// savedText is a saved answer in plain text. Before answers were kept by their
// claims, they were kept as one text.
func savedText(saved []byte) (string, error) {
	var ans struct {
		answer.Answer
		Text string
	}
	if err := json.Unmarshal(saved, &ans); err != nil {
		return "", err
	}
	return cmp.Or(ans.Text, text.Plain(ans.Answer)), nil
}

// beginning is at most n characters of a text.
func beginning(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n])) + "…"
	}
	return s
}
