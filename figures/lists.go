package figures

import (
	"cmp"
	"strings"

	"motirbot/figures/observation"
)

// passing are words of a mark that is passed, which is no figure.
var passing = map[string]bool{
	"exceeding": true, "exceeded": true, "surpassing": true, "surpassed": true, "topped": true, "topping": true, "past": true, "passed": true, "crossed": true,
	"넘는": true, "넘어": true, "넘어선": true, "돌파": true,
}

// umbrellas are the items of which a release of its own reports, by themselves
// and by what it breaks them down to.
var umbrellas = map[string]string{"ict": "ict", "cars": "cars", "eco-cars": "cars", "hybrids": "cars", "ev": "cars", "consumer-goods": "consumer-goods"}

var relative = map[string]bool{"which": true, "whose": true, "who": true, "where": true}

// withoutAsides leaves out what stands between commas and tells no figure: a
// relative clause or a reason ("cars, whose makers were on strike, …"), an
// apposition ("Japan, the fifth market, …").
func withoutAsides(ts []token) []token {
	comma := func(t token) bool { return t.class == punct && t.key == "," }
	var out []token
	for i := 0; i < len(ts); i++ {
		if comma(ts[i]) && i > 0 {
			end := i + 1
			for end < len(ts) && !comma(ts[end]) && ts[end].key != ";" && ts[end].class != number {
				end++
			}
			if end == len(ts) && i+1 < end && relative[ts[i+1].text] {
				return out
			}
			if end < len(ts) && comma(ts[end]) && end > i+1 && isAside(ts[i+1:end]) {
				if i = end; end+1 < len(ts) && relative[ts[end+1].text] {
					i = end - 1
				}
				continue
			}
		}
		out = append(out, ts[i])
	}
	return out
}

func isAside(ts []token) bool {
	first := ts[0]
	if relative[first.text] {
		return true
	}
	switch first.text {
	case "because", "when", "since", "as", "helped", "hit", "driven", "led":
		return true
	case "the", "its", "a":
	default:
		for _, t := range ts {
			if t.text == "being" {
				return true
			}
		}
		return false
	}
	for _, t := range ts {
		switch t.class {
		case measure, item, partner, date, basis, up, down, verbal, pair, level:
			return false
		}
	}
	return true
}

// row returns how many amounts of one kind stand in a row from token i on,
// "3.1%, 2.0% and 4.4%", and the token after them.
func (s *scan) row(i int) (n, next int) {
	kind := func(t token) string {
		if t.amount.Unit == "percent" || t.amount.Unit == "points" {
			return t.amount.Unit
		}
		return "value"
	}
	for next = i; s.at(next).class == number && kind(s.at(next)) == kind(s.at(i)); {
		n++
		k := next + 1
		for k < next+3 && (s.at(k).class == punct && s.at(k).key == "," || s.at(k).text == "and") {
			k++
		}
		if next++; k == next || s.at(k).class != number {
			break
		}
		next = k
	}
	return n, next
}

// distribute makes the subjects of the sentence current of which a row of
// amounts at token i tells one each, in their order: "China ($1 billion) and
// Japan ($2 billion) were up 2% and 3%".
func (s *scan) distribute(i int) {
	n, next := s.row(i)
	if n < 2 || s.row0(i) || s.respective && len(s.cur) == n {
		return
	}
	defer func() {
		if !(s.respective && len(s.cur) == n) && s.ts[i].amount.Unit == "percent" && s.at(next-2).text == "and" {
			s.torn = next // a row that nothing is told to share
		}
	}()
	change := s.ts[i].amount.Unit == "percent"
	open := func(f *fact) bool { return change && f.change.IsZero() || !change && f.value.IsZero() }
	if len(s.cur) != n {
		if len(s.facts) < n {
			return
		}
		list := s.facts[len(s.facts)-n:]
		for _, f := range list {
			if f.value.IsZero() || f.partner == "" && f.item == "" && !f.named {
				return
			}
		}
		if change {
			s.cur = list
		}
	}
	for _, f := range s.cur {
		if !open(f) {
			return
		}
	}
	s.respective, s.live = len(s.cur) == n, s.live || len(s.cur) == n
}

// row0 reports whether token i is not the first amount of its row.
func (s *scan) row0(i int) bool {
	k := i - 1
	for s.at(k).text == "and" || s.at(k).class == punct && s.at(k).key == "," {
		k--
	}
	return k < i-1 && k >= 0 && s.ts[k].class == number
}

