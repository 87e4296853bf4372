package eval_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/embed"
	"motirbot/eval"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/store"
)

// The floors are somewhat below what was measured out of fold on this set;
// fitting anew may raise a figure and must not drop any below its floor.
var floors = []struct {
	name  string
	floor float64
	of    func(eval.Row) float64
}{
	{"recall@5", 0.97, func(r eval.Row) float64 { return r.RecallAt5 }},
	{"answer", 0.75, func(r eval.Row) float64 { return r.Answer }},
	{"answered", 0.93, func(r eval.Row) float64 { return r.Answered }},
	{"abstained", 0.65, func(r eval.Row) float64 { return r.Abstained }},
	{"citation precision", 0.77, func(r eval.Row) float64 { return r.CitationPrecision }},
}

func TestDevelopmentSetKeepsItsFloors(t *testing.T) {
	folder := os.Getenv("MOTIRBOT_SHARED")
	if folder == "" {
		t.Skip("MOTIRBOT_SHARED names no folder with data/dev-questions.jsonl: the development set is not part of the repository")
	}
	asker := developmentAsker(t, filepath.Join(folder, "data"))
	file, err := os.Open(filepath.Join(folder, "data", "dev-questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	questions, err := eval.ReadQuestions(file)
	if err != nil {
		t.Fatal(err)
	}
	report, err := eval.Run(t.Context(), asker, questions, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range floors {
		got := f.of(report.All)
		t.Logf("%-18s %.3f (floor %.2f)", f.name, got, f.floor)
		if got < f.floor {
			t.Errorf("%s is %.3f, below %.2f", f.name, got, f.floor)
		}
	}
	if t.Failed() {
		logMisses(t, report)
	}
}

func logMisses(t *testing.T, report eval.Report) {
	for _, o := range report.Outcomes {
		if o.Short() {
			t.Logf("%s %s %q: recall %.2f, right %t, abstained %t %s", o.Question.ID, o.Question.Type, o.Question.Question, o.Recall, o.Right, o.Refused, o.Answer.Reason())
		}
	}
}

// developmentAsker indexes both files as the eval command does: what has no
// number and no identity of its own is seed-1, seed-2 and on.
func developmentAsker(t *testing.T, folder string) eval.Asker {
	t.Helper()
	var releases []release.Release
	for _, name := range []string{"motir-december-2025.txt", "dev-releases.jsonl"} {
		batch, err := dump.Read(t.Context(), filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for i := range batch.Releases {
			if name == "motir-december-2025.txt" {
				batch.Releases[i].ID = release.ID(fmt.Sprintf("seed-%d", i+1))
			}
		}
		releases = append(releases, batch.Releases...)
	}
	return askerOver(t, releases)
}

func askerOver(t *testing.T, releases []release.Release) eval.Asker {
	t.Helper()
	ctx := context.Background()
	shelf, err := store.Open(ctx, filepath.Join(t.TempDir(), "development.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shelf.Close() })
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	report, err := retrieval.NewIndexer(shelf, embed.NewLocal(), topics).Index(ctx, releases, nil)
	if err != nil || len(report.Failed) > 0 {
		t.Fatal(err, report.Failed)
	}
	retriever, err := retrieval.New(shelf, embed.NewLocal(), topics)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retriever.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	return answer.New(answer.Config{Retriever: retriever, Now: time.Now})
}
