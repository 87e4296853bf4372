package grounding

import "strings"

// Support says how much of a sentence's wording its passages have.
type Support struct {
	Share  float64 // of its telling words, anywhere in the passages
	Window float64 // of them, in one sentence of a passage, its neighbours and the title
	Hard   bool    // it has a figure, a date or a quotation, which have been compared
	Korean bool    // its words cannot be compared with English ones
}

// Support measures a sentence that the check has kept, for a caller that wants
// more than the check asks of what is said without a figure.
func (s *Stream) Support(kept Sentence) Support {
	c := s.g.claim(strings.TrimSuffix(kept.Text, markers(kept.Cites)))
	out := Support{Share: 1, Window: 1, Hard: len(c.facts)+len(c.quotes) > 0, Korean: c.hangul}
	if len(c.content) == 0 || len(kept.Cites) == 0 {
		return out
	}
	total := float64(len(c.content))
	found, window := 0, 0
	for w := range c.content {
		for _, n := range kept.Cites {
			if p := s.g.byN[n]; p != nil && p.keys[w] {
				found++
				break
			}
		}
	}
	for _, n := range kept.Cites {
		if p := s.g.byN[n]; p != nil {
			window = max(window, p.window(c.sentence))
		}
	}
	out.Share, out.Window = float64(found)/total, float64(window)/total
	return out
}
