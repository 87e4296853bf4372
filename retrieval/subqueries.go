package retrieval

import "strings"

// subqueries takes a comparing question apart, so that each of the things
// compared is looked for by itself: by its days ("in 2025 and 2026") or else by
// its partner ("with the EU and with Canada"). It returns nil for a question
// that compares nothing, and at most maxSubqueries.
func (v *View) subqueries(q Query) []Subquery {
	if v.without[AblateComparison] || !compares.MatchString(q.Text) {
		return nil
	}
	if len(q.Times) > 1 {
		return v.subqueriesByTime(q)
	}
	return v.subqueriesByPartner(q)
}

// subqueriesByTime gives each time expression the query terms of its clause, where the
// question has clauses, else all query terms.
func (v *View) subqueriesByTime(q Query) []Subquery {
	var subqueries []Subquery
	clauses := clausesOf(q)
	for i, t := range q.Times {
		terms := q.Terms
		if clauses != nil {
			terms = ofClause(q.Terms, clauses[i], clauses[i+1])
		}
		if t.Future {
			continue
		}
		if len(subqueries) < maxSubqueries {
			subqueries = append(subqueries, Subquery{Terms: terms, Times: []TimeExpr{t}, found: &subranking{}})
		}
	}
	if len(subqueries) < 2 {
		return nil
	}
	return subqueries
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

// ofClause weighs the query terms of the clause whole and the others a little: what
// the question is about is often named in its first clause only.
func ofClause(terms []QueryTerm, from, to int) []QueryTerm {
	out := make([]QueryTerm, len(terms))
	for i, u := range terms {
		if u.Start < from || u.Start >= to {
			u.Weight *= elsewhere
			u.IDF *= elsewhere
		}
		out[i] = u
	}
	return out
}

const elsewhere = 0.4

// subqueriesByPartner makes a subquery of each partner named, where there are
// two or more, each once however often and by whatever name it is named.
func (v *View) subqueriesByPartner(q Query) []Subquery {
	var partners, rest []QueryTerm
	named := map[string]bool{}
	for _, u := range q.Terms {
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
	subqueries := make([]Subquery, len(partners))
	for i, p := range partners {
		subqueries[i] = Subquery{Terms: append([]QueryTerm{p}, rest...), Times: q.Times, found: &subranking{}}
	}
	return subqueries
}

// partnerOf returns the key of the partner that a query term names, or "".
func (v *View) partnerOf(u QueryTerm) string {
	for _, alt := range u.Expansions {
		if isTopicExpansion(alt) {
			if t, ok := v.topics.of(alt.Term); ok && t.Kind == KindPartner {
				return t.Key
			}
		}
	}
	return ""
}
