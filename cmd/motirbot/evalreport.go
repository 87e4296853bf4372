package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"motirbot/eval"
	"motirbot/release"
)

// print prints the table, and with --misses what fell short. As JSON, misses
// stand beside the table.
func (e *evaluation) print(report eval.Report) error {
	if e.json {
		out := struct {
			eval.Report
			Misses any `json:"misses,omitempty"`
		}{Report: report}
		if e.misses {
			out.Misses = missesJSON(report.Outcomes)
		}
		return writeJSON(e.app.out, out)
	}
	rows := map[string]eval.Row{"all": report.All}
	maps.Copy(rows, report.Types)
	names := append(report.TypeNames(), "all")
	if err := e.printRows("", names, rows); err != nil {
		return err
	}
	if e.llm {
		if err := e.printModel(names, rows); err != nil {
			return err
		}
	}
	return e.printMisses(report.Outcomes)
}

func (e *evaluation) printConversations(report eval.ConversationReport) error {
	if e.json {
		out := struct {
			eval.ConversationReport
			Misses any `json:"misses,omitempty"`
		}{ConversationReport: report}
		if e.misses {
			out.Misses = missesJSON(report.Outcomes)
		}
		return writeJSON(e.app.out, out)
	}
	names := []string{"turns", "follow-ups"}
	rows := map[string]eval.Row{"turns": report.All, "follow-ups": report.Followups}
	if err := e.printRows("", names, rows); err != nil {
		return err
	}
	if e.llm {
		if err := e.printModel(names, rows); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(e.app.out, "\n%d conversations, %.3f of them right in every turn", report.Conversations.N, report.Conversations.Right)
	if n := report.All.Wishes; err == nil && n > 0 {
		_, err = fmt.Fprintf(e.app.out, "; %d turns ask for a language, %.3f got it", n, report.All.WishesMet)
	}
	fmt.Fprintln(e.app.out)
	if err != nil {
		return err
	}
	return e.printMisses(report.Outcomes)
}

// of is a share of n, "-" where there is nothing to share.
func of(n int, share float64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", share)
}

func (e *evaluation) printRows(head string, names []string, rows map[string]eval.Row) error {
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s\tn\trecall@5\tanswer\tfirst\tanswered\twrongly\tabstained\trightly\thelp\tcitations\twords\tp50 ms\tp95 ms\t\n", head)
	fmt.Fprintf(table, "\t\t\t\t\t\trefused\t\trefused\t\t\t\t\t\t\n")
	for _, name := range names {
		r := rows[name]
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%.1f\t%.1f\t\n", name, r.N,
			of(r.ToAnswer, r.RecallAt5), of(r.ToAnswer, r.Answer), of(r.ToAnswer, r.First), of(r.ToAnswer, r.Answered),
			of(r.ToAnswer, r.WronglyRefused), of(r.ToRefuse, r.Abstained), of(r.ToRefuse, r.RightlyRefused),
			of(r.ToHelp, r.Help), of(r.ToAnswer, r.CitationPrecision), r.Words, r.P50, r.P95)
	}
	return table.Flush()
}

// printModel prints what the model did and what it took.
func (e *evaluation) printModel(names []string, rows map[string]eval.Row) error {
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\n%s\tn\tworded\tremoved\trequests\ttokens in\tout\tcost/question\t\n", cleanLine(e.app.cfg.ChatModel))
	for _, name := range names {
		r := rows[name]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%.6f\t\n", name, r.N, r.Worded, r.Removed, r.Requests, r.PromptTokens, r.CompletionTokens, r.CostPerQuestion)
	}
	return table.Flush()
}

func (e *evaluation) printMisses(outcomes []eval.Outcome) error {
	if !e.misses {
		return nil
	}
	p := e.app.printer()
	for _, o := range outcomes {
		if o.Short() {
			p.miss(o)
		}
	}
	return p.err
}

