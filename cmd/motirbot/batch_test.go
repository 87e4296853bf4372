package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"motirbot/answer"
)

func TestLines(t *testing.T) {
	k, out, errOut := askingTo(echo())
	err := k.lines(t.Context(), strings.NewReader("first\n\n???\r\n"+strings.Repeat("x", 100_000)+"\nlast"))
	if status := exitStatus(err); status != exitPartial {
		t.Errorf("status %d, want %d (%v)", status, exitPartial, err)
	}
	if got := out.String(); !strings.Contains(got, "You asked: first") || !strings.Contains(got, "You asked: last") {
		t.Errorf("answers: %q", got)
	}
	reports := strings.Split(strings.TrimSpace(errOut.String()), "\n")
	if len(reports) != 2 || !strings.HasPrefix(reports[0], "motirbot: line 3: ") || !strings.HasPrefix(reports[1], "motirbot: line 4: ") {
		t.Errorf("reports: %q", reports)
	}
}

func TestLinesDoNotLeanOnEachOther(t *testing.T) {
	fake := echo()
	k, _, _ := askingTo(fake)
	if err := k.lines(t.Context(), strings.NewReader("one\ntwo\n")); err != nil {
		t.Fatal(err)
	}
	for _, q := range fake.seen {
		if len(q.History) > 0 {
			t.Errorf("%q was asked with history", q.Text)
		}
	}
}

func TestLinesAsJSON(t *testing.T) {
	k, out, _ := askingTo(echo())
	k.frame.json = true
	_ = k.lines(t.Context(), strings.NewReader("one\n?\nthree\n"))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want one an input line: %q", len(lines), lines)
	}
	for i, line := range lines {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if _, failed := object["error"]; failed != (i == 1) {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
}

func TestLinesStatus(t *testing.T) {
	tests := []struct {
		in   string
		want int
	}{
		{"", exitUsage},
		{"\n \n", exitUsage},
		{"?\n", exitUsage},
		{"fine\n", exitOK},
		{"fine\n?\n", exitPartial},
	}
	for _, test := range tests {
		k, _, _ := askingTo(echo())
		if got := exitStatus(k.lines(t.Context(), strings.NewReader(test.in))); got != test.want {
			t.Errorf("%q: status %d, want %d", test.in, got, test.want)
		}
	}
}

func TestWordsAreOneLine(t *testing.T) {
	tests := []struct {
		err    error
		status int
	}{
		{errors.Join(errors.New("one"), errors.New("two\x1b[31m")), exitFailure},
		{&answer.UnknownTopicError{Name: "stel"}, exitUsage},
		{answer.ErrQuestionTooLong, exitUsage},
		{usagef("odd"), exitUsage},
		{partialError{failed: 2, of: noun{"entry", "entries"}}, exitPartial},
	}
	for _, test := range tests {
		k, _, errOut := askingTo(nil)
		if got := k.app.fail(test.err); got != test.status {
			t.Errorf("%v: status %d, want %d", test.err, got, test.status)
		}
		line := errOut.String()
		if strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "motirbot: ") || strings.Contains(line, "\x1b") {
			t.Errorf("%v: said %q", test.err, line)
		}
	}
}
