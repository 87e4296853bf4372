package check

import (
	"math"
	"slices"
	"strings"

	"motirbot/internal/words"
)

// bounds gives the values that a figure, as it is written, may stand for.
func (f figure) bounds() (low, high float64) {
	half := 0.0
	if f.scaled || f.unit != "" && f.unit != ordinal && f.unit != "month" && f.unit != "day" {
		half = f.place / 2
	}
	if f.share {
		half = 0.05 * f.value
	}
	half += 1e-9 * math.Abs(f.value)
	low, high = f.value-half, f.value+half
	// Words such as "about" let the zeros at the end stand for anything.
	wide := min(f.place*math.Pow10(f.zeros), f.value/5)
	if f.share {
		wide = f.value / 5
	}
	switch f.loose {
	case about:
		low, high = min(low, f.value-wide/2), max(high, f.value+wide/2)
	case above:
		high = max(high, f.value+max(wide, f.place))
	case below:
		low = min(low, f.value-max(wide, f.place))
	}
	return low, high
}

// findFigure returns the passages that hold a figure, in whatever scale.
func (s *source) findFigure(f figure) []int32 {
	low, high := f.bounds()
	var at []int32
	collect := func(list []int) {
		for _, i := range list[:min(len(list), maxCommon)] {
			at = append(at, s.passageOf[s.figures[i].tok])
		}
	}
	collect(s.between(s.byUnit[f.unit], low, high))
	switch {
	case f.unit == ordinal:
		// "the eighth surplus in a row", "eight surpluses", "8개월 연속"
		for _, unit := range []string{"", "month", "day"} {
			for _, factor := range []float64{1, 12, 7} {
				collect(s.between(s.byUnit[unit], f.value*factor, f.value*factor))
			}
		}
	case f.unit == "" && !f.scaled || f.unit == "month" || f.unit == "day":
		collect(s.between(s.byUnit[ordinal], f.value, f.value))
	case f.unit == "":
		for _, list := range s.byUnit {
			collect(s.between(list, low, high))
		}
	}
	if f.unit != "" && f.unit != ordinal && len(s.cells) > 0 && s.namesUnit(f.unit) {
		for _, scale := range []float64{1, 1e3, 1e4, 1e6, 1e8, 1e9, 1e12} {
			collect(s.between(s.cells, low/scale, high/scale))
			if f.unit == percent || f.unit == points {
				break
			}
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

const (
	maxOperands = 24 // figures of one release that arithmetic may use
	maxComputed = 40 // figures of one sentence that may be computed
	reach       = 8  // words between a figure and a word that it shares with the sentence
	maxListed   = 30 // the longest list that is counted
)

// operands are the figures of the cited releases that stand beside words of a
// sentence. Arithmetic on all figures would yield nearly every number.
type operands struct {
	d     *text
	e     *Evidence
	cited []int
	near  [][]int // by cited release
	left  int
}

func (e *Evidence) operands(d *text, cited []int) *operands {
	if len(cited) == 0 {
		for i := range e.releases {
			cited = append(cited, i)
		}
	}
	return &operands{d: d, e: e, cited: cited, left: maxComputed}
}

// gather picks the figures of a release for arithmetic: those with most words
// of the sentence around them.
func (o *operands) gather() {
	if o.near != nil {
		return
	}
	said := map[string]bool{}
	for i, t := range o.d.toks {
		if !words.IsStop(t.Text) && (o.d.dated[i] || t.Text[0] > '9') {
			said[words.Stem(t.Text)] = true
		}
	}
	for _, c := range o.cited {
		s := o.e.releases[c]
		type ranked struct {
			figure int
			score  float64
		}
		var all []ranked
		for n, f := range s.figures {
			if f.unit == ordinal {
				continue
			}
			seen := map[string]bool{}
			score := 0.0
			for i := max(0, f.tok-reach); i < min(len(s.toks), f.next+reach); i++ {
				stem := words.Stem(s.word(i))
				if said[stem] && !seen[stem] && s.passageOf[i] == s.passageOf[f.tok] {
					seen[stem] = true
					score += 1 / (1 + math.Log1p(float64(len(s.terms[stem]))))
				}
			}
			if score > 0 {
				all = append(all, ranked{n, score})
			}
		}
		slices.SortStableFunc(all, func(a, b ranked) int {
			switch {
			case a.score > b.score:
				return -1
			case a.score < b.score:
				return 1
			}
			return 0
		})
		var near []int
		for _, r := range all[:min(len(all), maxOperands)] {
			near = append(near, r.figure)
		}
		slices.Sort(near)
		o.near = append(o.near, near)
	}
	if o.near == nil {
		o.near = [][]int{}
	}
}

// compute returns the passages of the figures that f follows from.
func (o *operands) compute(f figure) map[int][]int32 {
	if o.left--; o.left < 0 || f.unit == ordinal {
		return nil
	}
	o.gather()
	type operand struct {
		figure
		release int
		passage int32
	}
	var all []operand
	for n, near := range o.near {
		s := o.e.releases[o.cited[n]]
		for _, i := range near {
			all = append(all, operand{s.figures[i], o.cited[n], s.passageOf[s.figures[i].tok]})
		}
	}
	low, high := f.bounds()
	fits := func(v float64) bool { return v >= low && v <= high }
	borne := func(list ...operand) map[int][]int32 {
		at := map[int][]int32{}
		for _, x := range list {
			at[x.release] = append(at[x.release], x.passage)
		}
		return at
	}
	for i, a := range all {
		for j, b := range all {
			if i == j || a.unit != b.unit || a.bare != b.bare {
				continue
			}
			for _, scale := range o.scales(f, a.figure) {
				if i < j && a.release == b.release && fits((a.value+b.value)*scale) || a.value > b.value && fits((a.value-b.value)*scale) {
					return borne(a, b)
				}
				if a.release != b.release || j < i {
					continue
				}
				for k := j + 1; k < len(all) && all[k].release == a.release; k++ {
					if c := all[k]; c.unit == a.unit && c.bare == a.bare && fits((a.value+b.value+c.value)*scale) {
						return borne(a, b, c)
					}
				}
			}
			if b.value == 0 || a.unit == percent {
				continue
			}
			if f.unit == percent && (fits(100*a.value/b.value) || fits(math.Abs(100*(a.value-b.value)/b.value))) || f.unit == times && fits(a.value/b.value) {
				return borne(a, b)
			}
		}
	}
	if f.unit == "" && !f.scaled && f.value <= maxListed {
		return o.count(int(f.value))
	}
	return nil
}

// scales lists what the value of a figure of a release is multiplied by to
// mean what f means: nothing if their units differ.
func (o *operands) scales(f, there figure) []float64 {
	switch {
	case f.unit == there.unit && !there.bare, f.unit == points && there.unit == percent, f.unit == "" && there.bare:
		return []float64{1}
	case !there.bare || f.unit == "":
		return nil
	case f.unit == percent || f.unit == points:
		return []float64{1}
	}
	return []float64{1, 1e3, 1e6, 1e8, 1e9}
}

// count looks for a list of n things in the cited releases: rows of a table,
// items with bullets, or an enumeration in a sentence.
func (o *operands) count(n int) map[int][]int32 {
	for _, c := range o.cited {
		s := o.e.releases[c]
		rows, first := 0, int32(0)
		for p, span := range s.passages {
			line := s.s[span.Start:span.End]
			if strings.HasPrefix(line, "|") {
				if rows == 0 {
					first = int32(p)
				}
				if !strings.Contains(line, "---") {
					rows++
				}
				continue
			}
			// The heading is no row, a last row may be the total.
			if rows > 0 && (rows-1 == n || rows-2 == n) {
				return map[int][]int32{c: {first}}
			}
			rows = 0
			if items := listed(line); n >= 2 && slices.Contains(items, n) {
				return map[int][]int32{c: {int32(p)}}
			}
		}
	}
	return nil
}

// listed returns the lengths of the enumerations of a sentence.
func listed(line string) []int {
	var out []int
	if n := strings.Count(line, "△"); n > 1 {
		out = append(out, n)
	}
	for _, clause := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(".:;()", r) }) {
		n := strings.Count(clause, ", ") + strings.Count(clause, "·")
		if strings.Contains(clause, ", and ") {
			n--
		}
		if strings.Contains(clause, " and ") {
			n++
		}
		if n > 0 {
			out = append(out, n+1)
		}
	}
	return out
}
