package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/embed"
	"motirbot/ingest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// drips does not answer before its time is over.
func drips(ctx context.Context) { <-ctx.Done() }

// after answers after so long, or when its time is over.
func after(d time.Duration) func(context.Context) {
	return func(ctx context.Context) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	}
}

// A feed that never answers stands before the list. The list is read when its
// time has come, and what it shows is stored at once.
func TestSlowSourceDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		site := &fakeSite{releases: []release.Release{text("motir", "1", "First", "2000-01-01", 3)}}
		minutes := b.times(site)
		run(t, b.ingester(mid, ingest.FromFeed("drip", &fakeFeed{onFetch: drips}), ingest.FromSite("motir", site)), func() {
			time.Sleep(time.Minute)
			synctest.Wait()
			if stats, err := b.store.Stats(context.Background()); err != nil || stats.Releases != 1 {
				t.Errorf("after a minute %d releases are stored, %v", stats.Releases, err)
			}
			time.Sleep(2 * time.Hour)
		})
		if got := *minutes; len(got) < 9 || !slices.Equal(got[:9], []int{0, 0, 15, 30, 45, 60, 75, 90, 105}) {
			t.Errorf("the list was read at minutes %v", got)
		}
		states, err := b.store.SourceStates(context.Background())
		if err != nil || len(states) != 2 || states[0].Failures == 0 || !states[1].Healthy() {
			t.Errorf("%+v, %v", states, err)
		}
	})
}

// A list whose pages come slowly has its time in each sync, goes on where it
// stopped, and is no failure. The other source is read all the while.
func TestSlowListGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		slow, fine := &fakeSite{onView: after(19 * time.Second)}, &fakeSite{}
		for i := range 100 {
			slow.releases = append(slow.releases, text("motir", fmt.Sprint(i+1), fmt.Sprint("Release ", i+1), "2000-01-01", 2))
		}
		minutes := b.times(fine)
		var reports []ingest.Report
		in := ingest.New(ingest.Config{
			Store: b.store, Indexer: retrieval.NewIndexer(b.store, embed.NewLocal(), builtIn()), Jitter: mid,
			Logger:  slog.New(slog.DiscardHandler),
			Sources: []ingest.Source{ingest.FromSite("slow", slow), ingest.FromSite("fine", fine)},
			Done:    func(r ingest.Report, _ error) { reports = append(reports, r) },
		})
		run(t, in, func() { time.Sleep(2 * time.Hour) })
		if stats, err := b.store.Stats(context.Background()); err != nil || stats.Releases != 100 {
			t.Errorf("%d releases are stored, %v", stats.Releases, err)
		}
		first := reports[0]
		if first.Added != 31 || len(first.Failed) != 1 || first.Failed[0].Kind != ingest.KindSlow || first.Took != 10*time.Minute {
			t.Errorf("the first sync added %d in %s: %+v", first.Added, first.Took, first.Failed)
		}
		if got := *minutes; len(got) < 8 || !slices.Equal(got[:8], []int{0, 15, 30, 45, 60, 75, 90, 105}) {
			t.Errorf("the other was read at minutes %v", got)
		}
		states, err := b.store.SourceStates(context.Background())
		if err != nil || states[0].Failures+states[1].Failures > 0 {
			t.Errorf("%+v, %v", states, err)
		}
	})
}

// A list read by hand for the first time takes as long as it takes.
func TestFirstSyncByHandIsNotCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		slow := &fakeSite{onView: after(time.Minute)}
		for i := range 30 {
			slow.releases = append(slow.releases, text("motir", fmt.Sprint(i+1), fmt.Sprint("Release ", i+1), "2000-01-01", 2))
		}
		report, err := b.ingester(mid, ingest.FromSite("motir", slow)).Sync(context.Background(), ingest.Options{})
		if err != nil || report.Added != 30 || len(report.Failed) != 0 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// The list and two feeds bring the same release at the same time. It is one,
// in the text of record, whoever is first; unless the list takes too long.
func TestSameReleaseFromAllSides(t *testing.T) {
	for _, c := range []struct {
		name    string
		list    time.Duration // until it answers
		changed int
	}{
		{"the list is first", 0, 0},
		{"the feeds are first", 20 * time.Second, 0},
		{"the list is late", 2 * time.Minute, 0}, // found by a feed and put right in one sync: once added
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t)
				const title, day = "Korea and Norway Open Ship Talks", "2026-10-01"
				site := &fakeSite{releases: []release.Release{text("motir", "1", title, day, 6)}, onView: after(c.list)}
				in := b.ingester(mid, ingest.FromSite("motir", site),
					ingest.FromFeed("rss", &fakeFeed{releases: []release.Release{text("feed", "a", title, day, 6)}}),
					ingest.FromFeed("atom", &fakeFeed{releases: []release.Release{text("feed", "b", title, day, 5)}}))
				report, err := in.Sync(context.Background(), ingest.Options{})
				if err != nil || report.Added != 1 || report.Changed != c.changed || len(report.Failed) > 0 {
					t.Errorf("%+v, %v", report, err)
				}
				records, err := b.store.Releases(context.Background(), store.Filter{})
				if err != nil || len(records) != 1 || records[0].Number != "1" {
					t.Errorf("%+v, %v", records, err)
				}
			})
		})
	}
}

// Problems stand in the order of the sources, whichever failed first.
func TestReportKeepsTheOrderOfTheSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		var sources []ingest.Source
		for i := range 6 {
			wait := after(time.Duration(7-i) * time.Second)
			sources = append(sources, ingest.FromFeed(fmt.Sprint("feed ", i), &fakeFeed{onFetch: wait, err: errUnavailable}))
		}
		began := time.Now()
		report, err := b.ingester(mid, sources...).Sync(context.Background(), ingest.Options{})
		if err != nil || len(report.Failed) != 6 {
			t.Fatalf("%+v, %v", report, err)
		}
		for i, p := range report.Failed {
			if p.Source != fmt.Sprint("feed ", i) {
				t.Errorf("problem %d is of %s", i, p.Source)
			}
		}
		if took := time.Since(began); took != 7*time.Second {
			t.Errorf("it took %s: the sum of all, not the longest", took)
		}
	})
}

// brokenIndexer cannot store.
type brokenIndexer struct{}

var errDisk = errors.New("the disk is full")

func (brokenIndexer) Index(context.Context, []release.Release, func(int)) (retrieval.Report, error) {
	return retrieval.Report{}, errDisk
}

// What concerns all sources ends all of them, and is the error that is told.
func TestBrokenStoreEndsAllSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		in := ingest.New(ingest.Config{
			Store: b.store, Indexer: brokenIndexer{}, Jitter: mid,
			Sources: []ingest.Source{
				ingest.FromSite("motir", &fakeSite{releases: []release.Release{text("motir", "1", "First", "2000-01-01", 3)}}),
				ingest.FromFeed("drip", &fakeFeed{onFetch: drips}),
			},
		})
		began := time.Now()
		if _, err := in.Sync(context.Background(), ingest.Options{}); !errors.Is(err, errDisk) {
			t.Errorf("%v", err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
