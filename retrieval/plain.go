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
// and its usual institutions are called is as plain to their readers, and a Korean word
// of the glossary as plain as the English one it translates.
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
		for word := range strings.FieldsSeq(line) {
			stems[words.Stem(words.Fold(word))] = true
		}
	}
	isPlain := func(t stemToken) bool { return stems[t.stem] || words.IsStop(t.Text) }
	for _, group := range topics.glossary {
		english := stemmed(group[0])
		if slices.ContainsFunc(english, func(t stemToken) bool { return !isPlain(t) }) {
			continue
		}
		for _, name := range group[1:] {
			if words.IsHangul(name) {
				stems[name] = true
			}
		}
	}
	return stems
}
