package store_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

// Two processes count the same uses, and none is granted beyond the quota.
func TestQuotasAreSharedByProcesses(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "motirbot.db")
	stores := []*store.Store{open(t, path, store.WithClock(c.now)), open(t, path, store.WithClock(c.now))}
	member, guild := store.Quota{Who: "user 1", Limit: 3, Every: time.Hour}, store.Quota{Who: "guild 1", Limit: 5, Every: time.Hour}
	claim := func(n int, id, who string) bool {
		t.Helper()
		member := member
		member.Who = who
		first, err := stores[n].Claim(t.Context(), id, member, guild)
		var over *store.QuotaError
		if err != nil && !errors.As(err, &over) || !first {
			t.Fatal(id, first, err)
		}
		if over != nil && !over.Until.Equal(c.at.Truncate(time.Hour).Add(time.Hour)) {
			t.Errorf("%s: until %v", id, over.Until)
		}
		return err == nil
	}
	var mu sync.Mutex
	granted := 0
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			if claim(i%2, string(rune('a'+i)), "user 1") {
				mu.Lock()
				granted++
				mu.Unlock()
			}
		})
	}
	asking.Wait()
	if granted != 3 {
		t.Errorf("%d of 3 granted", granted)
	}
	if err := stores[0].CheckQuotas(t.Context(), member); err == nil {
		t.Error("not used up")
	}
	// What was refused to one member is not counted for the server.
	got := []bool{claim(0, "p", "user 2"), claim(1, "q", "user 3"), claim(0, "r", "user 4")}
	if diff := cmp.Diff([]bool{true, true, false}, got); diff != "" {
		t.Error(diff)
	}
	if first, err := stores[1].Claim(t.Context(), "p", member); first || err != nil {
		t.Errorf("claimed twice: %v, %v", first, err)
	}
	c.at = c.at.Add(time.Hour)
	if err := stores[1].CheckQuotas(t.Context(), member, guild); err != nil || !claim(1, "s", "user 1") {
		t.Errorf("a new hour: %v", err)
	}
	must[int](t)(stores[0].PruneClaims(t.Context(), c.at))
	left := 0
	if err := stores[0].Value(t.Context(), "SELECT sum(uses) FROM uses", &left); err != nil || left != 2 {
		t.Errorf("%d uses left, %v", left, err)
	}
}

func TestModelCallsByPayer(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	day := release.DateOf(c.at)
	var got []bool
	for _, spend := range []struct {
		payer        string
		day          release.Date
		limit, share int
	}{
		{"guild 1", day, 5, 2}, {"guild 1", day, 5, 2}, {"guild 1", day, 5, 2}, // its share is used up
		{"guild 2", day, 5, 4}, {"guild 2", day, 5, 4}, {"guild 2", day, 5, 4}, {"guild 2", day, 5, 4}, // and now everybody's
		{"guild 2", day.AddDays(1), 5, 4}, {"user 1", day, 5, 0}, {"user 1", day.AddDays(1), 5, 0},
	} {
		got = append(got, must[bool](t)(s.SpendModelCall(t.Context(), spend.day, spend.payer, spend.limit, spend.share)))
	}
	if diff := cmp.Diff([]bool{true, true, false, true, true, true, false, true, false, false}, got); diff != "" {
		t.Error(diff)
	}
	must[int](t)(s.PruneClaims(t.Context(), c.at.Add(24*time.Hour)))
	days := 0
	if err := s.Value(t.Context(), "SELECT count(*) FROM model_calls", &days); err != nil || days != 1 {
		t.Errorf("%d left, %v", days, err)
	}
}
