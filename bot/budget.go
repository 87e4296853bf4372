package bot

import (
	"context"
	"errors"
	"time"

	"motirbot/answer"
	"motirbot/release"
)

// Calls counts calls of the chat model: *store.Store.
type Calls interface {
	SpendModelCall(ctx context.Context, day release.Date, payer string, limit, share int) (bool, error)
}

// Budget allows the chat model so many answers a day, a day of Seoul's, to all
// processes on one store together. It is what answer.Config wants.
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

// Take spends one call for the payer, who may use a share of the day's calls.
func (b *Budget) Take(ctx context.Context, payer answer.Payer) error {
	share := max(1, b.limit*payer.Percent/100)
	granted, err := b.calls.SpendModelCall(ctx, release.DateOf(b.now()), payer.ID, b.limit, share)
	if err != nil {
		return err // better an extract than calls that nobody counts
	}
	if !granted {
		return ErrBudgetSpent
	}
	return nil
}
