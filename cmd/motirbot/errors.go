package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"motirbot/answer"
	"motirbot/store"
)

// Exit statuses, as `motirbot --help` documents them.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
	exitPartial = 3
)

// usageError is a mistake in what the user typed or set.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

type noun struct{ one, many string }

// partialError says how many entries failed, each of them reported already.
type partialError struct {
	failed int
	of     noun  // what failed
	none   bool  // nothing is kept
	last   error // then its status counts
}

func (e partialError) Error() string {
	if e.failed == 1 {
		return "1 " + e.of.one + " failed; the rest is kept"
	}
	return fmt.Sprintf("%d %s failed; the rest is kept", e.failed, e.of.many)
}

// withoutVectorsError says that chunks are stored that were not embedded.
type withoutVectorsError struct{ error }

func (e withoutVectorsError) Unwrap() error { return e.error }

// missingVectors is nil where no chunk lacks its vector. command makes them.
func missingVectors(command string, chunks int, err error) error {
	if chunks == 0 {
		return nil
	}
	have := "have"
	if chunks == 1 {
		have = "has"
	}
	return withoutVectorsError{fmt.Errorf("%s %s no vector yet and can be found by words only (%w); run `motirbot %s` again to fill them in",
		plural(chunks, "chunk"), have, err, command)}
}

// fail says on stderr what went wrong, in one line, and returns the status.
func (a *app) fail(err error) int {
	if err == nil || isClosedPipe(err) {
		// Whoever closed the pipe has read enough: `motirbot releases | head -1`.
		return exitOK
	}
	var partial partialError
	if !errors.As(err, &partial) || !partial.none { // else every failure has had its line
		a.complain(err)
	}
	return exitStatus(err)
}

// complain writes one line about err; nothing of it can act on a terminal.
func (a *app) complain(err error) {
	fmt.Fprintf(a.errOut, "motirbot: %s\n", cleanLine(words(err)))
}

// complainOfMost has a line for each error but the last, which it returns.
func (a *app) complainOfMost(all []error) error {
	if len(all) == 0 {
		return nil
	}
	for _, err := range all[:len(all)-1] {
		a.complain(err)
	}
	return all[len(all)-1]
}

func exitStatus(err error) int {
	var partial partialError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &partial) && partial.none:
		return exitStatus(partial.last)
	case errors.As(err, &partial), isAny[withoutVectorsError](err):
		return exitPartial
	case isAny[usageError](err), isAny[*answer.UnknownTopicError](err),
		errors.Is(err, answer.ErrEmptyQuestion), errors.Is(err, answer.ErrQuestionTooLong):
		return exitUsage
	}
	return exitFailure
}

// words turns an error into what a user is told: what happened, and where it
// is known, what to do.
func words(err error) string {
	var badFlag *pflag.InvalidValueError
	switch {
	case errors.As(err, &badFlag):
		return fmt.Sprintf("--%s: %v", badFlag.GetFlag().Name, errors.Unwrap(badFlag))
	case isAny[*answer.UnknownTopicError](err):
		said := err.Error()
		if !strings.HasSuffix(said, "?") {
			said += ":"
		}
		return said + " `motirbot topics` lists them all"
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.Is(err, context.DeadlineExceeded):
		return "out of time: " + err.Error()
	case errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrFull):
		return err.Error() // which says what to do
	case errors.Is(err, syscall.ENOSPC):
		return withAdvice(err, "make room on the disk and run it again")
	case errors.Is(err, syscall.EROFS):
		return withAdvice(err, "choose a place that can be written with --db or MOTIRBOT_DB")
	case errors.Is(err, fs.ErrPermission):
		return withAdvice(err, "check who may read and write there")
	}
	return inOwnWords(strings.TrimSpace(err.Error()))
}

// The words of cobra, which has no types for these errors.
var (
	unknownCommand = regexp.MustCompile(`(?s)^(unknown command ".*") for "[^"]*"(?:\n.*?\t(\S+))?`)
	exclusive      = regexp.MustCompile(`^if any flags in the group .*; \[(.*)\] were all set$`)
)

func inOwnWords(message string) string {
	if m := unknownCommand.FindStringSubmatch(message); m != nil && m[2] != "" {
		return m[1] + ": did you mean `motirbot " + m[2] + "`?"
	} else if m != nil {
		return m[1] + ": `motirbot --help` lists the commands"
	}
	if m := exclusive.FindStringSubmatch(message); m != nil {
		return "--" + strings.Join(strings.Fields(m[1]), " and --") + " do not go together: choose one"
	}
	return message
}

func withAdvice(err error, advice string) string {
	if strings.Contains(err.Error(), "; ") {
		return err.Error() // it gives advice itself
	}
	return err.Error() + "; " + advice
}

func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

func isAny[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}
