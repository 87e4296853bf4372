package grounding

import (
	"strings"
	"time"

	"motirbot/release"
)

// DateMention is a day, month, quarter, half or year that a text names.
type DateMention struct {
	Period     release.Period
	Start, End int // byte offsets, weekday included

	yearless bool         // the year is the release's, not the text's
	weekday  time.Weekday // as written beside the date
	weekdays bool         // a weekday is written beside the date
	first    int          // first token
	next     int          // token after
}

// Dates returns the calendar dates of s in reading order, in any spelling:
// "Monday, December 15", "15 Dec. 2025", "December 15–17", "2025-12-15",
// "first half of 2026", "last year", "2025년 12월 15일". A date without a year
// takes that of releaseDate, or the year before where a release of the first
// quarter speaks of the last one.
func Dates(s string, releaseDate release.Date) []DateMention {
	return cutText(s).dates(releaseDate)
}

func (t text) dates(ref release.Date) []DateMention {
	var out []DateMention
	for i := 0; i < len(t.toks); {
		m, ok := t.date(i, ref)
		if !ok {
			i++
			continue
		}
		m.first = i
		t.addWeekday(&m, out)
		m.Start, m.End = t.span(m.first, m.next)
		m.End -= particleLen(t.raw(m.next - 1))
		out = append(out, m)
		i = m.next
	}
	return out
}

// dateTokens are the tokens that dates cover: they are no figures.
func (t text) dateTokens() map[int]bool {
	covered := map[int]bool{}
	for _, m := range t.dates(release.Date{}) {
		for i := m.first; i < m.next; i++ {
			covered[i] = true
		}
	}
	return covered
}

func (t text) date(i int, ref release.Date) (DateMention, bool) {
	for _, read := range []func(int, release.Date) (DateMention, bool){
		t.isoDate, t.koreanDate, t.monthFirst, t.dayFirst, t.partOfYear, t.relative, t.yearAlone,
	} {
		if m, ok := read(i, ref); ok {
			return m, true
		}
	}
	return DateMention{}, false
}

// isoDate reads 2025-12-15, 2025/12/15 and 2025.12.15.
func (t text) isoDate(i int, _ release.Date) (DateMention, bool) {
	y, m, d := t.year(i), t.small(i+1, 12), t.small(i+2, 31)
	sep := strings.Trim(t.gap(i+1), " ")
	if y == 0 || m == 0 || d == 0 || sep != strings.Trim(t.gap(i+2), " ") || len(sep) != 1 || !strings.Contains("-/.", sep) {
		return DateMention{}, false
	}
	return daySpan(y, time.Month(m), d, d, i+3), true
}

// monthFirst reads "December 15–17, 2025", "December 15", "December 2025" and
// "December".
func (t text) monthFirst(i int, ref release.Date) (DateMention, bool) {
	month := t.month(i)
	if month == 0 {
		return DateMention{}, false
	}
	day := t.day(i + 1)
	if day == 0 || !adjacent(t.gap(i+1)) || t.isCount(i+1) {
		return t.monthAlone(i, month, ref)
	}
	last, next := t.rangeEnd(day, i+2)
	year, after := t.yearAfter(next)
	m := daySpan(yearOr(year, month, ref), month, day, last, after)
	m.yearless = year == 0
	return m, true
}

// dayFirst reads "15 December 2025", "15th of December", "15–17 December".
func (t text) dayFirst(i int, ref release.Date) (DateMention, bool) {
	day := t.day(i)
	if day == 0 {
		return DateMention{}, false
	}
	last, next := t.rangeEnd(day, i+1)
	if t.word(next) == "of" {
		next++
	}
	month := t.month(next)
	if month == 0 || !adjacent(t.gap(next)) || strings.Contains(t.gap(next), ".") || t.day(next+1) != 0 && t.year(next+1) == 0 {
		return DateMention{}, false
	}
	year, after := t.yearAfter(next + 1)
	m := daySpan(yearOr(year, month, ref), month, day, last, after)
	m.yearless = year == 0
	return m, true
}

func (t text) monthAlone(i int, month time.Month, ref release.Date) (DateMention, bool) {
	year, next := t.yearAfter(i + 1)
	if year == 0 && (t.word(i) == "may" || t.word(i) == "march" || t.word(i) == "mar") && !t.monthExpected(i) {
		return DateMention{}, false
	}
	if year == 0 && !t.capital(i) && len(t.word(i)) <= 3 {
		return DateMention{}, false // "mar", "jun" in lower case
	}
	p := release.MonthOf(yearOr(year, month, ref), month)
	return DateMention{Period: p, next: next, yearless: year == 0}, true
}

// monthExpected tells the month from the verb in "in May" and "may sign".
func (t text) monthExpected(i int) bool {
	switch t.word(i - 1) {
	case "in", "of", "since", "until", "by", "during", "through", "from", "to", "early", "late", "mid", "last", "next", "this", "for":
		return t.capital(i)
	}
	return false
}

// rangeEnd reads the second day of "15–17", "15 to 17" or "19 and 20".
func (t text) rangeEnd(first, i int) (last, next int) {
	dash := strings.TrimSpace(t.gap(i))
	if d := t.day(i); d > first && (dash == "-" || dash == "–" || dash == "~") {
		return d, i + 1
	}
	switch t.word(i) {
	case "to", "and", "through", "until":
		if d := t.day(i + 1); d > first && adjacent(t.gap(i+1)) && !t.isCount(i+1) {
			return d, i + 2
		}
	}
	return first, i
}

// yearAlone reads "2025"; "2,025" and "2025 units" are figures.
func (t text) yearAlone(i int, _ release.Date) (DateMention, bool) {
	y := t.year(i)
	if y == 0 || strings.TrimSpace(t.gap(i+1)) == "" && (scales[t.word(i+1)] > 0 || measures[t.word(i+1)] != "" || t.word(i+1) == "units") {
		return DateMention{}, false
	}
	if u, _ := t.currencyBefore(i); u != "" {
		return DateMention{}, false
	}
	return DateMention{Period: yearOf(y), next: i + 1}, true
}
