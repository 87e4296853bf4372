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

var particles = []string{"으로는", "으로", "에서는", "에서", "에게", "까지", "부터", "보다", "이며", "이고", "이다", "였다", "이었다", "였으며", "이었으며", "에는", "에도", "로는", "은", "는", "이", "가", "을", "를", "의", "로", "에", "도", "와", "과", "만", "씩", "한", "된", "인", "하고", "하여", "하며", "했고", "하였고", "하였다", "했다", "하였으며", "했으며", "하다"}

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

// tokens cuts a sentence. Text between double quotation marks, what somebody
// said, is left out.
func (r *Reader) tokens(text string, ref release.Date, marks triangles) []token {
	us := units(text)
	mentions := dates.Read(text, ref)
	var out []token
	said := false
	for i := 0; i < len(us); {
		u := us[i]
		for len(mentions) > 0 && mentions[0].Start < u.start {
			mentions = mentions[1:]
		}
		switch u.norm {
		case "“", "”", "\"":
			said = u.norm == "“" || u.norm == "\"" && !said
			i++
			continue
		}
		if said {
			i++
			continue
		}
		t := token{text: u.norm, start: u.start, end: u.end, upper: u.upper, line: u.line}
		e, end := r.lexicon.match(us, i)
		if u.norm == "us" && i+1 < len(us) && us[i+1].norm == "$" {
			end = i
		}
		if len(mentions) > 0 && mentions[0].Start == u.start && !(end > i && e.class == basis && comparing(out, u.norm)) {
			m := mentions[0]
			t.class, t.period, t.kind, t.end = date, m.Period, m.Kind, m.End
			for i++; i < len(us) && us[i].start < m.End; i++ {
			}
			t.particle, i = particleAt(us, i)
			out = append(out, t)
			continue
		}
		if a, next := readAmount(text, us, i, marks); next > i {
			t.class, t.amount, t.end = number, a, us[next-1].end
			t.particle, i = particleAt(us, next)
			out = append(out, t)
			continue
		}
		if u.hangul && u.norm == "대" && (i == 0 || u.space || !us[i-1].hangul) { // "대중국": bound for China
			if p, next := r.lexicon.match(us, i+1); next > i+1 && p.class == partner && !us[i+1].space {
				e, end = p, next
			}
		}
		if end > i && u.hangul && i > 0 && us[i-1].hangul && !u.space {
			end = i // within a word
		}
		if t.text == "may" && u.upper && len(out) > 0 && out[len(out)-1].class == prep { // "Against May"; dates are wary of the verb
			t.class, t.kind = date, dates.Month
			if t.period = release.MonthOf(ref.Year, time.May); t.period.From.After(ref) {
				t.period = release.MonthOf(ref.Year-1, time.May)
			}
			out = append(out, t)
			i++
			continue
		}
		if end > i {
			t.entry, t.end = e, us[end-1].end
			t.particle, i = particleAt(us, end)
			if i == end && i < len(us) && us[i].hangul && !us[i].space && us[end-1].hangul {
				t.tail = true
				if e.class != up && e.class != down && e.class != level && e.class != verbal && e.class != record && e.class != hedge {
					i = r.rest(us, i, &t)
				} else {
					for i < len(us) && us[i].hangul && !us[i].space {
						i++
					}
				}
			}
			out = append(out, t)
			continue
		}
		if u.hangul {
			i = r.unknown(us, i, &t)
		} else {
			if first, _ := utf8.DecodeRuneInString(u.norm); !unicode.IsLetter(first) && !unicode.IsDigit(first) {
				t.class, t.key = punct, u.norm
			}
			i++
		}
		out = append(out, t)
	}
	return r.countItems(out)
}

// rest reads what follows a known word in one Korean compound: a measure is its
// head, anything else makes the word unknown.
func (r *Reader) rest(us []unit, i int, t *token) int {
	for i < len(us) && us[i].hangul && !us[i].space {
		if _, next := r.lexicon.match(us, i); next > i {
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
func (r *Reader) countItems(ts []token) []token {
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
