package figures

import (
	"cmp"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/internal/dates"
	"motirbot/release"
)

// scan reads a sentence from left to right. Figures go to the subject of the
// clause; what stands before its subject ("At $5 billion, exports …") waits.
type scan struct {
	d          *document
	ts         []token
	start, end int // of the sentence in the body
	facts      []*fact
	cur        []*fact // what figures are of now
	live       bool    // cur is of this clause
	pending    []token // amounts before their subject
	period     release.Period
	basis      observation.Basis
	dir        float64 // of the last verb or noun of change
	gapped     float64 // the same, of the clause before
	cause      bool    // within a reason, whose figures are of something else
	bracket    int     // token of the open bracket, -1 for none
	against    int     // token of an amount that something is compared with
	daily      bool    // figures are those of an average day
	skip       int     // token of an amount of something that is not kept
	kind       string  // of investment, where the clause tells it
	hedged     bool
	respective bool
	both       bool
	clauseAt   int
	last       *fact             // the last amount went to
	priorTo    *fact             // an earlier amount waits for its basis
	then       release.Period    // of an aside: "…, when they had been $5 billion, …"
	saved      []*fact           // what figures were of before it
	torn       int               // amounts before it are of nobody known
	outer      []*fact           // topic of a Korean sentence, around a clause with a subject of its own
	topical    bool              // the current subject has the particle of a topic
	periodAt   int               // clause that has named the period
	where      bool              // within "Japan, where …"
	toPartner  string            // "To Japan, …", "Japan, where …"
	passed     int               // tokens before it are dealt with
	beforeNext observation.Basis // of the earlier amount that follows
	topic      *fact             // "Of the exports, …"
	counted    string            // item that an amount before has counted
	held       token             // amount of the period that the clause compares with: "Against May ($56.8 billion), …"
}

func (d *document) sentence(start, end int) {
	text := d.rel.Body[start:end]
	if next := strings.TrimSpace(d.rel.Body[end:]); !mayTell(text) && !strings.HasPrefix(next, "They ") && !strings.HasPrefix(next, "It ") && !strings.Contains(text, "record") && !strings.Contains(text, "high") && !strings.Contains(text, "최") {
		return
	}
	if rest, ok := d.flattened(start, end); ok {
		d.sentence(rest, end)
		return
	}
	s := &scan{d: d, start: start, end: end, bracket: -1, against: -1, skip: -1}
	s.ts = d.reader.tokens(text, d.rel.Date, d.marks)
	d.name(s.ts)
	s.ts = withoutAsides(s.ts)
	for _, t := range s.ts {
		s.respective = s.respective || t.class == pair && t.key == "respectively"
		s.both = s.both || t.text == "both" || t.text == "each" || t.text == "모두"
	}
	for i := 0; i < len(s.ts); {
		i = max(i+1, s.token(i))
	}
	for _, t := range s.pending {
		d.leave(start, end, t.amount.Written, "it has no subject")
	}
	if len(s.cur) > 0 {
		d.before = s.cur
	}
	for _, f := range s.facts {
		if f.period.IsZero() && len(d.mains) > 1 {
			f.period, f.unknown = d.carried, f.unknown || d.carried.IsZero()
		}
		f.unknown = f.unknown || f.period.IsZero() && d.strayed
	}
	d.facts = append(d.facts, s.facts...)
}

// clause begins another clause. Its figures go to the subject before it only
// where a pronoun says so.
func (s *scan) clause(i int) {
	s.live, s.cause, s.basis, s.clauseAt, s.hedged, s.held, s.daily = false, false, "", i+1, false, token{}, false
	s.gapped, s.dir, s.toPartner = s.dir, 0, ""
	for _, t := range s.pending {
		s.d.leave(s.start, s.end, t.amount.Written, "it has no subject")
	}
	s.pending = nil
}

// token reads token i and returns the one to go on with.
func (s *scan) token(i int) (next int) {
	t, prev := s.ts[i], s.at(i-1)
	if t.text == "where" && prev.key == "," && s.at(i-2).class == partner {
		s.toPartner, s.where = s.at(i-2).key, true
	}
	switch t.class {
	case punct:
		s.sign(i)
	case clause:
		if t.text == "but" || t.text == "while" || t.text == "whereas" {
			s.gapped, s.dir, s.cause, s.basis, s.hedged = s.dir, 0, false, "", false
		}
	case cause:
		s.reason(i)
	case prep:
		return s.preposition(i)
	case hedge:
		s.hedged = s.hedged || t.text != "may" || !t.upper
	case date:
		if i >= s.passed {
			s.date(i)
		}
	case basis:
		if i >= s.passed && !(prev.class == date && prev.kind == dates.Month && t.text == "alone") {
			s.compare(observation.Basis(t.key + "-before"))
		}
	case basisOf:
		s.refine(i)
	case up, down:
		s.direction(i)
	case pair:
		s.pair(t)
	case anaphor:
		return s.refer(i)
	case record:
		s.record(i)
	case number:
		return s.number(i)
	case measure, verbal, item, partner:
		return s.subject(i)
	}
	return i + 1
}

