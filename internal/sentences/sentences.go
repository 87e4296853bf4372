// Package sentences cuts text into sentences. The boundaries are those of
// Unicode text segmentation (UAX #29, through clipperhouse/uax29), with the
// breaks suppressed that the standard itself leaves to tailoring: after
// abbreviations ("U.S. Trade Representative", "Dr. Kim"), as Unicode CLDR's
// segment suppressions do.
package sentences

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Span is one sentence of a text, without the white space around it.
type Span struct {
	Start, End int // byte offsets: the sentence is text[Start:End]
	Paragraph  int // 0-based number of the paragraph it stands in
}

// Split returns the sentences of text in order. A sentence never reaches over
// a line break. The row of a table, a line that begins with a bar, is one; the
// rule below its heads is none.
func Split(text string) []Span {
	var spans []Span
	paragraph, offset := 0, 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			offset += len(line)
			continue
		}
		split := splitLine
		if strings.HasPrefix(line, "|") {
			split = row
		}
		for _, s := range split(line) {
			spans = append(spans, Span{Start: offset + s.Start, End: offset + s.End, Paragraph: paragraph})
		}
		paragraph++
		offset += len(line)
	}
	return spans
}

func row(line string) []Span {
	s, ok := trimmed(line, 0, len(line))
	if !ok || strings.Trim(line[s.Start:s.End], "|-: ") == "" {
		return nil
	}
	return []Span{s}
}

func splitLine(line string) []Span {
	var spans []Span
	start, offset := 0, 0
	tokens := sentences.FromString(line)
	for tokens.Next() {
		offset += len(tokens.Value())
		if offset < len(line) && !endsSentence(line[start:offset], line[offset:]) {
			continue
		}
		if s, ok := trimmed(line, start, offset); ok {
			spans = append(spans, s)
		}
		start = offset
	}
	return spans
}

func trimmed(line string, start, end int) (Span, bool) {
	segment := line[start:end]
	left := len(segment) - len(strings.TrimLeftFunc(segment, unicode.IsSpace))
	right := len(strings.TrimRightFunc(segment, unicode.IsSpace))
	if left >= right {
		return Span{}, false
	}
	return Span{Start: start + left, End: start + right}, true
}

// endsSentence reports whether a break proposed between head and tail holds.
func endsSentence(head, tail string) bool {
	head = strings.TrimRightFunc(head, unicode.IsSpace)
	if inDate(head, tail) {
		return false
	}
	if !strings.HasSuffix(head, ".") {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(tail, isOpening))
	if unicode.IsLower(next) || unicode.IsDigit(next) && hasNumberAbbreviation(head) {
		return false
	}
	word := lastWord(strings.TrimSuffix(head, "."))
	return !isAbbreviation(word)
}

// dateGoesOn matches what follows on a number and a point inside a date such as
// "2026. 4. 14.(화)".
var dateGoesOn = regexp.MustCompile(`^\s?(?:\d{1,2}\.|\(?[월화수목금토일](?:요일)?[,)])`)

// wholeDate matches a date in points: what it is the date of follows on it.
var wholeDate = regexp.MustCompile(`\b\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.$`)

func inDate(head, tail string) bool {
	if wholeDate.MatchString(head) {
		return true
	}
	digits, point := strings.CutSuffix(strings.TrimSuffix(head, "("), ".")
	return point && digits != "" && digits[len(digits)-1] >= '0' && digits[len(digits)-1] <= '9' && dateGoesOn.MatchString(tail)
}

func isOpening(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'“‘(", r) }

func lastWord(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("(\"“‘'-–—/", r)
	})
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

// isAbbreviation holds for words after which a full stop rarely ends a
// sentence. "Inc", "Ltd" and "a.m" are left out: they often do end one.
func isAbbreviation(word string) bool {
	switch word {
	case "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Gov", "Rep", "Gen", "St", "Amb", "Rev", "Hon",
		"vs", "cf", "e.g", "i.e", "approx", "No", "Nos", "Vol", "Fig",
		"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
		"U.S", "U.K", "U.N", "E.U", "D.C":
		return true
	}
	// An initial: "Dimitri S. Kerkentzes".
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsUpper(r)
}

func hasNumberAbbreviation(head string) bool {
	switch lastWord(strings.TrimSuffix(head, ".")) {
	case "No", "Nos", "Art", "Sec", "pp", "p":
		return true
	}
	return false
}
