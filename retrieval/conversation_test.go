package retrieval_test

import (
	"slices"
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/retrieval"
)

func termTexts(queryTerms []retrieval.QueryTerm) []string {
	var texts []string
	for _, u := range queryTerms {
		texts = append(texts, u.Text)
	}
	return texts
}

func TestSubqueriesOfComparisons(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		question   string
		subqueries int
	}{
		{"Compare the talks with Norway and with the UK", 2},
		{"Did Norway, Japan or the EU ask for more?", 3},
		{"exports in October 2025 versus November 2025", 2},
		{"exports in 2024 and in 2025", 2},
		{"exports in 2025 and in 2027", 0}, // what is to come is no subquery
		{"talks with Norway", 0},
		{"batteries and steel", 0}, // two subjects of one talk
		{"", 0},
	} {
		if q := understand(v, c.question); len(q.Subqueries) != c.subqueries {
			t.Errorf("%q has %d subqueries, want %d", c.question, len(q.Subqueries), c.subqueries)
		}
	}
}

func TestEachSideIsRetrieved(t *testing.T) {
	v := sampleView(t)
	for question, want := range map[string][]release.ID{
		"Compare the talks with Norway and with the UK": {"sample-4-norway", "sample-3-uk-fta"},
		"Did Norway, Japan or Britain ask for more?":    {"sample-4-norway", "sample-1-japan-minerals", "sample-3-uk-fta"},
	} {
		got := search(t, v, question)
		for _, id := range want {
			if at := slices.Index(got, id); at < 0 || at >= len(want) {
				t.Errorf("%q found %v without %s at the head", question, got, id)
			}
		}
	}
}

// talked is a conversation on the sample: each question with the releases its
// answer cited.
func talked(pairs ...string) []retrieval.Turn {
	var turns []retrieval.Turn
	for i := 0; i < len(pairs); i += 2 {
		turns = append(turns, retrieval.Turn{Question: pairs[i], Cited: []release.ID{release.ID(pairs[i+1])}})
	}
	return turns
}

func TestFollow(t *testing.T) {
	v := sampleView(t)
	const eu, norway = "sample-2-eu-dialogue", "sample-4-norway"
	asked := talked("What did Korea ask the EU for on batteries?", eu)
	for _, c := range []struct {
		name, next    string
		turns         []retrieval.Turn
		kept, dropped []string
		favours       release.ID // first; "": none
	}{
		{"a new subject keeps the partner", "and on steel?", asked, []string{"steel", "EU"}, nil, eu},
		{"a new partner keeps the subject", "what about Norway?", asked, []string{"Norway", "batteries"}, []string{"EU"}, ""},
		{"a bare why", "why?", asked, []string{"EU", "batteries"}, nil, eu},
		{"a pronoun", "when did they meet?", asked, []string{"EU", "batteries"}, nil, eu},
		{"doubt", "are you sure?", asked, []string{"EU", "batteries"}, nil, eu},
		{"in Korean", "그럼 철강은?", asked, []string{"EU"}, nil, eu},
		{"another form", "summarise that please", asked, []string{"EU", "batteries"}, nil, eu},
		{"another language", "in korean please", asked, []string{"EU", "batteries"}, []string{"korean"}, eu},
		{"over a turn between", "and who led the talks?", talked("What did Korea ask the EU for on batteries?", eu, "why?", eu), []string{"EU"}, nil, eu},
		{"back to an earlier subject", "back to the EU, when was it?", talked("What did Korea ask the EU for on batteries?", eu, "Who met Norway's state secretary?", norway), []string{"EU"}, []string{"Norway"}, eu},
		{"a question that stands by itself", "What is the slogan of the Trade Day Ceremony?", asked, nil, []string{"EU", "batteries"}, ""},
		{"another topic, in so many words", "other topic: steel?", asked, nil, []string{"EU"}, ""},
		{"a list", "latest on Norway", asked, nil, []string{"EU", "batteries"}, ""},
		{"an example of help", "What was agreed with Norway?", asked, nil, []string{"EU", "batteries"}, ""},
		{"an example of help in Korean", "노르웨이 관련 합의 내용은?", asked, nil, []string{"EU", "batteries"}, ""},
		{"an example without a subject", "What came out this week?", asked, nil, []string{"EU", "batteries"}, ""},
		{"an example without a subject in Korean", "새로운 소식 있나요?", asked, nil, []string{"EU", "batteries"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := v.Follow(c.next, retrieval.Frame{AsOf: friday}, c.turns)
			texts := termTexts(q.Terms)
			for _, text := range c.kept {
				if !slices.Contains(texts, text) {
					t.Errorf("%v lacks %q", texts, text)
				}
			}
			for _, text := range c.dropped {
				if slices.Contains(texts, text) {
					t.Errorf("%v keeps %q", texts, text)
				}
			}
			if c.favours != "" && (len(q.Favoured) == 0 || q.Favoured[0] != c.favours) {
				t.Errorf("%v are favoured", q.Favoured)
			}
			passages, err := v.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if got := idsOf(passages); c.favours != "" && (len(got) == 0 || got[0] != c.favours) {
				t.Errorf("finds %v", got)
			}
		})
	}
}

