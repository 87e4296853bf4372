package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"motirbot/eval"
	"motirbot/release"
	"motirbot/source/dump"
)

const evalHelp = `Measures answers on a set of questions: the files of releases are indexed into
a temporary store, each question is asked as of its own day, and the answers
are scored, by question type and in all.

Releases that bring no id of their own, as in the text form, get the ids
seed-1, seed-2 and on, in the order of the files.

With --beir, measures rankings on a standard retrieval collection instead
(corpus.jsonl, queries.jsonl, qrels/test.tsv): nDCG@10, MAP@100 and recall of
the lexical index, of the vectors, and of both fused.`

const evalExamples = `  motirbot eval --releases releases.txt --releases more.jsonl --questions questions.jsonl
  motirbot eval --releases releases.txt --questions questions.jsonl --misses
  motirbot eval --releases releases.txt --questions questions.jsonl --json | jq .all
  motirbot eval --releases releases.txt --questions questions.jsonl --ablate
  motirbot eval --releases releases.txt --questions questions.jsonl --llm --prompt-price 0.15 --completion-price 0.60
  motirbot eval --beir scifact/`

// evaluation is the eval command under way.
type evaluation struct {
	app       *app
	releases  []string
	questions string
	beir      string
	json      bool
	misses    bool
	llm       bool
	prices    eval.Prices
	ablation  bool
}

func newEvalCommand(a *app) *cobra.Command {
	e := &evaluation{app: a}
	cmd := &cobra.Command{
		Use:     "eval",
		Short:   "Measure answers on a set of questions",
		Long:    evalHelp,
		Example: evalExamples,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return e.run(cmd.Context())
		},
	}
	cmd.Flags().StringArrayVar(&e.releases, "releases", nil, "`FILE` of releases; may be given several times")
	cmd.Flags().StringVar(&e.questions, "questions", "", "`FILE` of questions, JSON Lines")
	cmd.Flags().StringVar(&e.beir, "beir", "", "`FOLDER` of a retrieval collection")
	cmd.Flags().BoolVar(&e.json, "json", false, "print JSON")
	cmd.Flags().BoolVar(&e.misses, "misses", false, "list each question that fell short, with what was retrieved and said")
	cmd.Flags().BoolVar(&e.ablation, "ablate", false, "ask once more without each cure, a row each, to show what it gives")
	cmd.Flags().BoolVar(&e.llm, "llm", false, "let the chat model word the answers (default: extract)")
	cmd.Flags().Float64Var(&e.prices.Prompt, "prompt-price", 0, "`PRICE` of a million tokens sent, to show the cost of a question with --llm")
	cmd.Flags().Float64Var(&e.prices.Completion, "completion-price", 0, "`PRICE` of a million tokens received")
	return cmd
}

func (e *evaluation) run(ctx context.Context) error {
	switch onQuestions := len(e.releases) > 0 || e.questions != ""; {
	case e.beir != "" && onQuestions:
		return usagef("eval: --beir stands by itself, without --releases and --questions")
	case e.beir != "":
		return e.runBEIR(ctx)
	case len(e.releases) == 0:
		return usagef("eval: name the releases with --releases FILE, or a collection with --beir FOLDER")
	case e.questions == "":
		return usagef("eval: name the questions with --questions FILE")
	case e.llm && e.app.cfg.ChatModel == "":
		return usagef("eval: --llm needs a chat model: set OPENAI_CHAT_MODEL")
	}
	questions, err := e.readQuestions()
	if err != nil {
		return err
	}
	lib, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	if e.ablation {
		return e.ablate(ctx, lib, questions)
	}
	asker, err := lib.answers(ctx, !e.llm)
	if err != nil {
		return err
	}
	report, err := eval.Run(ctx, asker, questions, !e.llm)
	if err != nil {
		return err
	}
	report.Price(e.prices)
	return e.print(report)
}

func (e *evaluation) readQuestions() ([]eval.Question, error) {
	file, err := os.Open(e.questions)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	questions, err := eval.ReadQuestions(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.questions, err)
	}
	return questions, nil
}

// open indexes the releases. A file with a mistake in it is refused: figures
// from a part of the releases would not be those of the set.
func (e *evaluation) open(ctx context.Context) (*library, error) {
	var all []release.Release
	for _, path := range e.releases {
		batch, err := dump.Read(ctx, path)
		if err != nil {
			return nil, err
		}
		var errs []error
		for _, problem := range batch.Problems {
			errs = append(errs, problem)
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		all = append(all, batch.Releases...)
	}
	giveSeedIDs(all)
	with, err := e.app.embedder()
	if err != nil {
		return nil, err
	}
	return e.app.openTemporary(ctx, all, with)
}

// giveSeedIDs names the releases that have no id of their own as question sets
// name them.
func giveSeedIDs(all []release.Release) {
	n := 0
	for i, r := range all {
		if r.ID == release.NewID(r.Source, r.Number, r.Title, r.Date) && r.Number == "" {
			n++
			all[i].ID = release.ID(fmt.Sprintf("seed-%d", n))
		}
	}
}