// reason begins a reason at token i, or an aside that tells of another period.
func (s *scan) reason(i int) {
	t, when := s.ts[i], s.at(i-1)
	if when.key == "," {
		when = s.at(i - 2)
	}
	if t.text == "when" && when.class == date && reportedDate(when, s.d.rel.Date) {
		s.then, s.saved, s.period = when.period, s.cur, when.period
		s.live = false // "than in May, when they had been …"
		return
	}
	s.cause = s.cause || !(t.text == "as" || t.text == "since") || i > s.clauseAt
}

// preposition reads the preposition at token i and the subject it may bring. It
// returns the token after that.
func (s *scan) preposition(i int) int {
	t, prev, n := s.ts[i], s.at(i-1), s.at(i+1)
	if next := s.bound(i); next > i {
		return next
	}
	if k := s.next(i + 1); i == s.clauseAt && t.key == "to" && s.at(k).class == partner && (s.at(k+1).key == "," || s.at(k+1).class == item || s.at(k+1).class == measure) {
		s.toPartner = s.at(k).key
		return k + 1
	}
	if len(s.cur) == 1 && s.live && s.cur[0].named && (prev.class == number || prev.text == "and" || prev.key == "," && prev.class == punct) {
		if next := s.swap(i, s.cur[0]); next > i { // "… rose 5 percent, to Japan 2 percent"
			return next
		}
	}
	if t.key == "on" && i > s.clauseAt {
		switch n.class {
		case basis, number, date, measure, neutral, basisOf:
		default:
			s.cause = true
		}
	}
	return i + 1
}

// direction notes which way the verb or noun at token i goes.
func (s *scan) direction(i int) {
	t := s.ts[i]
	s.dir = 1
	if t.class == down {
		s.dir = -1
	}
	s.gapped = s.dir
	if t.text[0] >= 0x80 && len(s.outer) > 0 && i+1 < len(s.ts) && s.ts[i+1].class != punct {
		s.cur, s.outer, s.live, s.dir = s.outer, nil, true, 0
	}
}

// refer reads the anaphor at token i and returns the token after it, or after
// the item or partner that it is given: "those to Japan".
func (s *scan) refer(i int) int {
	switch t := s.ts[i]; {
	case i == s.clauseAt+1 && s.at(i-1).key == "of" && len(s.d.before) > 0 && s.at(i+1).key == ",": // "Of this, …"
		s.topic = &fact{subject: s.d.before[0].subject, period: s.d.before[0].period}
	case t.text == "it" || t.text == "they" || t.text == "this":
		s.pronoun(i)
	case len(s.d.pairs) > 0:
		return s.swap(i+1, s.d.pairs[len(s.d.pairs)-1])
	}
	return i + 1
}

// pronoun makes what the pronoun at token i stands for current: what the
// sentence has told of, else what the one before ended with.
func (s *scan) pronoun(i int) {
	if !s.then.IsZero() && len(s.cur) > 0 {
		s.again()
	}
	if len(s.cur) == 1 && s.then.IsZero() && s.cur[0].empty() {
		for _, f := range s.facts {
			if !f.value.IsZero() && f.subject != s.cur[0].subject {
				s.cur[0] = f // "…, imports included; this is a rise …"
			}
		}
	}
	if s.live = len(s.cur) > 0; s.live || i > 0 && s.kind == "" || (s.ts[i].text == "they") != (len(s.d.before) > 1) {
		return
	}
	for _, f := range s.d.before {
		g := &fact{subject: f.subject, period: f.period, start: s.start, end: s.end}
		if strings.HasPrefix(g.measure, "fdi") {
			g.measure = cmp.Or(s.kind, g.measure)
		}
		s.cur = append(s.cur, g)
	}
	s.live = len(s.cur) > 0
	s.facts = append(s.facts, s.cur...)
}

// number reads the amount at token i and returns the token after it, or after
// the subject that follows it.
func (s *scan) number(i int) int {
	t := s.ts[i]
	s.counted = cmp.Or(t.counted, s.counted)
	s.distribute(i)
	if next := s.complement(i); next > i {
		return next
	}
	if i < s.torn {
		s.d.leave(s.start, s.end, t.amount.Written, "which of several subjects it is of is not certain")
	} else {
		s.amount(i)
	}
	return i + 1
}

// next returns the first token from i on that is not neutral.
func (s *scan) next(i int) int {
	for s.at(i).class == neutral {
		i++
	}
	return i
}

