package answer

import (
	"cmp"
	"slices"

	"motirbot/answer/grounding"
	"motirbot/prompts"
	"motirbot/release"
	"motirbot/retrieval"
)

const (
	maxPieces  = 8
	pieceBytes = 6000 // of all pieces together
	// A further passage of the best release and the best passage of one two
	// ranks below are worth the same.
	ranksPerPassage = 2
)

// chooseEvidence picks the passages that a model is shown: the best of each
// release and more of the better ones, as many as fit, those of one release
// together and in the order of its text. Passages that overlap become one.
func chooseEvidence(passages []retrieval.Passage) []retrieval.Passage {
	type candidate struct {
		passage    retrieval.Passage
		rank, cost int
	}
	var candidates []candidate
	ranks := map[release.ID]int{}
	for _, p := range byScore(passages) {
		within := 0
		for _, c := range candidates {
			if c.passage.ReleaseID == p.ReleaseID {
				within++
			}
		}
		ranks[p.ReleaseID] = rankOf(passages, p.ReleaseID)
		candidates = append(candidates, candidate{p, ranks[p.ReleaseID], ranks[p.ReleaseID] + ranksPerPassage*within})
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.rank, b.rank))
	})
	var chosen []retrieval.Passage
	size := 0
	for _, c := range candidates {
		n := len(c.passage.Title) + len(c.passage.Text)
		if len(chosen) < maxPieces && (size+n <= pieceBytes || len(chosen) == 0) {
			chosen, size = append(chosen, c.passage), size+n
		}
	}
	slices.SortStableFunc(chosen, func(a, b retrieval.Passage) int {
		return cmp.Or(cmp.Compare(ranks[a.ReleaseID], ranks[b.ReleaseID]), cmp.Compare(a.Start, b.Start))
	})
	return joined(chosen)
}

func byScore(passages []retrieval.Passage) []retrieval.Passage {
	sorted := slices.Clone(passages)
	slices.SortStableFunc(sorted, func(a, b retrieval.Passage) int { return cmp.Compare(b.Score, a.Score) })
	return sorted
}

// rankOf is the place of a release among those of the passages.
func rankOf(passages []retrieval.Passage, id release.ID) int {
	var seen []release.ID
	for _, p := range passages {
		if p.ReleaseID == id {
			break
		}
		if !slices.Contains(seen, p.ReleaseID) {
			seen = append(seen, p.ReleaseID)
		}
	}
	return len(seen)
}

// joined makes one of passages that overlap, so that nothing is read twice.
func joined(passages []retrieval.Passage) []retrieval.Passage {
	var out []retrieval.Passage
	for _, p := range passages {
		if n := len(out); n > 0 && out[n-1].ReleaseID == p.ReleaseID && p.Start <= out[n-1].End {
			last := &out[n-1]
			if p.End > last.End {
				last.Text += p.Text[last.End-p.Start:]
				last.End = p.End
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

// toCheck numbers the pieces from 1 for the check.
func toCheck(pieces []retrieval.Passage) []grounding.Evidence {
	out := make([]grounding.Evidence, len(pieces))
	for i, p := range pieces {
		out[i] = grounding.Evidence{N: i + 1, Title: p.Title, Date: p.Date, Text: p.Text}
	}
	return out
}

// toShow numbers the pieces from 1 for the model.
func toShow(pieces []retrieval.Passage) []prompts.Passage {
	out := make([]prompts.Passage, len(pieces))
	for i, p := range pieces {
		out[i] = prompts.Passage{N: i + 1, Title: p.Title, Date: p.Date.String(), Text: p.Text}
	}
	return out
}
