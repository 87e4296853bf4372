package retrieval_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// reading counts the rows that a Retriever is given, and the texts it reads.
type reading struct {
	*store.Store
	rows  []release.ID
	texts atomic.Int64
	kept  int  // segments
	spoil bool // damage them
}

func (r *reading) ReadIndex(ctx context.Context, model string, want func(store.Catalog, func(int, uint64) []byte) []release.Period, row func(store.IndexRow) error) error {
	r.rows = nil
	choose := func(c store.Catalog, kept func(int, uint64) []byte) []release.Period {
		return want(c, func(year int, key uint64) []byte {
			data := kept(year, key)
			if data != nil {
				r.kept++
			}
			if r.spoil && data != nil {
				data[len(data)/2]++
			}
			return data
		})
	}
	return r.Store.ReadIndex(ctx, model, choose, func(one store.IndexRow) error {
		r.rows = append(r.rows, one.ID)
		return row(one)
	})
}

func (r *reading) Text(ctx context.Context, id release.ID, revision int) (store.Record, error) {
	r.texts.Add(1)
	return r.Store.Text(ctx, id, revision)
}

// yearly is releases of four years.
func yearly() []release.Release {
	releases := monthly()
	for i, r := range generated(60) {
		r.Date = release.NewDate(2022+i%4, 3, 1+i/4)
		releases = append(releases, r)
	}
	return releases
}

// A Refresh reads the years in which something has changed and nothing else,
// and the index is then the same as one that is read at once.
func TestRefreshReadsWhatChanged(t *testing.T) {
	shelf := openStore(t)
	releases := yearly()
	index(t, shelf, "local", releases)
	library := &reading{Store: shelf}
	embedder := &counting{Local: embed.NewLocal(), model: "local"}
	retriever, err := retrieval.New(library, embedder, topics(t))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, retriever)
	if len(library.rows) != len(releases) || library.texts.Load() != 0 {
		t.Errorf("at first %d rows and %d texts were read", len(library.rows), library.texts.Load())
	}
	edited := releases[len(releases)-1]
	edited.Body += " One plant opened in Busan."
	moved := releases[len(releases)-2]
	moved.Date = release.NewDate(2022, 12, 1)
	for _, step := range []struct {
		name  string
		do    func()
		years []int
	}{
		{"a new release", func() {
			index(t, shelf, "local", []release.Release{rel("new", "2023-05-01", "Ulsan", "A yard in Ulsan was enlarged.")})
		}, []int{2023}},
		{"an edited one", func() { index(t, shelf, "local", []release.Release{edited}) }, []int{edited.Date.Year}},
		{"one that moved", func() { index(t, shelf, "local", []release.Release{moved}) }, []int{2022, releases[len(releases)-2].Date.Year}},
		{"one withdrawn", func() {
			if err := shelf.Withdraw(t.Context(), releases[len(releases)-4].ID); err != nil {
				t.Fatal(err)
			}
		}, []int{releases[len(releases)-4].Date.Year}},
		{"vectors of another model", func() { index(t, shelf, "other", nil) }, []int{2022, 2023, 2024, 2025}},
	} {
		before := retriever.View()
		was := rankingsOf(t, before)
		step.do()
		library.texts.Store(0)
		refresh(t, retriever)
		var years []int
		for _, id := range library.rows {
			rec, err := shelf.Release(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(years, rec.Date.Year) {
				years = append(years, rec.Date.Year)
			}
		}
		slices.Sort(years)
		slices.Sort(step.years)
		if diff := cmp.Diff(step.years, years); diff != "" || library.texts.Load() > 0 {
			t.Errorf("%s: years read (-want +got), %d texts:\n%s", step.name, library.texts.Load(), diff)
		}
		fresh, err := retrieval.New(shelf, embedder, topics(t))
		if err != nil {
			t.Fatal(err)
		}
		refresh(t, fresh)
		if diff := cmp.Diff(rankingsOf(t, fresh.View()), rankingsOf(t, retriever.View())); diff != "" {
			t.Errorf("%s: not as read at once:\n%s", step.name, diff)
		}
		if diff := cmp.Diff(was, rankingsOf(t, before)); diff != "" {
			t.Errorf("%s: the old view has changed:\n%s", step.name, diff)
		}
	}
}

