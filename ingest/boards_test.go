package ingest_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/motir"
)

// The ministry's two boards count their releases apart. Whether they are followed
// one after the other under one name or side by side under two, no release
// becomes a revision of the other board's, and none is withdrawn.
func TestTwoBoards(t *testing.T) {
	for name, second := range map[string]string{"one name": "motir", "two names": "motir-ko"} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, motirtest.Options{}, 12)
			h.wantSummary(h.sync(), "added 12, changed 0, unchanged 0, withdrawn 0, failed 0")
			h.office = motirtest.New(t, motirtest.Options{Korean: true, First: release.NewDate(2026, 9, 20)})
			h.office.Generate(12)
			h.client = newClient(t, h.office, ingest.Pages(h.store), h.clock, nil)
			korean := ingest.FromSite(second, motir.New(h.client, motir.Config{ListURL: h.office.ListURL()}))
			h.follow(korean)
			for n := range 8 { // the slow round over everything
				want := 0
				if n == 0 {
					want = 12
				}
				if report := h.sync(); report.Added != want || report.Withdrawn != 0 || len(report.Failed) != 0 || report.Changed != 0 {
					t.Fatalf("sync %d: %+v", n, report)
				}
				h.clock.advance(90 * 24 * time.Hour)
			}
			count := map[bool]int{}
			for _, r := range h.view().Records(release.Period{}, release.Date{}) {
				if r.Revision != 1 {
					t.Errorf("%s has %d revisions", r.ID, r.Revision)
				}
				count[strings.HasPrefix(string(r.ID), "motir:ko/")]++
			}
			if count[true] != 12 || count[false] != 12 {
				t.Errorf("shown: %d of the Korean board, %d of the English one", count[true], count[false])
			}
		})
	}
}
