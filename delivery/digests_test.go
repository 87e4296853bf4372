package delivery_test

import (
	"fmt"
	"testing"
	"time"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

func TestDigestOnceAWeek(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Friday, "09:00", "Asia/Seoul", false)
	w.announce("chips") // 17 December
	w.runFor(4*24*time.Hour, 20*time.Minute)
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18) 1")
	if due := w.discord.all()[0].at; !due.Truncate(time.Second).Equal(at(t, "2025-12-19 09:00 +0900")) {
		t.Errorf("it came at %v", due)
	}
	// Another day of the same week, to come: the week has had its digest.
	w.digest("g1", "news", time.Sunday, "18:00", "Asia/Seoul", true)
	settings := must[store.DigestSettings](t)(w.store.Digest(t.Context(), "g1", "news"))
	next := must[time.Time](t)(w.engine.NextDigest(t.Context(), settings))
	if want := at(t, "2025-12-28 18:00 +0900"); !next.Equal(want) {
		t.Errorf("next is %v, want %v", next, want.UTC())
	}
	w.announce("ships") // 21 December
	w.runFor(24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18) 1")
	// The next one begins where that one ended.
	w.runFor(7*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18) 1",
		"digest 2025-W52 (2025-12-19 to 2025-12-27) 2")
}

func TestDigestAfterDowntime(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Monday, "09:00", "Asia/Seoul", true)
	w.digest("g1", "off", time.Monday, "09:00", "Asia/Seoul", true)
	w.digest("g1", "quiet", time.Monday, "09:00", "Asia/Seoul", false)
	check(t, w.store.SaveDigest(t.Context(), store.DigestSettings{Guild: "g1", Channel: "off", Zone: "Asia/Seoul"}))
	w.clock.add(24 * 24 * time.Hour) // until Saturday, 10 January
	for range 3 {
		w.run()
	}
	w.wantPosts("g1/news", "digest 2026-W02 (2025-12-29 to 2026-01-04) late")
	w.wantPosts("g1/off")
	w.wantPosts("g1/quiet")
	if got := w.states()["digest:g1:quiet:2026-W02"]; got != store.DeliverySkipped {
		t.Errorf("the empty one is %q", got)
	}
	// Settings that are changed now do not ask for what was missed.
	w.digest("g1", "news", time.Saturday, "08:00", "Asia/Seoul", true)
	w.digest("g1", "new", time.Friday, "08:00", "Asia/Seoul", true)
	w.run()
	w.wantPosts("g1/new")
	w.runFor(3*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2026-W02 (2025-12-29 to 2026-01-04) late")
	w.runFor(5*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2026-W02 (2025-12-29 to 2026-01-04) late",
		"digest 2026-W03 (2026-01-05 to 2026-01-16)")
	w.wantPosts("g1/new", "digest 2026-W03 (2026-01-09 to 2026-01-15)")
}

// However the clock jumps, no week has a second digest.
func TestDigestAndTheClock(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Monday, "09:00", "Europe/Brussels", true)
	jumps := []time.Duration{
		5 * 24 * time.Hour, -time.Hour, 2 * time.Hour, -3 * 24 * time.Hour, 10 * 24 * time.Hour,
		400 * 24 * time.Hour, -400 * 24 * time.Hour, 7 * 24 * time.Hour, -time.Minute, 2 * time.Minute,
	}
	for _, jump := range jumps {
		w.clock.add(jump)
		w.run()
		w.runFor(3*time.Hour, 10*time.Minute)
	}
	weeks := map[string]int{}
	for _, p := range w.discord.all() {
		weeks[p.m.Week]++
	}
	for week, n := range weeks {
		if n != 1 {
			t.Errorf("%s has %d digests", week, n)
		}
	}
	if len(weeks) < 4 {
		t.Errorf("digests for %v only", weeks)
	}
	t.Logf("after jumps of %v: %v", jumps, weeks)
}

// A digest waits for the sync that completes its period, though not for ever.
func TestDigestWaitsForTheSync(t *testing.T) {
	var synced time.Time
	w := newWorld(t, func(c *delivery.Config) { c.Synced = func() time.Time { return synced } })
	w.digest("g1", "news", time.Friday, "00:05", "Asia/Seoul", true)
	w.clock.add(2*24*time.Hour - 9*time.Hour + 6*time.Minute) // 00:06 on Friday
	synced = w.clock.now().Add(-7 * time.Minute)              // 23:59
	w.run()
	w.wantPosts("g1/news")
	synced = w.clock.now().Add(-time.Minute)
	w.run()
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18)")

	w.clock.add(7 * 24 * time.Hour)
	w.run()
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18)")
	w.clock.add(15 * time.Minute)
	w.run()
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18)", "digest 2025-W52 (2025-12-19 to 2025-12-25)")
}

