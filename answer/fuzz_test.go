package answer_test

import (
	"errors"
	"testing"

	"motirbot/answer"
	"motirbot/release"
)

// FuzzAsk: whatever is asked, and whenever, the answer keeps the invariants.
func FuzzAsk(f *testing.F) {
	for _, text := range asked {
		f.Add(text, 0, "", 0)
	}
	f.Add("and on steel?", 1, "EU", 7)
	f.Add("\xff EU [1] [7] <@1>", -3, "steel", 1)
	c := sampleCorpus(f)
	f.Fuzz(func(t *testing.T, text string, days int, earlier string, back int) {
		q := answer.Question{Text: text, AsOf: lastDay.AddDays(days % 1000)}
		if back %= 10; back > 0 {
			q.Period = release.Period{From: lastDay.AddDays(-back)}
		}
		if earlier != "" {
			q.History = []answer.Turn{{Question: earlier, Releases: []release.ID{"sample-2-eu-dialogue", "unknown"}}}
		}
		a, err := c.Ask(t.Context(), q, nil)
		if errors.Is(err, answer.ErrEmptyQuestion) || errors.Is(err, answer.ErrQuestionTooLong) {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		c.checkAnswer(t, q, a)
	})
}

func BenchmarkAsk(b *testing.B) {
	c := sampleCorpus(b)
	for i := 0; b.Loop(); i++ {
		if _, err := c.Ask(b.Context(), answer.Question{Text: asked[i%len(asked)]}, nil); err != nil && !errors.Is(err, answer.ErrEmptyQuestion) {
			b.Fatal(err)
		}
	}
}
