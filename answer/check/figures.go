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
	rough      rough
	bare       bool // no unit and no scale: maybe a cell of a table, whose heading holds them
	scaled     bool // with decimals or a scale word
	share      bool // a fraction in words: "a third of", "열에 아홉"
}

// rough says how far a number may lie below and above, in parts of what its
// zeros leave open.
type rough struct{ down, up float64 }

var (
	about = rough{0.5, 0.5}
	above = rough{0, 1}
	below = rough{1, 0}
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

var (
	cardinals = numberWords("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", "y")
	ordinals  = numberWords("- - second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", "ieth")
)

func numberWords(list, tens string) map[string]float64 {
	m := map[string]float64{}
	for i, w := range strings.Fields(list) {
		m[w] = float64(i)
	}
	for i, w := range strings.Fields("twent thirt fort fift sixt sevent eight ninet") {
		m[w+tens] = float64(10*i + 20)
	}
	return m
}

// unit is a unit with the factor to it.
type unit struct {
	unit   string
	factor float64
}

// unitWords are what may follow a number and changes what it means. Everything else that is counted is
// a thing, and things have many names.
var unitWords = map[string]unit{
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
func (d *text) figure(i int) (f figure, next int) {
	if d.dated[i] {
		return f, i
	}
	if f, next = d.fraction(i); next > i {
		return f, next
	}
	if f, next = d.numeral(i); next == i {
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
	f.rough = d.roughness(i, next)
	return f, next
}

// numeral reads digits or number words.
func (d *text) numeral(i int) (figure, int) {
	w, f := d.word(i), figure{place: 1}
	if isNumber(w) {
		digits := strings.TrimRightFunc(w, unicode.IsLetter)
		switch w[len(digits):] {
		case "":
		case "st", "nd", "rd", "th":
			f.unit = ordinal
		default:
			return f, i // "5g", "3d": a word
		}
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil || v > 1e15 {
			return f, i
		}
		f.value = v
		if _, fraction, ok := strings.Cut(digits, "."); ok {
			f.place = math.Pow10(-min(len(fraction), 6))
		} else {
			f.zeros = len(digits) - len(strings.TrimRight(digits, "0"))
		}
		return f, i + 1
	}
	after := d.word(i + 1)
	small := max(cardinals[after], ordinals[after])
	switch v, o := cardinals[w], ordinals[w]; {
	case v >= 20 && small > 0 && d.gap(i+1) == "-":
		f.value = v + small
		if ordinals[after] > 0 {
			f.unit = ordinal
		}
		return f, i + 2
	case v > 2, v > 0 && d.near(i+1) && (unitOf(after).unit != "" || scales[after] > 0):
		// "One" is as often a pronoun, and there are two sides to every meeting.
		f.value = v
		return f, i + 1
	case o > 1: // "First, …" and "was first proposed" count nothing
		f.value, f.unit = o, ordinal
		return f, i + 1
	}
	return f, i
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

// unitOf returns the unit that a word names, in singular or plural.
func unitOf(w string) unit {
	if u, ok := unitWords[w]; ok {
		return u
	}
	return unitWords[strings.TrimSuffix(w, "s")]
}

// unit reads the unit behind a number: in rest, the Hangul that its scale
// stands in, or in the words from token next on.
func (d *text) unit(f *figure, next int, rest string) int {
	w, glued := rest, true
	if rest == "" || rest == "여" {
		if !d.near(next) {
			return next
		}
		w, glued = d.word(next), d.glued(next)
	}
	after := d.word(next + 1)
	if w == "percent" && d.gap(next+1) == "" && (after == "p" || strings.HasPrefix(after, "포인트")) ||
		w == "percentage" && strings.HasPrefix(after, "point") {
		f.unit = points
		return next + 2
	}
	u := unitOf(w)
	for n := len(w); n > 0 && words.IsHangul(w); n -= len("원") {
		// "차" counts meetings in "8차" and is a car in "8 차량".
		alone := n > len("원") || strings.Contains("원톤엔", w[:n]) ||
			glued && !strings.HasPrefix(w[n:], "전") && !strings.HasPrefix(w[n:], "량")
		if u = unitWords[w[:n]]; u.unit != "" && alone {
			break
		}
		u = unit{}
	}
	if u.unit == "" {
		return next
	}
	if f.unit == "" {
		f.unit, f.value, f.place = u.unit, f.value*u.factor, f.place*u.factor
	}
	if d.word(next) == w {
		next++
	}
	return next
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
	f := figure{unit: percent, place: 5, share: true, scaled: true, rough: d.roughness(i, i+2)}
	w, after := d.word(i), d.word(i+2)
	parts := cardinals[w]
	if w == "a" {
		parts = 1
	}
	of := fractions[strings.TrimSuffix(d.word(i+1), "s")]
	if parts == 0 || of <= parts || !d.near(i+1) || w == "a" && f.rough == (rough{}) && after != "of" && d.word(i-1) != "by" {
		return f, i // "so many tons a quarter"
	}
	f.value = 100 * parts / of
	return f, i + 2
}

var roughWords = map[string]rough{
	"about": about, "around": about, "approximately": about, "roughly": about, "some": about, "약": about, "대략": about, "circa": about, "slightly": about,
	"over": above, "above": above, "exceeding": above, "exceeded": above, "least": above, "beyond": above, "topped": above, "surpassed": above, "more": above, "greater": above, "higher": above,
	"nearly": below, "almost": below, "close": below, "under": below, "below": below, "just": below, "거의": below, "less": below, "fewer": below, "lower": below,
	"여": above, "이상": above, "넘": above, "안팎": about, "가량": about, "정도": about, "못": below, "미치": below, "육박": below, "가까": below,
}

// roughness reads the words beside a number that make it a rough one.
func (d *text) roughness(from, to int) rough {
	for i := from - 1; i >= max(0, from-4); i-- {
		if r, ok := roughWords[d.word(i)]; ok {
			return r
		}
		if !strings.Contains(" than usd krw us eur gbp to of a by ", " "+d.word(i)+" ") {
			break
		}
	}
	for i := to - 1; i < min(len(d.toks), to+3); i++ {
		if i >= to && (isNumber(d.word(i)) || d.gap(i) != "") {
			break
		}
		for w, r := range roughWords {
			if words.IsHangul(w) && strings.HasPrefix(d.word(i), w) {
				return r
			}
		}
	}
	return rough{}
}
