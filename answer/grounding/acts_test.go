package grounding_test

import (
	"strings"
	"testing"

	"motirbot/answer/grounding"
	"motirbot/release"
)

// TestActs turns a release's own words round, one way at a time.
func TestActs(t *testing.T) {
	source := grounding.Evidence{
		N: 1, Title: "Korea and Norway Talk About Ships", Date: release.NewDate(2025, 12, 17),
		Text: "Deputy Minister Park Jung-sung asked Norway for a larger quota for Korean ships. " +
			"Norway will review the ship standards and plans to develop a northern shipping route. " +
			"The two sides agreed to hold a shipping dialogue before they sign a maritime agreement. " +
			"The shipping committee, suspended since 2016, was resumed in Oslo. " +
			"Park praised Norway’s maritime technology. " +
			"Korean shipyards now depend less on Chinese steel.",
	}
	for _, tt := range []struct {
		name, text string
		kept       bool
	}{
		{"what was asked for", "Korea requested a larger quota for its ships from Norway [1].", true},
		{"granted instead", "Norway granted Korean ships a larger quota [1].", false},
		{"asked by the other side", "Norway asked Park Jung-sung for a larger quota for ships [1].", false},
		{"what is planned", "Norway plans to develop a northern shipping route [1].", true},
		{"done already", "Norway has developed a northern shipping route [1].", false},
		{"before signing", "A shipping dialogue will be held before the maritime agreement is signed [1].", true},
		{"signed already", "The two sides signed a maritime agreement [1].", false},
		{"resumed", "The shipping committee has been resumed in Oslo [1].", true},
		{"held elsewhere", "The shipping committee was resumed in Japan [1].", false},
		{"praise", "Park welcomed Norway's maritime technology [1].", true},
		{"praise of one's own", "Park praised Korea's maritime technology [1].", false},
		{"less", "Korean shipyards depend less on Chinese steel [1].", true},
		{"more", "Korean shipyards depend more on Chinese steel [1].", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := grounding.Check(tt.text, []grounding.Evidence{source})
			if kept := len(r.Sentences) > 0; kept != tt.kept {
				t.Errorf("%s: kept %t, want %t; removed %+v", tt.text, kept, tt.kept, r.Removed)
			}
		})
	}
}

// TestStumps: what led to an address says nothing without it.
func TestStumps(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"see where", "ICT exports rose 1.2% [1]. ICT exports can be seen at https://example.org/x [1].", "ICT exports rose 1.2%. [1]"},
		{"an address alone", "https://example.org/x on ICT exports [1]. ICT exports rose 1.2% [1].", "ICT exports rose 1.2%. [1]"},
		{"in brackets after a sentence", "ICT exports rose 1.2% (https://example.org/x) [1].", "ICT exports rose 1.2%. [1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := grounding.Check(tt.text, evidence(t, "ict-feb")).Text()
			if strings.TrimSpace(got) != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestMetAndPledged: whoever was met is not the one who goes on to act.
func TestMetAndPledged(t *testing.T) {
	for name, met := range map[string]string{
		"the minister": "met the Norwegian minister in Seoul on December 16",
		"of a country": "met Norway's minister in Seoul on December 16",
		"a government": "visited the Norwegian government on December 16",
	} {
		t.Run(name, func(t *testing.T) {
			source := []grounding.Evidence{{
				N: 1, Title: "Korea and Norway Talk About Ships", Date: release.NewDate(2025, 12, 17),
				Text: "Minister Kim Jung-kwan " + met + " and pledged support for Korean shipyards in Oslo.",
			}}
			for who, kept := range map[string]bool{"Minister Kim Jung-kwan": true, "Korea": true, "Norway": false} {
				r := grounding.Check(who+" pledged support for Korean shipyards in Oslo [1].", source)
				if got := len(r.Sentences) > 0; got != kept {
					t.Errorf("%s pledged: kept %t, want %t; removed %+v", who, got, kept, r.Removed)
				}
			}
		})
	}
}

// TestFirstNeedsTheWord: rules of origin and initiatives make nothing the first.
func TestFirstNeedsTheWord(t *testing.T) {
	for text, kept := range map[string]bool{
		"Korea and Norway held a trade dialogue in Oslo and discussed rules of origin and a shipping initiative.": false,
		"Korea and Norway held their inaugural trade dialogue in Oslo.":                                           true,
	} {
		source := []grounding.Evidence{{N: 1, Title: "Korea and Norway Talk", Date: release.NewDate(2025, 12, 17), Text: text}}
		r := grounding.Check("Korea and Norway held their first trade dialogue in Oslo [1].", source)
		if got := len(r.Sentences) > 0; got != kept {
			t.Errorf("%s: kept %t, removed %+v", text, got, r.Removed)
		}
	}
}
