package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"motirbot/release"
	"motirbot/store"
)

// embedBatch is how many chunks are gathered before they are embedded and
// stored: what one request to an embedding server may hold.
const embedBatch = 256

// Shelf is the store as an Indexer writes it.
type Shelf interface {
	// Find returns the stored release that this one is a copy of, or an error
	// that is store.ErrNotFound.
	Find(ctx context.Context, r release.Release) (store.Record, error)
	// PutReleases writes entries and vectors in one transaction.
	PutReleases(ctx context.Context, entries []store.Entry, model string, vectors map[string][]float32) ([]store.Outcome, error)
	// Snapshot reads everything that is stored.
	Snapshot(ctx context.Context, model string) (store.Snapshot, error)
	// Meta returns a setting, "" where it was never set.
	Meta(ctx context.Context, key string) (string, error)
	SetMeta(ctx context.Context, key, value string) error
	// Renew makes whoever reads the store read it anew.
	Renew(ctx context.Context) error
}

// Report counts what indexing did.
type Report struct {
	Added, Changed, Unchanged int
	Chunks                    int // written
	Failed                    []Failure
	Missing                   int   // chunks stored without a vector, for MissingErr; words still find them
	MissingErr                error // what the embedder failed with
}

// Failure is a release that could not be indexed.
type Failure struct {
	Release release.Release
	Err     error
}

// Indexer brings releases into the store, chunked and embedded. Give it an
// embedder with a cache: it asks for the vectors of every chunk it writes. It is
// for one goroutine at a time.
type Indexer struct {
	shelf    Shelf
	embedder Embedder
	read     func(release.Release) *store.Observations
	failed   error // what the embedder failed with last
	down     error // the same where it gave nothing: it is asked again by Complete
}

// NewIndexer returns an Indexer.
func NewIndexer(shelf Shelf, embedder Embedder) *Indexer {
	return &Indexer{shelf: shelf, embedder: embedder}
}

// WithFigures makes x store with each release the figures that read finds in it.
func (x *Indexer) WithFigures(read func(release.Release) *store.Observations) *Indexer {
	x.read = read
	return x
}

