package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"motirbot/release"
	"motirbot/store"
)

const benchBytes = 512 // of a vector

// BenchmarkPutReleases writes 100 new releases of 3 chunks in a transaction.
func BenchmarkPutReleases(b *testing.B) {
	s := fresh(b)
	next := 0
	for b.Loop() {
		b.StopTimer()
		entries := sized(benchBytes, generatedRange(next, next+100)...)
		next += 100
		b.StartTimer()
		if _, err := s.PutReleases(b.Context(), entries, model); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPutReleasesUnchanged finds 100 releases as they were.
func BenchmarkPutReleasesUnchanged(b *testing.B) {
	s := fresh(b)
	entries := generatedRange(0, 100)
	put(b, s, entries...)
	for b.Loop() {
		if _, err := s.PutReleases(b.Context(), entries, model); err != nil {
			b.Fatal(err)
		}
	}
}

// large fills a store with 3,334 releases of 10,002 chunks.
func large(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "large.db")
	s, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for n := 0; n < 3334; n += 100 {
		entries := generatedRange(n, min(n+100, 3334))
		if _, err := s.PutReleases(b.Context(), sized(benchBytes, entries...), model); err != nil {
			b.Fatal(err)
		}
	}
	return path
}

func BenchmarkLarge(b *testing.B) {
	path := large(b)
	s := open(b, path)
	b.Run("ReadIndex", func(b *testing.B) {
		for b.Loop() {
			n := 0
			err := s.ReadIndex(b.Context(), model, func(store.Catalog, func(int, uint64) []byte) []release.Period { return []release.Period{{}} },
				func(store.IndexRow) error { n++; return nil })
			if err != nil || n != 3334 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("Stats", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Stats(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Generation", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Generation(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpen opens a store that is there and reads one value, and one that
// has to be made.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	openOnce := func(b *testing.B, path string) {
		s, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("there", func(b *testing.B) {
		path := filepath.Join(dir, "there.db")
		openOnce(b, path)
		for b.Loop() {
			openOnce(b, path)
		}
	})
	b.Run("new", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			openOnce(b, filepath.Join(dir, fmt.Sprint(n, ".db")))
		}
	})
}
