package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"motirbot/ingest"
	"motirbot/retrieval"
)

const syncHelp = `Brings what is new at the sources that are followed (MOTIR's site, and those of
` + "`motirbot sources`" + ` that are switched on) into the index: new releases, edits as
new revisions, and what was withdrawn. The sources are asked side by side, each
site for one page a second, and only for what has changed; what one of them does
not bring within ten minutes is left for the next sync, and nothing is read of a
site whose robots.txt cannot be read whole. The first sync of a list fetches
every release there is, or those since a date, however long it takes; stopped at
any time, it goes on where it was when run again.

What fails is reported and tried again next time, the rest is kept, and the exit
status is 3.`

const syncExamples = `  MOTIRBOT_CONTACT=you@example.org motirbot sync --since 2026-01-01
  motirbot sync --dry-run
  MOTIRBOT_SOURCES=sources.yaml motirbot sync --json`

// syncing is the sync command under way.
type syncing struct {
	app      *app
	options  ingest.Options
	json     bool
	embedded *int
}

func newSyncCommand(a *app) *cobra.Command {
	x := &syncing{app: a}
	cmd := &cobra.Command{
		Use:               "sync",
		Short:             "Bring what is new at the sources into the index",
		Long:              syncHelp,
		Example:           syncExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{groupOf: "sync"},
		RunE:              func(cmd *cobra.Command, _ []string) error { return x.run(cmd.Context()) },
	}
	cmd.Flags().Var(a.firstDay(&x.options.Since), "since", "look again at everything of that day or later, and no further back")
	cmd.Flags().BoolVar(&x.options.DryRun, "dry-run", false, "only say what a sync would do")
	cmd.Flags().BoolVar(&x.json, "json", false, "print the summary as JSON")
	return cmd
}

func (x *syncing) run(ctx context.Context) (err error) {
	log := slog.New(slog.DiscardHandler) // what fails has its line
	if x.app.cfg.LogNamed {
		log = x.app.log
	}
	if _, err := loadOrigins(x.app.environ); err != nil {
		return err
	}
	kept, err := x.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	embedder, embedded, err := x.app.indexEmbedder(kept.store)
	if err != nil {
		return err
	}
	sources, client, err := x.app.sources(ctx, kept.store, log)
	if err != nil {
		return err
	}
	defer client.Close()
	x.embedded = embedded
	show := newArrivals(x.app)
	x.options.Progress = show.event
	var indexer *retrieval.Indexer
	if !x.options.DryRun { // which stores nothing
		if indexer, err = x.app.indexer(ctx, kept.store, embedder); err != nil {
			return err
		}
	}
	report, err := ingest.New(ingest.Config{
		Store: kept.store, Indexer: indexer, Sources: sources, Logger: log, Now: x.app.now,
	}).Sync(ctx, x.options)
	show.end()
	return x.conclude(ctx, report, err)
}

// open opens the index, and makes it where there is none, unless nothing is
// to be stored.
func (x *syncing) open(ctx context.Context) (*library, error) {
	if x.options.DryRun && !x.app.cfg.exists() {
		return x.app.openTemporary(ctx, nil, localEmbedder())
	}
	if x.app.cfg.DB == "" {
		return nil, usagef("there is no data folder to keep the index in: name a file with --db or MOTIRBOT_DB")
	}
	opened, err := x.app.openStore(ctx)
	return &library{app: x.app, store: opened}, err
}

// conclude prints the report, and says how it ended.
func (x *syncing) conclude(ctx context.Context, report ingest.Report, err error) error {
	stopped := err != nil && ctx.Err() != nil
	if err != nil && !stopped {
		return err
	}
	for _, p := range report.Failed {
		fmt.Fprintln(x.app.errOut, cleanLine(p.Source+": "+p.Reason))
	}
	if err := x.print(report); err != nil {
		return err
	}
	if stopped {
		return errors.New("stopped: what is counted above is stored; run it again for the rest")
	}
	if n := len(report.Failed); n > 0 {
		return partialError{failed: n, of: noun{"page or source", "pages or sources"}}
	}
	return missingVectors("sync", report.Missing, report.MissingErr)
}
