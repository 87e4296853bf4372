package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Len is a length as Discord's limits count it, on the safe side: UTF-16
// units, of which there are at least as many as characters.
func Len(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

const fence = "```"

// Split cuts Markdown into parts of at most limit, each of which stands by
// itself. It cuts between paragraphs, else lines, else sentences, else words;
// inside a word only where one is longer than limit. Links, tags and escapes
// stay whole, and a code block that is cut is closed and opened again. A limit
// under 64 counts as 64.
func Split(s string, limit int) []string {
	limit = max(limit, 64)
	var parts []string
	open := "" // the line that opened the code block we are in
	s = strings.Trim(s, "\n ")
	for s != "" {
		prefix := ""
		if open != "" {
			prefix = open + "\n"
		}
		if Len(prefix)+Len(s) <= limit {
			return append(parts, prefix+s)
		}
		at := cut(s, limit-Len(prefix)-Len("\n"+fence))
		part := prefix + s[:at]
		inside := open != ""
		open = openFence(part)
		if open != "" {
			part = strings.TrimRight(part, "\n") + "\n" + fence
			s = strings.TrimPrefix(s[at:], "\n")
		} else {
			part = strings.TrimRight(part, "\n ")
			s = strings.TrimLeft(s[at:], "\n ")
		}
		if !inside || part != prefix+fence {
			parts = append(parts, part)
		}
	}
	return parts
}

// Truncate returns s, or as much of it as fits into limit with an ellipsis.
func Truncate(s string, limit int) string {
	if Len(s) <= limit {
		return s
	}
	if limit < 2 {
		return ""
	}
	at := cut(s, limit-1)
	if at < within(s, limit-1)/3 {
		at = lastCluster(s, within(s, limit-1), solids(s)) // nearly all is one word
	}
	return strings.TrimRight(s[:at], " \n.,;:") + "…"
}

// TruncateBold is Truncate for text from EscapeBold: what is bold where it is
// cut stays bold.
func TruncateBold(s string, limit int) string {
	if Len(s) <= limit {
		return s
	}
	s = Truncate(s, limit-len(boldMark))
	marks := 0
	for _, sp := range solids(s) {
		if s[sp.start:sp.end] == boldMark {
			marks++
		}
	}
	if marks%2 == 0 {
		return s
	}
	return s + boldMark
}

// cut returns the byte offset at which to end a part of at most limit.
func cut(s string, limit int) int {
	window := within(s, limit)
	if window == len(s) {
		return window
	}
	solid := solids(s)
	for _, kind := range []func(string, int) bool{afterParagraph, afterLine, afterSentence} {
		// A part that is nearly empty reads worse than one cut at a lesser bound.
		if at := lastBreak(s, window, solid, kind); at > window/3 {
			return at
		}
	}
	if at := lastBreak(s, window, solid, afterBlank); at > 0 {
		return at
	}
	return lastCluster(s, window, solid)
}

// within returns the length in bytes of the longest start of s of at most
// limit units, one rune at least.
func within(s string, limit int) int {
	n := 0
	for i, r := range s {
		if n += units(r); n > limit && i > 0 {
			return i
		}
	}
	return len(s)
}

// lastBreak returns the last offset up to window that is a break of this kind
// and not inside something solid, or 0.
func lastBreak(s string, window int, solid []span, isBreak func(string, int) bool) int {
	for at := window; at > 0; at-- {
		if isBreak(s, at) && !inside(solid, at) {
			return at
		}
	}
	return 0
}

func afterParagraph(s string, at int) bool { return strings.HasSuffix(s[:at], "\n\n") }
func afterLine(s string, at int) bool      { return s[at-1] == '\n' }
func afterBlank(s string, at int) bool     { return s[at-1] == ' ' || s[at-1] == '\n' }

func afterSentence(s string, at int) bool {
	if !afterBlank(s, at) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:at], " )\"”’"))
	return strings.ContainsRune(".!?。！？", before)
}

// lastCluster cuts between two characters as a reader sees them, and not
// inside something solid unless that alone is longer than the window.
func lastCluster(s string, window int, solid []span) int {
	last, rest, state := 0, s, -1
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		end := last + len(cluster)
		if end > window {
			break
		}
		last = end
	}
	if last == 0 {
		last = window // one cluster longer than the window
	}
	for _, sp := range solid {
		if sp.start < last && last < sp.end && sp.start > 0 {
			return sp.start
		}
	}
	return last
}

// span is a range of bytes.
type span struct{ start, end int }

func inside(spans []span, at int) bool {
	for _, sp := range spans {
		if sp.start < at && at < sp.end {
			return true
		}
	}
	return false
}

// solids returns what must not be cut: escapes, links, tags such as <t:1:R>,
// and the marks of bold text, in order.
func solids(s string) []span {
	var spans []span
	for i := 0; i < len(s); {
		n := 1
		switch {
		case s[i] == '\\' && i+1 < len(s):
			_, size := utf8.DecodeRuneInString(s[i+1:])
			n = 1 + size
		case s[i] == '[':
			n = linkLen(s[i:])
		case s[i] == '<':
			n = tagLen(s[i:])
		case strings.HasPrefix(s[i:], boldMark):
			n = len(boldMark)
		}
		if n > 1 {
			spans = append(spans, span{i, i + n})
		}
		i += n
	}
	return spans
}

// linkLen returns the length of the link that s begins with, or 1.
func linkLen(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == ']' && strings.HasPrefix(s[i:], "]("):
			end := strings.IndexAny(s[i+2:], ") \n[(") // SafeURL leaves no bracket in an address
			if end < 0 || s[i+2+end] != ')' {
				return 1
			}
			return i + 2 + end + 1
		case s[i] == ']', s[i] == '[', s[i] == '\n':
			return 1
		}
	}
	return 1
}

// tagLen returns the length of the tag that s begins with, or 1.
func tagLen(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r == '>' || unicode.IsSpace(r) })
	if end < 0 || s[end] != '>' {
		return 1
	}
	return end + 1
}

// openFence returns the line that opens the code block in which s ends, or "".
func openFence(s string) string {
	open := ""
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\n")
		switch {
		case !strings.HasPrefix(line, fence):
		case open == "":
			open = within32(line)
		default:
			open = ""
		}
	}
	return open
}

// within32 bounds what is repeated at the head of each part.
func within32(line string) string { return line[:within(line, 32)] }
