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

// Two texts come in one after the other. How many are shown, and which?
func TestCopies(t *testing.T) {
	title, today := "Korea and Norway Open Ship Talks", "2026-10-01"
	truncated := func(r release.Release) release.Release { r.Truncated = true; return r }
	with := func(r release.Release, change func(*release.Release)) release.Release { change(&r); return r }
	page := text("motir", "1", title, today, 6).URL
	tests := map[string]struct {
		first, second release.Release
		shown         string
	}{
		"the same text under another number":    {text("motir", "1", title, today, 6), text("motir", "2", title, today, 6), "motir:1 motir:2"},
		"edited under the same number":          {text("motir", "1", title, today, 6), text("motir", "1", title+" (2nd)", today, 3), "motir:1"},
		"next week under the same title":        {text("motir", "1", title, "2026-09-24", 6), text("motir", "2", title, today, 6), "motir:2 motir:1"},
		"a feed's copy":                         {text("motir", "1", title, today, 20), text("feed", "a", title, today, 20), "motir:1"},
		"a feed's slightly longer copy":         {text("motir", "1", title, today, 20), text("feed", "a", title, today, 22), "motir:1"},
		"a feed's much longer text":             {text("motir", "1", title, today, 6), text("feed", "a", title, today, 60), "feed:a motir:1"},
		"a feed's text of another day":          {text("motir", "1", title, "2026-09-30", 6), text("feed", "a", title, today, 6), "feed:a motir:1"},
		"a feed's summary":                      {text("motir", "1", title, today, 6), truncated(text("feed", "a", title, today, 2)), "motir:1"},
		"the text of record after a feed":       {text("feed", "a", title, today, 6), text("motir", "1", title, today, 6), "motir:1"},
		"the page a feed had read with menus":   {with(text("feed", "a", title, today, 9), func(r *release.Release) { r.URL = page }), text("motir", "1", title, today, 6), "motir:1"},
		"the whole after a summary":             {truncated(text("feed", "a", title, today, 2)), text("motir", "1", title, today, 6), "motir:1"},
		"two feeds":                             {text("feed", "a", title, today, 6), text("feed", "b", title, today, 6), "feed:a"},
		"two feeds, other figures":              {text("feed", "a", title, today, 6), with(text("feed", "b", title, today, 6), func(r *release.Release) { r.Body = strings.ReplaceAll(r.Body, "Geoje number ", "Ulsan, no. 9") }), "feed:a feed:b"},
		"two feeds count their items":           {text("feed", "a", title, today, 6), with(text("feed", "b", "Rice and Salt", today, 6), func(r *release.Release) { r.ID = "feed:a" }), "feed:a feed:a@"},
		"a summary after the whole, same item":  {text("feed", "a", title, today, 6), truncated(text("feed", "a", title, today, 2)), "feed:a"},
		"the same link, another title and day":  {text("feed", "a", title, "2026-09-01", 6), with(text("feed", "b", "Rice and Salt", today, 6), func(r *release.Release) { r.URL = "https://example.org/feed/a" }), "feed:b feed:a"},
		"a new id for the same item":            {text("feed", "a", title, today, 6), with(text("feed", "a", title, today, 6), func(r *release.Release) { r.ID = "feed:another" }), "feed:a"},
		"two items that share link, title, day": {text("feed", "a", title, today, 6), with(text("feed", "a", title, today, 7), func(r *release.Release) { r.ID = "feed:another" }), "feed:a feed:another"},
		"an earlier id, the bare link": {with(text("feed", "a", title, today, 6), func(r *release.Release) { r.ID = release.ID("feed:" + r.URL) }),
			with(text("feed", "a", title, today, 7), func(r *release.Release) {
				r.Number = release.ItemNumber(r.URL, r.Title, r.Date)
				r.ID = release.ID("feed:" + r.Number)
			}), "feed:https://example.org/feed/a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, motirtest.Options{}, 1)
			h.bring(test.first)
			h.bring(test.second)
			h.bring(test.second) // again, and nothing may move
			var got []string
			for _, r := range h.view().Records(release.Period{}, release.Date{}) {
				if id, own, qualified := strings.Cut(string(r.ID), "@"); qualified && len(own) == 8 {
					got = append(got, id+"@")
				} else {
					got = append(got, id)
				}
			}
			if got := strings.Join(got, " "); got != test.shown {
				t.Errorf("shown: %s; want %s", got, test.shown)
			}
			if test.first.ID != test.second.ID {
				return
			}
			revisions, err := h.store.Revisions(t.Context(), test.first.ID)
			if want := 2; err != nil || name == "edited under the same number" && len(revisions) != want {
				t.Errorf("%d revisions, %v", len(revisions), err)
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
	h.wantSummary(h.sync(), "added 3, changed 0, unchanged 24, withdrawn 0, failed 0")
	if got := sorted(h.announced()); got != "motir:2025 motir:2026 motir:2027" {
		t.Errorf("announced %s", got)
	}
	if rec, err := h.store.Release(t.Context(), release.ID("motir:"+copied.Number)); err != nil || rec.Number != copied.Number {
		t.Errorf("the second of the same text is known as %s, %v", rec.ID, err)
	}
	h.office.Forget()
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 27, withdrawn 0, failed 0")
	if h.office.Overlapped() {
		t.Error("the office was asked for two things at once")
	}
	if s := h.statuses(); s[304] != 3 || len(s) != 1 {
		t.Errorf("nothing had changed, and the office answered %v", s)
	}
	// The list fails; the feeds bring the news, the list makes it whole later.
	h.office.Generate(1)
	h.office.Fail(motirtest.ListPath, motirtest.Fault{Kind: motirtest.Status500})
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 27, withdrawn 0, failed 1")
	h.office.Heal(motirtest.ListPath)
	h.sync()
	h.wantWhole()
	// Withdrawn by the list, it is shown as the feeds have it, and no news.
	h.office.Withdraw(copied.Number)
	h.sync()
	if rec, err := h.store.Release(t.Context(), release.ID("motir:"+copied.Number)); err != nil || rec.Withdrawn || rec.Source != "feed" {
		t.Errorf("shown is %s, %v", rec.ID, err)
	}
	if n := len(strings.Fields(h.announced())); n != 4 {
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

// What a feed brings while items of it fail is no news; a first one announces
// nothing.
func TestFeedWithProblems(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 1)
	passing := &polite.Error{Kind: polite.Timeout}
	f := &fakeFeed{releases: []release.Release{text("feed", "a", "First", "2026-10-01", 3)}, problems: []error{fmt.Errorf("item: %w", passing)}}
	h.follow(ingest.FromFeed("rss", f))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 0, withdrawn 0, failed 1")
	f.problems = []error{errors.New("item: no release")}
	f.releases = append(f.releases, text("feed", "b", "Second", "2026-10-01", 3))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 1, withdrawn 0, failed 1")
	f.problems = nil
	f.releases = append(f.releases, text("feed", "c", "Third", "2026-10-01", 3))
	h.wantSummary(h.sync(), "added 1, changed 0, unchanged 2, withdrawn 0, failed 0")
	if f.confirmed != 3 || h.announced() != "feed:c" {
		t.Errorf("confirmed %d times, announced %s", f.confirmed, h.announced())
	}
	f.err = errUnavailable
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 3, withdrawn 0, failed 1")
	if s := h.state("rss"); s.Failures != 1 || !strings.Contains(s.LastError, "503") {
		t.Errorf("state %+v", s)
	}
}
