package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"motirbot/release"
)

// leaseName names what one process may do at a time.
const leaseName = "sync"

// ErrRunning: another sync is under way, here or in another process.
var ErrRunning = errors.New("another sync is under way")

// RunningError says until when at most the other keeps us waiting if it was
// killed.
type RunningError struct{ Until time.Time }

func (e *RunningError) Error() string {
	if e.Until.IsZero() {
		return ErrRunning.Error()
	}
	return fmt.Sprintf("%v; if it was killed, its claim ends at %s", ErrRunning, e.Until.In(release.Seoul).Format("15:04:05 KST"))
}

// Is makes errors.Is(err, ErrRunning) hold.
func (e *RunningError) Is(target error) bool { return target == ErrRunning }

var errLeaseLost = errors.New("another process has taken over the sync: this one was asleep for too long")

// claimed runs do while no other process may sync. A dry run, which writes
// nothing, claims nothing.
func (in *Ingester) claimed(ctx context.Context, dry bool, do func(context.Context) error) error {
	if dry {
		return do(ctx)
	}
	taken, until, err := in.cfg.Store.TakeLease(ctx, leaseName, in.holder, in.cfg.Lease)
	if err != nil {
		return err
	}
	if !taken {
		return &RunningError{Until: until}
	}
	held, lose := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { in.renew(held, lose) })
	err = do(held)
	if cause := context.Cause(held); errors.Is(cause, errLeaseLost) {
		err = errLeaseLost
	}
	lose(nil)
	renewing.Wait()
	// Also when ctx has ended: the next process should not have to wait.
	return errors.Join(err, in.cfg.Store.DropLease(context.WithoutCancel(ctx), leaseName, in.holder))
}

// renew prolongs the lease until ctx ends, and ends the sync if it is lost.
func (in *Ingester) renew(ctx context.Context, lose context.CancelCauseFunc) {
	tick := time.NewTicker(in.cfg.Lease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		taken, _, err := in.cfg.Store.TakeLease(ctx, leaseName, in.holder, in.cfg.Lease)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil: // the store may be busy; there are three more tries
			in.cfg.Logger.WarnContext(ctx, "the claim on the sync could not be prolonged", "error", err)
		case !taken:
			lose(errLeaseLost)
			return
		}
	}
}
