package grounding

import (
	"strconv"
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

// isCount reports whether the small number at i counts something: "December 5
// percent higher", "on May 15 and 20 companies".
func (t text) isCount(i int) bool {
	next := t.word(i + 1)
	if scales[next] > 0 || measures[next] != "" && measures[next] != "day" {
		return adjacent(t.gap(i + 1))
	}
	return t.word(i-1) == "and" && adjacent(t.gap(i+1)) && len(next) > 3 && !t.capital(i+1) && strings.HasSuffix(next, "s")
}

func (t text) yearAfter(i int) (year, next int) {
	at := i
	if t.word(at) == "of" || t.word(at) == "in" {
		at++
	}
	if g := strings.Trim(t.gap(at), " ,.)("); g == "" || g == "," {
		if y := t.year(at); y != 0 {
			return y, at + 1
		}
	}
	return 0, i
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

// year returns the year that token i spells, else 0.
func (t text) year(i int) int {
	w := t.word(i)
	if len(w) != 4 || len(t.raw(i)) != 4 {
		return 0
	}
	y, err := strconv.Atoi(w)
	if err != nil || y < 1900 || y > 2099 {
		return 0
	}
	return y
}

// day returns the day of the month that token i spells ("15", "15th"), else 0.
func (t text) day(i int) int {
	w := t.word(i)
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if rest, ok := strings.CutSuffix(w, suffix); ok {
			w = rest
			break
		}
	}
	return small(w, 31)
}

func (t text) small(i, most int) int { return small(t.word(i), most) }

func small(w string, most int) int {
	if w == "" || len(w) > 2 {
		return 0
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 1 || n > most {
		return 0
	}
	return n
}

// adjacent reports whether a gap joins two parts of one date.
func adjacent(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "", ".", ",", "-":
		return true
	}
	return false
}

func daySpan(year int, month time.Month, first, last, next int) DateMention {
	return DateMention{Period: release.Period{
		From: release.NewDate(year, month, first), To: release.NewDate(year, month, last),
	}, next: next}
}

func yearOf(y int) release.Period {
	return release.Period{From: release.NewDate(y, time.January, 1), To: release.NewDate(y, time.December, 31)}
}

// yearOr completes a date without a year from the release date: a release of
// January that speaks of December means the December before.
func yearOr(year int, month time.Month, ref release.Date) int {
	switch {
	case year != 0 || ref.IsZero():
		return year
	case ref.Month <= time.March && month >= time.October:
		return ref.Year - 1
	}
	return ref.Year
}
