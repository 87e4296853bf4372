package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// counting is the local embedder under a name of its own; it counts what it is
// asked and fails from a certain text on.
type counting struct {
	*embed.Local
	model  string
	texts  atomic.Int64
	most   atomic.Int64 // texts of one call
	failAt int64        // 0: never
}

var errServerGone = errors.New("the server is gone")

func (c *counting) Model() string { return c.model }

func (c *counting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	n := c.texts.Add(int64(len(texts)))
	c.most.Store(max(c.most.Load(), int64(len(texts))))
	if c.failAt > 0 && n >= c.failAt {
		return nil, errServerGone
	}
	return c.Local.Embed(ctx, texts)
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	shelf, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shelf.Close() })
	return shelf
}

// index runs an indexer with a cache, as motirbot does, and returns its report
// and how many texts were embedded.
func index(t testing.TB, shelf *store.Store, model string, releases []release.Release) (retrieval.Report, int) {
	t.Helper()
	embedder := &counting{Local: embed.NewLocal(), model: model}
	report, err := retrieval.NewIndexer(shelf, embed.NewCached(embedder, shelf), topics(t)).Index(context.Background(), releases, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report, int(embedder.texts.Load())
}

func chunksOf(releases []release.Release) int {
	n := 0
	for _, r := range releases {
		n += len(retrieval.Chunks(r))
	}
	return n
}

func TestIndexAddsChangesAndLeavesAlone(t *testing.T) {
	shelf, releases := openStore(t), sampleReleases(t)
	all := chunksOf(releases)
	check := func(what string, want retrieval.Report, wantEmbedded int) {
		t.Helper()
		got, embedded := index(t, shelf, "m", releases)
		if diff := cmp.Diff(want, got); diff != "" || embedded != wantEmbedded {
			t.Errorf("%s: %d embedded, want %d (-want +got):\n%s", what, embedded, wantEmbedded, diff)
		}
	}
	check("first", retrieval.Report{Added: 8, Chunks: all}, all)
	check("again", retrieval.Report{Unchanged: 8}, 0)
	releases[2].Body += "\n\nA last line was added."
	changed := chunksOf(releases[2:3])
	check("one body", retrieval.Report{Changed: 1, Unchanged: 7, Chunks: changed}, 1)
	releases[2].URL += "?new"
	check("one link", retrieval.Report{Changed: 1, Unchanged: 7, Chunks: changed}, 0)
}

func TestAnotherModelEmbedsAnew(t *testing.T) {
	shelf, releases := openStore(t), sampleReleases(t)
	_, first := index(t, shelf, "one", releases)
	report, again := index(t, shelf, "two", releases)
	if again != first || report.Unchanged != 8 {
		t.Errorf("%d texts embedded, want %d; %+v", again, first, report)
	}
	if _, back := index(t, shelf, "one", releases); back != 0 {
		t.Errorf("back to the first model, %d texts were embedded", back)
	}
}

func TestIndexReportsWhatItCannotStore(t *testing.T) {
	shelf, releases := openStore(t), sampleReleases(t)
	releases[1].Title, releases[5].Date = "", release.Date{}
	report, _ := index(t, shelf, "m", releases)
	if report.Added != 6 || len(report.Failed) != 2 {
		t.Fatalf("%+v", report)
	}
	if f := report.Failed[0]; f.Release.ID != releases[1].ID || f.Err == nil || f.Err.Error() != "it has no title" {
		t.Errorf("%s: %v", f.Release.ID, f.Err)
	}
}

// many is releases of one chunk each, more than one batch of them.
func many(n int) []release.Release {
	releases := make([]release.Release, n)
	for i := range releases {
		releases[i] = rel(fmt.Sprintf("r%04d", i), "2025-12-01", fmt.Sprintf("Plant %d", i), fmt.Sprintf("Plant %d opened with %d workers.", i, i+7))
	}
	return releases
}

// A server that fails half way costs no release: what was embedded is kept, and
// a later run asks for the rest and nothing else, also without a new release.
func TestIndexingGoesOnWithoutTheEmbedder(t *testing.T) {
	shelf, releases := openStore(t), many(520)
	failing := &counting{Local: embed.NewLocal(), model: "m", failAt: 400}
	indexer := retrieval.NewIndexer(shelf, embed.NewCached(failing, shelf), topics(t))
	report, err := indexer.Index(t.Context(), releases, nil)
	if err != nil || report.Added != 520 || report.Missing != 264 || !errors.Is(report.MissingErr, errServerGone) {
		t.Fatalf("%+v, %v", report, err)
	}
	kept, err := shelf.Stats(t.Context())
	if err != nil || kept.Releases != 520 || kept.Vectors["m"] != 256 {
		t.Fatalf("%d releases and %d vectors are stored, %v", kept.Releases, kept.Vectors["m"], err)
	}
	asked := failing.texts.Load()
	report, err = indexer.Index(t.Context(), []release.Release{rel("new", "2025-12-03", "Port", "A port opened.")}, nil)
	if err != nil || report.Added != 1 || report.Missing != 1 || failing.texts.Load() != asked {
		t.Fatalf("the next batch of the same run: %+v, %v, %d texts asked for", report, err, failing.texts.Load()-asked)
	}
	if report, err = indexer.Index(t.Context(), nil, nil); err != nil || report.Missing != 265 {
		t.Fatalf("the server is still down: %+v, %v", report, err)
	}
	failing.failAt = 0
	asked = failing.texts.Load()
	report, err = indexer.Index(t.Context(), nil, nil)
	if err != nil || report.Missing != 0 || failing.texts.Load()-asked != 265 {
		t.Fatalf("the server is up: %+v, %v, %d texts asked for", report, err, failing.texts.Load()-asked)
	}
	if now, err := shelf.Stats(t.Context()); err != nil || now.Vectors["m"] != 521 {
		t.Errorf("%d vectors, %v", now.Vectors["m"], err)
	}
	rest, embedded := index(t, shelf, "m", releases)
	if rest.Added != 0 || rest.Unchanged != 520 || embedded != 0 {
		t.Errorf("the next run: %+v, %d embedded", rest, embedded)
	}
}

// partial embeds all texts but those that hold a word.
type partial struct {
	*embed.Local
	not string
}

func (p partial) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := p.Local.Embed(ctx, texts)
	for i, text := range texts {
		if strings.Contains(text, p.not) {
			vectors[i], err = nil, errServerGone
		}
	}
	return vectors, err
}

