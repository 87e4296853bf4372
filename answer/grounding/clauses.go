package grounding

import "strings"

// clauseCuts are words that begin a new clause: what stands before them is not
// the subject of a figure after them.
var clauseCuts = wordSet(`while but whereas which who despite because though although thanks driven led backed owing
	amid compared versus helped boosted supported fuelled fueled followed including when where since leaving
	as after before than above beat beats beating topping surpassing exceeding against bringing making alongside`)

// clauses numbers the clause of every token. A comma, a semicolon, a dash
// between spaces or a cutting word ends a clause; "and" and a closing bracket
// do so once a figure has been read, since "exports and imports rose" speaks of
// both but "exports rose to 5 billion and imports to 3 billion" does not.
func (t text) clauses(figure map[int]bool) []int {
	out := make([]int, len(t.toks))
	n, seen := 0, false
	for i := range t.toks {
		if i > 0 && t.cuts(i, seen, figure) {
			n, seen = n+1, false
		}
		out[i] = n
		seen = seen || figure[i]
	}
	return out
}

func (t text) cuts(i int, seen bool, figure map[int]bool) bool {
	g, w := t.gap(i), t.word(i)
	switch {
	case strings.ContainsAny(g, ",;:—") && !(figure[i] && figure[i-1] && strings.TrimSpace(g) == ","):
		return true
	case strings.Contains(g, " – ") || strings.Contains(g, " - ") || strings.Contains(g, "△"):
		return true
	case strings.Contains(g, ")") && seen && figure[i-1]:
		return !strings.Contains(g, "(")
	case w == "and" || w == "or":
		return seen
	case w == "following":
		return t.word(i-1) != "the"
	case w == "with":
		return !figure[i-1]
	case w == "due":
		return true
	case w == "on" || w == "by":
		return seen && t.givesCause(i+1)
	}
	return clauseCuts[w]
}

// givesCause tells "rose to 72 billion on strong demand for hybrids" from "25
// percent on steel": what gives the cause is not the subject.
func (t text) givesCause(i int) bool {
	for at := i; at < i+4; at++ {
		switch t.word(at) {
		case "strong", "weak", "robust", "solid", "brisk", "sluggish", "demand", "back", "growing", "rising":
			return true
		}
	}
	return false
}

var (
	upWords = wordSet(`rise rises rose risen rising increase increases increased increasing grow grows grew grown
		growing growth gain gains gained climb climbs climbed climbing jump jumps jumped surge surges surged surging
		advance advances advanced leap leaps leapt leaped soar soared soaring higher rebound rebounded rebounding
		raise raised raises raising improved improvement upturn upward uptick accelerated strengthened swelled expanded`)
	downWords = wordSet(`fall falls fell fallen falling drop drops dropped dropping decline declines declined declining
		decrease decreases decreased decreasing slide slides slid shrink shrinks shrank shrunk shrinking slump slumped
		slumps cut cuts cutting reduce reduces reduced reducing reduction contracted contraction dip dips dipped plunge
		plunged plunging lose lost lower lowered lowering slipped slip tumbled tumble retreated weakened downturn
		downward eased narrowed fewer`)
)

// direction returns +1 or -1 where token i says that something rose or fell.
// "Up" and "down" do so beside a figure or a form of "be" only: "set up", "up
// to" and "follow-up" say nothing.
func (t text) direction(i int, figure map[int]bool) int {
	w := t.word(i)
	switch {
	case upWords[w]:
		return 1
	case downWords[w]:
		return -1
	case w != "up" && w != "down":
		return koreanDirection(w)
	}
	prev, next := t.word(i-1), t.word(i+1)
	near := figure[i+1] && t.gap(i+1) != "-" || figure[i-1] || next == "by" || next == "from" || next == "about" || next == "nearly" ||
		prev == "was" || prev == "were" || prev == "is" || prev == "are" || prev == "goes" || prev == "went" || prev == "go"
	if !near || w == "up" && next == "to" {
		return 0
	}
	if w == "up" {
		return 1
	}
	return -1
}

func koreanDirection(w string) int {
	for _, up := range []string{"증가", "늘", "성장", "상승"} {
		if strings.HasPrefix(w, up) {
			return 1
		}
	}
	for _, down := range []string{"감소", "줄", "하락"} {
		if strings.HasPrefix(w, down) {
			return -1
		}
	}
	return 0
}

// directions tells for every figure whether it is a rise or a fall: by the word
// right after it ("a 3.4 percent drop"), else by the last one before it in its
// clause, or in an earlier one where the clause is an item of a list that lives
// on it ("rose 4.8 percent and convenience stores 0.9 percent").
func (s *sentence) directions() {
	t, facts, figure := s.text, s.facts, s.figure
	state, told, next := 0, 0, 0
	for k := range facts {
		f := &facts[k]
		for ; next < f.first; next++ {
			if t.endsTrend(next) {
				state = 0
			}
			if d := t.direction(next, figure); d != 0 {
				state, told = d, s.clause[next]
			}
		}
		if told == f.clause || len(f.own) <= 3 && !isDuration(f.number.Unit) {
			f.dir = state
		}
		if d := t.directionAfter(f.next, figure); d != 0 {
			f.dir = d
		}
		if g := t.gap(f.first); strings.HasSuffix(g, "-") || strings.HasSuffix(g, "−") {
			if len(g) > 1 && !strings.HasSuffix(g, "--") && f.first > 0 && !figure[f.first-1] {
				f.dir = -1
			}
		} else if strings.HasSuffix(g, "+") {
			f.dir = 1
		}
		next = max(next, f.next)
	}
}

func isDuration(unit string) bool {
	switch unit {
	case UnitOrdinal, "minute", "hour", "day", "week", "month", "year", "decade":
		return true
	}
	return false
}

func (t text) endsTrend(i int) bool {
	w := t.word(i)
	return strings.Contains(t.gap(i), ";") || w == "while" || w == "but" || w == "whereas" || w == "leaving" || w == "surplus"
}

func (t text) directionAfter(i int, figure map[int]bool) int {
	for at := i; at < i+5 && at < len(t.toks); at++ {
		w := t.word(at)
		if strings.ContainsAny(t.gap(at), ",;:()") || figure[at] {
			return 0
		}
		if d := t.direction(at, figure); d != 0 {
			return d
		}
		switch w {
		case "year", "on", "over", "annual", "yearly", "monthly", "sharp", "slight", "more", "less":
			if w == "more" {
				return 1
			}
			if w == "less" {
				return -1
			}
			continue
		}
		return 0
	}
	return 0
}
