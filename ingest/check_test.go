package ingest_test

import (
	"context"
	"fmt"
	"strings"

	"motirbot/ingest"
	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/store"
)

// summary is the five counts.
func summary(r ingest.Report) string {
	return fmt.Sprintf("added %d, changed %d, unchanged %d, withdrawn %d, failed %d", r.Added, r.Changed, r.Unchanged, r.Withdrawn, len(r.Failed))
}

func (h *house) wantSummary(r ingest.Report, want string) {
	h.t.Helper()
	if got := summary(r); got != want {
		h.t.Errorf("got %s\nwant %s\nproblems %+v", got, want, r.Failed)
	}
}

// wantWhole checks that store and index hold exactly what the office shows,
// every text as it is now.
func (h *house) wantWhole() {
	h.t.Helper()
	shown := h.office.Releases()
	view := h.view()
	records := view.Records(release.Period{}, release.Date{})
	if len(records) != len(shown) {
		h.t.Errorf("the index holds %d releases, the office shows %d", len(records), len(shown))
	}
	for _, r := range shown {
		stored, err := h.store.Release(context.Background(), release.NewID(motir.SourceName, r.Number, "", release.Date{}))
		if err != nil {
			h.t.Error(err)
			continue
		}
		indexed, ok := view.Record(stored.ID)
		if !ok || indexed.Title != r.Title || indexed.Body != r.Body() || indexed.Hash != indexed.ContentHash() {
			h.t.Errorf("release %s is %q in the index, %q at the office", r.Number, indexed.Title, r.Title)
		}
	}
	h.wantIndexed()
}

// announced returns the IDs of all announcements, in order.
func (h *house) announced() string {
	h.t.Helper()
	all, err := h.store.Announcements(context.Background(), 0, 10_000)
	if err != nil {
		h.t.Fatal(err)
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, string(a.ReleaseID))
	}
	return strings.Join(ids, " ")
}

func (h *house) state(name string) store.SourceState {
	h.t.Helper()
	states, err := h.store.SourceStates(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range states {
		if s.Name == name {
			return s
		}
	}
	h.t.Fatalf("no state of %s is stored", name)
	return store.SourceState{}
}

// statuses counts the office's answers by status, robots.txt left out.
func (h *house) statuses() map[int]int {
	counts := map[int]int{}
	for _, r := range h.office.Requests() {
		if r.Path != "/robots.txt" {
			counts[r.Status]++
		}
	}
	return counts
}