// complement gives the amount at token i to the item or partner that follows
// it, where the clause has no subject of its own before: "USD 5 billion went to
// China and USD 3 billion to Japan". It returns the token after that, or i.
func (s *scan) complement(i int) int {
	t := s.ts[i]
	if !s.unclaimed(i) {
		return i
	}
	k, to, verb := s.toward(i)
	n := s.at(k)
	if n.class == anaphor && to == "of" && len(s.cur) == 1 && s.cur[0].value.IsZero() && fits(s.cur[0].measure, t.amount.Unit) {
		s.live = true // "USD 5 billion worth of them"
		s.cur[0].value = t.amount
		return k + 1
	}
	if to == "" || n.class != item && n.class != partner || s.at(k+1).class == measure {
		return i
	}
	var prev *fact
	if len(s.facts) > 0 {
		prev = s.facts[len(s.facts)-1]
	}
	f := &fact{trigger: i, start: s.start, end: s.end, period: s.period, value: t.amount}
	if n.class == item {
		f.item, f.own = n.key, n.own
	} else {
		f.partner = n.key
	}
	if verb.class != verbal && s.at(k+1).class == level { // "worth of ships was exported"
		if verb = s.at(k + 2); verb.class == neutral {
			verb = s.at(k + 3)
		}
	}
	switch {
	case verb.class == verbal:
		f.measure = verb.key
	case s.topic == nil && prev != nil && prev.measure != "-" && isFlow(prev.measure):
		f.measure = prev.measure
	default:
		s.inherit(f, nil)
	}
	if n.class == partner {
		f.item = cmp.Or(f.item, s.d.item)
		if to == "to" && !isOutward(f.measure) || to == "from" && isOutward(f.measure) {
			return i
		}
	}
	if !fits(f.measure, t.amount.Unit) {
		return i
	}
	if prev != nil && f.period.IsZero() {
		f.period = prev.period
	}
	s.cur, s.live = []*fact{f}, true
	s.facts = append(s.facts, f)
	return k + 1
}

// unclaimed reports whether the amount at token i is one that neither a subject
// nor a word before it claims.
func (s *scan) unclaimed(i int) bool {
	t, p := s.ts[i], s.at(i-1)
	switch t.amount.Unit {
	case "percent", "points", "":
		return false
	}
	if t.amount.bad != "" || s.cause || s.hedgedAround(i) || s.bracket >= 0 || s.live && len(s.cur) > 0 && s.cur[0].trigger >= s.clauseAt && s.cur[0].value.IsZero() {
		return false
	}
	switch p.class {
	case prep, level, verbal, up, down:
		return false
	}
	return p.text != "the" && (p.class != word || p.text == "")
}

// toward returns the token that a preposition after the amount at token i leads
// to, the preposition, "" for none, and the verb between that is a measure.
func (s *scan) toward(i int) (k int, to string, verb token) {
	for k = i + 1; s.at(k).class == level || s.at(k).class == verbal || s.at(k).class == neutral && s.at(k).text != "the"; k++ {
		if s.at(k).class == verbal {
			verb = s.at(k)
		} else if s.at(k).class == neutral && s.at(k).text == "worth" {
			to = "of"
		}
	}
	if s.at(k).class == prep {
		to = s.at(k).key
		k++
	}
	return s.next(k), to, verb
}

// bound makes "to China" or "from Japan", where nothing but an amount follows
// it and no verb leads it, what figures are of. It returns the token after it,
// or i.
func (s *scan) bound(i int) int {
	t, k := s.ts[i], i+1
	for s.at(k).class == neutral {
		k++
	}
	if p := s.at(i - 1); i > s.clauseAt && p.key != "," && p.class != clause && p.key != "•" && p.text != "o" || s.at(k).class != partner || s.at(k+1).class != number || s.cause {
		return i
	}
	f := &fact{trigger: i, start: s.start, end: s.end, period: s.period}
	f.partner, f.item = s.at(k).key, s.d.item
	switch fdi := strings.HasPrefix(s.d.measure, "fdi"); {
	case t.key == "to" && !fdi && (s.d.measure == "" || isFlow(s.d.measure)):
		f.measure = observation.Exports
	case t.key == "from" && !fdi && s.d.measure == observation.Imports:
		f.measure = observation.Imports
	case t.key == "from" && fdi:
		f.measure = s.d.measure
	default:
		return i
	}
	s.cur, s.live, s.dir = []*fact{f}, true, 0
	s.facts = append(s.facts, f)
	return k + 1
}
