package check

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"motirbot/internal/words"
	"motirbot/release"
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
	maxOperands = 24   // figures that arithmetic may use
	maxComputed = 40   // figures of one sentence that may be computed
	maxListed   = 30   // the longest list that is counted
	maxLists    = 4    // sentences and tables whose items are counted
	maxChance   = 0.1 // see arithmetic.borne
	reach       = 8    // words between a figure and a word that it shares with the sentence
)

// operand is a figure of a cited release that stands beside words of the
// sentence.
type operand struct {
	figure
	release int
	passage int32
	score   float64
}

// arithmetic computes figures of one sentence from those of the releases.
type arithmetic struct {
	e        *Evidence
	cited    []int
	said     map[string]bool // words of the sentence, stemmed
	operands []operand       // the best first; nil until needed
	left     int             // figures that may still be computed
}

func (e *Evidence) arithmetic(d *text, cited []int) *arithmetic {
	a := &arithmetic{e: e, cited: cited, said: map[string]bool{}, left: maxComputed}
	if len(cited) == 0 {
		for i := range e.releases {
			a.cited = append(a.cited, i)
		}
	}
	for _, t := range d.toks {
		if !words.IsStop(t.Text) && len(t.Text) > 1 {
			a.said[words.Stem(t.Text)] = true
		}
	}
	return a
}

// gather picks the operands: the figures with most words of the sentence near
// them, rare ones first. A table's heading stands beside each of its rows.
func (a *arithmetic) gather() {
	a.operands = []operand{}
	for _, c := range a.cited {
		s := a.e.releases[c]
		headings := map[int32]float64{}
		for _, f := range s.figures {
			if f.unit == ordinal {
				continue
			}
			p := s.passageOf[f.tok]
			o := operand{figure: f, release: c, passage: p}
			if h := s.heading[p]; h >= 0 {
				if _, ok := headings[h]; !ok {
					headings[h] = 0
					for stem := range a.said {
						if _, ok := slices.BinarySearch(s.terms[stem], h); ok {
							headings[h] += 0.1
						}
					}
				}
				o.score = headings[h]
			}
			seen := map[string]bool{}
			for i := max(0, f.tok-reach); i < min(len(s.toks), f.next+reach); i++ {
				if i >= f.tok && i < f.next || s.passageOf[i] != p {
					continue
				}
				if stem := words.Stem(s.word(i)); a.said[stem] && !seen[stem] {
					seen[stem] = true
					o.score += 1 / (1 + math.Log1p(float64(len(s.terms[stem]))))
				}
			}
			if o.score > 0 {
				a.operands = append(a.operands, o)
			}
		}
	}
	slices.SortStableFunc(a.operands, func(x, y operand) int { return cmp.Compare(y.score, x.score) })
	a.operands = a.operands[:min(len(a.operands), maxOperands)]
}

// trial collects what arithmetic yields near a figure, until it yields the
// figure itself.
type trial struct {
	low, high, width, value float64
	seen                    map[int64]bool
	hit                     []operand
}

func newTrial(f figure) *trial {
	t := &trial{value: f.value, seen: map[int64]bool{}}
	t.low, t.high = f.bounds()
	t.width = max(t.high-t.low, f.place)
	return t
}

func (t *trial) add(v float64, from ...operand) {
	if v < t.value/2 || v > 2*t.value || t.hit != nil {
		return
	}
	t.seen[int64(math.Round(v/t.width))] = true
	if v >= t.low && v <= t.high {
		t.hit = slices.Clone(from)
	}
}

// borne reports whether the figure was met by more than chance: arithmetic on
// enough figures meets any number. The chance is the share of the numbers
// between half and twice the figure that were met before it.
func (t *trial) borne() bool {
	return t.hit != nil && float64(len(t.seen)-1)*t.width/(1.5*t.value) <= maxChance
}