// What was put together once is kept and read again, as long as it is of the
// releases that there are and not damaged.
func TestKeptSegments(t *testing.T) {
	shelf := openStore(t)
	var releases []release.Release
	for i, r := range generated(150) {
		r.Date = release.NewDate(2024+i%2, 3, 1+i/4%28)
		releases = append(releases, r)
	}
	index(t, shelf, "local", releases)
	embedder := &counting{Local: embed.NewLocal(), model: "local"}
	read := func(spoil bool) (rows, segments int, v *retrieval.View) {
		library := &reading{Store: shelf, spoil: spoil}
		r, err := retrieval.New(library, embedder, topics(t))
		if err != nil {
			t.Fatal(err)
		}
		refresh(t, r)
		return len(library.rows), library.kept, r.View()
	}
	check := func(name string, spoil bool, wantRows, wantSegments int) *retrieval.View {
		rows, segments, view := read(spoil)
		if rows != wantRows || segments != wantSegments {
			t.Errorf("%s: %d rows and %d segments were read, want %d and %d", name, rows, segments, wantRows, wantSegments)
		}
		return view
	}
	all := len(releases)
	built := check("at first", false, all, 0)
	kept := check("again", false, 0, 2)
	if diff := cmp.Diff(rankingsOf(t, built), rankingsOf(t, kept)); diff != "" {
		t.Errorf("kept ones find something else:\n%s", diff)
	}
	for _, r := range releases[:20] {
		if diff := cmp.Diff(built.TopicsOf(r.ID), kept.TopicsOf(r.ID)); diff != "" {
			t.Error(diff)
		}
	}
	index(t, shelf, "local", []release.Release{rel("new", "2025-05-01", "Ulsan", "A yard in Ulsan was enlarged.")})
	check("after a new release", false, 76, 1)
	check("and once more", false, 0, 2)
	if _, err := shelf.Forget(t.Context(), []release.ID{"new"}); err != nil {
		t.Fatal(err)
	}
	check("after it is forgotten", false, all, 0)
	spoilt := check("damaged", true, all, 2)
	if diff := cmp.Diff(rankingsOf(t, built), rankingsOf(t, spoilt)); diff != "" {
		t.Errorf("damaged ones find something else:\n%s", diff)
	}
}

func rankingsOf(t testing.TB, v *retrieval.View) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, question := range append(queries(6), "steel exports to Brazil", "Ulsan yard", "Busan plant in 2024", "critical mineral", "한국과 일본 회의") {
		for _, p := range searchIn(t, v, question, retrieval.Frame{AsOf: friday}) {
			all[question] = append(all[question], fmt.Sprintf("%s %d %.6f", p.ReleaseID, p.Seq, p.Score))
		}
	}
	return all
}

// Rows that another maker wrote, or nobody, are made from the texts, with the
// same result.
func TestIndexWithoutRows(t *testing.T) {
	shelf := openStore(t)
	releases := yearly()
	index(t, shelf, "local", releases)
	none, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	library := &reading{Store: shelf}
	embedder := &counting{Local: embed.NewLocal(), model: "local"}
	without := retrieval.Without(retrieval.AblateGlossary)
	r, err := retrieval.New(library, embedder, none, without)
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, r)
	if library.texts.Load() != int64(len(releases)) {
		t.Errorf("%d texts were read", library.texts.Load())
	}
	memory, err := retrieval.New(libraryOf(t, releases...), embedder, none, without, retrieval.Without(retrieval.AblateVectors))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, memory)
	bare, err := retrieval.New(shelf, embedder, none, without, retrieval.Without(retrieval.AblateVectors))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, bare)
	if diff := cmp.Diff(rankingsOf(t, memory.View()), rankingsOf(t, bare.View())); diff != "" {
		t.Error(diff)
	}
}

// TestIndexVersion: what rows hold is a contract with every store. When this
// hash changes, indexVersion has to be raised, or stored rows and new ones are
// not alike.
func TestIndexVersion(t *testing.T) {
	const want = "1 a477d18289e16959"
	sum := fnv.New64a()
	library := libraryOf(t, append(sampleReleases(t), monthly()...)...)
	err := library.ReadIndex(t.Context(), "", func(store.Catalog, func(int, uint64) []byte) []release.Period { return []release.Period{{}} }, func(r store.IndexRow) error {
		fmt.Fprintln(sum, r.ID, hex.EncodeToString(r.Words))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	version, _, _ := strings.Cut(retrieverOver(t, library).Maker(), "/")
	if got := fmt.Sprintf("%s %x", version, sum.Sum64()); got != want {
		t.Errorf("version and hash %q, want %q: if the change is meant, raise indexVersion", got, want)
	}
}

// Damaged rows are told of and stop nothing else.
func FuzzRow(f *testing.F) {
	r := rel("r", "2025-12-01", "Korea and Chile Meet", "Exports to Chile rose in November 2025. They met on December 1.\n\nA plant opened.")
	f.Add(retrieval.Row(r), uint(3), byte(200))
	f.Add([]byte{}, uint(0), byte(0))
	f.Fuzz(func(t *testing.T, row []byte, at uint, with byte) {
		if len(row) > 0 {
			row = slices.Clone(row)
			row[int(at%uint(len(row)))] = with
		}
		retrieval.ReadRow(row)
	})
}
