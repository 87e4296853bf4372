package answer_test

import (
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
)

// TestKnownNamesAlone: a release that holds the names of a question does not
// answer what it leaves out.
func TestKnownNamesAlone(t *testing.T) {
	c := sampleCorpus(t)
	for _, tt := range []struct {
		name, text string
		abstained  bool
	}{
		{"another subject", "What did Ragnhild Syrstad say about salmon?", true},
		{"the subject", "What did Park say about shipbuilding?", false},
		{"what has", "Who signed the joint declaration with the UK?", false},
		{"nothing of the kind counted", "How many jobs will the Ganghwa Southern District create?", true},
		{"counted", "How many companies got Export Towers?", false},
		{"won", "Who won the USD 35 billion Export Tower?", false},
		{"figures of another month", "What were exports in February 2025?", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := c.ask(t, answer.Question{Text: tt.text})
			if a.Abstained() != tt.abstained {
				t.Errorf("abstained %t (%s): %s", a.Abstained(), a.Reason(), text.Plain(a))
			}
		})
	}
}

// TestPointingSentences: an answer may stand in a sentence that only points to
// what the question names.
func TestPointingSentences(t *testing.T) {
	c := sampleCorpus(t)
	for _, tt := range []struct {
		name, text string
		says       []string
	}{
		{"a first session", "When will the first Next Generation Strategic Dialogue be held?", []string{"first half of 2026"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := c.ask(t, answer.Question{Text: tt.text})
			for _, want := range tt.says {
				if !strings.Contains(text.Plain(a), want) {
					t.Errorf("%q is not in %s", want, text.Plain(a))
				}
			}
		})
	}
}
