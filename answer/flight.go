package answer

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

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
	done    *lru.Cache[string, Answer]
}

// flight is an answer under way.
type flight struct {
	waiting int
	cancel  context.CancelFunc
	onPart  map[int]func(Answer) // by waiter
	joined  int
	part    *Answer
	end     chan struct{}
	answer  Answer
	err     error
}

func newFlights(log *slog.Logger) *flights {
	done, err := lru.New[string, Answer](cached)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &flights{log: log, running: map[string]*flight{}, done: done}
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
		one = &flight{cancel: cancel, onPart: map[int]func(Answer){}, end: make(chan struct{})}
		f.running[key] = one
		go f.run(run, key, one, begin)
	}
	me := one.joined
	one.joined++
	one.waiting++
	if onPart != nil {
		one.onPart[me] = onPart
		if one.part != nil {
			onPart(*one.part)
		}
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
		delete(one.onPart, me)
		one.waiting--
		last := one.waiting == 0
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

func (f *flights) run(ctx context.Context, key string, one *flight, begin func(context.Context, func(Answer)) (Answer, error)) {
	defer one.cancel()
	ans, err := Answer{}, error(nil)
	defer func() {
		if p := recover(); p != nil { // it would end the process: nobody else is on this goroutine
			f.log.Error("an answer broke down", "panic", p, "stack", string(debug.Stack()))
			ans, err = Answer{}, fmt.Errorf("answering broke down: %v", p)
		}
		f.land(key, one, ans, err)
	}()
	ans, err = begin(ctx, func(part Answer) {
		f.mu.Lock()
		defer f.mu.Unlock()
		one.part = &part
		for _, show := range one.onPart {
			show(part)
		}
	})
}

// land tells all who wait.
func (f *flights) land(key string, one *flight, ans Answer, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.answer, one.err = ans, err
	// What the model did not word may be worded the next time.
	if err == nil && (ans.Mode == ModeLLM || ans.Abstained()) && !slices.ContainsFunc(ans.Notices, passing) {
		f.done.Add(key, ans)
	}
	if f.running[key] == one {
		delete(f.running, key)
	}
	close(one.end)
}

// passing reports whether a notice is of trouble that may be over the next time.
func passing(n Notice) bool { return n.Code != NoticeMore && n.Code != NoticeQuotes }

// flightKey tells questions apart that may be answered differently. The models
// are the Answerer's own.
func flightKey(view *retrieval.View, q Question) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\x00%p\x00%s\x00%s\x00%s\x00%s\x00%s", prompts.Version, view, q.AsOf, q.Period, q.Topic, q.Language,
		strings.Join(strings.Fields(q.Text), " "))
	for _, t := range q.History {
		fmt.Fprintf(&b, "\x00%#v", t)
	}
	return b.String()
}

func digestKey(view *retrieval.View, r DigestRequest) string {
	return flightKey(view, Question{Text: fmt.Sprint("\x00digest ", r.Only == nil, r.Only), AsOf: r.AsOf, Period: r.Period, Topic: r.Topic, Language: r.Language})
}