func (s *scan) at(i int) token {
	if i < 0 || i >= len(s.ts) {
		return token{}
	}
	return s.ts[i]
}

func (s *scan) sign(i int) {
	switch t := s.ts[i]; t.key {
	case ";":
		s.clause(i)
	case "•", "△", "▲", "※":
		if s.bracket >= 0 {
			return // "증가(▲)"
		}
		s.clause(i)
		s.cur, s.period = nil, release.Period{}
	case "(":
		s.bracket = i
	case ")":
		s.bracket = -1
	case ":":
		s.cause = false
	case ",":
		if s.where {
			s.toPartner, s.where, s.live = "", false, false
		}
		if !s.then.IsZero() {
			if s.period, s.then = (release.Period{}), (release.Period{}); len(s.saved) > 0 {
				s.cur, s.live = s.saved, true
			} else if len(s.cur) > 0 {
				s.again()
			}
		}
		if n := s.at(i + 1); n.text != "which" && n.text != "who" && n.text != "that" {
			if n2 := s.at(i + 2); n.class == number || n.class == up || n.class == down || n2.class == number {
				s.cause = false
			}
		}
	}
}

// refine tells what kind of investment is meant: pledged or arrived.
func (s *scan) refine(i int) {
	t := s.ts[i]
	if t.key == "daily" {
		s.daily = true
		if s.live && len(s.cur) > 0 && s.cur[0].trigger >= s.clauseAt {
			s.eachDay()
		}
		return
	}
	s.kind = t.key
	if len(s.cur) == 0 && strings.HasPrefix(s.d.measure, "fdi") && s.at(i+1).class == number {
		f := &fact{trigger: i, period: s.period, start: s.start, end: s.end}
		f.measure, f.named = t.key, true
		s.cur, s.live = []*fact{f}, true
		s.facts = append(s.facts, f)
	}
	if len(s.cur) == 0 || !strings.HasPrefix(s.cur[0].measure, "fdi") {
		return
	}
	if s.cur[0].measure == "fdi" {
		for _, f := range s.cur {
			f.measure = t.key
		}
		return
	}
	if s.cur[0].measure != t.key && s.cur[0].start == s.start {
		f := &fact{subject: s.cur[0].subject, period: s.cur[0].period, trigger: s.clauseAt, start: s.start, end: s.end}
		f.measure = t.key
		s.cur, s.live = []*fact{f}, true
		s.facts = append(s.facts, f)
	}
}

// eachDay makes the current figures those of an average day.
func (s *scan) eachDay() {
	for _, f := range s.cur {
		switch f.measure {
		case observation.Exports:
			f.measure = observation.DailyExports
		case observation.Imports:
			f.measure = observation.DailyImports
		}
	}
}

func (s *scan) pair(t token) {
	if t.key == "both" && s.live && len(s.cur) == 1 && !s.cur[0].value.IsZero() && s.cur[0].prior.IsZero() {
		s.cur[0].prior, s.cur[0].before = s.cur[0].value, observation.YearBefore
		return
	}
	if len(s.d.pairs) < 2 || t.key != "former" && t.key != "latter" {
		return
	}
	f := s.d.pairs[0]
	if !slices.Contains(s.facts, f) && !slices.Contains(s.d.before, f) {
		s.live = false
		return
	}
	if t.key == "latter" {
		f = s.d.pairs[1]
	}
	if !slices.Contains(s.facts, f) {
		f = &fact{subject: f.subject, period: f.period, start: s.start, end: s.end}
		s.facts = append(s.facts, f)
	}
	s.gapped = cmp.Or(s.dir, s.gapped)
	s.cur, s.live, s.dir = []*fact{f}, true, 0
}

// record notes that a figure is the highest of its kind.
func (s *scan) record(i int) {
	if n := s.at(i + 1); s.cause || len(s.cur) == 0 || !s.live || s.hedged || n.class == word && n.text != "" && n.text[0] < 0x80 && s.ts[i].text != "record" && !likeVerb(n.text) {
		return // "the largest buyer" is no record
	}
	kind := "ever"
	for n := i + 1; n < len(s.ts) && n < i+9 && s.ts[n].key != ";"; n++ {
		switch t := s.ts[n]; {
		case t.class == date && t.kind == dates.Month, t.class == word && (t.text == "june" || t.text == "month" && s.at(n-1).text == "the"):
			kind = "period"
		case t.text == "since" || t.text == "in" && s.at(n+1).class == number:
			return
		}
		if s.ts[n].class == punct || s.ts[n].class == number {
			break
		}
	}
	for n := i - 1; n >= 0 && n > i-5; n-- {
		if strings.HasPrefix(s.ts[n].text, "기준") {
			kind = "period"
		}
	}
	for _, f := range s.cur {
		f.record = kind
	}
}
