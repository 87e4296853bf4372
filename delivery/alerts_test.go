package delivery_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/delivery"
	"motirbot/store"
)

func (w *world) wantPosts(target string, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.discord.to(target)); diff != "" {
		w.t.Errorf("posts at %s (-want +got):\n%s", target, diff)
	}
}

func TestAlertIsPostedOnce(t *testing.T) {
	w := newWorld(t)
	w.announce("chips") // before anybody subscribed
	w.subscribe("g1", "news", "chips")
	w.subscribe("g1", "news", store.AnyTopic)
	w.subscribe("g1", "ships", "ships")
	w.subscribe("g2", "all", store.AnyTopic)
	w.announce("chips", "germany")
	w.announce("ships", "chips")
	w.announce("coal")
	for range 3 {
		w.run()
	}
	w.wantPosts("g1/news", "alert 2", "alert 3", "alert 4")
	w.wantPosts("g1/ships", "alert 3")
	w.wantPosts("g2/all", "alert 2", "alert 3", "alert 4")
	for _, p := range w.discord.all() {
		if p.target.String() == "g1/news" && inShort(p.m) == "alert 2" {
			if diff := cmp.Diff([]string{"chips", "*"}, p.m.Releases[0].Topics); diff != "" {
				t.Errorf("topics: %s", diff)
			}
		}
	}
}

func TestSubscriptionsComeAndGo(t *testing.T) {
	w := newWorld(t)
	sub := w.subscribe("g1", "news", "chips")
	w.announce("chips")
	w.run()
	// Cancelled and made again, it does not begin anew.
	must[store.Subscription](t)(w.store.Unsubscribe(t.Context(), "g1", "", sub.ID))
	w.subscribe("g1", "news", "chips")
	w.run()
	w.announce("chips")
	w.run()
	w.wantPosts("g1/news", "alert 1", "alert 2")

	// One that is cancelled before the post is sent is not posted.
	w.discord.fault = always(later)
	w.announce("chips")
	w.run()
	for _, sub := range must[[]store.Subscription](t)(w.store.Subscriptions(t.Context(), "g1", "")) {
		must[store.Subscription](t)(w.store.Unsubscribe(t.Context(), "g1", "", sub.ID))
	}
	w.discord.fault = nil
	w.runFor(time.Hour, time.Minute)
	w.wantPosts("g1/news", "alert 1", "alert 2")
	if got := w.states()[fmt.Sprint("alert:g1/news:", w.lib.id(3))]; got != store.DeliverySkipped {
		t.Errorf("the third is %q", got)
	}
}

func TestDirectMessagesAndRoles(t *testing.T) {
	w := newWorld(t)
	for _, sub := range []store.Subscription{
		{Target: store.Target{User: "mina"}, Topic: "chips", CreatedBy: "mina"},
		{Target: store.Target{Guild: "g1", Channel: "news"}, Topic: "chips", Role: "r1"},
		{Target: store.Target{Guild: "g1", Channel: "news"}, Topic: "germany", Role: "r1"},
		{Target: store.Target{Guild: "g1", Channel: "news"}, Topic: "ships", Role: "r2"},
	} {
		_, _, err := w.store.Subscribe(t.Context(), sub)
		check(t, err)
	}
	w.announce("chips", "germany")
	w.announce("ships")
	w.run()
	w.wantPosts("@mina", "alert 1")
	w.wantPosts("g1/news", "alert 1", "alert 2")
	var roles [][]string
	for _, p := range w.discord.all() {
		if p.target.Guild != "" {
			roles = append(roles, p.m.Roles)
		}
	}
	if diff := cmp.Diff([][]string{{"r1"}, {"r2"}}, roles); diff != "" {
		t.Errorf("roles: %s", diff)
	}
}

