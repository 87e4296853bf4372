package grounding

// nameFault looks for the name n of the claim in p, with the title that the
// claim gives it.
func (p *passage) nameFault(c *sentence, n Name) fault {
	tokens := c.nameTokens(n)
	roles := c.rolesOf(n)
	if n.Kind != NameOrganisation || len(roles) > 0 {
		if who := p.findPerson(tokens); who != nil {
			return p.personFault(c, who, roles, c.inBrackets(n))
		}
		if n.Kind == NamePerson {
			return faultAbsent
		}
	}
	if p.holdsName(c, n) {
		return ""
	}
	return faultAbsent
}

func (p *passage) findPerson(tokens []string) *person {
	var loose *person
	for i := range p.people {
		who := &p.people[i]
		switch {
		case !standsFor(tokens, who.tokens):
		case who.sure:
			return who
		case loose == nil && len(tokens) > 1:
			loose = who
		}
	}
	return loose
}

// personFault compares titles, and asks whether the passage says the claim of
// somebody else.
func (p *passage) personFault(c *sentence, who *person, roles []role, aside bool) fault {
	for _, r := range roles {
		if !p.holdsTitle(who, r) {
			return faultTitle
		}
	}
	if who.sure && !aside && p.otherPerson(c, who) {
		return faultSubject
	}
	return ""
}

// holdsTitle reports whether the passage gives who that title. The rank must
// be the same; the field may be left out, but must not be another person's.
func (p *passage) holdsTitle(who *person, r role) bool {
	if r.vague() {
		return true
	}
	if len(who.roles) == 0 {
		return p.rankBeside(who, r)
	}
	field := keys{}
	ranked := false
	for _, o := range who.roles {
		if equalKeys(r.core(), o.core()) && !addsRank(r, o) {
			ranked = true
			field.addAll(o.field)
		}
	}
	if !ranked {
		return false
	}
	if r.field.within(field) || len(r.field) == 0 {
		return true
	}
	return r.field.within(p.keys) && !p.otherHolds(who, r)
}

// addsRank reports whether the claim has a word of rank, such as "acting",
// that the source's title lacks. Forms of address are free.
func addsRank(claim, source role) bool {
	for w := range claim.rank {
		switch w {
		case "sir", "dr", "mr", "ms", "mrs", "executive", "officer":
			continue
		}
		if !source.rank[w] {
			return true
		}
	}
	return false
}

// rankBeside accepts a title that the passage does not attach to the name
// where its words stand in the same sentence ("Governors A, B and C").
func (p *passage) rankBeside(who *person, r role) bool {
	for _, i := range who.sentences {
		found := true
		for w := range r.core() {
			has := false
			for at := range p.sents[i].toks {
				v := p.sents[i].word(at)
				if a, ok := rankAlias[v]; ok {
					v = a
				}
				has = has || v == w
			}
			found = found && has
		}
		if found {
			return true
		}
	}
	return false
}

func (p *passage) otherHolds(who *person, r role) bool {
	for i := range p.people {
		o := &p.people[i]
		if o == who {
			continue
		}
		for _, or := range o.roles {
			if equalKeys(or.core(), r.core()) && r.field.within(or.field) {
				return true
			}
		}
	}
	return false
}

// holdsName looks for a name that is no person's: all its words in one sentence
// or in two that follow each other, or its abbreviation.
func (p *passage) holdsName(c *sentence, n Name) bool {
	want := keys{}
	for _, m := range c.terms {
		if m.first >= n.first && m.first < n.next && !functionWord(c.word(m.first)) && !alwaysKnown[m.key] {
			want[m.key] = true
		}
	}
	if len(want) == 0 {
		return true
	}
	for i, s := range p.sents {
		if want.within(s.all) || i > 1 && want.within(union(s.all, p.sents[i-1].all)) {
			return true
		}
	}
	if p.abbreviates(c, n) || p.keys[c.government(n)] {
		return true
	}
	return n.opens && commonWord(c.word(n.first))
}

func union(a, b keys) keys {
	k := keys{}
	k.addAll(a)
	k.addAll(b)
	return k
}

// abbreviates matches "KTC" with "Korea Trade Commission" by initials, either
// way round.
func (p *passage) abbreviates(c *sentence, n Name) bool {
	short := ""
	if n.next == n.first+1 {
		short = c.word(n.first)
	}
	long := c.initials(n)
	for _, s := range p.sents {
		for _, o := range s.names {
			if len(short) >= 3 && isAbbreviation(c.raw(n.first)) && s.initials(o) == short {
				return true
			}
			if len(long) >= 3 && o.next == o.first+1 && isAbbreviation(s.raw(o.first)) && s.word(o.first) == long {
				return true
			}
		}
	}
	return false
}

func (s *sentence) initials(n Name) string {
	return initials(s.nameTokens(n))
}
