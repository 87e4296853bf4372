package bot

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"motirbot/release"
)

// Calls counts calls of the chat model: *store.Store.
type Calls interface {
	SpendModelCall(ctx context.Context, day release.Date, limit int) (bool, error)
}

// Budget allows so many calls of the chat model a day, a day of Seoul's, to
// all processes on one store together. It is what answer.Config wants; a
// reader whose answer it cost the model is told until when.
type Budget struct {
	calls Calls
	limit int
	now   func() time.Time
}

// ErrBudgetSpent means that the model may not be asked again today.
var ErrBudgetSpent = errors.New("today's calls of the language model are spent")

// NewBudget returns a Budget of limit calls a day.
func NewBudget(calls Calls, limit int, now func() time.Time) *Budget {
	return &Budget{calls: calls, limit: limit, now: now}
}

// Take spends one call.
func (b *Budget) Take(ctx context.Context) error {
	granted, err := b.calls.SpendModelCall(ctx, release.DateOf(b.now()), b.limit)
	if err != nil {
		return err // better an extract than calls that nobody counts
	}
	if !granted {
		if note, ok := ctx.Value(noteKey{}).(*atomic.Bool); ok {
			note.Store(true)
		}
		return ErrBudgetSpent
	}
	return nil
}

type noteKey struct{}

// noting makes a Budget note there that it has refused a call: package answer
// has no way to say so in its result.
func noting(ctx context.Context, refused *atomic.Bool) context.Context {
	return context.WithValue(ctx, noteKey{}, refused)
}
