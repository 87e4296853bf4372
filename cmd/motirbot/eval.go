package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/eval"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
)

const evalHelp = `Measures answers: the files of releases are indexed into a temporary store, each
question is asked as of its own day, and the answers are scored, by question
type and in all. All figures but counts and times are shares from 0 to 1.

With --conversations, the turns of each conversation are asked in order, each
with the turns before it as motirbot itself answered them.

With --claims, the check of a model's text judges single sentences by the
releases that they name: how many true ones it keeps, how many false ones it
catches.

Releases that bring no id of their own, as in the text form, get the ids
seed-1, seed-2 and on, in the order of the files.

With --beir, measures rankings on a standard retrieval collection instead
(corpus.jsonl, queries.jsonl, qrels/test.tsv): nDCG@10, MAP@100 and recall of
the lexical index, of the vectors, and of both fused.

What is quoted is chosen by a small model. With --folds it is fitted on the
questions, and on the conversations if --conversations names some, and measured
on questions that it was not fitted on: those that share a release or a series of
statistics are kept together. With --fit the weights are written as well.`

const evalExamples = `  motirbot eval --releases releases.txt --releases more.jsonl --questions questions.jsonl
  motirbot eval --releases releases.txt --questions questions.jsonl --misses
  motirbot eval --releases releases.txt --questions questions.jsonl --json | jq .all
  motirbot eval --releases releases.txt --questions questions.jsonl --folds 5
  motirbot eval --releases releases.txt --questions questions.jsonl --ablate
  motirbot eval --releases releases.txt --questions questions.jsonl --folds 5 --ablate
  motirbot eval --releases releases.txt --questions questions.jsonl --fit answer/quote/weights.json
  motirbot eval --releases releases.txt --questions questions.jsonl --llm --prompt-price 0.15 --completion-price 0.60
  motirbot eval --releases releases.txt --conversations conversations.jsonl
  motirbot eval --releases releases.txt --claims claims.jsonl --misses
  OPENAI_VERIFY_MODEL=… motirbot eval --releases releases.txt --claims claims.jsonl --verify
  motirbot eval --beir scifact/`

// evaluation is the eval command under way.
type evaluation struct {
	app           *app
	releases      []string
	questions     []string
	except        []string
	fit           string
	conversations []string
	claims        string
	beir          string
	json          bool
	misses        bool
	llm           bool
	verify        bool
	folds         int
	prices        eval.Prices
	ablation      bool
}

func newEvalCommand(a *app) *cobra.Command {
	e := &evaluation{app: a}
	cmd := &cobra.Command{
		Use:     "eval",
		Short:   "Measure answers on a set of questions",
		Long:    evalHelp,
		Example: evalExamples,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("folds") && e.folds < 2 {
				return usagef("eval: --folds: want 2 or more")
			}
			return e.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&e.releases, "releases", nil, "`FILE` of releases; may be given several times")
	flags.StringArrayVar(&e.questions, "questions", nil, "`FILE` of questions, JSON Lines; may be given several times")
	flags.StringArrayVar(&e.conversations, "conversations", nil, "`FILE` of conversations, JSON Lines; may be given several times")
	flags.StringVar(&e.claims, "claims", "", "`FILE` of sentences to check, JSON Lines")
	flags.StringVar(&e.beir, "beir", "", "`FOLDER` of a retrieval collection")
	flags.StringArrayVar(&e.except, "except", nil, "with --folds or --fit: score also without questions of a `TYPE`; may be given several times")
	flags.StringVar(&e.fit, "fit", "", "fit the choice of quotations on the questions and conversations, and write its weights to `FILE`")
	flags.BoolVar(&e.json, "json", false, "print JSON")
	flags.BoolVar(&e.misses, "misses", false, "list each question that fell short, with what was retrieved, cited and said")
	flags.IntVar(&e.folds, "folds", 0, "fit the choice of quotations anew, and answer each of `N` folds by what the others taught")
	flags.BoolVar(&e.ablation, "ablate", false, "ask once more without each part of the retrieval, or with --folds without each family of features, a row each, to show what it gives")
	flags.BoolVar(&e.llm, "llm", false, "let the chat model word the answers (default: quote)")
	flags.BoolVar(&e.verify, "verify", false, "with --claims: add the second reading by a model")
	flags.Float64Var(&e.prices.Prompt, "prompt-price", 0, "`PRICE` of a million tokens sent, to show the cost of a question with --llm")
	flags.Float64Var(&e.prices.Completion, "completion-price", 0, "`PRICE` of a million tokens received")
	return cmd
}

