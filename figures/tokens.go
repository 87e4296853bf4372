package figures

import (
	"time"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/dates"
	"motirbot/release"
)

// token is a word, phrase, amount, period or sign of a sentence.
type token struct {
	entry
	text       string // as compared
	start, end int    // byte offsets in the sentence
	amount     amount
	counted    string         // item that an amount counts: "302,918 vehicles"
	period     release.Period // of a date
	kind       dates.Kind
	particle   string // of a Korean word
	tail       bool   // more of a Korean word follows, so that it is part of a compound
	inside     bool   // it ends a Korean compound whose beginning is not known
	upper      bool
	line       bool // first of its line
}

var particles = []string{"으로의", "로의", "에서의", "에의", "과의", "와의", "으로는", "으로", "에서는", "에서", "에게", "까지", "부터", "보다", "이며", "이고", "이다", "였다", "이었다", "였으며", "이었으며", "에는", "에도", "로는", "은", "는", "이", "가", "을", "를", "의", "로", "에", "도", "와", "과", "만", "씩", "한", "된", "인", "하고", "하여", "하며", "했고", "하였고", "하였다", "했다", "하였으며", "했으며", "하다"}

// particleAt returns the particle that begins at unit i and ends its word.
func particleAt(us []unit, i int) (string, int) {
	s, j := "", i
	for j < len(us) && us[j].hangul && !us[j].space {
		s += us[j].norm
		j++
	}
	for _, p := range particles {
		if s == p {
			return p, j
		}
	}
	return "", i
}

// cutter cuts a sentence into tokens.
type cutter struct {
	r        *Reader
	text     string
	us       []unit
	mentions []dates.Mention
	ref      release.Date
	marks    triangles
	said     bool // within quotation marks
	out      []token
}

// tokens cuts a sentence. Text between double quotation marks, what somebody
// said, is left out.
func (r *Reader) tokens(text string, ref release.Date, marks triangles) []token {
	c := &cutter{r: r, text: text, us: units(text), mentions: dates.Read(text, ref), ref: ref, marks: marks}
	for i := 0; i < len(c.us); {
		if n := c.us[i].norm; n == "“" || n == "”" || n == "\"" {
			c.said = n == "“" || n == "\"" && !c.said
			i++
			continue
		}
		if c.said {
			i++
			continue
		}
		i = c.cut(i)
	}
	return countItems(c.out)
}

// cut adds the token that starts at unit i and returns the unit after it: a
// period, an amount, a phrase of the vocabulary, or a word.
func (c *cutter) cut(i int) int {
	u := c.us[i]
	t := token{text: u.norm, start: u.start, end: u.end, upper: u.upper, line: u.line}
	e, end := c.phrase(i)
	for len(c.mentions) > 0 && c.mentions[0].Start < u.start {
		c.mentions = c.mentions[1:]
	}
	switch {
	case len(c.mentions) > 0 && c.mentions[0].Start == u.start && !(end > i && e.class == basis && c.us[end-1].end >= c.mentions[0].End && comparing(c.out, u.norm)):
		m := c.mentions[0]
		t.class, t.period, t.kind, t.end = date, m.Period, m.Kind, m.End
		for i++; i < len(c.us) && c.us[i].start < m.End; i++ {
		}
		t.particle, i = particleAt(c.us, i)
	case t.text == "may" && u.upper && len(c.out) > 0 && c.out[len(c.out)-1].class == prep: // "Against May"; dates are wary of the verb
		t.class, t.kind, t.period = date, dates.Month, release.MonthOf(c.ref.Year, time.May)
		if t.period.From.After(c.ref) {
			t.period = release.MonthOf(c.ref.Year-1, time.May)
		}
		i++
	default:
		if a, next := readAmount(c.text, c.us, i, c.marks); next > i {
			t.class, t.amount, t.end = number, a, c.us[next-1].end
			t.particle, i = particleAt(c.us, next)
		} else if end > i {
			t.entry, t.end = e, c.us[end-1].end
			if t.particle, i = particleAt(c.us, end); i == end && u.hangul {
				i = c.tail(end, &t)
			}
		} else if u.hangul {
			i = c.r.unknown(c.us, i, &t)
		} else {
			if first, _ := utf8.DecodeRuneInString(u.norm); !unicode.IsLetter(first) && !unicode.IsDigit(first) {
				t.class, t.key = punct, u.norm
			}
			i++
		}
	}
	c.out = append(c.out, t)
	return i
}

