package motir_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"motirbot/release"
	"motirbot/source/motir"
)

func TestDue(t *testing.T) {
	now := release.NewDate(2026, 10, 1).Start().Add(12 * time.Hour)
	seen := func(number string, ageDays int, checked time.Duration) motir.Seen {
		return motir.Seen{Number: number, Date: release.DateOf(now).AddDays(-ageDays), Checked: now.Add(-checked)}
	}
	const day = 24 * time.Hour
	tests := map[string]struct {
		seen  []motir.Seen
		limit int
		want  []string
	}{
		"nothing known":          {nil, 2, nil},
		"just checked":           {[]motir.Seen{seen("1", 0, time.Minute), seen("2", 400, time.Minute)}, 2, nil},
		"of today, after hours":  {[]motir.Seen{seen("1", 0, 6*time.Hour)}, 2, []string{"1"}},
		"of last week":           {[]motir.Seen{seen("1", 7, 23*time.Hour), seen("2", 7, day)}, 2, []string{"2"}},
		"of last month":          {[]motir.Seen{seen("1", 30, 6*day), seen("2", 30, 7*day)}, 2, []string{"2"}},
		"of last year":           {[]motir.Seen{seen("1", 400, 59*day), seen("2", 400, 60*day)}, 2, []string{"2"}},
		"the most overdue first": {[]motir.Seen{seen("1", 0, 7*time.Hour), seen("2", 400, 200*day), seen("3", 7, 2*day)}, 2, []string{"2", "3"}},
		"a tie: the newer first": {[]motir.Seen{seen("1", 7, day), seen("2", 7, day)}, 1, []string{"2"}},
		"dated tomorrow":         {[]motir.Seen{seen("1", -1, 7*time.Hour)}, 2, []string{"1"}},
		"none wanted":            {[]motir.Seen{seen("1", 0, 7*time.Hour)}, 0, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := motir.Due(test.seen, now, test.limit); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestDueKeepsUp runs a month of syncs over a site of the ministry’s size: eight
// rechecks an hour must be enough for every interval.
func TestDueKeepsUp(t *testing.T) {
	now := release.NewDate(2026, 10, 1).Start()
	var seen []motir.Seen
	for i := range 2700 { // three a day, checked at various times before
		seen = append(seen, motir.Seen{
			Number: strconv.Itoa(i), Date: release.DateOf(now).AddDays(-i / 3),
			Checked: now.Add(-time.Duration(i%60) * 24 * time.Hour),
		})
	}
	index := map[string]int{}
	for i, s := range seen {
		index[s.Number] = i
	}
	checks := 0
	for range 30 * 24 {
		for _, number := range motir.Due(seen, now, 8) {
			seen[index[number]].Checked = now
			checks++
		}
		now = now.Add(time.Hour)
	}
	for _, s := range seen {
		if age := now.Sub(s.Checked); age > 61*24*time.Hour {
			t.Errorf("release %s of %s was last checked %s ago", s.Number, s.Date, age)
		}
	}
	t.Logf("%d rechecks a day", checks/30)
}

func TestVanished(t *testing.T) {
	tests := map[string]struct {
		known  []string
		listed []string
		first  bool
		want   []string
	}{
		"nothing known":                 {nil, []string{"9", "8"}, true, nil},
		"all there":                     {[]string{"9", "8", "7"}, []string{"9", "8", "7"}, true, nil},
		"one between":                   {[]string{"9", "8", "7"}, []string{"9", "7"}, true, []string{"8"}},
		"below the last: another page":  {[]string{"9", "8", "3"}, []string{"9", "8"}, true, nil},
		"the newest":                    {[]string{"9", "8"}, []string{"8", "7"}, true, []string{"9"}},
		"above a later page: before it": {[]string{"9", "8"}, []string{"8", "7"}, false, nil},
		"an old one pinned on top":      {[]string{"9", "5", "1"}, []string{"1", "9", "8"}, true, nil},
		"an old one pinned in between":  {[]string{"9", "8", "7", "5"}, []string{"9", "1", "8", "7"}, true, nil},
		"two pages that overlap":        {[]string{"9", "8", "7", "6"}, []string{"9", "8", "8", "6"}, true, []string{"7"}},
		"numbers that are none":         {[]string{"x", "8"}, []string{"9", "y", "7"}, true, []string{"8"}},
		"an empty list accuses nobody":  {[]string{"9", "8"}, nil, true, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var items []motir.Item
			for _, number := range test.listed {
				items = append(items, motir.Item{Number: number})
			}
			if got := motir.Vanished(test.known, items, test.first); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
