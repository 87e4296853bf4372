package retrieval_test

import (
	"testing"

	"motirbot/release"
)

// What a release defines, questions may use: either form finds the other.
func TestAbbreviationsAreLearned(t *testing.T) {
	v := viewOf(t,
		rel("defines", "2025-12-01", "Rice Quota", "The Grain Tariff Board (GTB, Chairman Lee) under the ministry met. It ruled."),
		rel("short", "2025-12-10", "Barley", "The GTB met on barley. It ruled again."),
		rel("long", "2025-12-12", "Oats", "The Grain Tariff Board met on oats."),
		rel("other", "2025-12-14", "Fish", "The fleet returned to the port."),
	)
	for question, wanted := range map[string][]release.ID{
		"what did the GTB rule":                {"long", "short", "defines"},
		"what did the gtb do":                  {"long", "short", "defines"},
		"what did the Grain Tariff Board rule": {"long", "short", "defines"},
	} {
		got := search(t, v, question)
		for _, id := range wanted {
			if !hasID(got, id) {
				t.Errorf("%q found %v without %s", question, got, id)
			}
		}
		if len(got) > 3 && got[len(got)-1] != "other" {
			t.Errorf("%q found %v", question, got)
		}
	}
}

func hasID(ids []release.ID, id release.ID) bool {
	for _, known := range ids {
		if known == id {
			return true
		}
	}
	return false
}

// Brackets after words that do not spell them out define nothing.
func TestWhatIsNoAbbreviation(t *testing.T) {
	v := viewOf(t,
		rel("a", "2025-12-01", "Rice", "The minister spoke of rice prices (XQZ) and the old harvest in the north (Seoul)."),
		rel("b", "2025-12-02", "Prices", "Rice prices rose."),
	)
	u, ok := unitNamed(understand(v, "what is the XQZ"), "XQZ")
	if !ok {
		t.Fatal("XQZ is no unit")
	}
	for _, alternative := range u.Alternatives {
		if alternative.Term == "#xqz" {
			t.Errorf("XQZ stands for %v", u.Alternatives)
		}
	}
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
		u, ok := unitNamed(understand(v, "what about "+c.typed), c.typed)
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
