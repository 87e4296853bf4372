package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"motirbot/store"
)

// Two Stores have nothing in common but the file, like two processes.
func TestTwoStoresWriteAndReadAtOnce(t *testing.T) {
	const batches, batch = 15, 4
	path := filepath.Join(t.TempDir(), "motirbot.db")
	stores := []*store.Store{open(t, path), open(t, path)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()

	var writers, readers sync.WaitGroup
	for i, s := range stores {
		writers.Go(func() {
			for n := range batches {
				from := (n*len(stores) + i) * batch
				entries := generatedRange(from, from+batch)
				if _, err := s.PutReleases(ctx, sized(256, entries...), model); err != nil {
					t.Errorf("store %d writes: %v", i, err)
				}
			}
		})
		readers.Go(func() { readWhole(t, ctx, s, batch) })
	}
	writers.Wait()
	cancel()
	readers.Wait()

	stats := must[store.Stats](t)(stores[0].Stats(t.Context()))
	if want := batches * batch * len(stores); stats.Releases != want {
		t.Errorf("%d releases, want %d", stats.Releases, want)
	}
	if got := must[int64](t)(stores[1].Generation(t.Context())); got != batches*int64(len(stores)) {
		t.Errorf("generation %d", got)
	}
}

// readWhole takes snapshots until ctx ends. Each must be of one moment.
func readWhole(t *testing.T, ctx context.Context, s *store.Store, batch int) {
	var last int64
	for ctx.Err() == nil {
		snap, err := readIndex(ctx, s, model)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			t.Errorf("reader: %v", err)
			return
		case len(snap.Listings) != int(snap.Generation)*batch, len(snap.Rows) != len(snap.Listings):
			t.Errorf("generation %d has %d releases, the index of %d", snap.Generation, len(snap.Listings), len(snap.Rows))
			return
		case snap.Generation < last:
			t.Errorf("generation %d after %d", snap.Generation, last)
		}
		last = snap.Generation
	}
}

func TestTwoProcessesWriteTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	var processes sync.WaitGroup
	for range 2 {
		cmd := child(t, "write", path)
		processes.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Error(err)
			}
		})
	}
	// A third one comes and goes, in this process.
	for range 20 {
		s := must[*store.Store](t)(store.Open(t.Context(), path))
		if err := errors.Join(s.SetMeta(t.Context(), "k", "v"), s.Close()); err != nil {
			t.Error(err)
		}
	}
	processes.Wait()
	if stored := checkWholeReleases(t, path); stored != crashReleases {
		t.Errorf("%d releases, want %d", stored, crashReleases)
	}
}

func TestGenerationIsSeenByAnotherStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	writer, watcher := open(t, path), open(t, path)
	seen := must[int64](t)(watcher.Generation(t.Context()))
	edited := generated(1).Release
	edited.Body += " More."
	steps := []struct {
		name string
		do   func() error
		grow bool
	}{
		{"added", func() error { put(t, writer, generated(1)); return nil }, true},
		{"unchanged", func() error { put(t, writer, generated(1)); return nil }, false},
		{"changed", func() error { put(t, writer, entry(edited)); return nil }, true},
		{"vectors only", func() error { return writer.PutVectors(t.Context(), "other", vectorsOf(4, generated(1))) }, false},
		{"a setting", func() error { return writer.SetMeta(t.Context(), "k", "v") }, false},
		{"withdrawn", func() error { return writer.Withdraw(t.Context(), "motir:1") }, true},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		now := must[int64](t)(watcher.Generation(t.Context()))
		if grew := now > seen; grew != step.grow {
			t.Errorf("%s: generation %d, then %d", step.name, seen, now)
		}
		seen = now
	}
}

func TestManyOpenOneNewStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "motirbot.db")
	var openers sync.WaitGroup
	for n := range 8 {
		openers.Go(func() {
			s, err := store.Open(t.Context(), path)
			if err != nil {
				t.Errorf("opener %d: %v", n, err)
				return
			}
			if err := s.SetMeta(t.Context(), fmt.Sprint(n), "here"); err != nil {
				t.Errorf("opener %d: %v", n, err)
			}
			if err := s.Close(); err != nil {
				t.Errorf("opener %d: %v", n, err)
			}
		})
	}
	openers.Wait()
	s := open(t, path)
	for n := range 8 {
		if got := must[string](t)(s.Meta(t.Context(), fmt.Sprint(n))); got != "here" {
			t.Errorf("what opener %d wrote is lost", n)
		}
	}
}
