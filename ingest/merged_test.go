package ingest_test

import (
	"testing"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/store"
)

// A text that an earlier version had taken for another release's comes in again,
// and is no news.
func TestMergedTextsComeBackQuietly(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 3)
	h.sync()
	h.office.Generate(1)
	trouble := store.Trouble{Source: "motir", ID: "motir:2004", Number: "2004", Kind: store.TroubleMerged, Since: h.clock.now(), Quiet: true}
	for _, r := range h.office.Releases() {
		if r.Number == trouble.Number {
			trouble.Title, trouble.Date, trouble.URL = r.Title, r.Date, h.office.URL(h.office.ViewPath(r.Number))
		}
	}
	item := text("feed", "a", "Ship Talks", "2026-10-01", 5)
	inFeed := store.Trouble{Source: "rss", ID: item.ID, Kind: store.TroubleMerged, Since: h.clock.now(), Quiet: true}
	gone := inFeed
	gone.ID = "feed:gone"
	for _, one := range []store.Trouble{trouble, inFeed, gone} {
		if err := h.store.PutTrouble(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	h.follow(h.list(), ingest.FromFeed("rss", &fakeFeed{}))
	h.sync() // the feed's first
	if err := h.store.PutTrouble(t.Context(), inFeed); err != nil {
		t.Fatal(err)
	}
	h.follow(h.list(), ingest.FromFeed("rss", &fakeFeed{releases: []release.Release{item, text("feed", "b", "News", "2026-10-01", 5)}}))
	h.sync()
	if got := h.announced(); got != "feed:b" {
		t.Errorf("announced %s", got)
	}
	for _, id := range []release.ID{"motir:2004", item.ID} {
		if _, err := h.store.Release(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"motir", "rss"} {
		left, err := h.store.Troubles(t.Context(), name)
		if err != nil || len(left) > 0 {
			t.Errorf("left of %s: %+v, %v", name, left, err)
		}
	}
}
