package grounding

import (
	"fmt"
	"slices"
)

// checkActs compares who does what. A sentence made of a release's own words
// may still turn it round: who was asked has not agreed, what is planned has
// not been done, and what one side said the other did not.
func checkActs(c *claim, ps []*passage, _ *verdict, where string) string {
	if c.hangul || c.verbatimIn(ps) {
		return ""
	}
	if w := c.undone(ps); w != "" {
		return fmt.Sprintf("%q is only meant to be done in %s", w, where)
	}
	for _, p := range ps {
		acts := c.actsAs(p)
		for i := range acts {
			if why := actFault(c, &acts[i], ps); why != "" {
				return fmt.Sprintf("%q %s %s", c.word(acts[i].first), why, where)
			}
		}
	}
	return ""
}

// verbatimIn reports whether a passage says the claim word for word: who is
// meant there is meant here.
func (c *claim) verbatimIn(ps []*passage) bool {
	return slices.ContainsFunc(ps, func(p *passage) bool { return p.holdsQuote(c.s) })
}

// actsAs returns the acts of the claim with its persons as p knows them.
func (c *claim) actsAs(p *passage) []act {
	acts, known := c.done[p]
	if !known {
		if c.done == nil {
			c.done = map[*passage][]act{}
		}
		acts = p.acts(c.sentence, party{})
		c.done[p] = acts
	}
	return acts
}

// nearEnough is the share of the best sentence's words in common with a claim
// that another must have to be asked about it too.
const nearEnough = 0.7

// candidate is an act of a passage that may bear one of the claim out.
type candidate struct {
	*act
	common int // words of the claim in its sentence
}

// actFault looks for an act of the passages that bears a out. Acts of the very
// same word come before those of the same kind.
func actFault(c *claim, a *act, ps []*passage) string {
	list := candidates(c, a, ps)
	same := slices.DeleteFunc(slices.Clone(list), func(b candidate) bool { return a.key != b.key || b.nominal && !a.nominal })
	if len(same) > 0 {
		list = same
	}
	list = withEnds(a, list)
	worst := ""
	for _, b := range list {
		why := a.differs(b.act)
		if why == "" {
			return ""
		}
		worst = why
	}
	if worst == "" && a.must() && !a.nominal {
		return "is not done in"
	}
	return worst
}

func candidates(c *claim, a *act, ps []*passage) []candidate {
	var list []candidate
	most := 0
	for _, p := range ps {
		for i := range p.sents {
			common := p.commonWith(c, i)
			most = max(most, common)
			lent := p.lentTo(i)
			for k := range p.done[i] {
				if b := &p.done[i][k]; a.licensed(b) && a.about(b, lent) && !a.ofOthers(b) {
					list = append(list, candidate{b, common})
				}
			}
		}
	}
	return slices.DeleteFunc(list, func(b candidate) bool { return float64(b.common) < nearEnough*float64(most) })
}

// commonWith counts the words of the claim in sentence i, with those of the
// sentence before where it leans on it.
func (p *passage) commonWith(c *claim, i int) int {
	n := c.content.common(p.sents[i].all)
	if i < 2 || !p.sents[i].leans() {
		return n
	}
	for w := range c.content {
		if p.sents[i-1].all[w] && !p.sents[i].all[w] {
			n++
		}
	}
	return n
}

// leans reports whether a sentence means little without the one before it.
func (s *sentence) leans() bool {
	return pronouns[s.word(0)] || pronouns[s.word(1)] || len(s.toks) < shortSentence && (s.all["it"] || s.all["them"])
}

const shortSentence = 8 // words

// licensed reports whether an act of b's kind can bear out one of a's.
func (a *act) licensed(b *act) bool { return a.key == b.key || a.kind.borne[b.kind.name] }

// lentTo are the words of the sentence before i where i leans on it.
func (p *passage) lentTo(i int) keys {
	if i < 2 || !p.sents[i].leans() {
		return nil
	}
	return p.sents[i-1].content
}

