package check

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"motirbot/internal/dates"
	"motirbot/release"
)

// bounds gives the values that a figure, as it is written, may stand for.
func (f figure) bounds() (low, high float64) {
	half := 1e-9 * math.Abs(f.value)
	// Words such as "about" let the zeros at the end stand for anything.
	wide := min(f.place*math.Pow10(f.zeros), f.value/5)
	switch {
	case f.share:
		half, wide = 0.05*f.value, f.value/5
	case f.scaled || f.unit != "" && f.unit != ordinal && f.unit != "month":
		half += f.place / 2
	}
	return min(f.value-half, f.value-f.rough.down*wide), max(f.value+half, f.value+f.rough.up*wide)
}

// findFigure returns the passages where a figure stands, in whatever scale.
func (s *source) findFigure(f figure) []int {
	low, high := f.bounds()
	var at []int
	for i, there := range s.figures {
		v := there.value
		meets := v >= low && v <= high && (there.unit == f.unit || f.unit == "" && f.scaled) || // "at least 1.1 million", of tons
			v == f.value && !f.scaled && f.unit+there.unit == ordinal // "the eighth surplus in a row", "eight surpluses"
		if s.cell[i] && f.unit != ordinal && s.units[f.unit] {
			for _, scale := range s.scalesOf(f) {
				meets = meets || v*scale >= low && v*scale <= high
			}
		}
		if meets && len(at) < maxCommon {
			at = append(at, s.passageOf[there.tok])
		}
	}
	return slices.Compact(at)
}

// scalesOf lists what a cell of a table is to be multiplied by: one, or for a
// figure with a unit a scale that some heading names.
func (s *source) scalesOf(f figure) []float64 {
	if f.unit == "" || f.unit == percent || f.unit == points {
		return []float64{1}
	}
	return s.cellScales
}

const (
	maxOperands = 24  // figures that arithmetic may use
	maxComputed = 40  // figures of one sentence that may be computed
	maxListed   = 30  // the longest list that is counted
	maxLists    = 4   // sentences and tables whose items are counted
	maxChance   = 0.1 // see compute
	reach       = 8   // words between a figure and one that it shares with the sentence
)

// operand is a figure or date of a release, or a list, by its passage.
type operand struct {
	figure
	release, passage int
	score            float64 // of the passage and its table's heading
}

// arithmetic computes figures of one sentence from those of the releases in
// scope, of the passages that have most in common with the sentence.
type arithmetic struct {
	e               *Evidence
	scope           []int
	operands, lists []operand // the best first
	left            int       // figures that may still be computed
}

func (e *Evidence) arithmetic(d *text, scope []int, value []map[int]float64) *arithmetic {
	a := &arithmetic{e: e, scope: scope, left: maxComputed}
	for _, i := range scope {
		s := e.releases[i]
		score := func(p int) float64 {
			if h := s.heading[p]; h >= 0 && h != p {
				return value[i][p] + value[i][h]
			}
			return value[i][p]
		}
		for _, f := range s.figures {
			p := s.passageOf[f.tok]
			o := operand{f, i, p, score(p)}
			for j := max(0, f.tok-reach); j < min(len(s.toks), f.next+reach) && o.score > 0; j++ {
				if away := max(f.tok-j, j-f.next+1); away > 0 && d.tells[s.stems[j]] && s.passageOf[j] == p {
					o.score += 1 / (1 + float64(len(s.terms[s.stems[j]]))) / (1 + float64(away)/4)
				}
			}
			if f.unit != ordinal && o.score > 0 {
				a.operands = append(a.operands, o)
			}
		}
		tables := map[int]float64{}
		for p, first := range s.heading {
			if first < 0 {
				first = p
			}
			tables[first] += value[i][p]
		}
		for p, v := range tables {
			a.lists = append(a.lists, operand{release: i, passage: p, score: v})
		}
	}
	byScore := func(x, y operand) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.release, y.release), cmp.Compare(x.passage, y.passage), cmp.Compare(x.tok, y.tok))
	}
	slices.SortFunc(a.operands, byScore)
	slices.SortFunc(a.lists, byScore)
	a.operands, a.lists = a.operands[:min(len(a.operands), maxOperands)], a.lists[:min(len(a.lists), maxLists)]
	return a
}

