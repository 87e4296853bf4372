package quote

import (
	"cmp"
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
func List(view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) ([]Item, Verdict) {
	sources := subject(view, q, gather(q, q.Terms, passages))
	if len(sources) == 0 {
		if !q.Period.IsZero() && len(view.Records(q.Period, q.AsOf)) == 0 {
			return nil, Verdict{ReasonOutsidePeriod, q.Period.String()}
		}
		return nil, Verdict{Reason: ReasonNoEvidence}
	}
	var s said
	var items []Item
	for _, src := range sources {
		items = append(items, s.item(q, src, len(sources)))
	}
	return items, judge(q, q.Terms, evidenceOf(q, sources))
}

// Items are releases in the order given, each with its best sentence, two on a
// short list.
func Items(view *retrieval.View, q retrieval.Query, ids []release.ID) []Item {
	var s said
	var items []Item
	for _, id := range ids {
		if sources := gather(q, q.Terms, view.Passages(id)); len(sources) > 0 {
			items = append(items, s.item(q, sources[0], len(ids)))
		}
	}
	return items
}

// Leads are releases in the order given, each with its first sentence.
func Leads(view *retrieval.View, q retrieval.Query, ids []release.ID) []Item {
	var s said
	var items []Item
	for _, id := range ids {
		passage, ok := view.Lead(id)
		if !ok {
			continue
		}
		item := Item{Passage: passage}
		if src := gather(q, q.Terms, []retrieval.Passage{passage})[0]; len(src.sentences) > 0 {
			item.Sentences = []Sentence{s.shown(src, src.sentences[0])}
		}
		items = append(items, item)
	}
	return items
}

func (s *said) item(q retrieval.Query, src source, listed int) Item {
	limit := 1
	if listed <= latestLength {
		limit = 2
	}
	chosen, _ := choose(q, q.Terms, []source{src}, limit)
	item := Item{Passage: src.passage}
	for _, r := range readable(src, chosen, limit) {
		item.Sentences = append(item.Sentences, s.shown(src, src.sentences[r.sentence]))
	}
	return item
}

// readable leaves out what cannot be read without a sentence that the item
// lacks. Where that is the best one, it comes after the one that introduces it.
func readable(src source, chosen []rating, limit int) []rating {
	var kept []rating
	var best rating
	for i, r := range chosen {
		follows := i > 0 && chosen[i-1].sentence == r.sentence-1 && len(kept) > 0
		if r.sentence == 0 || src.alone(r.sentence) || follows {
			kept = append(kept, r)
		}
		if r.score > best.score {
			best = r
		}
	}
	if len(chosen) == 0 || slices.Contains(kept, best) {
		return kept
	}
	context := rating{source: best.source}
	if limit > 1 && src.sentences[best.sentence].leans {
		context.sentence = contextOf(src, best.sentence)
	}
	return []rating{context, best}[:min(2, limit)]
}

// subject keeps the releases that are about what is asked for, newest first.
// Of "latest" those count that are about it and new; of a period, all that are
// wholly about it or, where there are none, partly.
func subject(view *retrieval.View, q retrieval.Query, sources []source) []source {
	measure, floor, limit := view.Aboutness, 0.65, listLength
	if q.Wants == retrieval.WantsLatest {
		measure, floor, limit = view.Salience, 0.55, latestLength
	}
	sources = named(q, sources)
	best := 0.0
	for _, src := range sources {
		best = max(best, measure(q, src.passage.ReleaseID))
	}
	var kept []source
	for _, src := range sources {
		if m := measure(q, src.passage.ReleaseID); m >= floor*best && len(kept) < limit {
			kept = append(kept, src)
		}
	}
	slices.SortStableFunc(kept, func(a, b source) int { return b.passage.Date.Compare(a.passage.Date) })
	return kept
}

// named keeps the sources that hold every name of the question, where any do.
func named(q retrieval.Query, sources []source) []source {
	var kept []source
	for _, src := range sources {
		if !slices.ContainsFunc(q.Terms, func(u retrieval.QueryTerm) bool { return u.Name && !u.Plain && src.match(u) == 0 }) {
			kept = append(kept, src)
		}
	}
	if len(kept) == 0 {
		return sources
	}
	return kept
}

// evidenceOf is what a list is judged by: all of it where a period is asked for,
// since its releases share the question among them, else the fullest release.
func evidenceOf(q retrieval.Query, sources []source) source {
	if q.Wants == retrieval.WantsList {
		return together(sources)
	}
	return slices.MaxFunc(sources, func(a, b source) int { return cmp.Compare(a.cover, b.cover) })
}
