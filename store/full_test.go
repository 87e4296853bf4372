package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/store"
)

// SQLite answers with the same code when a file may not grow beyond a number
// of pages as when the disk has no room.
func TestFullDisk(t *testing.T) {
	s := fresh(t)
	put(t, s, generatedRange(0, 10)...)
	before := must[contents](t)(readIndex(t.Context(), s, model))
	var pages int
	if err := s.Value(t.Context(), "PRAGMA page_count", &pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		var now int
		if err := s.Value(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", n), &now); err != nil || now != n {
			t.Fatalf("limit is %d, %v", now, err)
		}
	}
	limit(pages + 2)
	more := generatedRange(10, 60)
	_, err := s.PutReleases(t.Context(), sized(2048, more...), model)
	checkRefusal(t, err, store.ErrFull, s.Path(), "free some space")

	after := must[contents](t)(readIndex(t.Context(), s, model))
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the store changed:\n%s", diff)
	}
	limit(100_000)
	for _, outcome := range put(t, s, more...) {
		if outcome != store.Added {
			t.Errorf("with room again: %v", outcome)
		}
	}
}
