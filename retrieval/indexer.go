package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"

	"golang.org/x/sync/errgroup"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/store"
)

// embedBatch is about how many chunks are gathered before they are embedded and
// stored, and how many texts one request to an embedding server may hold.
const embedBatch = 256

// IndexStore is the store as an Indexer writes it.
type IndexStore interface {
	// Find returns the stored release that this one is a copy of, or an error
	// that is store.ErrNotFound.
	Find(ctx context.Context, r release.Release) (store.Record, error)
	// PutReleases writes entries in one transaction.
	PutReleases(ctx context.Context, entries []store.Entry, model string) ([]store.Outcome, error)
	// Vectors returns those that a model has made of texts before, by their hash.
	Vectors(ctx context.Context, model string, hashes []string) (map[string][]float32, error)

	Indexed(ctx context.Context, maker, model string) (bool, error)
	SetIndexed(ctx context.Context, maker, model string) error
	Unindexed(ctx context.Context, maker, model string, asked bool, after release.ID, n int) ([]store.Lacking, error)
}

// Report counts what indexing did.
type Report struct {
	Added, Changed, Unchanged int
	Chunks                    int // written
	Failed                    []Failure
	Missing                   int   // chunks stored without a vector, for MissingErr; words still find them
	MissingErr                error // what the embedder failed with
	Unasked                   int   // chunks that a paid model was not asked for
	Letters                   int   // bytes of those
}

// Failure is a release that could not be indexed.
type Failure struct {
	Release release.Release
	Err     error
}

// Indexer brings releases into the store, with all that they are searched by. It
// asks the embedder for the vectors of every chunk it writes: give it a paid one
// with a cache. It is for one goroutine at a time.
type Indexer struct {
	store    IndexStore
	embedder Embedder
	makers   chan *analysis // one for each goroutine
	maker    string
	read     func(release.Release) *store.Observations
	paid     bool
	all      bool           // of a paid model, too
	progress func(done int) // of Complete, may be nil
	failed   error          // what the embedder failed with last
	down     error          // the same where it gave nothing: it is asked again by Complete
}

// NewIndexer returns an Indexer. Retrievers of the same topics read what it
// writes; others make it again for themselves.
func NewIndexer(store IndexStore, embedder Embedder, topics *Topics) *Indexer {
	x := &Indexer{store: store, embedder: embedder, makers: make(chan *analysis, runtime.GOMAXPROCS(0))}
	one := newAnalysis(topics)
	x.maker = one.maker
	for range cap(x.makers) {
		x.makers <- &analysis{one.analyzer.remembering(), one.maker}
	}
	return x
}

// Maker names what x makes the words of the index by.
func (x *Indexer) Maker() string { return x.maker }

// WithFigures makes x store with each release the figures that read, which must
// be safe for concurrent use, finds in it.
func (x *Indexer) WithFigures(read func(release.Release) *store.Observations) *Indexer {
	x.read = read
	return x
}

// Paid has x not ask the embedder for the vectors of what is stored already,
// unless it has failed to give them.
func (x *Indexer) Paid() *Indexer {
	x.paid = true
	return x
}

// Completing has Complete tell how many releases it has dealt with after each
// batch, and with all ask a paid model as well.
func (x *Indexer) Completing(all bool, progress func(done int)) *Indexer {
	x.all, x.progress = all, progress
	return x
}

// Index stores the releases that are new or changed, in batches of about 256
// chunks, each batch whole, after what Complete does. A release that is not fit to
// be stored is reported and the others go on; an error of the store ends the run,
// with the batches before it kept. Where the embedder fails, releases are stored
// without vectors and the next Index or Complete makes those. progress, when not
// nil, is called with the number of releases dealt with after each batch.
func (x *Indexer) Index(ctx context.Context, releases []release.Release, progress func(done int)) (Report, error) {
	b := batch{indexer: x, progress: progress}
	if x.down == nil || len(releases) == 0 {
		earlier, err := x.Complete(ctx)
		if b.report = earlier; err != nil {
			return b.report, err
		}
	}
	for _, r := range releases {
		if err := b.add(ctx, r); err != nil {
			return b.report, err
		}
	}
	return b.report, b.flush(ctx)
}

// Complete brings what is stored up to the present way of indexing and to the
// present model. The report says what is missing after that. Where a paid model is
// not asked, what it has made of the same text before is used.
func (x *Indexer) Complete(ctx context.Context) (Report, error) {
	x.down = nil
	done, err := x.store.Indexed(ctx, x.maker, x.embedder.Model())
	if err != nil || done {
		return Report{}, err
	}
	b := batch{indexer: x, progress: x.progress, again: true}
	for after := release.ID(""); ; {
		lacking, err := x.store.Unindexed(ctx, x.maker, x.embedder.Model(), x.all || !x.paid, after, embedBatch)
		if err != nil {
			return b.report, fmt.Errorf("reading what is stored: %w", err)
		}
		for _, r := range lacking {
			after, b.unasked = r.ID, x.paid && !x.all && !r.Tried
			if err := b.add(ctx, r.Release); err != nil {
				return b.report, err
			}
		}
		if len(lacking) < embedBatch {
			break
		}
	}
	if err := b.flush(ctx); err != nil {
		return b.report, err
	}
	return b.report, x.store.SetIndexed(ctx, x.maker, x.embedder.Model())
}

