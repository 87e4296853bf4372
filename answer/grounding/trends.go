package grounding

import "fmt"

// checkTrends compares rises and falls that carry no figure: "NAND flash rose"
// where the source says that it fell.
func checkTrends(c *claim, ps []*passage, _ *verdict, where string) string {
	for clause, dir := range c.trends() {
		subject := c.clauseKeys(clause)
		if len(subject) > 0 && reversed(subject, dir, ps) {
			return fmt.Sprintf("what it says of a rise or fall differs from %s", where)
		}
	}
	return ""
}

// trends returns the direction of every clause that tells one, by its last
// word of direction. Clauses with a figure have been compared by the figure.
func (s *sentence) trends() map[int]int {
	out := map[int]int{}
	for i := range s.toks {
		if d := s.text.direction(i, s.figure); d != 0 {
			out[s.clause[i]] = d
		}
	}
	for _, f := range s.facts {
		if !f.isDate {
			delete(out, f.clause)
		}
	}
	return out
}

// reversed reports whether the source says only the opposite of the subject.
func reversed(subject keys, dir int, ps []*passage) bool {
	against := false
	for _, p := range ps {
		for _, s := range p.sents {
			for clause, d := range s.sourceTrends() {
				n := subject.common(s.clauseKeys(clause))
				switch {
				case 2*n < len(subject) || n == 0:
				case d == dir:
					return false
				default:
					against = true
				}
			}
		}
	}
	return against
}

// sourceTrends are the directions of all clauses, those with figures too.
func (s *sentence) sourceTrends() map[int]int {
	out := map[int]int{}
	for i := range s.toks {
		if d := s.text.direction(i, s.figure); d != 0 {
			out[s.clause[i]] = d
		}
	}
	for _, f := range s.facts {
		if !f.isDate && f.dir != 0 {
			out[f.clause] = f.dir
		}
	}
	return out
}
