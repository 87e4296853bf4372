package eval_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motirbot/answer"
	"motirbot/answer/model"
	"motirbot/eval"
	"motirbot/release"
	"motirbot/retrieval"
)

// scripted answers each question with what the test says.
type scripted map[string]answer.Answer

func (s scripted) Ask(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
	a, ok := s[q.Text]
	if !ok {
		return answer.Answer{}, errors.New("the index is gone")
	}
	return a, nil
}

// score runs one question with one answer.
func score(t *testing.T, q eval.Question, a answer.Answer) eval.Outcome {
	t.Helper()
	q.Question = "?"
	report, err := eval.Run(t.Context(), scripted{"?": a}, []eval.Question{q}, true)
	if err != nil {
		t.Fatal(err)
	}
	return report.Outcomes[0]
}

// says is an answer of claims without citations.
func says(texts ...string) answer.Answer {
	ans := answer.Answer{Kind: answer.KindAnswer}
	for _, text := range texts {
		ans.Claims = append(ans.Claims, answer.Claim{Text: text})
	}
	return ans
}

func refused() answer.Answer {
	return answer.Answer{Kind: answer.KindRefusal, Refusal: &answer.Refusal{Reason: answer.ReasonNoEvidence}}
}

// citing adds what an answer is scored by besides its text.
func citing(a answer.Answer, passages []retrieval.Passage, took time.Duration, cited ...release.ID) answer.Answer {
	a.Passages, a.Took = passages, took
	for _, id := range cited {
		a.Citations = append(a.Citations, answer.Citation{ReleaseID: id})
	}
	return a
}

// retrieved is passages of the releases, in order.
func retrieved(ids ...release.ID) []retrieval.Passage {
	passages := make([]retrieval.Passage, len(ids))
	for i, id := range ids {
		passages[i].ReleaseID = id
	}
	return passages
}

func numbered(from, to int) []release.ID {
	var ids []release.ID
	for n := from; n <= to; n++ {
		ids = append(ids, release.ID(fmt.Sprintf("r%d", n)))
	}
	return ids
}

