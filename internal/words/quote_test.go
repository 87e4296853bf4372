package words_test

import (
	"strings"
	"testing"

	"motirbot/internal/words"
)

const spoken = "Minister Kim said, “Exports rose 4.7% to USD 70.9 billion,” in Seoul.\n\n" +
	"△ Semiconductors: 17.3 billion (△3.2%)\n11월 수출은 709억 달러로, 역대 최대였다.\nThe talks of 2025 12 firms ended on 12-18."

func TestFind(t *testing.T) {
	for name, c := range map[string]struct{ words, want string }{
		"as they stand":                      {"Exports rose 4.7%", "Exports rose 4.7%"},
		"another case":                       {"EXPORTS ROSE", "Exports rose"},
		"other quotation marks":              {`said, "Exports rose`, "said, “Exports rose"},
		"over a line break":                  {"in Seoul. △ Semiconductors: 17.3 billion", "in Seoul.\n\n△ Semiconductors: 17.3 billion"},
		"with the bars of the prompt":        {"in Seoul.\n| △ Semiconductors", "in Seoul.\n\n△ Semiconductors"},
		"Korean, spaced otherwise":           {"709억달러로 역대최대", "709억 달러로, 역대 최대"},
		"an ellipsis":                        {"Exports rose … in Seoul", "Exports rose 4.7% to USD 70.9 billion,” in Seoul"},
		"an ellipsis of dots in brackets":    {"Exports rose [...] in Seoul", "Exports rose 4.7% to USD 70.9 billion,” in Seoul"},
		"an ellipsis at the end":             {"Exports rose 4.7% …", "Exports rose 4.7%"},
		"parts in the wrong order":           {"in Seoul … Exports rose", ""},
		"one part missing":                   {"Exports rose … in Busan", ""},
		"a part that is nothing":             {"Exports rose … a … in Seoul", ""},
		"too many parts":                     {"Minister … Exports … rose … USD … Seoul", ""},
		"not there":                          {"Exports fell 4.7%", ""},
		"another figure":                     {"rose 4.8%", ""},
		"the end of a figure":                {"0.9 billion", ""},
		"the beginning of a figure":          {"to USD 70", ""},
		"a figure without its point":         {"rose 47%", ""},
		"two figures made one":               {"2025 12 firms", "2025 12 firms"},
		"two figures in one":                 {"202512 firms", ""},
		"a sign that is left out of a range": {"ended on 12-18", "ended on 12-18"},
		"a range written as a number":        {"ended on 1218", ""},
		"nothing":                            {"", ""},
		"too little":                         {"in", ""},
		"punctuation only":                   {"… “ ” …", ""},
	} {
		t.Run(name, func(t *testing.T) {
			start, end, ok := words.NewQuotable(spoken).Find(c.words)
			if got := spoken[start:end]; got != c.want || ok != (c.want != "") {
				t.Errorf("%q found as %q (%t), want %q", c.words, got, ok, c.want)
			}
		})
	}
}

func TestFindTakesTheShortestSpan(t *testing.T) {
	far := "Exports rose in May. " + strings.Repeat("Nothing else. ", 90)
	for name, c := range map[string]struct{ text, words, want string }{
		"near":     {"Exports rose. Exports rose 3% in Seoul.", "Exports rose … in Seoul", "Exports rose 3% in Seoul"},
		"far away": {far + "Imports fell by a third.", "Exports rose … Imports fell by a third", "Imports fell by a third"},
	} {
		t.Run(name, func(t *testing.T) {
			start, end, _ := words.NewQuotable(c.text).Find(c.words)
			if got := c.text[start:end]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