func TestOneTextThatCannotBeEmbedded(t *testing.T) {
	shelf := openStore(t)
	indexer := retrieval.NewIndexer(shelf, embed.NewCached(partial{embed.NewLocal(), "Plant 300"}, shelf), topics(t))
	report, err := indexer.Index(t.Context(), many(520), nil)
	if err != nil || report.Added != 520 || report.Missing != 1 || !errors.Is(report.MissingErr, errServerGone) {
		t.Fatalf("%+v, %v", report, err)
	}
	before, _ := shelf.Generation(t.Context())
	if report, err = indexer.Index(t.Context(), nil, nil); err != nil || report.Missing != 1 {
		t.Errorf("again: %+v, %v", report, err)
	}
	if after, _ := shelf.Generation(t.Context()); after != before {
		t.Error("a new generation of the same")
	}
}

func TestIndexBatches(t *testing.T) {
	shelf, releases := openStore(t), append(many(520), rel("huge", "2025-12-02", "Huge", sentencesOf(3000, 10)))
	embedder := &counting{Local: embed.NewLocal(), model: "m"}
	var progress []int
	_, err := retrieval.NewIndexer(shelf, embedder, topics(t)).Index(t.Context(), releases, func(done int) { progress = append(progress, done) })
	if err != nil || embedder.most.Load() > 256 {
		t.Errorf("%d texts in one call, %v", embedder.most.Load(), err)
	}
	if diff := cmp.Diff([]int{256, 512, 521}, progress); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestIndexStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	shelf := openStore(t)
	cancel()
	report, err := retrieval.NewIndexer(shelf, embed.NewLocal(), topics(t)).Index(ctx, many(3), nil)
	if !errors.Is(err, context.Canceled) || report.Added != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}
