package retrieval

import (
	"context"
	"math"
	"slices"
	"sort"
)

// BM25 parameters, the usual ones (Robertson and Zaragoza 2009, "The
// Probabilistic Relevance Framework: BM25 and Beyond", section 3.5).
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// titleWeight counts a word of the title as so many of the body (the weighted
// term frequency of BM25F, same source, section 3.6).
const titleWeight = 2

// hit is a document of a ranking: an index into the documents and its score.
type hit struct {
	doc   int
	score float64
}

type posting struct {
	doc int32
	tf  float32
}

// lexical is an in-memory BM25 index over short documents. A query term,
// one word with its synonyms, scores as its best expansion, so that a
// document is not paid twice for saying one thing in two ways. It is immutable
// once built.
type lexical struct {
	postings map[string][]posting
	norms    []float32 // length part of BM25's denominator, by document
	docs     int
}

// lexicalBuilder collects documents in order.
type lexicalBuilder struct {
	postings map[string][]posting
	lengths  []float32
}

func newLexicalBuilder() *lexicalBuilder {
	return &lexicalBuilder{postings: map[string][]posting{}}
}

// add appends a document. Only words count for its length: concepts are names
// of words that are there already.
func (b *lexicalBuilder) add(body, title []term) {
	doc := int32(len(b.lengths))
	tf := map[string]float32{}
	length := float32(0)
	for _, t := range body {
		tf[t.text]++
		if !t.isConcept() {
			length++
		}
	}
	for _, t := range title {
		tf[t.text] += titleWeight
		if !t.isConcept() {
			length += titleWeight
		}
	}
	for text, n := range tf {
		b.postings[text] = append(b.postings[text], posting{doc, n})
	}
	b.lengths = append(b.lengths, length)
}

func (b *lexicalBuilder) build() *lexical {
	total := float32(0)
	for _, n := range b.lengths {
		total += n
	}
	average := total / float32(max(1, len(b.lengths)))
	if average == 0 {
		average = 1
	}
	norms := make([]float32, len(b.lengths))
	for i, n := range b.lengths {
		norms[i] = bm25K1 * (1 - bm25B + bm25B*n/average)
	}
	return &lexical{postings: b.postings, norms: norms, docs: len(norms)}
}

// df returns the number of documents that hold a term.
func (x *lexical) df(text string) int { return len(x.postings[text]) }

// tf returns how often a document holds a term, its title weighted.
func (x *lexical) tf(text string, doc int) float64 {
	list := x.postings[text]
	i, ok := slices.BinarySearchFunc(list, int32(doc), func(p posting, doc int32) int { return int(p.doc - doc) })
	if !ok {
		return 0
	}
	return float64(list[i].tf)
}

// idf is Robertson's, kept positive as Lucene does.
func (x *lexical) idf(text string) float64 {
	n, df := float64(x.docs), float64(x.df(text))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// search returns the documents that match any query term and that keep accepts, best
// first, ties by number. Errors are ctx's.
func (x *lexical) search(ctx context.Context, terms []QueryTerm, keep func(doc int) bool, limit int) ([]hit, error) {
	scores, best := make([]float64, x.docs), make([]float64, x.docs)
	var met []int32 // the documents that have a best score for the query term
	for _, term := range terms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		met = met[:0]
		for _, alt := range term.Expansions {
			idf := x.idf(alt.Term)
			for _, p := range x.postings[alt.Term] {
				tf := float64(p.tf)
				score := term.Weight * alt.Weight * idf * tf * (bm25K1 + 1) / (tf + float64(x.norms[p.doc]))
				if best[p.doc] == 0 {
					met = append(met, p.doc)
				}
				best[p.doc] = max(best[p.doc], score)
			}
		}
		for _, doc := range met {
			scores[doc] += best[doc]
			best[doc] = 0
		}
	}
	var hits []hit
	for doc, score := range scores {
		if score > 0 && keep(doc) {
			hits = append(hits, hit{doc, score})
		}
	}
	return topHits(hits, limit), nil
}

func topHits(hits []hit, limit int) []hit {
	sort.Slice(hits, func(i, j int) bool {
		if hits[i].score != hits[j].score {
			return hits[i].score > hits[j].score
		}
		return hits[i].doc < hits[j].doc
	})
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits
}
