package retrieval

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	chromem "github.com/philippgille/chromem-go"
)

// vectorIndex is a chromem-go collection filled with vectors that are known
// already. chromem's own persistence is not used: see docs/design.md on why the
// one file is the store. It is immutable once built, since chromem races when
// a document is deleted beside a query.
type vectorIndex struct {
	collection *chromem.Collection
	dim        int
}

var errNoEmbedding = errors.New("the vector index never embeds by itself")

// newVectorIndex takes one vector a document, in the order of the documents;
// nil where there is none. All others must have one dimension: chromem fails
// every query once a single vector differs.
func newVectorIndex(ctx context.Context, vectors [][]float32) (*vectorIndex, error) {
	refuse := func(context.Context, string) ([]float32, error) { return nil, errNoEmbedding }
	collection, err := chromem.NewDB().CreateCollection("chunks", nil, refuse)
	if err != nil {
		return nil, fmt.Errorf("creating the vector index: %w", err)
	}
	x := &vectorIndex{collection: collection}
	documents := make([]chromem.Document, 0, len(vectors))
	for i, v := range vectors {
		if v == nil {
			continue
		}
		if x.dim == 0 {
			x.dim = len(v)
		}
		if len(v) != x.dim {
			return nil, fmt.Errorf("vectors of %d and of %d dimensions under one model: index again with `motirbot index`", x.dim, len(v))
		}
		documents = append(documents, chromem.Document{ID: strconv.Itoa(i), Embedding: v})
	}
	if len(documents) == 0 {
		return x, nil
	}
	if err := collection.AddDocuments(ctx, documents, 1); err != nil {
		return nil, fmt.Errorf("filling the vector index: %w", err)
	}
	return x, nil
}

// search returns the documents nearest to query, a unit vector, that keep
// accepts, best first by cosine, ties by number.
func (x *vectorIndex) search(ctx context.Context, query []float32, keep func(doc int) bool, limit int) ([]hit, error) {
	count := x.collection.Count()
	if count == 0 || len(query) == 0 {
		return nil, nil
	}
	if len(query) != x.dim {
		return nil, fmt.Errorf("the question's vector has %d dimensions, the index %d", len(query), x.dim)
	}
	// chromem filters by equality only, so a date range is cut out of the whole
	// ranking; it computes every distance in any case.
	results, err := x.collection.QueryEmbedding(ctx, query, count, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("searching the vector index: %w", err)
	}
	hits := make([]hit, 0, len(results))
	for _, r := range results {
		doc, err := strconv.Atoi(r.ID)
		if err != nil {
			return nil, fmt.Errorf("vector index: strange document %q", r.ID)
		}
		if r.Similarity > 0 && keep(doc) {
			hits = append(hits, hit{doc, float64(r.Similarity)})
		}
	}
	return topHits(hits, limit), nil
}
