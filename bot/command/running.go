package command

import (
	"context"
	"sync"
)

// Running is what is under way: answers, and the handlers of all events.
type Running struct {
	mu      sync.Mutex
	tasks   map[string]underWay
	changed chan struct{} // closed and renewed whenever one ends
}

type underWay struct {
	asker string
	end   context.CancelCauseFunc
}

func newRunning() *Running {
	return &Running{tasks: map[string]underWay{}, changed: make(chan struct{})}
}

// Add takes something under way, which end ends.
func (r *Running) Add(id, asker string, end context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tasks[id] = underWay{asker: asker, end: end}
}

// Remove takes it off.
func (r *Running) Remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tasks, id)
	close(r.changed)
	r.changed = make(chan struct{})
}

// Stop ends the answer for that reason; false if it is not under way.
func (r *Running) Stop(id string, why error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	task, ok := r.tasks[id]
	if ok {
		task.end(why)
	}
	return ok
}

// Wait returns when nothing is under way, or the context ends.
func (r *Running) Wait(ctx context.Context) {
	for {
		r.mu.Lock()
		left, changed := len(r.tasks), r.changed
		r.mu.Unlock()
		if left == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