// compute returns the passages of the figures that f follows from: as their
// difference or sum, as a share, ratio or change in per cent of two, as the
// time between two dates, or as the length of a list.
func (a *arithmetic) compute(f figure) map[int][]int32 {
	if a.left--; a.left < 0 || f.unit == ordinal || f.value <= 0 {
		return nil
	}
	if a.operands == nil {
		a.gather()
	}
	t := newTrial(f)
	for k, x := range a.operands {
		for j, y := range a.operands[:k] {
			if x.unit != y.unit || x.bare != y.bare {
				continue
			}
			for _, scale := range scalesTo(f, x.figure) {
				t.add(math.Abs(x.value-y.value)*scale, x, y)
				if x.release != y.release {
					continue
				}
				t.add((x.value+y.value)*scale, x, y)
				for _, z := range a.operands[:j] {
					if z.release == x.release && z.unit == x.unit && z.bare == x.bare {
						t.add((x.value+y.value+z.value)*scale, x, y, z)
					}
				}
			}
			big, small := max(x.value, y.value), min(x.value, y.value)
			if small == 0 || x.unit == percent {
				continue
			}
			switch f.unit {
			case times:
				t.add(big/small, x, y)
			case percent:
				t.add(100*small/big, x, y)
				t.add(100*(big-small)/small, x, y)
				t.add(100*(big-small)/big, x, y)
			}
		}
		if t.hit != nil {
			break
		}
	}
	if t.borne() {
		return passagesOf(t.hit)
	}
	switch {
	case f.unit == "month" || f.unit == "day":
		return a.apart(f)
	case f.unit == "" && !f.scaled && f.value <= maxListed:
		return a.count(int(f.value))
	}
	return nil
}

func passagesOf(list []operand) map[int][]int32 {
	at := map[int][]int32{}
	for _, o := range list {
		at[o.release] = append(at[o.release], o.passage)
	}
	return at
}

// scalesTo lists what the value of a figure of a release is multiplied by to
// mean what f means: nothing where their units differ. A cell of a table may
// be in thousands or millions.
func scalesTo(f, there figure) []float64 {
	switch {
	case !there.bare && f.unit == there.unit, there.bare && f.unit == "", f.unit == points && there.unit == percent,
		there.bare && (f.unit == percent || f.unit == points):
		return []float64{1}
	case there.bare && f.unit != "":
		return []float64{1, 1e3, 1e6, 1e8, 1e9}
	}
	return nil
}

// apart returns the passages of two dates that lie as far apart as f says.
func (a *arithmetic) apart(f figure) map[int][]int32 {
	type day struct {
		release.Date
		operand
	}
	var all []day
	for _, c := range a.cited {
		all = append(all, day{a.e.releases[c].Date, operand{release: c}})
	}
	for _, c := range a.cited {
		s := a.e.releases[c]
		for _, m := range s.dates[:min(len(s.dates), maxOperands)] {
			all = append(all, day{m.Period.From, operand{release: c}})
		}
	}
	t := newTrial(f)
	if f.unit == "month" {
		t.low, t.high, t.width = f.value-f.place/2, f.value+f.place/2, f.place
	}
	for i, x := range all {
		for _, y := range all[:i] {
			days := math.Abs(float64(x.DaysUntil(y.Date)))
			if f.unit == "month" {
				days *= 12 / 365.25
			}
			t.add(days, x.operand, y.operand)
		}
	}
	if t.borne() {
		return passagesOf(t.hit)
	}
	return nil
}

// count looks for a list of n things where the cited releases speak of what
// the sentence does: rows of a table, items with bullets, or an enumeration.
func (a *arithmetic) count(n int) map[int][]int32 {
	type list struct {
		operand
		lengths []int
	}
	var all []list
	for _, c := range a.cited {
		s := a.e.releases[c]
		shared := map[int32]float64{}
		for stem := range a.said {
			if at := s.terms[stem]; len(at) <= maxCommon {
				for _, p := range at {
					if s.heading[p] >= 0 {
						p = s.heading[p]
					}
					shared[p] += 1 / float64(len(at))
				}
			}
		}
		for p, score := range shared {
			span := s.passages[p]
			l := list{operand{release: c, passage: p, score: score}, listed(s.s[span.Start:span.End])}
			if s.heading[p] == p {
				l.lengths = s.rows(p)
			}
			if len(l.lengths) > 0 {
				all = append(all, l)
			}
		}
	}
	slices.SortFunc(all, func(x, y list) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.release, y.release), cmp.Compare(x.passage, y.passage))
	})
	for _, l := range all[:min(len(all), maxLists)] {
		if slices.Contains(l.lengths, n) {
			return passagesOf([]operand{l.operand})
		}
	}
	return nil
}

// rows counts the rows of the table that starts at a passage: all but the
// heading, and again without one or two at its end, for others and the total.
func (s *source) rows(first int32) []int {
	n := 0
	for p := first + 1; int(p) < len(s.passages) && s.heading[p] == first; p++ {
		if !strings.Contains(s.s[s.passages[p].Start:s.passages[p].End], "---") {
			n++
		}
	}
	return []int{n, n - 1, n - 2}
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
