package delivery_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// yearly is a channel's digest of the simulated year.
type yearly struct {
	channel string
	weekday time.Weekday
	clock   string
}

var yearlies = []yearly{
	{"monday", time.Monday, "09:00"},
	{"friday", time.Friday, "17:45"},
	{"night", time.Sunday, "02:30"}, // in the gap of spring
	{"early", time.Sunday, "01:30"}, // twice in New York's autumn
}

// A year of two processes on one store, which are stopped and started at
// random. It ends after a week 53.
func TestYearOfDigests(t *testing.T) {
	zones := []string{"Europe/Brussels", "Asia/Seoul", "America/New_York"}
	if testing.Short() {
		zones = zones[:1]
	}
	for _, zone := range zones {
		t.Run(zone, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { liveThrough(t, zone) })
		})
	}
}

// dailyLibrary has a release for every day.
type dailyLibrary struct{}

func (dailyLibrary) Topics(release.ID) ([]string, bool) { return nil, true }

func (dailyLibrary) Released(p release.Period) []release.ID {
	return []release.ID{release.ID("motir:" + p.From.String())}
}

func liveThrough(t *testing.T, zone string) {
	location := must[*time.Location](t)(time.LoadLocation(zone))
	begin := time.Date(2026, 1, 5, 0, 0, 0, 0, location) // Monday of week 2
	end := time.Date(2027, 1, 11, 0, 0, 0, 0, location)  // Monday of week 2
	time.Sleep(time.Until(begin))
	path := filepath.Join(t.TempDir(), "motirbot.db")
	s := must[*store.Store](t)(store.Open(t.Context(), path))
	for _, y := range yearlies {
		check(t, s.SaveDigest(t.Context(), store.DigestSettings{
			Guild: "g", Channel: y.channel, Active: true, Weekday: y.weekday,
			Minute: must[int](t)(delivery.ParseClock(y.clock)), Zone: zone,
		}))
	}
	check(t, s.Close())
	discord := newDiscord(time.Now)
	runs := &runs{}
	var processes sync.WaitGroup
	for n := range uint64(2) {
		processes.Go(func() { restartUntil(t, end, path, discord, rand.New(rand.NewPCG(n, uint64(len(zone)))), runs) })
	}
	processes.Wait()
	for _, y := range yearlies {
		checkYear(t, y, location, begin, end, discord, runs)
	}
	t.Logf("%s: %d starts, %d requests for %d digests", zone, len(runs.all), discord.calls, len(discord.posts))
}

// runs are the times at which processes ran.
type runs struct {
	mu  sync.Mutex
	all [][2]time.Time
}

func (r *runs) add(from, to time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, [2]time.Time{from, to})
}

// at reports whether a process ran at that time, and a moment later.
func (r *runs) at(when time.Time) bool {
	for _, run := range r.all {
		if !when.Before(run[0]) && when.Add(time.Second).Before(run[1]) {
			return true
		}
	}
	return false
}

func restartUntil(t *testing.T, end time.Time, path string, d *discord, random *rand.Rand, runs *runs) {
	for time.Now().Before(end) {
		s := must[*store.Store](t)(store.Open(t.Context(), path))
		e := delivery.New(delivery.Config{
			Outbox: s, Library: dailyLibrary{}, Poster: d, Random: random.Float64,
			Owner: fmt.Sprint(random.Uint64()), Poll: 30 * time.Hour,
		})
		length := min(time.Until(end), time.Duration(random.Int64N(int64(16*24*time.Hour))))
		ctx, cancel := context.WithTimeout(t.Context(), length)
		from := time.Now()
		e.Run(ctx)
		cancel()
		runs.add(from, time.Now())
		check(t, s.Close())
		time.Sleep(time.Duration(random.Int64N(int64(3 * 24 * time.Hour))))
	}
}

// checkYear expects a digest for each week: at the local time if a process was
// running, and otherwise later in the week that follows.
func checkYear(t *testing.T, y yearly, zone *time.Location, begin, end time.Time, d *discord, runs *runs) {
	posts := map[string][]posted{}
	for _, p := range d.posts {
		if p.target.Channel == y.channel {
			posts[p.m.Week] = append(posts[p.m.Week], p)
		}
	}
	weeks, onTime, shifted, late := 0, 0, 0, 0
	offsets := map[string]int{}
	for day := begin; day.Before(end); day = day.AddDate(0, 0, 1) {
		if day.Weekday() != y.weekday {
			continue
		}
		weeks++
		year, week := day.Add(12 * time.Hour).ISOWeek()
		name := fmt.Sprintf("%d-W%02d", year, week)
		if len(posts[name]) != 1 {
			t.Errorf("%s: %d digests for %s", y.channel, len(posts[name]), name)
			continue
		}
		p := posts[name][0]
		local := p.at.In(zone)
		sameDay := local.Format(time.DateOnly) == day.Format(time.DateOnly)
		switch {
		case sameDay && local.Format("15:04") == y.clock:
			onTime++
		case sameDay && local.Format("15:04") == "03:00" && missing(day, y.clock):
			shifted++
		case runs.at(p.m.Due):
			t.Errorf("%s: the digest of %s came at %v although a process ran when it was due", y.channel, name, local)
		default:
			late++
			if hours := p.at.Sub(p.m.Due).Hours(); p.m.Late != (hours > 1) || hours > 6*24 {
				t.Errorf("%s: the digest of %s came after %.1f hours, marked late: %v", y.channel, name, hours, p.m.Late)
			}
		}
		offsets[p.m.Due.In(zone).Format("-0700")]++
	}
	if len(posts) != weeks {
		t.Errorf("%s: digests for %d weeks, want %d", y.channel, len(posts), weeks)
	}
	t.Logf("%-7s %s %s: %d weeks, one digest each: %d at the local time, %d at the end of the gap, %d after downtime; due at offsets %v",
		y.channel, y.weekday.String()[:3], y.clock, weeks, onTime, shifted, late, offsets)
}

// missing reports whether the time does not exist on that day.
func missing(day time.Time, clock string) bool {
	t, err := time.ParseInLocation("2006-01-02 15:04", day.Format(time.DateOnly)+" "+clock, day.Location())
	return err != nil || t.Format("15:04") != clock
}
