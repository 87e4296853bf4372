package retrieval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	chromem "github.com/philippgille/chromem-go"
)

// vectors are those of a segment's chunks, in a chromem-go collection. chromem's
// own persistence is not used: see docs/design.md on why the one file is the store.
// A collection never changes once it is filled, since chromem races when a
// document is deleted beside a query. That there is one for each year keeps it
// cheap to make one anew, and a search within a year to that year.
type vectors struct {
	dim        int
	of         [][]float32         // chunk → its vector, nil where there is none
	collection *chromem.Collection // nil where there are none at all
}

var errNoEmbedding = errors.New("the vector index never embeds by itself")

// packVectors writes unit vectors, nil where there is none, a byte for each
// component: that moves a cosine by less than a thousandth. made is how many
// there are.
func packVectors(all [][]float32) (packed []byte, made int, err error) {
	dim := 0
	for _, v := range all {
		if v == nil {
			continue
		}
		if made++; dim == 0 {
			dim = len(v)
		}
		if len(v) != dim {
			return nil, 0, errDimensions(dim, len(v))
		}
	}
	if made == 0 {
		return nil, 0, nil
	}
	p := packer(make([]byte, 0, 4+dim*len(all)))
	p.number(dim)
	for _, v := range all {
		most := 0.0
		for _, x := range v {
			most = max(most, math.Abs(float64(x)))
		}
		for i := range dim {
			component := 0.0
			if most > 0 {
				component = math.Round(float64(v[i]) / most * math.MaxInt8)
			}
			p = append(p, byte(int8(component)))
		}
	}
	return p, made, nil
}

func errDimensions(a, b int) error {
	return fmt.Errorf("vectors of %d and of %d dimensions under one model: index again with `motirbot index`", a, b)
}

// add appends the vectors of a release's chunks, as packVectors wrote them; none
// where there is nothing or something for another number of chunks.
func (x *vectors) add(chunks int, packed []byte) error {
	in := unpacker{data: packed}
	dim := in.number()
	if dim == 0 || len(in.data) != dim*chunks {
		x.of = append(x.of, make([][]float32, chunks)...)
		return nil
	}
	if x.dim == 0 {
		x.dim = dim
	}
	if dim != x.dim {
		return errDimensions(x.dim, dim)
	}
	all := make([]float32, len(in.data))
	for v := range slices.Chunk(all, dim) {
		bytes, sum := in.data[:dim], 0
		in.data = in.data[dim:]
		for _, b := range bytes {
			sum += int(int8(b)) * int(int8(b))
		}
		if sum == 0 {
			x.of = append(x.of, nil)
			continue
		}
		length := math.Sqrt(float64(sum))
		for i, b := range bytes {
			v[i] = float32(float64(int8(b)) / length)
		}
		x.of = append(x.of, v)
	}
	return nil
}

// index fills the collection. chromem keeps the vectors where they are.
func (x *vectors) index(ctx context.Context) error {
	if x.dim == 0 {
		return nil
	}
	refuse := func(context.Context, string) ([]float32, error) { return nil, errNoEmbedding }
	var err error
	if x.collection, err = chromem.NewDB().CreateCollection("chunks", nil, refuse); err != nil {
		return fmt.Errorf("creating the vector index: %w", err)
	}
	for i, v := range x.of {
		if v == nil {
			continue
		}
		if err := x.collection.AddDocument(ctx, chromem.Document{ID: strconv.Itoa(i), Embedding: v}); err != nil {
			return fmt.Errorf("filling the vector index: %w", err)
		}
	}
	return nil
}

// nearest returns the n chunks nearest to a query by cosine, or all where there
// are not as many, in no order; and those of the chunks given alone where they
// are few. chromem filters by equality only, and looks at every document in any
// case, at the price of a distance: see docs/performance.md.
func (x *vectors) nearest(ctx context.Context, query []float32, chunks []int, n int) (hits []hit, all bool, err error) {
	count := x.collection.Count()
	if 4*len(chunks) < count {
		for _, c := range chunks {
			if v := x.of[c]; v != nil {
				cosine := float32(0)
				for i, q := range query {
					cosine += q * v[i]
				}
				hits = append(hits, hit{c, float64(cosine)})
			}
		}
		return hits, true, nil
	}
	results, err := x.collection.QueryEmbedding(ctx, query, min(n, count), nil, nil)
	if err != nil {
		return nil, false, fmt.Errorf("searching the vector index: %w", err)
	}
	for _, r := range results {
		c, err := strconv.Atoi(r.ID)
		if err != nil {
			return nil, false, fmt.Errorf("vector index: strange document %q", r.ID)
		}
		hits = append(hits, hit{c, float64(r.Similarity)})
	}
	return hits, n >= count, nil
}

// near returns the chunks nearest to a query, a unit vector, of the first n
// releases that are admitted, best first by cosine, ties by number.
func (v *View) near(ctx context.Context, query []float32, admitted []bool, n int) ([]hit, error) {
	if v.dim == 0 || len(query) == 0 {
		return nil, nil
	}
	if len(query) != v.dim {
		return nil, fmt.Errorf("the question's vector has %d dimensions, the index %d", len(query), v.dim)
	}
	found := make([]found, len(v.segments))
	for want := 64 + 6*n/len(v.segments); ; want *= 8 {
		var all []hit
		for i, s := range v.segments {
			f := &found[i]
			if err := f.search(ctx, v, s, i, query, admitted, want); err != nil {
				return nil, err
			}
			all = append(all, f.hits...)
		}
		ranking := headOf(all, v.owner, n)
		worst, releases := 0.0, map[int32]bool{}
		for _, h := range ranking {
			releases[v.owner[h.doc]] = true
		}
		if len(releases) == n {
			worst = ranking[len(ranking)-1].score
		}
		whole := true
		for i := range found {
			found[i].whole = found[i].whole || found[i].least <= worst
			whole = whole && found[i].whole
		}
		if whole {
			return ranking, nil
		}
	}
}

// found is what a search has found in a segment.
type found struct {
	hits  []hit
	least float64 // the cosine below which chunks were not looked at
	whole bool    // they need not be
}

func (f *found) search(ctx context.Context, v *View, s *segment, at int, query []float32, admitted []bool, want int) error {
	if f.whole {
		return nil
	}
	records := admitted[v.firstRecord[at]:][:len(s.records)]
	var chunks []int
	for i, r := range s.records {
		for c := r.first; records[i] && c < r.last; c++ {
			chunks = append(chunks, c)
		}
	}
	f.hits, f.least = nil, 1
	if f.whole = len(chunks) == 0 || s.vectors.collection == nil; f.whole {
		return nil
	}
	hits, all, err := s.vectors.nearest(ctx, query, chunks, want)
	if err != nil {
		return err
	}
	f.whole = all
	for _, h := range hits {
		f.least = min(f.least, h.score)
		if h.score > 0 && records[s.owner[h.doc]] {
			f.hits = append(f.hits, hit{v.firstChunk[at] + h.doc, h.score})
		}
	}
	return nil
}
