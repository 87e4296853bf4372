package delivery_test

import (
	"context"
	"testing"
	"time"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

func (w *world) withdraw(id release.ID) {
	w.t.Helper()
	check(w.t, w.store.Withdraw(w.t.Context(), id))
}

// One that was withdrawn before its alert is planned is told to nobody, and
// what comes after it does not wait for it.
func TestWithdrawnBeforeItIsPlanned(t *testing.T) {
	for _, forgotten := range []bool{true, false} {
		w := newWorld(t)
		w.subscribe("g1", "news", store.AnyTopic)
		id := w.announce("chips")
		w.withdraw(id)
		if forgotten {
			w.lib.forget(id)
		}
		w.announce("ships")
		w.run()
		w.wantPosts("g1/news", "alert 2")
		if n := len(w.deliveries()); n != 1 {
			t.Errorf("forgotten %v: %d deliveries", forgotten, n)
		}
	}
}

func TestWithdrawnBeforeItIsPosted(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	w.digest("g1", "news", time.Wednesday, "10:00", "Asia/Seoul", false)
	w.digest("g1", "says", time.Wednesday, "10:00", "Asia/Seoul", true)
	w.clock.add(-24 * time.Hour) // of the week that the digests tell of
	w.discord.fault, w.discord.after = script(later), 30*time.Second
	id := w.announce("chips")
	w.run()
	w.withdraw(id)
	w.clock.add(time.Minute)
	w.run()
	w.wantPosts("g1/news")
	if d := w.deliveries()[0]; d.State != store.DeliverySkipped {
		t.Errorf("%+v", d)
	}

	// The digests are planned before, and put off.
	w.discord.fault = func(delivery.Target, delivery.Message) fault { return later }
	id = w.announce("chips")
	w.clock.add(26 * time.Hour)
	check(t, w.engine.PlanDigests(t.Context()), w.engine.Dispatch(t.Context()))
	w.discord.fault = nil
	w.withdraw(id)
	w.runFor(time.Hour, time.Minute)
	w.wantPosts("g1/news")
	w.wantPosts("g1/says", "digest 2025-W51 (2025-12-10 to 2025-12-16) late")
}

// A group is posted without it, and without the role of who wanted only that.
func TestWithdrawnFromAGroup(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	_, _, err := w.store.Subscribe(t.Context(), store.Subscription{
		Target: store.Target{Guild: "g1", Channel: "news"}, Topic: "ships", Role: "sailors",
	})
	check(t, err)
	for range 2 {
		w.announce("chips")
	}
	id := w.announce("ships")
	w.announce("coal")
	check(t, w.engine.PlanAlerts(t.Context()))
	w.withdraw(id)
	w.run()
	w.wantPosts("g1/news", "alert 1 2 4")
	if roles := w.discord.all()[0].m.Roles; len(roles) != 0 {
		t.Errorf("called %v", roles)
	}
}

// Whether one arrived that nobody wants any more is looked up, so that what is
// recorded is true.
func TestWithdrawnWithoutAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		fault  fault
		finder bool
		want   store.DeliveryState
	}{
		{unanswered, true, store.DeliverySent},
		{lost, true, store.DeliverySkipped},
		{unanswered, false, store.DeliveryUncertain},
		{lost, false, store.DeliveryUncertain},
	} {
		w := newWorld(t)
		if tt.finder {
			w.engine = w.newEngine(w.store, func(c *delivery.Config) { c.Poster = finding{w.discord} })
		}
		w.subscribe("g1", "news", store.AnyTopic)
		w.discord.fault = script(tt.fault)
		id := w.announce("chips")
		w.run()
		w.withdraw(id)
		w.runFor(5*time.Minute, 10*time.Second)
		if d := w.deliveries()[0]; d.State != tt.want || w.discord.calls != 1 {
			t.Errorf("%+v: %s after %d requests", tt, d.State, w.discord.calls)
		}
	}
}

// A clock that is wrong by minutes, or was set back since, does not make a look
// at the history begin too late.
func TestLookBeginsEarly(t *testing.T) {
	for _, wrong := range []time.Duration{0, 30 * time.Minute, 40 * 24 * time.Hour} {
		w := newWorld(t)
		timely := w.clock.now()
		from := &began{finding: finding{w.discord}}
		w.engine = w.newEngine(w.store, func(c *delivery.Config) { c.Poster = from })
		w.subscribe("g1", "news", store.AnyTopic)
		w.discord.fault = script(unanswered)
		w.clock.add(wrong)
		w.announce("chips")
		w.run()
		if wrong > time.Hour { // it is mended
			w.clock.add(-wrong)
		}
		w.clock.add(10 * time.Minute)
		w.runFor(5*time.Minute, 10*time.Second)
		if from.since.IsZero() || from.since.After(timely) {
			t.Errorf("ahead by %v: looked at what came %v after the post", wrong, from.since.Sub(timely))
		}
		w.wantPosts("g1/news", "alert 1")
	}
}

// began notes from when on somebody looked first.
type began struct {
	finding
	since time.Time
}

func (b *began) Find(ctx context.Context, t delivery.Target, nonce string, since time.Time) (string, bool, error) {
	if b.since.IsZero() {
		b.since = since
	}
	return b.finding.Find(ctx, t, nonce, since)
}
