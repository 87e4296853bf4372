package dates

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"motirbot/internal/words"
)

// A rule is a pattern of slots and what they mean together. A pattern is written
// as the slots' names with spaces between them. A name that no table of slots
// holds stands for itself, "a|b" for either word. Behind a slot, "?" makes it
// optional. In brackets before it are the signs that may part it from the slot
// before, as in "month [ .]dd"; without them nothing but space may, and after "_"
// not even that.
//
// The first rule whose slots are filled and whose build agrees is taken. A build
// that agrees with a zero period reads what is no date and must not be read in
// part ("February 30").
type rule struct {
	pattern string
	build   func(r *reader, m match) (Mention, bool)
}

// match is what the slots of a rule held.
type match struct {
	n        [6]int // values of the slots, in order
	count    int
	word     string  // the word of the last slot written "a|b"
	sub      Mention // of the last slot in angle brackets
	year     int     // 0 where none is named
	relative bool    // the year, or the month, is counted from the reference day
	coming   int     // 1 for the next such month or day, -1 for the last
	weekday  int     // in brackets behind a day
	start    int     // the first token
	next     int     // the token after the last
}

func (m *match) add(n int) {
	if m.count < len(m.n) {
		m.n[m.count] = n
		m.count++
	}
}

// slot fills from words with their values, from numbers, or as read says, which
// returns the token after what it took, or i.
type slot struct {
	words  map[string]int
	digits bool // a number may start it
	anyGap bool // read looks at what parts it from the slot before
	read   func(r *reader, i int, m *match) int
}

func (s slot) fill(r *reader, i int, m *match) int {
	if s.read != nil {
		return s.read(r, i, m)
	}
	n, ok := s.words[r.word(i)]
	if !ok {
		return i
	}
	m.add(n)
	return i + 1
}

type element struct {
	slot
	gaps     string
	optional bool
}

type compiled struct {
	elements []element
	build    func(r *reader, m match) (Mention, bool)
}

// grammar finds the rules that may start with a token.
type grammar struct {
	byWord  map[string][]compiled
	byDigit []compiled
	hangul  map[string]bool // the words of Hangul that it knows
}

func compile(slots map[string]slot, rules []rule) *grammar {
	g := &grammar{byWord: map[string][]compiled{}, hangul: map[string]bool{}}
	for _, rule := range rules {
		c := compiled{build: rule.build}
		pattern := strings.NewReplacer("[ ", "[\x00", "[_ ", "[_\x00").Replace(rule.pattern)
		for name := range strings.FieldsSeq(pattern) {
			e := element{gaps: " "}
			if gaps, rest, ok := strings.Cut(name, "]"); ok {
				e.gaps, name = strings.ReplaceAll(gaps[1:], "\x00", " "), rest
			} else if rest, joined := strings.CutPrefix(name, "_"); joined {
				e.gaps, name = "_", rest
			}
			name, e.optional = strings.CutSuffix(name, "?")
			if s, ok := slots[name]; ok {
				e.slot = s
			} else {
				e.slot = literal(name)
			}
			c.elements = append(c.elements, e)
			for w := range e.words {
				g.hangul[w] = words.IsHangul(w)
			}
		}
		digits, starts := false, map[string]bool{}
		for _, e := range c.elements {
			digits = digits || e.digits
			for w := range e.words {
				starts[w] = true
			}
			if !e.optional {
				break
			}
		}
		if digits {
			g.byDigit = append(g.byDigit, c)
		}
		for w := range starts {
			g.byWord[w] = append(g.byWord[w], c)
		}
	}
	return g
}

// literal is the slot of a word or of words with bars between them.
func literal(name string) slot {
	list := strings.Split(name, "|")
	s := slot{words: map[string]int{}}
	for _, w := range list {
		s.words[w] = 0
	}
	s.read = func(r *reader, i int, m *match) int {
		if !slices.Contains(list, r.word(i)) {
			return i
		}
		if len(list) > 1 {
			m.word = r.word(i)
		}
		return i + 1
	}
	return s
}

// mention reads what starts at token i; next == i if nothing does.
func (r *reader) mention(i int) (m Mention, next int) {
	w := r.word(i)
	if w == "" {
		return Mention{}, i
	}
	candidates := r.rules.byWord[w]
	if w[0] >= '0' && w[0] <= '9' {
		candidates = r.rules.byDigit
	}
	if len(candidates) == 0 {
		return Mention{}, i
	}
	found := new(match)
	for _, c := range candidates {
		*found = match{start: i}
		if !r.match(c.elements, i, found) {
			continue
		}
		if m, ok := c.build(r, *found); ok {
			return m, found.next
		}
	}
	return Mention{}, i
}