// Index stores the releases that are new or changed, in batches of about 256
// chunks, each batch whole. A release that is not fit to be stored is reported
// and the others go on; an error of the store ends the run, with the batches
// before it kept. Where the embedder fails, releases are stored without vectors
// and the next Index or Complete makes those. progress, when not nil, is called
// with the number of releases dealt with after each batch.
func (x *Indexer) Index(ctx context.Context, releases []release.Release, progress func(done int)) (Report, error) {
	b := batch{indexer: x, progress: progress}
	if x.down == nil || len(releases) == 0 {
		earlier, err := x.Complete(ctx)
		if b.report.Missing, b.report.MissingErr = earlier.Missing, earlier.MissingErr; err != nil {
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

// Complete brings what is stored up to the present way of cutting and to the
// present model: chunks cut in another way are cut anew, and vectors the model
// has not made yet are asked for, nothing else. The report says what is missing
// after that.
func (x *Indexer) Complete(ctx context.Context) (Report, error) {
	x.down = nil
	was, err := x.shelf.Meta(ctx, metaChunker)
	if err != nil || was == x.cut() {
		return Report{}, err
	}
	stored, err := x.shelf.Snapshot(ctx, x.embedder.Model())
	if err != nil {
		return Report{}, fmt.Errorf("reading what is stored: %w", err)
	}
	lacking, count := map[release.ID]bool{}, 0
	for _, c := range stored.Chunks {
		if stored.Vectors[c.EmbedHash] == nil {
			lacking[c.ReleaseID] = true
			count++
		}
	}
	cutAlike := strings.HasPrefix(was, strconv.Itoa(chunkerVersion)+"/")
	b := batch{indexer: x, again: true}
	for _, r := range stored.Records {
		if cutAlike && !lacking[r.ID] {
			continue
		}
		if err := b.add(ctx, r.Release); err != nil {
			return b.report, err
		}
	}
	if err := b.flush(ctx); err != nil {
		return b.report, err
	}
	if b.report.Missing < count {
		if err := x.shelf.Renew(ctx); err != nil {
			return b.report, err
		}
	}
	if b.report.Missing > 0 {
		return b.report, nil
	}
	return b.report, x.shelf.SetMeta(ctx, metaChunker, x.cut())
}

// metaChunker names how everything stored is cut and embedded; of what is
// incomplete only how it is cut.
const metaChunker = "chunker"

// cut names how chunks are cut and embedded now.
func (x *Indexer) cut() string { return strconv.Itoa(chunkerVersion) + "/" + x.embedder.Model() }

func (x *Indexer) unchanged(ctx context.Context, r release.Release) (bool, error) {
	known, err := x.shelf.Find(ctx, r)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking up %q: %w", r.Title, err)
	}
	sameIssuer := r.Issuer.IsZero() || reflect.DeepEqual(r.Issuer, known.Issuer)
	return known.Hash == r.ContentHash() && !known.Withdrawn && sameIssuer, nil
}

// batch gathers releases until there are chunks enough for one request, then
// embeds and stores them.
type batch struct {
	indexer  *Indexer
	progress func(done int)
	again    bool // unchanged releases too
	entries  []store.Entry
	chunks   int // in entries
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
		return nil
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
	entry := store.Entry{Release: r, Chunks: Chunks(r)}
	if b.indexer.read != nil {
		entry.Observations = b.indexer.read(r)
	}
	b.entries = append(b.entries, entry)
	b.chunks += len(entry.Chunks)
	if b.chunks < embedBatch {
		return nil
	}
	return b.flush(ctx)
}

// flush embeds and writes what is gathered, in one transaction.
func (b *batch) flush(ctx context.Context) error {
	if len(b.entries) > 0 {
		vectors, missing, err := b.indexer.vectors(ctx, b.entries)
		if err == nil && missing > 0 {
			b.report.Missing += missing
			b.report.MissingErr = b.indexer.failed
			err = b.indexer.shelf.SetMeta(ctx, metaChunker, strconv.Itoa(chunkerVersion)+"/")
		}
		if err != nil {
			return fmt.Errorf("embedding %d chunks: %w", b.chunks, err)
		}
		outcomes, err := b.indexer.shelf.PutReleases(ctx, b.entries, b.indexer.embedder.Model(), vectors)
		if err != nil {
			return fmt.Errorf("storing %d releases: %w", len(b.entries), err)
		}
		for i, outcome := range outcomes {
			if !b.again {
				b.report.count(outcome, len(b.entries[i].Chunks))
			}
		}
		b.entries, b.chunks = nil, 0
	}
	if b.progress != nil {
		b.progress(b.done)
	}
	return nil
}

// vectors embeds the chunks of entries, at most embedBatch a request, and counts
// those that got none. An embedder that gave no vector at all is left alone.
func (x *Indexer) vectors(ctx context.Context, entries []store.Entry) (byHash map[string][]float32, missing int, err error) {
	var texts, hashes []string
	for _, e := range entries {
		for _, c := range e.Chunks {
			texts = append(texts, EmbedText(e.Release, c.Start, c.End))
			hashes = append(hashes, c.EmbedHash)
		}
	}
	byHash = make(map[string][]float32, len(hashes))
	for next := 0; next < len(texts) && x.down == nil; next += embedBatch {
		end := min(next+embedBatch, len(texts))
		vectors, err := x.embedder.Embed(ctx, texts[next:end])
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		before := len(byHash)
		for i, v := range vectors {
			if len(v) > 0 {
				byHash[hashes[next+i]] = v
			}
		}
		if x.failed = cmp.Or(err, x.failed); err != nil && len(byHash) == before {
			x.down = err
		}
	}
	for _, hash := range hashes {
		if byHash[hash] == nil {
			missing++
		}
	}
	return byHash, missing, nil
}

func (r *Report) count(outcome store.Outcome, chunks int) {
	switch outcome {
	case store.Added:
		r.Added++
		r.Chunks += chunks
	case store.Changed:
		r.Changed++
		r.Chunks += chunks
	default:
		r.Unchanged++
	}
}
