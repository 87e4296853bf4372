package figures

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motirbot/figures/observation"
	"motirbot/internal/dates"
	"motirbot/release"
)

// date takes a period as that of the clause, or as what it is compared with.
func (s *scan) date(i int) {
	t := s.ts[i]
	if !reportedDate(t, s.d.rel.Date) || s.cause {
		return
	}
	before := s.period
	k, comparing, in := s.leading(i)
	if !s.compares(i, k, comparing, in) && !s.opens(i, k) && s.live && s.within(t, s.at(k)) {
		s.period = t.period
		for _, f := range s.cur {
			if f.period.IsZero() || f.loose && in {
				f.period, f.loose = t.period, false
			}
		}
	}
	if s.period != before {
		s.periodAt = s.clauseAt
	}
}

// compares takes the date at token i as that of what something is compared with,
// and reports whether it is; k, comparing and in are what leads it.
func (s *scan) compares(i, k int, comparing, in bool) bool {
	t, p, n := s.ts[i], s.at(k), s.at(i+1)
	switch {
	case p.class == basis && (k < i-1 || in), k >= 0 && k == s.against: // "the same month of 2024", "compared with $4 billion in April 2025"
	case comparing, t.particle == "보다", n.class == basis, s.priorTo != nil && p.class == number:
		s.compare(s.basisOf(t.period))
	case n.class == number && (n.particle == "보다" || n.particle == "에서" || n.particle == "에") && (t.particle == "의" || t.particle == ""):
		s.beforeNext = s.basisOf(t.period)
	default:
		return false
	}
	return true
}

// opens takes the date at token i, led by token k, as the period of a clause or
// list that begins with it, and reports whether it does.
func (s *scan) opens(i, k int) bool {
	t, p, n := s.ts[i], s.at(k), s.at(i+1)
	switch {
	case n.key == ":":
		s.period = t.period
	case s.live && n.class == level && (p.class == clause || p.class == punct) && !s.cur[0].value.IsZero():
		s.period = t.period
		s.again() // "…, so that the first quarter ended at …"
	case strings.HasPrefix(n.text, "기준"): // of a record
	case p.key == "," && p.class == punct && n.key == "," && n.class == punct: // "Third, for January to May, exports …"
		s.period, s.live = t.period, false
	case k < s.clauseAt || k < 0 || k == s.clauseAt && p.key == "(" && n.key == ")":
		s.period = t.period
		if len(s.cur) > 0 && !s.live { // "…; in August they had been …"
			s.again()
		}
	case !s.live && (p.class == punct || p.class == word && t.particle == "까지"): // "올해 들어 5월까지"
		s.period = t.period
	default:
		return false
	}
	return true
}

// within reports whether a date amid a clause, led by token p, is that of its
// figures.
func (s *scan) within(t, p token) bool {
	switch p.class {
	case word:
		return likeVerb(p.text) && (p.text[0] < 0x80 || t.particle != "")
	case prep, cause, record, approx, hedge:
		return false
	}
	return true
}

// leading returns the token before a date, prepositions aside, whether the date
// is compared with, and whether "in" or "of" leads it.
func (s *scan) leading(i int) (k int, comparing, in bool) {
	for k = i - 1; k >= 0; k-- {
		p := s.ts[k]
		if p.class == prep && (p.key == "in" || p.key == "of") {
			in = true
		} else if p.class != neutral && p.text != "period" {
			break
		}
	}
	p := s.at(k)
	if p.class == prep && p.key == "from" && s.ts[i].kind == dates.Span { // "from January to May"
		return k - 1, false, in
	}
	return k, p.class == prep && (p.key == "against" || p.key == "from") || p.class == approx, in
}

// again makes the current subjects those of another period.
func (s *scan) again() {
	var list []*fact
	for _, f := range s.cur {
		g := &fact{subject: f.subject, period: s.period, trigger: s.clauseAt, start: s.start, end: s.end}
		list = append(list, g)
	}
	s.cur = list
	s.facts = append(s.facts, list...)
}

// basisOf is what a change from period p is: from a year or a month before.
func (s *scan) basisOf(p release.Period) observation.Basis {
	own := s.d.period
	if len(s.cur) > 0 && s.live && !s.cur[0].period.IsZero() {
		own = s.cur[0].period
	} else if !s.period.IsZero() {
		own = s.period
	}
	switch {
	case p == shifted(own, observation.YearBefore):
		return observation.YearBefore
	case p == shifted(own, observation.MonthBefore) && observation.GrainOf(own) == observation.Month:
		return observation.MonthBefore
	case p == shifted(own, observation.QuarterBefore) && observation.GrainOf(own) == observation.Quarter:
		return observation.QuarterBefore
	}
	return "other"
}