// match fills elements from token i on, the optional ones where they can be.
func (r *reader) match(elements []element, i int, m *match) bool {
	if len(elements) == 0 {
		m.next = i
		return true
	}
	e := elements[0]
	if i == m.start || e.anyGap || r.parted(i, e.gaps) {
		before := *m
		if next := e.fill(r, i, m); next > i && r.match(elements[1:], next, m) {
			return true
		}
		*m = before
	}
	return e.optional && r.match(elements[1:], i, m)
}

// parted reports whether one of the signs parts token i from the one before: a
// space allows nothing but white space, "_" nothing at all.
func (r *reader) parted(i int, signs string) bool {
	if i >= len(r.toks) {
		return false
	}
	t := r.toks[i]
	switch {
	case t.gap == "" && !t.spaced:
		return strings.ContainsAny(signs, " _")
	case t.gap == "":
		return strings.Contains(signs, " ")
	case t.gap == "\n":
		return false
	case strings.Contains(signs, "(") && strings.HasSuffix(t.gap, "("):
		return true
	}
	return utf8.RuneCountInString(t.gap) == 1 && strings.Contains(signs, t.gap)
}

// inner is the slot of a mention of one of the kinds inside another, which is
// read two deep at most.
func inner(kinds ...Kind) slot {
	return slot{read: func(r *reader, i int, m *match) int {
		if r.depth > 1 {
			return i
		}
		r.depth++
		found, next := r.mention(i)
		r.depth--
		if next == i || !slices.Contains(kinds, found.Kind) {
			return i
		}
		m.sub = found
		return next
	}}
}

// takes is a slot's read that keeps a number of one token.
func takes(value func(r *reader, i int) (int, bool)) func(*reader, int, *match) int {
	return func(r *reader, i int, m *match) int {
		n, ok := value(r, i)
		if !ok {
			return i
		}
		m.add(n)
		return i + 1
	}
}

// counting reads a number up to 999 in digits, or one of the words.
func counting(list map[string]int) func(r *reader, i int) (int, bool) {
	return func(r *reader, i int) (int, bool) {
		if n, ok := list[r.word(i)]; ok {
			return n, true
		}
		return digits(r.word(i), 3)
	}
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
	n, ok := digits(w, 2)
	return n, ok && n > 0
}

// digits reads a number of so many digits at most.
func digits(w string, most int) (n int, ok bool) {
	for _, c := range []byte(w) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, w != "" && len(w) <= most
}

// yearAt reads a year in four digits that no unit or scale follows.
func (r *reader) yearAt(i int) (int, bool) {
	w := r.word(i)
	n, ok := digits(w, 4)
	if !ok || len(w) != 4 || r.toks[i].End-r.toks[i].Start != 4 || n < minYear || n > maxYear {
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

// shortYear reads the year in "’25".
func (r *reader) shortYear(i int) (int, bool) {
	if i >= len(r.toks) || r.toks[i].spaced && r.toks[i].gap == "" {
		return 0, false
	}
	n, ok := digits(r.word(i), 2)
	gap := r.toks[i].gap
	return 2000 + n, ok && len(r.word(i)) == 2 && (strings.HasSuffix(gap, "'") || strings.HasSuffix(gap, "’") || strings.HasSuffix(gap, "‘"))
}

// supply gives the year of a month: named, borrowed, or that of the newest such
// month which has begun; the next or the last one where the text says so.
func (r *reader) supply(m match, month time.Month) (year int, supplied bool) {
	if m.year != 0 {
		return m.year, m.relative
	}
	if y := r.borrowed(m.next); y != 0 && !words.IsHangul(r.word(m.next-1)) {
		return y, false
	}
	begun := !monthsOf(r.ref.Year, month, 1).From.After(r.ref)
	switch {
	case m.coming > 0 && begun && month != r.ref.Month:
		return r.ref.Year + 1, true
	case m.coming > 0 || begun:
		return r.ref.Year, true
	}
	return r.ref.Year - 1, true
}

// borrowed is the year that a month without one takes from what follows in the
// same list, 0 for none.
func (r *reader) borrowed(i int) int {
	for n := range maxBorrow {
		if i+n >= len(r.toks) || !r.parted(i+n, " ,-–~.") {
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
