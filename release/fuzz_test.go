package release_test

import (
	"testing"

	"motirbot/release"
)

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"2025-12-18", "2024-02-29", "2025-02-29", "0000-01-01", "9999-12-31", "2025-13-40", "", "2025-12-18 "} {
		f.Add(text, 1)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		d, err := release.ParseDate(text)
		if err != nil {
			if !d.IsZero() {
				t.Fatalf("%q gave %v and %v", text, d, err)
			}
			return
		}
		if d.String() != text {
			t.Fatalf("%q was read as %q", text, d)
		}
		days %= 100_000 // beyond that the year has more than four digits
		later := d.AddDays(days)
		if back := d.DaysUntil(later); back != days {
			t.Fatalf("%s and %d days is %s, which is %d days later", d, days, later, back)
		}
		if got := release.DateOf(d.Start()); got != d {
			t.Fatalf("%s begins on %s", d, got)
		}
		if week := release.WeekOf(d); !week.Contains(d) || week.Days() != 7 {
			t.Fatalf("the week of %s is %s", d, week)
		}
		if month := release.MonthOf(d.Year, d.Month); !month.Contains(d) {
			t.Fatalf("the month of %s is %s", d, month)
		}
	})
}

func FuzzTitleKey(f *testing.F) {
	f.Add("Korea–UK FTA", "KOREA-UK fta")
	f.Add("한영 자유무역협정", "ﬁnance")
	f.Fuzz(func(t *testing.T, a, b string) {
		date := release.NewDate(2025, 12, 18)
		if release.TitleKey(a, date) != release.TitleKey(" "+a+"!", date) {
			t.Fatalf("%q: white space and punctuation count", a)
		}
		if key := release.TitleKey(b, date); len(key) != 16 {
			t.Fatalf("%q has the key %q", b, key)
		}
	})
}
