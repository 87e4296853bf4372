package grounding

import (
	"strings"

	"motirbot/release"
)

// dateFault looks for the date f of the claim in p.
func (p *passage) dateFault(c *sentence, f *fact) fault {
	m := c.resolve(f.date, p.Date)
	if m.weekdays && m.Period.From == m.Period.To && m.Period.From.Weekday() != m.weekday {
		return faultWeekday
	}
	worst := faultAbsent
	for _, s := range p.sents {
		for i := range s.facts {
			o := &s.facts[i]
			if !o.isDate || !p.coversDate(m, o.date) {
				continue
			}
			if sameDate(m, o.date) || !wholeMonths(m) || !p.datesOtherwise(c, m, s) {
				if !p.otherDay(c, f, m, s, o) {
					return ""
				}
			}
			worst = faultSubject
		}
	}
	if worst == faultAbsent && (p.ends(m) || p.releasedOn(c, m)) {
		return ""
	}
	return worst
}

// releasedOn accepts the release date, which the text need not hold, where the
// claim speaks of the publication or names only the month or year. A date of
// that kind in the sentence that bears the claim out goes before it.
func (p *passage) releasedOn(c *sentence, m DateMention) bool {
	if !m.Period.Contains(p.Date) || !wholeMonths(m) && (m.Period.Days() > 1 || !c.publishes()) {
		return false
	}
	return c.all["releas"] || c.all["publish"] || c.all["date"] || !p.datesOtherwise(c, m, nil)
}

// datesOtherwise reports whether the sentence nearest to the claim, unless it is
// s, has another date of the kind of m.
func (p *passage) datesOtherwise(c *sentence, m DateMention, s *sentence) bool {
	near := p.nearest(c)
	if near == nil || near == s {
		return false
	}
	for _, f := range near.facts {
		if f.isDate && granularity(f.date) == granularity(m) && !sameDate(m, f.date) {
			return true
		}
	}
	return false
}

// resolve reads a date of the claim against the passage's release date.
func (s *sentence) resolve(m DateMention, ref release.Date) DateMention {
	for _, d := range s.dates(ref) {
		if d.first == m.first {
			return d
		}
	}
	return m
}

// coversDate reports whether the claim's date is the source's, or a span that
// holds it ("in December" for December 15), or one of its ends.
func (p *passage) coversDate(c, s DateMention) bool {
	if sameDate(c, s) {
		return true
	}
	if c.Period.Days() == 1 && (s.Period.From == c.Period.From || s.Period.To == c.Period.From) && s.Period.Days() < 28 {
		return true
	}
	return wholeMonths(c) && c.Period.Contains(s.Period.From) && c.Period.Contains(s.Period.To)
}

// wholeMonths holds for months, quarters and years, not for a span of days.
func wholeMonths(m DateMention) bool {
	return m.Period.From.Day == 1 && m.Period.To.AddDays(1).Day == 1 && m.Period.Days() >= 28
}

// sameDate compares two dates; where neither has a year, day and month.
func sameDate(a, b DateMention) bool {
	if a.Period == b.Period {
		return true
	}
	return a.yearless && b.yearless && sameDay(a.Period.From, b.Period.From) && sameDay(a.Period.To, b.Period.To)
}

func sameDay(a, b release.Date) bool { return a.Month == b.Month && a.Day == b.Day }

// ends reports whether both ends of the claim's span are dates of the passage:
// "December 15–17" for "from December 15 to December 17", "the first eleven
// months" for "January to November".
func (p *passage) ends(m DateMention) bool {
	if m.Period.Days() < 2 {
		return false
	}
	from, to := false, false
	for _, s := range p.sents {
		for _, o := range s.facts {
			if days := o.date.Period.Days(); o.isDate && (days == 1 || days >= 28) {
				from = from || o.date.Period.From == m.Period.From
				to = to || o.date.Period.To == m.Period.To
			}
		}
	}
	return from && to
}

var publishing = wordSet(`release releases released press published announced announcement dated reported posted registered
	issued said statement 발표 보도자료`)

// publishes reports whether the sentence speaks of the release itself, whose
// date the text need not hold.
func (s *sentence) publishes() bool {
	for i := range s.toks {
		if publishing[s.word(i)] || strings.HasPrefix(s.word(i), "발표") || strings.HasPrefix(s.word(i), "보도자료") {
			return true
		}
	}
	return false
}

// otherDay reports whether the passage tells the claim's event of another day:
// in the same sentence by the words of the clause, in another sentence when the
// claim has far more in common with it.
func (p *passage) otherDay(c *sentence, f *fact, m DateMention, s *sentence, o *fact) bool {
	if !sameDate(m, o.date) && m.Period.Days() > 1 {
		return false
	}
	here := p.telling(c, s)
	for _, rs := range p.sents[1:] {
		for i := range rs.facts {
			r := &rs.facts[i]
			if !r.isDate || !rivals(o, r) || c.dated(r.date, p.Date) || granularity(m) != granularity(r.date) {
				continue
			}
			if rs == s {
				if !f.weak && !r.weak && !o.weak && p.closer(f.own, c.wide(f), r.own, o.own) {
					return true
				}
				continue
			}
			if there := p.telling(c, rs); there >= here+2 && there >= 2*here || p.closerVerb(c, rs, r, s) {
				return true
			}
		}
	}
	return false
}

// telling weighs what claim and sentence share, words of the title aside.
func (p *passage) telling(c, s *sentence) int {
	n := c.content.common(s.content) + 3*c.figuresIn(s)
	for w := range p.topical {
		if c.content[w] && s.content[w] {
			n--
		}
	}
	return n
}

// closerVerb compares by every word, such as "announced": one of the claim
// stands beside the rival date and not in the sentence s of the claim's date,
// and that sentence has nothing of the claim that the rival's lacks.
func (p *passage) closerVerb(c, rs *sentence, r *fact, s *sentence) bool {
	nearer := false
	for w := range c.all {
		if s.content[w] && !rs.all[w] && !p.topical[w] {
			return false
		}
	}
	for _, m := range rs.terms {
		if rs.clause[m.first] == r.clause && c.all[m.key] && !s.all[m.key] && !p.topical[m.key] && !functionWord(rs.word(m.first)) {
			nearer = true
		}
	}
	return nearer
}

// granularity tells days from months and months from years.
func granularity(m DateMention) int {
	switch days := m.Period.Days(); {
	case days < 28:
		return 0
	case days < 300:
		return 1
	}
	return 2
}

// dated reports whether the claim holds that date too.
func (s *sentence) dated(m DateMention, ref release.Date) bool {
	for i := range s.facts {
		if s.facts[i].isDate && sameDate(s.resolve(s.facts[i].date, ref), m) {
			return true
		}
	}
	return false
}
