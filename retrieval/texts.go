package retrieval

import (
	"context"
	"errors"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"motirbot/release"
	"motirbot/store"
)

// mostTexts is how many texts are kept that have been read.
const mostTexts = 256

// texts reads the texts of releases when they are needed.
type texts struct {
	library Library
	kept    *lru.Cache[edition, store.Record]

	mu       sync.Mutex
	failures int
	failed   error // the last
}

// edition is one text of a release.
type edition struct {
	id       release.ID
	revision int
}

func newTexts(library Library) *texts {
	kept, err := lru.New[edition, store.Record](mostTexts)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &texts{library: library, kept: kept}
}

// of returns a text, or nothing where it has been deleted or cannot be read.
//
//nolint:contextcheck // one short read, which whoever reads a view has no context for
func (t *texts) of(id release.ID, revision int) store.Record {
	key := edition{id, revision}
	if rec, ok := t.kept.Get(key); ok {
		return rec
	}
	rec, err := t.library.Text(context.Background(), id, revision)
	switch {
	case err == nil:
		t.kept.Add(key, rec)
	case !errors.Is(err, store.ErrNotFound):
		t.mu.Lock()
		defer t.mu.Unlock()
		t.failures, t.failed = t.failures+1, err
	}
	return rec
}

// Mark is a point in time for FailedSince.
func (v *View) Mark() int {
	v.texts.mu.Lock()
	defer v.texts.mu.Unlock()
	return v.texts.failures
}

// FailedSince returns the store's error if a text could not be read since a
// mark: then what has been found since, by anybody, may lack words.
func (v *View) FailedSince(mark int) error {
	v.texts.mu.Lock()
	defer v.texts.mu.Unlock()
	if v.texts.failures == mark {
		return nil
	}
	return v.texts.failed
}