func (e *evaluation) run(ctx context.Context) error {
	sets := 0
	for _, given := range []bool{len(e.questions) > 0, len(e.conversations) > 0, e.claims != ""} {
		if given {
			sets++
		}
	}
	switch {
	case e.beir != "" && (len(e.releases) > 0 || sets > 0):
		return usagef("eval: --beir stands by itself, without --releases and --questions")
	case e.beir != "":
		return e.runBEIR(ctx)
	case len(e.releases) == 0:
		return usagef("eval: name the releases with --releases FILE, or a collection with --beir FOLDER")
	case sets == 0:
		return usagef("eval: name the questions with --questions FILE, or use --conversations FILE or --claims FILE")
	case sets > 1 && e.fit == "" && e.folds == 0:
		return usagef("eval: --questions, --conversations and --claims are measured one at a time")
	case len(e.questions) == 0 && (e.folds > 0 || e.ablation):
		return usagef("eval: --folds and --ablate go with --questions")
	case e.verify && e.claims == "":
		return usagef("eval: --verify goes with --claims")
	case e.verify && !e.app.cfg.Verify:
		return usagef("eval: --verify needs a model: set OPENAI_VERIFY_MODEL or OPENAI_CHAT_MODEL, and not MOTIRBOT_VERIFY=off")
	case e.prices.Prompt < 0 || e.prices.Completion < 0:
		return usagef("eval: a price below 0 is none")
	case e.llm && e.app.cfg.ChatModel == "":
		return usagef("eval: --llm needs a chat model: set OPENAI_CHAT_MODEL")
	}
	releases, err := e.readReleases(ctx)
	if err != nil {
		return err
	}
	switch {
	case e.claims != "":
		return e.runClaims(ctx, releases)
	case len(e.conversations) > 0 && len(e.questions) == 0:
		return e.runConversations(ctx, releases)
	}
	return e.runQuestions(ctx, releases)
}

func (e *evaluation) runQuestions(ctx context.Context, releases []release.Release) error {
	var questions []eval.Question
	for _, file := range e.questions {
		set, err := readSet(file, eval.ReadQuestions)
		if err != nil {
			return err
		}
		for i := range set {
			set[i].Set = setName(file)
		}
		questions = append(questions, set...)
	}
	if e.folds > len(questions) {
		return usagef("eval: --folds: there are %d questions", len(questions))
	}
	lib, err := e.open(ctx, releases)
	if err != nil {
		return err
	}
	defer lib.Close()
	if e.fit != "" || e.folds > 0 {
		return e.learn(ctx, lib, questions)
	}
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

func (e *evaluation) runConversations(ctx context.Context, releases []release.Release) error {
	conversations, err := readSets(e.conversations, eval.ReadConversations)
	if err != nil {
		return err
	}
	lib, err := e.open(ctx, releases)
	if err != nil {
		return err
	}
	defer lib.Close()
	asker, err := lib.answers(ctx, !e.llm)
	if err != nil {
		return err
	}
	report, err := eval.RunConversations(ctx, asker, conversations, !e.llm)
	if err != nil {
		return err
	}
	return e.printConversations(report)
}

func (e *evaluation) runClaims(ctx context.Context, releases []release.Release) error {
	claims, err := readSet(e.claims, eval.ReadClaims)
	if err != nil {
		return err
	}
	cfg := answer.Config{Now: e.app.now, Logger: e.app.log}
	if e.verify {
		if cfg.Verifier, err = e.app.verifier(); err != nil {
			return err
		}
	}
	report, err := eval.RunClaims(ctx, answer.New(cfg), claims, releases)
	if err != nil {
		if _, ok := errors.AsType[*eval.UnknownReleaseError](err); ok {
			return usageError{fmt.Errorf("%s: %w", e.claims, err)}
		}
		return err
	}
	return e.printClaims(report)
}

func readSets[T any](paths []string, read func(io.Reader) ([]T, error)) ([]T, error) {
	var all []T
	for _, path := range paths {
		set, err := readSet(path, read)
		if err != nil {
			return nil, err
		}
		all = append(all, set...)
	}
	return all, nil
}

func readSet[T any](path string, read func(io.Reader) ([]T, error)) ([]T, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	set, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}

// readReleases refuses a file with a mistake in it: figures from a part of the
// releases would not be those of the set.
func (e *evaluation) readReleases(ctx context.Context) ([]release.Release, error) {
	known, err := e.app.catalog()
	if err != nil {
		return nil, err
	}
	var all []release.Release
	for _, path := range e.releases {
		batch, err := dump.Read(ctx, path, dump.WithIssuers(known.Issuer))
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
	return all, nil
}

func (e *evaluation) open(ctx context.Context, releases []release.Release) (*library, error) {
	with, err := e.app.embedder()
	if err != nil {
		return nil, err
	}
	return e.app.openTemporary(ctx, releases, with)
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

// ablate asks the questions once with everything and then once without each
// part of the retrieval: the rows show what each of them gives.
func (e *evaluation) ablate(ctx context.Context, lib *library, questions []eval.Question) error {
	rows := map[string]eval.Row{}
	var names []string
	for _, part := range append([]retrieval.Ablation{"nothing"}, retrieval.Ablations()...) {
		asker, err := lib.answers(ctx, true, retrieval.Without(part))
		if err != nil {
			return err
		}
		report, err := eval.Run(ctx, asker, questions, true)
		if err != nil {
			return err
		}
		rows[string(part)] = report.All
		names = append(names, string(part))
	}
	if e.json {
		return writeJSON(e.app.out, rows)
	}
	return e.printRows("without", names, rows)
}
