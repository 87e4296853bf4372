package grounding

import "fmt"

// otherPlace reports whether claim and source put the figure to different
// countries or cities, or the claim to one that the source names only further
// off.
func (p *passage) otherPlace(f *fact, s *sentence, o *fact) bool {
	claimed, apart := 0, 0
	near := p.around(s)
	for w := range f.own {
		if !places[w] || o.own[w] {
			continue
		}
		claimed++
		if !near[w] {
			return true
		}
	}
	for w := range o.own {
		switch {
		case !places[w]:
		case f.own[w]:
			return false
		default:
			apart++
		}
	}
	return claimed > 0 && apart > 0
}

// dropsPlace reports whether the claim leaves out the country that the source
// ties the figure to, while it fits another figure: "exports rose 124 percent"
// for exports to Taiwan.
func (p *passage) dropsPlace(c *sentence, f, o *fact) bool {
	tied := false
	for w := range o.own {
		if places[w] && (c.content[w] || p.topical[w]) {
			return false
		}
		tied = tied || places[w]
	}
	return tied && p.fitsRival(f, o)
}

// fitsRival reports whether the claim's words beside f stand beside a rival of
// o as well.
func (p *passage) fitsRival(f, o *fact) bool {
	for _, s := range p.sents {
		for i := range s.facts {
			if r := &s.facts[i]; !r.isDate && !r.weak && rivals(o, r) && f.own.common(r.own) > 0 {
				return true
			}
		}
	}
	return false
}

// otherTime reports whether the source dates the figure o in its clause and the
// claim holds only dates that disagree: those of f's clause, or all of them
// where it has none.
func (p *passage) otherTime(c *sentence, f *fact, s *sentence, o *fact) bool {
	dates := c.datesOf(f.clause)
	if len(dates) == 0 {
		dates = c.datesOf(-1)
	}
	source := s.datesOf(o.clause)
	for _, d := range source {
		for _, m := range dates {
			m = c.resolve(m, p.Date)
			if sameDate(m, d) || !m.Period.Intersect(d.Period).IsEmpty() {
				return false
			}
		}
	}
	return len(dates) > 0 && len(source) > 0
}

// datesOf returns the dates of a clause, of all clauses for -1.
func (s *sentence) datesOf(clause int) []DateMention {
	var out []DateMention
	for _, f := range s.facts {
		if f.isDate && (clause < 0 || f.clause == clause) {
			out = append(out, f.date)
		}
	}
	return out
}

// checkPlaces asks of every country or city that something the claim says of it
// stands beside it: a country that the source names elsewhere has no part in
// what is said here.
func checkPlaces(c *claim, ps []*passage, _ *verdict, where string) string {
	for w := range c.content {
		if places[w] && capitals[w] == "" && !placed(c, w, ps) {
			return fmt.Sprintf("%s has no part in this in %s", w, where)
		}
	}
	return ""
}

// leastBeside is the share of a claim's words that have to stand about a
// country of its.
const leastBeside = 0.3

func placed(c *claim, place string, ps []*passage) bool {
	for _, p := range ps {
		if p.topical[place] {
			return true
		}
		for i, s := range p.sents[1:] {
			if s.all[place] && float64(p.commonWith(c, i+1)-1) >= leastBeside*float64(len(c.content)-1) {
				return true
			}
		}
	}
	return false
}
