package delivery_test

import (
	"testing"
	"time"

	"motirbot/delivery"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	return must[time.Time](t)(time.Parse("2006-01-02 15:04 -0700", text))
}

func TestSchedule(t *testing.T) {
	tests := []struct {
		name    string
		weekday time.Weekday
		clock   string
		zone    string
		after   string
		next    string // first occasion after that
		week    string
	}{
		{"Seoul", time.Monday, "09:00", "Asia/Seoul", "2025-12-17 00:00 +0000", "2025-12-22 09:00 +0900", "2025-W52"},
		{"the same day, before", time.Wednesday, "09:01", "Asia/Seoul", "2025-12-17 00:00 +0000", "2025-12-17 09:01 +0900", "2025-W51"},
		{"the very instant is not after itself", time.Wednesday, "09:00", "Asia/Seoul", "2025-12-17 00:00 +0000", "2025-12-24 09:00 +0900", "2025-W52"},
		{"the day is that of the zone", time.Monday, "20:00", "America/New_York", "2025-12-15 23:00 +0000", "2025-12-15 20:00 -0500", "2025-W51"},

		{"winter", time.Sunday, "09:00", "Europe/Brussels", "2026-03-20 00:00 +0000", "2026-03-22 09:00 +0100", "2026-W12"},
		{"summer", time.Sunday, "09:00", "Europe/Brussels", "2026-03-23 00:00 +0000", "2026-03-29 09:00 +0200", "2026-W13"},
		{"gap", time.Sunday, "02:30", "Europe/Brussels", "2026-03-23 00:00 +0000", "2026-03-29 03:00 +0200", "2026-W13"},
		{"begin of the gap", time.Sunday, "02:00", "Europe/Brussels", "2026-03-23 00:00 +0000", "2026-03-29 03:00 +0200", "2026-W13"},
		{"end of the gap", time.Sunday, "03:00", "Europe/Brussels", "2026-03-23 00:00 +0000", "2026-03-29 03:00 +0200", "2026-W13"},
		{"before the gap", time.Sunday, "01:59", "Europe/Brussels", "2026-03-23 00:00 +0000", "2026-03-29 01:59 +0100", "2026-W13"},
		{"overlap", time.Sunday, "02:30", "Europe/Brussels", "2026-10-20 00:00 +0000", "2026-10-25 02:30 +0200", "2026-W43"},
		{"the overlap's second pass is no occasion", time.Sunday, "02:30", "Europe/Brussels", "2026-10-25 02:31 +0200", "2026-11-01 02:30 +0100", "2026-W44"},
		{"end of the overlap", time.Sunday, "03:00", "Europe/Brussels", "2026-10-20 00:00 +0000", "2026-10-25 03:00 +0100", "2026-W43"},
		{"gap in New York", time.Sunday, "02:15", "America/New_York", "2026-03-04 00:00 +0000", "2026-03-08 03:00 -0400", "2026-W10"},
		{"overlap in New York", time.Sunday, "01:30", "America/New_York", "2026-10-28 00:00 +0000", "2026-11-01 01:30 -0400", "2026-W44"},
		{"half an hour on Lord Howe", time.Sunday, "02:10", "Australia/Lord_Howe", "2026-10-01 00:00 +0000", "2026-10-04 02:30 +1100", "2026-W40"},
		{"gap at midnight", time.Friday, "00:00", "Africa/Cairo", "2026-04-20 00:00 +0000", "2026-04-24 01:00 +0300", "2026-W17"},
		{"a day left out", time.Friday, "09:00", "Pacific/Apia", "2011-12-28 00:00 +0000", "2011-12-31 00:00 +1400", "2011-W52"},

		{"week 53", time.Thursday, "09:00", "Asia/Seoul", "2026-12-29 00:00 +0000", "2026-12-31 09:00 +0900", "2026-W53"},
		{"week 53 goes on in January", time.Sunday, "09:00", "Asia/Seoul", "2026-12-31 23:00 +0000", "2027-01-03 09:00 +0900", "2026-W53"},
		{"and then week 1", time.Monday, "09:00", "Asia/Seoul", "2027-01-01 00:00 +0000", "2027-01-04 09:00 +0900", "2027-W01"},
		{"week 1 begins in December", time.Tuesday, "09:00", "Asia/Seoul", "2025-12-29 00:00 +0000", "2025-12-30 09:00 +0900", "2026-W01"},
		{"year's end in two zones", time.Thursday, "23:30", "America/New_York", "2026-12-31 20:00 +0000", "2026-12-31 23:30 -0500", "2026-W53"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := must[delivery.Schedule](t)(delivery.NewSchedule(tt.weekday, must[int](t)(delivery.ParseClock(tt.clock)), tt.zone))
			next := s.Next(at(t, tt.after))
			if want := at(t, tt.next); !next.At.Equal(want) || next.Week() != tt.week {
				t.Errorf("next is %v in %s, want %v in %s", next.At, next.Week(), want.UTC(), tt.week)
			}
			if last := s.Last(next.At); last != next {
				t.Errorf("at that instant, the last is %v", last)
			}
			if last := s.Last(next.At.Add(-1)); !last.At.Before(next.At) {
				t.Errorf("just before, the last is %v", last)
			}
		})
	}
}

// Whatever the zone, each week has one occasion, and Last and Next agree.
func TestScheduleOverYears(t *testing.T) {
	zones := []string{
		"Asia/Seoul", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
		"Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Africa/Cairo", "Pacific/Kiritimati", "UTC",
	}
	for _, zone := range zones {
		for _, minute := range []int{0, 59, 90, 150, 9 * 60, 24*60 - 1} {
			for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
				s := must[delivery.Schedule](t)(delivery.NewSchedule(weekday, minute, zone))
				due := s.Next(time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC))
				weeks := map[string]bool{}
				for range 52 * 4 {
					next := s.Next(due.At)
					if weeks[next.Week()] || s.Last(next.At.Add(-1)) != due || next.Date != due.Date.AddDays(7) {
						t.Fatalf("%s, %v, minute %d: after %v comes %v", zone, weekday, minute, due, next)
					}
					weeks[next.Week()] = true
					due = next
				}
			}
		}
	}
}

func TestScheduleRefuses(t *testing.T) {
	for _, tt := range []struct {
		weekday time.Weekday
		minute  int
		zone    string
	}{
		{7, 0, "Asia/Seoul"}, {-1, 0, "Asia/Seoul"}, {1, -1, "Asia/Seoul"}, {1, 1440, "Asia/Seoul"},
		{1, 0, ""}, {1, 0, "Local"}, {1, 0, "Asia/Nowhere"}, {1, 0, "../../etc/passwd"},
	} {
		if _, err := delivery.NewSchedule(tt.weekday, tt.minute, tt.zone); err == nil {
			t.Errorf("%+v makes a schedule", tt)
		}
	}
	for _, text := range []string{"", "9", "24:00", "09:60", "9am", "-1:00"} {
		if n, err := delivery.ParseClock(text); err == nil {
			t.Errorf("%q is minute %d", text, n)
		}
	}
}
