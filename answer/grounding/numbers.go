package grounding

import (
	"math"
	"strings"
)

// Units that Number tells apart. A count ("598 people") has none.
const (
	UnitUSD     = "USD"
	UnitKRW     = "KRW"
	UnitEUR     = "EUR"
	UnitJPY     = "JPY"
	UnitGBP     = "GBP"
	UnitCNY     = "CNY"
	UnitPercent = "percent"
	UnitPoints  = "points"  // percentage points
	UnitOrdinal = "ordinal" // "sixth", "6th"
)

// Number is a figure of a text with its scale worked in: "USD 640.2 billion"
// has the value 640.2e9 and the unit USD.
type Number struct {
	Value      float64
	Unit       string // one of the constants, a measure ("ton", "day"), or ""
	Start, End int    // byte offsets, sign and unit included

	digits string // as written, without scale: what rounding is judged by
	scale  float64
	part   bool // a fraction in words, which stands for a rounded percentage
}

// Numbers returns the figures of s in reading order: digits and number words,
// with their scale and unit. Calendar dates and years are not among them: see
// Dates. The word "one" counts only before a scale or unit, since it is mostly
// a pronoun.
func Numbers(s string) []Number {
	t := cutText(s)
	return t.numbers(t.dateTokens())
}

func (t text) numbers(skip map[int]bool) []Number {
	var out []Number
	var at []int // token after each number
	for i := 0; i < len(t.toks); {
		n, next := t.number(i)
		if next == i || skip[i] {
			i++
			continue
		}
		if len(out) > 0 && t.isRange(at[len(at)-1], i) {
			inherit(&out[len(out)-1], n)
		}
		out, at = append(out, n), append(at, next)
		i = next
	}
	return out
}

// isRange reports whether only "to", "and" or a dash stands between the number
// that ends before token end and the one that starts at token start.
func (t text) isRange(end, start int) bool {
	switch start - end {
	case 0:
		g := strings.Trim(t.gap(start), " $₩€")
		return g == "-" || g == "–" || g == "~"
	case 1:
		return t.word(end) == "to" || t.word(end) == "and"
	}
	return false
}

// inherit gives the first number of a range ("2.7 to 3.7 million tons") the
// scale and unit of the second.
func inherit(n *Number, of Number) {
	if of.Unit == UnitOrdinal || n.Unit != "" && n.Unit != of.Unit {
		return
	}
	if n.scale == 1 && n.Value < 1000 && (n.Unit == "" || of.scale > 1) {
		n.Value *= of.scale
		n.scale = of.scale
	}
	n.Unit = of.Unit
}

// number reads the number that starts at token i and returns the token after
// it, i when there is none.
func (t text) number(i int) (Number, int) {
	if n, next := t.koreanNumber(i); next > i {
		return n, next
	}
	if n, next := t.fraction(i); next > i {
		return n, next
	}
	value, ordinal, next := t.numeral(i)
	if next == i {
		return Number{}, i
	}
	n := Number{Value: value, digits: t.word(i), scale: 1}
	n.Start, n.End = t.span(i, next)
	if ordinal {
		n.Unit = UnitOrdinal
		return n, next
	}
	suffix := suffixOf(t.word(i))
	if f, ok := scales[suffix]; ok {
		n.scale = f
	} else if u, ok := measures[suffix]; ok {
		n.Unit = u
	}
	for next < len(t.toks) && scales[t.word(next)] > 0 && strings.Trim(t.gap(next), " -\u00a0") == "" {
		n.scale *= scales[t.word(next)]
		next++
	}
	n.Value = value * n.scale
	next = t.unit(&n, i, next)
	n.End = t.toks[next-1].End
	if value == 1 && t.word(i) == "one" && n.Unit == "" && n.scale == 1 {
		return Number{}, i
	}
	return n, next
}

// unit finds the unit of n, which spans the tokens [i, next), before or after.
func (t text) unit(n *Number, i, next int) int {
	if u, start := t.currencyBefore(i); u != "" {
		n.Unit, n.Start = u, start
	}
	if strings.Trim(t.gap(next), " -\u00a0") != "" && !strings.HasPrefix(strings.TrimLeft(t.gap(next), " "), "%") {
		return next
	}
	u, after := t.unitAfter(next)
	if u == "" || n.Unit != "" && !isCurrency(u) {
		return next
	}
	n.Unit = u
	return after
}

func (t text) unitAfter(i int) (string, int) {
	switch w := t.word(i); {
	case w == "percent" && (t.word(i+1) == "points" || t.word(i+1) == "point"),
		w == "percentage" && strings.HasPrefix(t.word(i+1), "point"):
		return UnitPoints, i + 2
	case w == "percent" && t.word(i+1) == "p" && t.gap(i+1) == "":
		return UnitPoints, i + 2
	case w == "per" && t.word(i+1) == "cent":
		return UnitPercent, i + 2
	case (w == "us" || w == "american") && (t.word(i+1) == "dollars" || t.word(i+1) == "dollar"):
		return UnitUSD, i + 2
	case w == "korean" && t.word(i+1) == "won":
		return UnitKRW, i + 2
	case strings.HasSuffix(w, "watt") && (t.word(i+1) == "hours" || t.word(i+1) == "hour"):
		return measures[w[:1]+"wh"], i + 2
	case w == "metric" && measures[t.word(i+1)] == "ton":
		return "ton", i + 2
	case measures[w] != "":
		return measures[w], i + 1
	}
	return "", i
}

// currencyBefore reads "$", "US$", "USD" or "₩" right before token i.
func (t text) currencyBefore(i int) (unit string, start int) {
	g := t.gap(i)
	for sign, u := range signs {
		if strings.HasSuffix(strings.TrimRight(g, " "), sign) {
			start = t.toks[i].Start - len(g) + strings.LastIndex(g, sign)
			if t.word(i-1) == "us" && strings.HasPrefix(g, sign) {
				start = t.toks[i-1].Start
			}
			return u, start
		}
	}
	if u := measures[t.word(i-1)]; isCurrency(u) && len(t.word(i-1)) == 3 && strings.TrimSpace(g) == "" && t.word(i-1) != "won" && t.word(i-1) != "yen" {
		return u, t.toks[i-1].Start
	}
	return "", 0
}

func isCurrency(unit string) bool {
	switch unit {
	case UnitUSD, UnitKRW, UnitEUR, UnitJPY, UnitGBP, UnitCNY:
		return true
	}
	return false
}

// sameValue allows for nothing but the rounding of binary fractions.
func sameValue(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}
