package answer

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"motirbot/prompts"
	"motirbot/retrieval"
)

// cached is how many answers of the model are kept for those who ask the same
// again.
const cached = 256

// flights let everybody who asks the same of a model at once, or again, share
// one answer.
type flights struct {
	log     *slog.Logger
	mu      sync.Mutex
	running map[string]*flight
	done    *expirable.LRU[string, Answer]
}

// flight is an answer under way.
type flight struct {
	waiting map[int]func(Answer) // who waits, and shows parts where it is not nil
	joined  int
	cancel  context.CancelFunc
	part    *Answer
	end     chan struct{}
	answer  Answer
	err     error
}

func newFlights(log *slog.Logger) *flights {
	return &flights{log: log, running: map[string]*flight{}, done: expirable.NewLRU[string, Answer](cached, nil, 0)}
}

// do returns the kept answer of a key, or joins the one under way, or begins
// it. It ends when nobody waits for it any more.
func (f *flights) do(ctx context.Context, key string, onPart func(Answer), begin func(context.Context, func(Answer)) (Answer, error)) (Answer, error) {
	f.mu.Lock()
	if ans, ok := f.done.Get(key); ok {
		f.mu.Unlock()
		ans.Usage = Usage{} // it costs nothing again
		return ans, nil
	}
	one := f.running[key]
	if one == nil {
		run, cancel := context.WithCancel(context.WithoutCancel(ctx))
		one = &flight{cancel: cancel, waiting: map[int]func(Answer){}, end: make(chan struct{})}
		f.running[key] = one
		go f.run(run, key, one, begin)
	}
	me := one.joined
	one.joined++
	one.waiting[me] = onPart
	if onPart != nil && one.part != nil {
		onPart(*one.part)
	}
	f.mu.Unlock()
	select {
	case <-one.end:
		ans := one.answer
		if me > 0 {
			ans.Usage = Usage{}
		}
		return ans, one.err
	case <-ctx.Done():
		f.mu.Lock()
		delete(one.waiting, me)
		last := len(one.waiting) == 0
		if last && f.running[key] == one {
			delete(f.running, key)
		}
		f.mu.Unlock()
		if last {
			one.cancel()
			<-one.end // so that nothing goes on behind the caller's back
		}
		return Answer{}, ctx.Err()
	}
}

// run answers, and tells all who wait.
func (f *flights) run(ctx context.Context, key string, one *flight, begin func(context.Context, func(Answer)) (Answer, error)) {
	defer one.cancel()
	var ans Answer
	var err error
	defer func() {
		if p := recover(); p != nil { // it would end the process: nobody else is on this goroutine
			f.log.ErrorContext(ctx, "an answer broke down", "panic", p, "stack", string(debug.Stack()))
			ans, err = Answer{}, fmt.Errorf("answering broke down: %v", p)
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		// What the model did not word may be worded the next time, and trouble be over.
		passing := func(n Notice) bool { return n.Code != NoticeMore && n.Code != NoticeQuotes }
		if err == nil && (ans.Mode == ModeLLM || ans.Abstained()) && !slices.ContainsFunc(ans.Notices, passing) {
			f.done.Add(key, ans)
		}
		if f.running[key] == one {
			delete(f.running, key)
		}
		one.answer, one.err = ans, err
		close(one.end)
	}()
	ans, err = begin(ctx, func(part Answer) {
		f.mu.Lock()
		defer f.mu.Unlock()
		one.part = &part
		for _, show := range one.waiting {
			if show != nil {
				show(part)
			}
		}
	})
}

// flightKey tells questions apart that may be answered differently. The models
// are the Answerer's own.
func flightKey(view *retrieval.View, q Question) string {
	q.Payer = Payer{} // whoever asks first pays
	q.Text = strings.Join(strings.Fields(q.Text), " ")
	return fmt.Sprintf("%s %p %#v", prompts.Version, view, q)
}
