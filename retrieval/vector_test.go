package retrieval_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motirbot/embed"
	"motirbot/retrieval"
)

func TestVectorSearch(t *testing.T) {
	east, north, west := []float32{1, 0}, []float32{0, 1}, []float32{-1, 0}
	between := []float32{0.6, 0.8}
	for _, c := range []struct {
		name    string
		vectors [][]float32
		query   []float32
		limit   int
		want    []retrieval.Hit
	}{
		{"nearest first", [][]float32{east, between, north}, north, 0, []retrieval.Hit{{2, 1}, {1, 0.8}}},
		{"at most so many", [][]float32{east, between, north}, north, 1, []retrieval.Hit{{2, 1}}},
		{"ties by number", [][]float32{west, east, east, north, east}, east, 0, []retrieval.Hit{{1, 1}, {2, 1}, {4, 1}}},
		{"opposite and square are not near", [][]float32{west, north}, east, 0, nil},
		{"documents without a vector", [][]float32{nil, east, nil}, east, 0, []retrieval.Hit{{1, 1}}},
		{"no documents", nil, east, 0, nil},
		{"none with a vector", [][]float32{nil, nil}, east, 0, nil},
		{"no question", [][]float32{east}, nil, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := retrieval.VectorSearch(t.Context(), c.vectors, 2, c.query, nil, c.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 1e-3)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestVectorFilter(t *testing.T) {
	east := []float32{1, 0}
	got, err := retrieval.VectorSearch(t.Context(), [][]float32{east, east, east}, 2, east, func(doc int) bool { return doc != 1 }, 0)
	if err != nil || len(got) != 2 || got[0].Doc != 0 || got[1].Doc != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestVectorDimensions(t *testing.T) {
	for _, c := range []struct {
		name    string
		vectors [][]float32
		query   []float32
		want    string
	}{
		{"of documents", [][]float32{{1, 0}, {1, 0, 0}}, []float32{1, 0}, "vectors of 2 and of 3 dimensions under one model"},
		{"of the question", [][]float32{{1, 0}}, []float32{1, 0, 0}, "the question's vector has 3 dimensions, the index 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := retrieval.VectorSearch(t.Context(), c.vectors, 1, c.query, nil, 0); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// failing fails where the local embedder does not.
type failing struct {
	*embed.Local
	err error
}

func (f failing) Embed(context.Context, []string) ([][]float32, error) { return nil, f.err }

// Where the question cannot be embedded, words find passages and the caller is
// told; where it is the caller who gave up, there are none.
func TestSearchByWordsAlone(t *testing.T) {
	library := libraryOf(t, rel("a", "2025-12-18", "Copper", "Copper rose."), rel("b", "2025-12-17", "Steel", "Steel fell."))
	down := errors.New("the server is gone")
	retriever, err := retrieval.New(library, failing{embed.NewLocal(), down}, topics(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retriever.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := retriever.View()
	for _, question := range []string{"copper", "Compare copper with steel"} {
		passages, err := v.Search(t.Context(), v.Understand(question, retrieval.Frame{AsOf: friday}))
		if _, ok := errors.AsType[*retrieval.WordsOnlyError](err); !ok || !errors.Is(err, down) || len(passages) == 0 || passages[0].ReleaseID != "a" {
			t.Errorf("%s: %d passages, %v", question, len(passages), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if passages, err := v.Search(ctx, v.Understand("copper", retrieval.Frame{AsOf: friday})); err != context.Canceled || len(passages) != 0 {
		t.Errorf("%d passages, %v", len(passages), err)
	}
}

func TestFusionPrefersAgreement(t *testing.T) {
	one := []retrieval.Hit{{1, 9}, {2, 8}, {3, 1}}
	other := []retrieval.Hit{{2, 0.9}, {4, 0.5}, {1, 0.1}}
	got := retrieval.Fuse([][]retrieval.Hit{one, other}, []float64{1, 1})
	if len(got) != 4 || got[0].Doc != 2 || got[1].Doc != 1 {
		t.Errorf("%v: the second of one and first of the other should lead", got)
	}
	heavy := retrieval.Fuse([][]retrieval.Hit{one, other}, []float64{1, 0})
	if heavy[0].Doc != 1 {
		t.Errorf("%v: a ranking without weight decides", heavy)
	}
}

func TestFusionTies(t *testing.T) {
	tied := [][]retrieval.Hit{{{7, 2}, {3, 2}, {5, 2}}}
	got := retrieval.Fuse(tied, []float64{1})
	var order []int
	for _, h := range got {
		order = append(order, h.Doc)
	}
	last := len(order) - 1
	if len(order) != 3 || got[0].Score < got[last].Score {
		t.Fatalf("%v", got)
	}
	if got[0].Score == got[last].Score && (order[0] != 3 || order[last] != 7) {
		t.Errorf("%v: equals stand by number, newest first", order)
	}
	if empty := retrieval.Fuse([][]retrieval.Hit{nil, nil}, []float64{1, 1}); len(empty) != 0 {
		t.Errorf("of nothing: %v", empty)
	}
}
