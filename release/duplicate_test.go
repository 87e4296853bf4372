package release_test

import (
	"strings"
	"testing"

	"motirbot/release"
)

const weekly = "The ministry told of the weekly prices at filling stations. Petrol cost 1,702.4 won a litre and diesel 1,588.1 won, " +
	"both less than in the week before. It goes on watching prices and visits stations that raise them without a cause."

func TestSameText(t *testing.T) {
	whole := release.Release{Body: weekly, URL: "https://example.org/1"}
	with := func(body string) release.Release { return release.Release{Body: body, URL: "https://example.org/2"} }
	onePage := with(strings.Repeat("Home Menu Notices Contact ", 9) + weekly)
	onePage.URL = whole.URL
	cut := with(weekly[:90] + " … more")
	cut.Truncated = true
	tests := map[string]struct {
		other release.Release
		same  bool
	}{
		"itself":                 {whole, true},
		"other spacing and case": {with(strings.ToUpper(strings.ReplaceAll(weekly, " ", "\n"))), true},
		"a word added":           {with(weekly + " Thank you."), true},
		"a summary":              {cut, true},
		"its first half alone":   {with(weekly[:len(weekly)/2]), false},
		"with menus, one page":   {onePage, true},
		"next week's figures":    {with(strings.NewReplacer("1,702.4", "1,689.9", "1,588.1", "1,571.6").Replace(weekly)), false},
		"another matter":         {with("Rice and salt are dear this year, and nobody knows why that should be so."), false},
		"nothing":                {with(""), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := release.SameText(whole, test.other); got != test.same {
				t.Errorf("%v", got)
			}
			if got := release.SameText(test.other, whole); got != test.same {
				t.Errorf("the other way round %v", got)
			}
		})
	}
	korean := "산업통상부는 주유소 가격 동향을 발표하였다. 휘발유는 리터당 1,702.4원이다."
	if !release.SameText(release.Release{Body: korean}, release.Release{Body: korean + "끝."}) {
		t.Error("Korean")
	}
}

func TestFollows(t *testing.T) {
	of := func(title string, day int, body string) release.Release {
		return release.Release{Title: title, Date: release.NewDate(2025, 12, day), Body: body}
	}
	next := strings.NewReplacer("1,702.4", "1,689.9", "1,588.1", "1,571.6").Replace(weekly)
	first := of("Weekly prices", 4, weekly)
	tests := map[string]struct {
		second  release.Release
		follows bool
	}{
		"a typing error":        {of("Weekly prices", 4, strings.ReplaceAll(weekly, "told", "tells")), false},
		"a corrected figure":    {of("Weekly prices", 4, strings.ReplaceAll(weekly, "1,702.4", "1,702.5")), false},
		"a corrected title":     {of("Weekly fuel prices", 4, weekly), false},
		"a moved date":          {of("Weekly prices", 5, weekly), false},
		"next week":             {of("Weekly prices", 11, next), true},
		"another of that day":   {of("Rice", 4, "Rice and salt are dear this year."), true},
		"next month's title":    {of("Prices of January", 11, next), true},
		"same day, other title": {of("Monthly prices", 4, next), true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := release.Follows(first, test.second); got != test.follows {
				t.Errorf("%v", got)
			}
		})
	}
}

func FuzzSameText(f *testing.F) {
	f.Add(weekly, weekly[:20], true)
	f.Add("", "\xff", false)
	f.Fuzz(func(t *testing.T, a, b string, cut bool) {
		x, y := release.Release{Body: a, Truncated: cut}, release.Release{Body: b}
		if !release.SameText(x, x) {
			t.Error("a text is not the same as itself")
		}
		if release.SameText(x, y) != release.SameText(y, x) && len(a) != len(b) && !cut {
			t.Error("it depends on which comes first")
		}
	})
}