func TestBurstIsGroupedAndBounded(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	w.subscribe("g1", "few", "rare")
	for n := range 100 {
		if n == 40 || n == 60 {
			w.announce("chips", "rare")
		} else {
			w.announce("chips")
		}
	}
	w.run()
	if got := len(w.discord.all()); got != 6 {
		t.Errorf("%d posts in the first minute, want 6", got)
	}
	w.runFor(3*time.Minute, 10*time.Second)
	if got := len(w.discord.to("g1/news")); got != 10 {
		t.Errorf("%d posts for 100 releases, want 10", got)
	}
	w.wantPosts("g1/few", "alert 41", "alert 61")
	next := 1
	for _, p := range w.discord.all() {
		for _, it := range p.m.Releases {
			if p.target.Channel == "news" {
				if number(it.Release) != fmt.Sprint(next) {
					t.Fatalf("release %s comes at place %d", it.Release, next)
				}
				next++
			}
		}
	}
	if next != 101 {
		t.Errorf("%d releases posted", next-1)
	}
}

// A release that the library does not know yet holds back what was announced
// after it, for a while.
func TestReleaseNotInTheLibraryYet(t *testing.T) {
	w := newWorld(t)
	w.subscribe("g1", "news", store.AnyTopic)
	one, two := w.announce("chips"), w.announce("chips")
	w.lib.forget(one)
	w.run()
	w.wantPosts("g1/news")
	w.runFor(10*time.Minute, time.Minute)
	w.wantPosts("g1/news")
	w.lib.add(one, w.lib.dates[two], "chips")
	w.run()
	w.wantPosts("g1/news", "alert 1", "alert 2")

	three := w.announce("chips")
	w.announce("chips")
	w.lib.forget(three)
	w.runFor(14*time.Minute, time.Minute)
	w.wantPosts("g1/news", "alert 1", "alert 2")
	w.runFor(2*time.Minute, time.Minute)
	w.wantPosts("g1/news", "alert 1", "alert 2", "alert 4")
}

// Announcements of one sync come together, even if the engine looks in between.
func TestAnnouncementsSettle(t *testing.T) {
	w := newWorld(t, func(c *delivery.Config) { c.Settle = 10 * time.Second })
	w.subscribe("g1", "news", store.AnyTopic)
	for range 8 {
		w.announce("chips")
		w.run()
	}
	w.wantPosts("g1/news")
	w.clock.add(10 * time.Second)
	w.run()
	w.wantPosts("g1/news", "alert 1 2 3 4 5 6 7 8")

	// A clock that is set back does not keep them waiting.
	w.announce("chips")
	w.clock.add(-time.Hour)
	w.run()
	w.wantPosts("g1/news", "alert 1 2 3 4 5 6 7 8", "alert 9")
}

// Two engines on one store, each with its own handle of the file, share the
// work and post everything once, in order.
func TestTwoEnginesOnOneStore(t *testing.T) {
	const releases, channels = 12, 5
	w := newWorld(t, func(c *delivery.Config) { c.PerMinute, c.Singles = 1000, 1000 })
	w.discord.now = time.Now // the engines' clock jumps, Discord's does not
	second := w.newEngine(w.open(), func(c *delivery.Config) { c.PerMinute, c.Singles = 1000, 1000 })
	for n := range channels {
		w.subscribe("g", fmt.Sprint("c", n), store.AnyTopic)
		w.digest("g", fmt.Sprint("c", n), time.Wednesday, "09:05", "Asia/Seoul", true)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{}, 2)
	for _, e := range []*delivery.Engine{w.engine, second} {
		go func() {
			e.Run(ctx)
			done <- struct{}{}
		}()
	}
	for n := range releases {
		w.announce("chips")
		if n == releases/2 {
			w.clock.add(10 * time.Minute)
		}
		w.engine.Wake()
		second.Wake()
	}
	want := channels * (releases + 1)
	for end := time.Now().Add(20 * time.Second); len(w.discord.all()) < want && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
		w.clock.add(200 * time.Millisecond)
		w.engine.Wake()
		second.Wake()
	}
	cancel()
	<-done
	<-done
	if got := len(w.discord.all()); got != want {
		t.Errorf("%d posts, want %d", got, want)
	}
	for n := range channels {
		last := 0
		for _, p := range w.discord.all() {
			if p.target.Channel == fmt.Sprint("c", n) && p.m.Kind == delivery.KindAlert {
				last++
				if number(p.m.Releases[0].Release) != fmt.Sprint(last) {
					t.Errorf("release %s comes at place %d", p.m.Releases[0].Release, last)
				}
			}
		}
	}
}
