package retrieval_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
)

var (
	motir = release.Issuer{Name: "Ministry of Trade, Industry and Resources", Short: "MOTIR", Country: "KR"}
	meti  = release.Issuer{Name: "Ministry of Economy, Trade and Industry", Short: "METI", Country: "JP"}
)

// twoMinistries are releases of Korea's and of Japan's ministry, and one whose
// source names nobody.
func twoMinistries() []release.Release {
	of := func(id release.ID, issuer release.Issuer, title, body string) release.Release {
		return release.Release{ID: id, Source: "feed", Title: title, Body: body, Issuer: issuer, Date: release.NewDate(2026, time.January, 9)}
	}
	return []release.Release{
		of("kr-ships", motir, "Minister Visits Yard", "The minister saw a yard in Ulsan and spoke about ships with 20 firms."),
		of("kr-oil", motir, "Oil Stocks Raised", "The ministry raises the stock of crude oil, as Japan does."),
		of("jp-oil", meti, "Press Conference by the Minister", "I would like Saudi Arabia to keep crude oil supplies stable."),
		of("jp-talks", meti, "Talks in Tokyo", "The minister spoke with Korean firms about crude oil."),
		of("nobody", release.Issuer{}, "A Visit", "Saudi Arabia was asked for crude oil."),
	}
}

func ministries(t *testing.T, only string) (*retrieval.View, error) {
	t.Helper()
	r, err := retrieval.New(libraryOf(t, twoMinistries()...), embed.NewLocal(), topics(t), retrieval.WithIssuers(motir, only))
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Refresh(context.Background())
	return r.View(), err
}

// TestCountrySpokenFor holds that what one country did is not told by another's
// ministry that does not name it.
func TestCountrySpokenFor(t *testing.T) {
	view, err := ministries(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string][]release.ID{
		"What did Korea ask for on crude oil?":           {"jp-talks", "kr-oil", "kr-ships"},
		"What did Japan ask for on crude oil?":           {"jp-oil", "jp-talks", "kr-oil"},
		"한국은 원유와 관련해 crude oil 무엇을 요청했나요?":               {"jp-talks", "kr-oil", "kr-ships"},
		"What did Korea and Japan say of crude oil?":     {"jp-oil", "jp-talks", "kr-oil", "kr-ships"},
		"Compare Korea with Japan on crude oil":          {"jp-oil", "jp-talks", "kr-oil", "kr-ships"},
		"What was asked of Saudi Arabia about crude oil": {"jp-oil", "jp-talks", "kr-oil", "kr-ships", "nobody"},
	} {
		passages, err := view.Search(context.Background(), view.Understand(question, retrieval.Frame{AsOf: release.NewDate(2026, time.February, 1)}))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range passages {
			if !slices.Contains(want, p.ReleaseID) {
				t.Errorf("%q finds %s, want only of %v", question, p.ReleaseID, want)
			}
		}
		if len(passages) == 0 {
			t.Errorf("%q finds nothing", question)
		}
	}
}

func TestIssuersOfView(t *testing.T) {
	view, err := ministries(t, "")
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, issuer := range view.Issuers(release.Date{}) {
		labels = append(labels, issuer.Label())
	}
	if !slices.Equal(labels, []string{"MOTIR", "METI"}) {
		t.Errorf("issuers %v", labels)
	}
	on, known := view.About("METI", release.Period{}, release.Date{})
	if !known || len(on) != 2 || on[0].Issuer.Label() != "METI" || on[1].Issuer.Label() != "METI" {
		t.Errorf("releases about METI: %v", on)
	}

	view, err = ministries(t, "METI")
	if err != nil {
		t.Fatal(err)
	}
	if got := view.Coverage(release.Date{}).Releases; got != 2 || len(view.Issuers(release.Date{})) != 1 {
		t.Errorf("%d releases of METI, by %d issuers", got, len(view.Issuers(release.Date{})))
	}
	var unknown *retrieval.UnknownIssuerError
	if _, err = ministries(t, "USTR"); !errors.As(err, &unknown) || err.Error() != `no release of "USTR" is in the index: it holds those of MOTIR, METI` {
		t.Errorf("releases of an issuer who has none: %v", err)
	}
}
