package grounding

import "strings"

// negation is a word that denies, with what it denies.
type negation struct {
	scope  []string // content words right after it, at most four
	clause keys     // content words of its clause
}

var negators = wordSet(`not no never without neither nor cannot none dont doesnt didnt isnt arent wasnt werent wont
	wouldnt cant couldnt hasnt havent hadnt shouldnt refuse refuses refused refusing reject rejects rejected rejecting
	fail fails failed failing deny denies denied unable decline-to`)

// negates reports whether token i denies something. "Not only", "no later
// than" and "No. 5" deny nothing.
func (s *sentence) negates(i int) bool {
	w, next := s.word(i), s.word(i+1)
	switch {
	case w == "non":
		return strings.HasPrefix(s.gap(i+1), "-")
	case w == "yet" && next == "to":
		return true
	case w == "rather" && next == "than", w == "instead" && next == "of":
		return true
	case !negators[w]:
		return false
	}
	switch next {
	case "only", "least", "later", "less", "doubt", "delay":
		return false
	}
	return !(w == "no" && s.figure[i+1]) && !(s.word(i-1) == "or" && w == "not") && !(w == "no" && next == "other")
}

func (s *sentence) findNegations() []negation {
	var out []negation
	for i := range s.toks {
		if !s.negates(i) {
			continue
		}
		n := negation{clause: keys{}}
		for _, m := range s.terms {
			if s.clause[m.first] != s.clause[i] || functionWord(s.word(m.first)) || negators[s.word(m.first)] {
				continue
			}
			n.clause[m.key] = true
			if m.first > i && len(n.scope) < 4 {
				n.scope = append(n.scope, m.key)
			}
		}
		if len(n.scope) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// matches reports whether two negations deny the same thing.
func (n negation) matches(o negation) bool {
	return anyIn(n.scope, o.clause, o.scope) && anyIn(o.scope, n.clause, n.scope)
}

func anyIn(list []string, set keys, more []string) bool {
	for _, w := range list {
		if set[w] {
			return true
		}
		for _, m := range more {
			if m == w {
				return true
			}
		}
	}
	return false
}

// negationDiffers compares what claim and source deny: a denial of the claim
// must be one of the passages' (any of sources), and a denial in the sentence
// that bears the claim out best must not have been dropped.
func negationDiffers(claim *sentence, best []*sentence, sources []*sentence) bool {
	for _, n := range claim.negations {
		if !n.among(sources) {
			return true
		}
	}
	for _, s := range best {
		for _, n := range s.negations {
			if n.dropped(claim) {
				return true
			}
		}
	}
	return false
}

func (n negation) among(sources []*sentence) bool {
	for _, s := range sources {
		for _, o := range s.negations {
			if n.matches(o) {
				return true
			}
		}
	}
	return false
}

// dropped reports whether claim repeats what n denies without denying it: the
// word that n stands before, and another of its clause.
func (n negation) dropped(claim *sentence) bool {
	if !claim.all[n.scope[0]] {
		return false
	}
	for _, o := range claim.negations {
		if n.matches(o) {
			return false
		}
	}
	common := 0
	for w := range n.clause {
		if claim.content[w] {
			common++
		}
	}
	return common >= min(2, len(n.clause))
}

// degrees tells of which words the sentence says "more" (+1) or "less" (-1).
func (s *sentence) degrees() map[string]int {
	out := map[string]int{}
	for _, m := range s.terms {
		if !m.content {
			continue
		}
		for _, i := range []int{m.first - 1, m.next} {
			switch w := s.word(i); {
			case s.word(i+1) == "than" || strings.TrimSpace(s.gap(max(i, m.next))) != "":
			case w == "more":
				out[m.key] = 1
			case w == "less" || w == "fewer":
				out[m.key] = -1
			}
		}
	}
	return out
}

// lessFor reports whether the claim says "more" where the sources that bear it
// out say "less" of the same word, or the other way round.
func lessFor(claim *sentence, best []*sentence) bool {
	said := claim.degrees()
	for _, s := range best {
		for w, d := range s.degrees() {
			if said[w]*d < 0 {
				return true
			}
		}
	}
	return false
}
