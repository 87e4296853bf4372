package openaiapi

import (
	"context"
	"fmt"
	"time"
)

// afterFinish is how long to wait for the usage once the answer is whole.
const afterFinish = 2 * time.Second

// overdue is the cause of a context that a watch has ended.
type overdue struct {
	kind  Kind
	after time.Duration
}

func (o overdue) Error() string {
	switch o.kind {
	case FirstTokenTimeout:
		return fmt.Sprintf("gave no text within %s", o.after)
	case Stalled:
		return fmt.Sprintf("stopped in the middle of the answer: no text for %s", o.after)
	}
	return fmt.Sprintf("did not finish within %s", o.after)
}

// watch ends a streamed answer that takes too long: to its first text, from
// one piece to the next, or in all. The cause of its context says which.
type watch struct {
	ctx      context.Context
	cancel   context.CancelCauseFunc
	release  context.CancelFunc
	timer    *time.Timer
	stall    time.Duration
	deadline time.Time // before which a first text must come
	started  bool      // the first text or reasoning has come
}

func newWatch(parent context.Context, first, total, stall time.Duration) *watch {
	w := &watch{stall: stall, deadline: time.Now().Add(min(first, total))}
	if d, ok := parent.Deadline(); ok && d.Before(w.deadline) {
		w.deadline = d
	}
	w.ctx, w.release = context.WithTimeoutCause(parent, total, overdue{TotalTimeout, total})
	w.ctx, w.cancel = context.WithCancelCause(w.ctx)
	w.timer = time.AfterFunc(first, func() { w.cancel(overdue{FirstTokenTimeout, first}) })
	return w
}

// saw takes note of a chunk. A chunk without text or reasoning is a sign of
// life only after the first that has some: users wait for words.
func (w *watch) saw(life bool) {
	if w.started = w.started || life; w.started {
		w.restart(w.stall)
	}
}

// finished waits for the usage and no longer: the answer is whole.
func (w *watch) finished() { w.restart(min(w.stall, afterFinish)) }

// whole waits for an answer that comes in one piece, at the end.
func (w *watch) whole() { w.timer.Stop() }

func (w *watch) restart(d time.Duration) {
	w.timer.Stop()
	w.timer = time.AfterFunc(d, func() { w.cancel(overdue{Stalled, d}) })
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
	w.release()
}
