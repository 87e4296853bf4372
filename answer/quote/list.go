package quote

import (
	"slices"

	"motirbot/release"
	"motirbot/retrieval"
)

const (
	latestLength = 3 // asked in words; the command has a count of its own
	listLength   = 5
)

// Item is a release of a list with the sentences that stand for it.
type Item struct {
	Passage   retrieval.Passage // its best
	Sentences []Sentence
}

// List chooses the releases that a query for the latest, or for those of a
// period, is about, newest first.
func (k *Quoter) List(view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) ([]Item, Verdict) {
	listed := subject(view, q, k.documents(view, q, passages, 2*mostReleases))
	if len(listed) == 0 {
		if !q.Period.IsZero() && len(view.Records(q.Period, q.AsOf)) == 0 {
			return nil, Verdict{ReasonOutsidePeriod, q.Period.String()}
		}
		return nil, Verdict{Reason: ReasonNoEvidence}
	}
	a := newAsked(q, q.Terms, q.Times)
	e := Evidence{Query: q, Parts: []Part{{asked: a}}}
	var s said
	var items []Item
	for _, d := range listed {
		part := Part{Candidates: a.candidates(d), asked: a}
		e.Parts[0].Candidates = append(e.Parts[0].Candidates, part.Candidates...)
		items = append(items, k.item(&s, part, d, len(listed)))
	}
	return items, k.judge(e)
}

// Items are releases in the order given, each with its best sentence, two on a
// short list.
func (k *Quoter) Items(view *retrieval.View, q retrieval.Query, ids []release.ID) []Item {
	a := newAsked(q, q.Terms, q.Times)
	var s said
	var items []Item
	for _, id := range ids {
		if first, ok := view.Lead(id); ok {
			for _, d := range k.documents(view, q, []retrieval.Passage{first}, 1) {
				items = append(items, k.item(&s, Part{Candidates: a.candidates(d), asked: a}, d, len(ids)))
			}
		}
	}
	return items
}

// Leads are releases in the order given, each with its first sentence.
func (k *Quoter) Leads(view *retrieval.View, q retrieval.Query, ids []release.ID) []Item {
	a := newAsked(q, q.Terms, q.Times)
	var s said
	var items []Item
	for _, id := range ids {
		first, ok := view.Lead(id)
		if !ok {
			continue
		}
		item := Item{Passage: first}
		for _, d := range k.documents(view, q, []retrieval.Passage{first}, 1) {
			if all := a.candidates(d); len(all) > 0 {
				item.Sentences = []Sentence{s.shown(graded{Candidate: &all[0]})}
			}
		}
		items = append(items, item)
	}
	return items
}

// item is a release with its best sentence, on a short list with a second one
// where that is probable.
func (k *Quoter) item(s *said, part Part, d ranked, listed int) Item {
	item := Item{Passage: d.passage}
	chosen := k.model.choose(part, 1)
	limit := 1
	if listed <= latestLength {
		limit = 2
	}
	for _, g := range chosen[:min(limit, len(chosen))] {
		item.Sentences = append(item.Sentences, s.shown(g))
	}
	return item
}

// subject keeps the releases that are about what is asked for, newest first.
// Of "latest" those count that are about it and new; of a period, all that are
// wholly about it or, where there are none, partly.
func subject(view *retrieval.View, q retrieval.Query, found []ranked) []ranked {
	measure, floor, limit := view.Aboutness, 0.65, listLength
	if q.Wants == retrieval.WantsLatest {
		measure, floor, limit = view.Salience, 0.55, latestLength
	}
	found = named(q, found)
	best := 0.0
	for _, d := range found {
		best = max(best, measure(q, d.passage.ReleaseID))
	}
	var kept []ranked
	for _, d := range found {
		if m := measure(q, d.passage.ReleaseID); m >= floor*best && len(kept) < limit {
			kept = append(kept, d)
		}
	}
	slices.SortStableFunc(kept, func(a, b ranked) int { return b.passage.Date.Compare(a.passage.Date) })
	return kept
}

// named keeps the releases that hold every name of the question, where any do.
func named(q retrieval.Query, found []ranked) []ranked {
	var kept []ranked
	for _, d := range found {
		if !slices.ContainsFunc(q.Terms, func(t retrieval.QueryTerm) bool { return t.Name && !t.Plain && d.meets(t) == 0 }) {
			kept = append(kept, d)
		}
	}
	if len(kept) == 0 {
		return found
	}
	return kept
}
