package retrieval

import (
	"strings"

	"motirbot/release"
)

// sides takes a comparing question apart, so that each of the things compared
// is looked for by itself: by its days ("in 2025 and 2026") or else by its
// partner ("with the EU and with Canada"). It returns nil for a question that
// compares nothing.
func (v *View) sides(q Query) []Side {
	if v.without[CureComparison] || !compares.MatchString(q.Text) {
		return nil
	}
	if len(q.Times) > 1 {
		return v.sidesByTime(q)
	}
	return v.sidesByPartner(q)
}

// sidesByTime gives each time expression the units of its clause, where the
// question has clauses, else all units.
func (v *View) sidesByTime(q Query) []Side {
	var sides []Side
	clauses := clausesOf(q)
	for i, t := range q.Times {
		units := q.Units
		if clauses != nil {
			units = ofClause(q.Units, clauses[i], clauses[i+1])
		}
		if t.Future {
			continue
		}
		sides = append(sides, Side{Units: units, Times: []TimeExpr{t}})
	}
	if len(sides) < 2 {
		return nil
	}
	return sides
}

// clausesOf returns where the clause of each time expression begins, and the
// end of the question, if the expressions stand in clauses of their own: when
// a question word or an "and what" parts them.
func clausesOf(q Query) []int {
	lower := strings.ToLower(q.Text)
	bounds := []int{0}
	for i := 1; i < len(q.Times); i++ {
		from, to := q.Times[i-1].End, q.Times[i].Start
		cut := -1
		for _, word := range []string{" and what ", " and how ", " and who ", " and where ", " and which ", " but ", "; "} {
			if at := strings.Index(lower[from:to], word); at >= 0 {
				cut = from + at
				break
			}
		}
		if cut < 0 {
			return nil
		}
		bounds = append(bounds, cut)
	}
	return append(bounds, len(q.Text))
}

// ofClause weighs the units of the clause whole and the others a little: what
// the question is about is often named in its first clause only.
func ofClause(units []Unit, from, to int) []Unit {
	out := make([]Unit, len(units))
	for i, u := range units {
		if u.Start < from || u.Start >= to {
			u.Weight *= elsewhere
			u.Info *= elsewhere
		}
		out[i] = u
	}
	return out
}

const elsewhere = 0.4

// sidesByPartner makes a side of each partner named, where there are two or
// more and they stand side by side.
func (v *View) sidesByPartner(q Query) []Side {
	var partners, rest []Unit
	for _, u := range q.Units {
		if v.isPartner(u) {
			partners = append(partners, u)
		} else {
			rest = append(rest, u)
		}
	}
	if len(partners) < 2 {
		return nil
	}
	sides := make([]Side, len(partners))
	for i, p := range partners {
		sides[i] = Side{Units: append([]Unit{p}, rest...), Times: q.Times, Period: release.Period{}}
	}
	return sides
}

func (v *View) isPartner(u Unit) bool {
	for _, alt := range u.Alternatives {
		if alt.Term[0] == '@' && alt.Weight >= 0.9 {
			if t, ok := v.topics.of(alt.Term); ok && t.Kind == KindPartner {
				return true
			}
		}
	}
	return false
}
