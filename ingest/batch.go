package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	shown    []shown             // not looked up yet
	releases []release.Release   // texts to be stored
	seen     []store.Seen        // to be noted when they are
	what     map[release.ID]What // what storing a text will do
}

// shown is a text that a source has shown, or that its page is as it was.
type shown struct {
	text      release.Release // without an ID: as it was
	seen      store.Seen
	otherwise release.ID // its ID if another source has the text's; "": it is what that one is
}

func (r *run) newBatch(source string) *batch {
	return &batch{run: r, source: source, what: map[release.ID]What{}}
}

// add takes a text that the source has shown.
func (b *batch) add(ctx context.Context, s shown) error {
	s.text.Origin = b.source
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
	if s.otherwise != "" {
		owner, err := b.cfg.Store.Owner(ctx, s.text.ID)
		if err != nil {
			return err
		}
		if owner != "" && owner != b.source && owner != s.text.Source {
			s.text.ID, s.seen.ID = s.otherwise, s.otherwise
		}
	}
	rel := s.text
	if rel.ID != "" {
		gone, err := b.cfg.Store.Forgotten(ctx, rel)
		if err == nil && gone && !b.DryRun {
			err = b.cfg.Store.KeepForgotten(ctx, rel) // so that a list's page is not asked for again
		}
		if gone || err != nil {
			return err
		}
	}
	b.seen = append(b.seen, s.seen)
	if rel.ID == "" {
		return nil
	}
	stored, err := b.cfg.Store.Find(ctx, rel)
	switch {
	case errors.Is(err, store.ErrNotFound):
		b.what[rel.ID] = Added
	case err != nil:
		return err
	// What was read whole is not given up for a summary because its page is down.
	case stored.Hash == s.seen.Hash && !stored.Withdrawn, rel.Truncated && !stored.Truncated && !stored.Withdrawn:
		b.tell(Event{Source: b.source, Title: rel.Title, Date: rel.Date, What: Checked})
		return nil
	default:
		b.what[rel.ID] = Changed
	}
	b.releases = append(b.releases, rel)
	return nil
}

// touch notes that a page is as it was.
func (b *batch) touch(before store.Sighting, seen store.Seen) {
	seen.Sighting = before
	seen.Checked = b.cfg.Now()
	b.shown = append(b.shown, shown{seen: seen})
	b.tell(Event{Source: b.source, Title: before.ListedAs, Date: before.Date, What: Checked})
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
		return b.count(ctx, nil)
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
	if err := b.count(ctx, invalid); err != nil {
		return err
	}
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

// count reports what became of the texts. A copy of what another source has is
// nothing new, but may have taken its place.
func (b *batch) count(ctx context.Context, invalid map[release.ID]bool) error {
	for _, rel := range b.releases {
		if invalid[rel.ID] {
			continue
		}
		what, group := b.what[rel.ID], []release.ID{rel.ID}
		if !b.DryRun {
			var err error
			if group, err = b.cfg.Store.Group(ctx, rel.ID); err != nil {
				return err
			}
		}
		switch {
		case group[0] != rel.ID:
			what = Checked
		case what == Added && len(group) > 1:
			what = Changed
		}
		counted := slices.ContainsFunc(group, func(id release.ID) bool { return b.touched[id] })
		b.touched[group[0]] = b.touched[group[0]] || what != Checked
		switch {
		case what == Added && !counted:
			b.report.Added++
		case what == Changed && !counted:
			b.report.Changed++
		}
		b.tell(Event{Source: b.source, Title: rel.Title, Date: rel.Date, What: what})
	}
	return nil
}

func (b *batch) empty() {
	b.releases, b.seen = nil, nil
	clear(b.what)
}
