package figures

import (
	"slices"
	"strings"
	"unicode"

	"motirbot/figures/observation"
	"motirbot/release"
)

// Row is what the index tells of one subject and period.
type Row struct {
	Subject
	Value  Cited // zero if only a change is told
	Change Cited // zero if no change is told, or not the one asked for
}

// Subject is what a figure is of.
type Subject struct {
	Measure, Item, Partner string
	Period                 release.Period
}

// Finding is what the index holds of what a question asks for.
type Finding struct {
	Rows    []Row
	Lead    Lead      // what follows from the rows, where that is what was asked
	Missing []Subject // asked for and not held
	Near    []Row     // what comes closest to them
	Sure    bool      // the question is for a figure and nothing else
	Denied  bool      // the rows contradict what the question takes for granted
	Change  bool      // the change is what is asked for
}

// Kinds of Lead.
const (
	LeadDifference = "difference" // of the first two rows
	LeadExtreme    = "extreme"    // the first row is the highest or lowest of Of
	LeadStreak     = "streak"     // Of months in a row, up to that of the first row; the last row is the first of them
	LeadFirst      = "first"      // the first row is the first past a limit
	LeadShare      = "share"      // of the first row in the second
	LeadSum        = "sum"        // of all rows, for Period
)

// Lead is worked out from rows.
type Lead struct {
	Kind   string
	Number float64 // of a difference, share or sum
	Change float64 // of a sum, in percent, where that is asked for
	Of     int
	High   bool           // of an extreme, of the direction of a streak
	Open   bool           // of a streak: what was before is not held
	Last   bool           // LeadFirst: the newest such month
	Over   string         // of an extreme: "months", "items" or "partners"
	Period release.Period // of a sum
}

// at most so many rows are told.
const maxRows, maxSeveral = 12, 5

// Find answers a question from the figures. ok is false where it is not for
// figures, or does not say which.
func (d *Dataset) Find(q Question, asOf release.Date) (f Finding, ok bool) {
	ranks := q.Says["overitems"] || q.Says["overpartners"]
	if len(q.Left) > 0 || len(q.Items) == 0 && len(q.Partners) == 0 && len(q.Measures) == 0 && !(ranks && len(q.Times) > 0) {
		return Finding{}, false
	}
	s := &selection{d: d, q: q, asOf: asOf}
	s.q.Times = slices.Clone(q.Times)
	s.measures = s.chooseMeasures()
	if len(s.measures) == 0 || q.Why && (q.Sign == 0 || len(q.Times) == 0) || q.Plain && len(q.Times) == 0 {
		return Finding{}, false
	}
	s.giveYears()
	f.Sure = q.Sure
	f.Change = q.Says["change"] || q.Says["updown"] || q.Basis != ""
	switch {
	case q.Says["streak"]:
		s.streak(&f)
	case !q.Limit.IsZero(), q.Says["when"] && q.Sign != 0 && len(q.Times) == 0:
		s.first(&f)
	case q.Says["overitems"] || q.Says["overpartners"]:
		s.ranking(&f)
	case q.Says["highest"] || q.Says["lowest"] || q.Says["monthly"] || q.Says["fastest"] || q.Says["steepest"]:
		s.overMonths(&f)
	default:
		s.rows(&f)
		s.compare(&f)
		s.share(&f)
		s.sum(&f)
	}
	if len(f.Rows) == 0 && len(f.Missing) == 0 {
		return Finding{}, false
	}
	f.Denied = s.denied(f)
	if q.Why && !f.Denied {
		return Finding{}, false
	}
	return f, true
}

// selection is a question that is being answered.
type selection struct {
	d        *Dataset
	q        Question
	asOf     release.Date
	measures []string
}

