package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/store"
)

// round is one sync under way: every source once, side by side.
type round struct {
	*Ingester
	Options
	patient bool

	// storing is held from looking whether a release is known to noting it:
	// two sources may bring the same one.
	storing sync.Mutex
	touched map[release.ID]bool // with storing: added, changed or withdrawn
	pending bool                // with storing: something is stored that the index lacks
	next    time.Time           // with storing: when the index may be refreshed again

	telling sync.Mutex
	runs    []*run // by source, in their order

	missing    int // chunks without a vector when all is stored
	missingErr error
}

// run is one source in a round. Its fields are those of its goroutine.
type run struct {
	*round
	lists   []*run // that come before it, for a feed
	report  Report
	brought int           // pages
	until   time.Time     // when its time is over, by the clock that contexts have; zero: never
	turn    bool          // it need not wait for the lists any more
	through chan struct{} // closed when it has been asked
}

func newRound(in *Ingester, o Options, patient bool) *round {
	r := &round{Ingester: in, Options: o, patient: patient, touched: map[release.ID]bool{}, next: in.cfg.Now().Add(in.cfg.RefreshEvery)}
	var lists []*run
	for _, source := range in.cfg.Sources {
		one := &run{round: r, through: make(chan struct{})}
		r.runs = append(r.runs, one)
		if _, isList := source.(siteSource); isList {
			lists = append(lists, one)
		} else {
			one.lists = slices.Clone(lists)
		}
	}
	return r
}

// tell reports progress, one event at a time.
func (r *round) tell(e Event) {
	if r.Progress != nil {
		r.telling.Lock()
		defer r.telling.Unlock()
		r.Progress(e)
	}
}

// timed is ctx, ended when the source's time is over: for asking its site, not
// for storing what it has brought.
func (r *run) timed(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.until.IsZero() {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, r.until)
}

// outOfTime returns the failure of a source whose time is over, or nil.
func (r *run) outOfTime(source string) error {
	if r.until.IsZero() || time.Now().Before(r.until) {
		return nil
	}
	err := fmt.Errorf("the %s that a source has in one sync are over, %d pages of it were read; the rest is left for the next sync", r.cfg.SourceTime, r.brought)
	f := failed(source, err)
	f.Kind = KindSlow
	return f
}

// await lets the lists before a feed store first, if they are about to: where a
// feed and the ministry's list have the same release, the text of record is the
// one to be announced. A list that is slow is not waited for.
func (r *run) await(ctx context.Context) error {
	if r.turn {
		return nil
	}
	r.turn = true
	over := time.NewTimer(r.cfg.Precedence)
	defer over.Stop()
	for _, before := range r.lists {
		select {
		case <-before.through:
		case <-over.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// problem reports a release or source that failed.
func (r *run) problem(ctx context.Context, p Problem) {
	r.report.Failed = append(r.report.Failed, p)
	r.cfg.Logger.WarnContext(ctx, "not brought in", "source", p.Source, "url", p.URL, "kind", p.Kind, "reason", p.Reason)
	r.tell(Event{Source: p.Source, What: Failed})
}

// drifted logs a page of another form where it cannot be missed.
func (r *run) drifted(ctx context.Context, source string, err error) {
	if layout, ok := errors.AsType[*motir.LayoutError](err); ok {
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
	r.report.Failed = append(r.report.Failed, failed.Problem)
	r.tell(Event{Source: state.Name, What: Failed})
	if failed.Kind == KindSlow && r.brought > 0 {
		// It answers, and goes on where it stopped: not to be asked less often.
		r.cfg.Logger.WarnContext(ctx, "the time of a source is over", "source", state.Name, "pages", r.brought, "reason", failed.Reason)
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
	r.drifted(ctx, state.Name, failed)
	r.cfg.Logger.ErrorContext(ctx, "a source failed", "source", state.Name, "kind", failed.Kind,
		"failures", state.Failures, "since", state.FailingSince, "reason", failed.Reason)
}

// refreshIfDue shows questions what has been stored, now and then. The caller
// holds storing.
func (r *round) refreshIfDue(ctx context.Context) error {
	if !r.pending || r.cfg.Now().Before(r.next) {
		return nil
	}
	return r.refresh(ctx)
}

func (r *round) refresh(ctx context.Context) error {
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
func (r *round) finish(ctx context.Context, err error) (Report, error) {
	report := Report{Missing: r.missing, MissingErr: r.missingErr}
	for _, one := range r.runs {
		report.add(one.report)
	}
	if ctx.Err() == nil && !r.DryRun {
		err = errors.Join(err, r.refresh(ctx))
	}
	unchanged, countErr := r.countUnchanged(context.WithoutCancel(ctx))
	report.Unchanged = unchanged
	return report, errors.Join(err, countErr)
}

// countUnchanged counts the releases of the sources that this sync left alone.
func (r *round) countUnchanged(ctx context.Context) (int, error) {
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
