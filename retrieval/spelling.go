package retrieval

import (
	"github.com/hbollon/go-edlib"
)

// minMendable is the shortest word worth mending: shorter ones are one slip
// away from too many others.
const minMendable = 4

// mend returns the word of the vocabulary that a misspelt one most likely
// stands for: at most one slip (two from seven letters on) by optimal string
// alignment, which counts two swapped letters as one. Among equals a common
// beginning wins, then the word that more releases use.
func (b vocabulary) mend(word string) (string, bool) {
	if len(word) < minMendable || !isLatin(word) {
		return "", false
	}
	allowed := 1
	if len(word) >= 7 {
		allowed = 2
	}
	best, bestCost := "", 1e9
	for size := len(word) - allowed; size <= len(word)+allowed; size++ {
		for _, candidate := range b.alike[likeness{word[0], size}] {
			if cost, ok := b.slipCost(word, candidate, allowed); ok && (cost < bestCost || cost == bestCost && candidate < best) {
				best, bestCost = candidate, cost
			}
		}
	}
	return best, best != ""
}

func (b vocabulary) slipCost(word, candidate string, allowed int) (float64, bool) {
	if len(candidate) < minMendable {
		return 0, false
	}
	if len(word) >= 7 && candidate[:3] != word[:3] {
		return 0, false
	}
	distance := edlib.OSADamerauLevenshteinDistance(word, candidate)
	if distance > allowed {
		return 0, false
	}
	return float64(distance) + 1/float64(1+b.df[candidate]), true
}

func isLatin(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
