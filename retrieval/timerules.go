package retrieval

import (
	"strconv"
	"strings"
	"time"

	"motirbot/release"
)

func yearPeriod(year int) release.Period {
	return release.Period{From: release.NewDate(year, 1, 1), To: release.NewDate(year, 12, 31)}
}

func oneDay(d release.Date) release.Period { return release.Period{From: d, To: d} }

// year reads an optional year. A month without one is the newest such month
// that has begun, unless a year follows soon.
func (m match) year(group string, month time.Month) int {
	if year, err := strconv.Atoi(group); err == nil {
		return year
	}
	if m.next != 0 {
		return m.next
	}
	if release.NewDate(m.asOf.Year, month, 1).After(m.asOf) {
		return m.asOf.Year - 1
	}
	return m.asOf.Year
}

func civil(year int, month time.Month, day int) (release.Date, bool) {
	d := release.NewDate(year, month, day)
	return d, d.Month == month && d.Day == day && year >= minYear && year <= maxYear
}

func readISO(m match) (release.Period, bool) {
	year, _ := strconv.Atoi(m.group(1))
	month, _ := strconv.Atoi(m.group(2))
	day, _ := strconv.Atoi(m.group(3))
	d, ok := civil(year, time.Month(month), day)
	return oneDay(d), ok
}

// readDay reads a day and a month in the given groups and a year in the third.
func readDay(dayGroup, monthGroup int) func(match) (release.Period, bool) {
	return func(m match) (release.Period, bool) {
		month, _ := monthOf(m.group(monthGroup))
		day, _ := strconv.Atoi(m.group(dayGroup))
		d, ok := civil(m.year(m.group(3), month), month, day)
		return oneDay(d), ok
	}
}

func readWeekOf(dayGroup, monthGroup int) func(match) (release.Period, bool) {
	return func(m match) (release.Period, bool) {
		day, ok := readDay(dayGroup, monthGroup)(m)
		return release.WeekOf(day.From), ok
	}
}

func readDayRange(m match) (release.Period, bool) {
	month, _ := monthOf(m.group(1))
	year := m.year(m.group(4), month)
	first, _ := strconv.Atoi(m.group(2))
	last, _ := strconv.Atoi(m.group(3))
	from, okFrom := civil(year, month, first)
	to, okTo := civil(year, month, last)
	return release.Period{From: from, To: to}, okFrom && okTo && !to.Before(from)
}

func readMonth(m match) (release.Period, bool) {
	month, ok := monthOf(m.group(1))
	return release.MonthOf(m.year(m.group(2), month), month), ok
}

// readNthWeek counts weeks of seven days from the first of the month, as
// people mean by "the first week of December".
func readNthWeek(m match) (release.Period, bool) {
	month, _ := monthOf(m.group(2))
	whole := release.MonthOf(m.year(m.group(3), month), month)
	if m.group(1) == "last" {
		return release.Period{From: whole.To.AddDays(-6), To: whole.To}, true
	}
	from := whole.From.AddDays(7 * (ordinalOf(m.group(1)) - 1))
	week := release.Period{From: from, To: from.AddDays(6)}.Intersect(whole)
	return week, !week.IsEmpty()
}

// readWeeksOfMonth reads "the first two weeks of this month".
func readWeeksOfMonth(m match) (release.Period, bool) {
	whole := around(m.asOf, "month", 0)
	if m.group(3) == "last" {
		whole = around(m.asOf, "month", -1)
	}
	if month, ok := monthOf(m.group(4)); ok {
		whole = release.MonthOf(m.year(m.group(5), month), month)
	}
	days := 7 * countOf(m.group(2))
	if m.group(1) == "last" {
		return release.Period{From: whole.To.AddDays(1 - days), To: whole.To}, true
	}
	return release.Period{From: whole.From, To: whole.From.AddDays(days - 1)}, true
}

func readPartOfMonth(m match) (release.Period, bool) {
	month, _ := monthOf(m.group(2))
	whole := release.MonthOf(m.year(m.group(3), month), month)
	day := func(n int) release.Date { return whole.From.AddDays(n - 1) }
	switch m.group(1) {
	case "early", "beginning of":
		whole.To = day(10)
	case "mid", "middle of":
		whole.From, whole.To = day(10), day(20)
	case "first half of":
		whole.To = day(15)
	case "second half of":
		whole.From = day(16)
	default:
		whole.From = day(20)
	}
	return whole, true
}

func readQuarter(m match) (release.Period, bool) {
	quarter, err := strconv.Atoi(m.group(1))
	if err != nil {
		quarter = ordinalOf(m.group(2))
	}
	if m.group(2) == "last" && m.group(3) == "" {
		return around(m.asOf, "quarter", -1), true
	}
	if quarter < 1 || quarter > 4 {
		return release.Period{}, false
	}
	first := time.Month(3*quarter - 2)
	year := m.year(m.group(3), first)
	return release.Period{From: release.NewDate(year, first, 1), To: release.NewDate(year, first+3, 0)}, true
}

