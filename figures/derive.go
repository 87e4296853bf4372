package figures

import (
	"cmp"
	"math"
	"slices"

	"motirbot/figures/observation"
	"motirbot/release"
)

// share works out the share of an item or partner in all, where it is not told.
func (s *selection) share(f *Finding) {
	if len(f.Missing) != 1 || len(f.Rows) > 0 || f.Missing[0].Measure != observation.Share || f.Missing[0].Period.IsZero() {
		return
	}
	m := f.Missing[0]
	one, all := Query{Measure: observation.Exports, Item: cmp.Or(m.Item, Total), Partner: cmp.Or(m.Partner, Total)}, Query{Measure: observation.Exports, Item: Total, Partner: Total}
	part, whole := s.row(s.held(one), m.Period), s.row(s.held(all), m.Period)
	if a, b := part.Value.Value, whole.Value.Value; !a.IsZero() && a.Unit == b.Unit && b.Number > 0 && a.Number < b.Number {
		f.Rows, f.Missing, f.Near = []Row{part, whole}, nil, nil
		f.Lead = Lead{Kind: LeadShare, Number: 100 * a.Number / b.Number}
	}
}

// sum adds months up to a longer period that no release tells as a whole. Its
// change follows from those of the months, where all are told.
func (s *selection) sum(f *Finding) {
	if len(f.Missing) != 1 || len(f.Rows) > 0 || s.q.Basis != "" && s.q.Basis != observation.YearBefore || !slices.Contains(additive, f.Missing[0].Measure) {
		return
	}
	m := f.Missing[0]
	q := Query{Measure: m.Measure, Item: cmp.Or(m.Item, Total), Partner: cmp.Or(m.Partner, Total)}
	of, total, before := s.held(q), 0.0, 0.0
	var rows []Row
	for p := release.MonthOf(m.Period.From.Year, m.Period.From.Month); !m.Period.IsZero() && !m.Period.To.Before(p.To); p = release.MonthOf(p.From.Year, p.From.Month+1) {
		row := s.row(of, p)
		if row.Value.Value.IsZero() || len(rows) == maxRows || len(rows) > 0 && row.Value.Value.Unit != rows[0].Value.Value.Unit {
			return
		}
		if c := row.Change.Change; f.Change && (c.IsZero() || c.Number <= -100) {
			return
		}
		total += row.Value.Value.Number
		before += row.Value.Value.Number / (1 + row.Change.Change.Number/100)
		rows = append(rows, row)
	}
	if len(rows) > 1 && rows[0].Period.From == m.Period.From && rows[len(rows)-1].Period.To == m.Period.To {
		f.Rows, f.Missing, f.Near = rows, nil, nil
		if f.Lead = (Lead{Kind: LeadSum, Number: total, Period: m.Period}); f.Change {
			f.Lead.Change = 100 * (total/before - 1)
		}
	}
}

// additive are the measures of which months add up to a year.
var additive = []string{
	observation.Exports, observation.Imports, observation.Balance, observation.Trade, observation.ExportVolume, observation.ImportVolume,
	observation.Production, observation.Sales, observation.FDIPledged, observation.FDIArrived,
}

// months are the rows of whole months of the first subject that is asked for,
// within the period asked for.
func (s *selection) months() []Row {
	q := Query{Measure: s.measures[0], Item: orTotal(s.q.Items)[0], Partner: orTotal(s.q.Partners)[0]}
	of := s.held(q)
	var rows []Row
	for _, c := range of {
		if c.Grain != observation.Month || len(rows) > 0 && rows[len(rows)-1].Period == c.Period {
			continue
		}
		if len(s.q.Times) > 0 {
			p := s.q.Times[0].Period
			if c.Period.From.Before(p.From) || p.To.Before(c.Period.To) {
				continue
			}
		}
		rows = append(rows, s.row(of, c.Period))
	}
	return rows
}

// overMonths finds the highest or lowest month, or tells them all.
func (s *selection) overMonths(f *Finding) {
	if len(s.q.Times) == 1 && observation.GrainOf(s.q.Times[0].Period) == observation.Month && !s.q.Says["monthly"] {
		s.rows(f) // "the highest exports ever in March": of what is told of it
		return
	}
	rows := s.months()
	if s.q.Says["monthly"] && !s.q.Says["highest"] && !s.q.Says["lowest"] && !s.q.Says["fastest"] && !s.q.Says["steepest"] {
		f.Rows = rows[max(0, len(rows)-maxRows):]
		return
	}
	s.extreme(f, rows, "months")
}

// extreme keeps the highest or lowest of rows.
func (s *selection) extreme(f *Finding, rows []Row, over string) {
	byChange := s.q.Says["fastest"] || s.q.Says["steepest"]
	number := func(r Row) float64 {
		if byChange {
			return r.Change.Change.Number
		}
		return r.Value.Value.Number
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		return byChange && r.Change.Change.IsZero() || !byChange && (r.Value.Value.IsZero() || r.Value.Value.Unit != rows[0].Value.Value.Unit)
	})
	if len(rows) < 2 {
		return
	}
	high := s.q.Says["highest"] || s.q.Says["fastest"]
	slices.SortStableFunc(rows, func(a, b Row) int {
		if high {
			return cmp.Compare(number(b), number(a))
		}
		return cmp.Compare(number(a), number(b))
	})
	if f.Change = byChange; s.q.Says["several"] {
		f.Rows = rows[:min(len(rows), maxSeveral)]
		return
	}
	f.Lead = Lead{Kind: LeadExtreme, Of: len(rows), High: high, Over: over}
	f.Rows = rows[:1]
}

