// Motirbot answers questions from the press releases of Korea's trade
// ministry, and leads every sentence of an answer back to a dated release.
//
// This package is the terminal's face and the only place that knows all the
// rooms: it reads the configuration, opens what a command needs, and turns
// answers and errors into words.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// garbage is how much of it there may be, in percent of what is in use.
const garbage = 50

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the default returns: a second one ends a stop
	// that takes too long.
	context.AfterFunc(ctx, stop)
	// A closed pipe is an error of the write, so that what is open gets closed;
	// the default would end the program on the spot.
	signal.Ignore(syscall.SIGPIPE)
	// An index is large and lives as long as the process. As much garbage again
	// beside it, which is the default, would double what motirbot needs.
	if set := debug.SetGCPercent(garbage); set != 100 {
		debug.SetGCPercent(set) // GOGC says otherwise
	}
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program but for signals and the exit itself. It returns
// the exit status.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return newApp(env, stdin, stdout, stderr).run(ctx, args)
}

//nolint:contextcheck // commands take it from cobra
func (a *app) run(ctx context.Context, args []string) int {
	root := newRootCommand(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errOut)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.started {
		// The command line or a setting was refused before any command ran.
		err = usageError{err}
	}
	return a.fail(err)
}
