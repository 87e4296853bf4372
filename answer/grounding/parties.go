package grounding

import (
	"slices"
	"strings"
)

// party is whoever does something: countries, or persons by the country they
// speak for. It is empty where that cannot be told.
type party struct {
	sides keys
	all   bool // "both", "the two sides", "they"
}

func (p party) known() bool { return p.all || len(p.sides) > 0 }

// otherThan reports whether two parties cannot be the same.
func (p party) otherThan(o party) bool {
	switch {
	case !p.known() || !o.known() || p.all && o.all:
		return false
	case o.all:
		return len(o.sides) > 1 && len(p.sides) > 0 && p.sides.common(o.sides) == 0
	case p.all:
		return !o.all && len(o.sides) == 1
	}
	return p.sides.common(o.sides) == 0
}

var (
	everyone = wordSet("both they sides countries ministers leaders participants parties delegations governments nations officials")
	// officials stand for the country named before them.
	officials = wordSet("side government ministry delegation ministers minister officials commission president")
	ownSide   = wordSet("motir motie ministry government")
	oblique   = wordSet("in at to from with of for by between among on under against into than as about within toward towards across over after before during since without via including")
)

// sideOf brings the forms of a partner to one key.
func sideOf(key string) string {
	switch key {
	case "europ":
		return "eu"
	case "motir", "korea", "kotra", "kita", "ktc":
		return "korea"
	case "ustr":
		return "us"
	case "meti":
		return "japan"
	case "mofcom":
		return "china"
	}
	if places[key] {
		return key
	}
	return ""
}

// sideAt returns whose side the token at i names, "" for none.
func (s *sentence) sideAt(i int) string {
	for _, m := range s.terms {
		if m.first <= i && i < m.next {
			return sideOf(m.key)
		}
	}
	return ""
}

// sidesOfPeople finds for which country each person of the passage speaks: the
// one beside the name, or Korea for a Korean name.
func (p *passage) sidesOfPeople() {
	p.speaks = make([]string, len(p.people))
	p.partners = p.sents[0].all.sides()
	if len(p.partners) > 0 {
		p.partners["korea"] = true
	}
	for _, s := range p.sents {
		for _, n := range s.names {
			who := p.indexOf(s.nameTokens(n))
			if who < 0 || p.speaks[who] != "" {
				continue
			}
			p.speaks[who] = s.sideBeside(n)
		}
	}
}

func (p *passage) indexOf(tokens []string) int {
	for i := range p.people {
		if p.people[i].sure && standsFor(tokens, p.people[i].tokens) {
			return i
		}
	}
	return -1
}

const besideName = 14 // tokens after a name in which its country stands

func (s *sentence) sideBeside(n Name) string {
	if s.koreanName(n.first, n.next) {
		return "korea"
	}
	for i := n.first - 1; i >= max(0, n.first-6) && strings.TrimSpace(s.gap(i+1)) == "" && s.word(i) != "and"; i-- {
		if side := s.sideAt(i); side != "" {
			return side
		}
	}
	for i := n.next; i < min(len(s.toks), n.next+besideName); i++ {
		if side := s.sideAt(i); side != "" {
			return side
		}
	}
	return ""
}

// mention is a party named in a sentence.
type mention struct {
	first, next int
	who         party
}

// mentionsIn returns the parties that a sentence names as doers may be named,
// in order: not "in Korea", not "Korean companies".
func (p *passage) mentionsIn(s *sentence) []mention {
	var out []mention
	covered := map[int]bool{}
	for _, n := range s.names {
		who := p.indexOf(s.nameTokens(n))
		if who < 0 || p.speaks[who] == "" || n.Kind == NameOrganisation {
			continue
		}
		first := n.first
		if len(n.title) > 0 {
			first = n.title[0]
		}
		out = append(out, mention{first, n.next, party{sides: keys{p.speaks[who]: true}}})
		for i := first; i < n.next; i++ {
			covered[i] = true
		}
	}
	for i := range s.toks {
		if covered[i] {
			continue
		}
		if m, ok := s.sideMention(i); ok {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b mention) int { return a.first - b.first })
	for i := range out {
		if out[i].who.all {
			out[i].who.sides = p.partners
		}
	}
	return out
}

// sideMention reads a country, the ministry, or "both sides" at token i.
func (s *sentence) sideMention(i int) (mention, bool) {
	w := s.word(i)
	if everyone[w] && (w == "both" || w == "they" || hasWord(s.text, max(0, i-2), i, "two", "both", "the")) {
		if s.sideAt(i-1) != "" {
			return mention{}, false
		}
		return mention{i, i + 1, party{all: true}}, true
	}
	side := s.sideAt(i)
	if side == "" && (w == "ministry" || w == "government" || ownSide[w]) && s.sideAt(i-1) == "" {
		side = "korea"
	}
	if side == "" {
		return mention{}, false
	}
	m := mention{i, i + 1, party{sides: keys{side: true}}}
	for officials[s.word(m.next)] {
		m.next++
	}
	return m, true
}

