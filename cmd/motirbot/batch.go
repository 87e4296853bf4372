package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"motirbot/answer"
)

// lines answers one question a line, each for itself or, in a conversation,
// after those before it. A line that cannot be answered is reported and the
// rest goes on.
func (k *asking) lines(ctx context.Context, in io.Reader) error {
	source := bufio.NewReader(interruptible(ctx, in))
	var tally struct{ answered, failed int }
	var last error
	var turns []answer.Turn
	for number := 1; ; number++ {
		text, err := readQuestion(source)
		if errors.Is(err, io.EOF) {
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("reading questions: %w", err)
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		q := k.question(text)
		if k.conversation {
			q.History = slices.Clone(turns)
		}
		ans, err := k.line(ctx, q, tally.answered == 0)
		switch {
		case err == nil:
			tally.answered++
			turns = append(turns, answer.TurnOf(text, ans))
			turns = turns[max(0, len(turns)-answer.MaxTurns):]
			continue
		case endsBatch(ctx, err):
			return err
		}
		tally.failed++
		last = fmt.Errorf("line %d: %w", number, err)
		if err := k.badLine(number, last); err != nil {
			return err
		}
	}
	switch {
	case tally.answered == 0 && last == nil:
		return usagef("no question: type one behind `motirbot ask`, or send one a line")
	case tally.failed > 0:
		return partialError{failed: tally.failed, of: noun{"question", "questions"}, none: tally.answered == 0, last: last}
	}
	return nil
}

func (k *asking) line(ctx context.Context, q answer.Question, first bool) (answer.Answer, error) {
	ans, shown, err := k.answer(ctx, q)
	if err != nil {
		return ans, err
	}
	if k.frame.json {
		return ans, writeJSON(k.app.out, newAnswerJSON(q.Text, k.app.asOfDay(&k.frame), ans, k.sample))
	}
	p := k.app.printer()
	if first && k.sample {
		p.note(sampleNote)
	}
	if !first {
		p.printf("\n")
	}
	p.paragraph("> "+cleanLine(q.Text), "  ", p.on.strong)
	p.answer(ans, shown)
	return ans, p.err
}

// badLine reports a line. With --json it has its object, too, so that answers
// still stand in the order of the questions.
func (k *asking) badLine(number int, err error) error {
	k.app.complain(err)
	if !k.frame.json {
		return nil
	}
	return writeJSON(k.app.out, struct {
		Line  int    `json:"line"`
		Error string `json:"error"`
	}{number, words(errors.Unwrap(err))})
}

// endsBatch tells what the next line would meet as well.
func endsBatch(ctx context.Context, err error) bool {
	return ctx.Err() != nil || isAny[*answer.UnknownTopicError](err) || isClosedPipe(err)
}

// readQuestion returns the next line. Of a line too long to be a question it
// keeps no more than it takes to see that.
func readQuestion(r *bufio.Reader) (string, error) {
	const enough = (answer.MaxQuestion + 1) * utf8.UTFMax
	var text []byte
	for {
		part, prefix, err := r.ReadLine()
		if err != nil {
			return "", err
		}
		if len(text) < enough {
			text = append(text, part...)
		}
		if !prefix {
			return string(text), nil
		}
	}
}
