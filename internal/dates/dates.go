// Package dates reads dates and periods out of English and Korean text:
// "December 15-17, 2025", "the first half of 2026", "지난 17일", "'26.9월".
package dates

import (
	"maps"
	"slices"
	"strings"
	"sync"

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
	Yearless   bool // the year was supplied, or counted from the reference day, and not named
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
	text  string
	toks  []token
	ref   release.Date
	depth int // of mentions inside mentions
	rules *grammar
}

// rules is the grammar of both languages. The Korean rules come first, since they
// name the units of their numbers.
var rules = sync.OnceValue(func() *grammar {
	slots := map[string]slot{}
	maps.Copy(slots, englishSlots)
	maps.Copy(slots, koreanSlots)
	return compile(slots, slices.Concat(koreanRules, englishRules))
})

// Read returns the mentions of text in order; they do not overlap. What is
// relative, or lacks a year, is read as of ref: a month without a year is the
// newest that has begun.
func Read(text string, ref release.Date) []Mention {
	return ReadTokens(text, words.Split(text), ref)
}

// ReadTokens is Read on a text that words.Split has cut already.
func ReadTokens(text string, split []words.Token, ref release.Date) []Mention {
	r := &reader{rules: rules(), text: text, toks: make([]token, 0, len(split)), ref: ref}
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
		if len(gap) > 1 {
			// What belongs to the word before: "Jan.-Sept.", "last year's Q3".
			gap = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(gap, "."), "'s"), "’s")
		}
		first := len(r.toks)
		a, b, points := strings.Cut(t.Text, ".")
		switch {
		case points && (len(a) <= 2 || len(a) == 4) && len(b) <= 2 && len(t.Text) == t.End-t.Start && isDateTail(text[t.End:]):
			// words.Split takes the date in "12.18.(목)" for a decimal number.
			r.add(a, t.Start, "")
			r.add(b, t.End-len(b), ".")
		case words.IsHangul(t.Text) && len(t.Text) == t.End-t.Start:
			at := t.Start
			for _, piece := range r.rules.pieces(t.Text) {
				r.add(piece, at, "")
				at += len(piece)
			}
		default:
			r.toks = append(r.toks, token{Token: t})
		}
		r.toks[first].gap, r.toks[first].spaced = gap, len(gap) < len(raw)
		end = t.End
	}
	var out []Mention
	for i := 0; i < len(r.toks); {
		m, next := r.mention(i)
		if next == i {
			i++
			continue
		}
		if !m.Period.IsZero() && !m.Period.IsEmpty() {
			m.Start, m.End = r.toks[i].Start, r.toks[next-1].End
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
	day := inner[:max(0, strings.IndexAny(inner, "),"))]
	return koreanWeekdays[day] != 0
}

func (r *reader) add(text string, at int, gap string) {
	r.toks = append(r.toks, token{Token: words.Token{Text: text, Start: at, End: at + len(text)}, gap: gap})
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
	switch between := strings.TrimSpace(strings.TrimLeft(r.text[last.End:m.Start], ".)")); strings.ToLower(between) {
	case "to", "through", "until", "till", "-", "–", "~", "∼", "～", "부터", "to the", "에서":
		joint = "to"
	case "and", "and the":
		joint = "and"
	}
	named := (!last.Relative || last.Yearless) && (!m.Relative || m.Yearless)
	same := last.Kind == m.Kind && named && (m.Kind == Day || m.Kind == Month || m.Kind == Year)
	if joint == "" || strings.Contains(r.toks[at].gap, "\n") || !opens && (joint == "and" || !same) {
		return append(out, m)
	}
	last.End, last.Kind, last.Named = m.End, Span, 0
	from, to := last.Period, m.Period
	last.Period.To = to.To
	if last.Yearless && !last.Relative && m.Relative && m.Yearless {
		// "January to March of last year" is all of that year.
		from.From.Year = to.To.Year
		last.Period.From, last.Relative = from.From, true
	}
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
		if n := len(before) - len(w); n >= 0 && strings.EqualFold(before[n:], w) && (n == 0 || before[n-1] == ' ') {
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