// shifted is the period that lies a basis before p.
func shifted(p release.Period, b observation.Basis) release.Period {
	months := map[observation.Basis]time.Month{observation.YearBefore: 12, observation.QuarterBefore: 3, observation.MonthBefore: 1}[b]
	from := release.NewDate(p.From.Year, p.From.Month-months, p.From.Day)
	to := release.NewDate(p.To.Year, p.To.Month-months, p.To.Day)
	if p.To.AddDays(1).Day == 1 {
		to = release.NewDate(p.To.Year, p.To.Month-months+1, 0)
	}
	return release.Period{From: from, To: to}
}

// compare says what the changes of the clause are counted from.
func (s *scan) compare(b observation.Basis) {
	if s.priorTo != nil {
		s.priorTo.before = b
		s.priorTo = nil
		return
	}
	set := false
	for _, f := range s.cur {
		if s.live && !f.change.IsZero() && f.basis == "" {
			f.basis, set = b, true
		}
	}
	if !set {
		s.basis = b
	}
}

// name gives the periods of a sentence that are named by their kind alone the
// days they have: those of the newest named before, or of the release. It notes
// what the sentence names itself.
func (d *document) name(ts []token) {
	for i := range ts {
		t := &ts[i]
		switch {
		case t.class == span:
			t.class, t.kind, t.period = date, dates.Span, d.spanned(t.key)
			if i+2 < len(ts) && t.key == "ytd" && ts[i+1].class == prep && ts[i+1].key == "to" && ts[i+2].class == date && t.period.From.Year == ts[i+2].period.To.Year {
				t.period.To = ts[i+2].period.To // "from the start of the year to May 20"
				ts[i+1].class, ts[i+2].class = neutral, neutral
			}
			continue
		case t.class != date || !reportedDate(*t, d.rel.Date):
			continue
		case t.particle == "까지" && slices.ContainsFunc(ts[max(0, i-3):i], func(t token) bool {
			return t.class == date && t.period.From.Month == time.January && t.particle != "까지"
		}),
			i > 2 && (ts[i-1].text == "to" || ts[i-1].text == "through") && ts[i-2].text == "months" && (ts[i-3].text == "the" || monthCounts[ts[i-3].text] == int(t.period.To.Month)):
			t.period.From = release.NewDate(t.period.To.Year, time.January, 1) // "the ten months to October"
			t.kind = dates.Span
			if t.particle == "" {
				ts[i-1].class, ts[i-2].class, ts[i-3].class = neutral, neutral, neutral
			}
		case i > 2 && (ts[i-1].text == "to" || ts[i-1].text == "through") && ts[i-2].text == "months":
			t.period = release.Period{}
			if n := monthCounts[ts[i-3].text]; n > 0 {
				t.period = release.Period{From: release.NewDate(d.period.To.Year, d.period.To.Month-time.Month(n-1), 1), To: d.period.To}
				ts[i-1].class, ts[i-2].class, ts[i-3].class = neutral, neutral, neutral
			}
		}
		if slices.Contains(d.mains, t.period) {
			d.carried = t.period
		}
		if observation.GrainOf(d.period) != observation.Month && t.period != d.period && d.period.Intersect(t.period) == t.period {
			d.strayed = true // what names no period from here on may be of either
		}
		if g := observation.GrainOf(t.period); t.period.From.After(d.recent[g].From) {
			d.recent[g] = t.period
		}
	}
}

var monthCounts = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

// spanned returns the days of a period named by its kind, zero if they are not
// known.
func (d *document) spanned(key string) release.Period {
	main := d.period
	if main.IsZero() {
		return main
	}
	year := release.NewDate(main.To.Year, time.January, 1)
	switch key {
	case "ytd":
		return release.Period{From: year, To: main.To}
	case "days10":
		return release.Period{From: release.NewDate(main.To.Year, main.To.Month, 1), To: release.NewDate(main.To.Year, main.To.Month, 10)}
	case "days20":
		return release.Period{From: release.NewDate(main.To.Year, main.To.Month, 1), To: release.NewDate(main.To.Year, main.To.Month, 20)}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(key, "months")); err == nil {
		return release.Period{From: year, To: release.NewDate(main.To.Year, time.Month(n+1), 0)}
	}
	grain := map[string]observation.Grain{"month": observation.Month, "quarter": observation.Quarter, "half": observation.Half, "year": observation.Year}[key]
	if observation.GrainOf(main) == grain {
		return main
	}
	return d.recent[grain]
}