// ranking lists the items or partners of a measure in a period.
func (s *selection) ranking(f *Finding) {
	q := Query{Measure: s.measures[0], Item: orTotal(s.q.Items)[0], Partner: orTotal(s.q.Partners)[0]}
	own, over := func(c Cited) bool { return c.Item != "" && c.Item != "others" }, "items"
	if s.q.Says["overitems"] {
		if q.Item = ""; len(s.q.Items) > 0 {
			return
		}
	} else {
		if q.Partner = ""; len(s.q.Partners) > 0 {
			return
		}
		over = "partners"
		own = func(c Cited) bool { return c.Partner != "" && c.Partner != "others" }
	}
	of := slices.DeleteFunc(s.held(q), func(c Cited) bool { return !own(c) || c.Earlier })
	p, ok := s.newest(of)
	if len(s.q.Times) > 0 {
		ok = false
		for _, p = range s.periods(of, s.q.Times[0]) {
			if ok = slices.ContainsFunc(of, func(c Cited) bool { return c.Period == p }); ok {
				break
			}
		}
	}
	if !ok {
		return
	}
	var rows []Row
	for _, c := range of {
		if c.Period != p || slices.ContainsFunc(rows, func(r Row) bool { return r.Item == c.Item && r.Partner == c.Partner }) {
			continue
		}
		same := slices.DeleteFunc(slices.Clone(of), func(o Cited) bool { return o.Item != c.Item || o.Partner != c.Partner })
		if row := s.row(same, p); s.q.Sign == 0 || row.Change.Change.Number*s.q.Sign > 0 {
			rows = append(rows, row)
		}
	}
	if s.q.Says["highest"] || s.q.Says["lowest"] || s.q.Says["fastest"] || s.q.Says["steepest"] {
		s.extreme(f, rows, over)
		return
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		if s.q.Sign != 0 {
			return cmp.Compare(math.Abs(b.Change.Change.Number), math.Abs(a.Change.Change.Number))
		}
		return cmp.Compare(b.Value.Value.Number, a.Value.Value.Number)
	})
	f.Rows = rows[:min(len(rows), maxRows)]
}

// streak counts the months in a row up to the one asked for in which a figure
// rose or fell, or the balance was a surplus or deficit.
func (s *selection) streak(f *Finding) {
	end := Time{}
	if len(s.q.Times) > 0 {
		end = s.q.Times[0]
	}
	s.q.Times = nil
	rows := s.months()
	sign := func(r Row) float64 {
		if r.Measure == observation.Balance {
			return r.Value.Value.Number
		}
		return r.Change.Change.Number
	}
	at := len(rows) - 1
	for ; at >= 0 && (sign(rows[at]) == 0 || !end.Period.IsZero() && end.Period.To.Before(rows[at].Period.To)); at-- {
	}
	if at < 0 {
		return
	}
	wanted := s.q.Sign
	if wanted == 0 || s.q.Says["updown"] {
		wanted = sign(rows[at])
	}
	from, open := at, true
	for ; from >= 0; from-- {
		if from < at && shifted(rows[from+1].Period, observation.MonthBefore) != rows[from].Period || sign(rows[from]) == 0 {
			break
		}
		if (sign(rows[from]) > 0) != (wanted > 0) {
			open = false
			break
		}
	}
	f.Lead = Lead{Kind: LeadStreak, Of: at - from, High: wanted > 0, Open: open}
	f.Rows = []Row{rows[at]}
	if f.Change = true; at-from > 1 {
		f.Rows = append(f.Rows, rows[from+1])
	}
}

// first finds the first month, or with "latest" the last, whose figure passes
// the limit.
func (s *selection) first(f *Finding) {
	if !s.q.Says["first"] && !s.q.Says["when"] && !s.q.Says["latest"] && !s.q.Says["overmonths"] {
		return
	}
	limit, under := s.q.Limit, s.q.Limit.Approx == observation.Under
	rows := slices.DeleteFunc(s.months(), func(r Row) bool {
		return r.Value.Value.IsZero() || limit.Unit != "" && r.Value.Value.Unit != limit.Unit
	})
	last := s.q.Says["latest"] && !s.q.Says["first"] || limit.IsZero()
	if last {
		slices.Reverse(rows)
	}
	for _, r := range rows {
		n := r.Value.Value.Number
		passes := n > limit.Number && !under || n < limit.Number && under
		if limit.IsZero() {
			if r.Measure != observation.Balance {
				n = r.Change.Change.Number
			}
			passes = n*s.q.Sign > 0
		}
		if passes {
			f.Rows, f.Lead = []Row{r}, Lead{Kind: LeadFirst, Of: len(rows), Last: last}
			return
		}
	}
}
