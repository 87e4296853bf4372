package retrieval

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

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
	// Snapshot reads everything as of one moment.
	Snapshot(ctx context.Context, model string) (store.Snapshot, error)
}

// Retriever keeps the newest View of a store. It is safe for concurrent use.
type Retriever struct {
	library    Library
	embedder   Embedder
	topics     *Topics
	without    map[Ablation]bool
	issuers    issuers
	view       atomic.Pointer[View]
	refreshing sync.Mutex
	generation int64 // of view; guarded by refreshing
}

// New returns a Retriever with an empty View: call Refresh before asking.
func New(library Library, embedder Embedder, topics *Topics, options ...Option) (*Retriever, error) {
	r := &Retriever{library: library, embedder: embedder, topics: topics, without: map[Ablation]bool{}, generation: -1}
	for _, option := range options {
		option(r)
	}
	empty, err := newView(context.Background(), store.Snapshot{}, topics, embedder, r.without, r.issuers)
	if err != nil {
		return nil, err
	}
	r.view.Store(empty)
	return r, nil
}

// Topics returns the topics the retriever was made with.
func (r *Retriever) Topics() *Topics { return r.topics }

// View returns the present state of the index.
func (r *Retriever) View() *View { return r.view.Load() }

// Refresh builds a new View where the store has changed since the last one and
// puts it in place of the old in one step. Questions under way keep the View
// they began with; none waits.
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
	snap, err := r.library.Snapshot(ctx, r.embedder.Model())
	if err != nil {
		return false, fmt.Errorf("reading the index: %w", err)
	}
	view, err := newView(ctx, snap, r.topics, r.embedder, r.without, r.issuers)
	if err != nil {
		return false, err
	}
	r.view.Store(view)
	r.generation = snap.Generation
	return true, nil
}
