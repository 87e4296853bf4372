package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/release"
	"motirbot/store"
)

const model = "local-4"

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

// entry cuts the body of r into a chunk per sentence.
func entry(r release.Release) store.Entry {
	e := store.Entry{Release: r}
	start := 0
	for start < len(r.Body) {
		end := len(r.Body)
		if i := strings.Index(r.Body[start:], ". "); i >= 0 {
			end = start + i + 2
		}
		text := r.Body[start:end]
		e.Chunks = append(e.Chunks, store.Chunk{
			ReleaseID: r.ID, Seq: len(e.Chunks), Start: start, End: end, Text: text,
			EmbedHash: hashOf(r.Title + "\n" + r.Date.String() + "\n" + text),
		})
		start = end
	}
	return e
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// vectorsOf makes up a vector for each chunk, from its hash.
func vectorsOf(dimensions int, entries ...store.Entry) map[string][]float32 {
	vectors := make(map[string][]float32)
	for _, e := range entries {
		for _, c := range e.Chunks {
			vector := make([]float32, dimensions)
			for i := range vector {
				vector[i] = float32(c.EmbedHash[i%len(c.EmbedHash)]) / float32(i+1)
			}
			vectors[c.EmbedHash] = vector
		}
	}
	return vectors
}

// put writes entries with their vectors.
func put(t testing.TB, s *store.Store, entries ...store.Entry) []store.Outcome {
	t.Helper()
	outcomes, err := s.PutReleases(t.Context(), entries, model, vectorsOf(4, entries...))
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
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
