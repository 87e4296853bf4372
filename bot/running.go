package bot

import (
	"context"
	"sync"
)

// running is what is under way: answers, and the handlers of all events.
type running struct {
	mu      sync.Mutex
	tasks   map[string]underWay
	changed chan struct{} // closed and renewed whenever one ends
}

type underWay struct {
	asker string
	end   context.CancelCauseFunc
}

func newRunning() *running {
	return &running{tasks: map[string]underWay{}, changed: make(chan struct{})}
}

func (r *running) add(id, asker string, end context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tasks[id] = underWay{asker: asker, end: end}
}

func (r *running) remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tasks, id)
	close(r.changed)
	r.changed = make(chan struct{})
}

// stop ends the answer for that reason; false if it is not under way.
func (r *running) stop(id string, why error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	task, ok := r.tasks[id]
	if ok {
		task.end(why)
	}
	return ok
}

// wait returns when nothing is under way, or the context ends.
func (r *running) wait(ctx context.Context) {
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
