package retrieval

import "context"

// Hit is a document of a ranking with its score.
type Hit struct {
	Doc   int
	Score float64
}

// LexicalOver builds the lexical index over documents of plain words.
func LexicalOver(documents [][2]string) *LexicalIndex {
	topics := &Topics{}
	a, b := newAnalyzer(topics), newLexicalBuilder()
	for _, d := range documents {
		b.add(a.terms(d[1]), a.terms(d[0]))
	}
	return &LexicalIndex{b.build()}
}

// LexicalIndex is the lexical index by itself.
type LexicalIndex struct{ x *lexical }

// Search is the index's own search.
func (l *LexicalIndex) Search(queryTerms []QueryTerm, keep func(doc int) bool, limit int) []Hit {
	if keep == nil {
		keep = everything
	}
	hits, _ := l.x.search(context.Background(), queryTerms, keep, limit)
	return exported(hits)
}

// VectorSearch builds a vector index and searches it.
func VectorSearch(ctx context.Context, vectors [][]float32, query []float32, keep func(doc int) bool, limit int) ([]Hit, error) {
	x, err := newVectorIndex(ctx, vectors)
	if err != nil {
		return nil, err
	}
	if keep == nil {
		keep = everything
	}
	hits, err := x.search(ctx, query, keep, limit)
	return exported(hits), err
}

// TermOf is a query's query term with expansions of the given weights.
func TermOf(weight float64, expansions ...Expansion) QueryTerm {
	return QueryTerm{Weight: weight, Expansions: expansions}
}

// Fuse fuses rankings of releases, best first, each with its weight, and
// returns the releases with their scores.
func Fuse(rankings [][]Hit, weights []float64) []Hit {
	f := newFusion()
	for i, ranking := range rankings {
		hits := make([]hit, len(ranking))
		for j, h := range ranking {
			hits[j] = hit{h.Doc, h.Score}
		}
		f.addReleases(hits, weights[i])
	}
	var out []Hit
	for _, r := range f.ranking() {
		out = append(out, Hit{r.record, r.score})
	}
	return out
}

// MaxChunkWords and OverlapWords are the sizes of chunks.
const (
	MaxChunkWords = chunkWords
	OverlapWords  = overlapWords
)

// Bounds of what a question may cost.
const (
	MaxTerms      = maxTerms
	MaxExpansions = maxExpansions
	MaxTimes      = maxTimes
	MaxSubqueries = maxSubqueries
)

// Work is what ranking the releases for query terms takes: the terms looked up, and
// the postings visited for them, in both lexical indexes.
func (v *View) Work(queryTerms []QueryTerm) (terms, postings int) {
	for _, u := range queryTerms {
		for _, alt := range u.Expansions {
			terms++
			postings += v.chunkLex.df(alt.Term) + v.wholeLex.df(alt.Term)
		}
	}
	return terms, postings
}

func everything(int) bool { return true }

func exported(hits []hit) []Hit {
	var out []Hit
	for _, h := range hits {
		out = append(out, Hit{h.doc, h.score})
	}
	return out
}

// Glossary returns the groups of the glossary.
func (t *Topics) Glossary() [][]string { return t.glossary }

// Analyzer returns what counts the terms of a text.
func (t *Topics) Analyzer() func(text string) int {
	a := newAnalyzer(t)
	return func(text string) int { return len(a.terms(text)) }
}
