package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/embed"
	"motirbot/ingest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/polite"
	"motirbot/store"
)

// bubble is a store with its indexer, on the clock of a synctest bubble.
type bubble struct {
	store *store.Store
	log   bytes.Buffer
	start time.Time
}

func newBubble(t *testing.T) *bubble {
	t.Helper()
	b := &bubble{start: time.Now()}
	b.store = openStore(t, filepath.Join(t.TempDir(), "motirbot.db"))
	return b
}

func openStore(t testing.TB, path string, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (b *bubble) ingester(jitter func(time.Duration) time.Duration, sources ...ingest.Source) *ingest.Ingester {
	return newIngester(b.store, slog.New(slog.NewTextHandler(&b.log, nil)), jitter, sources...)
}

func newIngester(s *store.Store, log *slog.Logger, jitter func(time.Duration) time.Duration, sources ...ingest.Source) *ingest.Ingester {
	return ingest.New(ingest.Config{
		Store: s, Indexer: retrieval.NewIndexer(s, embed.NewLocal(), builtIn()),
		Sources: sources, Jitter: jitter, Logger: log,
	})
}

// times notes, in minutes since the start, when a site's list was asked for.
func (b *bubble) times(site *fakeSite) *[]int {
	var minutes []int
	site.onList = func(context.Context) { minutes = append(minutes, int(time.Since(b.start).Minutes())) }
	return &minutes
}

func mid(limit time.Duration) time.Duration { return limit / 2 }

func TestRunSyncsPeriodically(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		site := &fakeSite{releases: []release.Release{text("motir", "1", "First", "2000-01-01", 3)}}
		minutes := b.times(site)
		jitters := []time.Duration{0, 3 * time.Minute, 90 * time.Second}
		run(t, b.ingester(func(limit time.Duration) time.Duration {
			if limit != 3*time.Minute {
				t.Errorf("jitter within %s", limit)
			}
			j := jitters[0]
			jitters = append(jitters[1:], j)
			return j
		}, ingest.FromSite("motir", site)), func() { time.Sleep(2 * time.Hour) })
		// Two list pages in the first sync; then 13.5, 16.5 and 15 minutes apart.
		want := []int{0, 0, 13, 30, 45, 58, 75, 90, 103}
		if got := *minutes; !slices.Equal(got[:len(want)], want) {
			t.Errorf("asked at minutes %v, want %v", got, want)
		}
		stats, err := b.store.Stats(context.Background())
		if err != nil || stats.Releases != 1 {
			t.Errorf("%+v, %v", stats, err)
		}
	})
}

// run runs an ingester while do does something, then stops it.
func run(t *testing.T, in *ingest.Ingester, do func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.Run(ctx)
	}()
	do()
	cancel()
	<-done
}

func TestRunBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		ill, fine := &fakeSite{err: errUnavailable}, &fakeSite{}
		minutes, fineMinutes := b.times(ill), b.times(fine)
		run(t, b.ingester(mid, ingest.FromSite("ill", ill), ingest.FromSite("fine", fine)), func() {
			time.Sleep(10*time.Hour + time.Minute)
			synctest.Wait()
			ill.mu.Lock()
			ill.err = nil
			ill.mu.Unlock()
			time.Sleep(3 * time.Hour)
		})
		// A quarter of an hour after the first failure, then rarer and rarer,
		// down to every two hours. The other source is asked all the time.
		want := []int{0, 15, 45, 105, 210, 315, 420, 525}
		if got := *minutes; !slices.Equal(got[:len(want)], want) {
			t.Errorf("asked at minutes %v, want %v", got, want)
		}
		if n := len(*fineMinutes); n < 52 {
			t.Errorf("the other was asked %d times in 13 hours", n)
		}
		states, err := b.store.SourceStates(context.Background())
		if err != nil || len(states) != 2 || !states[1].Healthy() || states[1].LastError == "" || states[1].LastSuccess.IsZero() {
			t.Errorf("%+v, %v", states, err)
		}
	})
}

func TestRunHonoursRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		site := &fakeSite{err: &polite.Error{Kind: polite.Unavailable, URL: addressOf("https://example.org"), Status: 503, RetryAfter: 5 * time.Hour}}
		minutes := b.times(site)
		in := b.ingester(mid, ingest.FromSite("motir", site))
		run(t, in, func() {
			time.Sleep(time.Hour)
			synctest.Wait()
			site.mu.Lock()
			site.err = nil
			site.mu.Unlock()
			time.Sleep(2*time.Minute + 30*time.Second) // not in the middle of a sync
			// A person who asks does not overrule the site, but is told.
			report, err := in.Sync(context.Background(), ingest.Options{})
			if err != nil || len(report.Failed) != 1 || report.Failed[0].Kind != ingest.KindWaiting {
				t.Errorf("%+v, %v", report, err)
			}
			time.Sleep(5 * time.Hour)
		})
		if got := *minutes; len(got) < 2 || got[0] != 0 || got[1] != 300 {
			t.Errorf("asked at minutes %v", got)
		}
	})
}

func TestRunStopsInTheMiddleOfASync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		site := &fakeSite{onList: func(ctx context.Context) { <-ctx.Done() }}
		in := b.ingester(mid, ingest.FromSite("motir", site))
		run(t, in, func() {
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if _, err := in.Sync(context.Background(), ingest.Options{}); !errors.Is(err, ingest.ErrRunning) {
				t.Errorf("a second sync at once: %v", err)
			}
		})
		if site.lists != 1 {
			t.Errorf("asked %d times", site.lists)
		}
		// The lease is given back.
		taken, _, err := b.store.TakeLease(context.Background(), "sync", "another", time.Minute)
		if !taken || err != nil {
			t.Errorf("the lease is still held: %v", err)
		}
	})
}

// A second process waits for the first, and takes over when that is killed.
func TestTwoProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		other := openStore(t, b.store.Path())
		taken, until, err := other.TakeLease(context.Background(), "sync", "the one that was killed", time.Minute)
		if !taken || err != nil {
			t.Fatal(err)
		}
		site := &fakeSite{}
		in := b.ingester(mid, ingest.FromSite("motir", site))
		_, err = in.Sync(context.Background(), ingest.Options{})
		var running *ingest.RunningError
		if !errors.As(err, &running) || !running.Until.Equal(until) || !strings.Contains(err.Error(), until.In(release.Seoul).Format("15:04:05")) {
			t.Errorf("while the other syncs: %v", err)
		}
		run(t, in, func() { time.Sleep(3 * time.Minute) })
		if site.lists == 0 {
			t.Error("the lease of the killed one was never taken over")
		}
	})
}

// A process that was asleep for too long finds that another has taken over,
// and stops before it stores anything more.
func TestLeaseLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		var ahead time.Duration
		other := openStore(t, b.store.Path(), store.WithClock(func() time.Time { return time.Now().Add(ahead) }))
		site := &fakeSite{releases: []release.Release{text("motir", "1", "First", "2000-01-01", 3)}}
		site.onList = func(ctx context.Context) {
			time.Sleep(2 * time.Minute) // prolonged meanwhile
			if taken, _, _ := other.TakeLease(context.Background(), "sync", "the other", time.Hour); taken {
				t.Error("taken over from a process that is well")
			}
			// As if this one had slept, and the other had come.
			ahead = 2 * time.Minute
			if taken, _, err := other.TakeLease(context.Background(), "sync", "the other", time.Hour); !taken || err != nil {
				t.Error(err)
			}
			<-ctx.Done()
		}
		_, err := b.ingester(mid, ingest.FromSite("motir", site)).Sync(context.Background(), ingest.Options{})
		if err == nil || !strings.Contains(err.Error(), "taken over") {
			t.Errorf("%v", err)
		}
		if stats, _ := b.store.Stats(context.Background()); stats.Releases != 0 {
			t.Error("it went on all the same")
		}
	})
}
