package grounding

import (
	"regexp"
	"strings"
	"unicode"
)

// invisible reports whether a character must never reach a reader: controls,
// bidirectional overrides, zero-width and tag characters, variation selectors.
func invisible(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	}
	return false
}

// visible drops invisible characters and brings every kind of space and line
// end to one.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\v' || r == '\f' || r == '\r' || r == '\t':
			return ' '
		case invisible(r):
			return -1
		case r != '\n' && unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
}

// plainLine takes the markup of one line away and returns its words, with the
// markers cut out and their places. What could become a link, a mention or
// markup in a chat client is gone from the text for good: brackets, angle
// brackets, at signs, asterisks, backticks, addresses.
func plainLine(line string) (string, []marker) {
	var b strings.Builder
	var found []marker
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '<' && tagEnd(line, i) > 0:
			b.WriteByte(' ')
			i = tagEnd(line, i)
		case c == '(' && i > 0 && line[i-1] == ']' && strings.IndexByte(line[i:], ')') > 0:
			i += strings.IndexByte(line[i:], ')') + 1 // the target of a Markdown link
		case c == '@':
			i = mentionEnd(line, i)
		default:
			if numbers, end := readMarker(line, i); end > i {
				found = append(found, marker{at: b.Len(), numbers: numbers})
				i = end
				continue
			}
			if r := markup(c); r >= 0 {
				b.WriteByte(byte(r))
			}
			i++
		}
	}
	return b.String(), found
}

// markup returns what stands for the byte c: itself, a space, or nothing (-1).
func markup(c byte) rune {
	switch c {
	case '[', ']', '<', '>', '`', '\\', '*':
		return -1
	case '|', '_':
		return ' '
	}
	return rune(c)
}

// tagEnd returns the offset after the HTML tag, mention or autolink that opens
// at i, or 0.
func tagEnd(line string, i int) int {
	if i+1 >= len(line) || !strings.ContainsRune("/!@#:?", rune(line[i+1])) && !isASCIILetter(line[i+1]) {
		return 0
	}
	if n := strings.IndexByte(line[i:], '>'); n > 0 {
		return i + n + 1
	}
	return 0
}

// mentionEnd returns the offset after "@everyone" or "@name"; inside a word
// only the sign itself goes.
func mentionEnd(line string, i int) int {
	end := i + 1
	if i > 0 && line[i-1] != ' ' && line[i-1] != '(' {
		return end
	}
	for end < len(line) && (isASCIILetter(line[end]) || line[end] == '_' || line[end] >= '0' && line[end] <= '9') {
		end++
	}
	return end
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// address matches a word that a chat client may turn into a link: with a
// scheme, or a host name with a path or a common ending.
var address = regexp.MustCompile(`(?i)^\W*(?:[a-z][a-z0-9+.\-]*:/|(?:mailto|javascript|data|tel|discord|steam):|www\.|(?:[a-z0-9\-]+\.)+[a-z]{2,}[/?#:]|(?:[a-z0-9\-]+\.)+(?:com|net|org|info|io|gg|me|dev|app|xyz|kr|go\.kr|co|uk|jp|cn|eu|gov|edu)\W*$)`)

var (
	emptyBrackets = regexp.MustCompile(`(?i)\(\s*(?:(?:see|sources?|releases?|passages?|refs?|cf|출처)[.:]?\s*)?[,;]*\s*\)`)
	strayComma    = regexp.MustCompile(`(?:\s*[,;])+\s*([.!?。])`)
	beforeMark    = regexp.MustCompile(`\s+([.,;:!?。)])`)
)

// leadsToAddress are the words that an address completes: "see", "found at".
var leadsToAddress = wordSet("at see visit via on from to in under is through with by here and or for of check read open follow go")

// tidy drops addresses from a sentence and closes the holes that cut-out
// markers leave. A stump is a sentence that means little without the address.
func tidy(s string) (text string, stump bool) {
	var kept []string
	for w := range strings.FieldsSeq(s) {
		if strings.Contains(w, "://") || address.MatchString(w) {
			stump = stump || len(kept) == 0 || leadsToAddress[strings.ToLower(strings.Trim(kept[len(kept)-1], ",;:()"))]
			w = strings.TrimLeftFunc(w[len(strings.TrimRight(w, ".,;:!?")):], unicode.IsSpace)
		}
		if w != "" {
			kept = append(kept, w)
		}
	}
	s = strings.ReplaceAll(strings.Join(kept, " "), "~~", "")
	s = emptyBrackets.ReplaceAllString(s, "")
	s = strayComma.ReplaceAllString(s, "$1")
	s = beforeMark.ReplaceAllString(s, "$1")
	return strings.TrimSpace(strings.TrimLeft(strings.Join(strings.Fields(s), " "), ",;.:) ")), stump
}