// doer returns who does the act at token i: the last party before it that is
// not the object of a preposition or part of another name.
func (s *sentence) doer(i int, done tense, mentions []mention, before party) party {
	goesOn := done == carried && (s.word(i-1) == "and" || s.word(i-2) == "and" && auxiliary[s.word(i-1)])
	for k := len(mentions) - 1; k >= 0; k-- {
		m := mentions[k]
		if m.next > i || !s.subject(m) || goesOn && (s.embedded(m) || s.object(m)) {
			continue
		}
		who := party{sides: keys{}, all: m.who.all}
		who.sides.addAll(m.who.sides)
		for k > 0 && mentions[k-1].next <= m.first && s.joined(mentions[k-1].next, m.first) {
			k--
			m = mentions[k]
			who.sides.addAll(m.who.sides)
			who.all = who.all || m.who.all
		}
		return who
	}
	for at := 0; at < min(i, 3); at++ {
		switch s.word(at) {
		case "he", "she", "it":
			return before
		}
	}
	return party{}
}

// embedded reports whether the mention is the subject of a clause inside
// another: "voiced concern about what the EU plans, and asked".
func (s *sentence) embedded(m mention) bool {
	at := m.first - 1
	if determiner[s.word(at)] && s.word(at) != "that" {
		at--
	}
	switch s.word(at) {
	case "that", "which", "what", "who", "whom", "where", "when", "as":
		return true
	}
	return false
}

// object reports whether the mention is what the verb right before it is done
// to: "met the Norwegian minister and pledged".
func (s *sentence) object(m mention) bool {
	at := m.first - 1
	for at >= 0 && (determiner[s.word(at)] || rankHeads[s.word(at)] || titleWords[s.word(at)] && s.capital(at)) {
		at--
	}
	if at < 0 || auxiliary[s.word(at)] {
		return false
	}
	k, _ := s.actAt(at)
	return k != nil || strings.HasSuffix(s.word(at), "ed") || pastForms[s.word(at)]
}

// joined reports whether only "and", or a title, stands between two mentions.
func (s *sentence) joined(i, j int) bool {
	if j-i > 10 {
		return false
	}
	for at := i; at < j; at++ {
		if !s.capital(at) && !functionWord(s.word(at)) {
			return false
		}
	}
	return hasWord(s.text, i, j, "and")
}

// subject reports whether the mention can be a subject: no preposition stands
// before it, and no noun that it belongs to after it.
func (s *sentence) subject(m mention) bool {
	at := m.first - 1
	for at >= 0 && (rankHeads[s.word(at)] || titleWords[s.word(at)] && !functionWord(s.word(at)) && s.capital(at)) {
		at--
	}
	if determiner[s.word(at)] {
		at--
	}
	if s.word(at) == "and" && s.obliqueBefore(at) || at >= 0 && oblique[s.word(at)] && s.clauseJoined(at, m.first) {
		return false
	}
	next := s.word(m.next)
	if next == "s" || strings.HasPrefix(s.gap(m.next), "’") || strings.HasPrefix(s.gap(m.next), "'") || strings.ContainsAny(s.gap(m.next), "–-") {
		return false
	}
	if strings.ContainsAny(s.gap(m.next), ",(") || m.who.all || s.isPerson(m) {
		return true
	}
	k, _ := s.actAt(m.next)
	return k != nil || auxiliary[next] || modals[next] || functionWord(next) || strings.HasSuffix(next, "ly") || strings.HasSuffix(next, "ed") || m.next-m.first > 1
}

// obliqueBefore reports whether the name that "and" at token i joins on to
// stands behind a preposition: "with South Africa and the EU".
func (s *sentence) obliqueBefore(i int) bool {
	for at := i - 1; at >= max(0, i-5); at-- {
		if oblique[s.word(at)] {
			return s.clauseJoined(at, i)
		}
		if !s.capital(at) && !determiner[s.word(at)] {
			return false
		}
	}
	return false
}

func (s *sentence) clauseJoined(i, j int) bool {
	for at := i + 1; at <= j; at++ {
		if strings.ContainsAny(s.gap(at), ",;:") {
			return false
		}
	}
	return true
}

func (s *sentence) isPerson(m mention) bool {
	for _, n := range s.names {
		if n.next == m.next {
			return true
		}
	}
	return false
}
