package retrieval

import (
	"math"
	"slices"

	"motirbot/release"
)

// newness is 1 on the day of asking and halves every so many days, never below
// a quarter.
func newness(d, asOf release.Date, halfLife float64) float64 {
	age := float64(max(0, d.DaysUntil(asOf)))
	return 0.25 + 0.75*math.Exp2(-age/halfLife)
}

// newestFirst orders releases by how much they are about the subject, weighed
// with how new they are: the newest release that is about it comes first, not
// the newest that mentions it.
func (v *View) newestFirst(q Query, out []ranked) {
	for i := range out {
		out[i].score = v.Salience(q, v.records[out[i].record].ID)
		if !v.holdsNames(q.Terms, out[i].record) {
			out[i].score *= unnamedFactor
		}
	}
	sortRanked(out)
}

// unnamedFactor is what a new release is worth that lacks a name asked for.
const unnamedFactor = 0.5

func (v *View) holdsNames(terms []QueryTerm, record int) bool {
	return !slices.ContainsFunc(terms, func(u QueryTerm) bool { return u.Name && !u.Plain && v.termAbout(u, record) == 0 })
}

// salienceHalfLife is the age, in days, at which a release on a subject is worth
// half of what a new one adds.
const salienceHalfLife = 120

// Salience is aboutness times newness, from 0 to 1.
func (v *View) Salience(q Query, id release.ID) float64 {
	record, ok := v.byID[id]
	if !ok {
		return 0
	}
	return v.aboutness(q.Terms, record) * newness(v.records[record].Date, q.AsOf, salienceHalfLife)
}
