// Package embed turns texts into vectors whose cosine says how near the texts
// are. Two embedders, and a cache before either:
//
//   - Local needs no key and no network (see there for the method);
//   - OpenAI asks any server that speaks OpenAI's embeddings protocol;
//   - Cached embeds only what a store does not hold yet.
package embed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
)

// Embedder makes vectors of texts.
//
// Embed returns one vector a text, in the order of texts, all of one dimension
// and of unit length. Beside an error it may return those that were made, nil
// for the rest. It is safe for concurrent use. Vectors of different Model values must never be compared.
type Embedder interface {
	Model() string
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Hash returns the hex SHA-256 of a text, the key of its vector in a Cache.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// normalise scales v to unit length in place. A vector without length or with
// a component that is no number cannot be compared with anything: an error.
func normalise(v []float32) error {
	sum := 0.0
	for _, x := range v {
		sum += float64(float64(x) * float64(x))
	}
	length := math.Sqrt(sum)
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return fmt.Errorf("embed: vector of length %v cannot be normalised", length)
	}
	for i, x := range v {
		v[i] = float32(float64(x) / length)
	}
	return nil
}
