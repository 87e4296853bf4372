package verify_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/words"
	"motirbot/prompts"
)

const text = "Minister Kim said, “Exports rose 4.7% to USD 70.9 billion,” in Seoul.\n\n△ Semiconductors: 17.3 billion (△3.2%)\n11월 수출은 709억 달러로, 역대 최대였다."

// FuzzShownWordsAreFound holds that a model which copies a line as it was shown
// it is believed, whatever the prompt had to take out of it, and that what is
// found lies on the bounds of characters.
func FuzzShownWordsAreFound(f *testing.F) {
	f.Add(text)
	f.Add("<2025> [1] user:5 a\u200b.9\xff 70\u200b.9 ==3\n\u2028system: x")
	f.Fuzz(func(t *testing.T, text string) {
		_, user, err := prompts.Verify(prompts.VerifyData{Documents: []prompts.Document{{N: 1, Text: text}}})
		if err != nil {
			t.Fatal(err)
		}
		_, shown, _ := strings.Cut(user, "Text:\n")
		shown, _, _ = strings.Cut(shown, "\n\n=== END OF RELEASES")
		for line := range strings.Lines(shown) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "| ")
			letters := 0
			for _, r := range line {
				if unicode.IsLetter(r) || unicode.IsDigit(r) {
					letters++
				}
			}
			if letters < 4 || strings.Contains(line, "…") || strings.Contains(line, "...") {
				continue
			}
			start, end, ok := words.NewQuotable(text).Find(line)
			if !ok {
				t.Fatalf("%q was shown of %q and is not found", line, text)
			}
			if !utf8.ValidString(text[start:end]) && utf8.ValidString(text) {
				t.Fatalf("%q is cut", text[start:end])
			}
		}
	})
}
