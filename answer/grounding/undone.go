package grounding

import "strings"

// undone returns a word of the claim that says of something that it has been
// done, where the passages say no more than that it is to be. Kinds of act are
// compared more closely elsewhere; this holds for any verb: who plans to develop
// a district has not developed it.
func (c *claim) undone(ps []*passage) string {
	for i := range c.toks {
		w := c.word(i)
		if !strings.HasSuffix(w, "ed") || c.isAct(i) {
			continue
		}
		if done, passive, nominal, _ := c.tenseOf(i, true); done != carried || nominal || passive && !c.finite(max(0, i-4), i) {
			continue
		}
		if c.onlyMeant(keyOf(w), ps) {
			return w
		}
	}
	return ""
}

func (t text) isAct(i int) bool {
	k, _ := t.actAt(i)
	return k != nil
}

// onlyMeant looks at the sentences that are most about the claim.
func (c *claim) onlyMeant(key string, ps []*passage) bool {
	most := 0
	for _, p := range ps {
		for i := range p.sents {
			most = max(most, p.commonWith(c, i))
		}
	}
	meantThere := false
	for _, p := range ps {
		for i, s := range p.sents {
			if !s.all[key] || float64(p.commonWith(c, i)) < nearEnough*float64(most) {
				continue
			}
			if !s.onlyMeant(key) {
				return false
			}
			meantThere = true
		}
	}
	return meantThere
}

// onlyMeant reports whether s says of every act of that word that it is to be.
func (s *sentence) onlyMeant(key string) bool {
	for _, m := range s.terms {
		if m.key != key {
			continue
		}
		if !s.toBeDone(m.first) {
			return false
		}
	}
	return true
}

// toBeDone reports whether the verb at token i follows "to", "will" or the like.
func (t text) toBeDone(i int) bool {
	at := i - 1
	for at >= 0 && (strings.HasSuffix(t.word(at), "ly") || t.word(at) == "be" || t.word(at) == "also" || t.word(at) == "further") {
		at--
	}
	return modals[t.word(at)] || t.word(at) == "to"
}
