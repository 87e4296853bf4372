package eval_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/embed"
	"motirbot/eval"

	"github.com/google/go-cmp/cmp"
)

// No list or rule of motirbot knows of this encyclopedia. Fusion has to beat
// both of what it fuses, or it is not worth its keep: by reciprocal ranks it
// lost to the lexical index alone here (nDCG@10 0.810 to 0.830 over six such
// encyclopedias), which is why scores are fused.
func TestFusionBeatsItsParts(t *testing.T) {
	report, err := eval.Beir(t.Context(), writeEncyclopedia(t, 1, 240), eval.BeirOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + tableOf(t, report))
	for name, part := range map[string]eval.BeirRow{"lexical": report.Lexical, "vector": report.Vector} {
		if report.Fused.NDCG10 <= part.NDCG10 {
			t.Errorf("nDCG@10: fused %.4f, %s %.4f", report.Fused.NDCG10, name, part.NDCG10)
		}
		if report.Fused.MAP100 <= part.MAP100 {
			t.Errorf("MAP@100: fused %.4f, %s %.4f", report.Fused.MAP100, name, part.MAP100)
		}
	}
}

func tableOf(t *testing.T, report eval.BeirReport) string {
	t.Helper()
	var table strings.Builder
	if err := report.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	return table.String()
}

// Documents as collections have them: without a title, under one title, longer
// than a chunk, without a word.
const awkward = `{"_id":"a b","title":"","text":"The heron wades in 1723."}
{"_id":"2","title":"Notes","text":"The otter swims."}
{"_id":"3","title":"Notes","text":"The beetle digs."}
{"_id":"4","title":"Owls","text":""}
{"_id":"5","title":" ","text":"\n"}
{"_id":"6","title":"Long","text":"LONG"}
`

func awkwardFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	long := strings.Repeat("A sentence about marmots that say nothing new. ", 200)
	writeFile(t, dir, "corpus.jsonl", []byte(strings.Replace(awkward, "LONG", long, 1)))
	writeFile(t, dir, "queries.jsonl", []byte(`{"_id":"year","text":"what happened in 1723"}
{"_id":"same","text":"notes on a beetle"}
{"_id":"title","text":"owl"}
{"_id":"long","text":"marmots?"}
{"_id":"none","text":"the of and"}
{"_id":"unjudged","text":"otter"}
`))
	writeFile(t, dir, "qrels/test.tsv", []byte("query-id\tcorpus-id\tscore\n"+
		"year\ta b\t1\nsame\t3\t2\nsame\t2\t1\ntitle\t4\t1\nlong\t6\t1\nnone\t5\t1\n"))
	return dir
}

// Four of the five judged queries are answered in the right order; nothing can
// find a document without a word. A year is a word like any other, and not the
// day on which a document has to have come out.
func TestBeirAwkwardDocuments(t *testing.T) {
	report, err := eval.Beir(t.Context(), awkwardFolder(t), eval.BeirOptions{})
	if err != nil {
		t.Fatal(err)
	}
	row := eval.BeirRow{NDCG10: 0.8, MAP100: 0.8, Recall10: 0.8, Recall100: 0.8, Queries: 5}
	want := eval.BeirReport{Lexical: row, Vector: row, Fused: row}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
}

func TestBeirReportFormats(t *testing.T) {
	report := eval.BeirReport{
		Lexical: eval.BeirRow{NDCG10: 0.5, MAP100: 0.25, Recall10: 0.75, Recall100: 1, Queries: 3},
		Fused:   eval.BeirRow{NDCG10: 0.12345, Queries: 3},
	}
	data, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	const wantJSON = `{"lexical":{"ndcg_at_10":0.5,"map_at_100":0.25,"recall_at_10":0.75,"recall_at_100":1,"queries":3},` +
		`"vector":{"ndcg_at_10":0,"map_at_100":0,"recall_at_10":0,"recall_at_100":0,"queries":0},` +
		`"fused":{"ndcg_at_10":0.12345,"map_at_100":0,"recall_at_10":0,"recall_at_100":0,"queries":3}}`
	if diff := cmp.Diff(wantJSON, string(data)); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"queries nDCG@10 MAP@100 recall@10 recall@100",
		"lexical 3 0.5000 0.2500 0.7500 1.0000",
		"vector 0 0.0000 0.0000 0.0000 0.0000",
		"fused 3 0.1235 0.0000 0.0000 0.0000",
	}
	var got []string
	for line := range strings.Lines(tableOf(t, report)) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

var errDown = errors.New("the embedding server is down")

// failing embeds the documents and then no more.
type failing struct {
	*embed.Local
	calls int
}

func (f *failing) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if f.calls++; f.calls > 1 {
		return nil, errDown
	}
	return f.Local.Embed(ctx, texts)
}

func TestBeirErrors(t *testing.T) {
	t.Run("embedder", func(t *testing.T) {
		_, err := eval.Beir(t.Context(), awkwardFolder(t), eval.BeirOptions{Embedder: &failing{Local: embed.NewLocal()}})
		if !errors.Is(err, errDown) || !strings.Contains(err.Error(), "query year") {
			t.Errorf("error %v, want the embedder's, with the query", err)
		}
	})
	t.Run("no folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "nowhere")
		_, err := eval.Beir(t.Context(), dir, eval.BeirOptions{})
		if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), dir) {
			t.Errorf("error %v, want that %s is not there", err, dir)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := eval.Beir(ctx, awkwardFolder(t), eval.BeirOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
}

// A temporary store is left neither behind a run nor behind a failure.
func TestBeirLeavesNothing(t *testing.T) {
	temp, dir := t.TempDir(), awkwardFolder(t)
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	if _, err := eval.Beir(t.Context(), dir, eval.BeirOptions{}); err != nil {
		t.Fatal(err)
	}
	_, _ = eval.Beir(t.Context(), dir, eval.BeirOptions{Embedder: &failing{Local: embed.NewLocal(), calls: 1}})
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestEncyclopediaIsDeterministic(t *testing.T) {
	for _, name := range []string{"corpus.jsonl", "queries.jsonl", "qrels/test.tsv"} {
		var data [2]string
		for i := range data {
			read, err := os.ReadFile(filepath.Join(writeEncyclopedia(t, 2, 60), name))
			if err != nil {
				t.Fatal(err)
			}
			data[i] = string(read)
		}
		if data[0] != data[1] {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}