func TestDigestSwitchedOffBeforeItIsSent(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Friday, "09:00", "Asia/Seoul", true)
	w.discord.fault = always(later)
	w.clock.add(3 * 24 * time.Hour)
	w.run()
	check(t, w.store.SaveDigest(t.Context(), store.DigestSettings{Guild: "g1", Channel: "news", Zone: "Asia/Seoul"}))
	w.discord.fault = nil
	w.runFor(time.Hour, time.Minute)
	w.wantPosts("g1/news")
}

func TestBrokenSettingsDisturbNobodyElse(t *testing.T) {
	w := newWorld(t)
	check(t, w.store.SaveDigest(t.Context(), store.DigestSettings{Guild: "g0", Channel: "bad", Active: true, Zone: "Asia/Nowhere"}))
	w.digest("g1", "news", time.Friday, "09:00", "Asia/Seoul", true)
	w.clock.add(3 * 24 * time.Hour)
	if err := w.engine.PlanDigests(t.Context()); err == nil {
		t.Error("no error")
	} else {
		t.Log(err)
	}
	check(t, w.engine.Dispatch(t.Context()))
	w.wantPosts("g1/news", "digest 2025-W51 (2025-12-12 to 2025-12-18) late")
}

// A release that comes after a digest with a date from before it ended is in the
// next one, and in no other. What a new source brings quietly is in none, nor is
// what has been withdrawn meanwhile.
func TestLateReleaseIsInTheNextDigestOnce(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Monday, "09:00", "Asia/Seoul", false)
	w.announce("chips")                           // Wednesday, 17 December
	w.runFor(5*24*time.Hour+time.Hour, time.Hour) // until Monday, 10:00
	w.wantPosts("g1/news", "digest 2025-W52 (2025-12-15 to 2025-12-21) 1")

	late := func(day int, quiet bool) release.ID {
		w.n++
		date := release.NewDate(2025, time.December, day)
		r := release.Release{ID: release.ID(fmt.Sprint("motir:", w.n)), Source: "motir", Title: fmt.Sprint("Late ", w.n), Date: date, Body: "Late."}
		must[[]store.Outcome](t)(w.store.PutReleases(t.Context(), []store.Entry{{Release: r}}, ""))
		must[[]release.ID](t)(w.store.RecordSightings(t.Context(), []store.Seen{{
			Sighting: store.Sighting{Source: "motir", ID: r.ID, Date: date}, Quiet: quiet}}))
		w.lib.add(r.ID, date)
		return r.ID
	}
	saturday := late(20, false)
	late(20, true)
	gone := late(19, false)
	check(t, w.store.Withdraw(t.Context(), gone))
	w.runFor(24*time.Hour, time.Hour)
	w.announce("ships") // Tuesday, 23 December
	w.runFor(7*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2025-W52 (2025-12-15 to 2025-12-21) 1", "digest 2026-W01 (2025-12-22 to 2025-12-28) 5 "+string(saturday[len("motir:"):]))
	w.announce("cars")
	w.runFor(7*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2025-W52 (2025-12-15 to 2025-12-21) 1", "digest 2026-W01 (2025-12-22 to 2025-12-28) 5 2",
		"digest 2026-W02 (2025-12-29 to 2026-01-04) 6")
}

// A release that is not in the library when a digest is planned, though it was
// announced before, is in the next one.
func TestReleaseThatTheLibraryLackedIsInTheNextDigest(t *testing.T) {
	w := newWorld(t)
	w.digest("g1", "news", time.Monday, "09:00", "Asia/Seoul", true)
	w.runFor(5*24*time.Hour-time.Hour, time.Hour) // until Monday, 08:00
	w.n++
	sunday := release.NewDate(2025, time.December, 21)
	id := must[release.ID](t)(announce(t.Context(), w.store, w.n, sunday))
	w.runFor(2*time.Hour, 20*time.Minute)
	w.lib.add(id, sunday)
	w.runFor(8*24*time.Hour, time.Hour)
	w.wantPosts("g1/news", "digest 2025-W52 (2025-12-15 to 2025-12-21)", "digest 2026-W01 (2025-12-22 to 2025-12-28) 1")
}
