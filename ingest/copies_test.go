package ingest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/polite"
)

// Two texts come in one after the other. Which one is kept, and is it one
// release?
func TestCopies(t *testing.T) {
	title, today := "Korea and Norway Open Ship Talks", "2026-10-01"
	truncated := func(r release.Release) release.Release { r.Truncated = true; return r }
	with := func(r release.Release, change func(*release.Release)) release.Release { change(&r); return r }
	tests := map[string]struct {
		first, second release.Release
		one           bool
		keepsSecond   bool // the second is kept
	}{
		"the same on a second list":             {text("motir", "1", title, today, 6), text("motir", "2", title, today, 6), true, false},
		"re-edited on a second list":            {text("motir", "1", title, today, 6), text("motir", "2", title, today, 7), true, true},
		"re-edited and a little shorter":        {text("motir", "1", title, today, 7), text("motir", "2", title, today, 6), true, true},
		"a stub on a second list":               {text("motir", "1", title, today, 7), text("motir", "2", title, today, 2), true, false},
		"an older number found later":           {text("motir", "2", title, today, 6), text("motir", "1", title, today, 7), true, false},
		"a day later on a second list":          {text("motir", "1", title, "2026-09-30", 6), text("motir", "2", title, today, 6), true, false},
		"a month later under the same title":    {text("motir", "1", title, "2026-09-01", 6), text("motir", "2", title, today, 6), false, false},
		"the title comes again with other text": {text("motir", "1", title, "2026-09-29", 6), with(text("motir", "2", title, today, 6), func(r *release.Release) { r.Body = "Quite another matter altogether: rice." }), false, false},
		"a feed's copy":                         {text("motir", "1", title, today, 6), text("feed", "a", title, today, 6), true, false},
		"a feed's longer copy":                  {text("motir", "1", title, today, 6), text("feed", "a", title, today, 9), true, false},
		"a feed's summary":                      {text("motir", "1", title, today, 6), truncated(text("feed", "a", title, today, 2)), true, false},
		"the text of record after a feed":       {text("feed", "a", title, today, 6), text("motir", "1", title, today, 6), true, true},
		"the page that a feed had read with its menus": {with(text("feed", "a", title, today, 9), func(r *release.Release) {
			r.URL = text("motir", "1", title, today, 6).URL
		}), text("motir", "1", title, today, 6), true, true},
		"a stub of record after a feed": {text("feed", "a", title, today, 6), text("motir", "1", title, today, 3), true, false},
		"the whole after a summary":     {truncated(text("feed", "a", title, today, 2)), text("motir", "1", title, today, 6), true, true},
		"a summary after a dump":        {text("dump", "7", title, today, 6), truncated(text("feed", "a", title, today, 2)), true, false},
		"a longer summary":              {truncated(text("feed", "a", title, today, 2)), truncated(text("feed", "b", title, today, 3)), true, true},
		"the same page under a new title": {text("motir", "1", title, today, 6), with(text("feed", "a", title+" (photos)", today, 6), func(r *release.Release) {
			r.URL = text("motir", "1", title, today, 6).URL
		}), true, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, motirtest.Options{}, 1)
			h.bring(test.first)
			h.bring(test.second)
			h.bring(test.second) // again, and nothing may move
			view := h.view()
			records := view.Records(release.Period{}, release.Date{})
			if one := len(records) == 1; one != test.one {
				t.Fatalf("%d releases are stored", len(records))
			}
			if !test.one {
				return
			}
			want := test.first
			if test.keepsSecond {
				want = test.second
			}
			if r := records[0]; r.Body != want.Body || r.URL != want.URL || r.ID != test.first.ID {
				t.Errorf("kept the text of %s %s under the ID %s", r.Source, r.Number, r.ID)
			}
			if n := len(strings.Fields(h.announced())); n > 1 {
				t.Errorf("announced %s", h.announced())
			}
		})
	}
}

// bring lets one text come in from its source, after a first sync.
func (h *house) bring(rel release.Release) {
	h.t.Helper()
	var source ingest.Source
	switch rel.Source {
	case "motir":
		source = ingest.FromSite("motir", &fakeSite{releases: []release.Release{rel}})
	default:
		source = ingest.FromFeed(rel.Source+" "+rel.Number, &fakeFeed{releases: []release.Release{rel}})
	}
	h.follow(source)
	h.sync()
}

