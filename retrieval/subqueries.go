package retrieval

// subqueries takes a comparing question apart, so that each of the things
// compared is looked for by itself: by its days ("in 2025 and 2026") or else by
// its partner ("with the EU and with Canada"). It returns nil for a question
// that compares nothing, and at most maxSubqueries. What is still to come is
// looked for by nobody, and a partner once however often it is named.
func (v *View) subqueries(q Query) []Subquery {
	if v.without[AblateComparison] || !compares.MatchString(q.Text) {
		return nil
	}
	var out []Subquery
	if len(q.Times) > 1 {
		for _, t := range q.Times {
			if !t.Future {
				out = append(out, Subquery{Terms: q.Terms, Times: []TimeExpr{t}, found: &subranking{}})
			}
		}
	} else {
		var partners, rest []QueryTerm
		named := map[string]bool{}
		for _, t := range q.Terms {
			switch topic, ok := v.topicOf(t); {
			case !ok || topic.Kind != KindPartner:
				rest = append(rest, t)
			case !named[topic.Key]:
				named[topic.Key] = true
				partners = append(partners, t)
			}
		}
		for _, p := range partners {
			out = append(out, Subquery{Terms: append([]QueryTerm{p}, rest...), Times: q.Times, found: &subranking{}})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out[:min(len(out), maxSubqueries)]
}

// topicOf returns the topic that a term names as such.
func (v *View) topicOf(t QueryTerm) (Topic, bool) {
	for _, e := range t.Expansions {
		if isTopicExpansion(e) {
			if topic, ok := v.topics.of(e.Term); ok {
				return topic, true
			}
		}
	}
	return Topic{}, false
}