// chooseMeasures are those the question names, or what its item or partner is
// measured by: exports, where there are any.
func (s *selection) chooseMeasures() []string {
	if m := s.q.Measures; len(m) > 0 {
		switch {
		case len(m) > 1:
		case m[0] == observation.Trade && len(s.q.Partners) == 0 && len(s.held(Query{Measure: m[0], Item: orTotal(s.q.Items)[0], Partner: Total})) == 0:
			return []string{observation.Exports, observation.Imports, observation.Balance}
		case m[0] == observation.ExportVolume && len(s.held(Query{Measure: m[0], Item: orTotal(s.q.Items)[0]})) == 0:
			return []string{observation.Exports}
		}
		return m
	}
	for word := range s.q.Says {
		if own, found := strings.CutPrefix(word, "own "); found {
			return []string{own}
		}
	}
	if s.q.Says["share"] {
		return []string{observation.Share}
	}
	if s.q.Says["count"] || s.q.Says["days"] {
		return nil
	}
	if s.q.Says["overitems"] || s.q.Says["overpartners"] {
		return []string{observation.Exports}
	}
	q := Query{Item: first(s.q.Items), Partner: first(s.q.Partners)}
	found := s.d.Select(q)
	if len(found) == 0 {
		return nil
	}
	best := found[0].Measure
	for _, c := range found {
		if c.Measure == observation.Exports {
			return []string{c.Measure}
		}
		if c.Measure != best {
			best = ""
		}
	}
	if best == "" {
		return nil
	}
	return []string{best}
}

