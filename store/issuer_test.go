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
		outcomes, err := s.PutReleases(ctx, []store.Entry{{Release: r}}, "m", nil)
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
