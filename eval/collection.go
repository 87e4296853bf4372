package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Collection is a retrieval collection in the form of BEIR (Thakur et al.
// 2021, "BEIR: a heterogeneous benchmark for zero-shot evaluation of
// information retrieval models").
type Collection struct {
	Documents []Document
	Queries   []Document            // without titles; some may not be judged
	Judged    map[string]Judgements // query → its judged documents
}

// Document is a line of corpus.jsonl or queries.jsonl.
type Document struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

const (
	corpusFile  = "corpus.jsonl"
	queriesFile = "queries.jsonl"
	qrelsFile   = "qrels/test.tsv"

	maxLine = 64 << 20 // a document is one line, and some are books
)

// ReadCollection reads corpus.jsonl, queries.jsonl and qrels/test.tsv. An
// error names the file and the line. A judged document that the corpus lacks
// is none: it counts as one that was not found, as trec_eval has it; but a
// corpus that holds none of them is the wrong one.
func ReadCollection(dir fs.FS) (Collection, error) {
	var c Collection
	var err error
	if c.Documents, err = readDocuments(dir, corpusFile); err != nil {
		return Collection{}, err
	}
	if c.Queries, err = readDocuments(dir, queriesFile); err != nil {
		return Collection{}, err
	}
	if c.Judged, err = readJudged(dir, idsOf(c.Queries)); err != nil {
		return Collection{}, err
	}
	known := idsOf(c.Documents)
	for _, judged := range c.Judged {
		for id := range judged {
			if known[id] {
				return c, nil
			}
		}
	}
	return Collection{}, fmt.Errorf("%s: no document it judges is in %s", qrelsFile, corpusFile)
}

func idsOf(documents []Document) map[string]bool {
	ids := make(map[string]bool, len(documents))
	for _, d := range documents {
		ids[d.ID] = true
	}
	return ids
}

func readDocuments(dir fs.FS, name string) ([]Document, error) {
	var documents []Document
	seen := map[string]bool{}
	err := eachLine(dir, name, func(_ int, line string) error {
		var d Document
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			return fmt.Errorf("not a JSON object with _id and text: %w", err)
		}
		switch {
		case d.ID == "":
			return errors.New("it has no _id")
		case seen[d.ID]:
			return fmt.Errorf("_id %q was there before", d.ID)
		}
		seen[d.ID] = true
		documents = append(documents, d)
		return nil
	})
	if err == nil && len(documents) == 0 {
		err = fmt.Errorf("%s: it is empty", name)
	}
	return documents, err
}

func readJudged(dir fs.FS, queries map[string]bool) (map[string]Judgements, error) {
	all := map[string]Judgements{}
	err := eachLine(dir, qrelsFile, func(n int, line string) error {
		fields := strings.Split(line, "\t")
		if n == 1 {
			return checkHeader(fields)
		}
		if len(fields) != 3 {
			return fmt.Errorf("%d fields between tabs, want query, document and score", len(fields))
		}
		query, document := fields[0], fields[1]
		grade, err := strconv.Atoi(strings.TrimSpace(fields[2]))
		switch {
		case err != nil:
			return fmt.Errorf("score %q is not a whole number", fields[2])
		case !queries[query]:
			return fmt.Errorf("query %q is not in %s", query, queriesFile)
		}
		if all[query] == nil {
			all[query] = Judgements{}
		}
		if _, twice := all[query][document]; twice {
			return fmt.Errorf("document %q was judged before for query %q", document, query)
		}
		all[query][document] = grade
		return nil
	})
	return all, err
}

func checkHeader(fields []string) error {
	if strings.Join(fields, " ") != "query-id corpus-id score" {
		return errors.New("the first line must be the header: query-id, corpus-id and score between tabs")
	}
	return nil
}

// eachLine calls do with each line that is not blank and its number.
func eachLine(dir fs.FS, name string, do func(n int, line string) error) error {
	file, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		if err := do(n, line); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s, line %d: %w", name, n+1, err)
	}
	return nil
}
