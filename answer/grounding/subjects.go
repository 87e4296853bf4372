package grounding

// otherSubject reports whether the claim says the figure f of another thing
// than the source figure o in s does. Paraphrase makes a plain comparison of
// words useless; telling is a word that the claim sets beside the figure and
// the source beside a rival figure of the same unit, while nothing that is
// special to o is beside f.
func (p *passage) otherSubject(c *sentence, f *fact, s *sentence, o *fact) bool {
	if len(f.own) == 0 {
		return false
	}
	if c.content.common(p.around(s)) == 0 || p.otherTime(c, f, s, o) || p.otherNoun(f, o) || p.otherPlace(f, s, o) || p.dropsPlace(c, f, o) {
		return true
	}
	if f.weak || o.weak {
		return false
	}
	if opposed(f.own, o.own) {
		return true
	}
	wide := c.wide(f)
	for _, rs := range p.sents {
		for i := range rs.facts {
			r := &rs.facts[i]
			if r.isDate != o.isDate || r.weak || !rivals(o, r) || c.says(r, f.clause) {
				continue
			}
			rival := r.own
			if rs == s && elliptic(o, r) {
				rival = union(r.own, s.before(o))
			}
			if p.closer(f.own, wide, rival, union(o.own, o.lent)) {
				return true
			}
		}
	}
	return false
}

// around are the content words of a sentence, the one before it and the title.
func (p *passage) around(s *sentence) keys {
	k := union(s.content, p.topical)
	for i, o := range p.sents {
		if o == s && i > 1 {
			k.addAll(p.sents[i-1].content)
		}
	}
	return k
}

// wide are the words of f's clause and of the clauses without a figure beside
// it: "For optical fiber, | it recommends 43.35 percent".
func (s *sentence) wide(f *fact) keys {
	figured := map[int]bool{}
	for i := range s.facts {
		if !s.facts[i].isDate {
			figured[s.facts[i].clause] = true
		}
	}
	k := union(f.own, nil)
	for n := f.clause - 1; n >= 0 && !figured[n]; n-- {
		k.addAll(s.clauseKeys(n))
	}
	for n := f.clause + 1; n <= s.clause[len(s.clause)-1] && !figured[n]; n++ {
		k.addAll(s.clauseKeys(n))
	}
	return k
}

// elliptic reports whether the clause of r, after that of o, is so short that
// it lives on the words before o: "duties of 28 percent on steel and of 43
// percent on fiber".
func elliptic(o, r *fact) bool { return r.clause > o.clause && len(r.own) <= 3 }

// before are the content words of o's clause that stand before it.
func (s *sentence) before(o *fact) keys {
	k := keys{}
	for _, m := range s.terms {
		if m.content && s.clause[m.first] == o.clause && m.first < o.first {
			k[m.key] = true
		}
	}
	return k
}

// closer reports whether the words of a claim are nearer to r's than to o's:
// those beside the figure hold a word of r alone, and those around it none of o
// alone. Words of the title tell little: two of them count as one.
func (p *passage) closer(beside, around, r, o keys) bool {
	for w := range around {
		if o[w] && !r[w] && !p.topical[w] {
			return false
		}
	}
	weight := 0
	for w := range beside {
		switch {
		case !r[w] || o[w]:
		case p.topical[w]:
			weight++
		default:
			weight += 2
		}
	}
	return weight >= 2
}

func rivals(o, r *fact) bool {
	if o.isDate {
		return o.date.Period != r.date.Period
	}
	return o.number.Unit == r.number.Unit && !sameValue(o.number.Value, r.number.Value)
}

// says reports whether the claim itself has r in that clause, or right after
// it without words of its own ("grew by 4.8 and 0.9 percent").
func (s *sentence) says(r *fact, clause int) bool {
	for i := range s.facts {
		f := &s.facts[i]
		if f.clause != clause && !f.weak || f.isDate != r.isDate {
			continue
		}
		if f.isDate && sameDate(f.date, r.date) || !f.isDate && sameFigure(f, r, s.hangul) {
			return true
		}
	}
	return false
}

// opposed reports whether a holds a word whose opposite stands in b, and not
// itself.
func opposed(a, b keys) bool {
	for w := range a {
		for _, o := range opposites[w] {
			if b[o] && !b[w] && !a[o] {
				return true
			}
		}
	}
	return false
}

// otherNoun compares what a bare number counts: 598 individuals are not 598
// companies where the passage counts companies by another number.
func (p *passage) otherNoun(f, o *fact) bool {
	if len(f.noun) == 0 || len(o.noun) == 0 || f.noun.common(o.noun) > 0 {
		return false
	}
	for _, rs := range p.sents {
		for i := range rs.facts {
			if r := &rs.facts[i]; !r.isDate && rivals(o, r) && f.noun[r.head] {
				return true
			}
		}
	}
	return false
}
