package main

import (
	"bytes"
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
