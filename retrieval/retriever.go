package retrieval

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"motirbot/release"
	"motirbot/store"
)

// Embedder turns texts into unit vectors, len(texts) of them, all of one
// dimension. Model names what made them: vectors of two models never mix.
// Errors are the model's own; a cancelled context returns its error.
type Embedder interface {
	Model() string
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Library is the store as a Retriever reads it.
type Library interface {
	// Generation grows with every change to the releases.
	Generation(ctx context.Context) (int64, error)
	// ReadIndex reads what there is, and the index of the releases of some
	// periods, as of one moment. kept returns the segment of a year that was kept
	// under a key, or nil.
	ReadIndex(ctx context.Context, model string, want func(c store.Catalog, kept func(year int, key uint64) []byte) []release.Period, row func(store.IndexRow) error) error
	// KeepSegment keeps the segment of a year in place of the one there was, if
	// the generation still is the one it was made in.
	KeepSegment(ctx context.Context, generation int64, year int, key uint64, data []byte) error
	// Text returns a text of a release, or store.ErrNotFound.
	Text(ctx context.Context, id release.ID, revision int) (store.Record, error)
}

// Retriever keeps the newest View of a store. It is safe for concurrent use.
type Retriever struct {
	library    Library
	setup      *setup
	texts      *texts
	without    map[Ablation]bool
	issuers    issuers
	view       atomic.Pointer[View]
	refreshing sync.Mutex
	generation int64 // of view; guarded by refreshing
}

// New returns a Retriever with an empty View: call Refresh before asking.
func New(library Library, embedder Embedder, topics *Topics, options ...Option) (*Retriever, error) {
	r := &Retriever{library: library, texts: newTexts(library), without: map[Ablation]bool{}, generation: -1}
	for _, option := range options {
		option(r)
	}
	r.setup = newSetup(topics, embedder, r.without)
	empty, err := newView(r.setup, r.texts, nil, nil, nil)
	r.view.Store(empty)
	return r, err
}

// Topics returns the topics the retriever was made with.
func (r *Retriever) Topics() *Topics { return r.setup.topics }

// Maker names what the words of the index have to be made by.
func (r *Retriever) Maker() string { return r.setup.maker }

// View returns the present state of the index.
func (r *Retriever) View() *View { return r.view.Load() }

// Refresh makes a new View where the store has changed since the last one and
// puts it in place of the old in one step. Questions under way keep the View
// they began with; none waits. Only years in which something has changed are
// read, and made anew only those that the library does not keep.
func (r *Retriever) Refresh(ctx context.Context) (changed bool, err error) {
	r.refreshing.Lock()
	defer r.refreshing.Unlock()
	generation, err := r.library.Generation(ctx)
	if err != nil {
		return false, fmt.Errorf("looking for changes: %w", err)
	}
	if generation == r.generation {
		return false, nil
	}
	l, view, err := r.load(ctx)
	if err != nil {
		return false, err
	}
	r.view.Store(view)
	r.generation = l.generation
	if r.issuers.only == "" { // else they are in part
		l.keep(ctx)
	}
	return true, nil
}
