package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

func TestIssuer(t *testing.T) {
	ctx := context.Background()
	s := open(t, filepath.Join(t.TempDir(), "motirbot.db"))
	meti := release.Issuer{Name: "Ministry of Economy, Trade and Industry", Short: "METI", Country: "JP"}
	talks := release.Release{
		ID: "feed:1", Source: "feed", Title: "Talks", Date: release.NewDate(2026, time.July, 9), Body: "They met.", Issuer: meti,
	}
	put := func(r release.Release) store.Outcome {
		t.Helper()
		outcomes, err := s.PutReleases(ctx, []store.Entry{{Release: r}}, "m")
		if err != nil {
			t.Fatal(err)
		}
		return outcomes[0]
	}
	stored := func() store.Record {
		t.Helper()
		rec, err := s.Release(ctx, talks.ID)
		if err != nil {
			t.Fatal(err)
		}
		return rec
	}
	put(talks)
	if diff := cmp.Diff(meti, stored().Issuer); diff != "" {
		t.Errorf("stored issuer (-want +got):\n%s", diff)
	}

	unnamed := talks
	unnamed.Issuer = release.Issuer{}
	if got := put(unnamed); got != store.Unchanged || stored().Issuer.Short != "METI" {
		t.Errorf("put again by a source that names no issuer: %s, issuer %q", got, stored().Issuer.Label())
	}

	before, err := s.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	talks.Issuer.Licence = "PDL 1.0"
	if got := put(talks); got != store.Unchanged || stored().Issuer.Licence != "PDL 1.0" {
		t.Errorf("put with more known of the issuer: %s, %+v", got, stored().Issuer)
	}
	if after, err := s.Generation(ctx); err != nil || after == before {
		t.Errorf("readers are not told of what is new about an issuer: generation %d, then %d (%v)", before, after, err)
	}

	talks.Issuer = release.Issuer{Name: "Office of Trade"}
	if got := put(talks); got != store.Changed || stored().Revision != 1 || stored().Issuer.Label() != "Office of Trade" {
		t.Errorf("put with another issuer: %s, revision %d, issuer %q", got, stored().Revision, stored().Issuer.Label())
	}
}

// What two ministries say together each of them has said: their releases stay
// apart, however alike. A source that names no issuer may show anyone's.
func TestIssuersKeepTheirOwn(t *testing.T) {
	ctx := context.Background()
	meti, ustr := release.Issuer{Name: "METI"}, release.Issuer{Name: "USTR"}
	tests := map[string]struct {
		first, second, later release.Issuer // later: of the second, when it comes again
		shown                int
	}{
		"one issuer":                  {meti, meti, meti, 1},
		"two issuers":                 {meti, ustr, ustr, 2},
		"one is not named":            {meti, release.Issuer{}, release.Issuer{}, 1},
		"another is named afterwards": {meti, release.Issuer{}, ustr, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t, filepath.Join(t.TempDir(), "motirbot.db"))
			for _, put := range []struct {
				id     release.ID
				origin string
				issuer release.Issuer
			}{{"feed:1", "one", test.first}, {"feed:2", "another", test.second}, {"feed:2", "another", test.later}} {
				statement := release.Release{
					ID: put.id, Source: "feed", Origin: put.origin, Issuer: put.issuer,
					Title: "Joint statement", Date: release.NewDate(2026, time.July, 9), Body: "They met and agreed on what they had met for.",
				}
				if _, err := s.PutReleases(ctx, []store.Entry{{Release: statement}}, "m"); err != nil {
					t.Fatal(err)
				}
			}
			stats, err := s.Stats(ctx)
			if err != nil || stats.Releases != test.shown {
				t.Errorf("%d releases are shown, want %d (%v)", stats.Releases, test.shown, err)
			}
		})
	}
}
