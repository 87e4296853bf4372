package grounding

import "strings"

// inBrackets reports whether a name stands in brackets: "(MOTIR, Minister JK
// Kim)" says nothing of him.
func (s *sentence) inBrackets(n Name) bool {
	before := s.s[:n.Start]
	return strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')')
}

// speaksOf counts the persons of the passage whom the claim names. Only of one
// person's sentence can it be told whose it is; "he" counts as another.
func (s *sentence) speaksOf(p *passage) int {
	n := 0
	if s.all["he"] || s.all["she"] {
		n++
	}
	for i := range p.people {
		if p.people[i].sure && s.mentions(&p.people[i]) {
			n++
		}
	}
	return n
}

// otherPerson reports whether a person whom the claim does not name fits it
// far better: as many more of its words stand in that person's sentences, or
// when nobody else is named, all of its telling words in that person's clauses.
func (p *passage) otherPerson(c *sentence, who *person) bool {
	said, alone := c.saying(), c.speaksOf(p) == 1
	for i := range p.people {
		if o := &p.people[i]; o != who && o.sure && c.mentions(o) {
			for _, w := range o.tokens {
				said[keyOf(w)] = true // the company that who keeps
			}
		}
	}
	mine := p.best(said, who)
	for i := range p.people {
		o := &p.people[i]
		if o == who || !o.sure || c.mentions(o) {
			continue
		}
		if theirs := p.best(said, o); theirs >= mine+3 && theirs >= 2*mine {
			return true
		}
		if alone && p.closerPerson(said, o.own, who.own) {
			return true
		}
	}
	return false
}

// closerPerson asks for three words of the other's clauses and none of one's own.
func (p *passage) closerPerson(words, other, own keys) bool {
	n := 0
	for w := range words {
		switch {
		case other[w] == own[w]:
		case own[w]:
			return false
		default:
			n++
		}
	}
	return n >= 3
}

// saying are the content words of s without its titles and persons.
func (s *sentence) saying() keys {
	skip := map[int]bool{}
	for _, n := range s.names {
		if n.Kind != NamePerson {
			continue
		}
		for i := n.first; i < n.next; i++ {
			skip[i] = true
		}
		for _, i := range n.title {
			skip[i] = true
		}
	}
	k := keys{}
	for _, m := range s.terms {
		if m.content && !skip[m.first] && !rankHeads[s.word(m.first)] {
			k[m.key] = true
		}
	}
	return k
}

// best is the most words that one sentence of the person's holds.
func (p *passage) best(words keys, who *person) int {
	most := 0
	for _, i := range who.sentences {
		most = max(most, words.common(p.sents[i].content))
	}
	return most
}

// mentions reports whether the claim names that person.
func (s *sentence) mentions(who *person) bool {
	for _, n := range s.names {
		if standsFor(s.nameTokens(n), who.tokens) {
			return true
		}
	}
	return false
}
