package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"motirbot/answer/quote"
	"motirbot/eval"
	"motirbot/release"
)

// defaultFolds is into how many folds a set is dealt unless --folds says so.
const defaultFolds = 5

// learn fits the choice of quotations on the sets and shows what it makes of
// them, in sample and out of fold. With --fit its weights are written.
func (e *evaluation) learn(ctx context.Context, lib *library, questions []eval.Question) error {
	conversations, err := readSets(e.conversations, eval.ReadConversations)
	if err != nil {
		return err
	}
	set := eval.Set{Questions: questions, Conversations: conversations}
	asker, err := lib.answers(ctx, true)
	if err != nil {
		return err
	}
	with := func(m quote.Model) eval.Learner { return asker.WithQuotes(m) }
	folds := max(e.folds, defaultFolds)
	if e.ablation {
		return e.ablateFeatures(ctx, set, folds, with)
	}
	learned, err := eval.Learn(ctx, set, folds, eval.Fitting{}, with)
	if err != nil {
		return err
	}
	if err := e.printLearned(learned); err != nil {
		return err
	}
	if e.fit == "" {
		return nil
	}
	return e.writeWeights(ctx, learned)
}

func (e *evaluation) printLearned(learned eval.Learned) error {
	for _, one := range []struct {
		name   string
		report eval.Report
		turns  eval.ConversationReport
	}{{"in sample", learned.InSample, learned.InTurns}, {"out of fold", learned.OutOfFold, learned.OutOfFoldTurns}} {
		names, rows := e.rowsOf(one.report)
		if one.turns.Conversations.N > 0 {
			names = append(names, "turns", "follow-ups")
			rows["turns"], rows["follow-ups"] = one.turns.All, one.turns.Followups
		}
		if err := e.printRows(one.name, names, rows); err != nil {
			return err
		}
	}
	fmt.Fprintln(e.app.out, "\nthreshold  wrongly refused  rightly refused  answer   (out of fold, quoted answers only)")
	for _, point := range learned.Curve {
		fmt.Fprintf(e.app.out, "%9.2f  %15.3f  %15.3f  %6.3f\n", point.Threshold, point.WronglyRefused, point.RightlyRefused, point.Answer)
	}
	return e.printMisses(learned.OutOfFold.Outcomes)
}

// rowsOf are the rows of a report: by type, and by file where there are several,
// also without the types of --except, and by language.
func (e *evaluation) rowsOf(report eval.Report) ([]string, map[string]eval.Row) {
	rows := map[string]eval.Row{"all": report.All}
	maps.Copy(rows, report.Types)
	names := append(report.TypeNames(), "all")
	for _, file := range e.questions {
		name := setName(file)
		for _, part := range []struct {
			name string
			of   func(eval.Question) bool
		}{
			{"", func(eval.Question) bool { return true }},
			{" without", func(q eval.Question) bool { return !slices.Contains(e.except, q.Type) }},
			{" without, ko", func(q eval.Question) bool { return !slices.Contains(e.except, q.Type) && q.Lang == "ko" }},
			{" without, en", func(q eval.Question) bool { return !slices.Contains(e.except, q.Type) && q.Lang != "ko" }},
		} {
			row := report.Select(func(q eval.Question) bool { return q.Set == name && part.of(q) })
			names, rows[name+part.name] = append(names, name+part.name), row
		}
	}
	return names, rows
}

// setName is a file's name without what all have in common; the folder's for one
// that is called questions.jsonl.
func setName(file string) string {
	if folder := filepath.Base(filepath.Dir(file)); filepath.Base(file) == "questions.jsonl" && folder != "." {
		return folder
	}
	return strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".jsonl"), "-questions")
}

// ablateFeatures fits once with everything and once without each family of
// features: the rows show, out of fold, what each of them gives.
func (e *evaluation) ablateFeatures(ctx context.Context, set eval.Set, folds int, with func(quote.Model) eval.Learner) error {
	rows := map[string]eval.Row{}
	var names []string
	for _, family := range append([]string{""}, eval.Families()...) {
		learned, err := eval.Learn(ctx, set, folds, eval.Fitting{Without: family}, with)
		if err != nil {
			return err
		}
		name := family
		if name == "" {
			name = "nothing"
		}
		names, rows[name] = append(names, name), learned.OutOfFold.Select(func(q eval.Question) bool { return !slices.Contains(e.except, q.Type) })
	}
	return e.printRows("without", names, rows)
}

// writeWeights writes the model with what it was fitted on.
func (e *evaluation) writeWeights(ctx context.Context, learned eval.Learned) error {
	sample, err := e.app.openSample(ctx)
	if err != nil {
		return err
	}
	defer sample.Close()
	asker, err := sample.answers(ctx, true)
	if err != nil {
		return err
	}
	m := learned.Model
	if m.Fitted.Fingerprint, err = eval.Fingerprint(ctx, asker); err != nil {
		return err
	}
	m.Fitted.Date = release.DateOf(e.app.now())
	for _, file := range slices.Concat(e.questions, e.conversations) {
		m.Fitted.On = append(m.Fitted.On, filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file)))
	}
	figures := func(r eval.Row) map[string]float64 {
		return map[string]float64{"answer": r.Answer, "first": r.First, "wrongly refused": r.WronglyRefused, "rightly refused": r.RightlyRefused, "citations": r.CitationPrecision}
	}
	m.Fitted.InSample, m.Fitted.OutOfFold = figures(learned.InSample.All), figures(learned.OutOfFold.All)
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(e.fit, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the weights: %w", err)
	}
	return nil
}
