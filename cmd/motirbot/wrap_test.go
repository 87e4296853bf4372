package main

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in, want string
		width          int
	}{
		{"no width", "a b c", "a b c", 0},
		{"between words", "one two three", "one two\nthree", 9},
		{"exactly", "one two", "one two", 7},
		{"a long word stays whole", "see https://example.org/long now", "see\nhttps://example.org/long\nnow", 10},
		{"lines are kept", "a\n\n  b c", "a\n\n  b c", 10},
		{"Korean takes two columns", "한국 영국 협정", "한국 영국\n협정", 10},
	}
	for _, test := range tests {
		if got := wrapped(test.in, test.width, "", len(test.in)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := wrapped("one two three", 9, "  ", 20); got != "one two\n  three" {
		t.Errorf("indent: %q", got)
	}
}

// wrapped wraps text that comes in pieces.
func wrapped(text string, width int, indent string, piece int) string {
	var b strings.Builder
	w := wrapper{w: &b, width: width, indent: indent}
	for len(text) > piece {
		w.write(text[:piece])
		text = text[piece:]
	}
	w.write(text)
	w.flush()
	return b.String()
}

func TestWrapInPieces(t *testing.T) {
	text := "Korea asked the EU to support more demand for batteries made in the EU, and to pass the delayed laws."
	whole := wrapped(text, 24, "", len(text))
	for piece := 1; piece < len(text); piece++ {
		if got := wrapped(text, 24, "", piece); got != whole {
			t.Fatalf("in pieces of %d:\n%s\nwant\n%s", piece, got, whole)
		}
	}
	for line := range strings.SplitSeq(whole, "\n") {
		if uniseg.StringWidth(line) > 24 {
			t.Errorf("too wide: %q", line)
		}
	}
	if strings.Join(strings.Fields(whole), " ") != text {
		t.Errorf("words are lost: %q", whole)
	}
}
