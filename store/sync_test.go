package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

// sighting is what the source "motir" shows of a release.
func sighting(r release.Release) store.Seen {
	return store.Seen{Sighting: store.Sighting{
		Source: "motir", ID: r.ID, Number: r.Number, ListedAs: r.Title, URL: r.URL, Date: r.Date,
		Hash: r.ContentHash(), Checked: newClock().now(),
	}}
}

func record(t *testing.T, s *store.Store, seen ...store.Seen) []release.ID {
	t.Helper()
	return must[[]release.ID](t)(s.RecordSightings(t.Context(), seen))
}

func TestSourceState(t *testing.T) {
	s := fresh(t)
	at := newClock().now()
	want := store.SourceState{
		Name: "motir", LastAttempt: at, LastError: "page 1: unavailable", LastErrorAt: at, Failures: 2, FailingSince: at.Add(-time.Hour),
		RetryAt: at.Add(time.Hour), Backfilled: at.Add(-24 * time.Hour), Floor: release.NewDate(2025, 1, 1), Crawled: at,
	}
	for _, state := range []store.SourceState{{Name: "motir", Failures: 9}, want, {Name: "a feed"}} {
		if err := s.SaveSourceState(t.Context(), state); err != nil {
			t.Fatal(err)
		}
	}
	trouble := store.Trouble{
		Source: "motir", ID: "motir:1", Number: "1", Title: "A", URL: "https://example.org/1", Date: release.NewDate(2025, 12, 1),
		Kind: "layout", Reason: "no text", Since: at, Attempts: 3, Next: at.Add(time.Hour), Quiet: true,
	}
	older := trouble
	older.ID, older.Reason, older.Since = "motir:0", "older", at.Add(-time.Hour)
	for _, tr := range []store.Trouble{trouble, older} {
		if err := s.PutTrouble(t.Context(), tr); err != nil {
			t.Fatal(err)
		}
	}
	want.Stuck, want.StuckSince, want.StuckReason = 2, older.Since, "no text"
	if diff := cmp.Diff([]store.SourceState{{Name: "a feed"}, want}, must[[]store.SourceState](t)(s.SourceStates(t.Context()))); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]store.Trouble{older, trouble}, must[[]store.Trouble](t)(s.Troubles(t.Context(), "motir"))); diff != "" {
		t.Errorf("troubles (-want +got):\n%s", diff)
	}
	if err := s.DropTrouble(t.Context(), "motir", older.ID); err != nil {
		t.Fatal(err)
	}
	if n := must[[]store.Trouble](t)(s.Troubles(t.Context(), "motir")); len(n) != 1 {
		t.Errorf("%d troubles are left", len(n))
	}
}

func TestWhatIsNews(t *testing.T) {
	today := release.DateOf(newClock().now())
	tests := map[string]struct {
		date   release.Date
		change func(*testing.T, *store.Store, *store.Seen)
		news   bool
	}{
		"of today":           {today, nil, true},
		"dated tomorrow":     {today.AddDays(1), nil, true},
		"a week old":         {today.AddDays(-7), nil, true},
		"older":              {today.AddDays(-8), nil, false},
		"of a first sync":    {today, func(_ *testing.T, _ *store.Store, g *store.Seen) { g.Quiet = true }, false},
		"gone again already": {today, func(_ *testing.T, _ *store.Store, g *store.Seen) { g.Gone = true }, false},
		"sighted before": {today, func(t *testing.T, s *store.Store, g *store.Seen) {
			quiet := *g
			quiet.Quiet = true
			record(t, s, quiet)
		}, false},
		"by another source": {today, func(t *testing.T, s *store.Store, g *store.Seen) {
			g.Source = "a feed"
			g.Quiet = true
			record(t, s, *g)
			g.Source = "motir"
			g.Quiet = false
		}, false},
		"withdrawn meanwhile": {today, func(t *testing.T, s *store.Store, g *store.Seen) { _ = s.Withdraw(t.Context(), g.ID) }, false},
		"a copy of it has been announced": {today, func(t *testing.T, s *store.Store, g *store.Seen) {
			r := rel("1", "A release", today.String(), "Its text.")
			r.ID, r.Source = "feed:1", "feed"
			put(t, s, entry(r))
			copied := sighting(r)
			copied.Source = "feed"
			record(t, s, copied)
			if got := must[[]store.Announcement](t)(s.Announcements(t.Context(), 0, 9)); len(got) != 1 {
				t.Errorf("announced %v", got)
			}
		}, false},
		"a copy of it came quietly": {today, func(t *testing.T, s *store.Store, _ *store.Seen) {
			r := rel("1", "A release", today.String(), "Its text.")
			r.ID, r.Source = "feed:1", "feed"
			put(t, s, entry(r))
			copied := sighting(r)
			copied.Source, copied.Quiet = "feed", true
			record(t, s, copied)
		}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := fresh(t, store.WithClock(newClock().now))
			r := rel("1", "A release", test.date.String(), "Its text.")
			put(t, s, entry(r))
			seen := sighting(r)
			if test.change != nil {
				test.change(t, s, &seen)
			}
			var want []release.ID
			if test.news {
				want = []release.ID{r.ID}
			}
			if got := record(t, s, seen); !slices.Equal(got, want) {
				t.Errorf("announced %v, want %v", got, want)
			}
			if got := record(t, s, seen); got != nil {
				t.Errorf("announced %v a second time", got)
			}
			all := must[[]store.Announcement](t)(s.Announcements(t.Context(), 0, 10))
			all = slices.DeleteFunc(all, func(a store.Announcement) bool { return a.ReleaseID != r.ID })
			if len(all) != len(want) {
				t.Errorf("announcements %v", all)
			}
		})
	}
}

