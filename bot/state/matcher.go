package state

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/hbollon/go-edlib"
	"golang.org/x/text/unicode/norm"
)

// Choice is something to pick while typing.
type Choice struct {
	Label string
	Value string
	Terms string // other words by which to find it
}

// Matcher finds choices by words typed in part or with typos. It is made once
// and then only read.
type Matcher struct {
	choices []Choice
	words   []string  // in order
	holders [][]int32 // which choices hold the word
}

// NewMatcher returns a Matcher of the choices.
func NewMatcher(choices []Choice) *Matcher {
	holders := map[string][]int32{}
	for i, c := range choices {
		for _, word := range distinct(Words(c.Label + " " + c.Terms)) {
			holders[word] = append(holders[word], int32(i))
		}
	}
	m := &Matcher{choices: choices}
	for word := range holders {
		m.words = append(m.words, word)
	}
	slices.Sort(m.words)
	for _, word := range m.words {
		m.holders = append(m.holders, holders[word])
	}
	return m
}

// Words are those of a text, in lower case and one form of writing.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
}

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// Find returns up to n choices, those that hold most of the words typed first;
// of two that do as well, the one given first to NewMatcher. Without a word it
// returns the first n.
func (m *Matcher) Find(typed string, n int) []Choice {
	scores := map[int32]float64{}
	words := Words(typed)
	for _, word := range words {
		for holder, score := range m.scores(word) {
			scores[holder] += score
		}
	}
	if len(words) == 0 {
		return m.choices[:min(n, len(m.choices))]
	}
	found := make([]int32, 0, len(scores))
	for holder := range scores {
		found = append(found, holder)
	}
	slices.SortFunc(found, func(a, b int32) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
	})
	var best []Choice
	for _, holder := range found[:min(n, len(found))] {
		best = append(best, m.choices[holder])
	}
	return best
}

// scores rates the choices that hold the word: whole, at the beginning of a
// longer one, or else misspelt.
func (m *Matcher) scores(word string) map[int32]float64 {
	scores := map[int32]float64{}
	add := func(at int, score float64) {
		for _, holder := range m.holders[at] {
			scores[holder] = max(scores[holder], score)
		}
	}
	first, _ := slices.BinarySearch(m.words, word)
	for i := first; i < len(m.words) && strings.HasPrefix(m.words[i], word); i++ {
		add(i, 0.5+0.5*float64(len(word))/float64(len(m.words[i])))
	}
	if len(scores) > 0 {
		return scores
	}
	for i, known := range m.words {
		if typos, ok := misspelt(word, known); ok {
			add(i, 0.4-0.1*float64(typos))
		}
	}
	return scores
}

// misspelt counts the slips by which typed differs from known or, since people
// stop typing early, from its beginning. Short words allow none: they would be
// like too many others.
func misspelt(typed, known string) (typos int, ok bool) {
	have, want := []rune(typed), []rune(known)
	allowed := 0
	switch {
	case len(have) >= 8:
		allowed = 2
	case len(have) >= 4:
		allowed = 1
	}
	if allowed == 0 || len(want) < len(have)-allowed {
		return 0, false
	}
	typos = allowed + 1
	for cut := len(have) - allowed; cut <= len(have)+allowed && cut <= len(want); cut++ {
		typos = min(typos, edlib.OSADamerauLevenshteinDistance(typed, string(want[:cut])))
	}
	return typos, typos <= allowed
}
