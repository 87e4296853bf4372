package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"motirbot/eval"
	"motirbot/release"
)

// print prints the table, and with --misses what fell short. As JSON, misses
// stand beside the table.
func (e *evaluation) print(report eval.Report) error {
	if e.json {
		return e.printJSON(report)
	}
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tn\trecall@5\tanswer\tanswered\tabstained\tcitations\tp50 ms\tp95 ms\t")
	for _, name := range report.TypeNames() {
		printRow(table, name, report.Types[name])
	}
	printRow(table, "all", report.All)
	if err := table.Flush(); err != nil {
		return err
	}
	if e.llm {
		if err := e.printModel(report); err != nil {
			return err
		}
	}
	if !e.misses {
		return nil
	}
	p := e.app.printer()
	for _, o := range report.Outcomes {
		if o.Short() {
			p.miss(o)
		}
	}
	return p.err
}

func printRow(table *tabwriter.Writer, name string, r eval.Row) {
	fmt.Fprintf(table, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.1f\t%.1f\t\n", name, r.N,
		r.RecallAt5, r.Answer, r.Answered, r.Abstained, r.CitationPrecision, r.P50, r.P95)
}

// printModel prints what the model did and what it took.
func (e *evaluation) printModel(report eval.Report) error {
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\n%s\tn\tworded\tremoved\ttokens in\tout\tcost/question\t\n", cleanLine(e.app.cfg.ChatModel))
	row := func(name string, r eval.Row) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%.6f\t\n", name, r.N, r.Worded, r.Removed, r.PromptTokens, r.CompletionTokens, r.CostPerQuestion)
	}
	for _, name := range report.TypeNames() {
		row(name, report.Types[name])
	}
	row("all", report.All)
	return table.Flush()
}

// miss prints one question that fell short.
func (p *printer) miss(o eval.Outcome) {
	q := o.Question
	p.printf("\n%s %s (%s, asked on %s)\n", p.on.marker(cleanLine(q.ID)), p.on.strong(cleanLine(q.Question)), cleanLine(q.Type), q.AskedOn)
	if q.Unanswerable {
		p.printf("  no release answers it\n")
	} else {
		p.printf("  wanted %s, to hold %s\n", joinIDs(q.GoldIDs), groups(q.MustContain))
	}
	p.printf("  got    %s; recall %.2f, right %v\n", joinIDs(o.Retrieved), o.Recall, o.Right)
	if o.Answer.Abstained {
		p.printf("  abstained (%s)\n", o.Answer.Reason)
	}
	p.paragraph("  said   "+strings.ReplaceAll(strings.TrimSpace(o.Answer.Text), "\n", "\n         "), "         ", nil)
}

func joinIDs(ids []release.ID) string {
	if len(ids) == 0 {
		return "nothing"
	}
	var names []string
	for _, id := range ids {
		names = append(names, cleanLine(string(id)))
	}
	return strings.Join(names, " ")
}

func groups(all [][]string) string {
	var shown []string
	for _, group := range all {
		shown = append(shown, fmt.Sprintf("%q", strings.Join(group, " | ")))
	}
	return strings.Join(shown, " and ")
}

type missJSON struct {
	ID        string       `json:"id"`
	Type      string       `json:"type"`
	Question  string       `json:"question"`
	Gold      []release.ID `json:"gold_ids"`
	Retrieved []release.ID `json:"retrieved"`
	Recall    float64      `json:"recall_at_5"`
	Right     bool         `json:"right"`
	Abstained bool         `json:"abstained"`
	Reason    string       `json:"reason"`
	Answer    string       `json:"answer"`
}

func (e *evaluation) printJSON(report eval.Report) error {
	if !e.misses {
		return writeJSON(e.app.out, report)
	}
	misses := []missJSON{}
	for _, o := range report.Outcomes {
		if o.Short() {
			misses = append(misses, missJSON{
				ID: o.Question.ID, Type: o.Question.Type, Question: o.Question.Question, Gold: o.Question.GoldIDs,
				Retrieved: o.Retrieved, Recall: o.Recall, Right: o.Right,
				Abstained: o.Answer.Abstained, Reason: string(o.Answer.Reason), Answer: o.Answer.Text,
			})
		}
	}
	return writeJSON(e.app.out, struct {
		eval.Report
		Misses []missJSON `json:"misses"`
	}{report, misses})
}

func (e *evaluation) runBEIR(ctx context.Context) error {
	with, err := e.app.embedder()
	if err != nil {
		return err
	}
	report, err := eval.Beir(ctx, e.beir, eval.BeirOptions{Embedder: with})
	if err != nil {
		return err
	}
	if e.json {
		return writeJSON(e.app.out, report)
	}
	return report.WriteTable(e.app.out)
}
