package answer

import (
	"slices"
	"sort"

	"motirbot/internal/sentences"
	"motirbot/release"
	"motirbot/retrieval"
)

// sentence is one sentence of the evidence.
type sentence struct {
	text       string
	start, end int // byte offsets in the release's body
	bag        retrieval.Bag
	opening    bool // first of the release
	chunk      retrieval.Passage
}

// source is a release of the evidence with the sentences that were retrieved.
type source struct {
	passage   retrieval.Passage // the best one: title, date, link
	rank      int
	score     float64 // relative to the best release: 1 for the first
	cover     float64 // share of the question's information in its title and sentences
	title     retrieval.Bag
	sentences []sentence // in the order of the text
}

// gather splits passages into sentences, release by release in order of rank.
// Chunks overlap: a sentence that stands in two is taken once.
func gather(q retrieval.Query, units []retrieval.Unit, passages []retrieval.Passage) []source {
	var sources []source
	place := map[release.ID]int{}
	top := 0.0
	for _, p := range passages {
		top = max(top, p.Score)
		if _, seen := place[p.ReleaseID]; !seen {
			place[p.ReleaseID] = len(sources)
			sources = append(sources, source{passage: p, rank: len(sources), score: p.Score, title: q.Bag(p.Title)})
		}
		s := &sources[place[p.ReleaseID]]
		s.sentences = addSentences(q, s.sentences, p)
	}
	for i := range sources {
		s := &sources[i]
		if top > 0 {
			s.score /= top
		}
		sort.Slice(s.sentences, func(a, b int) bool { return s.sentences[a].start < s.sentences[b].start })
		s.cover = s.covered(units)
	}
	return sources
}

func addSentences(q retrieval.Query, known []sentence, p retrieval.Passage) []sentence {
	for _, span := range sentences.Split(p.Text) {
		start, end := p.Start+span.Start, p.Start+span.End
		if slices.ContainsFunc(known, func(s sentence) bool { return s.start == start }) {
			continue
		}
		text := p.Text[span.Start:span.End]
		known = append(known, sentence{text: text, start: start, end: end, bag: q.Bag(text), opening: start == 0, chunk: p})
	}
	return known
}

// covered returns the share of the units' information that the release holds
// anywhere in what was retrieved of it.
func (s source) covered(units []retrieval.Unit) float64 {
	total := information(units)
	if total == 0 {
		return 0
	}
	found := 0.0
	for _, u := range units {
		best := u.Match(s.title)
		for _, sentence := range s.sentences {
			best = max(best, u.Match(sentence.bag))
		}
		found += best * u.Info
	}
	return found / total
}