func (x *Indexer) unchanged(ctx context.Context, r release.Release) (bool, error) {
	known, err := x.store.Find(ctx, r)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking up %q: %w", r.Title, err)
	}
	sameIssuer := r.Issuer.IsZero() || reflect.DeepEqual(r.Issuer, known.Issuer)
	return known.Hash == r.ContentHash() && !known.Withdrawn && sameIssuer, nil
}

// item is a release on its way into the store.
type item struct {
	store.Entry
	unasked bool // no vectors are asked for
	chunks  []Chunk
	vectors [][]float32
}

// batch gathers releases until there are enough for one request, then makes what
// they are searched by and stores them.
type batch struct {
	indexer  *Indexer
	progress func(done int)
	again    bool // unchanged releases too
	unasked  bool
	items    []*item
	chunks   int // about so many are in items
	done     int // releases dealt with
	report   Report
}

func (b *batch) add(ctx context.Context, r release.Release) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.done++
	if err := r.Validate(); err != nil {
		b.report.Failed = append(b.report.Failed, Failure{r, err})
		return nil //nolint:nilerr // reported; the others go on
	}
	if !b.again {
		known, err := b.indexer.unchanged(ctx, r)
		if err != nil {
			return err
		}
		if known {
			b.report.Unchanged++
			return nil
		}
	}
	b.items = append(b.items, &item{Entry: store.Entry{Release: r}, unasked: b.unasked})
	if b.chunks += 1 + len(r.Body)/700; b.chunks < embedBatch {
		return nil
	}
	return b.flush(ctx)
}

// flush makes the index of what is gathered and writes it, in one transaction.
func (b *batch) flush(ctx context.Context) error {
	x := b.indexer
	if len(b.items) > 0 {
		x.index(b.items)
		if err := x.embed(ctx, b.items); err != nil {
			return fmt.Errorf("embedding %d releases: %w", len(b.items), err)
		}
		entries := make([]store.Entry, len(b.items))
		for i, it := range b.items {
			if err := it.pack(); err != nil {
				return err
			}
			entries[i] = it.Entry
		}
		outcomes, err := x.store.PutReleases(ctx, entries, x.embedder.Model())
		if err != nil {
			return fmt.Errorf("storing %d releases: %w", len(b.items), err)
		}
		for i, it := range b.items {
			b.report.count(it, outcomes[i], b.again)
		}
		if b.report.Missing > 0 {
			b.report.MissingErr = x.failed
		}
		b.items, b.chunks = nil, 0
	}
	if b.progress != nil {
		b.progress(b.done)
	}
	return nil
}

// index makes chunks, words and figures.
func (x *Indexer) index(items []*item) {
	var group errgroup.Group
	for _, it := range items {
		making := <-x.makers
		group.Go(func() error {
			defer func() { x.makers <- making }()
			r := it.Release
			it.chunks = Chunks(r)
			it.Index = &store.Index{Maker: x.maker, Words: making.row(r, it.chunks), Chunks: len(it.chunks)}
			for _, c := range it.chunks {
				it.Index.Hashes = append(it.Index.Hashes, embed.Hash(EmbedText(r, c.Start, c.End)))
			}
			if x.read != nil {
				it.Observations = x.read(r)
			}
			return nil
		})
	}
	_ = group.Wait()
}

// embed makes the vectors of the chunks, at most embedBatch a request. An
// embedder that gave no vector at all is left alone.
func (x *Indexer) embed(ctx context.Context, items []*item) error {
	var texts, hashes, unasked []string
	for _, it := range items {
		if it.unasked {
			unasked = append(unasked, it.Index.Hashes...)
			continue
		}
		for i, c := range it.chunks {
			texts, hashes = append(texts, EmbedText(it.Release, c.Start, c.End)), append(hashes, it.Index.Hashes[i])
		}
	}
	byHash := map[string][]float32{}
	if len(unasked) > 0 {
		var err error
		if byHash, err = x.store.Vectors(ctx, x.embedder.Model(), unasked); err != nil {
			return err
		}
	}
	given := 0
	for next := 0; next < len(texts) && x.down == nil; next += embedBatch {
		end := min(next+embedBatch, len(texts))
		vectors, err := x.embedder.Embed(ctx, texts[next:end])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		before := given
		for i, v := range vectors {
			if len(v) > 0 {
				byHash[hashes[next+i]] = v
				given++
			}
		}
		if x.failed = cmp.Or(err, x.failed); err != nil && given == before {
			x.down = err
		}
	}
	for _, it := range items {
		for _, hash := range it.Index.Hashes {
			it.vectors = append(it.vectors, byHash[hash])
		}
	}
	return nil
}

// pack writes the vectors as they are stored.
func (it *item) pack() (err error) {
	if it.Index.Vectors, it.Index.Made, err = packVectors(it.vectors); err != nil {
		return err
	}
	if it.unasked && it.Index.Made < len(it.chunks) {
		it.Index.Made = store.NotAsked
	}
	return nil
}

func (r *Report) count(it *item, outcome store.Outcome, again bool) {
	for i, v := range it.vectors {
		switch {
		case v != nil:
		case it.unasked:
			r.Unasked++
			r.Letters += it.chunks[i].End - it.chunks[i].Start
		default:
			r.Missing++
		}
	}
	switch {
	case again:
	case outcome == store.Added:
		r.Added++
		r.Chunks += len(it.chunks)
	case outcome == store.Changed:
		r.Changed++
		r.Chunks += len(it.chunks)
	default:
		r.Unchanged++
	}
}
