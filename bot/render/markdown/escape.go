// Package markdown writes text for Discord: words that others wrote are made
// inert, links are only those asked for, and long text is cut where a reader
// would cut it. Everything here is pure.
package markdown

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow a letter. Vietnamese needs
// two; stacks of dozens that climb over the lines above need more.
const maxMarks = 4

// Clean removes what a reader cannot see but a client obeys: control and
// format characters (right-to-left marks, zero-width characters, tags),
// letters that render as nothing, and towers of combining marks. Line ends
// become \n, runs of blank lines one blank line, other white space a blank.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n") {
		switch {
		case isLineEnd(r):
			r = '\n'
		case unicode.IsSpace(r):
			r = ' '
		case isInvisible(r):
			continue
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
	}
	return tidyLines(b.String())
}

// CleanLine is Clean for text that has to stay on one line, such as a title.
func CleanLine(s string) string {
	return strings.Join(strings.Fields(Clean(s)), " ")
}

func isLineEnd(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func isInvisible(r rune) bool {
	if r < 0x7f {
		return r < ' ' // nearly all text, and spared the tables
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point)
}

// tidyLines trims every line and keeps at most one blank line in a row.
func tidyLines(s string) string {
	var kept []string
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimRight(strings.Join(kept, "\n"), "\n")
}

// Escape cleans text and makes it show as it is: no formatting, no mention,
// no time or command tag, no link, no list or heading, no ping.
func Escape(s string) string { return escape(Clean(s)) }

// EscapeLine is Escape on one line.
func EscapeLine(s string) string { return escape(CleanLine(s)) }

// EscapePart is Escape for a part of a line: the blanks at its ends stay.
func EscapePart(s string) string {
	inner := strings.TrimSpace(s)
	if inner == "" {
		return s
	}
	at := strings.Index(s, inner)
	return s[:at] + EscapeLine(inner) + s[at+len(inner):]
}

// EscapeBold is Escape with some parts of the text in bold, wherever they
// first stand in it. Parts may overlap.
func EscapeBold(s string, parts []string) string {
	s = Clean(s)
	var b strings.Builder
	at := 0
	for _, bold := range found(s, parts) {
		b.WriteString(escape(s[at:bold.start]) + boldMark + escape(s[bold.start:bold.end]) + boldMark)
		at = bold.end
	}
	b.WriteString(escape(s[at:]))
	return b.String()
}

const boldMark = "**"

// found returns where the parts stand in s, in order, those that touch as one.
func found(s string, parts []string) []span {
	var all []span
	for _, part := range parts {
		part = Clean(part)
		if at := strings.Index(s, part); at >= 0 && part != "" {
			all = append(all, span{at, at + len(part)})
		}
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var joined []span
	for _, sp := range all {
		last := len(joined) - 1
		if last >= 0 && strings.TrimSpace(s[joined[last].end:max(sp.start, joined[last].end)]) == "" {
			joined[last].end = max(joined[last].end, sp.end)
			continue
		}
		joined = append(joined, sp)
	}
	return joined
}

// afterAt keeps "@everyone" from being one word. An empty list of allowed
// mentions keeps it from ringing; this keeps it from looking like a ping.
const afterAt = '\u200B'

// place is where in its line a character stands: only there do some of them
// make a list.
type place int

const (
	atStart place = iota
	inNumber
	inLine
)

func (p place) after(r rune) place {
	switch {
	case r == '\n':
		return atStart
	case p != inLine && '0' <= r && r <= '9':
		return inNumber
	}
	return inLine
}

func escape(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	where := atStart
	for i, r := range s {
		rest := s[i+utf8.RuneLen(r):]
		if needsBackslash(r, rest, where) || r == '.' && inHost(s[:i], rest) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r == '@' && callsEveryone(rest) {
			b.WriteRune(afterAt)
		}
		where = where.after(r)
	}
	return b.String()
}

func needsBackslash(r rune, rest string, where place) bool {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '<', '>', '[', ']', '#':
		return true
	case ':':
		// "https://" must not become a link that nobody cited.
		return strings.HasPrefix(rest, "//")
	case '-', '+':
		return where == atStart
	case '.', ')':
		return where == inNumber && (rest == "" || rest[0] == ' ' || rest[0] == '\n')
	}
	return false
}

// inHost reports whether the dot between them may be one of a host's name, as in
// "discord.gg": clients and servers take some of those for links.
func inHost(before, after string) bool {
	isLetter := func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
	if before == "" || len(after) < 2 {
		return false
	}
	if n := len(before) - len("www"); n >= 0 && strings.EqualFold(before[n:], "www") {
		return true
	}
	last := before[len(before)-1]
	return (isLetter(last) || '0' <= last && last <= '9' || last == '-') && isLetter(after[0]) && isLetter(after[1])
}

func callsEveryone(rest string) bool {
	return hasPrefixFold(rest, "everyone") || hasPrefixFold(rest, "here")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
