package embed

import (
	"context"
	"math"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"motirbot/internal/words"
)

const (
	// localModel is bumped with every change to the vectors, so that cached
	// ones of the old method are never compared with new ones; a migration of
	// package store has to delete those, or they stay for ever.
	localModel = "local-v2"

	// localDim is as narrow as can be: by themselves, narrower vectors find less
	// (recall@5 of 256 dimensions is 0.58, of 2,048 0.68), but beside the words of
	// a question, which they are here to help out, all find the same, also where
	// two words of a question are misspelt. See docs/performance.md.
	localDim = 256

	// gramWeight is the weight of the n-grams of a word against the word
	// itself, see features. More of it mends more typos and blurs more words:
	// on the development set 0.85 mends most before it blurs any.
	gramWeight = 0.85

	minGram, maxGram = 3, 4
)

// Local embeds without a model, a key or a network. A vector is the sum of the
// hashed features of its text:
//
//   - each word, folded and stemmed, and
//   - the n-grams of three and four characters of each word between boundary
//     marks, which bring misspelt words and word forms near each other
//     (subwords as in Bojanowski et al. 2017, "Enriching word vectors with
//     subword information"); for Hangul, the pairs of syllables.
//
// Stop words give neither. A feature falls into one of 256 slots with a sign,
// both taken from its hash, so that collisions cancel in the mean (Weinberger
// et al. 2009, "Feature hashing for large scale multitask learning"). It weighs
// 1+ln(tf) (sublinear term frequency: Manning, Raghavan, Schütze 2008,
// "Introduction to information retrieval", 6.4.1). It knows no synonyms.
//
// A text without any feature ("???", or stop words alone) gets the vector of
// one reserved feature: of unit length like every other, the same for all such
// texts, and next to orthogonal to texts with words. No cosine is ever NaN.
type Local struct{}

// NewLocal returns the local embedder.
func NewLocal() *Local { return &Local{} }

// Model names the method and its version.
func (*Local) Model() string { return localModel }

// Dim is the number of components of each vector.
func (*Local) Dim() int { return localDim }

// Embed returns a unit vector for each text. The same text gives the same
// vector on every machine and in every run. The only error is that of ctx.
func (*Local) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	var next atomic.Int64
	var parts sync.WaitGroup
	for range min(len(texts), runtime.GOMAXPROCS(0)) {
		parts.Go(func() {
			e := embedding{known: map[string][]feature{}}
			for i := int(next.Add(1)) - 1; i < len(texts) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				vectors[i] = e.vector(texts[i])
			}
		})
	}
	parts.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return vectors, nil
}

// feature is something that texts have in common, with its weight.
type feature struct {
	hash   uint64
	weight float64
	count  int
}

// embedding makes vectors, and remembers the features of words.
type embedding struct {
	known map[string][]feature
}

// vector counts the features of a text, in order of first sight, for adding
// floats in the order of a map would give other last digits each run. The
// conversions to float64 around products keep processors with a fused
// multiply-add from giving other ones.
func (e *embedding) vector(text string) []float32 {
	var all []feature
	place := map[uint64]int{} // of a feature in all
	add := func(f feature) {
		i, seen := place[f.hash]
		if !seen {
			i = len(all)
			place[f.hash], all = i, append(all, feature{hash: f.hash})
		}
		all[i].weight += f.weight
		all[i].count++
	}
	for _, tok := range words.Split(text) {
		if words.IsStop(tok.Text) {
			continue
		}
		own := e.features(tok.Text)
		if tok.Joined {
			own = own[:1] // its parts have given their n-grams already
		}
		for _, f := range own {
			add(f)
		}
	}
	if len(all) == 0 {
		add(feature{hash: hashFeature('0', ""), weight: 1})
	}
	sums := make([]float64, localDim)
	for _, f := range all {
		mean := f.weight / float64(f.count)
		w := float64(mean * (1 + math.Log(float64(f.count))))
		if f.hash>>63 == 1 {
			w = -w
		}
		sums[f.hash%localDim] += w
	}
	return unit(sums)
}

// features returns those of a folded word: its stem, then its n-grams.
func (e *embedding) features(word string) []feature {
	own, ok := e.known[word]
	if ok {
		return own
	}
	own = []feature{{hash: hashFeature('w', words.Stem(word)), weight: 1}}
	grams := subwords(word)
	// The fourth root lies half-way between the same weight for each n-gram,
	// where long words drown short ones, and the same for each word, where the
	// typo in a long word, which says most, counts no more than one in "deal".
	share := gramWeight / math.Sqrt(math.Sqrt(float64(len(grams))))
	for _, g := range grams {
		own = append(own, feature{hash: hashFeature('g', g), weight: share})
	}
	e.known[word] = own
	return own
}

// unit rounds sums to a unit vector. Should the features of a text cancel each
// other to nothing, the first component stands in.
func unit(sums []float64) []float32 {
	v := make([]float32, len(sums))
	for i, s := range sums {
		v[i] = float32(s)
	}
	if normalise(v) != nil {
		v[0] = 1
	}
	return v
}

// subwords returns the character n-grams of a folded word between boundary
// marks, or the syllable pairs of a Hangul word. Numbers have none: 640.2 is
// not near 640.5.
func subwords(word string) []string {
	if words.IsHangul(word) {
		return words.Bigrams(word)
	}
	if word[0] >= '0' && word[0] <= '9' {
		return nil
	}
	runes := []rune("<" + word + ">")
	grams := make([]string, 0, 2*len(runes))
	for n := minGram; n <= maxGram; n++ {
		for i := 0; i+n <= len(runes); i++ {
			grams = append(grams, string(runes[i:i+n]))
		}
	}
	return grams
}

// hashFeature is FNV-1a with a finishing mix: the slot is read from the lowest
// bits, the sign from the highest, and plain FNV spreads short texts poorly
// over the latter.
func hashFeature(kind byte, text string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	h = (h ^ uint64(kind)) * prime
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	h ^= bits.RotateLeft64(h, 29) ^ bits.RotateLeft64(h, 47)
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>32
}
