package check

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"motirbot/internal/dates"
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

// findFigure returns the tokens where a figure stands, in whatever scale.
func (s *source) findFigure(f figure) []int {
	low, high := f.bounds()
	var at []int
	collect := func(list []int) {
		for _, i := range list[:min(len(list), maxCommon)] {
			at = append(at, s.figures[i].tok)
		}
	}
	collect(s.between(s.byUnit[f.unit], low, high))
	switch {
	case f.unit == ordinal: // "the eighth surplus in a row", "eight surpluses"
		collect(s.between(s.byUnit[""], f.value, f.value))
	case f.unit == "" && !f.scaled:
		collect(s.between(s.byUnit[ordinal], f.value, f.value))
	case f.unit == "": // "at least 1.1 million", of tons
		for _, list := range s.byUnit {
			collect(s.between(list, low, high))
		}
	}
	if f.unit != "" && f.unit != ordinal && len(s.cells) > 0 && s.namesUnit(f.unit) {
		for _, scale := range s.scalesOf(f) {
			collect(s.between(s.cells, low/scale, high/scale))
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

const (
	maxOperands = 24  // figures that arithmetic may use
	maxComputed = 40  // figures of one sentence that may be computed
	maxListed   = 30  // the longest list that is counted
	maxLists    = 4   // sentences and tables whose items are counted
	maxChance   = 0.1 // see trial.borne
	reach       = 8   // words between a figure and a word that it shares with the sentence
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
	anchors  map[int][]int   // by release, tokens of figures and dates that the sentence has too
	operands []operand       // the best first; nil until needed
	left     int             // figures that may still be computed
}

func (e *Evidence) arithmetic(d *text, cited []int) *arithmetic {
	a := &arithmetic{e: e, cited: cited, said: map[string]bool{}, anchors: map[int][]int{}, left: maxComputed}
	if len(cited) == 0 {
		for i := range e.releases {
			a.cited = append(a.cited, i)
		}
	}
	for i, t := range d.toks {
		if !words.IsStop(t.Text) && !d.dated[i] && len(t.Text) > 1 {
			a.said[words.Stem(t.Text)] = true
		}
	}
	return a
}

// weigh gives the tokens of a release their weight as neighbours of an operand:
// words of the sentence, rare ones most, and figures and dates it has as well.
// Tokens with the same key count once.
func (a *arithmetic) weigh(release int) (weight []float64, key []string) {
	s := a.e.releases[release]
	weight, key = make([]float64, len(s.toks)), make([]string, len(s.toks))
	for i, stem := range s.stems {
		if a.said[stem] {
			weight[i], key[i] = 1/(1+math.Log1p(float64(len(s.terms[stem])))), stem
		}
	}
	for _, i := range a.anchors[release] {
		weight[i], key[i] = 1/(1+math.Log1p(float64(len(a.anchors[release])))), "="+s.word(i)
	}
	return weight, key
}

// gather picks the operands: the figures with most of the sentence near them.
// A table's heading stands beside each of its rows.
func (a *arithmetic) gather() {
	a.operands = []operand{}
	for _, c := range a.cited {
		s := a.e.releases[c]
		weight, key := a.weigh(c)
		headings := map[int32]float64{}
		for i, w := range weight {
			if p := s.passageOf[i]; s.heading[p] == p {
				headings[p] += w / 10
			}
		}
		for _, f := range s.figures {
			if f.unit == ordinal {
				continue
			}
			o := operand{figure: f, release: c, passage: s.passageOf[f.tok]}
			if h := s.heading[o.passage]; h >= 0 {
				o.score = headings[h]
			}
			best := map[string]float64{}
			for i := max(0, f.tok-reach); i < min(len(s.toks), f.next+reach); i++ {
				if weight[i] > 0 && s.passageOf[i] == o.passage {
					away := max(f.tok-i, i-f.next+1, 0)
					best[key[i]] = max(best[key[i]], weight[i]/(1+float64(away)/4))
				}
			}
			for _, w := range best {
				o.score += w
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
	chance                  float64
	seen                    map[int64]bool
	hit                     []operand
}

func newTrial(f figure) *trial {
	t := &trial{value: f.value, seen: map[int64]bool{}, chance: maxChance}
	if f.share {
		t.chance = 3 * maxChance // "a third" is vague in itself
	}
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
	return t.hit != nil && float64(len(t.seen)-1)*t.width/(1.5*t.value) <= t.chance
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
		for _, y := range a.operands[:k] {
			if f.unit == x.unit && f.unit != y.unit && y.listable() && x.release == y.release && x.passage == y.passage {
				t.add(x.value/y.count(), x, y) // an average
			}
			if x.unit != y.unit || x.bare != y.bare {
				continue
			}
			for _, scale := range a.e.releases[x.release].scalesTo(f, x.figure) {
				t.add(math.Abs(x.value-y.value)*scale, x, y)
				if x.release == y.release {
					t.add((x.value+y.value)*scale, x, y)
				}
			}
			big, small := max(x.value, y.value), min(x.value, y.value)
			switch {
			case small == 0:
			case f.unit == times:
				t.add(big/small, x, y)
			case f.unit == percent && x.unit != percent:
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

// listable reports whether f counts few things, or years.
func (f figure) listable() bool {
	return f.count() > 1 && f.count() <= maxListed && f.digit == 1 && (f.unit == "" || f.place == 12)
}

func (f figure) count() float64 { return f.value / f.place }

func passagesOf(list []operand) map[int][]int32 {
	at := map[int][]int32{}
	for _, o := range list {
		at[o.release] = append(at[o.release], o.passage)
	}
	return at
}

// scalesTo lists what the value of a figure of a release is multiplied by to
// mean what f means: nothing where their units differ.
func (s *source) scalesTo(f, there figure) []float64 {
	switch {
	case there.bare:
		return s.scalesOf(f)
	case f.unit == there.unit, f.unit == points && there.unit == percent:
		return []float64{1}
	}
	return nil
}

// scalesOf lists what a cell of a table is to be multiplied by: one, or for a
// figure with a unit a scale that some heading names.
func (s *source) scalesOf(f figure) []float64 {
	if f.unit == "" || f.unit == percent || f.unit == points {
		return []float64{1}
	}
	return s.cellScales
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
			if m.Kind == dates.Span && f.unit == "day" && m.Period.Days() == int(f.value) {
				return passagesOf([]operand{{release: c}})
			}
			all = append(all, day{m.Period.From, operand{release: c}})
		}
	}
	t := newTrial(f)
	t.low, t.high, t.width, t.chance = f.value-f.place/2, f.value+f.place/2, f.place, 3*maxChance
	for i, x := range all {
		for _, y := range all[:i] {
			apart := math.Abs(float64(x.DaysUntil(y.Date)))
			switch {
			case f.place == 12: // in years
				apart = 12 * math.Abs(float64(x.Year-y.Year))
			case f.unit == "month":
				apart *= 12 / 365.25
			}
			t.add(apart, x.operand, y.operand)
		}
	}
	if t.borne() {
		return passagesOf(t.hit)
	}
	return nil
}

// count looks for a list of n things where the cited releases speak of what
// the sentence does: rows of a table or an enumeration.
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
			if lengths := s.lengths(p); len(lengths) > 0 {
				all = append(all, list{operand{release: c, passage: p, score: score}, lengths})
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

// lengths counts the rows of the table that starts at a passage: all but the
// heading, and again without one or two at its end, for others and the total.
// Of any other passage it counts the members of its enumerations.
func (s *source) lengths(first int32) (out []int) {
	if s.heading[first] == first {
		n := 0
		for p := first + 1; int(p) < len(s.passages) && s.heading[p] == first; p++ {
			if !strings.Contains(s.s[s.passages[p].Start:s.passages[p].End], "---") {
				n++
			}
		}
		return []int{n, n - 1, n - 2}
	}
	line := strings.ReplaceAll(s.s[s.passages[first].Start:s.passages[first].End], ", and ", ", ")
	if n := strings.Count(line, ";"); n > 0 {
		out = append(out, n+1)
	}
	for _, clause := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(".:;()", r) }) {
		if n := strings.Count(clause, ", ") + strings.Count(clause, "·") + strings.Count(clause, " and "); n > 0 {
			out = append(out, n+1)
		}
	}
	return out
}
