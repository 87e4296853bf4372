package ingest

import (
	"context"
	"errors"
	"time"

	"motirbot/store"
)

// maxBackoff bounds how long a source that keeps failing is left alone.
const maxBackoff = 2 * time.Hour

// Run syncs at once and then periodically, until ctx ends. A source that fails
// is asked less and less often, and not before the time that its site asked to
// wait for; the others are not affected. It returns when the sync under way
// has stopped.
func (in *Ingester) Run(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		began := in.cfg.Now()
		_, err := in.sync(ctx, Options{}, true)
		// From one beginning to the next: a source that has taken all of its
		// time must not put the others off.
		wait := max(in.around(in.cfg.Every)-in.cfg.Now().Sub(began), in.cfg.Every/10)
		var running *RunningError
		switch {
		case ctx.Err() != nil:
			return
		case errors.As(err, &running):
			failures = 0
			wait = min(wait, in.untilFree(running))
		case err != nil:
			failures++
			wait = in.around(in.backoff(failures))
			in.cfg.Logger.ErrorContext(ctx, "the sync broke off", "error", err, "again", wait)
		default:
			failures = 0
		}
		if in.cfg.Sleep(ctx, wait) != nil {
			return
		}
	}
}

// untilFree is when to try again while another process syncs. One that was
// killed leaves its lease behind, which is shorter than a period.
func (in *Ingester) untilFree(running *RunningError) time.Duration {
	return max(running.Until.Sub(in.cfg.Now()), 0) + in.cfg.Lease/4 + in.cfg.Jitter(in.cfg.Lease/4)
}

// around is d, a tenth more or less, so that programs started together do not
// stay together.
func (in *Ingester) around(d time.Duration) time.Duration {
	return d - d/10 + in.cfg.Jitter(d/5)
}

// backoff is the pause after so many failures in a row: the usual one after
// the first.
func (in *Ingester) backoff(failures int) time.Duration {
	limit := max(maxBackoff, in.cfg.Every)
	return min(in.cfg.Every<<min(max(failures-1, 0), 10), limit)
}

// leftAlone returns until when a source is not to be asked, or zero. What its
// site asks for always counts; our own patience only for Run.
func (in *Ingester) leftAlone(state store.SourceState, patient bool) time.Time {
	until := state.RetryAt
	if patient && state.Failures > 1 {
		// A little early, since the period is jittered.
		pause := in.backoff(state.Failures)
		if own := state.LastAttempt.Add(pause - pause/5); own.After(until) {
			until = own
		}
	}
	if until.After(in.cfg.Now()) {
		return until
	}
	return time.Time{}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