func TestAnnouncementsInPages(t *testing.T) {
	s := fresh(t, store.WithClock(newClock().now))
	for _, number := range []string{"3", "1", "2"} {
		r := rel(number, "Release "+number, "2025-12-18", "Its text.")
		put(t, s, entry(r))
		record(t, s, sighting(r))
	}
	if err := s.Withdraw(t.Context(), "motir:1"); err != nil {
		t.Fatal(err)
	}
	first := must[[]store.Announcement](t)(s.Announcements(t.Context(), 0, 2))
	rest := must[[]store.Announcement](t)(s.Announcements(t.Context(), first[1].ID, 2))
	at := newClock().now()
	want := []store.Announcement{{ID: 1, ReleaseID: "motir:3", At: at}, {ID: 2, ReleaseID: "motir:1", At: at, Withdrawn: true}, {ID: 3, ReleaseID: "motir:2", At: at}}
	if diff := cmp.Diff(want, append(first, rest...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGonePages(t *testing.T) {
	s := fresh(t)
	r := rel("1", "A release", "2025-12-18", "Its text.")
	put(t, s, entry(r))
	record(t, s, sighting(r))
	before := must[int64](t)(s.Generation(t.Context()))
	if got := must[[]release.ID](t)(s.MarkGone(t.Context(), "motir", []release.ID{r.ID})); !slices.Equal(got, []release.ID{r.ID}) {
		t.Errorf("withdrew %v", got)
	}
	if got := must[[]release.ID](t)(s.MarkGone(t.Context(), "motir", []release.ID{r.ID})); got != nil {
		t.Errorf("withdrew %v again", got)
	}
	if after := must[int64](t)(s.Generation(t.Context())); after != before+1 {
		t.Errorf("the generation went from %d to %d", before, after)
	}
}

func TestLease(t *testing.T) {
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	take := func(holder string, want bool) {
		t.Helper()
		taken, until, err := s.TakeLease(t.Context(), "sync", holder, time.Minute)
		if err != nil || taken != want || until.Before(c.now()) {
			t.Errorf("%s: taken %v until %v, %v; want %v", holder, taken, until, err, want)
		}
	}
	take("a", true)
	take("b", false)
	c.at = c.at.Add(59 * time.Second)
	take("a", true)
	c.at = c.at.Add(59 * time.Second)
	take("b", false)
	c.at = c.at.Add(time.Second)
	take("b", true)
	if err := s.DropLease(t.Context(), "sync", "a"); err != nil {
		t.Fatal(err)
	}
	take("a", false)
	if err := s.DropLease(t.Context(), "sync", "b"); err != nil {
		t.Fatal(err)
	}
	take("a", true)
}