// The list and two feeds of the same office: one release each, announced once.
func TestSeveralSources(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 24)
	sources := []ingest.Source{h.list(), h.feed("rss", motirtest.RSSSummaryPath), h.feed("atom", motirtest.AtomPath)}
	h.follow(sources...)
	h.wantSummary(h.sync(), "added 24, changed 0, unchanged 0, withdrawn 0, failed 0")
	h.wantWhole()
	h.office.Generate(2)
	copied := h.office.Repeat("2024")
	h.office.Edit("2026", func(r *motirtest.Release) { r.Paragraphs[0] = "A wholly different beginning was found for it." })
	h.wantSummary(h.sync(), "added 2, changed 0, unchanged 24, withdrawn 0, failed 0")
	if got := sorted(h.announced()); got != "motir:2025 motir:2026" {
		t.Errorf("announced %s", got)
	}
	if rec, err := h.store.Release(t.Context(), release.ID("motir:"+copied.Number)); err != nil || rec.ID != "motir:2024" {
		t.Errorf("the copy is known as %s, %v", rec.ID, err)
	}
	h.office.Forget()
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 26, withdrawn 0, failed 0")
	if h.office.Overlapped() {
		t.Error("the office was asked for two things at once")
	}
	if s := h.statuses(); s[304] != 3 || len(s) != 1 {
		t.Errorf("nothing had changed, and the office answered %v", s)
	}
	// The list fails; the feeds bring the news, the list makes it whole later.
	h.office.Generate(1)
	h.office.Fail(motirtest.ListPath, motirtest.Fault{Kind: motirtest.Status500})
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 26, withdrawn 0, failed 1")
	h.office.Heal(motirtest.ListPath)
	h.sync()
	h.office.Withdraw(copied.Number) // the office shows it twice, we do not
	h.sync()
	h.wantWhole()
	if n := len(strings.Fields(h.announced())); n != 3 {
		t.Errorf("announced %s", h.announced())
	}
}

// An old release found late, and one whose date is of last week.
func TestOldReleaseIsNoNews(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 12)
	h.sync()
	today := release.DateOf(h.clock.now())
	for days, title := range map[int]string{0: "Today", 7: "Last week", 8: "Before", 300: "Last year"} {
		h.office.Add(motirtest.Release{Title: title, Date: today.AddDays(-days), Paragraphs: []string{"What " + title + " was about."}})
	}
	report := h.sync()
	h.wantSummary(report, "added 4, changed 0, unchanged 12, withdrawn 0, failed 0")
	var titles []string
	for _, r := range report.NewReleases {
		titles = append(titles, r.Title)
	}
	if got := sorted(strings.ReplaceAll(strings.Join(titles, " "), "Last week", "Last_week")); got != "Last_week Today" {
		t.Errorf("news: %s", got)
	}
}

// A feed with items that fail is fetched again; a first one announces nothing.
func TestFeedWithProblems(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 1)
	passing := &polite.Error{Kind: polite.Timeout}
	f := &fakeFeed{releases: []release.Release{text("feed", "a", "First", "2026-10-01", 3)}, problems: []error{fmt.Errorf("item: %w", passing)}}
	h.follow(ingest.FromFeed("rss", f))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 0, withdrawn 0, failed 1")
	if f.confirmed != 0 {
		t.Error("confirmed though an item is missing")
	}
	f.problems = []error{errors.New("item: no release")}
	f.releases = append(f.releases, text("feed", "b", "Second", "2026-10-01", 3))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 1, withdrawn 0, failed 1")
	f.problems = nil
	f.releases = append(f.releases, text("feed", "c", "Third", "2026-10-01", 3))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 2, withdrawn 0, failed 0")
	if f.confirmed != 2 || h.announced() != "feed:c" {
		t.Errorf("confirmed %d times, announced %s", f.confirmed, h.announced())
	}
	f.err = errUnavailable
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 3, withdrawn 0, failed 1")
	if s := h.state("rss"); s.Failures != 1 || !strings.Contains(s.LastError, "503") {
		t.Errorf("state %+v", s)
	}
}
