package grounding

import (
	"strings"
	"time"

	"motirbot/release"
)

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
	"august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
	"oct": 10, "nov": 11, "dec": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
	"월요일": time.Monday, "화요일": time.Tuesday, "수요일": time.Wednesday, "목요일": time.Thursday,
	"금요일": time.Friday, "토요일": time.Saturday, "일요일": time.Sunday,
}

func (t text) month(i int) time.Month { return months[t.word(i)] }

// weekdayAt reads a weekday, with or without the Korean particle.
func (t text) weekdayAt(i int) (time.Weekday, bool) {
	w := t.word(i)
	if d, ok := weekdays[w]; ok {
		return d, true
	}
	if d, ok := weekdays[string([]rune(w + "   ")[:3])]; ok {
		return d, true
	}
	return 0, false
}

// addWeekday joins a weekday before ("Monday, December 15") or after
// ("15 December, a Monday"; "December 15 (Mon.)") to the date.
func (t text) addWeekday(m *DateMention, earlier []DateMention) {
	taken := 0
	if len(earlier) > 0 {
		taken = earlier[len(earlier)-1].next
	}
	if d, ok := t.weekdayAt(m.first - 1); ok && m.first-1 >= taken && adjacent(t.gap(m.first)) {
		m.weekday, m.weekdays = d, true
		m.first--
		return
	}
	g := strings.TrimSpace(t.gap(m.next))
	if d, ok := t.weekdayAt(m.next); ok && (g == "(" || g == "," || g == "") && strings.Trim(t.gap(m.next+1), " .") != "," {
		m.weekday, m.weekdays = d, true
		m.next++
	}
}

// partOfYear reads "first half of 2026", "third quarter", "Q3 2025",
// "first half of next year".
func (t text) partOfYear(i int, ref release.Date) (DateMention, bool) {
	w, next := t.word(i), i+1
	var part, size int
	switch {
	case len(w) == 2 && (w[0] == 'q' || w[0] == 'h') && w[1] >= '1' && w[1] <= '4' && t.capital(i):
		part, size = int(w[1]-'0'), 3
		if w[0] == 'h' {
			size = 6
		}
	case t.word(i+1) == "quarter":
		part, size, next = ordinalOf(w), 3, i+2
	case w == "first" && (t.word(i+2) == "months" || t.word(i+2) == "quarters"):
		return t.firstMonths(i, ref)
	case t.word(i+1) == "half":
		part, size, next = ordinalOf(w), 6, i+2
	}
	if part < 1 || part*size > 12 {
		return DateMention{}, false
	}
	year, after := t.yearAfter(next)
	if rel, ok := t.relative(skipOf(t, next), ref); year == 0 && ok && rel.Period.Days() > 300 {
		year, after = rel.Period.From.Year, rel.next
	}
	yearless := year == 0
	if yearless {
		year = ref.Year
	}
	first := time.Month((part-1)*size + 1)
	return DateMention{Period: release.Period{
		From: release.NewDate(year, first, 1), To: release.NewDate(year, first+time.Month(size), 0),
	}, next: after, yearless: yearless}, true
}

// firstMonths reads "the first eleven months of 2025", "first three quarters".
func (t text) firstMonths(i int, ref release.Date) (DateMention, bool) {
	n, _, next := t.numeral(i + 1)
	if t.word(i+2) == "quarters" {
		n *= 3
	}
	if next != i+2 || n < 2 || n > 12 {
		return DateMention{}, false
	}
	year, after := t.yearAfter(i + 3)
	yearless := year == 0
	if yearless {
		year = ref.Year
	}
	return DateMention{Period: release.Period{
		From: release.NewDate(year, time.January, 1), To: release.NewDate(year, time.Month(n)+1, 0),
	}, next: after, yearless: yearless}, true
}

func skipOf(t text, i int) int {
	if t.word(i) == "of" {
		return i + 1
	}
	return i
}

