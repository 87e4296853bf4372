package figures

import (
	"cmp"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

const (
	// leastOfStatistics is how many figures of one period a release on statistics has; one
	// on something else names a figure or two in passing.
	leastOfStatistics = 3
	// freshStatistics is how many days after their end the figures of a period are news.
	freshStatistics = 120
)

// Headlines returns the main figures of a release on statistics, at most n: of the period
// that it reports on, one of each measure, those of all items and partners first, then
// those of what it tells most measures of, as the text has them. It returns none of a release on something else.
func (d *Dataset) Headlines(id release.ID, n int) []Cited {
	own := map[release.Period][]Cited{}
	var period release.Period
	add := func(rows []Cited) {
		for i := range rows {
			c := &rows[i]
			if c.ReleaseID != id || c.Earlier || c.Value.IsZero() || c.Period.IsZero() {
				continue
			}
			if age := c.Period.To.DaysUntil(c.Date); age < 0 || age > freshStatistics {
				continue
			}
			if own[c.Period] = append(own[c.Period], *c); len(own[c.Period]) > len(own[period]) {
				period = c.Period
			}
		}
	}
	add(d.all)
	for _, others := range d.alike { // which another release is cited for
		add(others)
	}
	found := own[period]
	changed := slices.ContainsFunc(found, func(c Cited) bool { return !c.Change.IsZero() })
	if len(found) < leastOfStatistics || !changed {
		return nil
	}
	// What a release is about is told of in several measures: cars made, sold and exported.
	measures := map[[2]string]map[string]bool{}
	for _, c := range found {
		of := [2]string{c.Item, c.Partner}
		if measures[of] == nil {
			measures[of] = map[string]bool{}
		}
		measures[of][c.Measure] = true
	}
	slices.SortStableFunc(found, func(a, b Cited) int {
		told := len(measures[[2]string{b.Item, b.Partner}]) - len(measures[[2]string{a.Item, a.Partner}])
		return cmp.Or(rankOf(a)-rankOf(b), told, a.Start-b.Start, a.Value.Start-b.Value.Start)
	})
	var first, rest []Cited
	for _, c := range found {
		if slices.ContainsFunc(first, func(known Cited) bool { return known.Measure == c.Measure }) {
			rest = append(rest, c)
		} else {
			first = append(first, c)
		}
	}
	// What is left of a measure fills up, but no second amount of the same subject.
	for _, c := range rest {
		if !slices.ContainsFunc(first, func(known Cited) bool { return known.Key() == c.Key() }) {
			first = append(first, c)
		}
	}
	return first[:min(n, len(first))]
}

// rankOf is lower for totals, and higher for what only explains them.
func rankOf(c Cited) int {
	rank := 0
	switch c.Measure {
	case observation.WorkingDays, observation.DailyExports, observation.DailyImports, observation.Share:
		rank = 2
	}
	if c.Item != "" || c.Partner != "" {
		rank++
	}
	return rank
}

// MeasureName is a measure in English, in short: "exports", "FDI pledged".
func MeasureName(key string) string {
	return strings.Replace(strings.ReplaceAll(key, "-", " "), "fdi", "FDI", 1)
}

// Subject names what a figure is of, in short: "exports · chips · China".
func (d *Dataset) Subject(o observation.Observation, korean bool) string {
	words := []string{MeasureName(o.Measure)}
	if korean {
		words[0] = d.Name(o.Measure, true)
	}
	for _, key := range []string{o.Item, o.Partner} {
		if key != "" {
			words = append(words, d.Name(key, korean))
		}
	}
	return strings.Join(words, " · ")
}
