package retrieval_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/retrieval"
)

func unitTexts(queryTerms []retrieval.QueryTerm) []string {
	var texts []string
	for _, u := range queryTerms {
		texts = append(texts, u.Text)
	}
	return texts
}

func TestSidesOfComparisons(t *testing.T) {
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

// A subquery's clause says what is asked of that subquery.
func TestClausesOfSides(t *testing.T) {
	q := understand(viewOf(t, monthly()...), "What was exported in October 2025 and what was imported in November 2025?")
	if len(q.Subqueries) != 2 {
		t.Fatalf("%d subqueries", len(q.Subqueries))
	}
	for i, word := range []string{"exported", "imported"} {
		for _, u := range q.Subqueries[i].Terms {
			if own := u.Text == word; (u.Text == "exported" || u.Text == "imported") && own != (u.Weight > 0.4) {
				t.Errorf("on subquery %d %q weighs %v", i+1, u.Text, u.Weight)
			}
		}
	}
}

func TestContinue(t *testing.T) {
	v := sampleView(t)
	earlier := understand(v, "What did Korea ask the EU for on batteries?")
	evidence := []release.ID{"sample-2-eu-dialogue"}
	for _, c := range []struct {
		name, next     string
		kept, dropped  []string
		favours, dated bool
	}{
		{"a new subject keeps the partner", "and on steel?", []string{"steel", "EU"}, []string{"batteries"}, true, false},
		{"a new partner keeps the subject", "what about Norway?", []string{"Norway", "batteries"}, []string{"EU"}, true, false},
		{"a bare why", "why?", []string{"EU", "batteries"}, nil, true, false},
		{"a pronoun", "when did they meet?", []string{"EU", "batteries"}, nil, true, false},
		{"in Korean", "그럼 철강은?", []string{"EU"}, nil, true, false},
		{"a question that stands by itself", "What is the slogan of the Trade Day Ceremony?", nil, []string{"EU", "batteries"}, false, false},
		{"a list", "latest on Norway", nil, []string{"EU", "batteries"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := v.Continue(understand(v, c.next), earlier, evidence)
			texts := unitTexts(q.Terms)
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
			if favours := cmp.Equal(q.Favoured, evidence); favours != c.favours {
				t.Errorf("the evidence is favoured: %t", favours)
			}
		})
	}
}

func TestContinueKeepsTheDays(t *testing.T) {
	v := sampleView(t)
	earlier := understand(v, "What moved on steel last week?")
	q := v.Continue(understand(v, "and on batteries?"), earlier, nil)
	if q.Period != earlier.Period || !cmp.Equal(q.Times, earlier.Times) {
		t.Errorf("%s, after %s", q.Period, earlier.Period)
	}
	q = v.Continue(understand(v, "and this week?"), earlier, nil)
	if len(q.Times) != 1 || q.Times[0].Period != period("2025-12-15", "2025-12-21") {
		t.Errorf("its own days are %v", q.Times)
	}
}
