package grounding_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"motirbot/answer/grounding"
	"motirbot/release"
)

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"USD 640.2 billion", "6.402e+11 USD"},
		{"$640.2bn", "6.402e+11 USD"},
		{"640.2 billion dollars", "6.402e+11 USD"},
		{"US$ 640.2 billion", "6.402e+11 USD"},
		{"USD640.2B", "6.402e+11 USD"},
		{"6,402억 달러", "6.402e+11 USD"},
		{"KRW 120 billion", "1.2e+11 KRW"},
		{"₩120bn", "1.2e+11 KRW"},
		{"120 billion won", "1.2e+11 KRW"},
		{"1조 2천억 원을", "1.2e+12 KRW"},
		{"KRW five trillion", "5e+12 KRW"},
		{"$120 mln", "1.2e+08 USD"},
		{"75%", "75 percent"},
		{"75 per cent", "75 percent"},
		{"75-percent", "75 percent"},
		{"two percentage points", "2 points"},
		{"2%p", "2 points"},
		{"six rounds", "6"},
		{"the sixth", "6 ordinal"},
		{"6th", "6 ordinal"},
		{"제62회", "62 ordinal"},
		{"twenty-first", "21 ordinal"},
		{"1,689 companies", "1689"},
		{"1689 companies", "1689"},
		{"2.7 to 3.7 million tons", "2.7e+06 ton, 3.7e+06 ton"},
		{"28.16–33.57%", "28.16 percent, 33.57 percent"},
		{"30 kilowatt-hours", "30 kWh"},
		{"54 to 100 days", "54 day, 100 day"},
		{"two thirds of it", "66.67 percent"},
		{"on December 15, 2025", ""},
		{"in 2030", ""},
		{"one of them", ""},
		{"5G and H2", ""},
		{"was first proposed", ""},
	} {
		var got []string
		for _, n := range grounding.Numbers(tt.text) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%.4g %s", n.Value, n.Unit)))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, s, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	ref := release.NewDate(2025, 12, 18)
	for _, tt := range []struct{ text, want string }{
		{"December 15, 2025", "2025-12-15"},
		{"Dec. 15", "2025-12-15"},
		{"15 December 2025", "2025-12-15"},
		{"the 15th of December", "2025-12-15"},
		{"2025-12-15", "2025-12-15"},
		{"2025.12.15", "2025-12-15"},
		{"Monday, December 15", "2025-12-15"},
		{"2025년 12월 15일", "2025-12-15"},
		{"12월 15~17일", "2025-12-15 to 2025-12-17"},
		{"December 15–17", "2025-12-15 to 2025-12-17"},
		{"Aug. 19 and 20", "2025-08-19 to 2025-08-20"},
		{"December 2025", "2025-12-01 to 2025-12-31"},
		{"in May", "2025-05-01 to 2025-05-31"},
		{"it may sign", ""},
		{"first half of 2026", "2026-01-01 to 2026-06-30"},
		{"Q3 2025", "2025-07-01 to 2025-09-30"},
		{"the first eleven months", "2025-01-01 to 2025-11-30"},
		{"last year", "2024-01-01 to 2024-12-31"},
		{"지난해", "2024-01-01 to 2024-12-31"},
		{"this month", "2025-12-01 to 2025-12-31"},
		{"today", "2025-12-18"},
		{"2,025 companies", ""},
		{"USD 2025", ""},
	} {
		var got []string
		for _, d := range grounding.Dates(tt.text, ref) {
			got = append(got, d.Period.String())
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, s, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Deputy Minister for Trade Park Jung-sung spoke.", "Park Jung-sung (person)"},
		{"It was Minister of Trade, Industry and Energy Kim Jung-kwan.", "Kim Jung-kwan (person)"},
		{"He met JK (Jung-Kwan) Kim.", "JK (Jung-Kwan) Kim (person)"},
		{"The Ministry of Trade, Industry and Resources said so.", "Ministry of Trade, Industry and Resources (organisation)"},
		{"They met Chafik Rachadi of Morocco.", "Chafik Rachadi (other), Morocco (other)"},
		{"The CEO of Kumho Petrochemical came.", "Kumho Petrochemical (organisation)"},
		{"Exports to Japan rose on Monday, December 15.", "Japan (other)"},
		{"the KTC and Ursula von der Leyen", "KTC (organisation), Ursula von der Leyen (other)"},
		{"However, exports rose.", ""},
	} {
		var got []string
		for _, n := range grounding.Names(tt.text) {
			if tt.text[n.Start:n.End] != n.Text {
				t.Errorf("%s: offsets of %q are wrong", tt.text, n.Text)
			}
			got = append(got, fmt.Sprintf("%s (%s)", n.Text, n.Kind))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, s, tt.want)
		}
	}
}

// TestVerbatim: what an evidence passage says is borne out by it, sentence by
// sentence.
func TestVerbatim(t *testing.T) {
	for key, e := range readPassages(t) {
		e.N = 1
		r := grounding.Check(e.Text, []grounding.Evidence{e})
		for _, gone := range r.Removed {
			t.Errorf("%s: removed its own %+v", key, gone)
		}
	}
}

// TestLexicon: a form that stands in two groups would mean the last one.
func TestLexicon(t *testing.T) {
	data, err := os.ReadFile("lexicon/equal.txt")
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		forms := strings.Split(line, ", ")
		for _, form := range forms {
			if key := strings.ToLower(form); !slices.Contains(groups[key], forms[0]) {
				groups[key] = append(groups[key], forms[0])
			}
		}
	}
	for form, keys := range groups {
		if len(keys) > 1 {
			t.Errorf("%q stands in the groups %q", form, keys)
		}
	}
}