// ofOthers reports whether two acts that each name whom they concern, as in
// "leads the Korean side", concern different ones.
func (a *act) ofOthers(b *act) bool {
	return a.kind.name == "lead" && len(a.whom.sides) > 0 && len(b.whom.sides) > 0 && a.whom.sides.common(b.whom.sides) == 0
}

// about reports whether both acts are about the same: half of the words beside
// the one stand beside the other.
func (a *act) about(b *act, lent keys) bool {
	n := a.scope.common(b.scope)
	for w := range a.scope {
		if lent[w] && !b.scope[w] {
			n++
		}
	}
	return len(b.scope) < 2 || a.kind.deed && a.object.common(b.object) > 0 || len(a.scope) == 0 || n >= 2 || 2*n >= len(a.scope)
}

// differs says in what b is another act than a.
func (a *act) differs(b *act) string {
	switch {
	case a.tense == carried && b.tense == meant:
		return "is only meant to be done in"
	case a.tense == meant && b.tense == carried && a.key == b.key && !a.nominal && !b.nominal && a.kind.deed:
		return "has been done in"
	case a.lasting && b.before:
		return "is over in"
	case a.who.otherThan(b.who):
		return "is somebody else's in"
	case a.turns(b), gives[a.kind.name] && a.takes(b):
		return "is done to somebody else in"
	case a.kind.deed && a.kind.name != "start" && !a.nominal && a.otherObject(b):
		return "is done to something else in"
	case a.key == b.key && a.otherEnd(b):
		return "goes elsewhere in"
	}
	return ""
}

// turns reports whether a is done to the party that does b.
func (a *act) turns(b *act) bool {
	if len(a.whom.sides) != 1 || len(b.who.sides) != 1 || b.who.all || a.who.sides.common(b.who.sides) > 0 {
		return false
	}
	return a.whom.sides.common(b.who.sides) > 0
}

// gives are the kinds of act by which one side gives something to another.
var gives = wordSet("promise grant award offer approve")

// takes reports whether the doer of a is the one whom b is done to: who pledged
// an investment in Korea is not Korea.
func (a *act) takes(b *act) bool {
	if b.who.known() || len(a.who.sides) != 1 {
		return false
	}
	for word, x := range b.after {
		if word != "from" && x.sides().common(a.who.sides) > 0 {
			return true
		}
	}
	return false
}

// otherObject reports whether the acts are done to different things.
func (a *act) otherObject(b *act) bool {
	if len(a.object) == 0 || len(b.object) == 0 || a.passive != b.passive && b.nominal {
		return false
	}
	common := a.object.common(b.object)
	return common == 0 || a.kind.name == "effect" && (2*common < len(a.object) || !a.object.sides().within(b.object.sides()))
}

// otherEnd reports whether what follows a preposition differs: signed with
// whom, submitted to whom, withdrawn from what, held where.
func (a *act) otherEnd(b *act) bool {
	for word, x := range a.after {
		y := b.after[word]
		if len(x) > 0 && len(y) > 0 && x.common(y) == 0 && (word == "in" || ends[a.kind.name]) {
			return true
		}
	}
	return false
}

// withEnds keeps the acts that say to whom or from what, where the claim does
// and any of them do.
func withEnds(a *act, list []candidate) []candidate {
	for word, x := range a.after {
		if len(x) == 0 || word == "in" || !ends[a.kind.name] {
			continue
		}
		told := slices.DeleteFunc(slices.Clone(list), func(b candidate) bool { return len(b.after[word]) == 0 })
		if len(told) > 0 {
			list = told
		}
	}
	return list
}

// ends are the kinds of act that go to or from somebody, or are done with him.
var ends = wordSet("award grant submit chair withdraw sign conclude receive")

// must reports whether the passages have to say such an act in such words.
func (a *act) must() bool { return a.kind.strict || a.kind.deed && a.tense != meant }

// sides are the countries among some words.
func (k keys) sides() keys {
	out := keys{}
	for w := range k {
		if side := sideOf(w); side != "" {
			out[side] = true
		}
	}
	return out
}
