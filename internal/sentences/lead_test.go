package sentences_test

import (
	"testing"

	"motirbot/internal/sentences"
)

// TestLeadKnowsTheText: a name that stands elsewhere in the text ends a heading,
// unless the words before it are its bearer's office.
func TestLeadKnowsTheText(t *testing.T) {
	const text = "The ministry approved the plan of Samwoo Steel for a pier. A share of the cost is paid by the city, said the trade minister. "
	for said, want := range map[string]string{
		"Local Share Samwoo Steel builds the pier.":               "Samwoo Steel builds the pier.",
		"What the Share Covers Samwoo Steel builds the pier.":     "Samwoo Steel builds the pier.",
		"City of Ulsan and Trade Minister Kim Su-jin visited it.": "City of Ulsan and Trade Minister Kim Su-jin visited it.",
		"The Plan of Ulsan's Samwoo Steel begins.":                "The Plan of Ulsan's Samwoo Steel begins.",
	} {
		if got := said[sentences.Lead(said, text+said):]; got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}

func TestLead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a plain sentence", "The ministers met in Oslo.", "The ministers met in Oslo."},
		{"a name first", "Trade Minister Lee Seo-yeon met the press in The Hague.", "Trade Minister Lee Seo-yeon met the press in The Hague."},
		{"a heading before an article", "Joint Steps The two ministries will open an office.", "The two ministries will open an office."},
		{"a heading of one word", "Outlook The fair returns in spring.", "The fair returns in spring."},
		{"a heading before a preposition", "Background In the year before, sales had fallen.", "In the year before, sales had fallen."},
		{"a heading with small words", "Terms of the Grant Under the new rules half is paid.", "Under the new rules half is paid."},
		{"a heading before a number", "Results Four contracts were signed there.", "Four contracts were signed there."},
		{"a heading before an indefinite article", "Not Admitted A firm from Ulsan had no permit.", "A firm from Ulsan had no permit."},
		{"an office with a preposition", "Deputy Under Secretary Miller came to Seoul.", "Deputy Under Secretary Miller came to Seoul."},
		{"a plan with a letter", "Plan A covers all of the coast.", "Plan A covers all of the coast."},
		{"a name that cannot be told from a heading", "Local Share Samwoo Steel builds the pier.", "Local Share Samwoo Steel builds the pier."},
		{"a heading whose word comes again", "Domestic Sales Domestic sales grew in July.", "Domestic sales grew in July."},
		{"a square", "□ 산업부는 12.3.(수) 회의를 열었다.", "산업부는 12.3.(수) 회의를 열었다."},
		{"a Korean circle", " ㅇ 두 회사가 참여한다.", "두 회사가 참여한다."},
		{"a triangle without a space", "△Exports: USD 2 billion", "Exports: USD 2 billion"},
		{"a footnote", "* 잠정치", "잠정치"},
		{"a negative number", "-5.1 percent was the change.", "-5.1 percent was the change."},
		{"nothing but a sign", "□ ", "□ "},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.text[sentences.Lead(c.text, c.text):]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
