package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"motirbot/answer"
	"motirbot/figures"
	"motirbot/internal/openaiapi"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/catalog"
	"motirbot/source/dump"
	"motirbot/source/sample"
	"motirbot/store"
)

const sampleNote = "sample corpus: eight briefs of December 2025; index your own with `motirbot index`"

// library is an open index and what is made of it.
type library struct {
	app    *app
	store  *store.Store
	sample bool
	folder string             // of a temporary store, removed on Close
	own    retrieval.Embedder // in place of the configured one
}

// openLibrary opens the index for reading. Before there is one with a release
// in it, the sample stands in for it; but not for one that the user named.
func (a *app) openLibrary(ctx context.Context) (*library, error) {
	switch {
	case a.cfg.exists():
		return a.openIndex(ctx)
	case a.cfg.DBNamed:
		return nil, a.cfg.missing()
	}
	return a.openSample(ctx)
}

func (a *app) openIndex(ctx context.Context) (*library, error) {
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	stats, err := opened.Stats(ctx)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	if stats.Releases > 0 || a.cfg.DBNamed {
		return &library{app: a, store: opened}, nil
	}
	if err := opened.Close(); err != nil {
		return nil, err
	}
	return a.openSample(ctx)
}

// openStore opens the index, or makes it. What an upgrade did to it is said.
func (a *app) openStore(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, a.cfg.DB, store.WithNotice(func(line string) { fmt.Fprintln(a.errOut, cleanLine(line)) }))
}

// openSample opens the sample. It is always embedded here: trying motirbot out
// must cost nothing and need no server.
func (a *app) openSample(ctx context.Context) (*library, error) {
	known, err := a.catalog()
	if err != nil {
		return nil, err
	}
	batch, err := dump.ReadFS(ctx, sample.FS(), ".", dump.WithIssuers(known.Issuer))
	if err != nil {
		return nil, fmt.Errorf("sample corpus: %w", err)
	}
	lib, err := a.openTemporary(ctx, batch.Releases, localEmbedder())
	if err != nil {
		return nil, fmt.Errorf("sample corpus: %w", err)
	}
	lib.sample = true
	return lib, nil
}

// openTemporary indexes releases into a store that is gone after use.
func (a *app) openTemporary(ctx context.Context, releases []release.Release, with retrieval.Embedder) (*library, error) {
	folder, err := os.MkdirTemp("", "motirbot-*")
	if err != nil {
		return nil, err
	}
	lib := &library{app: a, folder: folder, own: with}
	if lib.store, err = store.Open(ctx, filepath.Join(folder, "motirbot.db")); err == nil {
		var report retrieval.Report
		var indexer *retrieval.Indexer
		if indexer, err = a.indexer(ctx, lib.store, with); err == nil {
			report, err = indexer.Index(ctx, releases, nil)
		}
		err = errors.Join(err, report.MissingErr) // what is measured is to be whole
	}
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return lib, nil
}

// Close closes the store, and leaves nothing of a temporary one.
func (l *library) Close() error {
	var err error
	if l.store != nil {
		err = l.store.Close()
	}
	if l.folder != "" {
		err = errors.Join(err, os.RemoveAll(l.folder))
	}
	return err
}

func (l *library) embedder() (retrieval.Embedder, error) {
	if l.own != nil {
		return l.own, nil
	}
	return l.app.embedder()
}

// answers makes an answerer over an index as it stands now.
func (l *library) answers(ctx context.Context, noLLM bool, options ...retrieval.Option) (*answer.Answerer, error) {
	cfg := answer.Config{Now: l.app.now, Logger: l.app.log}
	if !noLLM {
		if err := l.app.addModel(&cfg); err != nil {
			return nil, err
		}
	}
	var err error
	if cfg.Retriever, err = l.retriever(ctx, options...); err != nil {
		return nil, err
	}
	cfg.Figures = figures.NewSource(cfg.Retriever.Topics(), l.store)
	return answer.New(cfg), nil
}

// retriever makes a retriever of an index as it stands now, brought up to date.
func (l *library) retriever(ctx context.Context, options ...retrieval.Option) (*retrieval.Retriever, error) {
	embedder, err := l.embedder()
	if err != nil {
		return nil, err
	}
	made, err := l.newRetriever(embedder, options...)
	if err != nil {
		return nil, err
	}
	if err := l.complete(ctx, made, embedder); err != nil {
		return nil, err
	}
	_, err = made.Refresh(ctx)
	if _, unknown := errors.AsType[*retrieval.UnknownIssuerError](err); unknown {
		err = usagef("--issuer: %w", err)
	}
	return made, err
}

func (l *library) newRetriever(embedder retrieval.Embedder, options ...retrieval.Option) (*retrieval.Retriever, error) {
	topics, err := l.app.topics()
	if err != nil {
		return nil, err
	}
	known, err := l.app.catalog()
	if err != nil {
		return nil, err
	}
	options = append(options, retrieval.WithIssuers(known.Default(), l.issuer(known)))
	return retrieval.New(l.store, embedder, topics, options...)
}

// issuer is the label of the issuer whose releases alone are asked for.
func (l *library) issuer(known *catalog.Catalog) string { return known.Issuer(l.app.issuer).Label() }

// complete makes anew what another motirbot, or one with other topics or another
// embedder, has made of the releases. Where the index cannot be written, words are
// read without, which takes longer each time.
func (l *library) complete(ctx context.Context, retriever *retrieval.Retriever, embedder retrieval.Embedder) error {
	done, err := l.store.Indexed(ctx, retriever.Maker(), embedder.Model())
	if err != nil || done {
		return err
	}
	x := l.app.newIndexer(l.store, embedder, retriever.Topics())
	end, err := l.app.completing(ctx, x, l.store, embedder.Model(), false)
	if err != nil {
		return err
	}
	report, err := x.Complete(ctx)
	end()
	if errors.Is(err, store.ErrReadOnly) {
		return nil
	}
	l.app.sayUnasked(report)
	return err
}

// completing has an Indexer show how far it is with what is stored already, of a
// paid model all of it or not, until end is called.
func (a *app) completing(ctx context.Context, x *retrieval.Indexer, kept *store.Store, model string, all bool) (end func(), err error) {
	total, err := kept.CountUnindexed(ctx, x.Maker(), model, all)
	if err != nil || total == 0 {
		x.Completing(all, nil)
		return func() {}, err
	}
	bar := newProgress(a, total)
	x.Completing(all, bar.done)
	return bar.end, nil
}

// embedModel names the embedder, also where it lacks its key.
func (l *library) embedModel() (string, error) {
	if l.own != nil {
		return l.own.Model(), nil
	}
	embedder, err := l.app.bareEmbedder(openaiapi.Config{})
	if err != nil {
		return "", err
	}
	return embedder.Model(), nil
}
