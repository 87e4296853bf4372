package embed

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
)

// batch is how many texts are embedded between two writes to the cache.
const batch = 256

// Cache keeps vectors by model and by the Hash of their text.
//
// Vectors returns those it holds; a hash it does not hold is no error.
// PutVectors replaces vectors of the same key.
type Cache interface {
	Vectors(ctx context.Context, model string, hashes []string) (map[string][]float32, error)
	PutVectors(ctx context.Context, model string, vectors map[string][]float32) error
}

// Cached is an Embedder that asks another one only for what a Cache lacks.
type Cached struct {
	inner Embedder
	cache Cache
}

// NewCached puts a cache before an embedder.
func NewCached(inner Embedder, cache Cache) *Cached {
	return &Cached{inner: inner, cache: cache}
}

// Model is that of the embedder behind the cache.
func (c *Cached) Model() string { return c.inner.Model() }

// Embed returns a vector for each text. A text that occurs twice is embedded
// once. New vectors are stored after each batch of 256, also those that come
// beside an error, so that what was paid for is kept; the error ends the call.
// Beside it come the vectors that are known, nil for the rest.
func (c *Cached) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	hashes, unique := index(texts)
	known, err := c.cache.Vectors(ctx, c.Model(), keys(hashes, unique))
	if err != nil {
		return nil, fmt.Errorf("embed: read cached vectors: %w", err)
	}
	if known == nil {
		known = map[string][]float32{}
	}
	unique = slices.DeleteFunc(unique, func(i int) bool { return known[hashes[i]] != nil })
	var failed error
	for which := range slices.Chunk(unique, batch) {
		if failed = c.embedBatch(ctx, texts, hashes, which, known); failed != nil {
			break
		}
	}
	if len(known) == 0 {
		return nil, failed
	}
	vectors, err := collect(hashes, known)
	return vectors, cmp.Or(failed, err)
}

// embedBatch embeds some texts and adds them to known and to the cache.
func (c *Cached) embedBatch(ctx context.Context, texts, hashes []string, which []int, known map[string][]float32) error {
	input := make([]string, len(which))
	for j, i := range which {
		input[j] = texts[i]
	}
	vectors, failed := c.inner.Embed(ctx, input)
	if failed == nil && len(vectors) != len(input) {
		return fmt.Errorf("embed: %s gave %d vectors for %d texts", c.Model(), len(vectors), len(input))
	}
	fresh := make(map[string][]float32, len(which))
	for j, v := range vectors {
		if len(v) > 0 {
			fresh[hashes[which[j]]] = v
		}
	}
	if len(fresh) == 0 {
		return failed
	}
	if err := c.cache.PutVectors(ctx, c.Model(), fresh); err != nil {
		return fmt.Errorf("embed: store vectors: %w", err)
	}
	maps.Copy(known, fresh)
	return failed
}

// collect puts the vectors into the order of hashes and refuses a mixture of
// dimensions, which a server's silent change of its model would give.
func collect(hashes []string, known map[string][]float32) ([][]float32, error) {
	vectors := make([][]float32, len(hashes))
	dims := 0
	for i, h := range hashes {
		vectors[i] = known[h]
		if n := len(vectors[i]); dims == 0 {
			dims = n
		} else if n != 0 && n != dims {
			return nil, fmt.Errorf("embed: vectors of %d and of %d dimensions for one model", dims, n)
		}
	}
	return vectors, nil
}

// index hashes the texts and says where each distinct one occurs first.
func index(texts []string) (hashes []string, unique []int) {
	hashes = make([]string, len(texts))
	seen := make(map[string]bool, len(texts))
	for i, text := range texts {
		hashes[i] = Hash(text)
		if !seen[hashes[i]] {
			seen[hashes[i]] = true
			unique = append(unique, i)
		}
	}
	return hashes, unique
}

func keys(hashes []string, which []int) []string {
	out := make([]string, len(which))
	for j, i := range which {
		out[j] = hashes[i]
	}
	return out
}
