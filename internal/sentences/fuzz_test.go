package sentences_test

import (
	"strings"
	"testing"

	"motirbot/internal/sentences"
)

// FuzzSplit: nothing of a text is lost, and nothing stands in two sentences.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{
		"Korea-U.S. FTA. No. 5, “It is done.” He left.", "△ one\n\n△ two", "회의가 열렸다. 양국은", "\xff. A", "a\u2028b\u0085c\r\nd",
		" . . . ", "Washington, D.C. from", "A.", "(\u3000.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end, paragraph := 0, 0
		for _, s := range sentences.Split(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%q: %d to %d after %d", text, s.Start, s.End, end)
			}
			if gap := text[end:s.Start]; strings.TrimSpace(gap) != "" {
				t.Fatalf("%q: %q is in no sentence", text, gap)
			}
			got := text[s.Start:s.End]
			if got != strings.TrimSpace(got) || strings.Contains(got, "\n") {
				t.Fatalf("%q: the sentence %q", text, got)
			}
			if s.Paragraph != paragraph && s.Paragraph != paragraph+1 {
				t.Fatalf("%q: paragraph %d after %d", text, s.Paragraph, paragraph)
			}
			end, paragraph = s.End, s.Paragraph
		}
		if rest := text[end:]; strings.TrimSpace(rest) != "" {
			t.Fatalf("%q: %q is in no sentence", text, rest)
		}
	})
}
