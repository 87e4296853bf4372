package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestStream(t *testing.T) {
	tests := []struct {
		name   string
		shown  []string
		final  string
		whole  bool
		prints string
	}{
		{"grows", []string{"One.", "One. Two."}, "One. Two.", true, "One. Two.\n"},
		{"ends with more", []string{"One."}, "One. Two.", true, "One. Two.\n"},
		{"nothing shown", nil, "One.", false, ""},
		{"withdrawn", []string{"One."}, "Other.", false, "One.\n\nSome of that did not hold. The answer is:\n"},
		{"stopped", []string{"One."}, "", false, "One.\n"},
		{"escape sequences", []string{"One\x1b[2J."}, "One\x1b[2J.", true, "One.\n"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		s := newStream(&printer{w: &out})
		for _, text := range test.shown {
			s.show(text)
		}
		if whole := s.finish(test.final); whole != test.whole || out.String() != test.prints {
			t.Errorf("%s: whole %v, printed %q, want %v, %q", test.name, whole, out.String(), test.whole, test.prints)
		}
	}
}

func TestStreamPrintsWordsAsTheyCome(t *testing.T) {
	var out bytes.Buffer
	s := newStream(&printer{w: &out, on: screen{terminal: true, width: 20}})
	s.show("Korea and Norway met ")
	if !strings.HasPrefix(out.String(), "Korea and Norway met") {
		t.Errorf("so far: %q", out.String())
	}
}
