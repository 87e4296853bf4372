package eval_test

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"motirbot/eval"

	"github.com/google/go-cmp/cmp"
)

const (
	corpus  = `{"_id":"d1","title":"Otters","text":"They eat fish."}` + "\n" + `{"_id":"d2","title":"","text":"Herons wade.","metadata":{"year":3}}` + "\n"
	queries = `{"_id":"q1","text":"who wades"}` + "\n" + `{"_id":"q2","text":"never judged"}` + "\n"
	qrels   = "query-id\tcorpus-id\tscore\nq1\td2\t2\nq1\td1\t0\n"
)

// files returns the three files with some of them replaced; "-" leaves one out.
func files(changed map[string]string) fstest.MapFS {
	all := map[string]string{"corpus.jsonl": corpus, "queries.jsonl": queries, "qrels/test.tsv": qrels}
	maps.Copy(all, changed)
	dir := fstest.MapFS{}
	for name, data := range all {
		if data != "-" {
			dir[name] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	return dir
}

func TestReadCollection(t *testing.T) {
	want := eval.Collection{
		Documents: []eval.Document{{ID: "d1", Title: "Otters", Text: "They eat fish."}, {ID: "d2", Text: "Herons wade."}},
		Queries:   []eval.Document{{ID: "q1", Text: "who wades"}, {ID: "q2", Text: "never judged"}},
		Judged:    map[string]eval.Judgements{"q1": {"d2": 2, "d1": 0}},
	}
	windows := map[string]string{
		"corpus.jsonl":   "\ufeff" + strings.ReplaceAll(corpus, "\n", "\r\n"),
		"queries.jsonl":  strings.ReplaceAll(queries, "\n", "\r\n\r\n"),
		"qrels/test.tsv": strings.TrimSpace(strings.ReplaceAll(qrels, "\n", "\r\n")),
	}
	for name, changed := range map[string]map[string]string{"as it should be": nil, "other line ends": windows} {
		t.Run(name, func(t *testing.T) {
			got, err := eval.ReadCollection(files(changed))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadCollectionRefuses(t *testing.T) {
	const header = "query-id\tcorpus-id\tscore\n"
	for name, tc := range map[string]struct{ file, data, want string }{
		"no corpus":          {"corpus.jsonl", "-", "corpus.jsonl"},
		"no queries":         {"queries.jsonl", "-", "queries.jsonl"},
		"no qrels":           {"qrels/test.tsv", "-", "qrels/test.tsv"},
		"empty corpus":       {"corpus.jsonl", "\n\n", "corpus.jsonl: it is empty"},
		"no JSON":            {"corpus.jsonl", corpus + "\nOtters\n", "corpus.jsonl, line 4: not a JSON object"},
		"cut JSON":           {"queries.jsonl", `{"_id":"q1","text":"who`, "queries.jsonl, line 1: not a JSON object"},
		"number as id":       {"corpus.jsonl", `{"_id":7,"text":"x"}`, "corpus.jsonl, line 1: not a JSON object"},
		"no id":              {"corpus.jsonl", `{"title":"x","text":"x"}`, "corpus.jsonl, line 1: it has no _id"},
		"id twice":           {"corpus.jsonl", corpus + corpus, `corpus.jsonl, line 3: _id "d1" was there before`},
		"no header":          {"qrels/test.tsv", "q1\td1\t1\n", "qrels/test.tsv, line 1: the first line must be the header"},
		"spaces for tabs":    {"qrels/test.tsv", header + "q1 d1 1\n", "qrels/test.tsv, line 2: 1 fields between tabs"},
		"TREC's four fields": {"qrels/test.tsv", header + "q1\t0\td1\t1\n", "qrels/test.tsv, line 2: 4 fields between tabs"},
		"half a grade":       {"qrels/test.tsv", header + "q1\td1\t0.5\n", `qrels/test.tsv, line 2: score "0.5" is not a whole number`},
		"unknown query":      {"qrels/test.tsv", header + "q1\td1\t1\nq9\td1\t1\n", `qrels/test.tsv, line 3: query "q9" is not in queries.jsonl`},
		"judged twice":       {"qrels/test.tsv", header + "q1\td1\t1\nq1\td1\t2\n", `qrels/test.tsv, line 3: document "d1" was judged before for query "q1"`},
		"another's qrels":    {"qrels/test.tsv", header + "q1\td8\t1\n", "qrels/test.tsv: no document it judges is in corpus.jsonl"},
		"only a header":      {"qrels/test.tsv", header, "qrels/test.tsv: no document it judges is in corpus.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := eval.ReadCollection(files(map[string]string{tc.file: tc.data}))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q in it", err, tc.want)
			}
		})
	}
}

// Whatever is read, measuring may rely on it: ids are there and unique, and
// judgements are of queries that exist.
func FuzzReadCollection(f *testing.F) {
	f.Add(corpus, queries, qrels)
	f.Add("\ufeff{}", `{"_id":"q1"}`, "query-id\tcorpus-id\tscore\r\nq1\td1\t-1")
	f.Add(corpus, queries, "query-id\tcorpus-id\tscore\nq1\td1\t99999999999999999999\n")
	f.Fuzz(func(t *testing.T, corpus, queries, qrels string) {
		c, err := eval.ReadCollection(fstest.MapFS{
			"corpus.jsonl":   {Data: []byte(corpus)},
			"queries.jsonl":  {Data: []byte(queries)},
			"qrels/test.tsv": {Data: []byte(qrels)},
		})
		if err != nil {
			return
		}
		checkUnique(t, c.Documents)
		known := checkUnique(t, c.Queries)
		for query, judged := range c.Judged {
			if !known[query] || len(judged) == 0 {
				t.Errorf("judgements %v of query %q", judged, query)
			}
		}
	})
}

func checkUnique(t *testing.T, documents []eval.Document) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	for _, d := range documents {
		if d.ID == "" || seen[d.ID] {
			t.Errorf("id %q is missing or there twice", d.ID)
		}
		seen[d.ID] = true
	}
	return seen
}
