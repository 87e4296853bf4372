package grounding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// quotation is what the model puts between quotation marks.
type quotation struct{ start, end int }

var closingMark = map[rune]rune{'“': '”', '"': '"', '「': '」', '『': '』', '«': '»', '‘': '’', '\'': '\'', '„': '“'}

// quotations finds the quoted parts of s. A single mark opens only after a
// space and closes only before one, so that apostrophes are left alone.
func quotations(s string) []quotation {
	var out []quotation
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end := closing(s, i, r, size)
		if end < 0 {
			i += size
			continue
		}
		out = append(out, quotation{i + size, end})
		_, last := utf8.DecodeRuneInString(s[end:])
		i = end + last
	}
	return out
}

func closing(s string, i int, open rune, size int) int {
	mark, ok := closingMark[open]
	if !ok {
		return -1
	}
	single := mark == '’' || mark == '\''
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); single && i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
		return -1
	}
	for at := i + size; at < len(s); {
		r, n := utf8.DecodeRuneInString(s[at:])
		after, _ := utf8.DecodeRuneInString(s[at+n:])
		if (r == mark || mark == '”' && r == '"') && at > i+size && !(single && (unicode.IsLetter(after) || unicode.IsDigit(after))) {
			return at
		}
		at += n
	}
	return -1
}

// holdsQuote reports whether the passage holds the words in that order and
// without a gap. An ellipsis in the quotation may stand for anything.
func (p *passage) holdsQuote(quote string) bool {
	quote = strings.NewReplacer("…", "...", "[...]", "...", ". . .", "...").Replace(quote)
	from := 0
	for part := range strings.SplitSeq(quote, "...") {
		want := wordsOf(part)
		if len(want) == 0 {
			continue
		}
		at := find(p.words[from:], want)
		if at < 0 {
			return false
		}
		from += at + len(want)
	}
	return true
}

// find returns where the words of want stand in list, or -1.
func find(list, want []string) int {
	for i := 0; i+len(want) <= len(list); i++ {
		n := 0
		for n < len(want) && list[i+n] == want[n] {
			n++
		}
		if n == len(want) {
			return i
		}
	}
	return -1
}