// compute returns the passages of the figures that f follows from: as their
// difference or sum, as a share, ratio or change in per cent of two, as the
// time between two dates, or as the length of a list. Arithmetic on enough
// figures meets any number, so that f has to be met by more than chance: by the
// share of the numbers between half and twice of it that were met before.
func (a *arithmetic) compute(f figure) places {
	if a.left--; a.left < 0 || f.unit == ordinal || f.value <= 0 {
		return nil
	}
	low, high := f.bounds()
	chance, inTime := maxChance, f.unit == "month" || f.unit == "day"
	if inTime {
		low, high = f.value-f.place/2, f.value+f.place/2
	}
	if inTime || f.share {
		chance *= 3 // vague in itself
	}
	width := max(high-low, f.place)
	seen, hit := map[int64]bool{}, places(nil)
	try := func(v float64, x, y operand) {
		if hit != nil || v < f.value/2 || v > 2*f.value {
			return
		}
		seen[int64(math.Round(v/width))] = true
		if v >= low && v <= high {
			hit = places{x.release: {x.passage}}
			hit[y.release] = append(hit[y.release], y.passage)
		}
	}
	a.pairs(f, try)
	if hit == nil && inTime {
		seen = map[int64]bool{}
		a.days(f, try)
	}
	if hit != nil && float64(len(seen)-1)*width <= chance*1.5*f.value {
		return hit
	}
	if f.unit == "" && !f.scaled && f.value <= maxListed {
		for _, l := range a.lists {
			if slices.Contains(a.e.releases[l.release].lengths(l.passage), int(f.value)) {
				return places{l.release: {l.passage}}
			}
		}
	}
	return nil
}

// pairs tries what two operands yield that could be f.
func (a *arithmetic) pairs(f figure, try func(v float64, x, y operand)) {
	for k, x := range a.operands {
		for _, y := range a.operands[:k] {
			if x.unit != y.unit || x.bare != y.bare {
				continue
			}
			var factors []float64
			if x.bare {
				factors = a.e.releases[x.release].scalesOf(f)
			} else if f.unit == x.unit || f.unit == points && x.unit == percent {
				factors = []float64{1}
			}
			for _, by := range factors {
				try(math.Abs(x.value-y.value)*by, x, y)
				if x.release == y.release {
					try((x.value+y.value)*by, x, y)
				}
			}
			switch big, small := max(x.value, y.value), min(x.value, y.value); {
			case small == 0:
			case f.unit == times:
				try(big/small, x, y)
			case f.unit == percent && x.unit != percent:
				try(100*small/big, x, y)
				try(100*(big-small)/small, x, y)
				try(100*(big-small)/big, x, y)
			}
		}
	}
}

// days tries the time between two days that the releases in scope name, or on
// which they were published. The day after a span is one, so that its length is.
func (a *arithmetic) days(f figure, try func(v float64, x, y operand)) {
	type day struct {
		release.Date
		operand
	}
	var all []day
	for _, i := range a.scope {
		s := a.e.releases[i]
		all = append(all, day{s.Date, operand{release: i}})
		for _, m := range s.dates[:min(len(s.dates), maxOperands)] {
			all = append(all, day{m.Period.From, operand{release: i}})
			if m.Kind == dates.Span {
				all = append(all, day{m.Period.To.AddDays(1), operand{release: i}})
			}
		}
	}
	for i, x := range all {
		for _, y := range all[:i] {
			apart := math.Abs(float64(x.DaysUntil(y.Date)))
			switch {
			case f.place == 12: // in years
				apart = 12 * math.Abs(float64(x.Year-y.Year))
			case f.unit == "month":
				apart *= 12 / 365.25
			}
			try(apart, x.operand, y.operand)
		}
	}
}

// lengths counts the rows of the table that starts at a passage: all but the
// heading, and again without one or two at its end, for others and the total.
// Of any other passage it counts what semicolons part.
func (s *source) lengths(first int) []int {
	n := 0
	if s.heading[first] != first {
		if n = strings.Count(s.s[s.passages[first].Start:s.passages[first].End], ";"); n == 0 {
			return nil
		}
		return []int{n + 1}
	}
	for p := first + 1; p < len(s.passages) && s.heading[p] == first; p++ {
		if !strings.Contains(s.s[s.passages[p].Start:s.passages[p].End], "---") {
			n++
		}
	}
	return []int{n, n - 1, n - 2}
}
