package retrieval

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
	"slices"
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

// posting is a document of a segment and how often it holds a term, in 22 bits
// for the document, three for the title and seven for the body. BM25 hardly tells
// 127 times from more.
type posting uint32

const (
	maxDocs  = 1 << 22
	maxTitle = 1<<3 - 1
	maxBody  = 1<<7 - 1
)

func newPosting(doc int, t tally) posting {
	return posting(doc<<10 | min(t.title, maxTitle)<<7 | min(t.body, maxBody))
}

func (p posting) doc() int   { return int(p >> 10) }
func (p posting) title() int { return int(p >> 7 & maxTitle) }
func (p posting) body() int  { return int(p & maxBody) }

// occurrence is a posting of a term.
type occurrence struct {
	term uint32
	posting
}

// inverted is the postings of a segment's documents by term.
type inverted struct {
	postings []posting // of the first term, then of the second …
	starts   []uint32  // term → its first posting; one more at the end
	lengths  []float32 // of the documents
}

// fill sorts occurrences, which come by document, by term.
func (x *inverted) fill(occurrences []occurrence, terms int) {
	x.starts = make([]uint32, terms+1)
	for _, o := range occurrences {
		x.starts[o.term+1]++
	}
	for i := range terms {
		x.starts[i+1] += x.starts[i]
	}
	next := slices.Clone(x.starts)
	x.postings = make([]posting, len(occurrences))
	for _, o := range occurrences {
		x.postings[next[o.term]] = o.posting
		next[o.term]++
	}
}

// lexical is a BM25 index over the documents of all segments, numbered one
// segment behind the other. A query term, one word with its synonyms, scores as
// its best expansion, so that a document is not paid twice for saying one thing in
// two ways.
type lexical struct {
	parts   []lexicalPart
	docs    int
	average float64 // length
}

type lexicalPart struct {
	*inverted
	terms map[string]uint32
	first int // number of its first document
}

func (x *lexical) add(terms map[string]uint32, inv *inverted) {
	x.parts = append(x.parts, lexicalPart{inv, terms, x.docs})
	total := x.average * float64(x.docs)
	for _, n := range inv.lengths {
		total += float64(n)
	}
	x.docs += len(inv.lengths)
	x.average = max(total, 1) / float64(max(1, x.docs))
}

// of returns the documents that hold a term, with how often they do.
func (x *lexical) of(term string) iter.Seq2[int, posting] {
	return func(yield func(int, posting) bool) {
		for _, part := range x.parts {
			for _, p := range part.of(term) {
				if !yield(part.first+p.doc(), p) {
					return
				}
			}
		}
	}
}

func (p lexicalPart) of(term string) []posting {
	id, ok := p.terms[term]
	if !ok {
		return nil
	}
	return p.postings[p.starts[id]:p.starts[id+1]]
}

// df returns the number of documents that hold a term.
func (x *lexical) df(term string) int {
	n := 0
	for _, p := range x.parts {
		n += len(p.of(term))
	}
	return n
}

// at returns how often a document holds a term.
func (x *lexical) at(term string, doc int) posting {
	i, _ := slices.BinarySearchFunc(x.parts, doc+1, func(p lexicalPart, doc int) int { return p.first - doc })
	p := x.parts[i-1]
	list := p.of(term)
	at, ok := slices.BinarySearchFunc(list, doc-p.first, func(p posting, doc int) int { return p.doc() - doc })
	if !ok {
		return 0
	}
	return list[at]
}

// idf is Robertson's, kept positive as Lucene does.
func (x *lexical) idf(term string) float64 {
	n, df := float64(x.docs), float64(x.df(term))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// search returns the score of each document: 0 where it holds no query term.
// Those of segments that keep does not want are not looked at. Errors are ctx's.
func (x *lexical) search(ctx context.Context, terms []QueryTerm, keep func(segment int) bool) ([]float64, error) {
	scores, best := make([]float64, x.docs), make([]float64, x.docs)
	var met []int32 // the documents that have a best score for the query term
	for _, term := range terms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		met = met[:0]
		for _, alt := range term.Expansions {
			top := term.Weight * alt.Weight * x.idf(alt.Term) * (bm25K1 + 1)
			for i, part := range x.parts {
				if !keep(i) {
					continue
				}
				for _, p := range part.of(alt.Term) {
					tf, doc := float64(p.body()+titleWeight*p.title()), part.first+p.doc()
					norm := bm25K1 * (1 - bm25B + bm25B*float64(part.lengths[p.doc()])/x.average)
					if best[doc] == 0 {
						met = append(met, int32(doc))
					}
					best[doc] = max(best[doc], top*tf/(tf+norm))
				}
			}
		}
		for _, doc := range met {
			scores[doc] += best[doc]
			best[doc] = 0
		}
	}
	return scores, nil
}

// headOf returns the best hits, ties by number, up to where the one after the
// first n releases would begin: a hundred chunks may belong to forty releases
// only. owner tells whose a document is, nil where each is a release by itself.
func headOf(hits []hit, owner []int32, n int) []hit {
	of := func(h hit) int {
		if owner == nil {
			return h.doc
		}
		return int(owner[h.doc])
	}
	best := map[int]float64{}
	for _, h := range hits {
		if r := of(h); h.score > best[r] {
			best[r] = h.score
		}
	}
	if len(best) > n {
		least := slices.Sorted(maps.Values(best))[len(best)-n] // without sorting them all
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.score < least })
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), a.doc-b.doc) })
	seen := map[int]bool{}
	for i, h := range hits {
		if seen[of(h)] = true; len(seen) > n {
			return hits[:i]
		}
	}
	return hits
}
