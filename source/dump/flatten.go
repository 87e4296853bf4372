package dump

import (
	"html"
	"regexp"
	"strings"

	"motirbot/internal/tables"
)

// flatten brings light Markdown to paragraphs of plain text. It knows what
// press releases use; anything else stays as it was written.
func flatten(lines []string) []string {
	text := htmlComment.ReplaceAllString(strings.Join(lines, "\n"), "")
	var f flattener
	for _, l := range tables.FromText(strings.Split(text, "\n")) {
		f.line(l)
	}
	f.end()
	return f.paragraphs
}

var (
	htmlComment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	codeFence     = regexp.MustCompile("^ {0,3}(```|~~~)")
	quotePrefix   = regexp.MustCompile(`^ {0,3}(> ?)+`)
	heading       = regexp.MustCompile(`^ {0,3}#{1,6}(?:\s+(.*?))?(?:\s#+)?\s*$`)
	ruleLine      = regexp.MustCompile(`^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|=+\s*)$`)
	bulletItem    = regexp.MustCompile(`^\s*[-*+]\s+`)
	numberedItem  = regexp.MustCompile(`^\s*\d{1,3}[.)]\s+`)
	linkReference = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s+\S+`)
)

// flattener collects lines into paragraphs; inline marks are resolved over a
// whole paragraph, since emphasis may span lines.
type flattener struct {
	paragraphs []string
	current    []string
	inCode     bool
}

func (f *flattener) line(l string) {
	if codeFence.MatchString(l) {
		f.end()
		f.inCode = !f.inCode
		return
	}
	if f.inCode {
		f.paragraphs = append(f.paragraphs, l)
		return
	}
	l = quotePrefix.ReplaceAllString(l, "")
	switch {
	case tables.IsRow(l):
		f.end()
		f.current = append(f.current, l)
		f.end()
	case strings.TrimSpace(l) == "", ruleLine.MatchString(l), linkReference.MatchString(l):
		f.end()
	case heading.MatchString(l):
		f.end()
		f.current = append(f.current, heading.FindStringSubmatch(l)[1])
		f.end()
	case bulletItem.MatchString(l):
		f.end()
		f.current = append(f.current, bulletItem.ReplaceAllString(l, ""))
	default:
		if numberedItem.MatchString(l) {
			f.end()
		}
		f.current = append(f.current, strings.TrimSuffix(l, `\`))
	}
}

func (f *flattener) end() {
	if len(f.current) > 0 {
		f.paragraphs = append(f.paragraphs, flattenInline(strings.Join(f.current, "\n")))
		f.current = nil
	}
}

var (
	escaped  = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]")
	codeSpan = regexp.MustCompile("(`+)(.+?)(`+)")
	marks    = []struct {
		sign string // a text without it cannot match
		find *regexp.Regexp
		keep string
	}{
		{"![", regexp.MustCompile(`!\[([^\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)`), "$1"},
		{"](", regexp.MustCompile(`\[([^\[\]]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+"[^"]*")?\)`), "$1"},
		{"][", regexp.MustCompile(`\[([^\[\]]+)\]\[[^\[\]]*\]`), "$1"},
		{"<http", regexp.MustCompile(`<(https?://[^\s<>]+)>`), "$1"},
		{"**", regexp.MustCompile(`(?s)\*\*(\S(?:.*?\S)?)\*\*`), "$1"},
		{"*", regexp.MustCompile(`\*([^\s*](?:[^*]*[^\s*])?)\*`), "$1"},
		{"__", regexp.MustCompile(`(?s)(^|[^\pL\pN_])__(\S(?:.*?\S)?)__($|[^\pL\pN_])`), "$1$2$3"},
		{"_", regexp.MustCompile(`(^|[^\pL\pN_])_([^\s_](?:[^_]*[^\s_])?)_($|[^\pL\pN_])`), "$1$2$3"},
		{"~~", regexp.MustCompile(`(?s)~~(\S(?:.*?\S)?)~~`), "$1"},
	}
)

// literalBase shifts characters that are to be taken literally out of the way
// of the marks, into the private use area.
const literalBase = 0xE000

func flattenInline(s string) string {
	s = escaped.ReplaceAllStringFunc(s, func(m string) string { return hide(m[1:]) })
	s = codeSpan.ReplaceAllStringFunc(s, func(m string) string { return hide(strings.Trim(m, "`")) })
	for _, m := range marks {
		if strings.Contains(s, m.sign) {
			s = m.find.ReplaceAllString(s, m.keep)
		}
	}
	return html.UnescapeString(unhide(s))
}

func hide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return literalBase + r
		}
		return r
	}, s)
}

func unhide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > literalBase+' ' && r < literalBase+0x7F {
			return r - literalBase
		}
		return r
	}, s)
}
