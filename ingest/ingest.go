// Package ingest brings releases from the sources into the store by itself.
//
// # A sync
//
// [Ingester.Sync] asks the sources side by side, each in a time of its own, so that
// none waits for one that is slow. What is new or edited is stored in batches,
// one source's after another's, each whole, and only then are questions given the new index, in one
// step, while those under way keep the old one. What a source has shown is
// noted after it is stored, and the source's own "nothing has changed" (304) is
// asked for only when all of a sync is stored. So a process that is killed at
// any instant leaves nothing half done, and the next sync sees again whatever
// was not noted.
//
// # The first sync, and later ones
//
// A first sync reads the list from the newest page down, and goes past what it
// knows until it is through once: cut short, it goes on where it stopped. Later
// syncs read down to a page on which nothing is new, and then store from the
// oldest release up. Cut short, what is missing is still on top, where the next
// sync begins.
//
// # Trouble
//
// One source's trouble never stops or delays the others, nor one release's the rest: it
// is kept in the store and tried again. A source that fails page after page is
// left for the next sync. A release is withdrawn when its own page says so and
// the site is otherwise well, and only a few in one sync: see withdrawals.go.
//
// # One release
//
// A release is its source and the id that the source gives it. What a source
// shows under one id is one release, however its title and text are corrected,
// and what it shows under two ids is two. Where two sources show the same one,
// each is stored and one is shown: see store/duplicates.go.
package ingest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// Config says what an Ingester works with. Store, Indexer and Sources must be
// given.
type Config struct {
	Store     Store
	Indexer   Indexer
	Retriever Refresher // nil: nobody asks questions of this process
	Sources   []Source  // by precedence: the text of record first

	Every        time.Duration // between two syncs of Run, give or take a tenth. 0: 15 min
	RefreshEvery time.Duration // at most this often during a long sync. 0: 30 s
	SourceTime   time.Duration // that one source has in a sync; the rest is left for the next. 0: 10 min, or two thirds of Every
	Precedence   time.Duration // how long a feed waits for the lists before it to store first. 0: 30 s
	FullCrawl    time.Duration // how often the whole list is read for what else has vanished. 0: a week
	Lease        time.Duration // how long a killed process keeps others out. 0: 1 min
	// MaxWithdrawals is how many releases may be withdrawn in one sync: a site
	// in trouble says of every page that it does not exist. 0: 3.
	MaxWithdrawals int

	Logger *slog.Logger
	// Done is told of every sync: what it did, and why it broke off if it did.
	// One that was stopped, or that another process was doing, does not count.
	Done func(Report, error)

	// Now, Sleep and Jitter replace the clock, the pauses between syncs and the
	// chance in them, for tests. Jitter returns a duration in [0, limit).
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error
	Jitter func(limit time.Duration) time.Duration
}

// Ingester follows the sources. Its methods may be called by several goroutines.
type Ingester struct {
	cfg     Config
	holder  string        // names this Ingester in the lease
	running chan struct{} // holds a token during a sync
}

// New returns an Ingester.
func New(cfg Config) *Ingester {
	setIfZero(&cfg.Every, 15*time.Minute)
	setIfZero(&cfg.RefreshEvery, 30*time.Second)
	setIfZero(&cfg.SourceTime, min(10*time.Minute, cfg.Every*2/3))
	setIfZero(&cfg.Precedence, 30*time.Second)
	setIfZero(&cfg.FullCrawl, 7*24*time.Hour)
	setIfZero(&cfg.Lease, time.Minute)
	setIfZero(&cfg.MaxWithdrawals, 3)
	setIfZero(&cfg.Logger, slog.New(slog.DiscardHandler))
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Sleep == nil {
		cfg.Sleep = sleep
	}
	if cfg.Jitter == nil {
		cfg.Jitter = func(limit time.Duration) time.Duration { return mathrand.N(max(limit, 1)) }
	}
	return &Ingester{cfg: cfg, holder: rand.Text(), running: make(chan struct{}, 1)}
}

