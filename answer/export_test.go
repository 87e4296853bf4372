package answer

import (
	"motirbot/answer/grounding"
	"motirbot/retrieval"
)

// Kept returns the sentences of a model's text that get into an answer from the
// evidence under these orders, and all that the grounding check has kept.
func Kept(system, text string, evidence []grounding.Evidence) (kept, checked []string) {
	pieces := make([]retrieval.Passage, len(evidence))
	for i, e := range evidence {
		pieces[i] = retrieval.Passage{Title: e.Title, Date: e.Date, Text: e.Text}
	}
	stream := grounding.NewStream(evidence)
	stream.Write(text)
	w := wording{pieces: pieces, strict: newStrict(system)}
	for _, s := range stream.Close().Sentences {
		checked = append(checked, s.Text)
		if w.add(s, stream.Support(s)) {
			kept = append(kept, s.Text)
		}
	}
	return kept, checked
}
