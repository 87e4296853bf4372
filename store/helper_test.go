package store_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/release"
	"motirbot/store"
)

const (
	model = "local-4"
	maker = "a maker"
)

// childVar names the part that a re-executed test binary plays.
const childVar = "MOTIRBOT_STORE_TEST_CHILD"

var childParts = map[string]func(args []string) error{"write": writeUntilKilled}

func TestMain(m *testing.M) {
	if part := os.Getenv(childVar); part != "" {
		if err := childParts[part](os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// open opens a store that is closed when the test ends.
func open(t testing.TB, path string, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// fresh opens a new store.
func fresh(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "motirbot.db"), options...)
}

// clock is a clock that tests turn.
type clock struct{ at time.Time }

func newClock() *clock {
	return &clock{at: time.Date(2025, time.December, 18, 9, 0, 0, 0, time.UTC)}
}

func (c *clock) now() time.Time { return c.at }

func rel(number, title, date, body string) release.Release {
	day, err := release.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return release.Release{
		ID:     release.NewID("motir", number, title, day),
		Source: "motir", Number: number, Title: title, Date: day, Body: body,
		URL: "https://english.motir.go.kr/view/" + number,
	}
}

// entry is r with an index: a chunk and a vector of 4 bytes for each sentence.
func entry(r release.Release) store.Entry {
	x := &store.Index{Maker: maker, Words: []byte("words of " + hashOf(r.Title+"\n"+r.Body))}
	for sentence := range strings.SplitAfterSeq(r.Body, ". ") {
		x.Hashes = append(x.Hashes, hashOf(r.Title+"\n"+r.Date.String()+"\n"+sentence))
	}
	x.Chunks, x.Made = len(x.Hashes), len(x.Hashes)
	return sized(4, store.Entry{Release: r, Index: x})[0]
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sized gives each entry vectors of so many bytes a chunk, made up of its hashes.
func sized(bytes int, entries ...store.Entry) []store.Entry {
	for _, e := range entries {
		e.Index.Vectors = nil
		for _, hash := range e.Index.Hashes {
			e.Index.Vectors = append(e.Index.Vectors, strings.Repeat(hash, bytes/len(hash)+1)[:bytes]...)
		}
	}
	return entries
}

// vectorsOf makes up a vector for each chunk, from its hash.
func vectorsOf(dimensions int, entries ...store.Entry) map[string][]float32 {
	vectors := make(map[string][]float32)
	for _, e := range entries {
		for _, hash := range e.Index.Hashes {
			vector := make([]float32, dimensions)
			for i := range vector {
				vector[i] = float32(hash[i%len(hash)]) / float32(i+1)
			}
			vectors[hash] = vector
		}
	}
	return vectors
}

// put writes entries.
func put(t testing.TB, s *store.Store, entries ...store.Entry) []store.Outcome {
	t.Helper()
	outcomes, err := s.PutReleases(t.Context(), entries, model)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// contents is all there is to search.
type contents struct {
	Generation int64
	Listings   []store.Listing
	Rows       []store.IndexRow // of these, in their order
	Records    []store.Record
}

// readIndex reads all there is to search, with the vectors of a model.
func readIndex(ctx context.Context, s *store.Store, model string) (c contents, err error) {
	rows := map[release.ID]store.IndexRow{}
	err = s.ReadIndex(ctx, model, func(catalog store.Catalog, _ func(int, uint64) []byte) []release.Period {
		c.Generation, c.Listings = catalog.Generation, catalog.Listings
		return []release.Period{{}}
	}, func(r store.IndexRow) error {
		r.Words, r.Vectors = slices.Clone(r.Words), slices.Clone(r.Vectors)
		rows[r.ID] = r
		return nil
	})
	slices.SortFunc(c.Listings, func(a, b store.Listing) int { return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.ID, b.ID)) })
	for _, l := range c.Listings {
		if r, ok := rows[l.ID]; ok && r.Revision == l.Revision {
			c.Rows = append(c.Rows, r)
		}
		rec, textErr := s.Text(ctx, l.ID, l.Revision)
		c.Records, err = append(c.Records, rec), errors.Join(err, textErr)
	}
	return c, err
}

// generated is the n-th of any number of releases, of three sentences.
func generated(n int) store.Entry {
	day := release.NewDate(2025, time.January, 1).AddDays(n / 3)
	title := fmt.Sprintf("Minister opens plant no. %d", n)
	body := fmt.Sprintf("The plant of %d workers opened. It cost USD %d million. Exports begin next year.", n+7, n*3)
	return entry(rel(fmt.Sprint(n), title, day.String(), body))
}

func generatedRange(from, to int) []store.Entry {
	var entries []store.Entry
	for n := from; n < to; n++ {
		entries = append(entries, generated(n))
	}
	return entries
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// child prepares this test binary to be run again as a process that plays a
// part.
func child(t *testing.T, part string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), must[string](t)(os.Executable()), args...)
	cmd.Env = append(os.Environ(), childVar+"="+part)
	cmd.Stderr = t.Output()
	return cmd
}
