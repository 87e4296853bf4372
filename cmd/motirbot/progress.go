package main

import (
	"fmt"

	"github.com/schollz/progressbar/v3"
)

// progress says on stderr how far indexing is: a bar on a terminal, a line for
// each stored batch elsewhere.
type progress struct {
	app   *app
	total int
	bar   *progressbar.ProgressBar // nil: lines
}

func newProgress(a *app, total int) *progress {
	p := &progress{app: a, total: total}
	if on := screenOf(a.rawErr, a.environ); on.terminal {
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(a.rawErr),
			progressbar.OptionSetDescription("indexing"),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionEnableColorCodes(false),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionFullWidth(),
		)
	}
	return p
}

func (p *progress) done(n int) {
	if p.bar != nil {
		_ = p.bar.Set(n) // a bar that cannot be drawn is no reason to stop
		return
	}
	fmt.Fprintf(p.app.errOut, "%d of %d releases stored\n", n, p.total)
}

// end clears the bar, also where indexing stopped half way.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
