package retrieval

import (
	"slices"
	"strconv"

	"motirbot/release"
)

// How much a release is worth for a question about a time.
const (
	timeless    = 0.5 // it neither names the time nor came out then
	publishedIn = 0.3 // added where it came out in that time or soon after
	reportsOn   = 1.5 // added where its title or first sentence names just that time
	bestTime    = timeless + reportsOn + publishedIn
	lateDays    = 45 // September's figures come out in October
)

// timeFactor favours releases that report on the times asked about over those
// that merely came out then: November's figures stand in a release of December
// that names November in its title or first sentence.
func (v *View) timeFactor(q Query, times []TimeExpr, record int) float64 {
	if q.Released || len(times) == 0 {
		return 1
	}
	best, date := 0.0, v.records[record].Date
	for _, t := range times {
		share := 0.0
		for _, p := range v.records[record].reports {
			share = max(share, overlap(t.Period, p))
		}
		factor := timeless + reportsOn*share
		late := t.Period
		if !late.To.IsZero() {
			late.To = late.To.AddDays(lateDays)
		}
		switch {
		case date.Before(t.Period.From):
			factor *= timeless // it cannot tell of what was still to come
		case late.Contains(date), v.namesTime(record, t.Period):
			factor += publishedIn
		}
		best = max(best, factor)
	}
	return best
}

// withYears moves times without a year back by one where the releases report on
// them a year before and not yet for the newest: asked early in November, the
// October whose exports are known is that of last year.
func (v *View) withYears(times []TimeExpr, asOf release.Date) []TimeExpr {
	for i, t := range times {
		if !t.Yearless || t.Relative || t.Bound {
			continue
		}
		before := yearBefore(t.Period)
		if !v.reportedOn(t.Period, asOf) && v.reportedOn(before, asOf) {
			times[i].Period, times[i].Future = before, false
		}
	}
	return times
}

// yearBefore is the same stretch of the year before.
func yearBefore(p release.Period) release.Period {
	if p == release.MonthOf(p.From.Year, p.From.Month) {
		return release.MonthOf(p.From.Year-1, p.From.Month) // Februaries differ
	}
	before := func(d release.Date) release.Date {
		if d.IsZero() {
			return d
		}
		return release.NewDate(d.Year-1, d.Month, d.Day)
	}
	return release.Period{From: before(p.From), To: before(p.To)}
}

// reportedOn reports whether the head of a release names just that period.
func (v *View) reportedOn(p release.Period, asOf release.Date) bool {
	return slices.ContainsFunc(v.records[v.later(asOf):], func(r *record) bool { return slices.Contains(r.reports, p) })
}

// overlap is 1 for the same days, else half the share of the days of either
// period that lie in both: eleven months are not the year.
func overlap(a, b release.Period) float64 {
	common := a.Intersect(b)
	switch {
	case a == b:
		return 1
	case a.Days() == 0 || b.Days() == 0 || common.Days() == 0:
		return 0
	}
	return 0.5 * float64(common.Days()) / float64(a.Days()+b.Days()-common.Days())
}

// namesTime reports whether the text of a release names a year, a month with
// its year or a day.
func (v *View) namesTime(record int, p release.Period) bool {
	switch {
	case p.From.IsZero() || p.To.IsZero():
		return false
	case p.Days() >= 365:
		return v.wholes.at(strconv.Itoa(p.From.Year), record).body() > 0
	case p == release.MonthOf(p.From.Year, p.From.Month):
		return slices.Contains(v.records[record].named, dayOrYear(p.From.Month, p.From.Year))
	case p.From == p.To:
		return slices.Contains(v.records[record].named, dayOrYear(p.From.Month, p.From.Day))
	}
	return false
}
