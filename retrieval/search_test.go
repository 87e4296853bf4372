package retrieval_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/embed"
	"motirbot/release"
	"motirbot/retrieval"
)

// monthly is four releases on steel and one on fish, one a month.
func monthly() []release.Release {
	return []release.Release{
		rel("steel-9", "2025-09-10", "Steel Exports to Canada in August", "Korea exported steel to Canada. The quota was met."),
		rel("steel-10", "2025-10-10", "Steel Exports to Mexico in September", "Korea exported steel to Mexico. The quota was met."),
		rel("steel-11", "2025-11-10", "Steel Exports to Norway in October", "Korea exported steel to Norway. The quota was met."),
		rel("steel-12", "2025-12-10", "Steel Exports to Brazil in November", "Korea exported steel to Brazil. The quota was met."),
		rel("fish", "2025-12-15", "Fish Imports", "Korea imported fish. The fleet returned."),
	}
}

// Any two texts are a little near each other, so this is asked of words alone.
func TestSearchFilters(t *testing.T) {
	retriever, err := retrieval.New(libraryOf(t, monthly()...), embed.NewLocal(), topics(t), retrieval.Without(retrieval.AblateVectors))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, retriever)
	v := retriever.View()
	for _, c := range []struct {
		name     string
		question string
		frame    retrieval.Frame
		want     []release.ID // in any order
	}{
		{"as of a day, later releases do not exist", "steel exports", retrieval.Frame{AsOf: period("2025-10-31", "").From}, []release.ID{"steel-10", "steel-9"}},
		{"as of the day itself", "steel exports", retrieval.Frame{AsOf: period("2025-09-10", "").From}, []release.ID{"steel-9"}},
		{"before everything", "steel exports", retrieval.Frame{AsOf: period("2025-01-01", "").From}, nil},
		{"a period of the frame", "steel exports", retrieval.Frame{AsOf: friday, Period: period("2025-10-01", "2025-11-30")}, []release.ID{"steel-10", "steel-11"}},
		{"since, in words", "steel quota since November", retrieval.Frame{AsOf: friday}, []release.ID{"steel-11", "steel-12"}},
		{"a frame and words together", "steel quota since November", retrieval.Frame{AsOf: friday, Period: period("", "2025-11-30")}, []release.ID{"steel-11"}},
		{"a period that holds nothing", "steel exports", retrieval.Frame{AsOf: friday, Period: period("2024-01-01", "2024-12-31")}, nil},
		{"a topic", "what was exported", retrieval.Frame{AsOf: friday, Topic: "Mexico"}, []release.ID{"steel-10"}},
		{"a topic by another name", "what was exported", retrieval.Frame{AsOf: friday, Topic: "Norwegian"}, []release.ID{"steel-11"}},
		{"a topic of any words", "what came in", retrieval.Frame{AsOf: friday, Topic: "fleet"}, []release.ID{"fish"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := idsOf(searchIn(t, v, c.question, c.frame))
			slices.Sort(got)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSearchOnNothing(t *testing.T) {
	for _, v := range []*retrieval.View{viewOf(t), viewOf(t, rel("a", "2025-12-18", "Copper", "Copper rose."))} {
		for _, question := range []string{"", "the of and", "zzzz", "?!"} {
			if _, err := v.Search(t.Context(), v.Understand(question, retrieval.Frame{AsOf: friday})); err != nil {
				t.Errorf("%q: %v", question, err)
			}
		}
	}
	if got := search(t, viewOf(t), "steel"); got != nil {
		t.Errorf("an empty index found %v", got)
	}
}

// One long release on a subject must not keep the others out.
func TestPassagesOfOneReleaseDoNotCrowdOut(t *testing.T) {
	long := rel("long", "2025-12-18", "Steel", "Steel rose. "+sentencesOf(200, 12)+" Steel fell.")
	for range 40 {
		long.Body += " Korea makes steel and steel and steel, which it exports by sea and by rail to many markets. "
	}
	releases := append(monthly(), long)
	passages := searchIn(t, viewOf(t, releases...), "steel exports", retrieval.Frame{AsOf: friday})
	count := map[release.ID]int{}
	last := release.ID("")
	for _, p := range passages {
		if p.ReleaseID != last && count[p.ReleaseID] > 0 {
			t.Errorf("the passages of %s do not stand together", p.ReleaseID)
		}
		count[p.ReleaseID]++
		last = p.ReleaseID
	}
	for id, n := range count {
		if n > 3 {
			t.Errorf("%d passages of %s", n, id)
		}
	}
	for _, id := range []release.ID{"steel-9", "steel-10", "steel-11", "steel-12"} {
		if count[id] == 0 {
			t.Errorf("%s was crowded out", id)
		}
	}
}

func TestScoresFallFromReleaseToRelease(t *testing.T) {
	v := sampleView(t)
	for _, question := range []string{"EU batteries", "exports", "critical minerals", "who met in Seoul"} {
		passages := searchIn(t, v, question, retrieval.Frame{AsOf: friday})
		for i := 1; i < len(passages); i++ {
			if passages[i].Score > passages[i-1].Score {
				t.Errorf("%q: passage %d scores %v after %v", question, i+1, passages[i].Score, passages[i-1].Score)
			}
		}
	}
}

// Maps and chromem-go have no order of their own; none of it may show, and
// neither may the order in which releases were indexed.
func TestSearchIsDeterministic(t *testing.T) {
	releases := monthly()
	for i := range 20 { // equals, which only ties can order
		releases = append(releases, rel(string(rune('a'+i)), "2025-12-01", "Copper", "Copper rose."))
	}
	views := []*retrieval.View{viewOf(t, releases...)}
	slices.Reverse(releases)
	views = append(views, viewOf(t, releases...))
	for _, question := range []string{"copper", "steel exports", "copper or steel", "Compare Norway and Mexico", "latest on copper", "kopper"} {
		first := searchIn(t, views[0], question, retrieval.Frame{AsOf: friday})
		for run := range 100 {
			got := searchIn(t, views[run%2], question, retrieval.Frame{AsOf: friday})
			if diff := cmp.Diff(first, got); diff != "" {
				t.Fatalf("%q, run %d:\n%s", question, run, diff)
			}
		}
	}
}
