package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Seoul\n\t서울 △ €5", "Seoul\n\t서울 △ €5"},
		{"colour", "a\x1b[31mred\x1b[0m b", "ared b"},
		{"title of the window", "a\x1b]0;owned\x07b", "ab"},
		{"a string ended by ESC \\", "a\x1b]8;;https://x\x1b\\b", "ab"},
		{"one character control", "a\u009b2Jb", "ab"},
		{"return and backspace", "right\rwrong\b", "rightwrong"},
		{"reading direction", "a\u202eb\u2066c", "abc"},
		{"unfinished sequence", "a\x1b]0;b\nc", "a\nc"},
		{"bad UTF-8", "a\xffb", "a\uFFFDb"},
		{"charset switch", "a\x1b(Bb", "ab"},
	}
	for _, test := range tests {
		if got := clean(test.in); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[31mred\x1b[0m")
	f.Add("\u009b\x1b]\xff\n\x1b")
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if !utf8.ValidString(got) {
			t.Errorf("%q is not UTF-8", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && r != '\t' && actsOnTerminal(r) }) {
			t.Errorf("%q acts on a terminal", got)
		}
		if strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Errorf("lines are lost: %q from %q", got, s)
		}
		if clean(got) != got {
			t.Errorf("%q changes when cleaned again", got)
		}
	})
}
