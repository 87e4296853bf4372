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
	rechunked := entry(first)
	rechunked.Chunks = rechunked.Chunks[:1]

	tests := []struct {
		name     string
		then     store.Entry
		want     store.Outcome
		revision int
		moves    bool // the generation
	}{
		{"the same again", entry(first), store.Unchanged, 1, false},
		{"another text", entry(edited), store.Changed, 2, true},
		{"the same text in other chunks", rechunked, store.Changed, 1, true},
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
			checkChunks(t, s, tt.then)
		})
	}
}

// checkChunks checks that the chunks stored of a release are those of the entry.
func checkChunks(t *testing.T, s *store.Store, e store.Entry) {
	t.Helper()
	snap := must[store.Snapshot](t)(s.Snapshot(t.Context(), model))
	var got []store.Chunk
	for _, c := range snap.Chunks {
		if c.ReleaseID == e.Release.ID {
			got = append(got, c)
		}
	}
	if diff := cmp.Diff(e.Chunks, got); diff != "" {
		t.Errorf("chunks (-put +stored):\n%s", diff)
	}
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
	checkChunks(t, s, entry(r))
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
		{"chunk of another release", with(func(e *store.Entry) { e.Chunks[1].ReleaseID = "x:1" }), "belongs to"},
		{"chunk out of order", with(func(e *store.Entry) { e.Chunks[1].Seq = 2 }), "number is 2"},
		{"chunk beyond the body", with(func(e *store.Entry) { e.Chunks[1].End = 99 }), "not in the body"},
		{"chunk before the body", with(func(e *store.Entry) { e.Chunks[0].Start = -1 }), "not in the body"},
		{"chunk backwards", with(func(e *store.Entry) { e.Chunks[1].End = 1 }), "not in the body"},
		{"chunk with other words", with(func(e *store.Entry) { e.Chunks[0].Text = "Ten. " }), "not bytes 0 to 5"},
		{"chunk without hash", with(func(e *store.Entry) { e.Chunks[0].EmbedHash = "" }), "no hash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fresh(t)
			_, err := s.PutReleases(t.Context(), []store.Entry{generated(1), tt.entry}, model, nil)
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
