package main

import (
	"context"
	"crypto/rand"
	"sync"
	"time"
	_ "time/tzdata" // digests go by local time, also on systems without the database

	"motirbot/answer"
	"motirbot/bot/post"
	"motirbot/bot/state"
	"motirbot/delivery"
	"motirbot/figures"
	"motirbot/ingest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// face is one index and who answers from it.
type face struct {
	releases  state.Releases
	retriever *retrieval.Retriever
	answers   *answer.Answerer
	figures   *figures.Source
}

// stand answers from the index, and from the sample as long as that is empty.
// It is a state.Answers, state.Figures and state.Releases.
type stand struct {
	own    face
	sample *face // nil: there were releases from the start
}

// grown reports whether the index has releases of its own.
func (s *stand) grown() bool {
	return s.sample == nil || s.own.retriever.View().Coverage(release.Date{}).Releases > 0
}

func (s *stand) now() *face {
	if s.grown() {
		return &s.own
	}
	return s.sample
}

func (s *stand) Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
	return s.now().answers.Ask(ctx, q, onPart)
}

func (s *stand) Latest(ctx context.Context, r answer.LatestRequest) (answer.Answer, error) {
	return s.now().answers.Latest(ctx, r)
}

func (s *stand) Digest(ctx context.Context, r answer.DigestRequest) (answer.Answer, error) {
	return s.now().answers.Digest(ctx, r)
}

func (s *stand) Help(ctx context.Context, r answer.HelpRequest) (answer.Answer, error) {
	return s.now().answers.Help(ctx, r)
}

func (s *stand) Check(q answer.Question) error { return s.now().answers.Check(q) }

func (s *stand) Examples(ctx context.Context, language string) []string {
	return s.now().answers.Examples(ctx, language)
}

// Dataset implements state.Figures.
func (s *stand) Dataset(ctx context.Context, asOf release.Date) (*figures.Dataset, error) {
	return s.now().figures.Dataset(ctx, asOf)
}

// Generation never is the same for the sample as for the index.
func (s *stand) Generation(ctx context.Context) (int64, error) {
	if s.grown() {
		return s.own.releases.Generation(ctx)
	}
	n, err := s.sample.releases.Generation(ctx)
	return -1 - n, err
}

func (s *stand) Releases(ctx context.Context, filter store.Filter) ([]store.Record, error) {
	return s.now().releases.Releases(ctx, filter)
}

func (s *stand) Release(ctx context.Context, id release.ID) (store.Record, error) {
	return s.now().releases.Release(ctx, id)
}

func (s *stand) Stats(ctx context.Context) (store.Stats, error) { return s.now().releases.Stats(ctx) }

// counted has metrics count what it is asked.
type counted struct {
	state.Answers
	*metrics
	now func() time.Time
}

func (c counted) Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (ans answer.Answer, err error) {
	defer func(began time.Time) { c.answered(ctx, ans, err, c.now().Sub(began)) }(c.now())
	return c.Answers.Ask(ctx, q, onPart)
}

func (c counted) Latest(ctx context.Context, r answer.LatestRequest) (ans answer.Answer, err error) {
	defer func(began time.Time) { c.answered(ctx, ans, err, c.now().Sub(began)) }(c.now())
	return c.Answers.Latest(ctx, r)
}

func (c counted) Digest(ctx context.Context, r answer.DigestRequest) (ans answer.Answer, err error) {
	defer func(began time.Time) { c.answered(ctx, ans, err, c.now().Sub(began)) }(c.now())
	return c.Answers.Digest(ctx, r)
}

// stand makes the faces. The sample is closed with the function returned.
func (a *app) stand(ctx context.Context, memory *store.Store, budget answer.Budget) (*stand, func() error, error) {
	nothing := func() error { return nil }
	s := &stand{}
	var err error
	s.own, err = a.served(ctx, &library{app: a, store: memory}, budget)
	if err != nil || s.own.retriever.View().Coverage(release.Date{}).Releases > 0 {
		return s, nothing, err
	}
	lib, err := a.openSample(ctx)
	if err != nil {
		return nil, nothing, err
	}
	sample, err := a.served(ctx, lib, budget)
	s.sample = &sample
	return s, lib.Close, err
}

