package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// beirDepth is how many documents of each ranking are looked at.
const beirDepth = 100

// BeirOptions says how a collection is indexed. The zero value is what
// motirbot does without a key.
type BeirOptions struct {
	Embedder retrieval.Embedder // nil: the local one
	Topics   *retrieval.Topics  // nil: those built in
	Progress func(done int)     // where not nil, told of the documents indexed so far
}

// BeirRow is one ranking, averaged over the queries that were judged.
type BeirRow struct {
	NDCG10    float64 `json:"ndcg_at_10"`
	MAP100    float64 `json:"map_at_100"`
	Recall10  float64 `json:"recall_at_10"`
	Recall100 float64 `json:"recall_at_100"`
	Queries   int     `json:"queries"`
}

// BeirReport sets the lexical index, the vectors and their fusion side by side.
type BeirReport struct {
	Lexical BeirRow `json:"lexical"`
	Vector  BeirRow `json:"vector"`
	Fused   BeirRow `json:"fused"`
}

// Beir indexes the collection in dir into a temporary store, each document as
// a release, and ranks its documents for each judged query. Documents have no
// dates: all get the same one, and the queries are asked on that day, so that
// newness decides nothing.
func Beir(ctx context.Context, dir string, opts BeirOptions) (BeirReport, error) {
	collection, err := ReadCollection(os.DirFS(dir))
	if err != nil {
		return BeirReport{}, fmt.Errorf("the collection in %s: %w", dir, err)
	}
	if opts.Embedder == nil {
		opts.Embedder = embed.NewLocal()
	}
	if opts.Topics == nil {
		if opts.Topics, err = retrieval.LoadTopics(""); err != nil {
			return BeirReport{}, err
		}
	}
	view, err := collection.index(ctx, opts)
	if err != nil {
		return BeirReport{}, err
	}
	return collection.measure(ctx, view)
}

// index returns a view of the documents. Ranking needs none of their texts, so
// the store goes as soon as it has been read.
func (c Collection) index(ctx context.Context, opts BeirOptions) (_ *retrieval.View, err error) {
	folder, err := os.MkdirTemp("", "motirbot-beir-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	shelf, err := store.Open(ctx, filepath.Join(folder, "collection.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, shelf.Close()) }()

	report, err := retrieval.NewIndexer(shelf, opts.Embedder, opts.Topics).Index(ctx, c.releases(), opts.Progress)
	if err != nil {
		return nil, err
	}
	if report.Missing > 0 {
		return nil, report.MissingErr
	}
	if len(report.Failed) > 0 {
		first := report.Failed[0]
		return nil, fmt.Errorf("document %s: %w", first.Release.Number, first.Err)
	}
	retriever, err := retrieval.New(shelf, opts.Embedder, opts.Topics)
	if err != nil {
		return nil, err
	}
	if _, err := retriever.Refresh(ctx); err != nil {
		return nil, err
	}
	return retriever.View(), nil
}

var beirDate = release.NewDate(2000, 1, 1)

// releases turns the documents into releases. Those without a word are left
// out, since no index could find them.
func (c Collection) releases() []release.Release {
	var all []release.Release
	for _, d := range c.Documents {
		title, body := strings.TrimSpace(d.Title), strings.TrimSpace(d.Text)
		if title == "" && body == "" {
			continue
		}
		if title == "" {
			title = untitled
		}
		if body == "" {
			body = title
		}
		all = append(all, release.Release{
			ID: beirID(d.ID), Source: beirSource, Number: d.ID, Title: title, Date: beirDate, Body: body,
		})
	}
	return all
}

const (
	beirSource = "beir"
	untitled   = "—" // a release needs a title, but this one gives no index a word
)

func beirID(document string) release.ID { return release.NewID(beirSource, document, "", beirDate) }

// measure ranks for each judged query, in the order of the queries. One that
// finds nothing counts with 0, as trec_eval -c does.
func (c Collection) measure(ctx context.Context, view *retrieval.View) (BeirReport, error) {
	var report BeirReport
	for _, query := range c.Queries {
		judged, ok := c.Judged[query.ID]
		if !ok {
			continue
		}
		q := view.Understand(query.Text, retrieval.Frame{AsOf: beirDate})
		rankings, err := view.Rankings(ctx, q, beirDepth)
		if err != nil {
			return BeirReport{}, fmt.Errorf("query %s: %w", query.ID, err)
		}
		report.Lexical.add(judged, rankings.Lexical)
		report.Vector.add(judged, rankings.Vector)
		report.Fused.add(judged, rankings.Fused)
	}
	for _, row := range report.rows() {
		row.average()
	}
	return report, nil
}

func (r *BeirReport) rows() []*BeirRow { return []*BeirRow{&r.Lexical, &r.Vector, &r.Fused} }

// add sums the measures up; average divides them.
func (r *BeirRow) add(judged Judgements, ranking []release.ID) {
	ids := make([]string, len(ranking))
	for i, id := range ranking {
		ids[i] = strings.TrimPrefix(string(id), beirSource+":")
	}
	r.NDCG10 += judged.NDCG(ids, 10)
	r.MAP100 += judged.AveragePrecision(ids, beirDepth)
	r.Recall10 += judged.Recall(ids, 10)
	r.Recall100 += judged.Recall(ids, beirDepth)
	r.Queries++
}

func (r *BeirRow) average() {
	for _, sum := range []*float64{&r.NDCG10, &r.MAP100, &r.Recall10, &r.Recall100} {
		*sum = share(*sum, float64(r.Queries))
	}
}

// WriteTable writes a row for each ranking.
func (r BeirReport) WriteTable(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tqueries\tnDCG@10\tMAP@100\trecall@10\trecall@100\t")
	names := []string{"lexical", "vector", "fused"}
	for i, row := range r.rows() {
		fmt.Fprintf(table, "%s\t%d\t%.4f\t%.4f\t%.4f\t%.4f\t\n", names[i],
			row.Queries, row.NDCG10, row.MAP100, row.Recall10, row.Recall100)
	}
	return table.Flush()
}
