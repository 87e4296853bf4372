package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"motirbot/store"
)

const benchDimensions = 2048

// randomVectors makes a vector for each chunk, of bytes that do not repeat.
func randomVectors(entries []store.Entry) map[string][]float32 {
	random := rand.New(rand.NewPCG(1, 2))
	vectors := vectorsOf(benchDimensions, entries...)
	for _, vector := range vectors {
		for i := range vector {
			vector[i] = random.Float32()
		}
	}
	return vectors
}

// BenchmarkPutReleases writes 100 new releases of 3 chunks and their vectors
// in a transaction.
func BenchmarkPutReleases(b *testing.B) {
	s := fresh(b)
	next := 0
	for b.Loop() {
		b.StopTimer()
		entries := generatedRange(next, next+100)
		vectors := randomVectors(entries)
		next += 100
		b.StartTimer()
		if _, err := s.PutReleases(b.Context(), entries, model, vectors); err != nil {
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
		if _, err := s.PutReleases(b.Context(), entries, model, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// large fills a store with 10,002 chunks and their vectors.
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
		if _, err := s.PutReleases(b.Context(), entries, model, randomVectors(entries)); err != nil {
			b.Fatal(err)
		}
	}
	return path
}

func BenchmarkLarge(b *testing.B) {
	path := large(b)
	s := open(b, path)
	b.Run("Snapshot", func(b *testing.B) {
		for b.Loop() {
			snap, err := s.Snapshot(b.Context(), model)
			if err != nil || len(snap.Vectors) != 10002 {
				b.Fatal(len(snap.Vectors), err)
			}
		}
	})
	b.Run("SnapshotWithoutVectors", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Snapshot(b.Context(), ""); err != nil {
				b.Fatal(err)
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
	b.Run("Vectors300", func(b *testing.B) {
		var hashes []string
		for _, e := range generatedRange(500, 600) {
			for _, c := range e.Chunks {
				hashes = append(hashes, c.EmbedHash)
			}
		}
		for b.Loop() {
			if got, err := s.Vectors(b.Context(), model, hashes); err != nil || len(got) != 300 {
				b.Fatal(len(got), err)
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
