package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

func TestPutReleasesOutcomes(t *testing.T) {
	first := rel("10", "EU and Korea meet", "2025-12-10", "They met. They spoke.")
	edited := first
	edited.Body = "They met. They spoke for long."
	reindexed := entry(first)
	reindexed.Index.Words = []byte("other words")

	tests := []struct {
		name     string
		then     store.Entry
		want     store.Outcome
		revision int
		moves    bool // the generation
	}{
		{"the same again", entry(first), store.Unchanged, 1, false},
		{"another text", entry(edited), store.Changed, 2, true},
		{"the same text, indexed otherwise", reindexed, store.Unchanged, 1, true},
		{"another release", entry(rel("11", "Other", "2025-12-10", "Text.")), store.Added, 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fresh(t)
			if got := put(t, s, entry(first)); !cmp.Equal(got, []store.Outcome{store.Added}) {
				t.Fatalf("at first: %v", got)
			}
			before := must[int64](t)(s.Generation(t.Context()))
			if got := put(t, s, tt.then); !cmp.Equal(got, []store.Outcome{tt.want}) {
				t.Errorf("outcome %v, want %v", got, tt.want)
			}
			after := must[int64](t)(s.Generation(t.Context()))
			if moved := after > before; moved != tt.moves {
				t.Errorf("generation %d, then %d", before, after)
			}
			rec := must[store.Record](t)(s.Release(t.Context(), tt.then.Release.ID))
			if rec.Revision != tt.revision {
				t.Errorf("revision %d, want %d", rec.Revision, tt.revision)
			}
			checkIndex(t, s, tt.then)
		})
	}
}

// checkIndex checks that the index stored of a release is that of the entry.
func checkIndex(t *testing.T, s *store.Store, e store.Entry) {
	t.Helper()
	for _, row := range must[contents](t)(readIndex(t.Context(), s, model)).Rows {
		if row.ID == e.Release.ID && string(row.Words) == string(e.Index.Words) && string(row.Vectors) == string(e.Index.Vectors) &&
			row.Maker == e.Index.Maker && row.Title == e.Release.Title && row.URL == e.Release.URL {
			return
		}
	}
	t.Errorf("the index of %s is another one, or none", e.Release.ID)
}

func TestPutReleasesWritesNothingForUnchanged(t *testing.T) {
	s := fresh(t)
	entries := generatedRange(0, 20)
	put(t, s, entries...)
	var before, after int
	if err := s.Value(t.Context(), "SELECT total_changes()", &before); err != nil {
		t.Fatal(err)
	}
	put(t, s, entries...)
	if err := s.Value(t.Context(), "SELECT total_changes()", &after); err != nil {
		t.Fatal(err)
	}
	if before == 0 || before != after {
		t.Errorf("rows changed: %d, then %d", before, after)
	}
}

func TestPutReleasesOutcomesAreInOrder(t *testing.T) {
	s := fresh(t)
	put(t, s, generated(1), generated(2))
	edited := generated(2).Release
	edited.Title += ", again"
	got := put(t, s, generated(3), generated(1), entry(edited), generated(3))
	want := []store.Outcome{store.Added, store.Unchanged, store.Changed, store.Unchanged}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReleaseComesBackAsPut(t *testing.T) {
	full := rel("2700", "대한민국 · EU “battery” talks", "2025-12-18", "한국. Body with \x00 and \xff bytes.\n△ Line")
	full.Category = "Trade/Investment"
	full.Truncated = true
	full.Attachments = []release.Attachment{{Name: "a & b.pdf", URL: "https://e.kr/f?a=1&b=2"}}
	bare := release.Release{ID: "sample:1", Source: "sample", Title: "t", Date: full.Date, Body: "b"}

	for name, r := range map[string]release.Release{"all fields": full, "required fields": bare} {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			s := fresh(t, store.WithClock(c.now))
			put(t, s, entry(r))
			got := must[store.Record](t)(s.Release(t.Context(), r.ID))
			want := store.Record{Release: r, Hash: r.ContentHash(), Revision: 1, FirstSeen: c.at, UpdatedAt: c.at}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-put +stored):\n%s", diff)
			}
		})
	}
}

func TestRevisionsKeepEveryText(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	start := c.at
	texts := []string{"First text.", "Second text.", "First text."} // back to the first: still a new revision
	r := rel("5", "Title", "2025-12-01", "")
	for _, text := range texts {
		r.Body = text
		put(t, s, entry(r))
		c.at = c.at.Add(time.Hour)
	}
	got := must[[]store.Record](t)(s.Revisions(t.Context(), r.ID))
	if len(got) != len(texts) {
		t.Fatalf("%d revisions, want %d", len(got), len(texts))
	}
	for i, rec := range got {
		at := start.Add(time.Duration(i) * time.Hour)
		if rec.Revision != i+1 || rec.Body != texts[i] || !rec.UpdatedAt.Equal(at) || !rec.FirstSeen.Equal(start) {
			t.Errorf("revision %d: %+v", i+1, rec)
		}
		if rec.Hash != rec.ContentHash() {
			t.Errorf("revision %d: hash %s is not that of its text", i+1, rec.Hash)
		}
	}
	checkIndex(t, s, entry(r))
}

func TestPutReleasesRefuses(t *testing.T) {
	sound := entry(rel("1", "Title", "2025-12-01", "One. Two."))
	with := func(change func(*store.Entry)) store.Entry {
		e := entry(sound.Release)
		change(&e)
		return e
	}
	tests := []struct {
		name  string
		entry store.Entry
		want  string
	}{
		{"no title", with(func(e *store.Entry) { e.Release.Title = "" }), "no title"},
		{"no body", with(func(e *store.Entry) { e.Release.Body = "" }), "no body"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fresh(t)
			_, err := s.PutReleases(t.Context(), []store.Entry{generated(1), tt.entry}, model)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			if all := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})); len(all) != 0 {
				t.Errorf("%d releases were stored", len(all))
			}
		})
	}
}

func TestOutcomeString(t *testing.T) {
	for outcome, want := range map[store.Outcome]string{
		store.Added: "added", store.Changed: "changed", store.Unchanged: "unchanged", 0: "Outcome(0)",
	} {
		if got := outcome.String(); got != want {
			t.Errorf("%d: %q, want %q", int(outcome), got, want)
		}
	}
}
