package ingest_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
)

// What was forgotten no source brings back, and its page is not asked for again,
// however long the list is followed and whichever source shows it as well.
func TestForgottenStaysAway(t *testing.T) {
	h := newHouse(t, motirtest.Options{PerPage: 4}, 9)
	feed := h.feed("feed", motirtest.RSSPath)
	h.follow(h.list())
	h.sync()
	numbers := []string{"2009", "2003"} // the newest, and one further down
	for _, n := range numbers {
		if forgotten, err := h.store.Forget(t.Context(), []release.ID{release.ID("motir:" + n)}); err != nil || forgotten != 1 {
			t.Fatalf("%d forgotten, %v", forgotten, err)
		}
	}
	check := func(when string, report ingest.Report) {
		t.Helper()
		if report.Added+report.Changed+len(report.Failed)+len(report.NewReleases) > 0 {
			t.Errorf("%s: %s", when, summary(report))
		}
		for _, r := range h.office.Requests() {
			for _, n := range numbers {
				if strings.HasPrefix(r.Path, h.office.ViewPath(n)) {
					t.Errorf("%s: its page is asked for", when)
				}
			}
		}
		if stats, err := h.store.Stats(t.Context()); err != nil || stats.Releases != 7 {
			t.Errorf("%s: %d releases, %v", when, stats.Releases, err)
		}
	}
	report := h.sync()
	check("the next sync", report)
	if report.Requests > 4 {
		t.Errorf("%d requests: the list is read beyond what is known", report.Requests)
	}
	check("a day that is looked at again", h.syncWith(ingest.Options{Since: release.NewDate(2026, 9, 1)}))
	h.clock.advance(8 * 24 * time.Hour)
	check("the whole list", h.sync())
	h.follow(h.list(), feed)
	h.sync() // the feed's first
	h.follow(feed)
	check("a feed with the same releases", h.sync())

	if n, err := h.store.Readmit(t.Context(), []release.ID{"motir:2003"}, ""); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	h.follow(h.list())
	if report := h.syncWith(ingest.Options{Since: release.NewDate(2026, 9, 1)}); report.Added != 1 {
		t.Errorf("let in again: %s", summary(report))
	}
}

// What a source forgot shows first under another ID is kept away by title and
// day, and known by its ID from then on.
func TestForgottenCopyStaysAway(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 3)
	feed := h.feed("feed", motirtest.RSSPath)
	h.follow(feed)
	h.sync()
	stored, err := h.store.OfOrigin(t.Context(), "feed")
	if err != nil || len(stored) != 3 {
		t.Fatal(len(stored), err)
	}
	if n, err := h.store.ForgetSource(t.Context(), "feed"); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	h.follow(h.list(), feed)
	if report := h.sync(); report.Added != 0 || len(report.Failed) != 0 {
		t.Errorf("the list brings copies: %s", summary(report))
	}
	report := h.sync()
	for _, r := range h.office.Requests() {
		if strings.HasSuffix(r.Path, "/view") {
			t.Errorf("%s is asked for again", r.Path)
		}
	}
	if report.Added != 0 {
		t.Errorf("%s", summary(report))
	}
}
