package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/delivery"
	"motirbot/store"
)

func always(f fault) func(delivery.Target, delivery.Message) fault {
	return func(delivery.Target, delivery.Message) fault { return f }
}

// script has one fault after the other happen, and then none.
func script(faults ...fault) func(delivery.Target, delivery.Message) fault {
	return func(delivery.Target, delivery.Message) fault {
		if len(faults) == 0 {
			return fine
		}
		f := faults[0]
		faults = faults[1:]
		return f
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	w.announce("chips")
	w.discord.fault, w.discord.after = script(later), 90*time.Second
	w.run()
	w.clock.add(89 * time.Second)
	w.run()
	if w.discord.calls != 1 {
		t.Errorf("%d requests within the time Discord asked for", w.discord.calls)
	}
	w.clock.add(time.Second)
	w.run()
	w.wantPosts("g1/news", "alert 1")
}

func TestPausesGrow(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	w.announce("chips")
	w.announce("ships") // has to wait for its turn
	w.discord.fault = always(later)
	var pauses []time.Duration
	begun := w.clock.now()
	for last := begun; w.clock.now().Before(begun.Add(6 * 24 * time.Hour)); w.clock.add(5 * time.Second) {
		calls := w.discord.calls
		check(t, w.engine.PlanAlerts(t.Context()), w.engine.Dispatch(t.Context()))
		if w.discord.calls > calls {
			pauses = append(pauses, w.clock.now().Sub(last))
			last = w.clock.now()
		}
		if d := w.deliveries()[0]; d.NotBefore.After(w.clock.now()) {
			w.clock.add(d.NotBefore.Sub(w.clock.now()) - time.Second)
		}
	}
	t.Logf("pauses: %v", pauses)
	for i, pause := range pauses[1:] {
		nominal := min(time.Minute<<min(i, 9), 6*time.Hour)
		if pause < nominal*3/4 || pause > nominal*5/4+10*time.Second {
			t.Errorf("pause %d is %v, want about %v", i+1, pause, nominal)
		}
	}
	// A week after it was planned it is dropped, with the one behind it.
	w.discord.fault = nil
	w.clock.add(25 * time.Hour)
	w.run()
	w.wantPosts("g1/news")
	for key, state := range w.states() {
		if state != store.DeliverySkipped {
			t.Errorf("%s is %s", key, state)
		}
	}
}

func TestGoneChannel(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", "chips")
	w.subscribe("g1", "news", store.AnyTopic)
	w.subscribe("g1", "other", "chips")
	w.digest("g1", "news", time.Thursday, "12:00", "Asia/Seoul", true)
	w.discord.fault = func(t delivery.Target, _ delivery.Message) fault {
		if t.Channel == "news" {
			return gone
		}
		return fine
	}
	w.announce("chips")
	w.run()
	began := w.clock.now()
	w.announce("chips")
	w.runFor(23*time.Hour, 10*time.Minute)
	if subs := must[[]store.Subscription](t)(w.store.SubscriptionsOf(t.Context(), store.Target{Guild: "g1", Channel: "news"})); len(subs) != 2 {
		t.Fatalf("paused before the day was over")
	}
	w.runFor(3*24*time.Hour, 10*time.Minute)

	w.wantPosts("g1/owner", "notice news: gone: Unknown Channel (10003)")
	w.wantPosts("g1/news")
	w.wantPosts("g1/other", "alert 1", "alert 2")
	if at := w.discord.all()[2].at.Sub(began); at < 23*time.Hour || at > 25*time.Hour {
		t.Errorf("the owner was told after %v", at)
	}
	for _, sub := range must[[]store.Subscription](t)(w.store.Subscriptions(t.Context(), "g1", "")) {
		if paused := !sub.PausedAt.IsZero(); paused != (sub.Target.Channel == "news") {
			t.Errorf("%+v", sub)
		}
	}
	settings := must[store.DigestSettings](t)(w.store.Digest(t.Context(), "g1", "news"))
	if settings.PausedAt.IsZero() || settings.PauseReason == "" {
		t.Errorf("%+v", settings)
	}

	// What comes meanwhile is not made up for when somebody resumes it.
	w.announce("chips")
	w.run()
	w.discord.fault = nil
	w.subscribe("g1", "news", "chips")
	w.digest("g1", "news", time.Thursday, "12:00", "Asia/Seoul", true)
	w.announce("chips")
	w.runFor(time.Hour, time.Minute)
	w.wantPosts("g1/news", "alert 4")
	w.wantPosts("g1/owner", "notice news: gone: Unknown Channel (10003)")
}

// An owner who cannot be told either is not told about that.
func TestGoneOwner(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", "chips")
	w.discord.fault = always(gone)
	w.announce("chips")
	w.runFor(4*24*time.Hour, 10*time.Minute)
	states := map[string]int{}
	for _, d := range w.deliveries() {
		states[fmt.Sprint(d.Kind, " ", d.State)]++
	}
	if diff := cmp.Diff(map[string]int{"alert failed": 1, "notice failed": 1}, states); diff != "" {
		t.Error(diff)
	}
}

func TestRefusedMessageIsNotTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	w.discord.fault = script(refused)
	w.announce("chips")
	w.announce("chips")
	w.runFor(time.Hour, time.Minute)
	w.wantPosts("g1/news", "alert 2")
	if w.discord.calls != 2 {
		t.Errorf("%d requests", w.discord.calls)
	}
}

