package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/store"
)

// Leaders come and go, also without a word; at any time there is one at most,
// and soon after one is gone there is another.
func TestLead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const length = 20 * time.Second
		path := filepath.Join(t.TempDir(), "motirbot.db")
		var mu sync.Mutex
		var log []string
		note := func(format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			log = append(log, fmt.Sprintf(format, args...))
		}
		begin := time.Now()
		lead := func(holder string) (stop func()) {
			s, err := store.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			var done sync.WaitGroup
			done.Go(func() {
				s.Lead(ctx, "work", holder, length, func(err error) { note("%s: %v", holder, err) }, func(ctx context.Context) {
					note("%s leads after %v", holder, time.Since(begin).Truncate(time.Second))
					<-ctx.Done()
					note("%s ends after %v", holder, time.Since(begin).Truncate(time.Second))
				})
			})
			return func() {
				cancel()
				done.Wait()
				_ = s.Close()
			}
		}
		stopA := lead("a")
		synctest.Wait()
		stopB := lead("b")
		time.Sleep(time.Minute) // three times the lease
		stopA()
		time.Sleep(length / 2)
		thief, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		// As if b had been asleep: c, which then dies without a word, has taken over.
		if err := thief.DropLease(t.Context(), "work", "b"); err != nil {
			t.Fatal(err)
		}
		if taken, _, err := thief.TakeLease(t.Context(), "work", "c", length); !taken || err != nil {
			t.Fatal(taken, err)
		}
		time.Sleep(time.Minute)
		stopB()
		if taken, _, err := thief.TakeLease(t.Context(), "work", "d", length); !taken || err != nil {
			t.Errorf("the lease is not free: %v", err)
		}
		_ = thief.Close()
		want := []string{
			"a leads after 0s", "a ends after 1m0s", "b leads after 1m0s", "b ends after 1m10s", "b leads after 1m30s", "b ends after 2m10s",
		}
		if fmt.Sprint(log) != fmt.Sprint(want) {
			t.Errorf("%q\nwant %q", log, want)
		}
	})
}
