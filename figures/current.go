package figures

import (
	"cmp"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// subject reads a noun phrase and makes it what figures are of, if it can be.
func (s *scan) subject(i int) int {
	t := s.ts[i]
	subs, next := s.d.subjects(s.ts, i)
	p := s.at(i - 1)
	for k := i - 1; k >= s.clauseAt && p.class == neutral; k-- {
		p = s.at(k - 1)
	}
	first := &subs[0]
	if first.named && first.sign == 0 && s.ts[i].text[0] >= 0x80 && s.aside(first, next) {
		return next
	}
	if first.named && s.opensOf(i) {
		s.topic = &fact{subject: *first, period: first.period}
		s.live = false
		return next
	}
	if first.named && t.class == verbal && (i <= s.clauseAt || p.class == punct) && s.at(next).class == word {
		first.unknown = true // "imported brands"
	}
	if s.at(i-1).key == "of" && strings.HasPrefix(s.at(i-2).text, "number") {
		for k := range subs {
			subs[k].measure = volume(subs[k].measure, "units") // "the number of cars exported"
		}
	}
	if s.bracket >= 0 && s.bracket < i && !first.named || s.completes(t, p, subs) || first.named && s.governed(i) {
		return next
	}
	if !first.named && !s.standsAlone(i, next) {
		if t.text[0] < 0x80 && s.at(i+1).key == "," {
			return i + 1 // "Among chips, memory rose …"
		}
		return next
	}
	if t.class == verbal && p.class == partner && strings.HasPrefix(first.measure, "fdi") {
		first.partner = p.key
	} else if t.class == verbal && i > 0 && (p.class == partner || p.class == word && !likeVerb(p.text) && p.text[0] < 0x80) {
		first.unknown = true // another country's, or a company's
	}
	s.take(i, subs)
	return next
}

// completes tells the current subjects of the clause what a phrase adds to them:
// surplus or deficit, an item, a measure. It reports whether that is all it is
// for. t is the first token of the phrase, p the one before.
func (s *scan) completes(t, p token, subs []subject) bool {
	if !s.live || len(s.cur) == 0 || s.cur[0].trigger < s.clauseAt {
		return false
	}
	first, now := subs[0], s.cur[0]
	switch {
	case first.named && first.measure == observation.Balance && first.sign != 0 && now.measure == observation.Balance && now.sign == 0:
		now.sign = first.sign
	case len(subs) > 1:
		return false
	case t.class == item && !first.named && p.class == level && now.partner != "" && now.value.IsZero():
		for _, f := range s.cur {
			f.item = first.item // "China took cars for USD 5 billion"
		}
	case t.class == verbal && !now.named:
		s.name(first.measure)
	case first.named && p.class == prep && (p.key == "in" || p.key == "of") && !now.named && (first.item == "" || now.partner != ""):
		for _, f := range s.cur {
			f.item = cmp.Or(first.item, f.item)
		}
		s.name(first.measure)
	default:
		return false
	}
	return true
}

// opensOf reports whether "of" before the phrase at token i opens the clause:
// "Of the quarter's exports, …".
func (s *scan) opensOf(i int) bool {
	k := i - 1
	for k >= s.clauseAt && (s.ts[k].class == neutral || s.ts[k].class == date || s.ts[k].class == home) {
		k--
	}
	return k == s.clauseAt && s.ts[k].class == prep && s.ts[k].key == "of"
}

// aside reports whether a Korean phrase that ends before token next is not what
// the sentence is about: it has no particle of a topic or subject, or stands
// within a clause of its own, whose figure alone it takes.
func (s *scan) aside(of *subject, next int) bool {
	switch particle := s.ts[next-1].particle; particle {
	case "은", "는", "도":
		return false
	case "이", "가", "":
		switch n := s.at(next); n.class {
		case number, date, basis, basisOf, punct, up, down, record, neutral, item, partner:
		default:
			if particle == "" {
				return true
			}
		}
		if of.measure == "-" && s.at(next).class == number {
			s.skip = next
		}
		return of.measure == "-"
	}
	return true
}

// swap makes a subject of another one and the item or partner that a
// preposition at token i brings: "to Japan", "of ships". It returns the token
// after that, or i if there is nothing of the kind.
func (s *scan) swap(i int, from *fact) int {
	t, k := s.at(i), i+1
	for s.at(k).class == neutral {
		k++
	}
	n := s.at(k)
	if t.class != prep || s.cause || from.measure == "-" || n.class != item && n.class != partner || s.at(k+1).class == measure || s.at(k+1).class == item {
		return i
	}
	sub := from.subject
	sub.period = release.Period{}
	switch {
	case n.class == item && (t.key == "of" || t.key == "in"):
		if sub.item = n.key; t.key == "of" && from.partner != "" {
			sub.partner = ""
		}
	case n.class == partner && (t.key == "to" && isOutward(sub.measure) || t.key == "from" && !isOutward(sub.measure)):
		sub.partner = n.key
	default:
		return i
	}
	f := &fact{subject: sub, trigger: i, start: s.start, end: s.end, period: s.period}
	if f.period.IsZero() && from.start == s.start {
		f.period = from.period
	}
	s.cur, s.live, s.dir = []*fact{f}, true, 0
	s.facts = append(s.facts, f)
	s.d.pairs = append(s.d.pairs, f)
	return k + 1
}

// name gives subjects that were named as items their measure, and what waits.
func (s *scan) name(measure string) {
	for _, f := range s.cur {
		f.measure, f.named, f.unknown = measure, true, false
	}
	waiting := s.pending
	s.pending = nil
	for _, t := range waiting {
		s.give(t, t.amount.Unit == "percent")
	}
}

// take makes subjects current, and gives them what waited for them.
func (s *scan) take(i int, subs []subject) {
	prev := s.last
	if len(s.cur) > 0 {
		prev = s.cur[len(s.cur)-1]
	}
	counted := ""
	for _, t := range s.pending {
		counted = cmp.Or(counted, t.counted)
	}
	var those *fact
	if s.at(i-1).class == anaphor || s.at(i-2).class == anaphor {
		those = prev
	}
	joined := s.coordinated(i)
	s.outer = nil
	particle := s.particleOf(i)
	if len(s.cur) > 0 && s.live && s.topical && s.cur[0].trigger >= s.clauseAt && s.cur[0].empty() && particle == "이" {
		s.outer = s.cur // "수출은 전기차 수출이 줄었지만 …"
	}
	s.topical = particle == "은"
	if !joined {
		s.cur = nil
	}
	before := len(s.cur)
	for _, sub := range subs {
		f := &fact{subject: sub, trigger: i, start: s.start, end: s.end}
		if !f.named {
			s.inherit(f, prev)
		} else if f.item == "" {
			s.ofAll(f, counted, those)
		}
		s.place(f)
		s.cur = append(s.cur, f)
		s.facts = append(s.facts, f)
	}
	s.d.pairs = append(s.d.pairs, s.cur[before:]...)
	s.d.pairs = s.d.pairs[max(0, len(s.d.pairs)-2):]
	s.live, s.cause = true, false
	s.dir = 0
	if s.daily {
		s.eachDay()
	}
	for _, f := range s.cur {
		if f.measure == "fdi" && s.kind != "" {
			f.measure = s.kind
		}
	}
	waiting := s.pending
	s.pending = nil
	for _, t := range waiting {
		s.give(t, t.amount.signed || t.amount.Unit == "percent")
	}
}

// ofAll gives a measure that is named without an item the one that an amount
// before it has counted, that of those it refers to, or that of the release.
func (s *scan) ofAll(f *fact, counted string, those *fact) {
	itemless := f.measure == observation.WorkingDays || strings.HasPrefix(f.measure, "fdi")
	switch {
	case counted != "":
		f.item = counted
	case those != nil:
		f.item = those.item
	case f.measure != "-" && !itemless:
		f.item = s.d.item
	}
	if f.item == "" && f.partner == "" && s.d.item == "" && !s.d.plain && !itemless {
		f.unknown = true // all of it, or all of what the release is about
	}
}

// place gives a fact the partner and the period that the clause has told.
func (s *scan) place(f *fact) {
	if f.named && (f.item != s.d.item || f.partner != "") && isFlow(f.measure) && f.measure != observation.Imports && !f.unknown {
		s.d.bare = f.measure
	}
	if s.toPartner != "" && f.partner == "" {
		f.partner, f.unknown = s.toPartner, f.unknown || !isOutward(f.measure)
	}
	if f.period = f.subject.period; f.period.IsZero() {
		f.period, f.loose = s.period, s.periodAt < s.clauseAt
	} else {
		s.period = f.period
	}
}

// particleOf returns the particle of the Korean phrase that begins at token i,
// as 은 for a topic and 이 for a subject.
func (s *scan) particleOf(i int) string {
	for ; i < len(s.ts) && (s.ts[i].class == item || s.ts[i].class == partner || s.ts[i].class == measure || s.ts[i].class == neutral); i++ {
		switch s.ts[i].particle {
		case "은", "는":
			return "은"
		case "이", "가":
			return "이"
		}
	}
	return ""
}

// coordinated reports whether the subject at token i stands in a row with the
// current ones, which have no figures of their own: "exports, imports and …".
func (s *scan) coordinated(i int) bool {
	if !s.live || len(s.cur) == 0 || len(s.cur) > 12 || s.cur[0].trigger < s.clauseAt || s.bracket >= 0 {
		return false
	}
	row := false
	for n := s.cur[len(s.cur)-1].trigger + 1; n < i; n++ {
		switch t := s.ts[n]; t.class {
		case number, up, down, level, verbal, basis, anaphor, word, cause:
			return false
		case clause:
			row = row || t.text == "and"
		case punct:
			if t.key != "," {
				return false
			}
			row = true
		}
	}
	for _, f := range s.cur {
		if !f.empty() {
			return false
		}
	}
	return row
}

func isFlow(m string) bool {
	switch m {
	case observation.Exports, observation.Imports, observation.Production, observation.Sales, observation.FDIPledged, observation.FDIArrived, "fdi":
		return true
	}
	return false
}

// inherit gives an item or partner that is named alone its measure: that of the
// list it stands in, else that of the release.
func (s *scan) inherit(f *fact, prev *fact) {
	switch {
	case f.own != "":
		f.measure = f.own
	case s.topic != nil:
		f.measure, f.unknown = s.topic.measure, f.unknown || s.topic.unknown
		f.period = s.topic.period
		if f.item == "" {
			f.item = s.topic.item
		}
	case s.d.item == "retail" && f.item != "":
		f.unknown = true // what is sold online, or offline, or in all
	case prev != nil && prev.start == s.start && prev.measure != "-" && isFlow(prev.measure) && (prev.item != "" || prev.partner != ""):
		f.measure = prev.measure
		if f.item == "" && prev.partner != "" {
			f.item = prev.item
		}
		f.unknown = f.unknown || prev.unknown
	case isFlow(s.d.bare):
		f.measure = s.d.bare
	case isFlow(s.d.measure):
		f.measure = s.d.measure
	case s.d.totals():
		f.measure = observation.Exports
	default:
		f.unknown = true
	}
	if f.item == "" && f.partner != "" {
		f.item = cmp.Or(f.item, s.d.item)
	}
}

// totals reports whether the release has told both exports and imports: its
// main items are those of exports then.
func (d *document) totals() bool {
	found := map[string]bool{}
	for _, f := range d.facts {
		if f.item == d.item && f.partner == "" {
			found[f.measure] = true
		}
	}
	return found[observation.Exports] && found[observation.Imports]
}
