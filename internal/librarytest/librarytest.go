// Package librarytest keeps releases and their index in memory.
package librarytest

import (
	"context"
	"maps"
	"slices"

	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Library is both what an Indexer writes and what a Retriever reads. Each time
// releases are put is a generation.
type Library struct {
	entries map[release.ID]store.Entry
	changed map[release.ID]int64
	now     int64
}

// New returns a Library of releases, indexed with an embedder.
func New(ctx context.Context, embedder retrieval.Embedder, topics *retrieval.Topics, releases ...release.Release) (*Library, error) {
	l := &Library{entries: map[release.ID]store.Entry{}, changed: map[release.ID]int64{}}
	report, err := retrieval.NewIndexer(l, embedder, topics).Index(ctx, releases, nil)
	if err == nil && len(report.Failed) > 0 {
		err = report.Failed[0].Err
	}
	return l, err
}

// Retriever returns a Retriever of releases, ready to be asked.
func Retriever(ctx context.Context, embedder retrieval.Embedder, topics *retrieval.Topics, releases ...release.Release) (*retrieval.Retriever, error) {
	l, err := New(ctx, embedder, topics, releases...)
	if err != nil {
		return nil, err
	}
	r, err := retrieval.New(l, embedder, topics)
	if err != nil {
		return nil, err
	}
	_, err = r.Refresh(ctx)
	return r, err
}

// Find never finds anything, so that everything is indexed.
func (l *Library) Find(context.Context, release.Release) (store.Record, error) {
	return store.Record{}, store.ErrNotFound
}

// PutReleases implements retrieval.IndexStore.
func (l *Library) PutReleases(_ context.Context, entries []store.Entry, _ string) ([]store.Outcome, error) {
	l.now++
	outcomes := make([]store.Outcome, len(entries))
	for i, e := range entries {
		l.entries[e.Release.ID], l.changed[e.Release.ID], outcomes[i] = e, l.now, store.Added
	}
	return outcomes, nil
}

// Vectors knows none.
func (l *Library) Vectors(context.Context, string, []string) (map[string][]float32, error) {
	return nil, nil
}

// Indexed says that all is.
func (l *Library) Indexed(context.Context, string, string) (bool, error) { return true, nil }

// SetIndexed has nothing to do.
func (l *Library) SetIndexed(context.Context, string, string) error { return nil }

// Unindexed returns nothing.
func (l *Library) Unindexed(context.Context, string, string, bool, release.ID, int) ([]store.Lacking, error) {
	return nil, nil
}

// Generation implements retrieval.Library.
func (l *Library) Generation(context.Context) (int64, error) { return l.now, nil }

// ReadIndex implements retrieval.Library.
func (l *Library) ReadIndex(_ context.Context, _ string, want func(c store.Catalog, kept func(int, uint64) []byte) []release.Period, row func(store.IndexRow) error) error {
	c := store.Catalog{Generation: l.now, Issuers: map[string]release.Issuer{}}
	for id, e := range l.entries {
		r := e.Release
		c.Listings = append(c.Listings, store.Listing{ID: id, Date: r.Date, Revision: 1, Issuer: r.Issuer.Label(), Changed: l.changed[id]})
		c.Issuers[r.Issuer.Label()] = r.Issuer
	}
	for _, period := range want(c, func(int, uint64) []byte { return nil }) {
		for _, id := range slices.Sorted(maps.Keys(l.entries)) {
			e := l.entries[id]
			if !period.Contains(e.Release.Date) {
				continue
			}
			err := row(store.IndexRow{
				ID: id, Revision: 1, Maker: e.Index.Maker, Title: e.Release.Title, URL: e.Release.URL, Words: e.Index.Words, Vectors: e.Index.Vectors,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// KeepSegment keeps nothing.
func (l *Library) KeepSegment(context.Context, int64, int, uint64, []byte) error { return nil }

// Text implements retrieval.Library.
func (l *Library) Text(_ context.Context, id release.ID, _ int) (store.Record, error) {
	e, ok := l.entries[id]
	if !ok {
		return store.Record{}, store.ErrNotFound
	}
	return store.Record{Release: e.Release, Hash: e.Release.ContentHash(), Revision: 1}, nil
}
