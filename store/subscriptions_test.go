package store_test

import (
	"errors"
	"testing"

	"motirbot/release"
	"motirbot/store"
)

// announceRelease puts a new release and announces it.
func announceRelease(t *testing.T, s *store.Store, c *clock, n int) {
	t.Helper()
	e := generated(n)
	e.Release.Date = release.DateOf(c.at)
	e = entry(e.Release)
	put(t, s, e)
	announced, err := s.RecordSightings(t.Context(), []store.Seen{{Sighting: store.Sighting{
		Source: "motir", ID: e.Release.ID, Number: e.Release.Number, Date: e.Release.Date,
	}}})
	if err != nil || len(announced) != 1 {
		t.Fatalf("announced %v, %v", announced, err)
	}
}

func TestSubscribe(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	announceRelease(t, s, c, 1)
	asked := store.Subscription{Target: newsroom, Topic: "chips", Role: "r1", CreatedBy: "mina"}
	first, created, err := s.Subscribe(t.Context(), asked)
	if err != nil || !created || first.ID == 0 || first.FromAnnouncement != 1 || !first.CreatedAt.Equal(c.at) {
		t.Fatalf("%+v, %v, %v", first, created, err)
	}
	announceRelease(t, s, c, 2)
	asked.Role = ""
	again, created, err := s.Subscribe(t.Context(), asked)
	if err != nil || created || again.ID != first.ID || again.Role != "" || again.FromAnnouncement != 1 {
		t.Errorf("asked for again: %+v, %v, %v", again, created, err)
	}
	person, created, err := s.Subscribe(t.Context(), store.Subscription{Target: store.Target{User: "mina"}, Topic: "chips"})
	if err != nil || !created || person.FromAnnouncement != 2 {
		t.Errorf("%+v, %v, %v", person, created, err)
	}
}

// Nobody can touch the subscription of another guild or person.
func TestUnsubscribeAndResume(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	sub, _, err := s.Subscribe(t.Context(), store.Subscription{Target: newsroom, Topic: "chips"})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []struct{ guild, person string }{{"g2", ""}, {"", "mina"}, {"g1", "mina"}, {"", ""}} {
		if _, err := s.Unsubscribe(t.Context(), who.guild, who.person, sub.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v unsubscribes: %v", who, err)
		}
		if _, err := s.ResumeSubscription(t.Context(), who.guild, who.person, sub.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v resumes: %v", who, err)
		}
	}
	must[bool](t)(s.PauseTarget(t.Context(), store.Delivery{Target: newsroom}, "gone", store.Delivery{}, c.at))
	if active := must[[]store.Subscription](t)(s.SubscriptionsOf(t.Context(), newsroom)); len(active) != 0 {
		t.Errorf("active: %+v", active)
	}
	listed := must[[]store.Subscription](t)(s.Subscriptions(t.Context(), "g1", ""))
	if len(listed) != 1 || listed[0].PauseReason != "gone" || !listed[0].PausedAt.Equal(c.at) {
		t.Errorf("listed: %+v", listed)
	}
	announceRelease(t, s, c, 1)
	resumed := must[store.Subscription](t)(s.ResumeSubscription(t.Context(), "g1", "", sub.ID))
	if !resumed.PausedAt.IsZero() || resumed.FromAnnouncement != 1 {
		t.Errorf("resumed: %+v", resumed)
	}
	must[store.Subscription](t)(s.Unsubscribe(t.Context(), "g1", "", sub.ID))
	if left := must[[]store.Subscription](t)(s.Subscriptions(t.Context(), "g1", "")); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestDigestSettings(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	if _, err := s.Digest(t.Context(), "g1", "news"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	want := store.DigestSettings{
		Guild: "g1", Channel: "news", Active: true, Weekday: 5, Minute: 1065, Zone: "Europe/Brussels", SayEmpty: true, CreatedBy: "mina",
	}
	if err := s.SaveDigest(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	want.Since = c.at
	if got := must[store.DigestSettings](t)(s.Digest(t.Context(), "g1", "news")); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	must[bool](t)(s.PauseTarget(t.Context(), store.Delivery{Target: newsroom}, "gone", store.Delivery{}, c.at))
	if all := must[[]store.DigestSettings](t)(s.Digests(t.Context(), "g1")); len(all) != 1 || all[0].PauseReason != "gone" {
		t.Errorf("paused: %+v", all)
	}
	want.Active = false
	if err := s.SaveDigest(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got := must[store.DigestSettings](t)(s.Digest(t.Context(), "g1", "news")); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
