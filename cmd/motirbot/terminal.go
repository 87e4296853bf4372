package main

import (
	"io"
	"os"

	"github.com/fatih/color"
	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// Beyond maxWidth characters a line is hard to read; a terminal that says it
// is narrower than minWidth is taken at minWidth.
const (
	minWidth = 20
	maxWidth = 100
)

// screen is what is known of the place that a text is printed to.
type screen struct {
	terminal bool
	width    int // 0: lines are not wrapped
	colours  bool
}

// screenOf looks at w. Colours belong on a terminal that has them and whose
// user does not mind (no-color.org).
func screenOf(w io.Writer, env environ) screen {
	file, ok := w.(*os.File)
	if !ok || !isTerminal(file) {
		return screen{}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return screen{
		terminal: true,
		width:    min(max(width, minWidth), maxWidth),
		colours:  env["NO_COLOR"] == "" && env["TERM"] != "dumb",
	}
}

func isTerminal(v any) bool {
	file, ok := v.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}

// paint returns s in a colour where the screen has colours.
func (s screen) paint(text string, attributes ...color.Attribute) string {
	if !s.colours || text == "" {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor() // the library would ask the process's own stdout
	return c.Sprint(text)
}

func (s screen) strong(text string) string { return s.paint(text, color.Bold) }
func (s screen) faint(text string) string  { return s.paint(text, color.Faint) }
func (s screen) date(text string) string   { return s.paint(text, color.FgGreen) }
func (s screen) marker(text string) string { return s.paint(text, color.FgCyan) }
func (s screen) warn(text string) string   { return s.paint(text, color.FgYellow) }
