package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

const releasesHelp = `Lists the releases of the index, the newest first: date, title, link and the id by
which ` + "`motirbot show` and `motirbot forget`" + ` know it.
With --json, one object a line.`

const releasesExamples = `  motirbot releases
  motirbot releases --since 2025-12-01 --until 2025-12-31 -n 50
  motirbot releases --text "mineral" --json | jq -r .url
  motirbot releases --topic japan`

// listing is the releases command under way.
type listing struct {
	app   *app
	frame frame
	text  string
	count int
}

func newReleasesCommand(a *app) *cobra.Command {
	l := &listing{app: a, count: 20}
	cmd := &cobra.Command{
		Use:               "releases",
		Short:             "List the releases in the index",
		Long:              releasesHelp,
		Example:           releasesExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.run(cmd.Context())
		},
	}
	cmd.Flags().VarP(countFlag{&l.count}, "count", "n", "at most so many")
	cmd.Flags().StringVar(&l.text, "text", "", "only releases with these `WORDS` in the title")
	l.frame.addAsOf(a, cmd)
	l.frame.addPeriod(a, cmd)
	l.frame.addTopic(a, cmd)
	l.frame.addIssuer(a, cmd)
	l.frame.addJSON(cmd)
	return cmd
}

func (l *listing) run(ctx context.Context) error {
	if err := l.frame.check(); err != nil {
		return err
	}
	lib, err := l.app.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	all, err := lib.store.Releases(ctx, store.Filter{Period: l.frame.period, AsOf: l.frame.asOf, Text: l.text})
	if err != nil {
		return err
	}
	all, several, err := l.issued(lib, all)
	if err != nil {
		return err
	}
	if l.frame.topic != "" {
		if all, err = l.onTopic(ctx, lib, all); err != nil {
			return err
		}
	}
	shown := all[:min(l.count, len(all))]
	if l.frame.json {
		return l.printJSON(shown, lib.sample)
	}
	return l.print(shown, len(all), lib.sample, several)
}

// issued fills in the issuers that no source has named and keeps the releases
// of the one that is asked for. several says that there are more of them.
func (l *listing) issued(lib *library, all []store.Record) (kept []store.Record, several bool, err error) {
	known, err := l.app.catalog()
	if err != nil {
		return nil, false, err
	}
	wanted, labels := lib.issuer(known), map[string]bool{}
	for _, rec := range all {
		if rec.Issuer.IsZero() {
			rec.Issuer = known.Default()
		}
		if wanted == "" || rec.Issuer.Label() == wanted {
			kept = append(kept, rec)
		}
		labels[rec.Issuer.Label()] = true
	}
	if wanted != "" && !labels[wanted] && len(all) > 0 {
		return nil, false, usagef("--issuer: %w", &retrieval.UnknownIssuerError{Issuer: wanted, Known: slices.Sorted(maps.Keys(labels))})
	}
	return kept, wanted == "" && len(labels) > 1, nil
}

// onTopic keeps the releases that latest would list. What a topic is, package
// answer knows.
func (l *listing) onTopic(ctx context.Context, lib *library, all []store.Record) ([]store.Record, error) {
	from, err := lib.answers(ctx, true)
	if err != nil {
		return nil, err
	}
	ans, err := from.Latest(ctx, answer.LatestRequest{
		Topic: l.frame.topic, N: len(all) + 1, AsOf: l.frame.asOf, Period: l.frame.period,
	})
	if err != nil {
		return nil, err
	}
	on := make(map[release.ID]bool, len(ans.Items))
	for _, item := range ans.Items {
		on[item.ReleaseID] = true
	}
	var kept []store.Record
	for _, rec := range all {
		if on[rec.ID] {
			kept = append(kept, rec)
		}
	}
	return kept, nil
}

func (l *listing) print(shown []store.Record, found int, sample, several bool) error {
	p := l.app.printer()
	for _, rec := range shown {
		issuer := ""
		if several {
			issuer = rec.Issuer.Label()
		}
		p.link(p.dated(0, rec.Date, issuer, fmt.Sprintf("%s (%s)", rec.Title, rec.ID)), rec.URL)
	}
	switch {
	case found == 0:
		p.note("no releases")
	case found > len(shown):
		p.note(fmt.Sprintf("%d of %d; more with -n %d", len(shown), found, min(found, maxCount)))
	}
	p.sample(sample)
	return p.err
}

type releaseJSON struct {
	ID        release.ID   `json:"id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	Category  string       `json:"category,omitempty"`
	URL       string       `json:"url"`
	Issuer    string       `json:"issuer"`
	Source    string       `json:"source"`
	Revision  int          `json:"revision"`
	Truncated bool         `json:"truncated,omitempty"`
	Sample    bool         `json:"sample"`

	Attachments []release.Attachment `json:"attachments,omitempty"`
}

func newReleaseJSON(rec store.Record, sample bool) releaseJSON {
	return releaseJSON{
		ID: rec.ID, Title: rec.Title, Date: rec.Date, Category: rec.Category, URL: rec.URL,
		Issuer: rec.Issuer.Label(), Source: rec.Source, Revision: rec.Revision, Truncated: rec.Truncated, Sample: sample,
		Attachments: rec.Attachments,
	}
}

func (l *listing) printJSON(shown []store.Record, sample bool) error {
	for _, rec := range shown {
		if err := writeJSON(l.app.out, newReleaseJSON(rec, sample)); err != nil {
			return err
		}
	}
	return nil
}
