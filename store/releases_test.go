package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

func ids(records []store.Record) []release.ID {
	var all []release.ID
	for _, rec := range records {
		all = append(all, rec.ID)
	}
	return all
}

func TestReleases(t *testing.T) {
	s := fresh(t)
	put(t, s,
		entry(rel("1", "Korea and ÉTATS-UNIS agree", "2025-11-30", "Text.")),
		entry(rel("3", "EU talks: 100% of batteries", "2025-12-10", "Text.")),
		entry(rel("2", "EU_talks on steel", "2025-12-10", "Text.")),
		entry(rel("4", "산업부 장관 방문", "2025-12-18", "Text.")),
		entry(rel("5", "Withdrawn EU talks", "2025-12-19", "Text.")))
	if err := s.Withdraw(t.Context(), "motir:5"); err != nil {
		t.Fatal(err)
	}
	day := func(d int) release.Date { return release.NewDate(2025, time.December, d) }
	tests := []struct {
		name   string
		filter store.Filter
		want   []release.ID
	}{
		{"all, newest first, ties by ID", store.Filter{}, []release.ID{"motir:4", "motir:2", "motir:3", "motir:1"}},
		{"limit", store.Filter{Limit: 2}, []release.ID{"motir:4", "motir:2"}},
		{"since", store.Filter{Period: release.Period{From: day(18)}}, []release.ID{"motir:4"}},
		{"until", store.Filter{Period: release.Period{To: day(9)}}, []release.ID{"motir:1"}},
		{"both ends count", store.Filter{Period: release.Period{From: day(10), To: day(18)}}, []release.ID{"motir:4", "motir:2", "motir:3"}},
		{"empty period", store.Filter{Period: release.Period{From: day(18), To: day(10)}}, nil},
		{"as of", store.Filter{AsOf: day(10)}, []release.ID{"motir:2", "motir:3", "motir:1"}},
		{"as of within a period", store.Filter{AsOf: day(10), Period: release.Period{From: day(1), To: day(31)}}, []release.ID{"motir:2", "motir:3"}},
		{"text in any letter case", store.Filter{Text: " eu talks"}, []release.ID{"motir:3"}},
		{"text beyond ASCII", store.Filter{Text: "états"}, []release.ID{"motir:1"}},
		{"Korean text", store.Filter{Text: "장관"}, []release.ID{"motir:4"}},
		{"signs stand for themselves", store.Filter{Text: "100%"}, []release.ID{"motir:3"}},
		{"text and limit", store.Filter{Text: "talks", Limit: 1}, []release.ID{"motir:2"}},
		{"nothing", store.Filter{Text: "Mars"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := must[[]store.Record](t)(s.Releases(t.Context(), tt.filter))
			if diff := cmp.Diff(tt.want, ids(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindByTitleKey(t *testing.T) {
	stored := rel("77", "EU-Korea Battery Talks", "2025-12-10", "The full text.")
	copyOf := func(source, number, title, date string) release.Release {
		r := rel(number, title, date, "The text.")
		r.Source = source
		r.ID = release.NewID(source, number, title, r.Date)
		return r
	}
	tests := []struct {
		name string
		rel  release.Release
		want release.ID // "" if it is another release
	}{
		{"itself", stored, "motir:77"},
		{"edited title, same number", copyOf("motir", "77", "Other words", "2025-12-10"), "motir:77"},
		{"another source, other spacing and case", copyOf("feed", "", "EU–Korea  battery talks", "2025-12-10"), "motir:77"},
		{"another source with its own number", copyOf("feed", "9", "EU-Korea Battery Talks", "2025-12-10"), "motir:77"},
		{"another date", copyOf("feed", "", "EU-Korea Battery Talks", "2025-12-11"), ""},
		{"another title", copyOf("feed", "", "EU-Korea Steel Talks", "2025-12-10"), ""},
		{"same source, another number", copyOf("motir", "78", "EU-Korea Battery Talks", "2025-12-10"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fresh(t)
			put(t, s, entry(stored))
			rec, err := s.Find(t.Context(), tt.rel)
			if tt.want == "" {
				if !errors.Is(err, store.ErrNotFound) {
					t.Fatalf("found %q, %v; want ErrNotFound", rec.ID, err)
				}
				return
			}
			if err != nil || rec.ID != tt.want {
				t.Fatalf("found %q, %v; want %q", rec.ID, err, tt.want)
			}
		})
	}
}

// A release first read from a file, then found on the site, stays one release
// under its first ID: also when the site edits the title afterwards.
func TestJoinedReleaseKeepsItsID(t *testing.T) {
	s := fresh(t)
	site := rel("77", "EU-Korea battery talks", "2025-12-10", "The text.")
	file := site
	file.Source, file.Number, file.URL = "dump", "", ""
	file.ID = release.NewID("dump", "", file.Title, file.Date)
	edited := site
	edited.Title = "EU and Korea talk about batteries"

	for i, step := range []struct {
		rel  release.Release
		want store.Outcome
	}{{file, store.Added}, {site, store.Changed}, {site, store.Unchanged}, {edited, store.Changed}} {
		if got := put(t, s, entry(step.rel)); got[0] != step.want {
			t.Errorf("step %d: %v, want %v", i, got[0], step.want)
		}
	}
	all := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))
	if len(all) != 1 || all[0].ID != file.ID || all[0].Title != edited.Title || all[0].Number != "77" {
		t.Fatalf("stored: %+v", all)
	}
	for _, id := range []release.ID{file.ID, site.ID} {
		if rec := must[store.Record](t)(s.Release(t.Context(), id)); rec.ID != file.ID {
			t.Errorf("%s leads to %s", id, rec.ID)
		}
	}
	snap := must[store.Snapshot](t)(s.Snapshot(t.Context(), model))
	for _, c := range snap.Chunks {
		if c.ReleaseID != file.ID {
			t.Errorf("chunk %d belongs to %s", c.Seq, c.ReleaseID)
		}
	}
}

func TestWithdraw(t *testing.T) {
	s := fresh(t)
	put(t, s, generated(1), generated(2))
	id := generated(1).Release.ID
	before := must[int64](t)(s.Generation(t.Context()))
	for range 2 {
		if err := s.Withdraw(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if after := must[int64](t)(s.Generation(t.Context())); after != before+1 {
		t.Errorf("generation %d, then %d", before, after)
	}
	if rec := must[store.Record](t)(s.Release(t.Context(), id)); !rec.Withdrawn || rec.Body == "" {
		t.Errorf("stored: %+v", rec)
	}
	snap := must[store.Snapshot](t)(s.Snapshot(t.Context(), model))
	if len(snap.Records) != 1 || len(snap.Chunks) != 3 || len(snap.Vectors) != 3 {
		t.Errorf("snapshot: %d records, %d chunks, %d vectors", len(snap.Records), len(snap.Chunks), len(snap.Vectors))
	}
	if got := put(t, s, generated(1)); got[0] != store.Changed {
		t.Errorf("put again: %v", got)
	}
	if rec := must[store.Record](t)(s.Release(t.Context(), id)); rec.Withdrawn || rec.Revision != 1 {
		t.Errorf("put again: %+v", rec)
	}
}

func TestNotFound(t *testing.T) {
	s := fresh(t)
	_, find := s.Find(t.Context(), generated(1).Release)
	_, get := s.Release(t.Context(), "motir:1")
	_, revisions := s.Revisions(t.Context(), "motir:1")
	for name, err := range map[string]error{
		"Find": find, "Release": get, "Revisions": revisions, "Withdraw": s.Withdraw(t.Context(), "motir:1"),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
