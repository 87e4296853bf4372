package retrieval

import (
	"slices"

	"motirbot/release"
	"motirbot/store"
)

// Degrees of aboutness: a release that mentions its subject once in passing,
// and one that has it in its title or speaks of it twice.
const (
	mentions = 0.5
	onTopic  = 0.75
)

// About returns the releases of a period that are about a topic, a topic's name
// or any words, newest first: first those on the topic, then those that only
// mention it. known is false where the words name no topic and stand in no
// release as they are: a misspelt topic is to be asked back, not guessed.
func (v *View) About(topic string, period release.Period, asOf release.Date) (records []store.Record, known bool) {
	_, known = v.topics.Find(topic)
	terms := v.queryTerms(topic, nil)
	misspelt := slices.ContainsFunc(terms, func(u QueryTerm) bool { return u.Corrected != "" })
	var on, passing []store.Record
	for i, about := range v.aboutnesses(terms) {
		r := v.records[i]
		known = known || about >= mentions && !misspelt
		if !period.Contains(r.Date) || !asOf.IsZero() && r.Date.After(asOf) {
			continue
		}
		switch {
		case about >= onTopic:
			on = append(on, r.Record)
		case about >= mentions:
			passing = append(passing, r.Record)
		}
	}
	return append(on, passing...), known
}

// Aboutness says how much of what the question asks about a release is about,
// from 0 to 1.
func (v *View) Aboutness(q Query, id release.ID) float64 {
	record, ok := v.byID[id]
	if !ok {
		return 0
	}
	return v.aboutness(q.Terms, record)
}

// Mentions reports whether a release is about something else than what the
// question asks, and only mentions it.
func (v *View) Mentions(q Query, id release.ID) bool { return v.Aboutness(q, id) < onTopic }

// aboutness is the share of the query terms' information that a release holds: a
// query term in its title counts whole, one that the body mentions in passing half.
func (v *View) aboutness(terms []QueryTerm, record int) float64 {
	total, found := 0.0, 0.0
	for _, u := range terms {
		if u.Plain {
			continue
		}
		total += u.IDF
		found += u.IDF * v.termAbout(u, record)
	}
	if total == 0 {
		return 0
	}
	return found / total
}

// Bag counts the terms of a text.
type Bag map[string]int

func bagOf(terms []term) Bag {
	bag := make(Bag, len(terms))
	for _, t := range terms {
		bag[t.text]++
	}
	return bag
}

// Bag returns the terms of text, words and concepts, as the query's index
// counts them.
func (q Query) Bag(text string) Bag { return bagOf(q.analyzer.terms(text)) }

// termAbout returns how much a release is about a query term's best expansion.
func (v *View) termAbout(u QueryTerm, record int) float64 {
	best := 0.0
	for _, alt := range u.Expansions {
		best = max(best, alt.Weight*v.wholes.at(alt.Term, record).about())
	}
	return min(best, 1)
}

// about is how much a release is about a term.
func (p posting) about() float64 {
	switch {
	case p.title() > 0:
		return 1
	case p.body() >= 2:
		return 0.9
	case p.body() > 0:
		return inPassing
	}
	return 0
}

// inPassing is how much a release is about what it names once.
const inPassing = 0.6

// aboutnesses returns the aboutness of every record.
func (v *View) aboutnesses(terms []QueryTerm) []float64 {
	total, found := 0.0, make([]float64, len(v.records))
	for _, u := range terms {
		if u.Plain {
			continue
		}
		total += u.IDF
		best := make([]float64, len(v.records))
		for _, alt := range u.Expansions {
			for doc, p := range v.wholes.of(alt.Term) {
				best[doc] = max(best[doc], min(alt.Weight*p.about(), 1))
			}
		}
		for doc, share := range best {
			found[doc] += u.IDF * share
		}
	}
	for doc := range found {
		if total > 0 {
			found[doc] /= total
		}
	}
	return found
}

// Match returns how well a bag meets the query term, from 0 (not at all) to 1 (in
// its own words).
func (u QueryTerm) Match(bag Bag) float64 {
	best := 0.0
	for _, alt := range u.Expansions {
		if bag[alt.Term] > 0 {
			best = max(best, alt.Weight)
		}
	}
	return min(best, 1)
}
