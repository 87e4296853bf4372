package chart

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"motirbot/figures"
	"motirbot/figures/observation"
)

// scale is the unit of an axis.
type scale struct {
	name     string  // "USD billion", "억 달러"
	worth    float64 // of one on the axis
	negative bool
}

// steps are the larger units of a language, the largest first.
var (
	englishSteps = []step{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}
	koreanSteps  = []step{{1e12, "조"}, {1e8, "억"}, {1e4, "만"}}
)

type step struct {
	worth float64
	name  string
}

// koreanUnits are the names of units in Korean.
var koreanUnits = map[string]string{
	"USD": "달러", "KRW": "원", "EUR": "유로", "JPY": "엔", "CNY": "위안", "percent": "%", "points": "%p",
	"units": "대", "tons": "톤", "barrels": "배럴", "days": "일",
}

// scaleOf is the unit in which the figures of the lines are short numbers.
func scaleOf(lines []line, korean bool) scale {
	s := scale{worth: 1}
	unit, largest := "", 0.0
	for _, l := range lines {
		for _, c := range l.points {
			if c == nil {
				continue
			}
			unit, largest = c.Value.Unit, max(largest, math.Abs(c.Value.Number))
			s.negative = s.negative || c.Value.Number < 0
		}
	}
	money := len(unit) == 3 && strings.ToUpper(unit) == unit
	steps, prefix := englishSteps, ""
	if korean {
		steps = koreanSteps
	}
	for _, one := range steps {
		// Bare numbers are read easily up to seven digits.
		if largest >= one.worth && (money || largest >= 1e6) {
			s.worth, prefix = one.worth, one.name
			break
		}
	}
	switch {
	case korean:
		s.name = strings.TrimSpace(prefix + " " + cmp.Or(koreanUnits[unit], unit))
	case unit == "percent":
		s.name = "%"
	case unit == "points":
		s.name = "percentage points"
	case money:
		s.name = strings.TrimSpace(unit + " " + prefix)
	default:
		s.name = strings.TrimSpace(prefix + " " + unit)
	}
	return s
}

// told is an amount with the digits that it was told with, up to three decimals.
func (s scale) told(a observation.Amount) string {
	decimals := 0
	for at := a.Step / s.worth; at > 0 && at < 0.9999 && decimals < 3; at *= 10 {
		decimals++
	}
	return grouped(a.Number/s.worth, decimals)
}

// tick is a value of the axis with as many decimals as it needs, up to two.
func (s scale) tick(v float64) string {
	decimals := 0
	for at := v; math.Abs(at-math.Round(at)) > 1e-6 && decimals < 2; at *= 10 {
		decimals++
	}
	return grouped(v, decimals)
}

// grouped writes a number with commas between its thousands.
func grouped(v float64, decimals int) string {
	written := strconv.FormatFloat(v, 'f', decimals, 64)
	whole, rest, found := strings.Cut(strings.TrimPrefix(written, "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + rest
	}
	if v < 0 && strings.Trim(whole, "0.,") != "" {
		return "-" + whole
	}
	return whole
}

// zero is where bars begin, left to the library where some lead below.
func (s scale) zero() *float64 {
	if s.negative {
		return nil
	}
	return new(float64)
}

// Amount is an amount in words: "USD 61.1 billion", "611.0억 달러".
func Amount(a observation.Amount, korean bool) string {
	if !korean || a.IsZero() {
		return a.String()
	}
	s := scaleOf([]line{{points: []*figures.Cited{{Observation: observation.Observation{Value: a}}}}}, true)
	return s.told(a) + s.name
}
