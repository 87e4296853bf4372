package ingest

import (
	"context"
	"errors"
	"fmt"

	"motirbot/release"
	"motirbot/store"
)

// batchSize is how many releases are stored at once. A killed process loses at
// most so many requests.
const batchSize = 10

// batch gathers what a source has shown and stores it.
type batch struct {
	*run
	source   string
	shown    []shown                // not looked up yet
	releases []release.Release      // texts to be stored
	seen     []store.Seen           // to be noted when they are
	what     map[release.ID]outcome // by ID of the text
	titles   map[string]bool        // of releases
}

// shown is a text that a source has shown, or that its page is as it was.
type shown struct {
	text       release.Release // without an ID: as it was
	seen       store.Seen
	before     store.Sighting               // what was shown under this ID the last time, or zero
	keptIsGone func(kept store.Record) bool // whether the page of a stored release is gone
}

// outcome is what storing a text will do, and to which release.
type outcome struct {
	what What
	id   release.ID
}

func (r *run) newBatch(source string) *batch {
	return &batch{run: r, source: source, what: map[release.ID]outcome{}, titles: map[string]bool{}}
}

// add takes a text that the source has shown.
func (b *batch) add(ctx context.Context, s shown) error {
	s.seen.Source, s.seen.ID, s.seen.Number = b.source, s.text.ID, s.text.Number
	s.seen.Date, s.seen.Hash, s.seen.Checked = s.text.Date, s.text.ContentHash(), b.cfg.Now()
	if len(b.shown) >= batchSize {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	b.shown = append(b.shown, s)
	return nil
}

// look decides what becomes of a text. The caller holds storing.
func (b *batch) look(ctx context.Context, s shown) error {
	rel := s.text
	if rel.ID == "" {
		b.seen = append(b.seen, s.seen)
		return nil
	}
	// A duplicate in the same batch is not in the store yet to be found.
	title := release.TitleKey(rel.Title, release.Date{})
	if b.titles[title] {
		if err := b.write(ctx); err != nil {
			return err
		}
	}
	stored, err := b.find(ctx, rel)
	if err != nil {
		return err
	}
	b.seen = append(b.seen, s.seen)
	if stored == nil {
		b.take(rel, title, outcome{Added, rel.ID})
		return nil
	}
	text := copyOf{Release: rel, edited: s.before.Hash != "" && s.before.Hash != s.seen.Hash, keptIsGone: s.keptIsGone(*stored)}
	// That another source still shows it does not bring a release back.
	relisted := stored.Withdrawn && rel.Source == stored.Source
	if (stored.Hash != s.seen.Hash || relisted) && (relisted || text.replaces(*stored)) {
		b.take(rel, title, outcome{Changed, stored.ID})
		return nil
	}
	b.tell(Event{Source: b.source, Title: rel.Title, Date: rel.Date, What: Checked})
	return nil
}

func (b *batch) take(rel release.Release, title string, o outcome) {
	b.releases = append(b.releases, rel)
	b.titles[title] = true
	b.what[rel.ID] = o
}

// touch notes that a page is as it was.
func (b *batch) touch(before store.Sighting, seen store.Seen) {
	seen.Sighting = before
	seen.Checked = b.cfg.Now()
	b.shown = append(b.shown, shown{seen: seen})
	b.tell(Event{Source: b.source, Title: before.ListedAs, Date: before.Date, What: Checked})
}

// find returns the stored release that rel is a text of, or nil. A duplicate under
// another ID is joined with it, so that the store will know.
func (b *batch) find(ctx context.Context, rel release.Release) (*store.Record, error) {
	stored, err := b.cfg.Store.Find(ctx, rel)
	if err == nil {
		return &stored, b.join(ctx, rel, stored)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	duplicates, err := b.cfg.Store.Duplicates(ctx, rel, duplicateDays)
	if err != nil {
		return nil, err
	}
	for _, duplicate := range duplicates {
		if sameRelease(rel, duplicate) {
			return &duplicate, b.join(ctx, rel, duplicate)
		}
	}
	return nil, nil
}

func (b *batch) join(ctx context.Context, rel release.Release, stored store.Record) error {
	if b.DryRun || rel.ID == stored.ID {
		return nil
	}
	return b.cfg.Store.Join(ctx, rel, stored.ID)
}

// flush looks up what is in the batch and stores it. It waits for the network
// no more: meanwhile no other source can store.
func (b *batch) flush(ctx context.Context) error {
	defer func() { b.shown = nil }()
	if len(b.shown) == 0 {
		return nil
	}
	if err := b.await(ctx); err != nil {
		return err
	}
	b.storing.Lock()
	defer b.storing.Unlock()
	for _, s := range b.shown {
		if err := b.look(ctx, s); err != nil {
			b.empty()
			return err
		}
	}
	return b.write(ctx)
}

// write stores the texts, then notes what was seen, then lets questions see it
// if they have not been shown anything for a while.
func (b *batch) write(ctx context.Context) error {
	defer b.empty()
	if b.DryRun {
		b.count(nil)
		return nil
	}
	invalid, err := b.index(ctx)
	if err != nil {
		return err
	}
	noted := b.seen[:0]
	for _, seen := range b.seen {
		if !invalid[seen.ID] {
			noted = append(noted, seen)
		}
	}
	announced, err := b.cfg.Store.RecordSightings(ctx, noted)
	if err != nil {
		return err
	}
	b.count(invalid)
	for _, id := range announced {
		record, err := b.cfg.Store.Release(ctx, id)
		if err != nil {
			return err
		}
		b.report.NewReleases = append(b.report.NewReleases, record)
	}
	b.tell(Event{Source: b.source, What: Stored})
	return b.refreshIfDue(ctx)
}

// index stores the texts and returns those that are no releases.
func (b *batch) index(ctx context.Context) (invalid map[release.ID]bool, err error) {
	if len(b.releases) == 0 {
		return nil, nil
	}
	report, err := b.cfg.Indexer.Index(ctx, b.releases, nil)
	b.pending = true
	if err != nil {
		return nil, fmt.Errorf("storing: %w", err)
	}
	invalid = map[release.ID]bool{}
	for _, f := range report.Failed {
		invalid[f.Release.ID] = true
		b.problem(ctx, Problem{Source: b.source, URL: urlOf(nil, f.Release.URL), Kind: KindInvalid, Reason: oneLine(f.Err)})
	}
	return invalid, nil
}

// count reports what became of the texts.
func (b *batch) count(invalid map[release.ID]bool) {
	for _, rel := range b.releases {
		o := b.what[rel.ID]
		if invalid[rel.ID] {
			continue
		}
		if !b.touched[o.id] {
			b.touched[o.id] = true
			if o.what == Added {
				b.report.Added++
			} else {
				b.report.Changed++
			}
		}
		b.tell(Event{Source: b.source, Title: rel.Title, Date: rel.Date, What: o.what})
	}
}

func (b *batch) empty() {
	b.releases, b.seen = nil, nil
	clear(b.what)
	clear(b.titles)
}
