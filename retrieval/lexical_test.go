package retrieval_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motirbot/retrieval"
)

// animals is four documents of a title and a body, 3, 3, 3 and 5 words long
// where a word of the title counts as two.
var animals = retrieval.LexicalOver([][2]string{
	{"", "cat dog fish"},
	{"", "cat cat bird"},
	{"", "dog bird snake"},
	{"cat", "bird snake fish"},
})

// bm25 is the formula by itself: Robertson and Zaragoza 2009, 3.5, with k1 1.2,
// b 0.75 and Lucene's positive idf.
func bm25(tf, df, docs, length, average float64) float64 {
	idf := math.Log(1 + (docs-df+0.5)/(df+0.5))
	return idf * tf * 2.2 / (tf + 1.2*(0.25+0.75*length/average))
}

func queryTerm(expansions ...retrieval.Expansion) retrieval.QueryTerm {
	return retrieval.TermOf(1, expansions...)
}

func word(term string, weight float64) retrieval.Expansion {
	return retrieval.Expansion{Term: term, Weight: weight}
}

var nearly = cmpopts.EquateApprox(0, 1e-5) // the index keeps 32 bits

func TestBM25ByHand(t *testing.T) {
	const average = 3.5
	cat := func(tf, length float64) float64 { return bm25(tf, 3, 4, length, average) }
	dog := bm25(1, 2, 4, 3, average)
	fish := func(length float64) float64 { return bm25(1, 2, 4, length, average) }
	bird := func(length float64) float64 { return bm25(1, 3, 4, length, average) }
	for _, c := range []struct {
		name       string
		queryTerms []retrieval.QueryTerm
		want       []retrieval.Hit
	}{
		{"one word", []retrieval.QueryTerm{queryTerm(word("cat", 1))}, []retrieval.Hit{{1, cat(2, 3)}, {3, cat(2, 5)}, {0, cat(1, 3)}}},
		{"ties by number", []retrieval.QueryTerm{queryTerm(word("dog", 1))}, []retrieval.Hit{{0, dog}, {2, dog}}},
		{"two words add up", []retrieval.QueryTerm{queryTerm(word("dog", 1)), queryTerm(word("fish", 1))}, []retrieval.Hit{{0, dog + fish(3)}, {2, dog}, {3, fish(5)}}},
		{"a query term is paid its best expansion only", []retrieval.QueryTerm{queryTerm(word("dog", 1), word("fish", 0.5))}, []retrieval.Hit{{0, dog}, {2, dog}, {3, 0.5 * fish(5)}}},
		{"a query term's weight", []retrieval.QueryTerm{retrieval.TermOf(0.5, word("dog", 1))}, []retrieval.Hit{{0, dog / 2}, {2, dog / 2}}},
		{"a word of nearly all documents still counts", []retrieval.QueryTerm{queryTerm(word("bird", 1))}, []retrieval.Hit{{1, bird(3)}, {2, bird(3)}, {3, bird(5)}}},
		{"an unknown word", []retrieval.QueryTerm{queryTerm(word("horse", 1))}, nil},
		{"no query terms", nil, nil},
		{"a query term without expansions", []retrieval.QueryTerm{queryTerm()}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, animals.Search(c.queryTerms, nil, 0), nearly); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLexicalLimitAndFilter(t *testing.T) {
	queryTerms := []retrieval.QueryTerm{queryTerm(word("cat", 1))}
	if got := animals.Search(queryTerms, nil, 2); len(got) != 2 || got[0].Doc != 1 || got[1].Doc != 3 {
		t.Errorf("the first two: %v", got)
	}
	even := func(doc int) bool { return doc%2 == 0 }
	if got := animals.Search(queryTerms, even, 2); len(got) != 1 || got[0].Doc != 0 {
		t.Errorf("of the even: %v", got)
	}
}

func TestLexicalEmpty(t *testing.T) {
	queryTerms := []retrieval.QueryTerm{queryTerm(word("cat", 1))}
	if got := retrieval.LexicalOver(nil).Search(queryTerms, nil, 5); got != nil {
		t.Errorf("without documents: %v", got)
	}
	if got := retrieval.LexicalOver([][2]string{{"", ""}}).Search(queryTerms, nil, 5); got != nil {
		t.Errorf("without words: %v", got)
	}
}
