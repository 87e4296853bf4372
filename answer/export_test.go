package answer

import (
	"motirbot/answer/grounding"
	"motirbot/retrieval"
)

// Lets reports whether a sentence that the grounding check has kept gets into
// an answer from the evidence, under these orders to the model.
func Lets(system string, evidence []grounding.Evidence, s grounding.Sentence) bool {
	pieces := make([]retrieval.Passage, len(evidence))
	for i, e := range evidence {
		pieces[i] = retrieval.Passage{Title: e.Title, Date: e.Date, Text: e.Text}
	}
	w := wording{pieces: pieces, strict: newStrict(system)}
	return w.add(s)
}
