package prompts

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	bar = "| "
	// mostQuoted bounds one quoted text, in runes: what is longer can only be a
	// question meant to drown the evidence.
	mostQuoted = 8000
)

// role finds a line that poses as the turn of somebody.
var role = regexp.MustCompile(`(?im)^([\W_]*(?:system|assistant|user|developer|human|tool|function|instructions?|시스템|사용자|어시스턴트|도우미|지시)[\W_]*?)[ \t]*[:：]`)

// rule finds what fences of ours, of Markdown and of chat templates are drawn
// with: three or more of a kind.
var rule = regexp.MustCompile("={3,}|-{3,}|#{2,}|`{2,}|~{3,}|\\*{3,}|_{3,}|\\|{2,}")

// round are the brackets of markers, tags and links, each with the harmless one
// that stands for it. "[1]" in a release is a footnote of its own, no evidence
// of ours.
var round = strings.NewReplacer(
	"[", "(", "]", ")", "【", "(", "】", ")", "［", "(", "］", ")", "⟦", "(", "⟧", ")", "〔", "(", "〕", ")",
	"<", "‹", ">", "›", "＜", "‹", "＞", "›",
)

// posed finds a line of a document that poses as a part of MiniCheck's prompt.
var posed = regexp.MustCompile(`(?im)^([\W_]*(?:document|claim)[\W_]*?)[ \t]*[:：]`)

// quote writes somebody else's text with a bar before each line. All words and
// figures stay.
func quote(s string) string { return whole(shortened(s)) }

// whole is quote for releases, whose length the caller bounds.
func whole(s string) string {
	lines := strings.Split(strings.TrimSpace(inert(s)), "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			kept = append(kept, bar+l)
		}
	}
	if len(kept) == 0 {
		return strings.TrimSpace(bar)
	}
	return strings.Join(kept, "\n")
}

// line writes a short text of ours, such as a date, on one line.
func line(s string) string { return strings.Join(strings.Fields(inert(shortened(s))), " ") }

// plain writes somebody else's text without bars, for a model that was trained
// on one bare form.
func plain(s string) string { return strings.TrimSpace(posed.ReplaceAllString(inert(s), "$1 - ")) }

func inert(s string) string {
	s = strings.Map(visible, strings.ToValidUTF8(s, ""))
	s = rule.ReplaceAllStringFunc(round.Replace(s), func(drawn string) string { return drawn[:1] })
	return role.ReplaceAllString(s, "$1 - ")
}

func shortened(s string) string {
	n := 0
	for i := range s {
		if n == mostQuoted {
			return s[:i]
		}
		n++
	}
	return s
}

// visible drops what a reader would not see and a model would: text hidden in
// tags and zero-width characters. Every line end becomes one that gets its bar.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	}
	return r
}
