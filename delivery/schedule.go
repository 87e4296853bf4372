package delivery

import (
	"fmt"
	"strings"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// Schedule is a time of the week in a time zone.
type Schedule struct {
	weekday time.Weekday
	minute  int // of the local day
	zone    *time.Location
}

// NewSchedule returns the schedule for that weekday, minute of the day and
// IANA time zone. Errors name what no schedule can have.
func NewSchedule(weekday time.Weekday, minute int, zone string) (Schedule, error) {
	switch {
	case weekday < time.Sunday || weekday > time.Saturday:
		return Schedule{}, fmt.Errorf("%d is not a day of the week", weekday)
	case minute < 0 || minute >= 24*60:
		return Schedule{}, fmt.Errorf("%d is not a minute of the day", minute)
	case zone == "" || strings.EqualFold(zone, "local"): // wherever the bot runs
		return Schedule{}, fmt.Errorf("%q is not a time zone: want one such as Asia/Seoul", zone)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return Schedule{}, fmt.Errorf("%q is not a time zone: want one such as Asia/Seoul", zone)
	}
	return Schedule{weekday: weekday, minute: minute, zone: location}, nil
}

// ScheduleOf returns the schedule of a channel's digest.
func ScheduleOf(d store.DigestSettings) (Schedule, error) {
	return NewSchedule(d.Weekday, d.Minute, d.Zone)
}

// ParseClock reads a time of day written HH:MM and returns its minute.
func ParseClock(text string) (int, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day: want one such as 09:00", text)
	}
	return t.Hour()*60 + t.Minute(), nil
}

// Due is one occasion of a schedule.
type Due struct {
	Date release.Date // the local day
	At   time.Time
}

// Week names the ISO 8601 week of the local day, such as "2025-W51". A
// schedule has one occasion in each.
func (d Due) Week() string {
	year, week := time.Date(d.Date.Year, d.Date.Month, d.Date.Day, 0, 0, 0, 0, time.UTC).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// Last returns the newest occasion that is not after t.
func (s Schedule) Last(t time.Time) Due {
	// A day more than the local one: where a zone has left out a day, an
	// occasion of that day falls on the next.
	day := s.localDate(t).AddDays(1)
	due := s.on(day.AddDays(-daysFrom(s.weekday, day.Weekday())))
	for due.At.After(t) {
		due = s.on(due.Date.AddDays(-7))
	}
	return due
}

// Next returns the first occasion after t.
func (s Schedule) Next(t time.Time) Due {
	day := s.localDate(t).AddDays(-1)
	due := s.on(day.AddDays(daysFrom(day.Weekday(), s.weekday)))
	for !due.At.After(t) {
		due = s.on(due.Date.AddDays(7))
	}
	return due
}

// daysFrom returns the days from a to the next b, 0 to 6.
func daysFrom(a, b time.Weekday) int { return int(b-a+7) % 7 }

func (s Schedule) localDate(t time.Time) release.Date {
	year, month, day := t.In(s.zone).Date()
	return release.NewDate(year, month, day)
}

// on returns the instant of the schedule on a local day: the first one at
// which clocks there show the time or a later one. So a time that clocks skip
// in spring is the end of the gap, and of one that they show twice in autumn
// it is the first.
func (s Schedule) on(day release.Date) Due {
	wanted := time.Date(day.Year, day.Month, day.Day, 0, s.minute, 0, 0, time.UTC)
	// Clocks nowhere are a day ahead of UTC, so it is earlier there by now.
	from := wanted.Add(-24 * time.Hour).In(s.zone)
	for {
		_, offset := from.Zone()
		at := wanted.Add(-time.Duration(offset) * time.Second)
		if at.Before(from) {
			at = from
		}
		_, end := from.ZoneBounds()
		if end.IsZero() || at.Before(end) {
			return Due{Date: day, At: at.UTC()}
		}
		from = end
	}
}
