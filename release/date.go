package release

import (
	"fmt"
	"time"
)

// Seoul is the ministry's time zone. Korea has kept UTC+9 without daylight
// saving since 1988, so a fixed zone needs no time zone database.
var Seoul = time.FixedZone("KST", 9*60*60)

// Date is a civil date as the ministry prints it: a day in Asia/Seoul without
// a time. The zero Date means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate normalises its arguments as time.Date does: the zeroth of March is
// the last day of February.
func NewDate(year int, month time.Month, day int) Date {
	return fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day in Seoul at the instant t.
func DateOf(t time.Time) Date { return fromTime(t.In(Seoul)) }

func fromTime(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads "2025-12-18". A day that no calendar has (2025-13-40) is an
// error that names the text.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: want a real day written YYYY-MM-DD", s)
	}
	return fromTime(t), nil
}

// String returns "2025-12-18", or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare returns -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays returns the date n days later, earlier for negative n.
func (d Date) AddDays(n int) Date { return NewDate(d.Year, d.Month, d.Day+n) }

// DaysUntil returns the number of days from d to e.
func (d Date) DaysUntil(e Date) int { return int(e.utc().Sub(d.utc()).Hours() / 24) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start returns the instant at which the day begins in Seoul.
func (d Date) Start() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Seoul)
}

func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// MarshalText writes the form that ParseDate reads; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Period is a span of days, both ends included. A zero end is open; the zero
// Period holds every day.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// IsZero reports whether the period is open at both ends.
func (p Period) IsZero() bool { return p.From.IsZero() && p.To.IsZero() }

// Contains reports whether d lies in the period.
func (p Period) Contains(d Date) bool {
	return (p.From.IsZero() || !d.Before(p.From)) && (p.To.IsZero() || !d.After(p.To))
}

// Intersect returns the days in both p and q. The result may be empty: see
// IsEmpty.
func (p Period) Intersect(q Period) Period {
	if p.From.IsZero() || (!q.From.IsZero() && q.From.After(p.From)) {
		p.From = q.From
	}
	if p.To.IsZero() || (!q.To.IsZero() && q.To.Before(p.To)) {
		p.To = q.To
	}
	return p
}

// IsEmpty reports whether no day lies in the period.
func (p Period) IsEmpty() bool {
	return !p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From)
}

// Days returns the number of days in a period closed at both ends, else 0.
func (p Period) Days() int {
	if p.From.IsZero() || p.To.IsZero() || p.IsEmpty() {
		return 0
	}
	return p.From.DaysUntil(p.To) + 1
}

// String returns "2025-12-15 to 2025-12-21", "since …", "until …" or "any time".
func (p Period) String() string {
	switch {
	case p.IsZero():
		return "any time"
	case p.To.IsZero():
		return "since " + p.From.String()
	case p.From.IsZero():
		return "until " + p.To.String()
	case p.From == p.To:
		return p.From.String()
	}
	return p.From.String() + " to " + p.To.String()
}

// WeekOf returns the ISO 8601 week, Monday to Sunday, that holds d.
func WeekOf(d Date) Period {
	sinceMonday := (int(d.Weekday()) + 6) % 7
	monday := d.AddDays(-sinceMonday)
	return Period{From: monday, To: monday.AddDays(6)}
}

// MonthOf returns the calendar month.
func MonthOf(year int, month time.Month) Period {
	return Period{From: NewDate(year, month, 1), To: NewDate(year, month+1, 0)}
}