// phrase returns the phrase of the vocabulary at unit i; end == i if there is
// none, as within a Korean word.
func (c *cutter) phrase(i int) (e entry, end int) {
	u := c.us[i]
	within := u.hangul && i > 0 && c.us[i-1].hangul && !u.space
	switch {
	case u.norm == "us" && i+1 < len(c.us) && c.us[i+1].norm == "$", within && len(c.out) > 0 && c.out[len(c.out)-1].end != u.start:
		return e, i
	case (u.norm == "대" || u.norm == "對") && !within && i+1 < len(c.us) && !c.us[i+1].space: // "대중국": bound for China
		if p, next := c.r.lexicon.match(c.us, i+1); next > i+1 && p.class == partner {
			return p, next
		}
	}
	return c.r.lexicon.match(c.us, i)
}

// tail reads what follows a known Korean word without a particle: the ending of
// a verb, or more of a compound. What the vocabulary knows is a token of its own.
func (c *cutter) tail(i int, t *token) int {
	if i >= len(c.us) || !c.us[i].hangul || c.us[i].space {
		return i
	}
	t.tail = true
	verb := t.class == up || t.class == down || t.class == level || t.class == verbal || t.class == record || t.class == hedge
	for i < len(c.us) && c.us[i].hangul && !c.us[i].space {
		if _, next := c.r.lexicon.match(c.us, i); next > i && !verb {
			return i
		}
		i++
	}
	return i
}

// unknown reads a Korean word that the vocabulary does not begin. A measure at
// its end is known to be of something unknown.
func (r *Reader) unknown(us []unit, i int, t *token) int {
	first := i
	for i < len(us) && us[i].hangul && (i == first || !us[i].space) {
		if e, next := r.lexicon.match(us, i); i > first && next > i && e.class == measure {
			if p, after := particleAt(us, next); after > next || next == len(us) || !us[next].hangul || us[next].space {
				t.entry, t.particle, t.inside, t.end = e, p, true, us[next-1].end
				return after
			}
		}
		i++
	}
	t.text, t.end = "", us[i-1].end
	for _, u := range us[first:i] {
		t.text += u.norm
	}
	return i
}

// comparing reports whether a phrase such as "last year" is what something is
// compared with, and no period of its own.
func comparing(before []token, first string) bool {
	if first == "same" || first == "previous" || first == "corresponding" || first == "전" || first == "작" || first == "지" || first == "같" {
		return true
	}
	for n := len(before) - 1; n >= 0 && n >= len(before)-3; n-- {
		switch t := before[n]; {
		case t.class == neutral:
		case t.class == prep && (t.key == "from" || t.key == "against" || t.key == "with"), t.class == approx:
			return true
		default:
			return t.class == up || t.class == down
		}
	}
	return false
}

// countItems makes amounts of what is counted: "302,918 vehicles".
func countItems(ts []token) []token {
	out := ts[:0]
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		if t.class == number && t.amount.Unit == "" {
			j := i + 1
			for j < len(ts) && ts[j].class == neutral && j < i+3 {
				j++
			}
			if j < len(ts) && ts[j].class == item && !(j+1 < len(ts) && (ts[j+1].class == measure || ts[j+1].class == item)) {
				t.counted, t.amount.Unit = ts[j].key, "units"
				i = j
			}
		}
		out = append(out, t)
	}
	return out
}
