package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/embed"
	"motirbot/ingest"
	"motirbot/internal/address"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/feed"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVar) != "" {
		if err := syncUntilKilled(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// clock moves when a test turns it, or somebody sleeps.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.advance(d)
	return ctx.Err()
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// counted counts the texts that reach the embedder behind the cache.
type counted struct {
	retrieval.Embedder
	texts atomic.Int64
}

func (c *counted) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.texts.Add(int64(len(texts)))
	return c.Embedder.Embed(ctx, texts)
}

// house is an office and everything that follows it.
type house struct {
	t         testing.TB
	office    *motirtest.Site
	clock     *clock
	store     *store.Store
	embedder  *counted
	retriever *retrieval.Retriever
	client    *polite.Client
	log       *bytes.Buffer
	logMu     sync.Mutex
	indexer   ingest.Indexer
	in        *ingest.Ingester
}

// Write collects the log.
func (h *house) Write(p []byte) (int, error) {
	h.logMu.Lock()
	defer h.logMu.Unlock()
	return h.log.Write(p)
}

// newHouse sets up an office with n releases, the newest of today, and an
// ingester of its list.
func newHouse(t testing.TB, opts motirtest.Options, n int) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{at: time.Date(2026, 10, 1, 3, 0, 0, 0, time.UTC)}, log: &bytes.Buffer{}}
	// Two releases come out a day.
	opts.First = release.DateOf(h.clock.now()).AddDays(-(n - 1) / 2)
	h.office = motirtest.New(t, opts)
	h.office.Generate(n)
	h.open(filepath.Join(t.TempDir(), "motirbot.db"))
	h.client = newClient(t, h.office, ingest.Pages(h.store), h.clock, nil)
	h.follow(h.list())
	return h
}

func (h *house) open(path string) {
	h.t.Helper()
	var err error
	if h.store, err = store.Open(context.Background(), path, store.WithClock(h.clock.now)); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { h.store.Close() })
	h.embedder = &counted{Embedder: embed.NewLocal()}
	h.indexer = retrieval.NewIndexer(h.store, h.embedder, builtIn())
}

// builtIn reads the topics once: they do not change, and reading takes a while.
var builtIn = sync.OnceValue(func() *retrieval.Topics {
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		panic(err)
	}
	return topics
})

// wantIndexed checks that every release has words and vectors.
func (h *house) wantIndexed() {
	h.t.Helper()
	lacking, err := h.store.Unindexed(context.Background(), h.newRetriever().Maker(), h.embedder.Model(), true, "", 10)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range lacking {
		h.t.Errorf("%s has no words or vectors", l.ID)
	}
}

// askable gives the house an index that syncs keep up to date.
func (h *house) askable() *house {
	h.t.Helper()
	h.retriever = h.newRetriever()
	h.follow(h.list())
	return h
}

func (h *house) newRetriever() *retrieval.Retriever {
	h.t.Helper()
	r, err := retrieval.New(h.store, h.embedder, builtIn())
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// view is the index as the last sync left it or, in a house that nobody asks,
// one made for the occasion.
func (h *house) view() *retrieval.View {
	h.t.Helper()
	if h.retriever != nil {
		return h.retriever.View()
	}
	r := h.newRetriever()
	if _, err := r.Refresh(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	return r.View()
}

func newClient(t testing.TB, office *motirtest.Site, cache polite.ValidatorCache, c *clock, change func(*polite.Options)) *polite.Client {
	t.Helper()
	opts := polite.Options{
		UserAgent: "motirbot/1.0 (+https://example.org)", MinInterval: -1, Attempts: 2,
		Timeout: time.Minute, Deadline: 5 * time.Minute, MaxBytes: 1 << 20,
		Admit:  func(at netip.AddrPort) bool { return at == office.Addr() },
		Cache:  cache,
		Jitter: func(time.Duration) time.Duration { return 0 },
		Now:    c.now, Sleep: c.sleep,
	}
	if change != nil {
		change(&opts)
	}
	client, err := polite.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func (h *house) list() ingest.Source {
	return ingest.FromSite("motir", motir.New(h.client, motir.Config{ListURL: h.office.ListURL()}))
}

func addressOf(raw string) address.Address {
	at, err := address.Parse(raw)
	if err != nil {
		panic(err)
	}
	return at
}

func (h *house) feed(name, path string) ingest.Source {
	return ingest.FromFeed(name, feed.New(h.client, addressOf(h.office.URL(path))))
}

// follow makes an ingester of these sources, as a new process would.
func (h *house) follow(sources ...ingest.Source) {
	var refresher ingest.Refresher
	if h.retriever != nil {
		refresher = h.retriever
	}
	h.in = ingest.New(ingest.Config{
		Store: h.store, Indexer: h.indexer, Retriever: refresher, Sources: sources,
		Now: h.clock.now, Sleep: h.clock.sleep, Jitter: func(time.Duration) time.Duration { return 0 },
		Logger: slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
}

// sync syncs a quarter of an hour later.
func (h *house) sync() ingest.Report {
	h.t.Helper()
	return h.syncWith(ingest.Options{})
}

func (h *house) syncWith(o ingest.Options) ingest.Report {
	h.t.Helper()
	h.clock.advance(15 * time.Minute)
	h.office.Forget()
	h.embedder.texts.Store(0)
	report, err := h.in.Sync(context.Background(), o)
	if err != nil {
		h.t.Fatal(err)
	}
	return report
}
