package main

import (
	"strings"
	"unicode"
)

// clean takes out of a text what would act on a terminal instead of being
// read: control characters, whole ANSI escape sequences, and marks that turn
// the reading direction. Line ends and tabs stay.
func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var seq escape
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if seq.swallows(r) {
			continue
		}
		if r == '\n' || r == '\t' || !actsOnTerminal(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cleanLine is clean on one line, for titles and errors.
func cleanLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

func actsOnTerminal(r rune) bool {
	return unicode.IsControl(r) ||
		(r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069') ||
		r == '\u200E' || r == '\u200F' || r == '\u2028' || r == '\u2029'
}

// escape follows an escape sequence as ECMA-48 builds them, so that its
// letters do not stay behind as text.
type escape int

const (
	outside   escape = iota
	started          // after ESC
	inControl        // after ESC [: up to a final byte @ to ~
	inString         // after ESC ] and its like: up to BEL or ESC \
)

// swallows reports whether r belongs to a sequence. A line end closes every
// sequence: an unfinished one must not hide the lines that follow.
func (e *escape) swallows(r rune) bool {
	switch {
	case r == '\n':
		*e = outside
		return false
	case r == '\x1b':
		*e = started
	case r == '\u009b':
		*e = inControl
	case *e == started:
		*e = afterEscape(r)
	case *e == inControl:
		if r >= '@' && r <= '~' {
			*e = outside
		}
	case *e == inString:
		if r == '\a' || r == '\u009c' {
			*e = outside
		}
	default:
		return false
	}
	return true
}

func afterEscape(r rune) escape {
	switch r {
	case '[':
		return inControl
	case ']', 'P', 'X', '^', '_':
		return inString
	}
	if r >= ' ' && r <= '/' { // ESC ( B and its like have more to come
		return started
	}
	return outside
}