// Whatever happens to the answers, the message is there once, if Discord can
// be asked, and twice at most, if it cannot.
func TestNoAnswer(t *testing.T) {
	tests := []struct {
		name   string
		finder bool
		faults []fault
		wait   time.Duration // the bot is down for so long after the first attempt
		posts  int
		state  store.DeliveryState
		again  bool // recorded as sent once more
	}{
		{"lost, tried again soon", false, []fault{lost, lost}, 0, 1, store.DeliverySent, false},
		{"arrived, tried again soon", false, []fault{unanswered, unanswered}, 0, 1, store.DeliverySent, false},
		{"the poster panicked", false, []fault{boom}, 0, 1, store.DeliverySent, false},
		{"arrived, long ago", false, []fault{unanswered}, time.Hour, 2, store.DeliverySent, true},
		{"lost, long ago", false, []fault{lost}, time.Hour, 1, store.DeliverySent, true},
		{"lost, long ago, and then rate limited", false, []fault{lost, later, later}, time.Hour, 1, store.DeliverySent, true},
		{"never an answer", false, []fault{unanswered, unanswered, unanswered, unanswered, unanswered, unanswered, unanswered, unanswered, unanswered, unanswered}, time.Hour, 2, store.DeliveryUncertain, true},
		{"never arrived", false, []fault{lost, lost, lost, lost, lost, lost, lost, lost, lost, lost}, time.Hour, 0, store.DeliveryUncertain, true},
		{"looked up: arrived, long ago", true, []fault{unanswered}, time.Hour, 1, store.DeliverySent, false},
		{"looked up: lost, long ago", true, []fault{lost, lost, lost}, time.Hour, 1, store.DeliverySent, false},
		{"looked up: never an answer", true, []fault{unanswered, unanswered, unanswered, unanswered}, 0, 1, store.DeliverySent, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.finder {
				w.engine = w.newEngine(w.store, func(c *delivery.Config) { c.Poster = finding{w.discord} })
			}
			w.subscribe("g1", "news", store.AnyTopic)
			w.announce("chips")
			w.discord.fault = script(tt.faults...)
			w.run()
			w.clock.add(tt.wait)
			w.runFor(5*time.Minute, 10*time.Second)
			w.runFor(14*time.Hour, 30*time.Minute)
			d := w.deliveries()[0]
			if n := len(w.discord.to("g1/news")); n != tt.posts || d.State != tt.state || d.Repeated != tt.again {
				t.Errorf("%d posts, %s, sent once more: %v", n, d.State, d.Repeated)
			}
			t.Logf("%d requests, %d lookups, %d posts: %s", w.discord.calls, w.discord.looks, len(w.discord.all()), d.State)
		})
	}
}