// miss prints one question that fell short.
func (p *printer) miss(o eval.Outcome) {
	q := o.Question
	p.printf("\n%s %s (%s, asked on %s)\n", p.on.marker(cleanLine(q.ID)), p.on.strong(cleanLine(q.Question)), cleanLine(q.Type), q.AskedOn)
	switch q.Expect {
	case eval.ExpectHelp:
		p.printf("  wanted help, without a release's words\n")
	case eval.ExpectAbstain:
		p.printf("  no release answers it\n")
	default:
		p.printf("  wanted %s, to hold %s\n", joinIDs(q.GoldIDs), groups(q.MustContain))
		if len(q.MustNotContain) > 0 {
			p.printf("  and not %s\n", groups(eval.Groups{q.MustNotContain}))
		}
	}
	p.printf("  got    %s; recall %.2f, right %v\n", joinIDs(o.Retrieved), o.Recall, o.Right)
	if len(o.WrongCites) > 0 {
		p.printf("  wrong citations %s\n", joinIDs(o.WrongCites))
	}
	if o.Answer.Abstained() {
		p.printf("  abstained (%s)\n", o.Answer.Reason())
	}
	p.paragraph("  said   "+strings.ReplaceAll(strings.TrimSpace(o.Text), "\n", "\n         "), "         ", nil)
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

func groups(all eval.Groups) string {
	var shown []string
	for _, group := range all {
		shown = append(shown, fmt.Sprintf("%q", strings.Join(group, " | ")))
	}
	return strings.Join(shown, " and ")
}

type missJSON struct {
	ID         string       `json:"id"`
	Type       string       `json:"type"`
	Question   string       `json:"question"`
	Gold       []release.ID `json:"gold_ids"`
	Retrieved  []release.ID `json:"retrieved"`
	Recall     float64      `json:"recall_at_5"`
	Right      bool         `json:"right"`
	WrongCites []release.ID `json:"wrong_citations"`
	Abstained  bool         `json:"abstained"`
	Reason     string       `json:"reason"`
	Answer     string       `json:"answer"`
}

func missesJSON(outcomes []eval.Outcome) []missJSON {
	misses := []missJSON{}
	for _, o := range outcomes {
		if o.Short() {
			misses = append(misses, missJSON{
				ID: o.Question.ID, Type: o.Question.Type, Question: o.Question.Question, Gold: o.Question.GoldIDs,
				Retrieved: o.Retrieved, Recall: o.Recall, Right: o.Right, WrongCites: o.WrongCites,
				Abstained: o.Refused, Reason: string(o.Answer.Reason()), Answer: o.Text,
			})
		}
	}
	return misses
}

func (e *evaluation) printClaims(report eval.ClaimReport) error {
	if e.json {
		out := struct {
			eval.ClaimReport
			Misses any `json:"misses,omitempty"`
		}{ClaimReport: report}
		if e.misses {
			misses := []claimMissJSON{}
			for _, o := range report.Outcomes {
				if o.Short() {
					misses = append(misses, claimMissJSON{o.Claim, o.Verdict.Kept, o.Verdict.Why})
				}
			}
			out.Misses = misses
		}
		return writeJSON(e.app.out, out)
	}
	table := tabwriter.NewWriter(e.app.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tn\ttrue\tkept\tmarked\tfalse\tcaught\tmarked\tcomputed\tbalanced\t")
	row := func(name string, r eval.ClaimRow) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%d\t%d\t%s\t%d\t%d\t%s\t\n", name, r.N, r.True, of(r.True, r.TrueKept), r.TrueMarked,
			r.False, of(r.False, r.FalseCaught), r.FalseMarked, r.Computed, of(min(r.True, r.False), r.Balanced))
	}
	for _, rows := range []map[string]eval.ClaimRow{report.Kinds, report.Langs} {
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			row(name, rows[name])
		}
	}
	row("all", report.All)
	if err := table.Flush(); err != nil {
		return err
	}
	p := e.app.printer()
	for _, o := range report.Outcomes {
		if !e.misses || !o.Short() {
			continue
		}
		verdict := "a true sentence was removed"
		if !o.Claim.True {
			verdict = "a false sentence stays"
		}
		p.printf("\n%s %s (%s, %s, by %s)\n", p.on.marker(cleanLine(o.Claim.ID)), verdict, cleanLine(o.Claim.Kind), cleanLine(o.Claim.Lang), joinIDs(o.Claim.Evidence))
		p.paragraph("  "+o.Claim.Claim, "  ", nil)
		if o.Verdict.Why != "" {
			p.paragraph("  "+o.Verdict.Why, "  ", p.on.faint)
		}
	}
	return p.err
}

type claimMissJSON struct {
	eval.Claim
	Kept bool   `json:"kept"`
	Why  string `json:"why,omitempty"`
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
