package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"motirbot/eval"
	"motirbot/retrieval"
)

// ablate asks the questions once with everything and then once without each
// cure: the rows show what each of them gives.
func (e *evaluation) ablate(ctx context.Context, lib *library, questions []eval.Question) error {
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "without\tn\trecall@5\tanswer\tanswered\tabstained\tcitations\tp50 ms\tp95 ms\t")
	rows := map[string]eval.Row{}
	for _, cure := range append([]retrieval.Cure{"nothing"}, retrieval.Cures()...) {
		asker, err := lib.answers(ctx, true, retrieval.Without(cure))
		if err != nil {
			return err
		}
		report, err := eval.Run(ctx, asker, questions, true)
		if err != nil {
			return err
		}
		rows[string(cure)] = report.All
		printRow(table, string(cure), report.All)
	}
	if e.json {
		return writeJSON(e.app.out, rows)
	}
	return table.Flush()
}
