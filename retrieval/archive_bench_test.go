package retrieval_test

import (
	"context"
	"database/sql" //nolint:depguard // only here is our index measured against SQLite's own
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	chromem "github.com/philippgille/chromem-go" // and against chromem-go by itself
	_ "modernc.org/sqlite"                       //nolint:depguard // see above

	"motirbot/embed"
	"motirbot/internal/archivetest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// BenchmarkArchive measures the index of archives of three sizes, and beside it, in
// the same run, what it is made of: docs/performance.md has the figures.
func BenchmarkArchive(b *testing.B) {
	for _, chunks := range []int{1_000, 10_000, 50_000} {
		b.Run(strconv.Itoa(chunks), func(b *testing.B) { benchArchive(b, chunks) })
	}
}

func benchArchive(b *testing.B, chunks int) {
	base := sampleReleases(b)
	few := archivetest.Releases(base, 20)
	releases := archivetest.Releases(base, chunks*len(few)/chunksOf(few))
	kept := openStore(b)
	b.Run("index", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			into := kept
			if i > 0 {
				into = openStore(b)
			}
			indexInto(b, into, releases...)
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(releases)), "ms/release")
	})
	if stats, err := kept.Stats(b.Context()); err != nil || stats.Releases == 0 {
		indexInto(b, kept, releases...) // "index" was not asked for
	}
	b.Run("start=rows", func(b *testing.B) {
		for b.Loop() {
			refresh(b, retrieverOver(b, unkept{kept}))
		}
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	retriever := retrieverOver(b, kept)
	refresh(b, retriever)
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.Run("start=kept", func(b *testing.B) {
		for b.Loop() {
			refresh(b, retrieverOver(b, kept))
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-held")
	})
	b.Run("refresh", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			edited := releases[0]
			edited.Body += fmt.Sprint("\n\nEdition ", i)
			indexInto(b, kept, edited)
			b.StartTimer()
			refresh(b, retriever)
		}
	})
	benchSearch(b, kept, retriever.View())
}

func benchSearch(b *testing.B, kept *store.Store, v *retrieval.View) {
	local := embed.NewLocal()
	asked, err := local.Embed(b.Context(), ranked)
	if err != nil {
		b.Fatal(err)
	}
	words := retrieverOver(b, kept, retrieval.Without(retrieval.AblateVectors))
	refresh(b, words)
	search := func(v *retrieval.View, frame retrieval.Frame) func(*testing.B) {
		return func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				searchIn(b, v, ranked[i%len(ranked)], frame)
			}
		}
	}
	b.Run("search=words", search(words.View(), retrieval.Frame{AsOf: friday}))
	b.Run("search=fused", search(v, retrieval.Frame{AsOf: friday}))
	year := release.Period{From: release.NewDate(2020, 1, 1), To: release.NewDate(2020, 12, 31)}
	b.Run("search=fused-of-a-year", search(v, retrieval.Frame{AsOf: friday, Period: year}))
	b.Run("search=vectors", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := v.Near(b.Context(), asked[i%len(asked)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	collection := collectionOf(b, v.Vectors())
	b.Run("bare=chromem", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := collection.QueryEmbedding(b.Context(), asked[i%len(asked)], 100, nil, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	fts := ftsOver(b, v)
	b.Run("bare=fts5", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			ftsSearch(b, fts, ranked[i%len(ranked)])
		}
	})
}

func indexInto(b *testing.B, into *store.Store, releases ...release.Release) {
	b.Helper()
	if _, err := retrieval.NewIndexer(into, embed.NewLocal(), topics(b)).Index(b.Context(), releases, nil); err != nil {
		b.Fatal(err)
	}
}

// unkept is a store in which no segment is kept.
type unkept struct{ *store.Store }

func (u unkept) ReadIndex(ctx context.Context, model string, want func(store.Catalog, func(int, uint64) []byte) []release.Period, row func(store.IndexRow) error) error {
	none := func(int, uint64) []byte { return nil }
	return u.Store.ReadIndex(ctx, model, func(c store.Catalog, _ func(int, uint64) []byte) []release.Period { return want(c, none) }, row)
}

func (unkept) KeepSegment(context.Context, int64, int, uint64, []byte) error { return nil }

func collectionOf(b *testing.B, vectors [][]float32) *chromem.Collection {
	b.Helper()
	collection, err := chromem.NewDB().CreateCollection("all", nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	for i, v := range vectors {
		if err := collection.AddDocument(b.Context(), chromem.Document{ID: strconv.Itoa(i), Embedding: v}); err != nil {
			b.Fatal(err)
		}
	}
	return collection
}

func ftsOver(b *testing.B, v *retrieval.View) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "fts.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	exec := func(query string, args ...any) {
		if _, err := db.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec("CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter unicode61')")
	exec("BEGIN")
	for _, r := range v.Records(release.Period{}, release.Date{}) {
		for _, p := range v.Passages(r.ID) {
			exec("INSERT INTO docs (title, body) VALUES (?, ?)", p.Title, p.Text)
		}
	}
	exec("COMMIT")
	return db
}

func ftsSearch(b *testing.B, db *sql.DB, question string) {
	b.Helper()
	terms := strings.FieldsFunc(question, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", r)
	})
	if terms = slices.DeleteFunc(terms, func(t string) bool { return len(t) < 4 }); len(terms) == 0 {
		return
	}
	rows, err := db.QueryContext(b.Context(), "SELECT rowid, bm25(docs, 2.0, 1.0) FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 100", `"`+strings.Join(terms, `" OR "`)+`"`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}
