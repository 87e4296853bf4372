package retrieval_test

import (
	"database/sql" //nolint:depguard // only here is our index measured against SQLite's own
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" //nolint:depguard // see above

	"motirbot/release"
	"motirbot/retrieval"
)

// BenchmarkLexical answers why the lexical index is ours: the same 14,000
// chunks, the same eight-term questions, the best 100 from our index and from
// SQLite's FTS5, in one run. "times" is how many of ours fit into one of FTS5's.
func BenchmarkLexical(b *testing.B) {
	releases, asked := generated(14_000), queries(64)
	documents := make([][2]string, len(releases))
	for i, r := range releases {
		documents[i] = [2]string{r.Title, r.Body}
	}
	ours := retrieval.LexicalOver(documents)
	fts := ftsOver(b, releases)
	var took [2]time.Duration
	b.Run("ours", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if hits := ours.Search(termsOf(asked[i%len(asked)]), nil, 100); len(hits) != 100 {
				b.Fatalf("%d hits", len(hits))
			}
		}
		took[0] = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("fts5", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if n := ftsSearch(b, fts, asked[i%len(asked)]); n != 100 {
				b.Fatalf("%d hits", n)
			}
		}
		took[1] = b.Elapsed() / time.Duration(b.N)
		b.ReportMetric(float64(took[1])/float64(took[0]), "times")
	})
}

func termsOf(question string) []retrieval.QueryTerm {
	var queryTerms []retrieval.QueryTerm
	for _, term := range strings.Fields(question) {
		queryTerms = append(queryTerms, queryTerm(word(term, 1)))
	}
	return queryTerms
}

func ftsOver(b *testing.B, releases []release.Release) *sql.DB {
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
	exec("CREATE VIRTUAL TABLE docs USING fts5(title, body)")
	exec("BEGIN")
	for _, r := range releases {
		exec("INSERT INTO docs (title, body) VALUES (?, ?)", r.Title, r.Body)
	}
	exec("COMMIT")
	return db
}

func ftsSearch(b *testing.B, db *sql.DB, question string) int {
	b.Helper()
	match := strings.Join(strings.Fields(question), " OR ")
	rows, err := db.QueryContext(b.Context(), "SELECT rowid, bm25(docs, 2.0, 1.0) FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 100", match)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}