func TestRecall(t *testing.T) {
	for _, c := range []struct {
		name      string
		kind      string
		golds     []release.ID
		retrieved []release.ID
		want      float64
	}{
		{"the first", "factoid", numbered(1, 1), numbered(1, 9), 1},
		{"the fifth", "factoid", numbered(5, 5), numbered(1, 9), 1},
		{"the sixth is too late", "factoid", numbered(6, 6), numbered(1, 9), 0},
		{"one of two", "compare", []release.ID{"r1", "r7"}, numbered(1, 9), 0.5},
		{"several passages of a release count once", "factoid", numbered(5, 5), append([]release.ID{"r1", "r1", "r1", "r1"}, numbered(2, 9)...), 1},
		{"at most five golds count", "latest", numbered(1, 8), numbered(1, 5), 1},
		{"four of many golds", "latest", numbered(1, 8), append(numbered(1, 4), "x"), 0.8},
		{"a digest looks at ten", "digest", []release.ID{"r10"}, numbered(1, 12), 1},
		{"and no further", "digest", []release.ID{"r11"}, numbered(1, 12), 0},
		{"a digest with all of its golds", "digest", numbered(1, 8), numbered(1, 10), 1},
		{"nothing retrieved", "factoid", numbered(1, 1), nil, 0},
		{"no golds", "factoid", nil, numbered(1, 5), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := score(t, eval.Question{Type: c.kind, GoldIDs: c.golds}, answer.Answer{Passages: retrieved(c.retrieved...)})
			if diff := cmp.Diff(c.want, o.Recall, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestRightAnswers(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		must eval.Groups
		want bool
	}{
		{"a phrase", "It fell by copper prices.", eval.Groups{{"copper"}}, true},
		{"in any letter case", "SOULBRAIN and others", eval.Groups{{"Soulbrain"}}, true},
		{"one of the alternatives", "in a third-country", eval.Groups{{"third country", "third-country"}}, true},
		{"every group", "copper", eval.Groups{{"copper"}, {"zinc"}}, false},
		{"all groups", "zinc and copper", eval.Groups{{"copper"}, {"zinc"}}, true},
		{"no group", "anything", nil, true},
		{"the end of a word may follow", "tariffs", eval.Groups{{"tariff"}}, true},
		{"but not its beginning", "antitariff", eval.Groups{{"tariff"}}, false},
		{"nor a digit before", "1640.2", eval.Groups{{"640.2"}}, false},
		{"a digit after a digit", "640.25", eval.Groups{{"640.2"}}, false},
		{"a later place that fits", "640.25 and 640.2", eval.Groups{{"640.2"}}, true},
		{"a letter after a digit", "640.2bn", eval.Groups{{"640.2"}}, true},
		{"a point after a digit", "It was 640.2.", eval.Groups{{"640.2"}}, true},
		{"a digit after a letter", "MC14", eval.Groups{{"MC"}}, true},
		{"in brackets", "(MND)", eval.Groups{{"MND"}}, true},
		{"after a letter that is not Latin", "éclair Éclair", eval.Groups{{"clair"}}, false},
		{"at the end", "signed by Kim", eval.Groups{{"Kim"}}, true},
		{"overlapping itself", "aaab aab", eval.Groups{{"aab"}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if o := score(t, eval.Question{Type: "factoid", MustContain: c.must}, says(c.text)); o.Right != c.want {
				t.Errorf("%q is right: %t", c.text, o.Right)
			}
		})
	}
	if o := score(t, eval.Question{Type: "factoid"}, refused()); o.Right {
		t.Error("a withheld answer is right")
	}
}

func TestCitationsCounted(t *testing.T) {
	cite := func(ids ...release.ID) (citations []answer.Citation) {
		for _, id := range ids {
			citations = append(citations, answer.Citation{ReleaseID: id})
		}
		return citations
	}
	q := eval.Question{Type: "factoid", GoldIDs: []release.ID{"gold", "unretrieved"}}
	o := score(t, q, answer.Answer{Passages: retrieved("gold", "other"), Citations: cite("gold", "other", "unretrieved")})
	if o.Cited != 3 || o.CitedGold != 1 {
		t.Errorf("%d of %d citations are of gold releases, want 1 of 3", o.CitedGold, o.Cited)
	}
}

func TestShort(t *testing.T) {
	answerable, unanswerable := eval.Question{Expect: "answer"}, eval.Question{Expect: "abstain"}
	for _, c := range []struct {
		name string
		o    eval.Outcome
		want bool
	}{
		{"right", eval.Outcome{Question: answerable, Recall: 1, Right: true}, false},
		{"wrong", eval.Outcome{Question: answerable, Recall: 1}, true},
		{"not all retrieved", eval.Outcome{Question: answerable, Recall: 0.5, Right: true}, true},
		{"a wrong citation", eval.Outcome{Question: answerable, Recall: 1, Right: true, WrongCites: numbered(1, 1)}, true},
		{"rightly withheld", eval.Outcome{Question: unanswerable, Right: true}, false},
		{"claimed", eval.Outcome{Question: unanswerable}, true},
	} {
		if got := c.o.Short(); got != c.want {
			t.Errorf("%s falls short: %t", c.name, got)
		}
	}
}

func TestTable(t *testing.T) {
	gold := eval.Question{Type: "factoid", GoldIDs: []release.ID{"a"}, MustContain: eval.Groups{{"yes"}}}
	ask := func(text string, q eval.Question) eval.Question { q.Question = text; return q }
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	answers := scripted{
		"right":    citing(says("yes"), retrieved("a"), ms(10), "a"),
		"half":     citing(says("no"), retrieved("b", "a"), ms(20), "a", "b"),
		"withheld": citing(refused(), nil, ms(30)),
		"claimed":  citing(says("yes"), nil, ms(40)),
		"declined": citing(refused(), nil, ms(40)),
	}
	worded := answers["right"]
	worded.Removed = []answer.Removed{{}, {}}
	worded.Usage.Usage = model.Usage{Requests: 2, PromptTokens: 5, CompletionTokens: 3}
	answers["right"] = worded
	report, err := eval.Run(t.Context(), answers, []eval.Question{
		ask("right", gold), ask("half", gold), ask("withheld", gold),
		{Question: "claimed", Type: "unanswerable", Expect: "abstain"}, {Question: "declined", Type: "unanswerable", Expect: "abstain"},
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	want := eval.Report{
		All: eval.Row{
			N: 5, ToAnswer: 3, ToRefuse: 2, RecallAt5: 2. / 3, Answer: 1. / 3, First: 1. / 3, Answered: 2. / 3,
			WronglyRefused: 1. / 3, Abstained: 0.5, RightlyRefused: 0.5, CitationPrecision: 0.75, Words: 1,
			P50: 30, P95: 40, Requests: 2, PromptTokens: 5, CompletionTokens: 3, Removed: 2,
		},
		Types: map[string]eval.Row{
			"factoid": {N: 3, ToAnswer: 3, RecallAt5: 2. / 3, Answer: 1. / 3, First: 1. / 3, Answered: 2. / 3,
				WronglyRefused: 1. / 3, CitationPrecision: 0.75, Words: 1,
				P50: 20, P95: 30, Requests: 2, PromptTokens: 5, CompletionTokens: 3, Removed: 2},
			"unanswerable": {N: 2, ToRefuse: 2, Abstained: 0.5, RightlyRefused: 0.5, P50: 40, P95: 40},
		},
	}
	if diff := cmp.Diff(want, report, cmpopts.IgnoreFields(eval.Report{}, "Outcomes"), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := strings.Join(report.TypeNames(), " "); got != "factoid unanswerable" {
		t.Errorf("types %q", got)
	}
}

func TestRunNamesTheQuestionThatFailed(t *testing.T) {
	_, err := eval.Run(t.Context(), scripted{}, []eval.Question{{ID: "q7", Question: "?"}}, true)
	if err == nil || err.Error() != "question q7: the index is gone" {
		t.Errorf("%v", err)
	}
}

func TestNothingAsked(t *testing.T) {
	report, err := eval.Run(t.Context(), scripted{}, nil, true)
	if diff := cmp.Diff(eval.Row{}, report.All); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestExpectations(t *testing.T) {
	passage := retrieved("a")
	passage[0].Text = "The ministers of the two countries met in Oslo on the last day of the year."
	for _, c := range []struct {
		name        string
		q           eval.Question
		a           answer.Answer
		right       bool
		first       bool
		recall      float64
		wrongCites  int
		notAnAnswer bool
	}{
		{name: "a forbidden phrase", q: eval.Question{MustContain: eval.Groups{{"yes"}}, MustNotContain: []string{"38.5 billion"}}, a: says("yes", "38.5 billion"), first: true},
		{name: "met by the second claim", q: eval.Question{MustContain: eval.Groups{{"yes"}}}, a: says("no", "yes"), right: true},
		{name: "any gold will do", q: eval.Question{GoldIDs: numbered(1, 4), Need: "any"}, a: answer.Answer{Passages: retrieved("r3")}, right: true, first: true, recall: 1},
		{name: "all golds wanted", q: eval.Question{GoldIDs: numbered(1, 4), Need: "all"}, a: answer.Answer{Passages: retrieved("r3")}, right: true, first: true, recall: 0.25},
		{name: "a release that may be cited", q: eval.Question{MayCite: numbered(1, 1)}, a: answer.Answer{Citations: []answer.Citation{{ReleaseID: "r1"}, {ReleaseID: "r2"}}}, right: true, first: true, wrongCites: 1},
		{name: "a refusal that may be", q: eval.Question{AbstainOK: true}, a: refused(), right: true, notAnAnswer: true},
		{name: "help is no answer", q: eval.Question{}, a: answer.Answer{Kind: answer.KindHelp}, notAnAnswer: true},
		{name: "a corrected premise", q: eval.Question{Expect: "abstain", Correction: eval.Groups{{"signed"}}}, a: says("It was signed."), right: true},
		{name: "the same by its other name", q: eval.Question{Expect: "abstain", CorrectIf: eval.Groups{{"signed"}}}, a: says("It was signed."), right: true},
		{name: "a premise that was believed", q: eval.Question{Expect: "abstain", Correction: eval.Groups{{"signed"}}}, a: says("Because of tea.")},
		{name: "help", q: eval.Question{Expect: "help"}, a: answer.Answer{Kind: answer.KindHelp}, right: true, notAnAnswer: true},
		{name: "help with a citation", q: eval.Question{Expect: "help"}, a: citing(says("Hello."), nil, 0, "a")},
		{name: "help that is a refusal", q: eval.Question{Expect: "help"}, a: refused(), notAnAnswer: true},
		{name: "help in a release's words", q: eval.Question{Expect: "help"}, a: citing(says("Hi. "+passage[0].Text), passage, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := score(t, c.q, c.a)
			if o.Right != c.right || o.First != c.first || o.Recall != c.recall || len(o.WrongCites) != c.wrongCites || o.NotAnAnswer != c.notAnAnswer {
				t.Errorf("%+v", o)
			}
		})
	}
}
