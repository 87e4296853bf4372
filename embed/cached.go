package embed

import (
	"context"
	"fmt"
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
// once. New vectors are stored after each batch of 256, so that an interrupted
// call keeps what it paid for.
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
	if err := c.fill(ctx, texts, hashes, unique, known); err != nil {
		return nil, err
	}
	return collect(hashes, known)
}

// fill embeds what known lacks, and adds it there and to the cache.
func (c *Cached) fill(ctx context.Context, texts, hashes []string, unique []int, known map[string][]float32) error {
	var missing []int
	for _, i := range unique {
		if _, ok := known[hashes[i]]; !ok {
			missing = append(missing, i)
		}
	}
	for len(missing) > 0 {
		n := min(batch, len(missing))
		if err := c.embedBatch(ctx, texts, hashes, missing[:n], known); err != nil {
			return err
		}
		missing = missing[n:]
	}
	return nil
}

func (c *Cached) embedBatch(ctx context.Context, texts, hashes []string, which []int, known map[string][]float32) error {
	input := make([]string, len(which))
	for j, i := range which {
		input[j] = texts[i]
	}
	vectors, err := c.inner.Embed(ctx, input)
	if err != nil {
		return err
	}
	if len(vectors) != len(input) {
		return fmt.Errorf("embed: %s gave %d vectors for %d texts", c.Model(), len(vectors), len(input))
	}
	fresh := make(map[string][]float32, len(which))
	for j, i := range which {
		fresh[hashes[i]], known[hashes[i]] = vectors[j], vectors[j]
	}
	if err := c.cache.PutVectors(ctx, c.Model(), fresh); err != nil {
		return fmt.Errorf("embed: store vectors: %w", err)
	}
	return nil
}

// collect puts the vectors into the order of hashes and refuses a mixture of
// dimensions, which a server's silent change of its model would give.
func collect(hashes []string, known map[string][]float32) ([][]float32, error) {
	vectors := make([][]float32, len(hashes))
	for i, h := range hashes {
		vectors[i] = known[h]
		if len(vectors[i]) != len(vectors[0]) {
			return nil, fmt.Errorf("embed: vectors of %d and of %d dimensions for one model", len(vectors[0]), len(vectors[i]))
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
