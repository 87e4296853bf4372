package figures

import (
	"context"
	"sync"

	"motirbot/release"
	"motirbot/retrieval"
)

// Kept is the store as a Source reads it.
type Kept interface {
	Statistics
	// Generation grows with every change to the releases.
	Generation(ctx context.Context) (int64, error)
}

// Source gives the figures of a store as they stand. It is safe for concurrent
// use.
type Source struct {
	*Questions
	reader *Reader
	kept   Kept

	mu         sync.Mutex
	generation int64
	loaded     map[release.Date]*Dataset
}

// maxLoaded is how many days' figures are kept in memory.
const maxLoaded = 8

// NewSource returns the figures of a store.
func NewSource(topics *retrieval.Topics, kept Kept) *Source {
	return &Source{Questions: NewQuestions(topics), reader: NewReader(topics), kept: kept}
}

// Dataset returns the figures of the releases up to a day, from memory where
// the store has not changed. Errors are the store's.
func (s *Source) Dataset(ctx context.Context, asOf release.Date) (*Dataset, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	generation, err := s.kept.Generation(ctx)
	if err != nil {
		return nil, err
	}
	if generation != s.generation || s.loaded == nil || len(s.loaded) >= maxLoaded && s.loaded[asOf] == nil {
		s.generation, s.loaded = generation, map[release.Date]*Dataset{}
	}
	if s.loaded[asOf] == nil {
		if s.loaded[asOf], err = s.reader.Load(ctx, s.kept, asOf); err != nil {
			delete(s.loaded, asOf)
			return nil, err
		}
	}
	return s.loaded[asOf], nil
}
