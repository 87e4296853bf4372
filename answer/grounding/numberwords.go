package grounding

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// scales are the short-scale words and the abbreviations of the press.
var scales = map[string]float64{
	"hundred": 1e2, "thousand": 1e3, "k": 1e3,
	"million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6,
	"billion": 1e9, "b": 1e9, "bn": 1e9, "bln": 1e9,
	"trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12,
}

var cardinals = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
	"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}

var ordinals = map[string]float64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
	"eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
	"fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
	"fiftieth": 50, "sixtieth": 60, "seventieth": 70, "inaugural": 1,
}

var signs = map[string]string{"$": UnitUSD, "₩": UnitKRW, "￦": UnitKRW, "€": UnitEUR, "£": UnitGBP, "¥": UnitJPY}

// measures are the words after a number that change what it is. Everything
// else that is counted is a subject and not a unit.
var measures = map[string]string{
	"usd": UnitUSD, "dollar": UnitUSD, "dollars": UnitUSD,
	"krw": UnitKRW, "won": UnitKRW, "eur": UnitEUR, "euro": UnitEUR, "euros": UnitEUR,
	"jpy": UnitJPY, "yen": UnitJPY, "gbp": UnitGBP, "pounds": UnitGBP, "cny": UnitCNY, "yuan": UnitCNY,
	"percent": UnitPercent, "pct": UnitPercent, "pp": UnitPoints, "points": UnitPoints,
	"ton": "ton", "tons": "ton", "tonne": "ton", "tonnes": "ton",
	"kwh": "kWh", "mwh": "MWh", "gwh": "GWh", "twh": "TWh", "kw": "kW", "mw": "MW", "gw": "GW",
	"km": "km", "kg": "kg", "nm": "nm",
	"minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour",
	"day": "day", "days": "day", "week": "week", "weeks": "week",
	"month": "month", "months": "month", "year": "year", "years": "year",
	"decade": "decade", "decades": "decade",
}

// fraction reads "two thirds", "a third of", "three quarters of" as a
// percentage.
func (t text) fraction(i int) (Number, int) {
	of, ok := map[string]float64{"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5}[t.word(i+1)]
	parts := cardinals[t.word(i)]
	if t.word(i) == "a" {
		parts = 1
	}
	next := t.word(i + 2)
	if !ok || parts < 1 || parts >= of || next != "of" && next != "more" && next != "less" && next != "higher" {
		return Number{}, i
	}
	n := Number{Value: 100 * parts / of, Unit: UnitPercent, scale: 1, part: true}
	n.Start, n.End = t.span(i, i+2)
	return n, i + 2
}

// koreanScales are the powers that Korean counts by, as they are written after
// digits: 2천억 is 2 × 10³ × 10⁸.
var koreanScales = map[rune]float64{'조': 1e12, '억': 1e8, '만': 1e4, '천': 1e3, '백': 1e2}

var koreanUnits = []struct{ word, unit string }{
	{"달러", UnitUSD}, {"원", UnitKRW}, {"유로", UnitEUR}, {"엔", UnitJPY}, {"퍼센트", UnitPercent}, {"프로", UnitPercent},
	{"분기", ""}, {"톤", "ton"}, {"시간", "hour"}, {"분", "minute"}, {"주", "week"},
	{"차", UnitOrdinal}, {"회", UnitOrdinal}, {"번째", UnitOrdinal},
}

// koreanNumber reads "6,402억 달러", "1조 2천억 원", "62회".
func (t text) koreanNumber(i int) (Number, int) {
	n := Number{scale: 1}
	next, rest := i, ""
	for rest == "" && next+1 < len(t.toks) {
		value, err := strconv.ParseFloat(t.word(next), 64)
		scale, tail := koreanScale(t.word(next + 1))
		adjacent := t.gap(next+1) == ""
		if err != nil || !adjacent || next > i && scale == 1 {
			break
		}
		if next == i {
			n.digits, n.scale = t.word(i), scale
		}
		if scale == 1 && koreanUnit(tail) == "" {
			break
		}
		n.Value += value * scale
		rest, next = tail, next+2
	}
	if next == i {
		return Number{}, i
	}
	if rest == "" && koreanUnit(t.word(next)) != "" && strings.TrimSpace(t.gap(next)) == "" {
		rest = t.word(next)
		next++
	}
	n.Unit = koreanUnit(rest)
	n.Start, n.End = t.span(i, next)
	n.End -= len(rest) - koreanUnitLen(rest)
	if u, start := t.currencyBefore(i); u != "" {
		n.Unit, n.Start = u, start
	}
	return n, next
}

func koreanScale(w string) (scale float64, rest string) {
	scale = 1
	for w != "" {
		r, size := utf8.DecodeRuneInString(w)
		f, ok := koreanScales[r]
		if !ok {
			break
		}
		scale, w = scale*f, w[size:]
	}
	return scale, w
}

// koreanUnitLen is the length of the unit that w starts with: the rest is a
// particle.
func koreanUnitLen(w string) int {
	for _, u := range koreanUnits {
		if strings.HasPrefix(w, u.word) {
			return len(u.word)
		}
	}
	return 0
}

func koreanUnit(w string) string {
	for _, u := range koreanUnits {
		if strings.HasPrefix(w, u.word) {
			return u.unit
		}
	}
	return ""
}
