package grounding

import (
	"strings"
	"unicode/utf8"
)

// person is someone whom a passage names.
type person struct {
	tokens    []string // folded parts of the longest form
	roles     []role
	sentences []int // where the person is named or meant
	own       keys  // content words of the clauses said of the person
	sure      bool  // a title or a Korean name says that it is a person
}

// role is a title: the rank ("deputy minister") and the field ("trade").
type role struct{ rank, field keys }

// rankAlias brings the forms of one rank together.
var rankAlias = map[string]string{
	"chairman": "chair", "chairwoman": "chair", "chairperson": "chair", "counselor": "counsellor", "prof": "professor",
	"ministers": "minister", "governors": "governor", "senators": "senator", "chairmen": "chair",
	"spokesman": "spokesperson", "spokeswoman": "spokesperson", "1st": "first", "2nd": "second", "president": "president",
}

// rankModifiers change a rank: a vice minister is no minister.
var rankModifiers = wordSet(`deputy vice assistant acting senior associate prime under first second 1st 2nd state standing general executive`)

// looseRank are the words that an answer may drop or, for forms of address,
// add.
var looseRank = wordSet(`state senior acting first second associate standing sir dr mr ms mrs executive officer of`)

// vagueRank are words for anybody at the head of something.
var vagueRank = wordSet(`chief head leader official negotiator envoy`)

// rolesOf reads the titles attached to the name n: before it ("Deputy Minister
// Park"), after it ("Park Jung-sung, Deputy Minister for Trade at").
func (s *sentence) rolesOf(n Name) []role {
	var out []role
	before := append(s.lowerTitle(n), n.title...)
	if r, ok := s.role(before); ok {
		out = append(out, r)
	}
	if r, ok := s.role(s.apposition(n.next)); ok {
		out = append(out, r)
	}
	return out
}

// lowerTitle finds the words of a title in small letters before the name:
// "deputy trade minister Park". The run of capitals starts after them.
func (s *sentence) lowerTitle(n Name) []int {
	first := n.first
	if len(n.title) > 0 {
		first = n.title[0]
	}
	i := first
	for i > 0 && first-i < 6 && s.gap(i) == " " && !s.capital(i-1) && (rankHeads[s.word(i-1)] || titleWords[s.word(i-1)] && !functionWord(s.word(i-1))) {
		i--
	}
	return tokenRange(i, first)
}

// apposition returns the tokens of the title that follows a name after a
// comma: those up to the institution.
func (s *sentence) apposition(i int) []int {
	if i >= len(s.toks) || strings.TrimSpace(s.gap(i)) != "," {
		return nil
	}
	start, ranked := i, false
	for at := i; at < len(s.toks) && at-start < 8; at++ {
		w := s.word(at)
		if at > i && strings.ContainsAny(s.gap(at), ",;:().") && !strings.HasPrefix(s.gap(at), "-") {
			if !ranked {
				return nil
			}
			return tokenRange(start, at)
		}
		switch {
		case rankHeads[w]:
			ranked = true
		case w == "of" && s.word(at+1) == "state":
		case ranked && (w == "at" || w == "of" || w == "in" || w == "from"):
			return tokenRange(start, at)
		case ranked && !titleWords[w]:
			if s.capital(at) {
				return nil // the title of the next name: ", Senator Coons"
			}
			return tokenRange(start, at)
		case !ranked && !titleWords[w] && !s.capital(at) && w != "s":
			return nil
		}
	}
	return nil
}

func tokenRange(i, j int) []int {
	var out []int
	for ; i < j; i++ {
		out = append(out, i)
	}
	return out
}

// role sorts the words of a title.
func (s *sentence) role(tokens []int) (role, bool) {
	r := role{rank: keys{}, field: keys{}}
	for _, i := range tokens {
		w := s.word(i)
		if a, ok := rankAlias[w]; ok {
			w = a
		}
		switch {
		case w == "chief" && s.word(i+1) == "executive":
			r.rank["ceo"] = true
		case w == "executive" && s.word(i-1) == "chief", w == "officer" && s.word(i-1) == "executive":
		case rankHeads[w] || rankModifiers[w]:
			r.rank[w] = true
		case !functionWord(w):
			r.field[keyOf(w)] = true
		}
	}
	for w := range r.rank {
		if rankHeads[w] && !rankModifiers[w] || w == "ceo" || w == "chair" || w == "general" && r.rank["director"] {
			return r, true
		}
	}
	return r, false
}

// core is the rank without what an answer may leave out.
func (r role) core() keys {
	k := keys{}
	for w := range r.rank {
		if !looseRank[w] {
			k[w] = true
		}
	}
	return k
}

func (r role) vague() bool {
	for w := range r.core() {
		if !vagueRank[w] {
			return false
		}
	}
	return true
}

func equalKeys(a, b keys) bool { return len(a) == len(b) && a.common(b) == len(a) }

func (k keys) within(other keys) bool { return k.common(other) == len(k) }

// nameTokens are the folded parts of a name.
func (s *sentence) nameTokens(n Name) []string {
	var out []string
	for i := n.first; i < n.next; i++ {
		if !functionWord(s.word(i)) {
			out = append(out, s.word(i))
		}
	}
	return out
}

// samePerson reports whether one of two names can stand for the other.
func samePerson(a, b []string) bool { return standsFor(a, b) || standsFor(b, a) }

// standsFor reports whether the name a can stand for the fuller name b: a
// surname alone, a given name written in one piece or by its initials, the
// parts in the other order, a middle name left out. It must not add to b.
func standsFor(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if len(a) == 1 {
		return len(a[0]) > 1 && contains(b, a[0])
	}
	if subset(a, b) {
		return true
	}
	for _, shared := range a {
		if !contains(b, shared) {
			continue
		}
		x, y := without(a, shared), without(b, shared)
		if len(shared) > 1 && (strings.Join(x, "") == strings.Join(y, "") || initials(x) == strings.Join(y, "") || initials(y) == strings.Join(x, "")) {
			return true
		}
	}
	return false
}

func contains(list []string, w string) bool {
	for _, v := range list {
		if v == w {
			return true
		}
	}
	return false
}

func subset(a, b []string) bool {
	for _, w := range a {
		if !contains(b, w) {
			return false
		}
	}
	return true
}

func without(list []string, w string) []string {
	var out []string
	for _, v := range list {
		if v != w {
			out = append(out, v)
		}
	}
	return out
}

func initials(list []string) string {
	var b strings.Builder
	for _, w := range list {
		r, _ := utf8.DecodeRuneInString(w)
		b.WriteRune(r)
	}
	return b.String()
}
