package figures

import (
	"regexp"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// subject is what figures of a sentence are of.
type subject struct {
	measure string // "-" for what is not kept
	item    string
	own     string // measure that the item has of itself
	partner string
	named   bool // the measure is said, not only an item or a partner
	unknown bool // of something the vocabulary does not know
	sign    float64
	period  release.Period // said with it: "exports in January to April"
}

// phrase is a noun phrase that is being read from token i on.
type phrase struct {
	d               *document
	ts              []token
	i, j            int
	heads           []token // its measures; none: an item or a partner alone
	items, partners []string
	own             string // measure that the item has of itself
	bound           bool   // the partner is known to be where goods go, or come from
	unknown         bool
	period          release.Period
}

// subjects reads the noun phrase that begins at token i: "exports of chips to
// China", "U.S.-bound car exports", "대중국 수출". An item or a partner alone is
// a phrase as well. next is the token after it.
func (d *document) subjects(ts []token, i int) (list []subject, next int) {
	p := &phrase{d: d, ts: ts, i: i, j: i}
	if i > 0 && ts[i].class != verbal {
		p.unknown = d.modified(ts, i-1, ts[i])
	}
	if p.before() && p.measures() {
		for p.after() {
		}
	}
	return p.subjects(), p.j
}

// grouping is what statistics are broken down by: "exports by region", unlike
// "exports by small firms".
var grouping = regexp.MustCompile(`^(item|region|country|countries|destination|origin|market|product|type|sector|industry|investor|partner|category|field|use|year|month)s?$`)

func (p *phrase) at(i int) token {
	if i < 0 || i >= len(p.ts) {
		return token{}
	}
	return p.ts[i]
}

// skip returns the first token from i on that is not neutral.
func (p *phrase) skip(i int) int {
	for p.at(i).class == neutral {
		i++
	}
	return i
}

// ended reports whether a Korean word is the last of its phrase.
func ended(t token) bool {
	return t.particle != "" && !strings.HasSuffix(t.particle, "의") && t.particle != "와" && t.particle != "과"
}

// before reads what stands before a measure. It is false where none follows.
func (p *phrase) before() bool {
	for ; p.j < len(p.ts); p.j++ {
		t, next := p.ts[p.j], p.at(p.j+1)
		switch {
		case t.class == measure, t.class == verbal && (p.j == p.i || len(p.items) > 0 && len(p.partners) == 0):
			return true
		case t.class == item:
			if len(p.items) > 0 && p.ts[p.j-1].class == item && p.ts[p.j-1].particle == "" {
				p.items = p.items[:len(p.items)-1] // "ICT semiconductors": the narrower one
			}
			p.items, p.own, p.unknown = append(p.items, t.key), t.own, p.unknown || t.tail
		case t.class == partner:
			p.partners, p.unknown = append(p.partners, t.key), p.unknown || t.tail || t.particle == "의" || next.text == "s"
			if p.bound = p.bound || len(t.particle) > len("의") && strings.HasSuffix(t.particle, "의") || t.text == "대" || t.text == "對" || next.text == "bound"; next.text == "bound" {
				p.j++
			}
		case p.j == p.i:
			return false
		case t.text == "s" && t.class == neutral && next.key == observation.Imports && p.at(p.j+2).key == "from" && p.at(p.j+3).text == "korea" && p.ts[p.j-1].class == partner:
			p.ts[p.j+1].key, p.unknown, p.bound = observation.Exports, false, true
			continue // "Japan's imports from Korea"
		case t.key == "(" && p.closing(p.j) > 0 && p.at(p.closing(p.j)).class == measure && p.at(p.closing(p.j)).text[0] >= 0x80:
			p.j = p.closing(p.j) - 1 // "에너지(원유·가스) 수입"
			continue
		case t.key == "(" && next.class == item && len(p.items) > 0 && next.key == p.items[len(p.items)-1] && p.at(p.j+2).key == ")":
			p.j += 2 // "information technology (IT)"
			continue
		case t.class == date && next.class == measure && p.period.IsZero() && reportedDate(t, p.d.rel.Date):
			p.period = t.period
			continue
		case (t.key == "," || t.key == "·" || t.text == "and") && next.class == p.ts[p.j-1].class && (next.class == item || next.class == partner) && !ended(p.ts[p.j-1]),
			t.class == neutral && t.text != "s" && (next.class == measure || next.class == verbal):
			continue
		default:
			return false
		}
		if ended(t) {
			p.j++
			return false
		}
	}
	return false
}

// measures reads the measure, or two that are joined: "exports and imports". It
// is false where the phrase ends with it.
func (p *phrase) measures() bool {
	head := p.ts[p.j]
	p.heads = []token{head}
	joined := p.at(p.j + 1)
	switch k := p.skip(p.j + 2); {
	case (head.particle == "과" || head.particle == "와") && joined.class == measure:
		p.heads, p.j = append(p.heads, joined), p.j+1
	case head.class == measure && head.key != "-" && (joined.text == "and" || joined.key == "·") && p.at(k).class == measure && p.at(k).key != "-":
		if n := p.at(k + 1); n.class != number && (n.class != prep || n.key == "in") {
			p.heads, p.j = append(p.heads, p.ts[k]), k
		}
	}
	head = p.ts[p.j]
	p.j++
	if ended(head) {
		return false
	}
	if head.class != verbal {
		return true
	}
	if p.j = p.skip(p.j); len(p.items) == 0 && p.at(p.j).class == item {
		p.items = append(p.items, p.ts[p.j].key)
		p.j++
	}
	return false
}

// after reads one part of what stands after a measure. It is false at the end
// of the phrase.
func (p *phrase) after() bool {
	t, head := p.at(p.j), p.ts[p.j-1]
	if n := len(p.heads); n > 0 {
		head = p.heads[n-1]
	}
	switch {
	case t.class == punct && t.key == "(":
		k := p.closing(p.j)
		p.j = max(p.j, k)
		return k > 0
	case t.class == neutral && t.text != "the" && t.text != "a" && t.text != "an":
		p.j++
		return true
	case t.class == date && head.text[0] >= 0x80 && p.period.IsZero() && reportedDate(t, p.d.rel.Date):
		p.period = t.period
		p.j++
		return true
	case t.class == partner && head.key == observation.Trade:
		p.bound = true
		p.list(p.j, partner, &p.partners)
		return true
	case (t.text == "bound" || t.text == "destined" || t.text == "headed") && p.at(p.j+1).class == prep:
		if p.bound = true; p.at(p.skip(p.j+2)).class != partner {
			p.unknown = true
			return false
		}
		p.list(p.skip(p.j+2), partner, &p.partners)
		return true
	case t.class == prep:
		return p.preposition(t.key, p.skip(p.j+1), head.key)
	case t.class == word && p.j < len(p.ts) && p.d.compound(head, t):
		p.unknown = true
	}
	return false
}

// preposition reads "of chips", "to China", "in March", whose noun is token k.
func (p *phrase) preposition(key string, k int, head string) bool {
	n := p.at(k)
	switch {
	case n.class == date && reportedDate(n, p.d.rel.Date) && (key == "in" || key == "of" || key == "from" && observation.GrainOf(n.period) != observation.Month):
		p.period, p.j = n.period, k+1
	case n.class == item && (key == "of" || key == "in"):
		p.list(k, item, &p.items)
		for n := p.at(p.j); n.class == neutral && n.text != "a" && n.text != "the"; n = p.at(p.j) {
			p.j++
		}
	case n.class == number && key == "of" && n.counted != "":
		p.items, p.j = append(p.items, n.counted), k+1
	case n.class == partner && (key == "to" && isOutward(head) || key == "from" && !isOutward(head) || key == "with" && (head == observation.Trade || strings.HasPrefix(head, observation.Balance))):
		p.bound = true
		p.list(k, partner, &p.partners)
	case n.class == home && key == "to", n.class == partner && key == "from":
		p.unknown, p.j = true, k+1 // another country's exports
		return false
	case n.class == home:
		p.j = k + 1
	case strings.HasPrefix(head, "fdi") && (key == "by" || key == "from") && (strings.HasPrefix(n.text, "foreign") || n.text == "abroad"):
		p.j = k + 1
	case n.class == word && n.text != "" && (key == "of" || key == "to" || key == "from" || key == "by" && !grouping.MatchString(n.text)):
		p.unknown = true
		return false
	default:
		return false
	}
	return true
}

// closing returns the token after the bracket that opens at token i, 0 where
// figures stand in it: they are not part of the phrase.
func (p *phrase) closing(i int) int {
	for n := i + 1; n < len(p.ts) && n < i+9; n++ {
		switch t := p.ts[n]; {
		case t.class == punct && t.key == ")":
			return n + 1
		case t.class == number || t.class == up || t.class == down:
			return 0
		}
	}
	return 0
}

// list reads items or partners that stand in a row from token k on.
func (p *phrase) list(k int, c class, into *[]string) {
	for p.at(k).class == c {
		if n := len(*into); n > 0 && p.ts[k-1].class == c {
			*into = (*into)[:n-1]
		}
		*into = append(*into, p.ts[k].key)
		if k++; p.at(k).class == punct && p.at(k).key == "(" { // "China (including Hong Kong)"
			k = max(k, p.closing(k))
		}
		next := k
		for next < k+3 && (p.at(next).class == punct && p.at(next).key == "," || p.at(next).text == "and" || p.at(next).text == "the") {
			next++
		}
		// "exports of cars and ship exports": the second is a phrase of its own
		if n := p.at(next + 1); next > k && p.at(next).class == c && n.class != measure && !(n.class == punct && n.key == "(") {
			k = next
		}
	}
	p.j = k
}

// subjects returns what the phrase names: each measure with each item or
// partner.
func (p *phrase) subjects() []subject {
	if len(p.heads) == 0 {
		p.heads = []token{{}}
	}
	var out []subject
	for _, m := range p.heads {
		s := subject{measure: m.key, named: m.class != word, unknown: p.unknown || m.inside || m.tail, period: p.period, own: p.own}
		switch m.key {
		case observation.Balance + "+":
			s.measure, s.sign = observation.Balance, 1
		case observation.Balance + "-":
			s.measure, s.sign = observation.Balance, -1
		case observation.Imports, "fdi", observation.FDIPledged, observation.FDIArrived:
			p.bound = true
		}
		s.unknown = s.unknown || s.named && len(p.partners) > 0 && !p.bound || // "China exports": by China, or to it
			len(p.items) > 1 && len(p.partners) > 1
		if s.measure == observation.Sales && len(p.partners) > 0 {
			s.measure = observation.Exports // "sales to the EU"
		}
		for i := range max(len(p.items), 1) {
			for j := range max(len(p.partners), 1) {
				if i < len(p.items) {
					s.item = p.items[i]
				}
				if j < len(p.partners) {
					s.partner = p.partners[j]
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// modified reports whether the word before a noun phrase makes it one of
// something that is not known: "kimchi exports", "Japan's exports".
func (d *document) modified(ts []token, k int, head token) bool {
	t := ts[k]
	switch {
	case head.inside:
		return true
	case t.class == word && t.text[0] >= 0x80 && head.start > t.end: // a Korean word, which may modify
		return t.particle == "" && !slices.Contains(particles, t.text) && !head.line && koreanNoun(t.text)
	case t.class == word && head.upper && t.upper: // a heading before a sentence
		return false
	case t.class == word:
		return !likeVerb(t.text)
	case t.class == partner:
		return head.class == measure || head.class == item
	case t.class == neutral && t.text == "s" && k > 0:
		return ts[k-1].class == partner || ts[k-1].class == word && ts[k-1].text != "ministry"
	}
	return false
}

// koreanNoun reports whether a Korean word without a known particle may modify
// the noun behind it: it does not end like an adverb or a verb.
func koreanNoun(w string) bool {
	for _, end := range []string{"한", "은", "는", "의", "로", "며", "고", "서", "해", "여", "어", "히", "던", "된", "운", "게", "면", "지", "데", "도", "에", "별", "써", "편", "특"} {
		if strings.HasSuffix(w, end) {
			return false
		}
	}
	return true
}

func likeVerb(w string) bool {
	for _, end := range []string{"ed", "ing", "ly", "s"} {
		if strings.HasSuffix(w, end) && len(w) > 3 {
			return true
		}
	}
	switch w {
	case "that", "if", "how", "what", "both", "saw", "see", "put", "push", "lift", "send", "sent", "drove", "drive", "said", "say", "whose", "where", "so", "no", "then", "here", "not", "bn", "out", "there", "leave", "left", "did", "do", "let", "kept", "keep", "led":
		return true
	}
	return len(w) < 3
}

// compound reports whether a word after a measure makes it another noun:
// "trade ministers", "production facilities", "수출 계약".
func (d *document) compound(head, t token) bool {
	if t.text[0] >= 0x80 {
		return head.particle == "" && t.particle == "" && koreanNoun(t.text)
	}
	switch head.key {
	case observation.Exports, observation.Imports, observation.ExportVolume, observation.WorkingDays, observation.DailyExports:
		return strings.HasPrefix(t.text, "control") || strings.HasPrefix(t.text, "credit") || strings.HasPrefix(t.text, "market")
	}
	return t.text != "not" && !strings.HasSuffix(t.text, "ed") && !strings.HasSuffix(t.text, "ly")
}

func isOutward(m string) bool {
	return m == observation.Exports || m == observation.ExportVolume || m == observation.DailyExports || m == observation.Sales
}

func reportedDate(t token, day release.Date) bool {
	return reported(mentionOf(t), day)
}
