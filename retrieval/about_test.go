package retrieval_test

import (
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/retrieval"
)

// onSteel is releases that are about steel, mention it, or do not.
func onSteel() []release.Release {
	return []release.Release{
		rel("old-title", "2025-01-10", "Steel Talks", "They met."),
		rel("often", "2025-11-01", "Talks in Ottawa", "Steel came up. Steel again."),
		rel("new-title", "2025-12-10", "Steel Quota Set", "It was set."),
		rel("passing", "2025-12-15", "Trade Week", "Among other goods, steel was shown."),
		rel("none", "2025-12-16", "Fish", "The fleet returned."),
	}
}

func TestAbout(t *testing.T) {
	v := viewOf(t, onSteel()...)
	for _, c := range []struct {
		name, topic string
		period      release.Period
		asOf        release.Date
		want        string
		known       bool
	}{
		{"on the topic first, newest first", "steel", release.Period{}, friday, "new-title often old-title passing", true},
		{"as of a day", "steel", release.Period{}, period("2025-11-30", "").From, "often old-title", true},
		{"in a period", "steel", period("2025-12-01", "2025-12-31"), friday, "new-title passing", true},
		{"a zero day is no bound", "steel", release.Period{}, release.Date{}, "new-title often old-title passing", true},
		{"any words", "fleet", release.Period{}, friday, "none", true},
		{"a topic that no release is about", "Norway", release.Period{}, friday, "", true},
		{"what exists nowhere", "atlantis", release.Period{}, friday, "", false},
		{"a word in a release of another period", "fleet", period("2025-01-01", "2025-01-31"), friday, "", true},
		{"nothing", "", release.Period{}, friday, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			records, known := v.About(c.topic, c.period, c.asOf)
			if got := recordIDs(records); got != c.want || known != c.known {
				t.Errorf("%q, known %t; want %q, %t", got, known, c.want, c.known)
			}
		})
	}
}

func TestAboutnessFallsFromTitleToPassing(t *testing.T) {
	v := viewOf(t, onSteel()...)
	q := understand(v, "latest on steel")
	before := 2.0
	for _, id := range []release.ID{"new-title", "often", "passing", "none"} {
		got := v.Aboutness(q, id)
		if got >= before || got < 0 || got > 1 {
			t.Errorf("%s is about steel by %v after %v", id, got, before)
		}
		before = got
	}
	if got := v.Aboutness(q, "unknown"); got != 0 {
		t.Errorf("an unknown release is about it by %v", got)
	}
}

// The newest release that is about a subject comes before the newest that
// mentions it, and before an old one.
func TestSalience(t *testing.T) {
	v := viewOf(t, onSteel()...)
	q := understand(v, "latest on steel")
	if v.Salience(q, "new-title") <= v.Salience(q, "passing") || v.Salience(q, "new-title") <= v.Salience(q, "old-title") {
		t.Errorf("new %v, passing %v, old %v", v.Salience(q, "new-title"), v.Salience(q, "passing"), v.Salience(q, "old-title"))
	}
	if got := search(t, v, "latest on steel"); len(got) == 0 || got[0] != "new-title" {
		t.Errorf("latest on steel: %v", got)
	}
	if v.Salience(q, "unknown") != 0 {
		t.Error("an unknown release is salient")
	}
}

func TestLatestOnEU(t *testing.T) {
	v := sampleView(t)
	for _, question := range []string{"latest on EU", "what's new with Brussels", "EU news"} {
		if got := search(t, v, question); len(got) == 0 || got[0] != "sample-2-eu-dialogue" {
			t.Errorf("%q: %v", question, got)
		}
	}
	records, known := v.About("EU", release.Period{}, friday)
	if !known || len(records) == 0 || records[0].ID != "sample-2-eu-dialogue" {
		t.Errorf("about the EU: %v, %t", recordIDs(records), known)
	}
}

func TestTopicsOfARelease(t *testing.T) {
	v := sampleView(t)
	for id, want := range map[release.ID]string{
		"sample-2-eu-dialogue": "eu",
		"sample-4-norway":      "norway",
		"sample-3-uk-fta":      "uk",
	} {
		got := v.TopicsOf(id)
		if len(got) == 0 || got[0].Key != want {
			t.Errorf("%s is about %v, want %s first", id, got, want)
		}
		seen := map[string]bool{}
		for _, topic := range got {
			if seen[topic.Key] || topic.Key == "motir" {
				t.Errorf("%s lists %q", id, topic.Key)
			}
			seen[topic.Key] = true
		}
	}
	if got := v.TopicsOf("unknown"); got != nil {
		t.Errorf("an unknown release is about %v", got)
	}
}

func TestViewLooksUp(t *testing.T) {
	v := viewOf(t, onSteel()...)
	if c := v.Coverage(friday); c != (retrieval.Coverage{Releases: 5, From: period("2025-01-10", "").From, To: period("2025-12-16", "").From}) {
		t.Errorf("coverage %+v", c)
	}
	if c := v.Coverage(period("2025-12-15", "").From); c.Releases != 4 || c.To != period("2025-12-15", "").From {
		t.Errorf("coverage before the last release %+v", c)
	}
	if c := v.Coverage(period("2024-12-15", "").From); c != (retrieval.Coverage{}) {
		t.Errorf("coverage before the first release %+v", c)
	}
	if got := recordIDs(v.Records(period("2025-11-01", ""), period("2025-12-15", "").From)); got != "passing new-title often" {
		t.Errorf("records %q", got)
	}
	if r, ok := v.Record("often"); !ok || r.Title != "Talks in Ottawa" {
		t.Errorf("record %v, %t", r, ok)
	}
	if _, ok := v.Record("unknown"); ok {
		t.Error("an unknown release is found")
	}
	if p, ok := v.Lead("often"); !ok || !strings.HasPrefix(p.Text, "Steel came up.") || len(v.Passages("often")) != 1 {
		t.Errorf("lead %v, %t", p, ok)
	}
	if _, ok := v.Lead("unknown"); ok || v.Passages("unknown") != nil {
		t.Error("an unknown release has passages")
	}
}
