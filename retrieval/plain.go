package retrieval

import (
	_ "embed"
	"slices"
	"strings"

	"motirbot/internal/words"
)

//go:embed plainwords.txt
var plainWords string

// plainStems reads the list of everyday words as stems. What a country at home
// and its usual institutions are called is as plain to their readers.
func plainStems(topics *Topics) map[string]bool {
	stems := map[string]bool{}
	for _, topic := range append(slices.Clone(topics.homes), topics.list...) {
		for _, name := range topic.names() {
			if tokens := stemmed(name); len(tokens) == 1 && (topic.Usual || topic.Kind == KindHome) && !words.IsHangul(tokens[0].stem) {
				stems[tokens[0].stem] = true
			}
		}
	}
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
