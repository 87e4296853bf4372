package grounding

import (
	"fmt"
	"strings"
)

// owned is what a country has: "Korea's strengths in manufacturing", "the UK's
// rail market".
type owned struct {
	owner string
	what  keys
}

const ownedTokens = 6 // how far after the owner the words for it may stand

// owned returns what the sentence says that countries have.
func (s *sentence) owned() []owned {
	var out []owned
	for i := range s.toks {
		owner := s.sideAt(i)
		if owner == "" || !s.ownerAt(i) {
			continue
		}
		first := i + 1
		what := keys{}
		for _, m := range s.terms {
			if m.content && m.first >= first && m.first < first+ownedTokens && sideOf(m.key) == "" && s.together(first, m.first) {
				what[m.key] = true
			}
		}
		if len(what) > 0 {
			out = append(out, owned{owner, what})
		}
	}
	return out
}

// together reports whether no verb or mark parts the tokens.
func (s *sentence) together(i, j int) bool {
	for at := i; at <= j; at++ {
		if w := s.word(at); auxiliary[w] && w != "new" || modals[w] || w == "that" || w == "to" || w == "with" || at > i && strings.ContainsAny(s.gap(at), ",;:.") {
			return false
		}
	}
	return true
}

// checkOwners compares whose a thing is: what the source gives to one country
// only is not another's.
func checkOwners(c *claim, ps []*passage, _ *verdict, where string) string {
	for _, x := range c.owned() {
		mine, other := false, false
		for _, p := range ps {
			for _, s := range p.sents {
				for _, y := range s.owns {
					common := x.what.common(y.what)
					switch {
					case common == 0 || common < min(2, len(x.what)):
					case x.owner == y.owner:
						mine = true
					default:
						other = true
					}
				}
			}
		}
		if other && !mine {
			return fmt.Sprintf("what is %s's is another's in %s", x.owner, where)
		}
	}
	return ""
}
