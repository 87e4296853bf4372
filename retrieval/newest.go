package retrieval

import (
	"math"

	"motirbot/release"
)

// newness is 1 on the day of asking and halves every so many days, never below
// a quarter.
func newness(d, asOf release.Date, halfLife float64) float64 {
	age := float64(max(0, d.DaysUntil(asOf)))
	return 0.25 + 0.75*math.Exp2(-age/halfLife)
}

// salienceHalfLife is the age, in days, at which a release on a subject is worth
// half of what a new one adds.
const salienceHalfLife = 120

// Salience is aboutness times newness, from 0 to 1: the newest release that is
// about a subject is worth most, not the newest that mentions it.
func (v *View) Salience(q Query, id release.ID) float64 {
	record, ok := v.byID[id]
	if !ok {
		return 0
	}
	return v.aboutness(q.Terms, record) * newness(v.records[record].Date, q.AsOf, salienceHalfLife)
}
