package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/release"
	"motirbot/store"
)

func init() { childParts["claim"] = claimAll }

var newsroom = store.Target{Guild: "g1", Channel: "news"}

func planned(key string, t store.Target, at time.Time) store.Delivery {
	return store.Delivery{
		Key: key, Kind: "alert", Target: t, Payload: []byte(`{}`), Nonce: "n-" + key,
		State: store.DeliveryPlanned, CreatedAt: at,
	}
}

// plan adds deliveries behind those that are there.
func plan(t testing.TB, s *store.Store, all ...store.Delivery) {
	t.Helper()
	cursor := must[int64](t)(s.AlertCursor(t.Context()))
	if !must[bool](t)(s.PlanAlerts(t.Context(), cursor, cursor+int64(len(all)), all)) {
		t.Fatal("not planned")
	}
}

func claim(t testing.TB, s *store.Store, by string, at time.Time) (store.Delivery, bool) {
	t.Helper()
	d, found, err := s.ClaimDelivery(t.Context(), store.Claim{At: at, By: by, Lease: time.Minute, PerMinute: 3})
	if err != nil {
		t.Fatal(err)
	}
	return d, found
}

func TestAlertsArePlannedOnce(t *testing.T) {
	s, at := fresh(t), newClock().at
	plan(t, s, planned("a", newsroom, at), planned("b", newsroom, at))
	if must[bool](t)(s.PlanAlerts(t.Context(), 0, 3, []store.Delivery{planned("c", newsroom, at)})) {
		t.Error("planned from where the cursor no longer stands")
	}
	if _, err := s.Delivery(t.Context(), "c"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	plan(t, s, planned("a", newsroom, at), planned("c", newsroom, at)) // "a" is there already
	var keys string
	for _, d := range must[[]store.Delivery](t)(s.Deliveries(t.Context(), 0, 10)) {
		keys += d.Key
	}
	if keys != "abc" {
		t.Errorf("planned: %s", keys)
	}
}

func TestClaimsGoInOrderAndLeasesEnd(t *testing.T) {
	s, at := fresh(t), newClock().at
	other := store.Target{Guild: "g2", Channel: "news"}
	plan(t, s, planned("a", newsroom, at), planned("b", newsroom, at), planned("c", other, at))
	a, _ := claim(t, s, "one", at)
	c, _ := claim(t, s, "two", at)
	if a.Key != "a" || c.Key != "c" {
		t.Fatalf("claimed %s and %s", a.Key, c.Key)
	}
	if d, found := claim(t, s, "two", at.Add(59*time.Second)); found {
		t.Fatalf("claimed %s, whose predecessor is under way", d.Key)
	}
	// "one" has died: its delivery is taken over, as one that may have arrived.
	again, found := claim(t, s, "two", at.Add(time.Minute))
	if !found || again.Key != "a" || again.Attempts != 2 || !again.UnsureAt.Equal(at) {
		t.Fatalf("%v %+v", found, again)
	}
	// "one" was only slow: it may say that it has sent it, and nothing else.
	a.State = store.DeliveryFailed
	if must[bool](t)(s.SettleDelivery(t.Context(), a, at)) {
		t.Error("a delivery was settled by who no longer had it")
	}
	if must[bool](t)(s.RepeatDelivery(t.Context(), a, at)) {
		t.Error("and marked as sent once more")
	}
	a.State, a.MessageID = store.DeliverySent, "m1"
	if !must[bool](t)(s.SettleDelivery(t.Context(), a, at)) {
		t.Error("that it was sent is not recorded")
	}
	again.State = store.DeliveryPlanned
	if must[bool](t)(s.SettleDelivery(t.Context(), again, at)) {
		t.Error("what was sent is planned again")
	}
	if b, _ := claim(t, s, "two", at.Add(time.Minute)); b.Key != "b" {
		t.Errorf("then comes %q", b.Key)
	}
}

func TestClaimsAreBounded(t *testing.T) {
	s, at := fresh(t), newClock().at
	for n := range 9 {
		plan(t, s, planned(fmt.Sprint("k", n), store.Target{Guild: "g1", Channel: fmt.Sprint(n)}, at),
			planned(fmt.Sprint("p", n), store.Target{User: fmt.Sprint("u", n)}, at))
	}
	count := func(at time.Time) (guild, people int) {
		for {
			d, found := claim(t, s, "one", at)
			if !found {
				return guild, people
			}
			if d.Target.Guild != "" {
				guild++
			} else {
				people++
			}
			d.State = store.DeliverySent
			must[bool](t)(s.SettleDelivery(t.Context(), d, at))
		}
	}
	for i, want := range []struct{ guild, people int }{{3, 9}, {0, 0}, {3, 0}} {
		if guild, people := count(at.Add(time.Duration(i) * 30 * time.Second)); guild != want.guild || people != want.people {
			t.Errorf("after %d × 30 s: %d in the guild, %d to people", i, guild, people)
		}
	}
}

func TestNextDelivery(t *testing.T) {
	s, at := fresh(t), newClock().at
	if _, found, err := s.NextDelivery(t.Context(), at); found || err != nil {
		t.Error(found, err)
	}
	d := planned("a", newsroom, at)
	d.NotBefore = at.Add(time.Hour)
	plan(t, s, d, planned("b", newsroom, at)) // "b" waits for "a"
	if next, _, _ := s.NextDelivery(t.Context(), at); !next.Equal(at.Add(time.Hour)) {
		t.Errorf("next at %v", next)
	}
	if _, found := claim(t, s, "one", at.Add(59*time.Minute)); found {
		t.Error("claimed before its time")
	}
	claim(t, s, "one", at.Add(time.Hour))
	if next, _, _ := s.NextDelivery(t.Context(), at); !next.Equal(at.Add(61 * time.Minute)) {
		t.Errorf("next at %v, want the end of the lease", next)
	}
	// The clock has been set back by more than anything waits: that is over.
	if _, found := claim(t, s, "two", at.Add(-72*time.Hour)); !found {
		t.Error("a lease from the future is respected")
	}
}

func TestPauseTarget(t *testing.T) {
	s, at := fresh(t), newClock().at
	for _, channel := range []string{"news", "other"} {
		for _, topic := range []string{"chips", store.AnyTopic} {
			_, _, err := s.Subscribe(t.Context(), store.Subscription{Target: store.Target{Guild: "g1", Channel: channel}, Topic: topic})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SaveDigest(t.Context(), store.DigestSettings{Guild: "g1", Channel: channel, Active: true, Zone: "Asia/Seoul"}); err != nil {
			t.Fatal(err)
		}
	}
	plan(t, s, planned("a", newsroom, at), planned("b", newsroom, at), planned("c", store.Target{Guild: "g1", Channel: "other"}, at))
	a, _ := claim(t, s, "one", at)
	a.State, a.Error = store.DeliveryFailed, "gone"
	notice := planned("notice", store.Target{Guild: "g1"}, at)
	if !must[bool](t)(s.PauseTarget(t.Context(), a, "gone", notice, at)) {
		t.Fatal("not paused")
	}
	again := planned("another notice", store.Target{Guild: "g1"}, at)
	if must[bool](t)(s.PauseTarget(t.Context(), a, "gone", again, at)) {
		t.Error("paused twice")
	}
	want := map[string]store.DeliveryState{"a": "failed", "b": "failed", "c": "planned", "notice": "planned"}
	all := must[[]store.Delivery](t)(s.Deliveries(t.Context(), 0, 10))
	for _, d := range all {
		if d.State != want[d.Key] {
			t.Errorf("%s is %s", d.Key, d.State)
		}
	}
	if subs := must[[]store.Subscription](t)(s.ActiveSubscriptions(t.Context())); len(all) != 4 || len(subs) != 2 {
		t.Errorf("%d deliveries, %d active subscriptions", len(all), len(subs))
	}
	if digests := must[[]store.DigestSettings](t)(s.ActiveDigests(t.Context())); len(digests) != 1 || digests[0].Channel != "other" {
		t.Errorf("active digests: %+v", digests)
	}
}

func TestDigestIsPlannedOnce(t *testing.T) {
	s, at := fresh(t), newClock().at
	settings := store.DigestSettings{Guild: "g1", Channel: "news", Active: true, Weekday: time.Monday, Minute: 540, Zone: "Asia/Seoul"}
	if err := s.SaveDigest(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	d := planned("digest:g1:news:2025-W51", newsroom, at)
	day := release.NewDate(2025, time.December, 14)
	first := must[bool](t)(s.PlanDigest(t.Context(), d, "2025-W51", day))
	second := must[bool](t)(s.PlanDigest(t.Context(), d, "2025-W99", day.AddDays(9)))
	if err := s.SaveDigest(t.Context(), settings); err != nil { // which forgets no week
		t.Fatal(err)
	}
	got := must[store.DigestSettings](t)(s.Digest(t.Context(), "g1", "news"))
	if !first || second || got.PlannedWeek != "2025-W51" || got.CoveredTo != day {
		t.Errorf("planned: %v, %v; %+v", first, second, got)
	}
}

func TestPruneDeliveries(t *testing.T) {
	s, at := fresh(t), newClock().at
	plan(t, s, planned("open", newsroom, at), planned("done", store.Target{User: "u"}, at))
	claim(t, s, "one", at)
	d, _ := claim(t, s, "one", at)
	if d.Key != "done" {
		t.Fatal(d.Key)
	}
	d.State = store.DeliverySent
	must[bool](t)(s.SettleDelivery(t.Context(), d, at))
	for _, c := range []struct {
		before, toPersons time.Duration
		want              int
	}{{0, 0, 0}, {0, time.Hour, 1}, {time.Hour, time.Hour, 0}} {
		if n := must[int](t)(s.PruneDeliveries(t.Context(), at.Add(c.before), at.Add(c.toPersons))); n != c.want {
			t.Errorf("%+v: %d forgotten", c, n)
		}
	}
	counts := must[map[store.DeliveryState]int](t)(s.DeliveryCounts(t.Context()))
	if len(counts) != 1 || counts[store.DeliverySending] != 1 {
		t.Error(counts)
	}
}

const claims = 60

// claimAll is what a child does: it claims whatever it gets, and prints it.
func claimAll(args []string) error {
	ctx, at := context.Background(), newClock().at
	s, err := store.Open(ctx, args[0])
	if err != nil {
		return err
	}
	for {
		d, found, err := s.ClaimDelivery(ctx, store.Claim{At: at, By: args[1], Lease: time.Minute, PerMinute: 1000})
		if err != nil || !found {
			return errors.Join(err, s.Close())
		}
		fmt.Println(d.Key)
		d.State = store.DeliverySent
		if _, err := s.SettleDelivery(ctx, d, at); err != nil {
			return err
		}
	}
}

func TestTwoProcessesClaim(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	s, at := open(t, path), newClock().at
	for n := range claims {
		plan(t, s, planned(fmt.Sprintf("k%02d", n), store.Target{Guild: "g1", Channel: fmt.Sprint(n % 7)}, at))
	}
	var mu sync.Mutex
	times := map[string]int{}
	var processes sync.WaitGroup
	for _, name := range []string{"one", "two", "three"} {
		cmd := child(t, "claim", path, name)
		processes.Go(func() {
			out, err := cmd.Output()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for key := range strings.FieldsSeq(string(out)) {
				times[key]++
			}
		})
	}
	processes.Wait()
	for key, n := range times {
		if n != 1 {
			t.Errorf("%s was claimed %d times", key, n)
		}
	}
	if len(times) != claims {
		t.Errorf("%d of %d were claimed", len(times), claims)
	}
}
