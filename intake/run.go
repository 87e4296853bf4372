package intake

import (
	"context"
	"errors"
	"strings"
	"time"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/store"
)

// run is one sync under way.
type run struct {
	*Intake
	Options
	report  Report
	touched map[release.ID]bool // added, changed or withdrawn
	pending bool                // something is stored that the index lacks
	next    time.Time           // when the index may be refreshed again
}

func newRun(in *Intake, o Options) *run {
	return &run{Intake: in, Options: o, touched: map[release.ID]bool{}, next: in.cfg.Now().Add(in.cfg.RefreshEvery)}
}

// tell reports progress.
func (r *run) tell(e Event) {
	if r.Progress != nil {
		r.Progress(e)
	}
}

// problem reports a release or source that failed.
func (r *run) problem(ctx context.Context, p Problem) {
	r.report.Failed = append(r.report.Failed, p)
	r.cfg.Logger.WarnContext(ctx, "not brought in", "source", p.Source, "url", p.URL, "kind", p.Kind, "reason", p.Reason)
	r.tell(Event{Source: p.Source, What: Failed})
}

// drifted logs a page of another form where it cannot be missed.
func (r *run) drifted(ctx context.Context, source string, err error) {
	var layout *motir.LayoutError
	if errors.As(err, &layout) {
		r.cfg.Logger.ErrorContext(ctx, "a page has changed its layout", "source", source, "url", layout.URL,
			"missing", strings.Join(layout.Missing, ", "), "heading", layout.Heading)
	}
}

// outcome brings state up to date after a source was asked.
func (r *run) outcome(ctx context.Context, state *store.SourceState, failed *failure) {
	now := r.cfg.Now()
	state.LastAttempt = now
	if failed == nil {
		if state.Failures > 0 {
			r.cfg.Logger.InfoContext(ctx, "the source is well again", "source", state.Name, "failures", state.Failures)
		}
		state.LastSuccess, state.Failures = now, 0
		state.FailingSince, state.RetryAt = time.Time{}, time.Time{}
		return
	}
	if state.Failures++; state.Failures == 1 {
		state.FailingSince = now
	}
	state.LastError, state.LastErrorAt = failed.Reason, now
	state.RetryAt = time.Time{}
	if failed.retryAfter > 0 {
		state.RetryAt = now.Add(failed.retryAfter)
	}
	r.report.Failed = append(r.report.Failed, failed.Problem)
	r.tell(Event{Source: state.Name, What: Failed})
	r.drifted(ctx, state.Name, failed)
	r.cfg.Logger.ErrorContext(ctx, "a source failed", "source", state.Name, "kind", failed.Kind,
		"failures", state.Failures, "since", state.FailingSince, "reason", failed.Reason)
}

// refreshIfDue shows questions what has been stored, now and then.
func (r *run) refreshIfDue(ctx context.Context) error {
	if !r.pending || r.cfg.Now().Before(r.next) {
		return nil
	}
	return r.refresh(ctx)
}

func (r *run) refresh(ctx context.Context) error {
	if r.cfg.Retriever == nil {
		return nil
	}
	began := r.cfg.Now()
	_, err := r.cfg.Retriever.Refresh(ctx)
	// Building an index takes longer the more there is, and takes from those
	// who ask meanwhile: a tenth of the time at most.
	done := r.cfg.Now()
	r.pending, r.next = false, done.Add(max(r.cfg.RefreshEvery, 10*done.Sub(began)))
	return err
}

// finish completes the report. Whatever ended the sync, what is stored becomes
// visible, unless this process is to stop. What another process has stored
// meanwhile does too.
func (r *run) finish(ctx context.Context, err error) (Report, error) {
	if ctx.Err() == nil && !r.DryRun {
		err = errors.Join(err, r.refresh(ctx))
	}
	unchanged, countErr := r.countUnchanged(context.WithoutCancel(ctx))
	r.report.Unchanged = unchanged
	return r.report, errors.Join(err, countErr)
}

// countUnchanged counts the releases of the sources that this sync left alone.
func (r *run) countUnchanged(ctx context.Context) (int, error) {
	alive := map[release.ID]bool{}
	for _, source := range r.cfg.Sources {
		known, err := r.cfg.Store.Sightings(ctx, source.Name())
		if err != nil {
			return 0, err
		}
		for _, s := range known {
			if !s.Gone && !r.touched[s.ReleaseID] {
				alive[s.ReleaseID] = true
			}
		}
	}
	return len(alive), nil
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
