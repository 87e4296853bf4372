// Package dates reads dates and periods out of English and Korean text:
// "December 15-17, 2025", "the first half of 2026", "지난 17일", "'26.9월".
package dates

import (
	"strconv"
	"strings"
	"time"

	"motirbot/internal/words"
	"motirbot/release"
)

// Kind says what a mention names.
type Kind uint8

// The kinds of mentions. A Part is some of a longer period ("mid-December",
// "the end of 2027"), a Weekday a day named by its weekday alone.
const (
	Day Kind = iota + 1
	Week
	Part
	Month
	Quarter
	Half
	Year
	Span
	Weekday
)

// Mention is a stretch of text that names days.
type Mention struct {
	Period     release.Period // closed at both ends
	Start, End int            // byte offsets
	Kind       Kind
	Relative   bool // counted from the reference day: "last week", "지난 17일"
	Yearless   bool // the year was supplied and not named
	Monthless  bool // so was the month: "지난 17일"
	// Named is the weekday written beside a day ("Monday, June 15"), counted
	// from Monday = 1; 0 for none.
	Named int
}

// Years outside these bounds are numbers: "2300 companies".
const minYear, maxYear = 1990, 2079

// maxBorrow is how many words a month looks ahead for its year: "October,
// November and December 2024".
const maxBorrow = 8

// token is a word with what stands before it, white space taken away; a line
// break is kept as "\n".
type token struct {
	words.Token
	gap    string
	spaced bool
}

type reader struct {
	text string
	toks []token
	ref  release.Date
}

// Read returns the mentions of text in order; they do not overlap. What is
// relative, or lacks a year, is read as of ref: a month without a year is the
// newest that has begun.
func Read(text string, ref release.Date) []Mention {
	return ReadTokens(text, words.Split(text), ref)
}

// ReadTokens is Read on a text that words.Split has cut already.
func ReadTokens(text string, split []words.Token, ref release.Date) []Mention {
	r := &reader{text: text, toks: make([]token, 0, len(split)), ref: ref}
	end := 0
	for _, t := range split {
		if t.Joined {
			continue
		}
		raw := text[end:t.Start]
		gap := strings.TrimSpace(raw)
		if strings.Contains(raw, "\n") {
			gap = "\n"
		}
		r.toks = append(r.toks, token{Token: t, gap: gap, spaced: len(gap) < len(raw)})
		end = t.End
		if a, b, ok := strings.Cut(t.Text, "."); ok && len(a) <= 2 && len(b) <= 2 && len(a)+1+len(b) == t.End-t.Start && isDateTail(text[t.End:]) {
			// words.Split takes the date in "12.18.(목)" for a decimal number.
			n := len(r.toks) - 1
			r.toks[n].Text, r.toks[n].End = a, t.Start+len(a)
			r.toks = append(r.toks, token{Token: words.Token{Text: b, Start: t.End - len(b), End: t.End}, gap: "."})
		}
	}
	var out []Mention
	for i := 0; i < len(r.toks); {
		m, next := r.mention(i)
		if next == i {
			i++
			continue
		}
		if !m.Period.IsZero() && !m.Period.IsEmpty() {
			m.Start, m.End = r.toks[i].Start, r.end(next)
			out = r.join(out, m, i)
		}
		i = next
	}
	return out
}

// isDateTail reports whether what follows two numbers makes them a date: a
// weekday in brackets, or the word for month.
func isDateTail(rest string) bool {
	if strings.HasPrefix(rest, "월") {
		return true
	}
	inner, ok := strings.CutPrefix(strings.TrimPrefix(rest, "."), "(")
	if !ok {
		return false
	}
	for _, w := range koreanWeekdays {
		if strings.HasPrefix(inner, w+")") || strings.HasPrefix(inner, w+"요일)") || strings.HasPrefix(inner, w+",") {
			return true
		}
	}
	return false
}

// end is where the mention before token next ends: without the particle that
// a Korean unit carries ("일에", "월부터").
func (r *reader) end(next int) int {
	t := r.toks[next-1]
	if words.IsHangul(t.Text) {
		for _, unit := range koreanEnds {
			if strings.HasPrefix(r.text[t.Start:t.End], unit) {
				return t.Start + len(unit)
			}
		}
	}
	return t.End
}

// mention reads what starts at token i; next == i if nothing does. An empty
// period with next > i is no date and must not be read in part ("February 30").
func (r *reader) mention(i int) (m Mention, next int) {
	for _, read := range []func(int) (Mention, int){
		r.weekdayDate, r.iso, r.korean, r.part, r.quarter, r.relative, r.dayMonth, r.monthDay, r.half, r.month, r.year,
	} {
		if m, next = read(i); next > i {
			return m, next
		}
	}
	return Mention{}, i
}

// join adds m to the mentions before it. "January to August", "between 2018
// and 2020" are one.
func (r *reader) join(out []Mention, m Mention, at int) []Mention {
	if len(out) == 0 || at == 0 {
		return append(out, m)
	}
	last := &out[len(out)-1]
	first := at
	for first > 0 && r.toks[first-1].Start >= last.End {
		first--
	}
	opens := r.leads(last.Start, "from", "between")
	joint := ""
	switch between := strings.TrimSpace(strings.TrimPrefix(r.text[last.End:m.Start], ")")); strings.ToLower(between) {
	case "to", "through", "until", "till", "-", "–", "~", "∼", "～", "부터", "to the", "에서":
		joint = "to"
	case "and", "and the":
		joint = "and"
	}
	same := last.Kind == m.Kind && !last.Relative && !m.Relative && (m.Kind == Day || m.Kind == Month || m.Kind == Year)
	if joint == "" || strings.Contains(r.toks[at].gap, "\n") || !opens && (joint == "and" || !same) {
		return append(out, m)
	}
	last.End, last.Kind, last.Named = m.End, Span, 0
	from, to := last.Period, m.Period
	last.Period.To = to.To
	if last.Period.IsEmpty() && last.Yearless {
		// "from November to January" goes over the turn of the year.
		last.Period.From = release.NewDate(from.From.Year-1, from.From.Month, from.From.Day)
	}
	if last.Period.IsEmpty() {
		last.Period = release.Period{From: to.From, To: from.To}
	}
	last.Yearless = last.Yearless && m.Yearless
	return out
}

