package retrieval_test

import (
	"slices"
	"testing"

	"motirbot/release"
)

func hasID(ids []release.ID, id release.ID) bool {
	return slices.Contains(ids, id)
}

func TestMisspeltWords(t *testing.T) {
	v := viewOf(t, append(sampleReleases(t), rel("extra", "2025-12-18", "Steel", "Steel quotas and petrochemical plants."))...)
	for _, c := range []struct{ typed, meant string }{
		{"semicondctors", "semiconductors"},
		{"semiconductros", "semiconductors"}, // two letters swapped are one slip
		{"bateries", "batteries"},
		{"petrocemical", "petrochemical"},
		{"stel", "steel"},
		{"copperr", "copper"},
		{"norwya", "norway"},
		{"steel", ""},      // known as it is
		{"zteel", ""},      // nearly nobody mistypes the first letter
		{"stl", ""},        // too short to mend
		{"xylophone", ""},  // like nothing
		{"steel2025x", ""}, // no word
		{"배터라", ""},        // letters of Hangul are not mended
	} {
		u, ok := termNamed(understand(v, "what about "+c.typed), c.typed)
		if !ok && c.meant == "" {
			continue
		}
		if u.Corrected != c.meant {
			t.Errorf("%q was taken for %q, want %q", c.typed, u.Corrected, c.meant)
		}
	}
}

func TestOtherWordsFindTheRelease(t *testing.T) {
	v := sampleView(t)
	for question, want := range map[string]release.ID{
		"Brussels and EV cells":                "sample-2-eu-dialogue",
		"carbon border tax":                    "sample-2-eu-dialogue",
		"chips export record":                  "sample-7-trade-day",
		"tokyo minerals talks":                 "sample-1-japan-minerals",
		"British trade deal":                   "sample-3-uk-fta",
		"Oslo":                                 "sample-4-norway",
		"ministrial confernce in cameroon":     "sample-5-wto-mc14",
		"일본 광물":                                "sample-1-japan-minerals",
		"영국 FTA":                               "sample-3-uk-fta",
		"morocan ambasador":                    "sample-8-africa-forum",
		"Ganghwa":                              "sample-6-incheon-fez",
		"Minister for Trade Yeo met Bryant":    "sample-3-uk-fta",
		"what is the copper treatment charge?": "sample-1-japan-minerals",
	} {
		if got := search(t, v, question); len(got) == 0 || got[0] != want {
			t.Errorf("%q found %v, want %s first", question, got, want)
		}
	}
}
