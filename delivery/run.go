package delivery

import (
	"context"
	"time"
)

// heldBack is the pause before another look at what is due but held back, by a
// rate limit or since its release is not in the library yet.
const heldBack = 5 * time.Second

// Run plans and sends until ctx ends, and returns when the requests under way
// have been answered and recorded: after PostTimeout and a little, at most.
// Errors of the store are logged, and tried again.
func (e *Engine) Run(ctx context.Context) {
	var pruned time.Time
	for ctx.Err() == nil {
		next := e.step(ctx)
		if now := e.cfg.Now(); now.Sub(pruned).Abs() > 24*time.Hour {
			e.prune(ctx, now)
			pruned = now
		}
		// Timers do not hear of a clock that is set, or of what other
		// processes plan; so there is a look at both every now and then.
		pause := min(max(next.Sub(e.cfg.Now()), 0), e.cfg.Poll)
		if next.IsZero() {
			pause = e.cfg.Poll
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-e.wake:
		}
		timer.Stop()
	}
}

// Wake makes Run look at once: after a sync, or when settings have changed.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// step does all that is to be done now and returns when there will be more;
// zero if that is not known.
func (e *Engine) step(ctx context.Context) time.Time {
	alerts, err := e.planAlerts(ctx)
	e.report(ctx, "planning alerts", err)
	next, err := e.planDigests(ctx)
	e.report(ctx, "planning digests", err)
	e.report(ctx, "sending", e.Dispatch(ctx))
	now := e.cfg.Now()
	if alerts == waiting {
		next = earlier(next, now.Add(max(e.cfg.Settle, heldBack)))
	}
	due, open, err := e.cfg.Outbox.NextDelivery(ctx, now)
	e.report(ctx, "looking ahead", err)
	switch {
	case open && !due.After(now):
		next = earlier(next, now.Add(heldBack))
	case open:
		next = earlier(next, due)
	}
	return next
}

func (e *Engine) report(ctx context.Context, doing string, err error) {
	if err != nil && ctx.Err() == nil {
		e.log.ErrorContext(ctx, doing, "err", err)
	}
}

func (e *Engine) prune(ctx context.Context, now time.Time) {
	n, err := e.cfg.Outbox.PruneDeliveries(ctx, now.Add(-e.cfg.Retention), now.Add(-e.cfg.Personal))
	e.report(ctx, "forgetting old deliveries", err)
	if n > 0 {
		e.log.InfoContext(ctx, "old deliveries forgotten", "deliveries", n)
	}
}