func ordinalOf(w string) int {
	if n, ok := ordinals[w]; ok {
		return int(n)
	}
	if len(w) == 3 && w[0] >= '1' && w[0] <= '4' {
		return int(w[0] - '0')
	}
	return 0
}

// relative reads "today", "last year", "this month", "올해" against ref.
func (t text) relative(i int, ref release.Date) (DateMention, bool) {
	if ref.IsZero() {
		ref = release.NewDate(1, time.January, 1) // the words still cover a date
	}
	if p, ok := relativeWord(t.word(i), ref); ok {
		return DateMention{Period: p, next: i + 1}, true
	}
	n, ok := map[string]int{"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "following": 1}[t.word(i)]
	if !ok || strings.TrimSpace(t.gap(i+1)) != "" {
		return DateMention{}, false
	}
	var p release.Period
	switch t.word(i + 1) {
	case "year":
		p = yearOf(ref.Year + n)
	case "month":
		p = release.MonthOf(ref.Year, ref.Month+time.Month(n))
	case "week":
		p = release.WeekOf(ref.AddDays(7 * n))
	default:
		return DateMention{}, false
	}
	return DateMention{Period: p, next: i + 2}, true
}

func relativeWord(w string, ref release.Date) (release.Period, bool) {
	switch {
	case w == "today":
		return release.Period{From: ref, To: ref}, true
	case w == "yesterday":
		return release.Period{From: ref.AddDays(-1), To: ref.AddDays(-1)}, true
	case w == "tomorrow":
		return release.Period{From: ref.AddDays(1), To: ref.AddDays(1)}, true
	case strings.HasPrefix(w, "올해"), strings.HasPrefix(w, "금년"):
		return yearOf(ref.Year), true
	case strings.HasPrefix(w, "지난해"), strings.HasPrefix(w, "작년"):
		return yearOf(ref.Year - 1), true
	case strings.HasPrefix(w, "내년"):
		return yearOf(ref.Year + 1), true
	}
	return release.Period{}, false
}

// koreanDate reads "2025년 12월 15일", "2025년 12월", "2025년", "12월 15일~17일"
// and "12월".
func (t text) koreanDate(i int, ref release.Date) (DateMention, bool) {
	year, month, day, at := 0, 0, 0, i
	if y := t.year(at); y != 0 && t.counted(at, "년") {
		year, at = y, at+2
	}
	if m := t.small(at, 12); m != 0 && t.counted(at, "월") {
		month, at = m, at+2
	}
	if d := t.small(at, 31); d != 0 && month != 0 && (t.counted(at, "일") || t.small(at+1, 31) > d && t.counted(at+1, "일")) {
		day, at = d, at+1
		if t.counted(at-1, "일") {
			at++
		}
	}
	if year == 0 && month == 0 {
		return DateMention{}, false
	}
	if month == 0 {
		return DateMention{Period: yearOf(year), next: at}, true
	}
	full := yearOr(year, time.Month(month), ref)
	if day == 0 {
		return DateMention{Period: release.MonthOf(full, time.Month(month)), next: at, yearless: year == 0}, true
	}
	last := day
	if d := t.small(at, 31); d > day && t.counted(at, "일") {
		last, at = d, at+2
	}
	m := daySpan(full, time.Month(month), day, last, at)
	m.yearless = year == 0
	return m, true
}

// particleLen is the length of what follows the counter in "15일에".
func particleLen(raw string) int {
	for _, counter := range []string{"요일", "년", "월", "일"} {
		if i := strings.Index(raw, counter); i >= 0 && i <= len("월") {
			return len(raw) - i - len(counter)
		}
	}
	return 0
}

// counted reports whether the number at i is followed by the counter.
func (t text) counted(i int, counter string) bool {
	return strings.HasPrefix(t.word(i+1), counter) && strings.TrimSpace(t.gap(i+1)) == ""
}
