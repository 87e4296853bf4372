package retrieval

import "strings"

// subqueries takes a comparing question apart, so that each of the things
// compared is looked for by itself: by its days ("in 2025 and 2026") or else by
// its partner ("with the EU and with Canada"). It returns nil for a question
// that compares nothing, and at most maxSubqueries.
func (v *View) subqueries(q Query) []Side {
	if v.without[CureComparison] || !compares.MatchString(q.Text) {
		return nil
	}
	if len(q.Times) > 1 {
		return v.subqueriesByTime(q)
	}
	return v.subqueriesByPartner(q)
}

// subqueriesByTime gives each time expression the units of its clause, where the
// question has clauses, else all units.
func (v *View) subqueriesByTime(q Query) []Side {
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
		if len(sides) < maxSubqueries {
			sides = append(sides, Side{Units: units, Times: []TimeExpr{t}, found: &subranking{}})
		}
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

// subqueriesByPartner makes a subquery of each partner named, where there are
// two or more, each once however often and by whatever name it is named.
func (v *View) subqueriesByPartner(q Query) []Side {
	var partners, rest []Unit
	named := map[string]bool{}
	for _, u := range q.Units {
		switch key := v.partnerOf(u); {
		case key == "":
			rest = append(rest, u)
		case !named[key]:
			named[key] = true
			partners = append(partners, u)
		}
	}
	if len(partners) < 2 {
		return nil
	}
	partners = partners[:min(len(partners), maxSubqueries)]
	sides := make([]Side, len(partners))
	for i, p := range partners {
		sides[i] = Side{Units: append([]Unit{p}, rest...), Times: q.Times, found: &subranking{}}
	}
	return sides
}

// partnerOf returns the key of the partner that a unit names, or "".
func (v *View) partnerOf(u Unit) string {
	for _, alt := range u.Alternatives {
		if isTopicAlternative(alt) {
			if t, ok := v.topics.of(alt.Term); ok && t.Kind == KindPartner {
				return t.Key
			}
		}
	}
	return ""
}
