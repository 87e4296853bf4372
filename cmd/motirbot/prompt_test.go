package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/peterh/liner"

	"motirbot/answer"
	"motirbot/release"
)

// typed hands out lines as a user would type them, then Ctrl-D.
func typed(lines ...string) func() (string, error) {
	return func() (string, error) {
		if len(lines) == 0 {
			return "", io.EOF
		}
		line := lines[0]
		lines = lines[1:]
		if line == "^C" {
			return "", liner.ErrPromptAborted
		}
		return line, nil
	}
}

func TestConverseCarriesTurns(t *testing.T) {
	fake := echo()
	k, out, errOut := askingTo(fake)
	var lines []string
	for i := range answer.MaxTurns + 2 {
		lines = append(lines, fmt.Sprintf("question %d", i))
	}
	lines = append(lines[:1], append([]string{"^C", "", "?"}, lines[1:]...)...)
	if err := k.converse(t.Context(), nil, typed(lines...)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "You asked:"); got != answer.MaxTurns+2 {
		t.Errorf("%d answers, want %d", got, answer.MaxTurns+2)
	}
	if got := strings.Count(errOut.String(), "motirbot: "); got != 1 {
		t.Errorf("want one line about the bad question: %q", errOut.String())
	}
	last := fake.seen[len(fake.seen)-1].History
	want := answer.Turn{Question: "question 1", Answer: "You asked: question 1", Releases: []release.ID{"r1"}}
	if len(last) != answer.MaxTurns {
		t.Fatalf("%d turns, want %d", len(last), answer.MaxTurns)
	}
	if diff := cmp.Diff(want, last[0]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPromptHelps(t *testing.T) {
	fake := echo()
	k, out, _ := askingTo(fake)
	if err := k.converse(t.Context(), nil, typed("Help", "도움말", "exit", "never")); err != nil {
		t.Fatal(err)
	}
	if strings.Count(out.String(), "Ctrl-D, exit, quit or :q leave") != 2 || len(fake.seen) > 0 {
		t.Errorf("asked %d questions, printed:\n%s", len(fake.seen), out.String())
	}
}

func TestInterruptStopsTheAnswerOnly(t *testing.T) {
	interrupts := make(chan os.Signal, 1)
	fake := echo()
	plain := fake.ask
	fake.ask = func(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
		if q.Text == "slow" {
			interrupts <- os.Interrupt
			<-ctx.Done()
			return answer.Answer{}, ctx.Err()
		}
		return plain(ctx, q, onPart)
	}
	k, out, errOut := askingTo(fake)
	if err := k.converse(t.Context(), interrupts, typed("slow", "next")); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "You asked: next") {
		t.Errorf("the conversation ended: %q", out.String())
	}
	if errOut.String() != "motirbot: stopped\n" {
		t.Errorf("said %q", errOut.String())
	}
}

func TestHistoryIsPrivate(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state", "motirbot")
	k, _, _ := askingTo(nil)
	past := newHistory(state, k.app.log)
	editor := fakeEditor{"first", "둘째"}
	past.load(&editor)
	past.save(&editor)
	info, err := os.Stat(filepath.Join(state, "history"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	var again fakeEditor
	past.load(&again)
	if diff := cmp.Diff(editor, again); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if left, _ := filepath.Glob(filepath.Join(state, ".history-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

type fakeEditor []string

func (f *fakeEditor) ReadHistory(r io.Reader) (int, error) {
	text, err := io.ReadAll(r)
	*f = append(*f, strings.Fields(string(text))...)
	return len(*f), err
}

func (f *fakeEditor) WriteHistory(w io.Writer) (int, error) {
	return len(*f), writeAll(w, strings.Join(*f, "\n")+"\n")
}

func writeAll(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}
