package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"motirbot/release"
	"motirbot/store"
)

const exportHelp = `Writes the releases of the index to the standard output as JSON Lines, the newest
first, which ` + "`motirbot index`" + ` reads back: id, source, number, issuer, title, date,
category, text, link and attachments. Of each it is the newest text; what is known
of sources, and what the bot keeps, is not among it: see ` + "`motirbot backup`" + `.`

const exportExamples = `  motirbot export > releases.jsonl
  motirbot export --since 2025-10 --issuer METI > meti.jsonl
  motirbot export | motirbot index --db copy.db -`

func newExportCommand(a *app) *cobra.Command {
	var f frame
	cmd := &cobra.Command{
		Use:               "export",
		Short:             "Write the releases as JSON Lines",
		Long:              exportHelp,
		Example:           exportExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.export(cmd.Context(), &f) },
	}
	f.addPeriod(a, cmd)
	f.addIssuer(a, cmd)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON, as it does anyway")
	return cmd
}

// exported is a release as index reads it back.
type exported struct {
	ID          release.ID           `json:"id"`
	Source      string               `json:"source"`
	Number      string               `json:"number,omitempty"`
	Issuer      release.Issuer       `json:"issuer,omitzero"`
	Title       string               `json:"title"`
	Date        release.Date         `json:"date"`
	Category    string               `json:"category,omitempty"`
	Body        string               `json:"body"`
	URL         string               `json:"url,omitempty"`
	Attachments []release.Attachment `json:"attachments,omitempty"`
	Truncated   bool                 `json:"truncated,omitempty"`
	Hash        string               `json:"hash"` // by which index knows that the text is to stay to the letter
}

func (a *app) export(ctx context.Context, f *frame) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	if !a.cfg.exists() {
		return a.cfg.missing()
	}
	kept, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	lib := &library{app: a, store: kept}
	defer func() { err = errors.Join(err, lib.Close()) }()
	all, err := kept.Releases(ctx, store.Filter{Period: f.period})
	if err != nil {
		return err
	}
	named := map[release.ID]release.Issuer{} // as it is stored, and not as it goes without saying
	for _, rec := range all {
		named[rec.ID] = rec.Issuer
	}
	if all, _, err = (&listing{app: a}).issued(lib, all); err != nil {
		return err
	}
	if len(all) == 0 {
		a.note("no releases")
	}
	for _, rec := range all {
		err := writeJSON(a.out, exported{
			rec.ID, rec.Source, rec.Number, named[rec.ID], rec.Title, rec.Date, rec.Category, rec.Body, rec.URL, rec.Attachments, rec.Truncated, rec.Hash,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
