package figures

import (
	"cmp"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// amount finds what an amount is: the value of a subject, its change, what it
// was before, or something that is not kept.
func (s *scan) amount(i int) {
	t := s.ts[i]
	leave := func(why string) { s.d.leave(s.start, s.end, t.amount.Written, why) }
	if t.amount.bad != "" || t.amount.between {
		why := t.amount.bad
		if why == "" {
			why = "a range"
		}
		leave(why)
		return
	}
	p := i - 1
	for ; p >= 0; p-- {
		if s.ts[p].class == approx {
			t.amount.Approx = s.ts[p].key
		} else if w := s.ts[p]; w.class == word && strings.HasSuffix(w.text, "ly") {
			continue
		} else if s.ts[p].class != neutral || s.ts[p].text[0] >= 0x80 {
			break
		}
	}
	if s.at(i+1).class == approx && s.at(i + 1).text[0] >= 0x80 {
		t.amount.Approx = s.at(i + 1).key
	}
	if before := s.at(p - 2); s.at(p).class == prep && s.at(p).key == "to" && s.at(p-1).text == "up" && before.class != up && before.class != measure && before.class != item && before.class != partner && !(before.class == word && likeVerb(before.text)) {
		leave("a bound") // "of up to $5 billion"
		return
	}
	if a := s.at(p); t.amount.Approx == "over" && a.class == up || s.at(i-1).class == approx && passing[s.at(i-1).text] || a.class == word && passing[a.text] || s.at(i+1).class == approx && passing[s.at(i+1).text] {
		leave("a mark that is passed")
		return
	}
	if s.skip == i {
		leave("its measure is not kept")
		return
	}
	if s.hedgedAround(i) {
		leave("it is planned or expected")
		return
	}
	switch t.amount.Unit {
	case "percent", "points":
		s.percent(i, p, t)
	default:
		s.value(i, p, t)
	}
}

func (s *scan) hedgedAround(i int) bool {
	if s.hedged {
		return true
	}
	for n := i + 1; n < len(s.ts) && n <= i+4; n++ {
		switch t := s.ts[n]; {
		case t.class == hedge && !(t.text == "may" && t.upper):
			return true
		case t.class == punct && t.key != ")" || t.class == clause:
			return false
		}
	}
	return false
}

// percent reads a change. Its direction stands before it ("fell 5 percent"),
// after it ("5 percent more") or in its sign.
func (s *scan) percent(i, p int, t token) {
	leave := func(why string) { s.d.leave(s.start, s.end, t.amount.Written, why) }
	if t.amount.Unit == "points" {
		leave("points of a share")
		return
	}
	sign, after := 0.0, s.after(i)
	prev := s.at(p)
	if prev.class == prep && (prev.key == "by" || prev.key == "of" && (s.at(p-1).class == up || s.at(p-1).class == down)) {
		prev = s.at(p - 1)
	}
	switch {
	case t.amount.signed:
		sign = 1
	case after != 0 && (t.start > 0 && s.ts[i+1].text[0] >= 0x80 || prev.class != up && prev.class != down):
		sign = after
	case prev.class == up:
		sign = 1
	case prev.class == down:
		sign = -1
	case s.at(p).class == prep && s.at(p).key == "by", s.at(p).class == pair && s.at(p).key != "respectively":
		sign = cmp.Or(s.dir, s.gapped)
	case s.bracket >= 0:
		for n := s.bracket + 1; n < i; n++ {
			if s.ts[n].class == up {
				sign = 1
			} else if s.ts[n].class == down {
				sign = -1
			}
		}
		if sign == 0 && len(s.cur) > 0 && !s.cur[0].named && s.gapped != 0 && s.cur[0].value.IsZero() {
			sign = s.gapped
		}
		if sign == 0 && s.d.korean && s.cur != nil && (s.at(i+1).key == ")" || s.at(i+1).key == ",") {
			sign = 1
		}
	case s.respective:
		sign = s.verb(i)
	case s.at(i+1).key == "," && s.at(i+1).class == punct && s.live && len(s.cur) > 0 && s.ts[s.cur[len(s.cur)-1].trigger].text[0] >= 0x80:
		sign = s.common(i) // "수출은 5.0%, 수입은 2.0% 늘었다"
	case s.live && len(s.cur) > 0 && s.dir == 0 && s.gapped != 0 && (s.at(i-1).class == item || s.at(i-1).class == partner || s.at(i-1).class == measure):
		sign = s.gapped // "… rose 4 percent and convenience stores 0.9 percent"
	}
	if sign == 0 {
		leave("a share or rate, or a change of no known direction")
		return
	}
	if !t.amount.signed {
		t.amount.Number *= sign
	}
	if n := i + 1; s.follows(n) {
		s.pending = append(s.pending, t)
		return
	}
	if s.bracket > 0 && s.at(s.bracket-1).class == date && !s.live {
		leave("it is of another period")
		return
	}
	s.give(t, true)
}

// verb is the direction of the clause's verb, which in Korean comes last.
func (s *scan) verb(i int) float64 {
	sign := s.dir
	for n := i + 1; n < len(s.ts) && sign == 0 && s.ts[n].key != ";"; n++ {
		sign = s.after(n)
	}
	return sign
}

// common is the direction that a Korean verb gives all percentages before it,
// 0 where one of them has a sign of its own or a direction stands between.
func (s *scan) common(i int) float64 {
	for n := i + 1; n < len(s.ts); n++ {
		switch t := s.ts[n]; {
		case t.class == number && (t.amount.signed || t.amount.Unit != "percent"), t.key == ";", t.class == punct && t.key == "(":
			return 0
		case t.class == number:
			if sign := s.after(n); sign != 0 {
				return sign
			} else if w := s.at(n + 1); w.class == word && w.text == "등은" || w.class == word && w.text == "등이" {
				return s.after(n + 1)
			}
		}
	}
	return 0
}

// after is the direction that the words after an amount give it.
func (s *scan) after(i int) float64 {
	for n := i + 1; n < len(s.ts) && n <= i+3; n++ {
		switch t := s.ts[n]; {
		case t.class == up, t.class == approx && (t.text == "more" || t.text == "above"), t.class == cause && t.text == "ahead":
			return 1
		case t.class == down, t.class == approx && (t.text == "less" || t.text == "fewer" || t.text == "below"):
			return -1
		case t.class == basis || t.class == neutral || t.class == word && strings.HasSuffix(t.text, "ly"):
		default:
			return 0
		}
	}
	return 0
}

// follows reports whether the phrase that an amount belongs to comes after it,
// from token n on: "rise in exports", "of exports", "worth of chips".
func (s *scan) follows(n int) bool {
	for n < len(s.ts) && (s.ts[n].class == up || s.ts[n].class == down || s.ts[n].class == neutral || s.ts[n].class == basis) {
		n++
	}
	if p := s.at(n); p.class != prep || p.key != "in" && p.key != "of" {
		return false
	}
	for n++; n < len(s.ts) && (s.ts[n].class == neutral || s.ts[n].class == item || s.ts[n].class == partner || s.ts[n].text == "bound" || s.ts[n].class == word && s.ts[n].text == "s"); n++ {
	}
	return s.at(n).class == measure && s.at(n).key != "-"
}

// value reads how much there is, or was.
func (s *scan) value(i, p int, t token) {
	leave := func(why string) { s.d.leave(s.start, s.end, t.amount.Written, why) }
	if d := s.at(i - 1); d.class == neutral && d.text == "the" {
		s.definite(i)
		return
	}
	n := s.at(i + 1)
	if n.class == up || n.class == down || n.class == approx && n.text[0] < 0x80 {
		leave("a difference")
		return
	}
	if s.earlier(i, t) || s.bracketed(p, t) {
		return
	}
	if n.class == measure && n.key == observation.WorkingDays || n.class == verbal && t.amount.Unit != "" {
		s.pending = append(s.pending, t)
		return
	}
	switch why := s.led(i, p, t); why {
	case "":
	case "done":
		return
	default:
		leave(why)
		return
	}
	passive := s.passive(i)
	if passive && t.amount.Unit == "" {
		s.count(i, &t)
	}
	if s.follows(i+1) || passive && (!s.live || len(s.cur) == 0 || s.cur[0].trigger < s.clauseAt || !s.cur[0].value.IsZero()) || s.at(p).text == "worth" && !s.live {
		s.pending = append(s.pending, t)
		return
	}
	s.give(t, false)
}

// earlier takes the amount at token i as that of the period compared with, if
// the words around it say so, and reports whether they do.
func (s *scan) earlier(i int, t token) bool {
	n := s.at(i + 1)
	if n.class == prep && n.key == "in" && s.live && len(s.cur) == 1 && s.cur[0].value.IsZero() && s.cur[0].prior.IsZero() && fits(s.cur[0].measure, t.amount.Unit) {
		k := s.next(i + 2)
		if b := s.at(k); b.class == basis { // "having pledged $6 billion in the same quarter of last year"
			s.cur[0].prior, s.cur[0].before = t.amount, observation.Basis(b.key+"-before")
			s.passed = k + 3
			return true
		}
	}
	if (t.particle == "와" || t.particle == "과") && strings.HasPrefix(n.text, "비교") && s.live && len(s.cur) == 1 {
		if f := s.cur[0]; f.value.IsZero() && fits(f.measure, t.amount.Unit) { // "5월 수출 500억 달러와 비교하면"
			of := f.period
			f.period, s.period = release.Period{}, release.Period{}
			f.prior, f.before = t.amount, cmp.Or(s.basis, s.basisOf(of))
			s.basis = f.before
		}
		return true
	}
	if t.particle == "에서" || t.particle == "보다" {
		s.prior(t)
		return true
	}
	return false
}

// bracketed deals with an amount that opens a bracket, where it is not of the
// current subject but of what stands before the bracket. It reports whether it
// has.
func (s *scan) bracketed(p int, t token) bool {
	before := s.at(s.bracket - 1)
	if s.bracket < 0 || s.bracket > p+1 || s.at(p).key != "(" && before.class != basis {
		return false
	}
	switch before.class {
	case basis:
		s.prior(t)
	case date:
		if !s.live && s.basis != "" {
			s.held = t
		} else {
			s.d.leave(s.start, s.end, t.amount.Written, "it is of another period")
		}
	case word, hedge:
		s.d.leave(s.start, s.end, t.amount.Written, "it is not of a subject that is known")
	default:
		return false
	}
	return true
}

// count gives the number at token i, before a passive verb, the item that it
// counts, if one is told.
func (s *scan) count(i int, t *token) {
	if s.counted != "" && t.amount.Number >= 1000 {
		t.amount.Unit, t.counted = "units", s.counted // "… cars were built, 388,551 were sold"
		return
	}
	for n := s.clauseAt; n < i && len(s.d.pairs) > 0; n++ {
		if s.ts[n].class == anaphor { // "Of these, 238,115 were shipped abroad"
			t.amount.Unit, t.counted = "units", s.d.pairs[len(s.d.pairs)-1].item
		}
	}
}

// led looks at the word at token p that leads an amount: "from", "by", "of". It
// returns why the amount is no value, "done" where it is dealt with, else "".
func (s *scan) led(i, p int, t token) string {
	prev, g := s.at(p), s.at(p-1)
	if prev.class == word && prev.text != "" && prev.text[0] < 0x80 && !(likeVerb(prev.text) && s.live) && !s.passive(i) {
		return "it is not of a subject that is known"
	}
	if prev.class != prep {
		return ""
	}
	here := s.live && len(s.cur) > 0
	switch prev.key {
	case "from":
		s.prior(t)
		return "done"
	case "by":
		return "a difference"
	case "against":
		if s.against = i; !here || s.cur[0].value.IsZero() {
			return "what something is compared with"
		}
		s.prior(t)
		return "done"
	case "of":
		if g.class == up || g.class == down {
			return "a difference"
		} else if g.class == word && !likeVerb(g.text) {
			return "it is of another noun"
		}
	case "at":
		if !here || s.cur[0].trigger < s.clauseAt {
			s.pending = append(s.pending, t)
			return "done"
		}
	case "on", "in":
		if !s.passive(i) && !(prev.text == "for" && here) {
			return "it is not of a subject that is known"
		}
	}
	return ""
}

// passive reports whether a verb that is a measure follows the amount: "Goods
// worth $5 billion were imported", "196,218 cars were exported".
func (s *scan) passive(i int) bool {
	for n := i + 1; n < len(s.ts) && n <= i+3; n++ {
		switch t := s.ts[n]; t.class {
		case verbal:
			return true
		case level, neutral:
		default:
			return false
		}
	}
	return false
}

// prior notes what a figure was in the period it is compared with.
func (s *scan) prior(t token) {
	if !s.live || len(s.cur) != 1 || !s.cur[0].prior.IsZero() || !fits(s.cur[0].measure, t.amount.Unit) {
		s.d.leave(s.start, s.end, t.amount.Written, "what something is compared with")
		return
	}
	s.cur[0].prior = t.amount
	if s.beforeNext != "" {
		s.cur[0].before, s.beforeNext = s.beforeNext, ""
		return
	}
	if s.basis != "" && s.bracket >= 0 { // "전년 동기(64억 달러) 대비"
		s.cur[0].before = s.basis
		return
	}
	s.priorTo = s.cur[0]
}

// definite reads an amount that is known from before, "the $5 billion of last
// year": what something is compared with.
func (s *scan) definite(i int) {
	t, n := s.ts[i], s.at(i+2)
	b := observation.Basis("")
	switch of := s.at(i + 1); {
	case of.class != prep:
	case n.class == basis:
		b = observation.Basis(n.key + "-before")
	case n.class == date:
		b = s.basisOf(n.period)
	case n.class == neutral && s.at(i+3).class == basis:
		b = observation.Basis(s.at(i+3).key + "-before")
	}
	if b == "" || b == "other" || !s.live {
		s.d.leave(s.start, s.end, t.amount.Written, "what something is compared with")
		return
	}
	s.prior(t)
	if s.priorTo != nil {
		s.compare(b)
	}
	s.compare(b)
	s.passed = i + 3
}

// give gives an amount to the current subjects.
func (s *scan) give(t token, change bool) {
	leave := func(why string) { s.d.leave(s.start, s.end, t.amount.Written, why) }
	if !s.live || len(s.cur) == 0 {
		leave("it has no subject")
		return
	}
	if s.cause {
		leave("it belongs to a reason")
		return
	}
	to := s.cur
	switch {
	case len(to) == 1 || s.both && change && !s.respective:
	case s.respective:
		n := slices.IndexFunc(to, func(f *fact) bool { return change && f.change.IsZero() || !change && f.value.IsZero() })
		if n < 0 {
			return
		}
		to = to[n : n+1]
	default:
		leave("which of several subjects it is of is not certain")
		return
	}
	into := s.giveValue
	if change {
		into = s.giveChange
	}
	for _, f := range to {
		if why := into(f, t.amount); why != "" {
			leave(why)
		}
		s.last = f
	}
}

// giveChange gives a fact its change, or returns why it does not.
func (s *scan) giveChange(f *fact, a amount) (why string) {
	switch {
	case f.measure == "-":
		return "its measure is not kept"
	case f.double && s.bracket < 0:
		return "whether it is of the value or of the volume is not certain"
	case !f.change.IsZero():
		return "its subject has a figure already"
	}
	f.change, f.basis = a, s.basis
	if s.held.class == number && f.prior.IsZero() && fits(f.measure, s.held.amount.Unit) {
		f.prior, f.before = s.held.amount, s.basis
	}
	return ""
}

// giveValue gives a fact its value, or returns why it does not. A second value
// in another unit makes another fact of the subject.
func (s *scan) giveValue(f *fact, a amount) (why string) {
	if a.Unit == "" && strings.Contains(a.Written, ",") && (f.measure == observation.ExportVolume || f.measure == observation.Production) {
		a.Unit = "units"
	}
	switch {
	case f.measure == "-":
		return "its measure is not kept"
	case !fits(f.measure, a.Unit):
		f.unknown = f.unknown || f.value.IsZero() && a.Unit != ""
		return "its unit is not one of " + f.measure
	case f.value.IsZero():
		f.value = a
		if s.priorTo == f {
			s.priorTo = nil
		}
	case f.value.Unit != a.Unit:
		g := &fact{subject: f.subject, period: f.period, trigger: f.trigger, start: f.start, end: f.end, value: a, double: true}
		f.double = true // a change after it may be of either
		s.cur = []*fact{g}
		s.facts = append(s.facts, g)
	default:
		return "its subject has a figure already"
	}
	return ""
}
