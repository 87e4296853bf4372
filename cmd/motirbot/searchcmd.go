package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/release"
	"motirbot/retrieval"
)

const searchHelp = `Lists the passages of the releases that words or a question find, best first, as an
answer is made from them: score, date, title and the passage itself. Scores can be
compared within one list only. With --json, one object a line.`

const searchExamples = `  motirbot search battery passport
  motirbot search "tariffs on steel" -n 5 --since 2025-10
  motirbot search 배터리 --json | jq -r .text`

func newSearchCommand(a *app) *cobra.Command {
	var f frame
	n := 10
	cmd := &cobra.Command{
		Use:               "search WORDS…",
		Short:             "List the passages that words find, with scores",
		Long:              searchHelp,
		Example:           searchExamples,
		Args:              needsWords("search: name the words to look for"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.search(cmd.Context(), &f, strings.Join(args, " "), n)
		},
	}
	cmd.Flags().VarP(countFlag{&n}, "count", "n", "at most so many")
	f.addAsOf(a, cmd)
	f.addPeriod(a, cmd)
	f.addTopic(a, cmd)
	f.addIssuer(a, cmd)
	f.addJSON(cmd)
	return cmd
}

// foundJSON is a passage as `search --json` prints it.
type foundJSON struct {
	passageJSON
	URL   string `json:"url"`
	Seq   int    `json:"seq"`   // its place in the release, from 0
	Start int    `json:"start"` // bytes of the release's text
	End   int    `json:"end"`
}

func (a *app) search(ctx context.Context, f *frame, words string, n int) error {
	if err := f.check(); err != nil {
		return err
	}
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	retriever, err := lib.retriever(ctx)
	if err != nil {
		return err
	}
	view := retriever.View()
	query := view.Understand(words, retrieval.Frame{AsOf: a.asOfDay(f), Period: f.period, Topic: f.topic})
	found, err := view.Search(ctx, query)
	none := a.sayUnknown(query)
	if none && (lib.sample || a.cfg.Embedder == embedderLocal) {
		found = nil // what looks like such words at best; a model finds what means the same
	}
	if without, ok := errors.AsType[*retrieval.WordsOnlyError](err); ok {
		a.note(without.Error())
	} else if err != nil {
		return err
	}
	found = found[:min(n, len(found))]
	p := a.printer()
	for i, passage := range found {
		if f.json {
			shown := foundJSON{passagesJSON([]retrieval.Passage{passage})[0], passage.URL, passage.Seq, passage.Start, passage.End}
			if err := writeJSON(a.out, shown); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			p.printf("\n")
		}
		p.passage(passage, len(view.Issuers(release.Date{})) > 1)
	}
	if f.json {
		return nil
	}
	if len(found) == 0 && !none {
		p.note("no passages")
	}
	p.sample(lib.sample)
	return p.err
}

// sayUnknown says for which words others were taken, and reports whether no release
// has any of them.
func (a *app) sayUnknown(query retrieval.Query) (none bool) {
	none = len(query.Terms) > 0
	for _, term := range query.Terms {
		if term.Corrected != "" {
			a.note(fmt.Sprintf("no release has %q; looked for %q", term.Text, term.Corrected))
		}
		none = none && !term.Known && term.Corrected == ""
	}
	if none {
		a.note("no release has these words")
	}
	return none
}

func (p *printer) passage(found retrieval.Passage, named bool) {
	issuer := ""
	if named {
		issuer = found.Issuer.Label()
	}
	score := fmt.Sprintf("%.3f ", found.Score)
	p.printf("%s", p.on.marker(score))
	p.dated(0, found.Date, issuer, found.Title)
	const indent = "      "
	p.link(indent, found.URL)
	for line := range strings.Lines(found.Text) {
		if strings.TrimSpace(line) != "" {
			p.paragraph(indent+strings.TrimSpace(line), indent, nil)
		}
	}
}
