package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/peterh/liner"

	"motirbot/answer"
)

const (
	promptText  = "motirbot> "
	promptHello = "Ask about the releases. Ctrl-C stops an answer, Ctrl-D leaves."
	promptHelp  = `Ask in your own words: "What did Korea ask the EU for on batteries?", "What happened last week?", "Exports of chips in November?". The next question may follow up: "And with Japan?"

Enter asks; the arrows bring earlier questions back; Ctrl-C clears the line or stops the answer; Ctrl-D, exit, quit or :q leave. What else there is says motirbot --help.`
)

// prompt asks on a terminal until the user leaves.
//
// The line editor is peterh/liner: it is maintained, and it counts a Korean
// syllable as two columns, which chzyer/readline, without a release since
// 2022, and x/term's own editor do not all do.
func (k *asking) prompt(ctx context.Context) error {
	// Ctrl-C is about one answer here, not about the program; so this
	// conversation does not end with the program's context, but when it is
	// told to terminate.
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM)
	defer stop()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	editor := liner.NewLiner()
	defer editor.Close()
	editor.SetCtrlCAborts(true)
	editor.SetMultiLineMode(true)
	past := newHistory(k.app.cfg.StateDir, k.app.log)
	past.load(editor)

	p := k.app.printer()
	p.paragraph(promptHello, "", p.on.faint)
	if k.sample {
		p.paragraph(sampleNote, "", p.on.faint)
	}
	return k.converse(ctx, interrupts, func() (string, error) {
		text, err := nextLine(ctx, func() (string, error) { return editor.Prompt(promptText) })
		if err == nil && strings.TrimSpace(text) != "" {
			editor.AppendHistory(text)
			past.save(editor)
		}
		return text, err
	})
}

// nextLine waits for a line or for the end of ctx. The read itself cannot be
// interrupted; at that end the program is about to leave.
func nextLine(ctx context.Context, prompt func() (string, error)) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := prompt()
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// helping are the words that ask about the prompt itself.
var helping = []string{"help", ":h", ":help", "도움말"}

// leaving are the words that end a prompt elsewhere, too.
var leaving = []string{"quit", "exit", ":q"}

// converse answers line by line. Each question carries the turns before it.
func (k *asking) converse(ctx context.Context, interrupts <-chan os.Signal, next func() (string, error)) error {
	var turns []answer.Turn
	for {
		text, err := next()
		switch {
		case errors.Is(err, liner.ErrPromptAborted): // Ctrl-C clears the line
			continue
		case errors.Is(err, io.EOF):
			_, err := io.WriteString(k.app.out, "\n")
			return err
		case err != nil:
			return err
		case strings.TrimSpace(text) == "":
			continue
		case slices.Contains(leaving, strings.ToLower(strings.TrimSpace(text))):
			return nil
		case slices.Contains(helping, strings.ToLower(strings.TrimSpace(text))):
			p := k.app.printer()
			p.paragraph(promptHelp, "", nil)
			p.printf("\n")
			continue
		}
		q := k.question(text)
		q.History = slices.Clone(turns)
		ans, err := k.answerUnlessStopped(ctx, interrupts, q)
		if err != nil {
			if ctx.Err() != nil || isClosedPipe(err) {
				return err
			}
			k.app.complain(err)
			continue
		}
		turns = append(turns, answer.TurnOf(text, ans))
		turns = turns[max(0, len(turns)-answer.MaxTurns):]
	}
}

// answerUnlessStopped answers and prints; an interrupt stops it.
func (k *asking) answerUnlessStopped(ctx context.Context, interrupts <-chan os.Signal, q answer.Question) (answer.Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	select {
	case <-interrupts: // one that came before the question is not about it
	default:
	}
	go func() {
		select {
		case <-interrupts:
			cancel()
		case <-ctx.Done():
		}
	}()
	ans, shown, err := k.answer(ctx, q)
	if err != nil {
		return ans, err
	}
	p := k.app.printer()
	p.answer(ans, shown)
	p.printf("\n")
	return ans, p.err
}
