package grounding

import "strings"

// act is one thing that a sentence says somebody does.
type act struct {
	kind        *kind
	key         string
	first, next int // tokens
	tense       tense
	passive     bool
	nominal     bool
	before      bool // "had been suspended"
	lasting     bool // "has been suspended"
	who         party
	whom        party           // named right after it
	object      keys            // the words right after it, or before it in a passive
	after       map[string]keys // the words after "to", "with", "from", "in"
	scope       keys            // the words around it
}

const (
	scopeTokens  = 14 // how far what an act is about may stand from it
	objectTokens = 9
)

// acts reads what s says is done. before is the doer of the sentence before.
func (p *passage) acts(s *sentence, before party) []act {
	mentions := p.mentionsIn(s)
	var out []act
	for i := 0; i < len(s.toks); {
		k, next := s.actAt(i)
		if k == nil {
			i++
			continue
		}
		a := act{kind: k, key: keyOf(s.word(i)), first: i, next: next}
		verb := i
		a.tense, a.passive, a.nominal, a.before = s.tenseOf(i, k.deed)
		if light := s.lightVerb(i); light >= 0 && !a.passive && a.tense != carried {
			verb = light
			a.tense, a.passive, a.nominal, a.before = s.tenseOf(light, k.deed)
		}
		a.lasting = a.passive && a.tense == carried && hasWord(s.text, max(0, i-4), i, "has", "have", "is", "are")
		a.passive = a.passive && !feels[s.word(next)]
		if !a.passive && !a.nominal {
			a.whom = s.directly(mentions, next, k.name == "lead")
			a.who = s.doer(verb, a.tense, mentions, before)
		}
		s.surround(&a)
		out = append(out, a)
		i = next
	}
	return out
}

// feels are the words that follow "was worried" and "is pleased", which are no
// passives.
var feels = wordSet("about over that to")

// directly is the party that a mention right after an act names.
func (s *sentence) directly(mentions []mention, next int, owners bool) party {
	for _, m := range mentions {
		if (m.first == next || m.first == next+1 && determiner[s.word(next)]) && (owners || !s.ownerAt(m.next-1)) {
			return m.who
		}
	}
	return party{}
}

// surround collects the words that an act goes with.
func (s *sentence) surround(a *act) {
	a.scope, a.object, a.after = keys{}, keys{}, map[string]keys{}
	far := scopeTokens
	if !a.kind.deed {
		far = len(s.toks) // what is said or asked for may go on to the end
	}
	for _, m := range s.terms {
		if m.content && m.first >= a.first-far && m.first < a.next+far && (m.first < a.first || m.first >= a.next) {
			a.scope[m.key] = true
		}
	}
	if a.passive || a.kind.name == "effect" {
		a.object = s.span(max(0, a.first-objectTokens-2), a.first)
	} else {
		a.object = s.span(a.next, s.objectEnd(a.next))
	}
	for i := a.next; i < min(len(s.toks), a.next+2*scopeTokens); i++ {
		w := s.word(i)
		switch w {
		case "to", "with", "from":
		case "in", "at", "on":
			w = "in"
		default:
			continue
		}
		if k, _ := s.actAt(i + 1); w == "to" && k != nil {
			continue
		}
		if a.after[w] == nil {
			a.after[w] = keys{}
		}
		if w == "in" {
			a.after[w].addAll(s.placeFrom(i + 1))
			continue
		}
		a.after[w].addAll(s.span(i+1, s.objectEnd(i+1)))
	}
}

// placeFrom is the country that the words after "in" begin with.
func (s *sentence) placeFrom(i int) keys {
	for determiner[s.word(i)] {
		i++
	}
	if side := s.sideAt(i); side != "" && !strings.ContainsAny(s.gap(i+1), "–-") {
		return keys{side: true}
	}
	return nil
}

// objectEnd returns where the words that belong together from i on end.
func (s *sentence) objectEnd(i int) int {
	at := i
	for ; at < min(len(s.toks), i+objectTokens); at++ {
		w := s.word(at)
		if w == "that" {
			break
		}
		if at > i+1 && strings.HasSuffix(w, "ing") && !s.capital(at) {
			break // "a declaration confirming that"
		}
		if (at > i || oblique[w]) && (oblique[w] && w != "of" || w == "which" || strings.ContainsAny(s.gap(at), ",;:.") || w == "and" && at > i+3) {
			break
		}
	}
	return at
}

// span are the telling words of some tokens, names of countries too.
func (s *sentence) span(i, j int) keys {
	k := keys{}
	for _, m := range s.terms {
		if m.first >= i && m.first < j && (m.content || sideOf(m.key) != "") {
			k[m.key] = true
		}
	}
	return k
}

// readActs takes the passage's sentences apart into acts, and finds who is
// meant where one begins with a pronoun.
func (p *passage) readActs() {
	p.sidesOfPeople()
	p.done = make([][]act, len(p.sents))
	before := party{}
	for i, s := range p.sents {
		p.done[i] = p.acts(s, before)
		if who := p.speaker(s, before); who.known() {
			before = who
		}
	}
}

// speaker is the first doer of a sentence.
func (p *passage) speaker(s *sentence, before party) party {
	switch s.word(0) {
	case "he", "she", "it":
		return before
	}
	for _, m := range p.mentionsIn(s) {
		if s.subject(m) {
			return m.who
		}
	}
	return party{}
}
