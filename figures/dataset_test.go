package figures_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/figures"
	"motirbot/figures/observation"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

func openStore(t testing.TB) *store.Store {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "motirbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newIndexer(t testing.TB, s *store.Store) *retrieval.Indexer {
	t.Helper()
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	return retrieval.NewIndexer(s, embed.NewLocal(), topics)
}

func monthly(number string, date release.Date, title, body string) release.Release {
	return release.Release{ID: release.NewID("dump", number, title, date), Source: "dump", Number: number, Title: title, Date: date, Body: body, URL: "https://example.org/" + number}
}

// kept indexes two monthly releases.
func kept(t testing.TB, reader *figures.Reader) *store.Store {
	s := openStore(t)
	report, err := newIndexer(t, s).WithFigures(reader.Observations).Index(t.Context(), []release.Release{
		monthly("1", release.NewDate(2026, 3, 1), "Exports in February 2026", "Exports rose 2.0 percent to USD 52.1 billion. Chip exports posted USD 9.6 billion (-3.0%)."),
		monthly("2", release.NewDate(2026, 4, 1), "Exports in March 2026",
			"Exports rose 2.4 percent to USD 57.8 billion; in February they had been USD 52.2 billion.\nExports by region (USD million, %)\n| Region | Mar. 2026 | Change |\n|---|---|---|\n| China | 10,100 | △4.3 |"),
	}, nil)
	if err != nil || report.Added != 2 {
		t.Fatal(report, err)
	}
	return s
}

func load(t *testing.T, reader *figures.Reader, s *store.Store, asOf release.Date) *figures.Dataset {
	t.Helper()
	data, err := reader.Load(t.Context(), s, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func all(list []figures.Cited) string {
	var plain []observation.Observation
	for _, c := range list {
		plain = append(plain, c.Observation)
	}
	return render(plain)
}

func TestDataset(t *testing.T) {
	reader := newReader(t)
	s := kept(t, reader)
	data := load(t, reader, s, release.Date{})
	const chips, china = "2026-02 exports chips USD 9.6 billion -3.0%\n", "2026-03 exports @china USD 10.1 billion -4.3%\n"
	const feb, mar = "2026-02 exports USD 52.1 billion 2.0%\n", "2026-03 exports USD 57.8 billion 2.4%\n"
	march := release.MonthOf(2026, time.March)
	for name, c := range map[string]struct {
		query figures.Query
		want  string
	}{
		"the month's own release before a later mention": {figures.Query{Measure: "exports", Item: figures.Total, Partner: figures.Total}, feb + mar},
		"everything": {figures.Query{}, feb + chips + mar + china},
		"an item":    {figures.Query{Item: data.Item("Semiconductors")}, chips},
		"a partner":  {figures.Query{Partner: data.Partner("중국")}, china},
		"a period":   {figures.Query{Period: march, Partner: figures.Total}, mar},
		"a grain":    {figures.Query{Grain: observation.Year}, ""},
		"nothing":    {figures.Query{Measure: "imports"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := all(data.Select(c.query)); got != c.want {
				t.Errorf("selected %q, want %q", got, c.want)
			}
		})
	}
	row := data.Select(figures.Query{Partner: "china"})[0]
	if row.Quote != "| China | 10,100 | △4.3 |" || !strings.Contains(row.Heads, "USD million") || !strings.Contains(row.Heads, "Mar. 2026") || row.URL != "https://example.org/2" {
		t.Errorf("a row is cited as %+v", row)
	}
	if got := all(data.Nearest(figures.Query{Measure: "exports", Item: "chips", Period: march}, 3)); got != chips {
		t.Errorf("nearest are %q", got)
	}
	if data.Item("ships") != "" || data.Measure("exprots") != "" || data.Measure("수출") != "exports" {
		t.Error("a name is known without a figure, or not known with one")
	}
	if got := data.Partners(""); len(got) != 1 || got[0] != (figures.Count{Key: "china", Name: "China", Of: 1}) {
		t.Errorf("partners are %v", got)
	}
	if got := all(load(t, reader, s, release.NewDate(2026, 3, 15)).Select(figures.Query{})); got != feb+chips {
		t.Errorf("as of March 15 there are %q", got)
	}
}

// TestRevision: the figures of a release are those of its newest text.
func TestRevision(t *testing.T) {
	reader := newReader(t)
	s := kept(t, reader)
	edited := monthly("1", release.NewDate(2026, 3, 1), "Exports in February 2026", "Exports rose 2.1 percent to USD 52.3 billion.")
	if _, err := newIndexer(t, s).WithFigures(reader.Observations).Index(t.Context(), []release.Release{edited}, nil); err != nil {
		t.Fatal(err)
	}
	february := figures.Query{Period: release.MonthOf(2026, time.February)}
	if got := all(load(t, reader, s, release.Date{}).Select(february)); got != "2026-02 exports USD 52.3 billion 2.1%\n" {
		t.Errorf("after an edit there are %q", got)
	}
	if err := s.Withdraw(t.Context(), edited.ID); err != nil {
		t.Fatal(err)
	}
	if got := all(load(t, reader, s, release.Date{}).Select(february)); got != "2026-02 exports USD 52.2 billion earlier\n" {
		t.Errorf("after it is withdrawn there are %q", got)
	}
}

// TestUpdate: what an indexer without a reader has stored is read later, once.
func TestUpdate(t *testing.T) {
	reader := newReader(t)
	s := openStore(t)
	rel := monthly("1", release.NewDate(2026, 3, 1), "Exports in February 2026", "Exports rose 2.0 percent to USD 52.1 billion.")
	if _, err := newIndexer(t, s).Index(t.Context(), []release.Release{rel}, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		if n, err := reader.Update(t.Context(), s); err != nil || n != want {
			t.Fatalf("%d releases are read, want %d: %v", n, want, err)
		}
	}
	if got := all(load(t, reader, s, release.Date{}).Select(figures.Query{})); got != "2026-02 exports USD 52.1 billion 2.0%\n" {
		t.Errorf("there are %q", got)
	}
}

// BenchmarkIndexing indexes releases of all kinds with and without their
// figures.
func BenchmarkIndexing(b *testing.B) {
	dir := shared(b)
	reader := newReader(b)
	releases := loadReleases(b, filepath.Join(dir, "data", "dev-releases.jsonl"))
	for i := range releases {
		releases[i].Source = "dump"
	}
	for name, with := range map[string]bool{"with figures": true, "without": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				indexer := newIndexer(b, openStore(b))
				if with {
					indexer = indexer.WithFigures(reader.Observations)
				}
				if _, err := indexer.Index(b.Context(), releases, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("reading alone", func(b *testing.B) {
		for b.Loop() {
			for _, r := range releases {
				reader.Read(r)
			}
		}
	})
}
