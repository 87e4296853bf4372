package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
)

// maxQuestion is how long a question may be, in letters: answer.MaxQuestion.
const maxQuestion = 4000

// rankingCounter counts the questions that are embedded, one for each ranking made.
type rankingCounter struct {
	retrieval.Embedder
	rankings int
}

func (c *rankingCounter) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.rankings += len(texts)
	return c.Embedder.Embed(ctx, texts)
}

// countedView holds 300 releases of made-up words and partners, and counts.
func countedView(t testing.TB) (*retrieval.View, *rankingCounter) {
	t.Helper()
	releases := generated(300)
	partners := []string{"the EU", "Japan", "Canada", "Vietnam", "Australia", "China", "India", "Germany"}
	for i := range releases {
		releases[i].Title += " with " + partners[i%len(partners)]
		releases[i].Body += fmt.Sprintf(" It was so in %s %d.", []string{"May", "June", "July"}[i%3], 2018+i%8)
	}
	counter := &rankingCounter{Embedder: embed.NewLocal()}
	retriever, err := retrieval.New(libraryOf(t, releases...), counter, topics(t))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, retriever)
	return retriever.View(), counter
}

// work is what answering a question takes.
type work struct{ rankings, terms, postings, bytes int }

// answered asks as package answer does, the whole and then its subqueries, and
// counts.
func answered(t testing.TB, v *retrieval.View, counter *rankingCounter, question string) (retrieval.Query, work) {
	t.Helper()
	var before, after runtime.MemStats
	counter.rankings = 0
	runtime.ReadMemStats(&before)
	q := understand(v, question)
	if _, err := v.Search(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	for _, subquery := range q.Subqueries {
		if _, err := v.SearchSubquery(t.Context(), q, subquery); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	w := work{rankings: counter.rankings, bytes: int(after.TotalAlloc - before.TotalAlloc)}
	ranked := [][]retrieval.QueryTerm{q.Terms}
	for i, subquery := range q.Subqueries {
		if i == 0 {
			ranked = nil
		}
		ranked = append(ranked, subquery.Terms)
	}
	for _, queryTerms := range ranked {
		terms, postings := v.Work(queryTerms)
		w.terms, w.postings = w.terms+terms, w.postings+postings
	}
	return q, w
}

// TestSayingItAgainCostsNothing: a question repeated to the longest that is
// taken is understood as the question said once.
func TestSayingItAgainCostsNothing(t *testing.T) {
	v, counter := countedView(t)
	for _, question := range []string{
		"EU versus Japan", "EU and Brussels versus Japan and Tokyo", "exports in May 2024 and June 2024",
		"steel", "agreements with Canada", "한국과 일본 비교",
	} {
		t.Run(question, func(t *testing.T) {
			once, one := answered(t, v, counter, question+" and")
			often, many := answered(t, v, counter, strings.Repeat(question+" and ", maxQuestion/(len(question)+5)))
			if one.rankings != many.rankings || one.terms != many.terms || one.postings != many.postings {
				t.Errorf("once %+v, often %+v", one, many)
			}
			if len(once.Subqueries) != len(often.Subqueries) || len(once.Times) != len(often.Times) || len(once.Terms) != len(often.Terms) {
				t.Errorf("%d subqueries, %d times and %d terms, said once %d, %d and %d", len(often.Subqueries), len(often.Times), len(often.Terms),
					len(once.Subqueries), len(once.Times), len(once.Terms))
			}
		})
	}
}

// TestLongQuestionsAreBounded: of many different things the first or the most
// telling are looked for.
func TestLongQuestionsAreBounded(t *testing.T) {
	v, counter := countedView(t)
	var months, words []string
	for i := range 500 {
		months = append(months, fmt.Sprintf("%s %d", []string{"March", "April", "October"}[i%3], 1990+i%60))
		words = append(words, coined(i))
	}
	q, w := answered(t, v, counter, "compare "+strings.Join(months, " and "))
	if len(q.Times) != retrieval.MaxTimes || len(q.Subqueries) != retrieval.MaxSubqueries || w.rankings != retrieval.MaxSubqueries {
		t.Errorf("%d times, %d subqueries, %d rankings", len(q.Times), len(q.Subqueries), w.rankings)
	}
	q, _ = answered(t, v, counter, strings.Join(words, " ")+" bakidrrstu")
	if len(q.Terms) != retrieval.MaxTerms {
		t.Errorf("%d terms", len(q.Terms))
	}
	if last := q.Terms[len(q.Terms)-1]; last.Text != "bakidrrstu" {
		t.Errorf("the rarest word of all gave way to %q", last.Text)
	}
}

// FuzzWork: no question of the length that is taken costs more than a few
// ordinary ones, by what is counted and not by the clock.
func FuzzWork(f *testing.F) {
	v, counter := countedView(f)
	for _, part := range []string{
		"EU versus Japan ", "2024 and 2025 or ", "may ", "since March 2024 until ", "x y zz ", "US us U.S. ", "한국과 일본 ", "-a", "a.b,c'",
		"Japan or China, India and the EU vs Canada than Vietnam ", "the first half of ", "next January ", "\xff", "１２月",
	} {
		f.Add(part, maxQuestion, "what came out ")
		f.Add(part+coined(77)+" ", 100, coined(78))
	}
	_, ordinary := answered(f, v, counter, "What did Korea and Japan discuss in May 2024 on "+coined(30)+"?")
	f.Fuzz(func(t *testing.T, part string, times int, rest string) {
		text := rest + strings.Repeat(part, min(max(times, 0), maxQuestion/max(1, len(part)))) + rest
		text = string([]rune(text)[:min(len([]rune(text)), maxQuestion)])
		q, w := answered(t, v, counter, text)
		const documents = 600 // chunks and releases, at least one of each a release
		const all = retrieval.MaxSubqueries * retrieval.MaxTerms * retrieval.MaxExpansions
		switch {
		case len(q.Times) > retrieval.MaxTimes, len(q.Terms) > retrieval.MaxTerms, len(q.Subqueries) > retrieval.MaxSubqueries:
			t.Errorf("%d times, %d terms, %d subqueries", len(q.Times), len(q.Terms), len(q.Subqueries))
		case w.rankings > max(1, len(q.Subqueries)):
			t.Errorf("%d rankings for %d subqueries", w.rankings, len(q.Subqueries))
		case w.terms > all, w.postings > w.terms*documents:
			t.Errorf("%d terms looked up, %d postings visited", w.terms, w.postings)
		case w.bytes > 20*ordinary.bytes+maxQuestion*10_000:
			t.Errorf("%d bytes, an ordinary question takes %d", w.bytes, ordinary.bytes)
		}
	})
}

// patient is a context that ends after it has been asked so many times.
type patient struct {
	context.Context
	left int
}

func (p *patient) Err() error {
	if p.left--; p.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestDeadlinesAreKeptInside(t *testing.T) {
	v, _ := countedView(t)
	words := make([]string, 30)
	for i := range words {
		words[i] = coined(i)
	}
	q := understand(v, strings.Join(words, " "))
	if _, err := v.Search(&patient{t.Context(), 5}, q); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("searching went on: %v", err)
	}
	retriever := retrieverOver(t, libraryOf(t, generated(20)...))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := retriever.Refresh(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("building the index went on: %v", err)
	}
	if got := retriever.View().Coverage(release.Date{}).Releases; got != 0 {
		t.Errorf("%d releases of an index that was given up", got)
	}
}

// TestChunksOfLongRelease: the terms of each chunk are found by their place,
// and names that reach over its end stay out.
func TestChunksOfLongRelease(t *testing.T) {
	var lines []string
	for i := range 2000 {
		lines = append(lines, fmt.Sprintf("Line %d tells of %s.", i, coined(i)))
	}
	v := viewOf(t, rel("long", "2025-12-01", "A list of many lines", strings.Join(lines, "\n")))
	passages := searchIn(t, v, coined(1717), retrieval.Frame{AsOf: friday})
	if len(passages) == 0 || !strings.Contains(passages[0].Text, coined(1717)) {
		t.Fatal(cmp.Diff(coined(1717), passages))
	}
}

func BenchmarkLongRelease(b *testing.B) {
	for _, lines := range []int{10_000, 20_000, 40_000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			long := rel("long", "2025-12-01", "Many lines", strings.Repeat("A short line on steel.\n", lines))
			for b.Loop() {
				libraryOf(b, long)
			}
		})
	}
}