func readHalf(m match) (release.Period, bool) {
	first := time.January
	if strings.HasPrefix(m.group(1)+m.group(2), "2") || m.group(2) == "second" {
		first = time.July
	}
	if m.group(3) == "" && m.group(1) == "" {
		return release.Period{}, false // "the first half": of what is not said
	}
	year := m.year(m.group(3), first)
	return release.Period{From: release.NewDate(year, first, 1), To: release.NewDate(year, first+6, 0)}, true
}

func readYear(m match) (release.Period, bool) {
	year, err := strconv.Atoi(m.group(1))
	return yearPeriod(year), err == nil && year >= minYear && year <= maxYear
}

// readKorean reads "2025년 12월 17일", with or without year and day, and "2025년".
func readKorean(m match) (release.Period, bool) {
	if year, err := strconv.Atoi(m.group(4)); err == nil {
		return yearPeriod(year), true
	}
	month, _ := strconv.Atoi(m.group(2))
	if month < 1 || month > 12 {
		return release.Period{}, false
	}
	year := m.year(m.group(1), time.Month(month))
	day, err := strconv.Atoi(m.group(3))
	if err != nil {
		return release.MonthOf(year, time.Month(month)), true
	}
	d, ok := civil(year, time.Month(month), day)
	return oneDay(d), ok
}

// readNextMonth reads "next January": the first one to begin after the day.
func readNextMonth(m match) (release.Period, bool) {
	month, ok := monthOf(m.group(1))
	year := m.asOf.Year
	if !release.NewDate(year, month, 1).After(m.asOf) {
		year++
	}
	return release.MonthOf(year, month), ok
}

// readDaysOfMonth reads "15-17 December 2025".
func readDaysOfMonth(m match) (release.Period, bool) {
	month, _ := monthOf(m.group(3))
	year := m.year(m.group(4), month)
	first, _ := strconv.Atoi(m.group(1))
	last, _ := strconv.Atoi(m.group(2))
	from, okFrom := civil(year, month, first)
	to, okTo := civil(year, month, last)
	return release.Period{From: from, To: to}, okFrom && okTo && !to.Before(from)
}

// readAgo reads "two weeks ago": the unit that lies so far back, a day for days.
func readAgo(m match) (release.Period, bool) {
	n := countOf(m.group(1))
	switch unit := m.group(2); unit {
	case "day":
		return oneDay(m.asOf.AddDays(-n)), true
	case "yr":
		return around(m.asOf, "year", -n), true
	default:
		return around(m.asOf, unit, -n), true
	}
}

func readPast(m match) (release.Period, bool) {
	n := countOf(m.group(1))
	from := m.asOf
	switch m.group(2) {
	case "day":
		from = from.AddDays(-n)
	case "week", "wk":
		from = from.AddDays(-7 * n)
	case "month":
		from = release.NewDate(from.Year, from.Month-time.Month(n), from.Day)
	default:
		from = release.NewDate(from.Year-n, from.Month, from.Day)
	}
	return release.Period{From: from, To: m.asOf}, true
}

func readThis(m match) (release.Period, bool) {
	unit := m.group(1)
	if unit == "" {
		unit = "week"
		if strings.Contains(m.group(0), "month") {
			unit = "month"
		}
	}
	return around(m.asOf, unit, 0), true
}

func readLast(m match) (release.Period, bool) { return around(m.asOf, m.group(1), -1), true }
func readNext(m match) (release.Period, bool) { return around(m.asOf, m.group(1), +1), true }

// around returns the calendar unit that holds d, shifted by so many units.
func around(d release.Date, unit string, shift int) release.Period {
	switch unit {
	case "week", "wk":
		return release.WeekOf(d.AddDays(7 * shift))
	case "month":
		return release.MonthOf(d.Year, d.Month+time.Month(shift))
	case "quarter":
		first := (d.Month-1)/3*3 + 1 + time.Month(3*shift)
		return release.Period{From: release.NewDate(d.Year, first, 1), To: release.NewDate(d.Year, first+3, 0)}
	}
	return yearPeriod(d.Year + shift)
}

func readNearDay(m match) (release.Period, bool) {
	switch m.group(1) {
	case "yesterday":
		return oneDay(m.asOf.AddDays(-1)), true
	case "tomorrow":
		return oneDay(m.asOf.AddDays(1)), true
	case "the day before yesterday":
		return oneDay(m.asOf.AddDays(-2)), true
	}
	return oneDay(m.asOf), true
}

// readWeekday returns the newest such day up to the day of asking.
func readWeekday(m match) (release.Period, bool) {
	for back := range 8 {
		if back == 0 && strings.HasPrefix(m.group(0), "last") {
			continue
		}
		d := m.asOf.AddDays(-back)
		if strings.HasPrefix(strings.ToLower(d.Weekday().String()), m.group(1)) {
			return oneDay(d), true
		}
	}
	return release.Period{}, false
}

func ordinalOf(word string) int {
	switch word {
	case "first", "1st":
		return 1
	case "second", "2nd":
		return 2
	case "third", "3rd":
		return 3
	case "fourth", "4th", "last":
		return 4
	}
	return 5
}

func countOf(word string) int {
	if n, err := strconv.Atoi(word); err == nil {
		return n
	}
	words := map[string]int{"a": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12}
	return words[word]
}
