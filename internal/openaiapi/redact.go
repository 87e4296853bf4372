package openaiapi

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	maxServerText = 2000 // runes of a server's error kept for inspection
	maxShown      = 200  // runes of it shown
	echoWindow    = 24   // bytes in common with the request that count as an echo
	minEcho       = 8    // bytes of the shortest message looked for whole
)

// keyLike finds credentials that are not ours: a proxy may show its own.
var keyLike = regexp.MustCompile(`(?i)\b(?:sk|pk|rk)-[\w*.-]{6,}|\bbearer\s+\S+`)

// clean makes a server's words fit to show: on one line, without control
// characters, without the key and without what we sent.
func (k *call) clean(text string) string {
	text = k.c.withoutKey(oneLine(text))
	text = keyLike.ReplaceAllString(text, redacted)
	return withoutEcho(truncate(text, maxServerText), k.sent)
}

// withoutKey must come before any cutting, which could leave half a key, and
// after oneLine, which could put one together. What may be secret in the base
// URL goes as well: servers repeat a path that they do not know.
func (c *Client) withoutKey(text string) string {
	for _, form := range c.keyForms() {
		text = strings.ReplaceAll(text, form, redacted)
	}
	return c.base.Hide(text)
}

// oneLine joins lines and drops what a terminal or a chat could act upon:
// control characters, and format characters such as right-to-left overrides.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// withoutEcho replaces each stretch of text that also occurs in what was sent,
// and short messages where they occur whole. Words of less than minEcho bytes
// stay: the server's own words would suffer.
func withoutEcho(text string, sent []string) string {
	for _, s := range sent {
		if s = oneLine(s); len(s) >= minEcho && len(s) < echoWindow {
			text = strings.ReplaceAll(text, s, "[…]")
		}
	}
	if len(text) < echoWindow {
		return text
	}
	known := map[string]bool{}
	for i := 0; i+echoWindow <= len(text); i++ {
		known[text[i:i+echoWindow]] = false
	}
	for _, s := range sent {
		s = oneLine(s)
		for i := 0; i+echoWindow <= len(s); i++ {
			if _, ok := known[s[i:i+echoWindow]]; ok {
				known[s[i:i+echoWindow]] = true
			}
		}
	}
	return blank(text, known)
}

// blank cuts the windows marked true out of text.
func blank(text string, marked map[string]bool) string {
	var out strings.Builder
	end := 0 // bytes before it are blanked
	for i := range len(text) {
		if i+echoWindow <= len(text) && marked[text[i:i+echoWindow]] {
			if i >= end {
				out.WriteString("[…]")
			}
			end = i + echoWindow
		}
		if i >= end {
			out.WriteByte(text[i])
		}
	}
	return strings.ToValidUTF8(out.String(), "")
}

func truncate(text string, runes int) string {
	n := 0
	for i := range text {
		if n == runes {
			return strings.TrimSpace(text[:i]) + "…"
		}
		n++
	}
	return text
}
