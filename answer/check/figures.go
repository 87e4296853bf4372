package check

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"motirbot/internal/words"
)

// figure is a number of a text with its unit.
type figure struct {
	value      float64
	place      float64 // value of the last digit written: 0.1e9 in "58.7 billion"
	zeros      int     // zeros that the digits end in, which may be rounding: 4 in "430,000"
	unit       string  // "" for a plain count
	start, end int     // byte offsets
	tok, next  int     // its tokens
	digit      float64 // place before scale and unit
	loose      loose
	bare       bool // no unit and no scale: maybe a cell of a table, whose heading holds them
	scaled     bool // with decimals or a scale word
	share      bool // a fraction in words: "a third of", "열에 아홉"
}

// loose says that a number is written as near, above or below another.
type loose uint8

const (
	exact loose = iota
	about
	above
	below
)

// Units that arithmetic treats in its own way. Others stand for themselves.
const (
	percent = "%"
	points  = "pp"
	times   = "x"
	ordinal = "th"
)

var scales = map[string]float64{
	"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6,
	"billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}

var hangulScales = map[rune]float64{'백': 1e2, '천': 1e3, '만': 1e4, '억': 1e8, '조': 1e12}

var cardinals = numberWords("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " +
	"sixteen seventeen eighteen nineteen")

var ordinals = numberWords("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth " +
	"fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth")

func numberWords(list string) map[string]float64 {
	m := map[string]float64{}
	for i, w := range strings.Fields(list) {
		m[w] = float64(i)
	}
	for i, tens := range strings.Fields("twent thirt fort fift sixt sevent eight ninet") {
		m[tens+"y"], m[tens+"ieth"] = float64(10*i+20), float64(10*i+20)
	}
	if m["first"] == 0 {
		m["dozen"] = 12
	}
	return m
}

// unitWords are what may follow a number and changes what it means, with the
// factor to the unit that it is counted in. Everything else that is counted is
// a thing, and things have many names.
var unitWords = map[string]struct {
	unit   string
	factor float64
}{
	"usd": {"USD", 1}, "dollar": {"USD", 1}, "krw": {"KRW", 1}, "won": {"KRW", 1}, "eur": {"EUR", 1}, "euro": {"EUR", 1},
	"gbp": {"GBP", 1}, "pound": {"GBP", 1}, "jpy": {"JPY", 1}, "yen": {"JPY", 1}, "cny": {"CNY", 1}, "yuan": {"CNY", 1},
	"percent": {percent, 1}, "pp": {points, 1}, "percentage": {points, 1}, "bp": {points, 0.01},
	"time": {times, 1}, "fold": {times, 1}, "twofold": {times, 1},
	"ton": {"ton", 1}, "tonne": {"ton", 1}, "kg": {"ton", 1e-3}, "kilogram": {"ton", 1e-3}, "barrel": {"barrel", 1},
	"km": {"km", 1}, "kilometer": {"km", 1}, "kilometre": {"km", 1}, "meter": {"km", 1e-3}, "metre": {"km", 1e-3},
	"hectare": {"km2", 0.01}, "kw": {"GW", 1e-6}, "mw": {"GW", 1e-3}, "gw": {"GW", 1}, "gigawatt": {"GW", 1}, "megawatt": {"GW", 1e-3}, "kilowatt": {"GW", 1e-6},
	"kwh": {"GWh", 1e-6}, "mwh": {"GWh", 1e-3}, "gwh": {"GWh", 1}, "twh": {"GWh", 1e3},
	"minute": {"hour", 1. / 60}, "hour": {"hour", 1}, "day": {"day", 1}, "week": {"day", 7}, "month": {"month", 1},
	"year": {"month", 12}, "decade": {"month", 120},
	"달러": {"USD", 1}, "불": {"USD", 1}, "원": {"KRW", 1}, "유로": {"EUR", 1}, "파운드": {"GBP", 1}, "엔": {"JPY", 1}, "위안": {"CNY", 1},
	"퍼센트포인트": {points, 1}, "포인트": {points, 1}, "퍼센트": {percent, 1}, "프로": {percent, 1}, "배": {times, 1}, "배럴": {"barrel", 1},
	"톤": {"ton", 1}, "시간": {"hour", 1}, "개월": {"month", 1}, "년": {"month", 12}, "주간": {"day", 7}, "일": {"day", 1}, "헥타르": {"km2", 0.01},
	"제곱킬로미터": {"km2", 1}, "차": {ordinal, 1}, "회": {ordinal, 1}, "번째": {ordinal, 1}, "주년": {ordinal, 1}, "위": {ordinal, 1},
}

var signs = map[string]string{"$": "USD", "＄": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "￦": "KRW", "¥": "JPY"}

// readFigures reads the numbers of d that belong to no date.
func (d *text) readFigures() []figure {
	var out []figure
	for i := 0; i < len(d.toks); {
		f, next := d.figure(i)
		if next == i {
			i++
			continue
		}
		f.tok, f.end = i, d.toks[next-1].End
		f.start = cmp.Or(f.start, d.toks[i].Start)
		if n := len(out); n > 0 && out[n-1].bare && i-out[n-1].next <= 1 && f.unit != "" && isRange(d.s[out[n-1].end:f.start]) {
			// "2.7 to 3.7 million tons": both ends have the scale and the unit.
			last, by := &out[n-1], f.place/f.digit
			last.value, last.place, last.unit, last.bare, last.scaled = last.value*by, last.place*by, f.unit, false, f.scaled
		}
		f.next = next
		out = append(out, f)
		i = next
	}
	return out
}

func isRange(between string) bool {
	return slices.Contains([]string{"to", "and", "or", "~", "∼", "～", "-", "–", "에서"}, strings.TrimSpace(between))
}

// figure reads a number at token i; next == i where there is none.
func (d *text) figure(i int) (figure, int) {
	if d.dated[i] {
		return figure{}, i
	}
	if f, next := d.fraction(i); next > i {
		return f, next
	}
	f, next := d.numeral(i)
	if next == i {
		return f, i
	}
	f.digit = f.place
	if f.unit == "" {
		d.currencyBefore(&f, i)
	}
	for d.near(next) && f.unit != ordinal {
		w := d.word(next)
		s := scales[w]
		if s == 0 || len(w) == 1 && d.gap(next) != "" {
			break
		}
		f.value, f.place, f.scaled = f.value*s, f.place*s, true
		next++
	}
	next, rest := d.hangulScale(&f, next)
	f.bare = !f.scaled
	if f.unit != ordinal {
		next = d.unit(&f, next, rest)
	}
	f.scaled = f.scaled || f.digit < 1
	f.bare = f.bare && f.unit == ""
	f.loose = d.looseness(i, next)
	return f, next
}

// numeral reads digits or number words.
func (d *text) numeral(i int) (figure, int) {
	w := d.word(i)
	if w[0] >= '0' && w[0] <= '9' {
		digits := strings.TrimRightFunc(w, unicode.IsLetter)
		f := figure{place: 1}
		switch w[len(digits):] {
		case "":
		case "st", "nd", "rd", "th":
			f.unit = ordinal
		default:
			return figure{}, i // "5g", "3d": a word
		}
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil || v > 1e15 {
			return figure{}, i
		}
		f.value = v
		if _, fraction, ok := strings.Cut(digits, "."); ok {
			for range min(len(fraction), 6) {
				f.place /= 10
			}
		} else {
			f.zeros = len(digits) - len(strings.TrimRight(digits, "0"))
		}
		return f, i + 1
	}
	f := figure{place: 1}
	v, ok := cardinals[w]
	o, isOrdinal := ordinals[w]
	switch {
	case ok && v >= 20 && d.gap(i+1) == "-" && cardinals[d.word(i+1)]+ordinals[d.word(i+1)] > 0:
		f.value = v + cardinals[d.word(i+1)] + ordinals[d.word(i+1)]
		if ordinals[d.word(i+1)] > 0 {
			f.unit = ordinal
		}
		return f, i + 2
	case ok && (v > 2 || v > 0 && d.counts(i+1)):
		// "One" is as often a pronoun, and there are two sides to every meeting.
		f.value = v
		return f, i + 1
	case isOrdinal && o > 1: // "First, …" and "was first proposed" count nothing
		f.value, f.unit = o, ordinal
		return f, i + 1
	}
	return f, i
}

// counts reports whether token i is a scale or a unit.
func (d *text) counts(i int) bool {
	w := d.word(i)
	_, unit := unitWords[strings.TrimSuffix(w, "s")]
	return d.near(i) && (unit || scales[w] > 0)
}

// hangulScale reads what follows on digits in Korean: "171억 4,000만 달러".
// rest is what the last run of Hangul holds behind the scale: a unit, a particle.
func (d *text) hangulScale(f *figure, next int) (after int, rest string) {
	sum, v := 0.0, f.value
	for d.glued(next) {
		scale := 1.0
		rest = d.word(next)
		for _, r := range rest {
			if hangulScales[r] == 0 {
				break
			}
			scale, rest = scale*hangulScales[r], rest[len(string(r)):]
		}
		if scale == 1 {
			if sum > 0 {
				f.value, f.place = sum+v, 1 // "8만 9,000개"
			}
			return next, rest
		}
		sum += v * scale
		f.value, f.place, f.scaled = sum, f.digit*scale, true
		next++
		more, err := strconv.ParseFloat(d.word(next), 64)
		if rest != "" || err != nil || d.gap(next) != "" || more >= scale || !d.glued(next+1) {
			break
		}
		v, f.zeros, f.digit = more, 0, math.Pow10(len(d.word(next))-len(strings.TrimRight(d.word(next), "0")))
		next++
	}
	return next, rest
}

// glued reports whether token i is Hangul that follows on the token before.
func (d *text) glued(i int) bool {
	return i < len(d.toks) && d.gap(i) == "" && !d.spaced(i) && words.IsHangul(d.word(i))
}

// unit reads the unit behind a number: in rest, the Hangul that its scale
// stands in, or in the words from token next on.
func (d *text) unit(f *figure, next int, rest string) int {
	set := func(w string) bool {
		u, ok := unitWords[w]
		if !ok {
			u, ok = unitWords[strings.TrimSuffix(w, "s")]
		}
		if ok && f.unit == "" {
			f.unit, f.value, f.place = u.unit, f.value*u.factor, f.place*u.factor
		}
		return ok
	}
	w, glued := rest, true
	if rest == "" || rest == "여" {
		if !d.near(next) {
			return next
		}
		w, glued = d.word(next), d.glued(next)
	}
	switch {
	case words.IsHangul(w):
		for length := min(len(w), len("제곱킬로미터")); length > 0; length -= len("원") {
			if u := w[:length]; isHangulUnit(u, glued, w[length:]) && set(u) {
				if d.word(next) == w {
					next++
				}
				break
			}
		}
	case w == "percent" && d.gap(next+1) == "" && (d.word(next+1) == "p" || strings.HasPrefix(d.word(next+1), "포인트")),
		w == "percentage" && strings.HasPrefix(d.word(next+1), "point"):
		f.unit = points
		return next + 2
	case w == "times" && d.gap(next) == "-":
	case set(w):
		return next + 1
	}
	return next
}

// isHangulUnit tells a unit from a word that begins like it: "차" counts
// meetings in "8차" and is a car in "8 차량".
func isHangulUnit(unit string, glued bool, tail string) bool {
	if _, ok := unitWords[unit]; !ok || len(unit) > len("원") {
		return ok
	}
	switch unit {
	case "원", "톤", "엔":
		return true
	}
	return glued && !strings.HasPrefix(tail, "전") && !strings.HasPrefix(tail, "량")
}

// currencyBefore reads "$", "US$", "USD" before the number at token i.
func (d *text) currencyBefore(f *figure, i int) {
	gap := d.gap(i)
	for sign, unit := range signs {
		if strings.HasSuffix(gap, sign) {
			f.unit, f.start = unit, d.toks[i].Start-len(sign)
			return
		}
	}
	if u := unitWords[d.word(i-1)]; gap == "" && strings.EqualFold(u.unit, d.word(i-1)) && u.unit != "" && len(u.unit) == 3 {
		f.unit, f.start = u.unit, d.toks[i-1].Start
	}
}

var fractions = map[string]float64{"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}

// fraction reads "a third of" and "two thirds" as a share.
func (d *text) fraction(i int) (figure, int) {
	f := figure{unit: percent, place: 5, share: true, scaled: true, loose: d.looseness(i, i+2)}
	w, after := d.word(i), d.word(i+2)
	parts := cardinals[w]
	if w == "a" {
		parts = 1
	}
	of := fractions[strings.TrimSuffix(d.word(i+1), "s")]
	if parts == 0 || of <= parts || !d.near(i+1) || w == "a" && f.loose == exact && after != "of" && d.word(i-1) != "by" {
		return f, i // "so many tons a quarter"
	}
	if after != "" && d.gap(i+2) == "" && !strings.Contains(" of in from more less higher lower compared to on than ", " "+after+" ") {
		return f, i
	}
	f.value = 100 * parts / of
	return f, i + 2
}

var looseHangul = map[string]loose{
	"여": above, "이상": above, "넘": above, "안팎": about, "가량": about, "정도": about, "못": below, "미치": below, "육박": below, "가까": below,
}

// looseness reads the words beside a number that make it a rough one.
func (d *text) looseness(from, to int) loose {
	for i := from - 1; i >= max(0, from-4); i-- {
		switch d.word(i) {
		case "about", "around", "approximately", "roughly", "some", "약", "대략", "circa", "slightly":
			return about
		case "over", "above", "exceeding", "exceeded", "least", "beyond", "topped", "surpassed":
			return above
		case "nearly", "almost", "close", "under", "below", "just", "거의":
			return below
		case "than":
			switch d.word(i - 1) {
			case "more", "greater", "higher":
				return above
			case "less", "fewer", "lower":
				return below
			}
		case "usd", "krw", "us", "eur", "gbp", "to", "of", "a", "by":
			continue
		}
		break
	}
	for i := to - 1; i < min(len(d.toks), to+3); i++ {
		if i >= to && (d.word(i)[0] <= '9' || d.gap(i) != "") {
			break
		}
		for w, kind := range looseHangul {
			if strings.HasPrefix(d.word(i), w) {
				return kind
			}
		}
	}
	return exact
}
