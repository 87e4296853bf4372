package grounding

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/words"
)

// text is a string cut into words, with what stands between them at hand:
// currency signs, dashes and brackets are no words, yet decide what a number or
// a name is.
type text struct {
	s    string
	toks []words.Token
}

func cutText(s string) text {
	all := words.Split(s)
	toks := make([]words.Token, 0, len(all))
	for _, t := range all {
		if !t.Joined {
			toks = append(toks, t)
		}
	}
	return text{s, toks}
}

// word returns the folded token at i, "" outside the text.
func (t text) word(i int) string {
	if i < 0 || i >= len(t.toks) {
		return ""
	}
	return t.toks[i].Text
}

// raw returns the token at i as it is written.
func (t text) raw(i int) string {
	if i < 0 || i >= len(t.toks) {
		return ""
	}
	return t.s[t.toks[i].Start:t.toks[i].End]
}

// gap returns what stands between token i-1 and token i; before the first
// token the start of the text, after the last its end.
func (t text) gap(i int) string {
	start, end := 0, len(t.s)
	if i > 0 && i-1 < len(t.toks) {
		start = t.toks[i-1].End
	}
	if i < len(t.toks) {
		end = t.toks[i].Start
	}
	if start > end {
		return ""
	}
	return t.s[start:end]
}

// capital reports whether the token at i starts with a capital letter.
func (t text) capital(i int) bool {
	r, _ := utf8.DecodeRuneInString(t.raw(i))
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// span returns the byte offsets from token i to token j-1.
func (t text) span(i, j int) (start, end int) {
	return t.toks[i].Start, t.toks[j-1].End
}

// opensSentence reports whether token i is the first word of a sentence or of
// a quotation, where a capital letter says nothing.
func (t text) opensSentence(i int) bool {
	if i == 0 {
		return true
	}
	g := strings.TrimRight(t.gap(i), " \t\"'“”‘’(*_")
	if g == "" {
		return strings.ContainsAny(t.gap(i), "\"“")
	}
	return strings.ContainsAny(g[len(g)-1:], ".!?\n") && !isInitial(t.raw(i-1)) || strings.HasSuffix(g, ":") || strings.HasSuffix(g, "•")
}

func isInitial(raw string) bool {
	return utf8.RuneCountInString(raw) == 1 || strings.HasSuffix(raw, ".")
}

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
