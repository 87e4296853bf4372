package retrieval

import (
	"context"

	"motirbot/release"
)

// Rankings is how each index orders the releases for a question, best first,
// and how their fusion does.
type Rankings struct {
	Lexical []release.ID // the lexical indexes of chunks and of whole releases
	Vector  []release.ID // the vectors of the chunks
	Fused   []release.ID // all three, as Search fuses them
}

// Rankings orders releases by what a question says and nothing else, at most
// depth of them each. Where Search reads a date as a bound or as newness,
// Rankings takes it for words like any others: it measures the indexes on
// collections whose documents have no dates. Only q.AsOf still counts.
func (v *View) Rankings(ctx context.Context, q Query, depth int) (Rankings, error) {
	admitted := make([]bool, len(v.records))
	for i := v.later(q.AsOf); i < len(admitted); i++ {
		admitted[i] = true
	}
	c, err := v.candidates(ctx, q, v.queryTerms(q.Text, nil), depth, admitted)
	if err != nil {
		return Rankings{}, err
	}
	lexical, vector, both := newFusion(), newFusion(), newFusion()
	for _, f := range []*fusion{lexical, both} {
		f.addChunks(v, c.parts, weightChunks)
		f.addReleases(c.wholes, weightWholes)
	}
	for _, f := range []*fusion{vector, both} {
		f.addChunks(v, c.near, weightVectors)
	}
	return Rankings{
		Lexical: v.ids(lexical.ranking(), depth),
		Vector:  v.ids(vector.ranking(), depth),
		Fused:   v.ids(both.ranking(), depth),
	}, nil
}

func (v *View) ids(ranking []ranked, depth int) []release.ID {
	ids := make([]release.ID, min(len(ranking), depth))
	for i := range ids {
		ids[i] = v.records[ranking[i].record].ID
	}
	return ids
}
