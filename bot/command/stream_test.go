package command_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot/command"
)

// edits records what a stream sends, and when.
type edits struct {
	began  time.Time
	took   time.Duration
	texts  []string
	times  []time.Duration
	flying int
	most   int
}

func (e *edits) show(text string) {
	e.flying++
	e.most = max(e.most, e.flying)
	e.texts, e.times = append(e.texts, text), append(e.times, time.Since(e.began))
	time.Sleep(e.took)
	e.flying--
}

func TestStreamEditsAtMostOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &edits{began: time.Now()}
		text, finish := command.Stream(t.Context(), e.show, time.Second)
		for i := range 30 {
			time.Sleep(100 * time.Millisecond)
			text(fmt.Sprint(i))
		}
		time.Sleep(50 * time.Millisecond)
		finish()
		// The latest text at each full second, whatever came in between.
		if diff := cmp.Diff([]string{"8", "18", "28"}, e.texts); diff != "" && len(e.texts) != 3 {
			t.Error(diff)
		}
		for i, at := range e.times {
			if at != time.Duration(i+1)*time.Second {
				t.Errorf("edit %d after %v", i, at)
			}
		}
	})
}

func TestStreamNeverHasTwoEditsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &edits{began: time.Now(), took: 2500 * time.Millisecond}
		text, finish := command.Stream(t.Context(), e.show, time.Second)
		for i := range 100 {
			time.Sleep(100 * time.Millisecond)
			text(fmt.Sprint(i))
		}
		finish()
		if e.most != 1 || e.flying != 0 {
			t.Errorf("%d in flight at a time, %d left at the end", e.most, e.flying)
		}
		if len(e.texts) != 3 {
			t.Errorf("%d edits of 2.5 s in ten seconds: %v", len(e.texts), e.texts)
		}
	})
}

func TestStreamSaysNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &edits{began: time.Now()}
		text, finish := command.Stream(t.Context(), e.show, time.Second)
		text("a")
		time.Sleep(10 * time.Second)
		text("b")
		time.Sleep(10 * time.Second)
		finish()
		if diff := cmp.Diff([]string{"a", "b"}, e.texts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestStreamOfAQuickAnswerShowsNoDraft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &edits{began: time.Now()}
		text, finish := command.Stream(t.Context(), e.show, time.Second)
		text("a")
		time.Sleep(900 * time.Millisecond)
		finish()
		if len(e.texts) != 0 {
			t.Errorf("drafts: %v", e.texts)
		}
	})
}

func TestStreamEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		e := &edits{began: time.Now()}
		text, finish := command.Stream(ctx, e.show, time.Second)
		cancel()
		synctest.Wait()
		text("a")
		time.Sleep(time.Minute)
		finish()
		if len(e.texts) != 0 {
			t.Errorf("drafts: %v", e.texts)
		}
	})
}
