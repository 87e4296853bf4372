package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
)

// A site that is rebuilt fails page after page: it is left alone soon.
func TestAilingSite(t *testing.T) {
	for _, kind := range []motirtest.FaultKind{motirtest.LayoutChange, motirtest.Status404, motirtest.Status500} {
		h := newHouse(t, motirtest.Options{PerPage: 4}, 12)
		h.sync()
		h.office.Generate(9)
		for n := 2013; n <= 2021; n++ {
			h.office.Fail(h.office.ViewPath(fmt.Sprint(n)), motirtest.Fault{Kind: kind})
		}
		report := h.sync()
		views := 0
		for _, r := range h.office.Requests() {
			if strings.HasSuffix(r.Path, "/view") && r.Path >= h.office.ViewPath("2013") {
				views++
			}
		}
		if views > 10 || len(report.Failed) != 6 || report.Failed[5].Kind != ingest.KindAiling {
			t.Errorf("%d pages were asked for; reported %+v", views, report.Failed)
		}
		if s := h.state("motir"); s.Failures != 1 || s.Stuck != 5 {
			t.Errorf("state %+v", s)
		}
		for n := 2013; n <= 2021; n++ {
			h.office.Heal(h.office.ViewPath(fmt.Sprint(n)))
		}
		h.sync()
		h.wantWhole()
		if n := len(strings.Fields(h.announced())); n != 9 {
			t.Errorf("%d announced, want 9", n)
		}
	}
}

// Everything known answers 404, and the list is whole: nothing is withdrawn.
func TestManyWithdrawalsAreNotBelieved(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 15)
	h.sync()
	for _, r := range h.office.Releases() {
		h.office.Fail(h.office.ViewPath(r.Number), motirtest.Fault{Kind: motirtest.Status404})
	}
	// Two are due and gone, and no other page shows that the site is well.
	h.clock.advance(90 * 24 * time.Hour)
	h.follow(h.list())
	report := h.sync()
	if report.Withdrawn != 0 || len(report.Failed) == 0 {
		t.Errorf("%s", summary(report))
	}
	for _, r := range h.office.Releases() {
		h.office.Heal(h.office.ViewPath(r.Number))
	}
	h.sync()
	h.wantWhole()

	// Five at once: not at first, but after a day.
	for _, n := range []string{"2010", "2011", "2012", "2013", "2008"} {
		h.office.Withdraw(n)
	}
	if report := h.sync(); report.Withdrawn != 0 || len(report.Failed) < 5 {
		t.Errorf("at once: %s", summary(report))
	}
	for range 12 {
		h.clock.advance(8 * time.Hour)
		h.sync()
	}
	h.wantWhole()
	if s := h.state("motir"); !s.Healthy() {
		t.Errorf("state %+v", s)
	}
}

// A release that is taken down and put up again is listed again, and no news.
func TestWithdrawnAndBack(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 12)
	h.sync()
	shown := h.office.Releases()
	gone := shown[slices.IndexFunc(shown, func(r motirtest.Release) bool { return r.Number == "2011" })]
	h.office.Withdraw("2011")
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 11, withdrawn 1, failed 0")
	h.office.Add(gone)
	h.wantSummary(h.sync(), "added 0, changed 1, unchanged 11, withdrawn 0, failed 0")
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 12, withdrawn 0, failed 0")
	if h.announced() != "" {
		t.Errorf("announced %s", h.announced())
	}
}
