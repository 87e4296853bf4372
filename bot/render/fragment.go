package render

import (
	"fmt"
	"strings"
	"unicode"

	"motirbot/bot/render/markdown"
)

// maxFragment bounds what a fragment adds to a link: a Korean letter takes nine
// characters in it.
const maxFragment = 300

// withFragment is the address of a page with what makes a browser show the quoted
// words on it, a text directive (https://wicg.github.io/scroll-to-text-fragment/):
// the quote where it is short, else its first and its last words, at most so
// many of each. Without words, it is the address.
func withFragment(address, quote string, words int) string {
	lines := strings.FieldsFunc(quote, func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) == 0 || words == 0 {
		return address
	}
	// A range may go over lines, which are blocks of the page; neither end may.
	first, last := strings.Fields(lines[0]), strings.Fields(lines[len(lines)-1])
	for ; words > 0; words-- {
		directive := ""
		if len(lines) == 1 && len(first) <= 2*words {
			directive = encoded(first)
		} else if start, end := encoded(first[:min(words, len(first))]), encoded(last[max(len(last)-words, 0):]); start != "" && end != "" {
			directive = start + "," + end
		}
		if directive == "" || len(directive) > maxFragment {
			continue
		}
		if strings.Contains(address, "#") {
			return address + ":~:text=" + directive
		}
		return address + "#:~:text=" + directive
	}
	return address
}

// linkTo is a link to the quoted words of a page. Where the address is none that
// may be opened, the label stands alone.
func linkTo(label, address, quote string, words int) string {
	safe, ok := markdown.SafeURL(address)
	label = markdown.EscapeLine(label)
	if !ok {
		return label
	}
	return "[" + label + "](" + withFragment(safe, quote, words) + ")"
}

// encoded is words as a text directive holds them: without the punctuation around
// them, which pages may set otherwise, and with all but letters and digits
// percent-encoded, so that none of it is taken for the directive's own "-", ","
// and "&", or for Markdown.
func encoded(words []string) string {
	text := strings.TrimFunc(strings.Join(words, " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