// Options say how to sync. The zero Options bring everything that is new.
type Options struct {
	// Since reads the lists down to this day, whatever was read before, and
	// looks again at every release since.
	Since release.Date
	// DryRun stores nothing, and does not fetch what is new but only counts it.
	DryRun bool
	// Progress is called as releases are dealt with, one call at a time.
	Progress func(Event)
}

// Sync asks every source once. What a source or a single release failed with is
// in the report; an error means that the sync itself could not go on (the
// store, the embedder, ctx), and the report says what is stored until then. It
// matches ErrRunning if another sync is under way.
func (in *Ingester) Sync(ctx context.Context, o Options) (Report, error) {
	return in.sync(ctx, o, false)
}

// sync leaves out, if patient, the sources that failed lately.
func (in *Ingester) sync(ctx context.Context, o Options, patient bool) (Report, error) {
	select {
	case in.running <- struct{}{}:
		defer func() { <-in.running }()
	default:
		return Report{}, &RunningError{}
	}
	began := in.cfg.Now()
	r := newRound(in, o, patient)
	err := in.claimed(ctx, o.DryRun, r.sources)
	report, err := r.finish(ctx, err)
	report.Took = in.cfg.Now().Sub(began)
	if in.cfg.Done != nil && ctx.Err() == nil && !errors.Is(err, ErrRunning) {
		in.cfg.Done(report, err)
	}
	return report, err
}

// sources asks the sources side by side. It ends early only for what concerns
// all of them.
func (r *round) sources(ctx context.Context) error {
	states, err := r.cfg.Store.SourceStates(ctx)
	if err != nil {
		return err
	}
	byName := map[string]store.SourceState{}
	for _, state := range states {
		byName[state.Name] = state
	}
	ctx, breakOff := context.WithCancelCause(ctx)
	defer breakOff(nil)
	var all sync.WaitGroup
	var broken atomic.Bool
	for i, source := range r.cfg.Sources {
		state := byName[source.Name()]
		state.Name = source.Name()
		one := r.runs[i]
		if until := r.leftAlone(state, r.patient); !until.IsZero() {
			if !r.patient {
				one.problem(ctx, Problem{Source: state.Name, Kind: KindWaiting,
					Reason: fmt.Sprintf("the site asked to be left alone until %s", until.In(release.Seoul).Format("2006-01-02 15:04 KST"))})
			}
			close(one.through)
			continue
		}
		all.Go(func() {
			defer close(one.through)
			if err := one.source(ctx, source, state); err != nil {
				broken.Store(true)
				breakOff(err)
			}
		})
	}
	all.Wait()
	if broken.Load() {
		return context.Cause(ctx)
	}
	if r.DryRun {
		return nil
	}
	stored, err := r.cfg.Indexer.Index(ctx, nil, nil) // makes the vectors that are missing
	if r.missing, r.missingErr = stored.Missing, stored.MissingErr; stored.Missing > 0 {
		r.cfg.Logger.WarnContext(ctx, "chunks have no vector yet", "chunks", stored.Missing, "err", stored.MissingErr)
	}
	return err
}

// source asks one source and keeps what became of it.
func (r *run) source(ctx context.Context, source Source, state store.SourceState) error {
	// A person who has a whole list read waits for it. Nothing else does.
	_, isList := source.(siteSource)
	if byHand := !r.patient && (state.Backfilled.IsZero() || !r.Since.IsZero()); !isList || !byHand {
		r.until = time.Now().Add(r.cfg.SourceTime)
	}
	confirm, err := source.bring(ctx, r, &state)
	var failed *failure
	if err != nil && !errors.As(err, &failed) {
		return fmt.Errorf("%s: %w", state.Name, err)
	}
	r.outcome(ctx, &state, failed)
	if r.DryRun {
		return nil
	}
	if err := r.cfg.Store.SaveSourceState(ctx, state); err != nil {
		return err
	}
	if failed != nil || confirm == nil {
		return nil //nolint:nilerr // a source that fails is reported, and stops no other
	}
	// Only now: what this confirms, the next sync will not look at.
	return confirm(ctx)
}

func setIfZero[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
