package release_test

import (
	"testing"
	"time"

	"motirbot/release"
)

func period(from, to string) release.Period {
	var p release.Period
	for _, end := range []struct {
		date *release.Date
		text string
	}{{&p.From, from}, {&p.To, to}} {
		if err := end.date.UnmarshalText([]byte(end.text)); err != nil {
			panic(err)
		}
	}
	return p
}

func TestPeriodContains(t *testing.T) {
	closed, since, until := period("2025-12-15", "2025-12-21"), period("2025-12-15", ""), period("", "2025-12-21")
	for _, c := range []struct {
		name  string
		p     release.Period
		date  string
		holds bool
	}{
		{"its first day", closed, "2025-12-15", true},
		{"its last day", closed, "2025-12-21", true},
		{"the day before", closed, "2025-12-14", false},
		{"the day after", closed, "2025-12-22", false},
		{"long after an open end", since, "2999-01-01", true},
		{"before an open end's start", since, "2025-12-14", false},
		{"long before an open start", until, "1970-01-01", true},
		{"after an open start's end", until, "2025-12-22", false},
		{"any day in any time", release.Period{}, "2025-12-18", true},
		{"none in an empty one", period("2025-12-21", "2025-12-15"), "2025-12-18", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.p.Contains(period(c.date, "").From); got != c.holds {
				t.Errorf("%s holds %s: %t", c.p, c.date, got)
			}
		})
	}
}

func TestPeriodIntersect(t *testing.T) {
	for _, c := range []struct {
		name       string
		a, b, want release.Period
		empty      bool
	}{
		{"overlap", period("2025-12-01", "2025-12-20"), period("2025-12-15", "2025-12-31"), period("2025-12-15", "2025-12-20"), false},
		{"one in the other", period("2025-12-01", "2025-12-31"), period("2025-12-15", "2025-12-16"), period("2025-12-15", "2025-12-16"), false},
		{"a day in common", period("2025-12-01", "2025-12-15"), period("2025-12-15", "2025-12-31"), period("2025-12-15", "2025-12-15"), false},
		{"none", period("2025-12-01", "2025-12-14"), period("2025-12-15", "2025-12-31"), period("2025-12-15", "2025-12-14"), true},
		{"since and until", period("2025-12-01", ""), period("", "2025-12-31"), period("2025-12-01", "2025-12-31"), false},
		{"since twice", period("2025-12-01", ""), period("2025-12-05", ""), period("2025-12-05", ""), false},
		{"any time", release.Period{}, period("2025-12-05", ""), period("2025-12-05", ""), false},
		{"any time twice", release.Period{}, release.Period{}, release.Period{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.a.Intersect(c.b); got != c.want || got.IsEmpty() != c.empty {
				t.Errorf("%s, empty: %t", got, got.IsEmpty())
			}
			if got := c.b.Intersect(c.a); got != c.want {
				t.Errorf("the other way round: %s", got)
			}
		})
	}
}

func TestPeriodSaysItself(t *testing.T) {
	for _, c := range []struct {
		p    release.Period
		want string
		days int
		zero bool
	}{
		{period("2025-12-15", "2025-12-21"), "2025-12-15 to 2025-12-21", 7, false},
		{period("2025-12-15", "2025-12-15"), "2025-12-15", 1, false},
		{period("2025-12-15", ""), "since 2025-12-15", 0, false},
		{period("", "2025-12-15"), "until 2025-12-15", 0, false},
		{release.Period{}, "any time", 0, true},
		{period("2025-12-15", "2025-12-14"), "2025-12-15 to 2025-12-14", 0, false},
		{period("2024-01-01", "2024-12-31"), "2024-01-01 to 2024-12-31", 366, false},
	} {
		if got := c.p.String(); got != c.want || c.p.Days() != c.days || c.p.IsZero() != c.zero {
			t.Errorf("%q, %d days, zero: %t; want %q, %d, %t", got, c.p.Days(), c.p.IsZero(), c.want, c.days, c.zero)
		}
	}
}

func TestWeekOf(t *testing.T) {
	for _, c := range []struct{ name, date, from, to string }{
		{"a Monday", "2025-12-15", "2025-12-15", "2025-12-21"},
		{"a Sunday belongs to the week before", "2025-12-21", "2025-12-15", "2025-12-21"},
		{"over the end of a year", "2026-01-01", "2025-12-29", "2026-01-04"},
		{"over a leap day", "2024-02-29", "2024-02-26", "2024-03-03"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := release.WeekOf(period(c.date, "").From), period(c.from, c.to); got != want {
				t.Errorf("the week of %s is %s, want %s", c.date, got, want)
			}
		})
	}
}

// WeekOf has to agree with the calendar of the standard library on every day.
func TestWeekOfIsISO(t *testing.T) {
	for d := day(2019, 12, 20); d.Before(day(2027, 1, 10)); d = d.AddDays(1) {
		week := release.WeekOf(d)
		year, number := d.Start().ISOWeek()
		if !week.Contains(d) || week.Days() != 7 || week.From.Weekday() != time.Monday {
			t.Fatalf("the week of %s is %s", d, week)
		}
		for _, end := range []release.Date{week.From, week.To} {
			if y, n := end.Start().ISOWeek(); y != year || n != number {
				t.Fatalf("%s and %s are in different ISO weeks", d, end)
			}
		}
	}
}

func TestMonthOf(t *testing.T) {
	for _, c := range []struct {
		year  int
		month time.Month
		want  release.Period
	}{
		{2025, time.December, period("2025-12-01", "2025-12-31")},
		{2025, time.February, period("2025-02-01", "2025-02-28")},
		{2024, time.February, period("2024-02-01", "2024-02-29")},
		{2025, 0, period("2024-12-01", "2024-12-31")},
		{2025, 13, period("2026-01-01", "2026-01-31")},
	} {
		if got := release.MonthOf(c.year, c.month); got != c.want {
			t.Errorf("month %d of %d is %s, want %s", c.month, c.year, got, c.want)
		}
	}
}