func TestFollowTakesTimes(t *testing.T) {
	v := viewOf(t, exportsOf()...)
	for _, c := range []struct {
		name, asOf string
		turns      []retrieval.Turn
		next       string
		want       release.Period
		newest     bool
	}{
		{"its own", "2026-02-01", talked("exports in october 2025", "october"), "and in november?", period("2025-11-01", "2025-11-30"), false},
		{"of the year spoken of", "2026-12-20", talked("exports in october 2025", "october"), "and in november?", period("2025-11-01", "2025-11-30"), false},
		{"those before", "2026-02-01", talked("exports in october 2025", "october"), "why?", period("2025-10-01", "2025-10-31"), false},
		{"the whole month", "2026-02-01", talked("exports from November 1 to 20, 2025", "november-20"), "and the whole month?", period("2025-11-01", "2025-11-30"), false},
		{"the month before", "2026-02-01", talked("exports in november 2025", "november"), "and the month before?", period("2025-10-01", "2025-10-31"), false},
		{"the year before", "2026-02-01", talked("exports in november 2025", "november"), "and the year before?", period("2024-11-01", "2024-11-30"), false},
		{"none, where the newest is asked for", "2026-02-01", talked("exports in october 2025", "october"), "and now?", release.Period{}, true},
	} {
		q := v.Follow(c.next, retrieval.Frame{AsOf: period(c.asOf, "").From}, c.turns)
		var got release.Period
		if len(q.Times) > 0 {
			got = q.Times[0].Period
		}
		if got != c.want || q.Newest != c.newest || q.Wants != retrieval.WantsAnswer {
			t.Errorf("%s: %s, newest %t, wants %d", c.name, got, q.Newest, q.Wants)
		}
	}
}

func TestFollowGoesOnWithLists(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		asked, next string
		wants       retrieval.Wants
		period      release.Period
	}{
		{"What moved on steel last week?", "and on batteries?", retrieval.WantsList, period("2025-12-08", "2025-12-14")},
		{"What moved on steel last week?", "and this week?", retrieval.WantsList, period("2025-12-15", "2025-12-21")},
		{"what happened last week?", "and this week?", retrieval.WantsDigest, period("2025-12-15", "2025-12-21")},
		{"latest on steel", "and batteries?", retrieval.WantsLatest, release.Period{}},
		{"latest on steel", "who asked for the quota?", retrieval.WantsAnswer, release.Period{}},
		{"exports in October", "and in November?", retrieval.WantsAnswer, release.Period{}},
	} {
		q := v.Follow(c.next, retrieval.Frame{AsOf: friday}, talked(c.asked, "sample-2-eu-dialogue"))
		if q.Wants != c.wants || q.Period != c.period {
			t.Errorf("%q after %q: wants %d of %s", c.next, c.asked, q.Wants, q.Period)
		}
	}
}

func TestFollowPicksItems(t *testing.T) {
	v := sampleView(t)
	list := []retrieval.Turn{{Question: "latest on steel", Cited: []release.ID{"sample-2-eu-dialogue", "sample-4-norway"}, Items: []release.ID{"sample-2-eu-dialogue", "sample-4-norway"}}}
	row := []retrieval.Turn{{
		Question: "What did Korea ask the EU for?", Cited: []release.ID{"sample-2-eu-dialogue"},
		Quotes: []string{"Korea asked for help on batteries, exemptions for steel and talks on nuclear power."},
	}}
	for _, c := range []struct {
		next  string
		turns []retrieval.Turn
		only  release.ID
		term  string
	}{
		{"tell me more about the second one", list, "sample-4-norway", ""},
		{"the first?", list, "sample-2-eu-dialogue", ""},
		{"and the last one", list, "sample-4-norway", ""},
		{"두 번째는?", list, "sample-4-norway", ""},
		{"explain the second", row, "", "steel"},
		{"and the last one?", row, "", "nuclear"},
		{"마지막은?", row, "", "nuclear"},
	} {
		q := v.Follow(c.next, retrieval.Frame{AsOf: friday}, c.turns)
		if c.only != "" && !slices.Equal(q.Only, []release.ID{c.only}) {
			t.Errorf("%q: only %v", c.next, q.Only)
		}
		if c.term != "" && !slices.ContainsFunc(q.Terms, func(u retrieval.QueryTerm) bool { return strings.HasPrefix(u.Text, c.term) && u.Weight == 1 }) {
			t.Errorf("%q looks for %v", c.next, termTexts(q.Terms))
		}
		passages, err := v.Search(t.Context(), q)
		if got := idsOf(passages); err != nil || c.only != "" && !slices.Equal(got, []release.ID{c.only}) {
			t.Errorf("%q finds %v, %v", c.next, got, err)
		}
	}
}

func TestFollowKnowsWhatWasSaid(t *testing.T) {
	v := sampleView(t)
	turns := talked("What did Korea ask the EU for on batteries?", "sample-2-eu-dialogue")
	turns[0].Quotes = []string{"Korea asked for help."}
	for next, want := range map[string]int{"what else?": 1, "anything else on batteries?": 1, "또 뭐 있어?": 1, "why?": 1, "who?": 0} {
		if q := v.Follow(next, retrieval.Frame{AsOf: friday}, turns); len(q.Said) != want {
			t.Errorf("%q: %q was said", next, q.Said)
		}
	}
}

// TestFollowKeepsTheLanguage: a name or number alone is of the language spoken so
// far, in which it is answered.
func TestFollowKeepsTheLanguage(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		before, next string
		korean       bool
	}{
		{"EU에 뭘 요청했어?", "KNECC?", true},
		{"EU에 뭘 요청했어?", "2024?", true},
		{"EU에 뭘 요청했어?", "and the KNECC?", false},
		{"MOTIR asked the EU for what?", "KNECC?", false},
		{"MOTIR asked the EU for what?", "MOTIR가 EU ESS 배터리?", true},
		{"What did Korea ask the EU for?", "What is 산업통상부?", false},
	} {
		if q := v.Follow(c.next, retrieval.Frame{AsOf: friday}, talked(c.before, "sample-2-eu-dialogue")); q.Korean != c.korean {
			t.Errorf("%q after %q is Korean: %v", c.next, c.before, q.Korean)
		}
	}
}
