package ingest

import (
	"cmp"
	"context"
	"slices"

	"motirbot/release"
	"motirbot/source/polite"
	"motirbot/store"
)

// FromFeed makes a source of an RSS or Atom feed.
func FromFeed(name string, feed Feed) Source { return feedSource{name, feed} }

type feedSource struct {
	name string
	feed Feed
}

func (s feedSource) Name() string { return s.name }

// bring stores what the feed holds and is new. A feed shows the newest
// releases only: that one is missing from it says nothing.
func (s feedSource) bring(ctx context.Context, r *run, state *store.SourceState) (func(context.Context) error, error) {
	asking, done := r.timed(ctx)
	releases, same, problems, err := s.feed.Fetch(asking)
	done()
	r.report.Requests++
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, cmp.Or(r.outOfTime(s.name), error(failed(s.name, err)))
	case same:
		r.report.NotModified++
		return nil, nil
	}
	r.tell(Event{Source: s.name, Page: 1, What: Listed})
	passing := s.report(ctx, r, problems)
	if err := s.store(ctx, r, releases, state.Backfilled.IsZero()); err != nil {
		return nil, err
	}
	// An item that is left out now must not be news next time because a first
	// sync missed it; but one whose page never comes may not keep the others
	// from ever being news.
	if !passing || !state.LastAttempt.IsZero() {
		if state.Backfilled.IsZero() {
			state.Backfilled = r.cfg.Now()
		}
	}
	if passing {
		return nil, nil // an item left out would else not be asked for again
	}
	return s.feed.Confirm, nil
}

// report reports what was wrong with items, and whether any of it may pass.
func (s feedSource) report(ctx context.Context, r *run, problems []error) (passing bool) {
	for _, err := range problems {
		passing = passing || polite.Temporary(err)
		r.problem(ctx, Problem{Source: s.name, URL: urlOf(err, ""), Kind: kindOf(err), Reason: oneLine(err)})
	}
	return passing
}

func (s feedSource) store(ctx context.Context, r *run, releases []release.Release, quiet bool) error {
	sightings, err := r.cfg.Store.Sightings(ctx, s.name)
	if err != nil {
		return err
	}
	known := map[release.ID]store.Sighting{}
	for _, g := range sightings {
		known[g.ID] = g
	}
	b := r.newBatch(s.name)
	for _, rel := range slices.Backward(releases) { // feeds begin with the newest
		before := known[rel.ID]
		if rel.Date.Before(r.Since) || before.Hash == rel.ContentHash() {
			continue
		}
		seen := store.Seen{Sighting: store.Sighting{ListedAs: rel.Title, URL: rel.URL}, Quiet: quiet}
		if err := b.add(ctx, shown{rel, seen, before, func(store.Record) bool { return false }}); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}
