package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"motirbot/answer"
	"motirbot/internal/address"
)

func addressOf(t testing.TB, raw string) address.Address {
	t.Helper()
	at, err := address.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func exitCodeOf(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}

func repeated(ts *testscript.TestScript, count, text string) []byte {
	n, err := strconv.Atoi(count)
	ts.Check(err)
	return []byte(strings.Repeat(text, n) + "\n")
}

// runIn runs the program in an empty folder with an environment of its own.
func runIn(t *testing.T, env []string, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return runInFolder(t, t.TempDir(), env, stdin, args...)
}

func runInFolder(t *testing.T, folder string, env []string, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(folder)
	var out, errOut bytes.Buffer
	env = append([]string{"HOME=" + filepath.Join(folder, "home"), "LocalAppData=" + folder}, env...)
	status = run(t.Context(), args, env, strings.NewReader(stdin), &out, &errOut)
	return status, out.String(), errOut.String()
}

// fakeAnswers answers as its functions say.
type fakeAnswers struct {
	answers
	ask  func(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error)
	seen []answer.Question
}

func (f *fakeAnswers) Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
	f.seen = append(f.seen, q)
	return f.ask(ctx, q, onPart)
}

// echo answers every question with itself.
func echo() *fakeAnswers {
	return &fakeAnswers{ask: func(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		switch {
		case strings.TrimFunc(q.Text, func(r rune) bool { return r == '?' }) == "":
			return answer.Answer{}, answer.ErrEmptyQuestion
		case len(q.Text) > answer.MaxQuestion:
			return answer.Answer{}, answer.ErrQuestionTooLong
		}
		return answer.Answer{
			Mode:      answer.ModeExtractive,
			Claims:    []answer.Claim{{Text: "You asked: " + q.Text, Citations: []answer.ClaimCitation{{N: 1, ReleaseID: "r1"}}}},
			Citations: []answer.Citation{{N: 1, ReleaseID: "r1", Title: "A title", URL: "https://example.org/1"}},
		}, nil
	}}
}

// askingTo is an ask command under way over given answers.
func askingTo(from answers) (k *asking, out, errOut *bytes.Buffer) {
	out, errOut = new(bytes.Buffer), new(bytes.Buffer)
	a := newApp(nil, strings.NewReader(""), out, errOut)
	a.now = func() time.Time { return time.Date(2025, 12, 18, 3, 0, 0, 0, time.UTC) }
	return &asking{app: a, answers: from}, out, errOut
}
