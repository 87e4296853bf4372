package grounding

import (
	"fmt"
	"strings"

	"motirbot/release"
)

// claim is a sentence of the model.
type claim struct {
	*sentence
	quotes []quotation
	done   map[*passage][]act // its acts, as each passage knows the persons
}

// verdict is the judgement of a claim against some passages.
type verdict struct {
	why   string // "" when they bear it out
	share float64
	facts map[int]int // hard facts that each passage bears out, by N
}

func (v verdict) ok() bool { return v.why == "" }

func (g *ground) claim(s string) *claim {
	return &claim{sentence: g.lex.analyse(s, release.Date{}), quotes: quotations(s)}
}

// judge decides whether the passages together bear the claim out.
func (g *ground) judge(c *claim, ps []*passage) verdict {
	v := verdict{facts: map[int]int{}}
	where := numbersOf(ps)
	for _, check := range []func(*claim, []*passage, *verdict, string) string{
		checkQuotes, checkFigures, checkNames, checkTrends, checkDenials, checkSupport, checkPlaces, checkOwners, checkActs,
	} {
		if v.why = check(c, ps, &v, where); v.why != "" {
			return v
		}
	}
	return v
}

func checkQuotes(c *claim, ps []*passage, v *verdict, where string) string {
	for _, q := range c.quotes {
		held := false
		for _, p := range ps {
			if p.holdsQuote(c.s[q.start:q.end]) {
				v.facts[p.N]++
				held = true
			}
		}
		if !held {
			return fmt.Sprintf("the words %q are not in %s", c.s[q.start:q.end], where)
		}
	}
	return ""
}

func checkFigures(c *claim, ps []*passage, v *verdict, where string) string {
	for i := range c.facts {
		f := &c.facts[i]
		if c.quoted(f.first) {
			continue
		}
		worst, held := faultAbsent, false
		for _, p := range ps {
			why := p.figureOrDate(c, f)
			if why == "" {
				v.facts[p.N]++
				held = true
			} else if why != faultAbsent {
				worst = why
			}
		}
		if !held {
			return figureReason(f, worst, where)
		}
	}
	return ""
}

func (p *passage) figureOrDate(c *claim, f *fact) fault {
	if f.isDate {
		return p.dateFault(c.sentence, f)
	}
	return p.figureFault(c.sentence, f)
}

func checkNames(c *claim, ps []*passage, v *verdict, where string) string {
	for _, n := range c.names {
		if c.quoted(n.first) {
			continue
		}
		worst, held := faultAbsent, false
		for _, p := range ps {
			why := p.nameFault(c.sentence, n)
			if why == "" {
				v.facts[p.N]++
				held = true
			} else if why != faultAbsent {
				worst = why
			}
		}
		if !held {
			return fmt.Sprintf("name %s %s %s", n.Text, worst, where)
		}
	}
	if i, ok := c.bareWeekday(); ok && !weekdayIn(c.word(i), ps) {
		return fmt.Sprintf("date %s is not in %s", c.raw(i), where)
	}
	return ""
}

func checkDenials(c *claim, ps []*passage, _ *verdict, where string) string {
	var best, all []*sentence
	for _, p := range ps {
		all = append(all, p.sents...)
		if s := p.nearest(c.sentence); s != nil {
			best = append(best, s)
		}
	}
	if lessFor(c.sentence, best) {
		return "what is more or less differs from " + where
	}
	if negationDiffers(c.sentence, best, all) {
		return "what is denied differs from " + where
	}
	beside := best
	for _, p := range ps {
		beside = append(beside, p.sents[0])
	}
	for w := range c.content {
		for _, o := range opposites[w] {
			near := beside
			if trendKeys[w] || actForms[w] != nil {
				near = all // compared by what it is said of
			}
			if !anyHolds(near, w) && !c.content[o] && holdsContent(best, o) {
				return fmt.Sprintf("%q is the opposite of %s", w, where)
			}
		}
	}
	return ""
}

func anyHolds(list []*sentence, w string) bool {
	for _, s := range list {
		if s.all[w] {
			return true
		}
	}
	return false
}

func holdsContent(list []*sentence, w string) bool {
	for _, s := range list {
		if s.content[w] {
			return true
		}
	}
	return false
}

// quoted reports whether token i stands in a quotation: it has been compared
// to the letter already.
func (c *claim) quoted(i int) bool {
	for _, q := range c.quotes {
		if at := c.toks[i].Start; at >= q.start && at < q.end {
			return true
		}
	}
	return false
}

// bareWeekday finds a weekday that no date stands beside.
func (c *claim) bareWeekday() (int, bool) {
	for i := range c.toks {
		if _, ok := c.weekdayAt(i); ok && !c.figure[i] && c.capital(i) {
			return i, true
		}
	}
	return 0, false
}

// weekdayIn reports whether a passage names that weekday, or a day that falls
// on it.
func weekdayIn(word string, ps []*passage) bool {
	for _, p := range ps {
		for _, s := range p.sents {
			for _, f := range s.facts {
				if f.isDate && f.date.Period.Days() == 1 && f.date.Period.From.Weekday() == weekdays[word] {
					return true
				}
			}
		}
	}
	return false
}

func numbersOf(ps []*passage) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "[%d]", p.N)
	}
	return b.String()
}
