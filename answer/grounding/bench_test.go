package grounding_test

import (
	"strings"
	"testing"

	"motirbot/answer/grounding"
)

func answerText(b *testing.B) string {
	var lines []string
	for _, s := range readSuite(b, "suite.txt")[:12] {
		lines = append(lines, s.text)
	}
	return strings.Join(lines, " ")
}

// BenchmarkCheck checks an answer of twelve sentences against five passages.
func BenchmarkCheck(b *testing.B) {
	ev := evidence(b, "retail-sep", "retail-jul", "ict-feb", "auto-apr", "trade-day")
	text := answerText(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		grounding.Check(text, ev)
	}
}

// BenchmarkStream feeds the same answer in pieces of four bytes, as chat models
// send it.
func BenchmarkStream(b *testing.B) {
	ev := evidence(b, "retail-sep", "retail-jul", "ict-feb", "auto-apr", "trade-day")
	text := answerText(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := grounding.NewStream(ev)
		for rest := text; rest != ""; {
			n := min(4, len(rest))
			s.Write(rest[:n])
			rest = rest[n:]
		}
		s.Close()
	}
}
