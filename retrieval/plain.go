package retrieval

import (
	_ "embed"
	"strings"

	"motirbot/internal/words"
)

//go:embed plainwords.txt
var plainWords string

// plainStems reads the list of everyday words as stems.
func plainStems() map[string]bool {
	stems := map[string]bool{}
	for line := range strings.Lines(plainWords) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			stems[words.Stem(words.Fold(word))] = true
		}
	}
	return stems
}
