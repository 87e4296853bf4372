package grounding

import "strings"

// readPeople collects whom the passage names, with their titles, and what is
// said of them.
func (p *passage) readPeople() {
	subject := -1 // the person whom "he" or "she" means
	for i, s := range p.sents {
		before, first := subject, true
		var shared []role // of "Governors A, B and C"
		for k, n := range s.names {
			roles := s.rolesOf(n)
			if k > 0 && !s.lists(s.names[k-1], n) || len(roles) > 0 {
				shared = nil
			}
			if len(n.title) > 0 && s.plural(n.title) {
				shared = roles
			} else if len(roles) == 0 {
				roles = shared
			}
			who := p.meet(i, s, n, roles)
			if who >= 0 && p.people[who].sure && first && !s.pronoun(0) {
				subject, first = who, false
			}
		}
		p.inherit(i, before, first)
	}
}

// meet notes that sentence i names n and returns the person, or -1.
func (p *passage) meet(i int, s *sentence, n Name, roles []role) int {
	sure := n.Kind == NamePerson || len(roles) > 0
	if n.Kind == NameOrganisation && len(roles) == 0 || !sure && n.next-n.first < 2 {
		return -1
	}
	k := p.person(s.nameTokens(n), sure)
	who := &p.people[k]
	who.roles = append(who.roles, roles...)
	who.sentences = append(who.sentences, i)
	who.own.addAll(s.saidOf(n))
	return k
}

// inherit gives sentence i to the person spoken of before where it says "he" or
// "she", or goes on quoting without naming anybody.
func (p *passage) inherit(i, subject int, nobody bool) {
	s := p.sents[i]
	if subject < 0 || !s.all["he"] && !s.all["she"] && !(nobody && p.quoting(i)) {
		return
	}
	who := &p.people[subject]
	who.sentences = append(who.sentences, i)
	who.own.addAll(s.content)
}

// pronoun reports whether the token at i is "he" or "she".
func (s *sentence) pronoun(i int) bool { return s.word(i) == "he" || s.word(i) == "she" }

// plural reports whether a title is several persons': "Governors".
func (s *sentence) plural(title []int) bool {
	last := s.word(title[len(title)-1])
	return strings.HasSuffix(last, "s") && rankHeads[strings.TrimSuffix(last, "s")]
}

// lists reports whether only a comma or "and" stands between two names.
func (s *sentence) lists(a, b Name) bool {
	between := strings.TrimSpace(s.s[a.End:b.Start])
	return between == "," || between == "and" || between == ", and" || between == "&"
}

// person finds the person of that name, or adds one, and returns its index.
func (p *passage) person(tokens []string, sure bool) int {
	for i := range p.people {
		who := &p.people[i]
		if !samePerson(who.tokens, tokens) {
			continue
		}
		if len(tokens) > len(who.tokens) {
			who.tokens = tokens
		}
		who.sure = who.sure || sure
		return i
	}
	p.people = append(p.people, person{tokens: tokens, sure: sure, own: keys{}})
	return len(p.people) - 1
}

// quoting reports whether a quotation is open at the start of sentence i.
func (p *passage) quoting(i int) bool {
	open := 0
	if i == 0 {
		return false
	}
	for _, s := range p.sents[1:i] {
		open += strings.Count(s.s, "“") - strings.Count(s.s, "”")
	}
	return open > 0
}

// saidOf are the content words between the name before n and the name after
// its clauses: a person owns the clauses from its own up to the next person's.
func (s *sentence) saidOf(n Name) keys {
	end := len(s.toks)
	for _, o := range s.names {
		if o.first > n.first && (o.Kind == NamePerson || s.apposition(o.next) != nil) {
			end = o.first
			if len(o.title) > 0 {
				end = o.title[0]
			}
			break
		}
	}
	k := keys{}
	for _, m := range s.terms {
		if m.content && (m.first >= n.next && m.first < end || s.clause[m.first] == s.clause[n.first] && m.first < n.first) {
			k[m.key] = true
		}
	}
	return k
}
