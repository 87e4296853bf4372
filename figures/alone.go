package figures

import (
	"slices"
	"strings"
)

// governed reports whether the phrase at token i belongs to another noun, whose
// figures are not its own: "the contribution to exports".
func (s *scan) governed(i int) bool {
	k := i - 1
	for k >= 0 && s.ts[k].class == neutral {
		k--
	}
	p := s.at(k)
	if p.class != prep || k < 1 {
		return false
	}
	g := s.at(k - 1)
	switch p.key {
	case "of", "in", "to", "on", "from":
		return g.class == word && !likeVerb(g.text) || g.class == measure && g.key == "-" || p.key == "to" && (g.class == up || g.class == down)
	}
	return false
}

// standsAlone reports whether an item or partner from token i to next is a
// subject by itself: "Ships (up 5 percent)", "China down 3 percent".
func (s *scan) standsAlone(i, next int) bool {
	if s.cause {
		return false
	}
	n, m := s.at(next), s.at(next+1)
	if c := (&phrase{ts: s.ts}).closing(next); n.key == "(" && c > 0 && s.ts[next-1].text[0] >= 0x80 {
		next = c // "중국(홍콩 포함)"
		if n = s.at(c); n.class == word && slices.Contains(particles, n.text) {
			return n.text == "은" || n.text == "는" || n.text == "이" || n.text == "가" || n.text == "도"
		}
		m = s.at(c + 1)
	}
	bracket := n.class == punct && n.key == "("
	if last := s.ts[next-1]; last.text[0] >= 0x80 || last.particle != "" {
		switch last.particle {
		case "은", "는", "이", "가", "도":
			return true
		case "":
			return n.class == number || bracket && m.class == number || n.key == ":" || n.class == date
		}
		return false
	}
	k := i - 1
	for s.at(k).class == neutral {
		k--
	}
	figured := n.class == punct && n.key == "," && m.class == prep && (m.key == "with" || m.key == "at") && s.at(next+2).class == number
	p, opened := s.at(k), figured || bracket && (m.class == number || m.class == up || m.class == down)
	switch {
	case p.class == prep && p.key == "to" && s.dir != 0 && s.live:
		return opened
	case p.class == prep && (p.key != "of" || s.at(k-1).class != anaphor),
		p.class == word && k >= 0 && !opened && !(s.ts[i].upper && p.upper),
		!opened && (p.class == measure || p.class == verbal || p.class == item || p.class == partner):
		return false
	}
	return opened || s.tells(next, p) || k < s.clauseAt && s.only(next)
}

// only reports whether nothing else can be the subject between token i and the
// first amount after it.
func (s *scan) only(i int) bool {
	if n := s.at(i); n.class != punct && n.class != neutral && !(n.class == word && likeVerb(n.text) && !strings.HasSuffix(n.text, "s")) {
		return false
	}
	for ; i < len(s.ts); i++ {
		switch t := s.ts[i]; t.class {
		case number:
			return true
		case item, measure, partner, verbal, home, hedge:
			return false
		case punct:
			if t.key == ";" {
				return false
			}
		}
	}
	return false
}

// tells reports whether a verb, a direction or an amount follows a subject at
// token next.
func (s *scan) tells(next int, before token) bool {
	for s.at(next).class == neutral {
		next++
	}
	switch n, m := s.at(next), s.at(next+1); n.class {
	case number, up, down, level, verbal:
		return true
	case punct:
		return n.key == ":" || n.key == "," && (m.class == prep && (m.key == "at" || m.key == "with" || m.key == "by") && s.at(next+2).class == number || m.class == number || m.text == "which" || m.class == up || m.class == down)
	case prep:
		return (n.key == "at" || n.key == "with" || n.text == "for") && m.class == number && (before.class == clause || before.class == punct || before.class == word && before.text == "")
	case word:
		if n.text == "both" || n.text == "each" {
			return true
		}
		if strings.HasSuffix(n.text, "s") && (m.class == up || m.class == down || m.class == level || m.key == "/") {
			return false // a noun: "offline furnishings rose"
		}
		if n.text == "" || before.class == word && before.text != "" || !likeVerb(n.text) && n.text != "led" {
			return false
		}
		for k := next; k < len(s.ts) && k < next+6 && s.ts[k].class != punct; k++ {
			if s.ts[k].class == number {
				return true
			}
		}
	}
	return false
}
