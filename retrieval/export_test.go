package retrieval

import (
	"cmp"
	"context"
	"slices"

	"motirbot/release"
)

// Hit is a document of a ranking with its score.
type Hit struct {
	Doc   int
	Score float64
}

// LexicalOver builds the lexical index over documents of plain words.
func LexicalOver(documents [][2]string) *LexicalIndex {
	making, b := newAnalysis(&Topics{}), newSegmentBuilder(0, 0)
	for _, d := range documents {
		row := making.row(release.Release{Title: d[0], Body: d[1]}, nil)
		if err := b.add(&record{}, row, nil, nil); err != nil {
			panic(err)
		}
	}
	s, err := b.build(context.Background())
	if err != nil {
		panic(err)
	}
	x := &lexical{}
	x.add(s.terms, &s.wholes)
	return &LexicalIndex{x}
}

// LexicalIndex is the lexical index by itself.
type LexicalIndex struct{ x *lexical }

// Search is the index's own search.
func (l *LexicalIndex) Search(queryTerms []QueryTerm, keep func(doc int) bool, limit int) []Hit {
	scores, _ := l.x.search(context.Background(), queryTerms, everything)
	var hits []hit
	for doc, score := range scores {
		if score > 0 && (keep == nil || keep(doc)) {
			hits = append(hits, hit{doc, score})
		}
	}
	return exported(headOf(hits, nil, cmp.Or(limit, len(scores))))
}

// VectorSearch builds a vector index, a year for so many documents, and searches it.
func VectorSearch(ctx context.Context, vectors [][]float32, year int, query []float32, keep func(doc int) bool, limit int) ([]Hit, error) {
	row := newAnalysis(&Topics{}).row(release.Release{Body: "A word"}, []Chunk{{0, 6}})
	var segments []*segment
	for some := range slices.Chunk(vectors, year) {
		b := newSegmentBuilder(0, 0)
		for _, v := range some {
			packed, _, err := packVectors([][]float32{v})
			if err != nil {
				return nil, err
			}
			if err := b.add(&record{}, row, packed, nil); err != nil {
				return nil, err
			}
		}
		s, err := b.build(ctx)
		if err != nil {
			return nil, err
		}
		segments = append(segments, s)
	}
	v, err := newView(newSetup(&Topics{}, nil, nil), nil, segments, nil, nil)
	if err != nil {
		return nil, err
	}
	admitted := make([]bool, len(vectors))
	for i := range admitted {
		admitted[i] = keep == nil || keep(i)
	}
	hits, err := v.near(ctx, query, admitted, cmp.Or(limit, len(vectors)))
	return exported(hits), err
}

// Vectors are those of all chunks.
func (v *View) Vectors() (all [][]float32) {
	for _, s := range v.segments {
		all = append(all, s.vectors.of...)
	}
	return all
}

// Near searches the vectors alone.
func (v *View) Near(ctx context.Context, query []float32) ([]Hit, error) {
	hits, err := v.near(ctx, query, v.admitted(Query{}), depth)
	return exported(hits), err
}

// Row is a release's row of the index.
func Row(r release.Release) []byte { return newAnalysis(&Topics{}).row(r, Chunks(r)) }

// ReadRow builds a segment of a row and returns the error.
func ReadRow(row []byte) error {
	b := newSegmentBuilder(0, 0)
	if err := b.add(&record{}, row, nil, nil); err != nil {
		return err
	}
	_, err := b.build(context.Background())
	return err
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
			postings += v.parts.df(alt.Term) + v.wholes.df(alt.Term)
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