// leads reports whether one of the words stands right before byte at.
func (r *reader) leads(at int, lead ...string) bool {
	before := strings.TrimRight(r.text[max(0, at-16):at], " ")
	for _, w := range lead {
		if n := len(before) - len(w); n >= 0 && strings.EqualFold(before[n:], w) {
			return true
		}
	}
	return false
}

func (r *reader) word(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	return r.toks[i].Text
}

// tight reports whether token i follows on the one before with nothing but
// space, or one of the given signs, between them.
func (r *reader) tight(i int, signs ...string) bool {
	if i <= 0 || i >= len(r.toks) {
		return false
	}
	gap := r.toks[i].gap
	if gap == "" {
		return true
	}
	for _, s := range signs {
		if gap == s {
			return true
		}
	}
	return false
}

// seq reports whether the words stand in a row from token i on.
func (r *reader) seq(i int, list ...string) bool {
	for n, w := range list {
		if r.word(i+n) != w || n > 0 && !r.tight(i+n, "-") {
			return false
		}
	}
	return true
}

// number reads one or two digits, with an ordinal ending or without.
func (r *reader) number(i int) (int, bool) {
	w := r.word(i)
	if n := len(w); n > 2 {
		switch w[n-2:] {
		case "st", "nd", "rd", "th":
			w = w[:n-2]
		}
	}
	if len(w) == 0 || len(w) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n > 0
}

// yearAt reads a year in four digits that no unit or scale follows.
func (r *reader) yearAt(i int) (int, bool) {
	w := r.word(i)
	if len(w) != 4 || r.toks[i].End-r.toks[i].Start != 4 {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < minYear || n > maxYear {
		return 0, false
	}
	if i+1 < len(r.toks) && r.toks[i+1].gap == "" {
		next := r.word(i + 1)
		switch next {
		case "percent", "million", "billion", "trillion", "won", "dollars", "tons", "units", "usd":
			return 0, false
		}
		if words.IsHangul(next) && !r.toks[i+1].spaced && strings.ContainsAny(next[:len("가")], "만억조천개명원곳건대톤달") {
			return 0, false
		}
	}
	return n, true
}

// ofYear reads an optional year after a month: "2025", ", 2025", "of 2025".
func (r *reader) ofYear(i int) (year, next int) {
	j := i
	if w := r.word(j); (w == "of" || w == "in") && r.tight(j, ",") {
		j++
	} else if !r.tight(j, ",", ".", "’", "'") {
		return 0, i
	}
	if y, ok := r.yearAt(j); ok && (j == i || r.tight(j)) {
		return y, j + 1
	}
	return 0, i
}

// borrowed is the year that a month without one takes from what follows in the
// same list, 0 for none.
func (r *reader) borrowed(i int) int {
	for n := range maxBorrow {
		if !r.tight(i+n, ",", "-", "–", "~", ".") {
			return 0
		}
		if y, ok := r.yearAt(i + n); ok {
			return y
		}
		switch w := r.word(i + n); w {
		case "and", "or", "to", "through", "until", "vs", "with", "than", "in", "of", "q1", "q2", "q3", "q4", "h1", "h2":
		default:
			if months[w] == 0 {
				return 0
			}
		}
	}
	return 0
}

// supply gives m's year: named, borrowed, or that of the newest such month
// which has begun.
func (r *reader) supply(year int, month time.Month, next int) (int, bool) {
	if year != 0 {
		return year, false
	}
	if y := r.borrowed(next); y != 0 {
		return y, false
	}
	if release.NewDate(r.ref.Year, month, 1).After(r.ref) {
		return r.ref.Year - 1, true
	}
	return r.ref.Year, true
}

func civil(year int, month time.Month, day int) release.Period {
	d := release.NewDate(year, month, day)
	if d.Month != month || d.Day != day || year < minYear || year > maxYear {
		return release.Period{}
	}
	return release.Period{From: d, To: d}
}

func days(year int, month time.Month, first, last int) release.Period {
	from, to := civil(year, month, first), civil(year, month, last)
	if from.IsZero() || to.IsZero() || last < first {
		return release.Period{}
	}
	return release.Period{From: from.From, To: to.To}
}

func monthsOf(year int, first time.Month, count int) release.Period {
	return release.Period{From: release.NewDate(year, first, 1), To: release.NewDate(year, first+time.Month(count), 0)}
}

// around is the calendar unit that holds d, shifted by so many units.
func around(d release.Date, unit string, shift int) (release.Period, Kind) {
	switch unit {
	case "week", "weeks", "wk", "wks":
		return release.WeekOf(d.AddDays(7 * shift)), Week
	case "month", "months":
		return monthsOf(d.Year, d.Month+time.Month(shift), 1), Month
	case "quarter", "quarters":
		return monthsOf(d.Year, (d.Month-1)/3*3+1+time.Month(3*shift), 3), Quarter
	case "day", "days":
		return release.Period{From: d.AddDays(shift), To: d.AddDays(shift)}, Day
	case "year", "years", "yr", "yrs":
		return monthsOf(d.Year+shift, 1, 12), Year
	}
	return release.Period{}, 0
}