// forgetful is a store that cannot record outcomes, as if the process died.
type forgetful struct {
	*store.Store
	dead func() bool
}

func (f forgetful) SettleDelivery(ctx context.Context, d store.Delivery, at time.Time) (bool, error) {
	if f.dead() {
		return false, errors.New("killed")
	}
	return f.Store.SettleDelivery(ctx, d, at)
}

func TestDeathBeforeTheOutcomeIsRecorded(t *testing.T) {
	for _, down := range []time.Duration{time.Second, time.Minute, time.Hour} {
		t.Run(down.String(), func(t *testing.T) {
			w := newWorld(t)
			dead := true
			w.engine = w.newEngine(forgetful{w.store, func() bool { return dead }}, func(c *delivery.Config) { c.Poster = finding{w.discord} })
			w.subscribe("g1", "news", store.AnyTopic)
			w.announce("chips")
			w.announce("ships")
			check(t, w.engine.PlanAlerts(t.Context()))
			if err := w.engine.Dispatch(t.Context()); err == nil {
				t.Fatal("no error")
			}
			dead = false
			w.clock.add(down)
			w.run()
			if down < 45*time.Second {
				w.wantPosts("g1/news", "alert 1") // the lease is not over
			}
			w.runFor(5*time.Minute, 10*time.Second)
			w.wantPosts("g1/news", "alert 1", "alert 2")
			if d := w.deliveries()[0]; d.State != store.DeliverySent || d.Attempts != 2 || d.Repeated {
				t.Errorf("%+v", d)
			}
		})
	}
}

// A process that slept through its lease leaves the delivery alone.
func TestLateClaimantDoesNotSend(t *testing.T) {
	w := newWorld(t)
	var once sync.Once // or it would back off for as long as chance has it
	slow := sleepy{w.store, func() { once.Do(func() { w.clock.add(time.Minute) }) }}
	e := w.newEngine(slow, func(c *delivery.Config) { c.Workers = 1 }) // nobody else to take it over
	w.subscribe("g1", "news", store.AnyTopic)
	w.announce("chips")
	check(t, e.PlanAlerts(t.Context()), e.Dispatch(t.Context()))
	w.wantPosts("g1/news")
	w.runFor(3*time.Minute, 10*time.Second)
	w.wantPosts("g1/news", "alert 1")
}

// sleepy is a store whose claims are answered late.
type sleepy struct {
	*store.Store
	sleep func()
}

func (s sleepy) ClaimDelivery(ctx context.Context, c store.Claim) (store.Delivery, bool, error) {
	d, found, err := s.Store.ClaimDelivery(ctx, c)
	if found {
		s.sleep()
	}
	return d, found, err
}

// A lease from before the clock was set back by a lot does not last for ever.
func TestClockSetBackWhileALeaseRuns(t *testing.T) {
	w := newWorld(t)
	w.engine = w.newEngine(w.store, func(c *delivery.Config) { c.Poster = finding{w.discord} })
	dying := w.newEngine(forgetful{w.store, func() bool { return true }})
	w.subscribe("g1", "news", store.AnyTopic)
	w.announce("chips")
	if err := errors.Join(dying.PlanAlerts(t.Context()), dying.Dispatch(t.Context())); err == nil {
		t.Fatal("no error")
	}
	w.clock.add(-30 * 24 * time.Hour)
	w.run()
	w.wantPosts("g1/news", "alert 1")
	if d := w.deliveries()[0]; d.State != store.DeliverySent {
		t.Errorf("%+v", d)
	}
}
