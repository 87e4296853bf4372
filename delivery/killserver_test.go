package delivery_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// faultyDiscord is the parent's Discord: a server that keeps the posts, knows
// a nonce for some minutes of the simulated time, and fails at random.
type faultyDiscord struct {
	mu     sync.Mutex
	random *rand.Rand
	sim    simulated
	calm   bool // no failures any more
	posts  []remotePost
	times  []time.Time

	calls, deduped, lost, unanswered, limited, found int
}

func (f *faultyDiscord) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if nonce := r.URL.Query().Get("nonce"); nonce != "" {
		f.find(w, nonce)
		return
	}
	var p remotePost
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	before, after, f1 := f.fate()
	time.Sleep(before)
	switch f1 {
	case lost:
		panic(http.ErrAbortHandler)
	case later:
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	id := f.keep(p)
	time.Sleep(after)
	if f1 == unanswered {
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(w, id)
}

// fate decides what happens to a post, and how long it takes before and after
// it is kept.
func (f *faultyDiscord) fate() (before, after time.Duration, what fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	before = time.Duration(f.random.IntN(8000)) * time.Microsecond
	after = time.Duration(f.random.IntN(8000)) * time.Microsecond
	if f.calm {
		return 0, 0, fine
	}
	switch f.random.IntN(20) {
	case 0:
		f.lost++
		return before, after, lost
	case 1, 2:
		f.unanswered++
		return before, after, unanswered
	case 3:
		f.limited++
		return before, after, later
	}
	return before, after, fine
}

func (f *faultyDiscord) keep(p remotePost) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.sim.now()
	for i, q := range f.posts {
		if q.Nonce == p.Nonce && now.Sub(f.times[i]) < discordKnows {
			f.deduped++
			return fmt.Sprint("m", i)
		}
	}
	f.posts, f.times = append(f.posts, p), append(f.times, now)
	return fmt.Sprint("m", len(f.posts)-1)
}

func (f *faultyDiscord) find(w http.ResponseWriter, nonce string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, p := range f.posts {
		if p.Nonce == nonce {
			f.found++
			fmt.Fprint(w, "m", i)
			return
		}
	}
}

// jump lets simulated time pass while no child runs.
func (f *faultyDiscord) jump(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sim = simulated{From: f.sim.now().Add(d), Real: time.Now()}
}

func (f *faultyDiscord) clock() simulated {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sim
}

// called returns how many posts have been asked for.
func (f *faultyDiscord) called() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}