// background is what a bot does besides answering.
type background struct {
	app       *app
	store     *store.Store
	retriever *retrieval.Retriever
	engine    *delivery.Engine
	ingester  *ingest.Ingester // nil: no syncs
	metrics   *metrics
	read      func(context.Context) error // the figures of what an older motirbot has stored
	checks    []healthCheck               // how its parts are
	close     func()
}

// background wires syncs, alerts and digests. Its poster may be used only once
// it runs.
func (a *app) background(ctx context.Context, memory *store.Store, s *stand, plan syncPlan, m *metrics, poster delivery.Poster) (*background, error) {
	reader := figures.NewReader(s.own.retriever.Topics())
	b := &background{app: a, store: memory, retriever: s.own.retriever, metrics: m, close: func() {}, checks: []healthCheck{indexCheck(memory)}}
	b.read = func(ctx context.Context) error { _, err := reader.Update(ctx, memory); return err }
	cfg := delivery.Config{
		Outbox: memory, Library: post.Library(s.own.retriever), Poster: poster, Logger: a.log, Now: a.now,
	}
	if plan.every == 0 {
		b.engine = delivery.New(cfg)
		return b, nil
	}
	embedder, _, err := a.indexEmbedder(memory)
	if err != nil {
		return nil, err
	}
	sources, client, err := a.sources(ctx, memory, a.log)
	if err != nil {
		return nil, err
	}
	b.close = client.Close
	var names []string
	for _, source := range sources {
		names = append(names, source.Name())
	}
	b.checks = append(b.checks, syncCheck(memory, names, plan.every, a.now))
	cfg.Synced = a.synced(memory, sources)
	b.engine = delivery.New(cfg)
	b.ingester = ingest.New(ingest.Config{
		Store: memory, Indexer: a.newIndexer(memory, embedder, s.own.retriever.Topics()).WithFigures(reader.Observations), Retriever: b, Sources: sources,
		Every: plan.every, Logger: a.log, Done: m.synced, Now: a.now,
	})
	return b, nil
}

// Refresh implements ingest.Refresher: what a sync has brought is told of at
// once.
func (b *background) Refresh(ctx context.Context) (bool, error) {
	changed, err := b.retriever.Refresh(ctx)
	if changed {
		b.engine.Wake()
	}
	return changed, err
}

// synced returns when the source that is furthest behind was last read.
//
//nolint:contextcheck // whoever asks for it has none, and it is one short read
func (a *app) synced(memory *store.Store, sources []ingest.Source) func() time.Time {
	return func() time.Time {
		states, err := memory.SourceStates(context.Background())
		if err != nil {
			a.log.Error("when the last sync was is not known", "err", err)
			return time.Time{}
		}
		read := map[string]time.Time{}
		for _, state := range states {
			read[state.Name] = state.LastSuccess
		}
		oldest := a.now()
		for _, source := range sources {
			if at := read[source.Name()]; at.Before(oldest) {
				oldest = at
			}
		}
		return oldest
	}
}

// run works from the moment the bot is ready until ctx ends, and returns when
// everything has stopped.
func (b *background) run(ctx context.Context, ready <-chan struct{}) {
	defer b.close()
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { b.app.keepFresh(ctx, b) })
	parts.Go(func() { b.metrics.serve(ctx) })
	parts.Go(func() {
		if err := b.read(ctx); err != nil && ctx.Err() == nil {
			b.app.log.ErrorContext(ctx, "figures of releases were not read", "err", err)
		}
	})
	select {
	case <-ctx.Done():
		return
	case <-ready:
	}
	parts.Go(func() {
		b.store.Lead(ctx, "serve", rand.Text(), leadFor, func(err error) {
			b.app.log.ErrorContext(ctx, "whose turn it is to sync and post is not known", "err", err)
		}, b.lead)
	})
}

// leadFor is how long a process that dies keeps the others from its work.
const leadFor = 30 * time.Second

// lead syncs and posts, which one process on the store does at a time.
func (b *background) lead(ctx context.Context) {
	b.app.log.InfoContext(ctx, "this process syncs and posts")
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { b.engine.Run(ctx) })
	if b.ingester != nil {
		parts.Go(func() { b.ingester.Run(ctx) })
	}
}
