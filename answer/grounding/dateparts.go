package grounding

import (
	"strconv"
	"strings"
	"time"

	"motirbot/release"
)

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
