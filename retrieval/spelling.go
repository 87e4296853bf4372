package retrieval

import (
	"math"

	"github.com/hbollon/go-edlib"
)

// minMendable is the shortest word worth mending: shorter ones are one slip
// away from too many others.
const minMendable = 4

// mend returns the word of the releases that a misspelt one most likely stands
// for: at most one slip (two from seven letters on) by optimal string alignment,
// which counts two swapped letters as one. Among equals the word that more
// releases use wins.
func (v *View) mend(word string) (string, bool) {
	if !mendable(word) {
		return "", false
	}
	allowed, share := 1, 1 // of the beginning
	if len(word) >= 7 {
		allowed, share = 2, 3
	}
	best, bestCost := "", math.Inf(1)
	try := func(candidate string) {
		if len(candidate) < len(word)-allowed || len(candidate) > len(word)+allowed || candidate[:share] != word[:share] {
			return
		}
		distance := edlib.OSADamerauLevenshteinDistance(word, candidate)
		if distance > allowed {
			return
		}
		cost := float64(distance) + 1/float64(1+v.wholes.df(stem(candidate)))
		if cost < bestCost || cost == bestCost && candidate < best {
			best, bestCost = candidate, cost
		}
	}
	for _, candidate := range v.usual {
		try(candidate)
	}
	for _, s := range v.segments {
		for _, candidate := range s.words {
			try(candidate)
		}
	}
	return best, best != ""
}

func isLatin(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
