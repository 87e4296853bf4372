package markdown_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot/render/markdown"
)

func TestSplit(t *testing.T) {
	words := strings.TrimSpace(strings.Repeat("word ", 30)) // 149 characters
	tests := []struct {
		name  string
		in    string
		limit int
		want  []string
	}{
		{"short", "abc", 100, []string{"abc"}},
		{"empty", " \n ", 100, nil},
		{"paragraphs", words[:59] + "\n\n" + words[:59], 100, []string{words[:59], words[:59]}},
		{"lines", words[:59] + "\n" + words[:59], 100, []string{words[:59], words[:59]}},
		{
			"sentence", "Korea met the EU in Seoul on Wednesday. They agreed on a dialogue about trade, supply chains and technology.", 70,
			[]string{"Korea met the EU in Seoul on Wednesday.", "They agreed on a dialogue about trade, supply chains and technology."},
		},
		{"korean sentences", "한국과 유럽연합은 대화를 시작했다. " + strings.Repeat("가나다 ", 20), 64, nil},
		{"link", words[:54] + " [2025-12-18 · Title](https://a.example/x/y/z)", 80, []string{words[:54], "[2025-12-18 · Title](https://a.example/x/y/z)"}},
		{"tag", strings.Repeat("a", 60) + " <t:1765432100:R>", 70, []string{strings.Repeat("a", 60), "<t:1765432100:R>"}},
		{"one long word", strings.Repeat("a", 150), 64, nil},
		{
			"fence", "```go\n" + strings.Repeat("line of code\n", 8) + "```", 70,
			[]string{
				"```go\n" + strings.Repeat("line of code\n", 4) + "```",
				"```go\n" + strings.Repeat("line of code\n", 4) + "```",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := markdown.Split(test.in, test.limit)
			for _, part := range got {
				if markdown.Len(part) > max(test.limit, 64) {
					t.Errorf("%d characters, limit %d: %q", markdown.Len(part), test.limit, part)
				}
			}
			if test.want != nil || len(got) == 0 {
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"one two three", 10, "one two…"},
		{`abc\*def`, 5, "abc…"},
		{"👩‍🚀👩‍🚀👩‍🚀", 8, "👩‍🚀…"},
		{"abc", 1, ""},
	}
	for _, test := range tests {
		if got := markdown.Truncate(test.in, test.limit); got != test.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", test.in, test.limit, got, test.want)
		}
	}
}

func TestTruncateBold(t *testing.T) {
	bold := "One two three **four five six** seven"
	for limit, want := range map[int]string{
		40: bold, 34: "One two three **four five…**", 28: "One two three **four…**", 14: "One two…",
	} {
		if got := markdown.TruncateBold(bold, limit); got != want {
			t.Errorf("to %d: %q, want %q", limit, got, want)
		}
	}
}

var wholeLink = regexp.MustCompile(`\[[^\[\]()\n]*\]\(https://[^\s()\[]*\)`) // SafeURL leaves no bracket

func FuzzSplit(f *testing.F) {
	f.Add("a b c", 64)
	f.Add("\t", 64)
	f.Add("a"+strings.Repeat(" \t", 80)+"b", 64)
	f.Add(strings.Repeat("word. ", 100), 70)
	f.Add("```\n"+strings.Repeat("x\n", 100)+"```", 80)
	f.Add(strings.Repeat("[a](https://b.example/c) ", 20), 64)
	f.Add(strings.Repeat("\\*", 100), 64)
	f.Add("[](00000000000000000000000000000000000000[](https://000000000000)", 64)
	f.Add(strings.Repeat("👩‍🚀", 40), 65)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = min(max(limit, 64), 4096)
		s = markdown.Clean(s) // as is all that is split
		parts := markdown.Split(s, limit)
		checkParts(t, s, parts, limit)
		if strings.Contains(s, "```") {
			return // the words of a fence are repeated
		}
		if got, want := letters(strings.Join(parts, "")), letters(s); got != want {
			t.Errorf("words were lost:\n got %q\nwant %q", got, want)
		}
		for _, link := range wholeLink.FindAllString(s, -1) {
			if markdown.Len(link) < limit/2 && strings.Count(strings.Join(parts, "\x00"), link) < strings.Count(s, link) {
				t.Errorf("the link %q was cut", link)
			}
		}
	})
}

func checkParts(t *testing.T, s string, parts []string, limit int) {
	t.Helper()
	for _, part := range parts {
		if n := markdown.Len(part); n > limit {
			t.Errorf("a part of %d characters, limit %d: %q", n, limit, part)
		}
		if !utf8.ValidString(part) {
			t.Errorf("%q is cut inside a character", part)
		}
		if strings.TrimSpace(part) == "" {
			t.Errorf("an empty part of %q", s)
		}
	}
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, s)
}
