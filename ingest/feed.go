package ingest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"motirbot/release"
	"motirbot/source/feed"
	"motirbot/source/polite"
	"motirbot/store"
)

// FromFeed makes a source of an RSS or Atom feed.
func FromFeed(name string, f Feed) Source { return feedSource{name, f} }

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
	return s.feed.Confirm, nil
}

// report reports what was wrong with items, and whether any is left out that may
// come yet.
func (s feedSource) report(ctx context.Context, r *run, problems []error) (passing bool) {
	for _, err := range problems {
		passing = passing || polite.Temporary(err) && !errors.Is(err, feed.ErrCut)
		r.problem(ctx, Problem{Source: s.name, URL: urlOf(err, ""), Kind: kindOf(err), Reason: oneLine(err)})
	}
	return passing
}

func (s feedSource) store(ctx context.Context, r *run, releases []release.Release, quiet bool) error {
	known, err := r.cfg.Store.Sightings(ctx, s.name)
	if err != nil {
		return err
	}
	troubles, err := r.cfg.Store.Troubles(ctx, s.name)
	if err != nil {
		return err
	}
	merged := map[release.ID]bool{} // texts that an earlier motirbot did not keep: no news
	for _, t := range troubles {
		if t.Kind == store.TroubleMerged {
			merged[t.ID] = true
		}
	}
	ids := newItemIDs(s.name, known, releases)
	b := r.newBatch(s.name)
	for _, rel := range slices.Backward(releases) { // feeds begin with the newest
		var before store.Sighting
		rel.ID, before = ids.of(rel)
		if rel.Date.Before(r.Since) || before.Hash == rel.ContentHash() {
			continue
		}
		seen := store.Seen{Sighting: store.Sighting{ListedAs: rel.Title, URL: rel.URL}, Quiet: quiet || merged[rel.ID]}
		delete(merged, rel.ID)
		item := shown{text: rel, seen: seen}
		if before.ID == "" {
			item.otherwise = rel.ID.Qualified(s.name)
		}
		if err := b.add(ctx, item); err != nil {
			return err
		}
	}
	if err := b.flush(ctx); err != nil || r.DryRun {
		return err
	}
	for id := range merged { // the feed does not show them any more
		if err := r.cfg.Store.DropTrouble(ctx, s.name, id); err != nil {
			return err
		}
	}
	return nil
}

// itemIDs finds the IDs under which a feed's items are known.
type itemIDs struct {
	source string
	known  map[release.ID]store.Sighting
	placed map[place]release.ID // of known
	taken  map[release.ID]bool  // by an item that says so itself
}

// place is what tells items apart that have no id.
type place struct {
	url, title string
	day        release.Date
}

func newItemIDs(source string, known []store.Sighting, items []release.Release) itemIDs {
	ids := itemIDs{source, map[release.ID]store.Sighting{}, map[place]release.ID{}, map[release.ID]bool{}}
	for _, g := range known {
		ids.known[g.ID] = g
		ids.placed[place{g.URL, g.ListedAs, g.Date}] = g.ID
	}
	for _, rel := range items {
		ids.taken[rel.ID], ids.taken[rel.ID.Qualified(source)] = true, true
	}
	return ids
}

// of returns the ID of an item and what was shown under it before. An item with
// its link, title and day is the same if it has the same text, since some feeds
// make up new ids at every request; or if its ID is the bare link, which an
// earlier motirbot took.
func (ids itemIDs) of(rel release.Release) (release.ID, store.Sighting) {
	at := ids.placed[place{rel.URL, rel.Title, rel.Date}]
	for _, id := range []release.ID{rel.ID, rel.ID.Qualified(ids.source)} {
		if before, ok := ids.known[id]; ok {
			return id, before
		}
	}
	link, _, more := strings.Cut(rel.Number, "#")
	isBare := more && at == release.NewID(rel.Source, link, "", release.Date{})
	if at == "" || ids.taken[at] || !isBare && ids.known[at].Hash != rel.ContentHash() {
		return rel.ID, store.Sighting{}
	}
	ids.taken[at] = true
	return at, ids.known[at]
}
