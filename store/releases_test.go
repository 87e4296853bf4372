package store_test

import (
	"errors"
	"slices"
	"strings"
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

// Sources that show the same release, and others.
func TestSecondSource(t *testing.T) {
	text := "Korea and the Union spoke about batteries in Brussels. They will meet again in the spring of next year, in Seoul."
	stored := rel("77", "EU-Korea Battery Talks", "2025-12-10", text)
	of := func(source, number, title, date, body string, change ...func(*release.Release)) release.Release {
		r := rel(number, title, date, body)
		r.Source, r.URL = source, "https://example.org/"+source+number
		r.ID = release.NewID(source, number, title, r.Date)
		for _, c := range change {
			c(&r)
		}
		return r
	}
	cut := func(r *release.Release) { r.Truncated = true }
	record := func(r *release.Release) { r.OfRecord = true }
	tests := map[string]struct {
		rel   release.Release
		shown string // which are, of "first", "second"
	}{
		"itself":                              {stored, "first"},
		"other spacing and case":              {of("feed", "", "EU–Korea  battery talks", "2025-12-10", text), "first"},
		"the text of record":                  {of("site", "9", "EU-Korea Battery Talks", "2025-12-10", text, record), "second"},
		"a summary":                           {of("feed", "9", "EU-Korea Battery Talks", "2025-12-10", text[:60], cut), "first"},
		"a summary that is not marked as one": {of("feed", "9", "EU-Korea Battery Talks", "2025-12-10", text[:60]), "first second"},
		"another day":                         {of("feed", "", "EU-Korea Battery Talks", "2025-12-11", text), "first second"},
		"another title":                       {of("feed", "", "EU-Korea Steel Talks", "2025-12-10", text), "first second"},
		"another text":                        {of("feed", "", "EU-Korea Battery Talks", "2025-12-10", "Quite another matter, which is about rice."), "first second"},
		"the same source, another number":     {of("motir", "78", "EU-Korea Battery Talks", "2025-12-10", text), "first second"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			put(t, s, entry(stored))
			put(t, s, entry(test.rel))
			put(t, s, entry(test.rel))
			got := ""
			all := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))
			for _, one := range []struct {
				id   release.ID
				name string
			}{{stored.ID, "first"}, {test.rel.ID, "second"}} {
				if slices.ContainsFunc(all, func(r store.Record) bool { return r.ID == one.id }) && !strings.Contains(got, one.name) && !(one.name == "second" && test.rel.ID == stored.ID) {
					got = strings.TrimSpace(got + " " + one.name)
				}
			}
			if got != test.shown {
				t.Errorf("%s shown, want %s", got, test.shown)
			}
			snap := must[contents](t)(readIndex(t.Context(), s, "m"))
			if len(snap.Records) != len(all) {
				t.Errorf("%d listed, %d in the snapshot", len(all), len(snap.Records))
			}
		})
	}
}

// A release first read from a file, then found on the site, is shown once, also
// when the site edits it; its first ID leads to it. When the site withdraws it,
// the file's copy is shown again, and under both IDs.
func TestCopiesStandTogether(t *testing.T) {
	s := fresh(t)
	site := rel("77", "EU-Korea battery talks", "2025-12-10", "The text.")
	site.OfRecord = true
	file := site
	file.Source, file.Number, file.URL, file.OfRecord = "dump", "", "", false
	file.ID = release.NewID("dump", "", file.Title, file.Date)
	edited := site
	edited.Title, edited.Body = "EU and Korea talk about batteries", "Another text altogether."
	wantShown := func(r release.Release) {
		t.Helper()
		all := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))
		if len(all) != 1 || all[0].ID != r.ID || all[0].Title != r.Title {
			t.Fatalf("shown: %+v", all)
		}
		for _, id := range []release.ID{file.ID, site.ID} {
			if rec := must[store.Record](t)(s.Release(t.Context(), id)); rec.ID != r.ID {
				t.Errorf("%s leads to %s", id, rec.ID)
			}
		}
		snap := must[contents](t)(readIndex(t.Context(), s, model))
		if len(snap.Rows) != 1 || snap.Rows[0].ID != r.ID {
			t.Errorf("the index of %v is searched", snap.Rows)
		}
	}
	for i, step := range []struct {
		rel  release.Release
		want store.Outcome
	}{{file, store.Added}, {site, store.Added}, {site, store.Unchanged}, {edited, store.Changed}} {
		if got := put(t, s, entry(step.rel)); got[0] != step.want {
			t.Errorf("step %d: %v, want %v", i, got[0], step.want)
		}
	}
	wantShown(edited)
	record(t, s, sighting(edited))
	if got := must[[]release.ID](t)(s.MarkGone(t.Context(), "motir", []release.ID{site.ID})); len(got) != 1 {
		t.Errorf("withdrew %v", got)
	}
	wantShown(file)
	put(t, s, entry(site)) // is there again
	wantShown(site)
	moved := site
	moved.Date = moved.Date.AddDays(1)
	put(t, s, entry(moved))
	if all := must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})); len(all) != 2 {
		t.Errorf("%d are shown though they are of two days", len(all))
	}
}

// However alike releases of one source are, none is lost behind another's.
func TestTwoOfOneSourceAreTwo(t *testing.T) {
	s := fresh(t)
	of := func(source, number string) store.Entry {
		r := rel(number, "Joint Statement", "2025-12-10", "The text of the statement, word by word.")
		r.Source, r.ID = source, release.NewID(source, number, "", release.Date{})
		return entry(r)
	}
	put(t, s, of("a", "1"), of("b", "1"), of("a", "2"), of("b", "2"), of("b", "3"))
	var got []release.ID
	for _, r := range must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})) {
		got = append(got, r.ID)
	}
	if want := []release.ID{"a:1", "a:2", "b:3"}; !slices.Equal(got, want) {
		t.Errorf("shown %v, want %v", got, want)
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
	snap := must[contents](t)(readIndex(t.Context(), s, model))
	if len(snap.Records) != 1 || len(snap.Rows) != 1 {
		t.Errorf("%d records, the index of %d", len(snap.Records), len(snap.Rows))
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
