package release_test

import (
	"encoding/json"
	"testing"
	"time"

	"motirbot/release"
)

func day(year int, month time.Month, day int) release.Date {
	return release.Date{Year: year, Month: month, Day: day}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       release.Date
	}{
		{"a day", "2025-12-18", day(2025, 12, 18)},
		{"a leap day", "2024-02-29", day(2024, 2, 29)},
		{"a leap day of a fourth century", "2000-02-29", day(2000, 2, 29)},
		{"the first of a year", "2026-01-01", day(2026, 1, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := release.ParseDate(c.text)
			if err != nil || got != c.want {
				t.Fatalf("%v, %v; want %v", got, err, c.want)
			}
			if got.String() != c.text {
				t.Errorf("written again it is %q", got)
			}
		})
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, text := range []string{
		"", "2025-13-40", "2025-02-29", "1900-02-29", "2025-04-31", "2025-00-10", "2025-10-00",
		"2025-1-2", "25-12-18", "2025/12/18", "18-12-2025", " 2025-12-18", "2025-12-18 ",
		"2025-12-18T00:00:00Z", "２０２５-12-18", "-025-12-18", "December 18, 2025",
	} {
		if got, err := release.ParseDate(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		} else if want := `is not a date: want a real day written YYYY-MM-DD`; !contains(err, want) || !got.IsZero() {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestAddDays(t *testing.T) {
	for _, c := range []struct {
		name string
		from release.Date
		days int
		want release.Date
	}{
		{"nothing", day(2025, 12, 18), 0, day(2025, 12, 18)},
		{"over the end of a month", day(2025, 11, 30), 1, day(2025, 12, 1)},
		{"over the end of a year", day(2025, 12, 31), 1, day(2026, 1, 1)},
		{"back over the end of a year", day(2026, 1, 1), -1, day(2025, 12, 31)},
		{"onto a leap day", day(2024, 2, 28), 1, day(2024, 2, 29)},
		{"past a February without one", day(2025, 2, 28), 1, day(2025, 3, 1)},
		{"a year with a leap day", day(2024, 1, 1), 366, day(2025, 1, 1)},
		{"four years", day(2023, 6, 1), 1461, day(2027, 6, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.from.AddDays(c.days); got != c.want {
				t.Errorf("%s and %d days is %s, want %s", c.from, c.days, got, c.want)
			}
			if back := c.from.DaysUntil(c.want); back != c.days {
				t.Errorf("%s until %s is %d days, want %d", c.from, c.want, back, c.days)
			}
		})
	}
}

func TestNewDateNormalises(t *testing.T) {
	for _, c := range []struct{ got, want release.Date }{
		{release.NewDate(2024, 3, 0), day(2024, 2, 29)},
		{release.NewDate(2025, 3, 0), day(2025, 2, 28)},
		{release.NewDate(2025, 13, 1), day(2026, 1, 1)},
		{release.NewDate(2025, 0, 15), day(2024, 12, 15)},
		{release.NewDate(2025, -2, 15), day(2024, 10, 15)},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	early, late := day(2025, 9, 30), day(2025, 10, 1)
	if !early.Before(late) || late.Before(early) || early.Before(early) {
		t.Error("Before is wrong")
	}
	if !late.After(early) || early.After(late) || late.After(late) {
		t.Error("After is wrong")
	}
	if early.Compare(late) != -1 || late.Compare(early) != 1 || late.Compare(late) != 0 {
		t.Error("Compare is wrong")
	}
}

// The ministry's day begins nine hours before that of UTC.
func TestDateOfIsSeouls(t *testing.T) {
	for _, c := range []struct{ instant, want string }{
		{"2025-12-18T14:59:59Z", "2025-12-18"},
		{"2025-12-18T15:00:00Z", "2025-12-19"},
		{"2025-12-18T00:00:00Z", "2025-12-18"},
		{"2025-12-31T15:00:00Z", "2026-01-01"},
		{"2024-02-28T15:30:00Z", "2024-02-29"},
		{"2025-12-18T23:30:00-05:00", "2025-12-19"},
		{"2025-12-19T00:00:00+09:00", "2025-12-19"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := release.DateOf(instant); got.String() != c.want {
			t.Errorf("at %s it is %s in Seoul, want %s", c.instant, got, c.want)
		}
	}
	if start := day(2025, 12, 19).Start().UTC().Format(time.RFC3339); start != "2025-12-18T15:00:00Z" {
		t.Errorf("December 19 begins at %s", start)
	}
}

func TestDateInJSON(t *testing.T) {
	for _, c := range []struct {
		date release.Date
		want string
	}{{day(2025, 12, 18), `"2025-12-18"`}, {release.Date{}, `""`}} {
		text, err := json.Marshal(c.date)
		if err != nil || string(text) != c.want {
			t.Errorf("%s, %v; want %s", text, err, c.want)
		}
		var back release.Date
		if err := json.Unmarshal(text, &back); err != nil || back != c.date {
			t.Errorf("%s was read as %v, %v", text, back, err)
		}
	}
	kept := day(2025, 12, 18)
	if err := json.Unmarshal([]byte(`"2025-13-40"`), &kept); err == nil || kept != day(2025, 12, 18) {
		t.Errorf("an impossible day gave %v and left %v", err, kept)
	}
}
