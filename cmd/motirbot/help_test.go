package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

// Help fits the terminal, but for what is to be copied from it.
func TestHelpFitsTheTerminal(t *testing.T) {
	for _, width := range []int{40, 100} {
		var out bytes.Buffer
		a := newApp(nil, strings.NewReader(""), &out, &out)
		a.screen.width = width
		root := newRootCommand(a)
		for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
			out.Reset()
			a.help(cmd, nil)
			text := strings.ReplaceAll(out.String(), cmd.Example, "")
			for block := range strings.SplitSeq(cmd.Long, "\n\n") {
				if strings.HasPrefix(block, " ") {
					text = strings.ReplaceAll(text, block, "")
				}
			}
			widest := 0
			for line := range strings.SplitSeq(text, "\n") {
				n := uniseg.StringWidth(line)
				if widest = max(widest, n); n > width && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("%s at %d: too wide: %q", cmd.Name(), width, line)
				}
			}
			if widest < width*2/3 {
				t.Errorf("%s at %d: only %d columns are used", cmd.Name(), width, widest)
			}
		}
	}
}

// The examples of what reads releases work on the briefs of the sample.
func TestExamplesWorkOnTheSample(t *testing.T) {
	reading := []string{"latest", "week", "releases", "show", "search", "topics"}
	wordOfShell := regexp.MustCompile(`"[^"]*"|\S+`)
	briefs, err := filepath.Abs("../../source/sample")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if status, _, stderr := runInFolder(t, folder, nil, "", "index", briefs); status != exitOK {
		t.Fatal(stderr)
	}
	root := newRootCommand(newApp(nil, nil, nil, nil))
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		for line := range strings.Lines(cmd.Example) {
			line, _, _ = strings.Cut(line, " |")
			line, _, _ = strings.Cut(line, " #")
			words := wordOfShell.FindAllString(line, -1)
			if len(words) < 2 || words[0] != "motirbot" || !slices.Contains(reading, words[1]) || strings.ContainsAny(line, "<>") || strings.Contains(line, "--open") {
				continue
			}
			for i := range words {
				words[i] = strings.Trim(words[i], `"`)
			}
			if status, _, stderr := runInFolder(t, folder, nil, "", words[1:]...); status != exitOK {
				t.Errorf("%s: status %d: %s", strings.TrimSpace(line), status, stderr)
			}
		}
	}
}