// giveYears gives periods without a year the newest in which all of them are
// told.
func (s *selection) giveYears() {
	if !slices.ContainsFunc(s.q.Times, func(t Time) bool { return t.Yearless }) {
		return
	}
	of := s.held(Query{Measure: s.measures[0], Item: orTotal(s.q.Items)[0], Partner: orTotal(s.q.Partners)[0]})
	if s.q.Says["overitems"] || s.q.Says["overpartners"] {
		of = s.held(Query{Measure: s.measures[0]})
	}
	for back := range 4 {
		told := true
		for _, t := range s.q.Times {
			p := moved(t.Period, -back)
			told = told && (!t.Yearless || slices.ContainsFunc(of, func(c Cited) bool {
				return !c.Earlier && (c.Period == p || c.Period.From == p.From && c.Period.To.Before(p.To) && p.Contains(s.asOf))
			}))
		}
		if told {
			for i, t := range s.q.Times {
				if t.Yearless {
					s.q.Times[i].Period = moved(t.Period, -back)
				}
			}
			break
		}
	}
	for i := range s.q.Times {
		s.q.Times[i].Yearless = false
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// orTotal are the keys to ask for: the total alone where none is named.
func orTotal(list []string) []string {
	if len(list) == 0 {
		return []string{Total}
	}
	return list
}

// rows finds what is asked for in each combination of measure, item, partner
// and period.
func (s *selection) rows(f *Finding) {
	times := s.q.Times
	if len(times) == 0 {
		times = []Time{{}}
	}
	for _, m := range s.measures {
		for _, it := range orTotal(s.q.Items) {
			for _, p := range orTotal(s.q.Partners) {
				for _, t := range times {
					s.one(f, Query{Measure: m, Item: it, Partner: p}, t)
				}
			}
		}
	}
}

// one finds a subject in a period.
func (s *selection) one(f *Finding, q Query, t Time) {
	of := s.held(q)
	if t.Period.IsZero() {
		if newest, ok := s.newest(of); ok {
			f.Rows = append(f.Rows, s.row(of, newest))
		} else {
			f.Missing = append(f.Missing, s.subject(q, t.Period))
		}
		return
	}
	for _, p := range s.periods(of, t) {
		if row := s.row(of, p); !row.empty() {
			f.Rows = append(f.Rows, row)
			return
		}
	}
	f.Missing = append(f.Missing, s.subject(q, t.Period))
	if len(f.Near) == 0 {
		s.near(f, q, t.Period)
	}
}

func (s *selection) subject(q Query, p release.Period) Subject {
	plain := func(key string) string { return strings.TrimPrefix(key, Total) }
	return Subject{Measure: q.Measure, Item: plain(q.Item), Partner: plain(q.Partner), Period: p}
}

// held are the figures of a subject, of the days of release asked for.
func (s *selection) held(q Query) []Cited {
	found := s.d.Select(q)
	return slices.DeleteFunc(found, func(c Cited) bool {
		return c.Period.From.IsZero() || c.Period.To.IsZero() || !s.q.Released.IsZero() && !s.q.Released.Contains(c.Date)
	})
}

// periods are the periods that a named one may stand for, the likeliest first:
// itself, and, while it runs, the longest part of it that is told.
func (s *selection) periods(of []Cited, t Time) []release.Period {
	p := t.Period
	var parts []release.Period
	g := observation.GrainOf(p)
	if g != observation.Month && g != observation.Year || s.q.Says["whole"] && g == observation.Month {
		return []release.Period{p}
	}
	for _, c := range of {
		runs := p.To.DaysUntil(s.asOf) <= 31 || g == observation.Month && s.q.Says["part"]
		if runs && !c.Earlier && c.Period.From == p.From && c.Period.To.Before(p.To) && (g == observation.Month || c.Grain != observation.Days) {
			parts = append(parts, c.Period)
		}
	}
	slices.SortFunc(parts, func(a, b release.Period) int { return b.To.Compare(a.To) })
	if s.q.Says["part"] {
		return append(parts, p)
	}
	return append([]release.Period{p}, parts...)
}

// newest is the period of the newest figures: that of a whole month before any
// other.
func (s *selection) newest(of []Cited) (p release.Period, ok bool) {
	rank := func(c Cited) int {
		switch want := s.q.Says["part"]; {
		case c.Earlier:
			return -1
		case s.q.Says["cumulative"] && (c.Grain == observation.YearToDate || c.Grain == observation.Year):
			return 4
		case (c.Grain == observation.Days) == want && (want || c.Grain == observation.Month):
			return 3
		case c.Grain == observation.Quarter || c.Grain == observation.Half:
			return 2
		case c.Grain == observation.Days:
			return 0
		}
		return 1
	}
	best := -1
	for _, c := range of {
		if r := rank(c); r > best || r == best && r >= 0 && p.To.Before(c.Period.To) {
			best, p = r, c.Period
		}
	}
	return p, best >= 0
}

// row puts together what is told of one subject and period.
func (s *selection) row(of []Cited, p release.Period) Row {
	var row Row
	basis := s.basis(p)
	for _, c := range of {
		if c.Period != p {
			continue
		}
		row.Subject = Subject{c.Measure, c.Item, c.Partner, p}
		if better := row.Value.Value.IsZero() || row.Value.Earlier && !c.Earlier; !c.Value.IsZero() && better {
			c = s.readable(c)
			row.Value = c
		}
		if !c.Change.IsZero() && c.Basis == basis && (row.Change.Change.IsZero() || c.ReleaseID == row.Value.ReleaseID) {
			row.Change = c
		}
	}
	return row
}

// readable is the release to tell a figure from, of those that tell it alike: in
// the language of the question, and with more digits than others.
func (s *selection) readable(c Cited) Cited {
	best := c
	korean := func(c Cited) bool {
		return strings.ContainsFunc(c.Quote, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
	}
	for _, other := range s.d.alike[c.Key()] {
		if !s.q.Released.IsZero() && !s.q.Released.Contains(other.Date) || !other.Value.Agrees(c.Value) {
			continue
		}
		switch a, b := korean(best) == s.q.Korean, korean(other) == s.q.Korean; {
		case a == b && other.Value.Step < best.Value.Step, !a && b:
			best = other
		}
	}
	return best
}

func (r Row) empty() bool { return r.Value.Value.IsZero() && r.Change.Change.IsZero() }

// basis is what a change is wanted against.
func (s *selection) basis(p release.Period) observation.Basis {
	if s.q.Basis != "" {
		return s.q.Basis
	}
	if later, ok := s.consecutive(); ok && later == p && (s.q.Says["change"] || s.q.Says["compare"]) {
		return observation.MonthBefore
	}
	return observation.YearBefore
}

// consecutive reports whether the question puts two months side by side that
// follow on each other, and which is the later.
func (s *selection) consecutive() (release.Period, bool) {
	if len(s.q.Times) != 2 {
		return release.Period{}, false
	}
	a, b := s.q.Times[0].Period, s.q.Times[1].Period
	if a.To.Before(b.From) {
		a, b = b, a
	}
	return a, observation.GrainOf(a) == observation.Month && shifted(a, observation.MonthBefore) == b
}

// near looks for what comes closest to a subject that is not held: itself in
// other periods, and the total in the same.
func (s *selection) near(f *Finding, q Query, p release.Period) {
	const most = 2
	add := func(q Query, list []Cited) {
		for _, c := range list {
			if row := s.row(s.held(q), c.Period); len(f.Near) < most && !row.empty() && !slices.ContainsFunc(f.Near, func(r Row) bool { return r.Subject == row.Subject }) {
				f.Near = append(f.Near, row)
			}
		}
	}
	add(q, s.d.Nearest(Query{Measure: q.Measure, Item: q.Item, Partner: q.Partner, Period: p, Grain: observation.GrainOf(p)}, 1))
	if len(f.Near) == 0 {
		add(q, s.d.Nearest(Query{Measure: q.Measure, Item: q.Item, Partner: q.Partner, Period: p}, 1))
	}
	for _, wider := range []Query{{Measure: q.Measure, Item: q.Item, Partner: Total}, {Measure: q.Measure, Item: Total, Partner: q.Partner}, {Measure: q.Measure, Item: Total, Partner: Total}} {
		if row := s.row(s.held(wider), p); !row.empty() && len(f.Near) < most && !slices.ContainsFunc(f.Near, func(r Row) bool { return r.Subject == row.Subject }) {
			f.Near = append(f.Near, row)
		}
	}
}

// denied reports whether all rows contradict the direction that the question
// takes for granted.
func (s *selection) denied(f Finding) bool {
	rows, wanted := f.Rows, s.q.Sign
	if s.q.Says["when"] && len(s.q.Times) == 0 {
		return false
	}
	yesNo := s.q.Says["updown"] || s.q.Says["yesno"]
	if wanted == 0 || len(rows) == 0 || yesNo || s.q.Says["streak"] {
		return false
	}
	if f.Lead.Change != 0 {
		return (f.Lead.Change > 0) != (wanted > 0)
	}
	for _, r := range rows {
		n := r.Change.Change.Number
		if r.Measure == observation.Balance {
			n = r.Value.Value.Number
		}
		if n == 0 || (n > 0) == (wanted > 0) {
			return false
		}
	}
	return true
}

// compare works out a difference or share where the question asks for one.
func (s *selection) compare(f *Finding) {
	if len(f.Rows) != 2 || len(f.Missing) > 0 || !s.q.Says["compare"] && !s.q.Says["difference"] {
		return
	}
	a, b := f.Rows[0].Value.Value, f.Rows[1].Value.Value
	if a.IsZero() || b.IsZero() || a.Unit != b.Unit || a.Unit == "percent" {
		return
	}
	if later, ok := s.consecutive(); ok {
		for i, r := range f.Rows {
			if r.Period == later && r.Change.Basis == observation.MonthBefore && !r.Change.Change.IsZero() {
				f.Rows = append([]Row{r}, slices.Delete(slices.Clone(f.Rows), i, i+1)...)
				return
			}
		}
	}
	f.Lead = Lead{Kind: LeadDifference, Number: a.Number - b.Number}
	if b.Number > a.Number {
		f.Rows[0], f.Rows[1] = f.Rows[1], f.Rows[0]
		f.Lead.Number = -f.Lead.Number
	}
}
