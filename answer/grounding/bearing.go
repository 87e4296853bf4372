package grounding

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A fault says why a passage does not bear a fact out; "" means that it does.
type fault string

const (
	faultAbsent    fault = "is not in"
	faultSubject   fault = "is said of something else in"
	faultDirection fault = "moves the other way in"
	faultWeekday   fault = "falls on another weekday in"
	faultTitle     fault = "has another title in"
)

// figureFault looks for the figure f of the claim in p.
func (p *passage) figureFault(c *sentence, f *fact) fault {
	worst := faultAbsent
	if f.number.Unit == "" && f.number.Value == 2 && pairs[c.word(f.next)] {
		return ""
	}
	if p.saysInWords(f) {
		return ""
	}
	for _, s := range p.sents {
		for i := range s.facts {
			o := &s.facts[i]
			if o.isDate || !sameFigure(f, o, c.hangul) {
				continue
			}
			switch {
			case f.dir*o.dir < 0 || f.bound*o.bound < 0 || f.end*o.end < 0:
				worst = faultDirection
			case p.otherSubject(c, f, s, o):
				worst = faultSubject
			default:
				return ""
			}
		}
	}
	return worst
}

// saysInWords reports whether the passage has a word for the figure: "the
// original agreement" for the first one, "a decade" for ten years.
func (p *passage) saysInWords(f *fact) bool {
	switch {
	case f.number.Unit == UnitOrdinal && f.number.Value == 1:
		return p.hasWord("first", "inaugural", "inaugurated", "initial", "original")
	case f.number.Unit == "year" && f.number.Value == 10:
		return p.keys["decad"]
	}
	return false
}

// hasWord reports whether one of the words stands in the passage as it is: the
// stem of "original" is also that of rules of origin.
func (p *passage) hasWord(words ...string) bool {
	for _, s := range p.sents {
		for i := range s.toks {
			if slices.Contains(words, s.word(i)) {
				return true
			}
		}
	}
	return false
}

// pairs are things that come in twos without a source saying so.
var pairs = wordSet("countries nations sides parties governments ministers leaders economies partners")

func sameFigure(c, s *fact, hangul bool) bool {
	a, b := c.number, s.number
	if a.Unit != b.Unit {
		bare := a.Unit == "" && a.scale > 1 && isCurrency(b.Unit)
		session := hangul && a.Unit == UnitOrdinal && b.Unit == ""
		streak := c.streak && s.streak && (a.Unit == UnitOrdinal || b.Unit == UnitOrdinal)
		if !bare && !session && !streak {
			return false
		}
	}
	if a.part {
		return math.Abs(a.Value-b.Value) <= 1
	}
	return sameValue(a.Value, b.Value) || c.rough && rounds(a, b.Value)
}

// rounds reports whether v rounded to the digits that n is written with gives
// n: "about 640 billion" for 640.2 billion. One digit is too rough, except for
// a bound such as "over 3 billion".
func rounds(n Number, v float64) bool {
	step := n.scale
	digits := strings.TrimRight(strings.ReplaceAll(n.digits, ",", ""), "stndrh")
	if _, fraction, ok := strings.Cut(digits, "."); ok {
		step /= math.Pow(10, float64(len(fraction)))
	} else if zeros := len(digits) - len(strings.TrimRight(digits, "0")); zeros > 0 {
		step *= math.Pow(10, float64(zeros))
	}
	if _, err := strconv.ParseFloat(digits, 64); err != nil || step <= 0 || math.Abs(n.Value) < 10*step {
		return false
	}
	return math.Abs(n.Value-v) < step
}

func figureReason(f *fact, why fault, where string) string {
	kind := "figure"
	if f.isDate {
		kind = "date"
	}
	return fmt.Sprintf("%s %s %s %s", kind, f.written, why, where)
}
