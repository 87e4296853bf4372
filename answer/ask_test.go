package answer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
)

func TestBadQuestions(t *testing.T) {
	c := sampleCorpus(t)
	for _, q := range []struct {
		name, text string
		want       error
	}{
		{"empty", "", answer.ErrEmptyQuestion},
		{"white space", " \n\t ", answer.ErrEmptyQuestion},
		{"marks alone", "?!… 🎉", answer.ErrEmptyQuestion},
		{"a letter too long", strings.Repeat("é", answer.MaxQuestion+1), answer.ErrQuestionTooLong},
		{"20,000 letters", strings.Repeat("EU batteries. ", 1429), answer.ErrQuestionTooLong},
	} {
		t.Run(q.name, func(t *testing.T) {
			if _, err := c.Ask(t.Context(), answer.Question{Text: q.text}, nil); !errors.Is(err, q.want) {
				t.Errorf("%v, want %v", err, q.want)
			}
		})
	}
	c.ask(t, answer.Question{Text: strings.Repeat("é", answer.MaxQuestion)})
	c.ask(t, answer.Question{Text: strings.Repeat("EU steel ", answer.MaxQuestion/9)})
}

func TestUnknownTopic(t *testing.T) {
	c := sampleCorpus(t)
	for _, ask := range map[string]func(topic string) error{
		"ask": func(topic string) error {
			_, err := c.Ask(t.Context(), answer.Question{Text: "what is new", Topic: topic}, nil)
			return err
		},
		"latest": func(topic string) error {
			_, err := c.Latest(t.Context(), answer.LatestRequest{Topic: topic})
			return err
		},
	} {
		var unknown *answer.UnknownTopicError
		if err := ask("Norwayy-Sea"); !errors.As(err, &unknown) {
			t.Errorf("%v", err)
		} else if len(unknown.Nearest) == 0 || unknown.Nearest[0].Key != "norway" || !strings.Contains(err.Error(), `"Norwayy-Sea": did you mean Norway`) {
			t.Errorf("%v", err)
		}
		if err := ask("qqqq"); !errors.As(err, &unknown) || len(unknown.Nearest) > 0 || err.Error() != `no topic is called "qqqq"` {
			t.Errorf("%v", err)
		}
		if err := ask("brussels"); err != nil {
			t.Errorf("an alias: %v", err)
		}
		if err := ask("Ganghwa"); err != nil {
			t.Errorf("a word of the releases: %v", err)
		}
	}
}

func TestEmptyIndex(t *testing.T) {
	c := newCorpus(t, nil)
	for _, q := range []answer.Question{{Text: "latest on EU"}, {Text: "What did Korea ask?"}, {Text: "이번 주", Language: "ko"}} {
		a := c.ask(t, q)
		if a.Reason() != answer.ReasonEmptyIndex || a.Coverage.Releases != 0 || len(a.Passages) != 0 {
			t.Errorf("%q: %s, %+v", q.Text, a.Reason(), a.Coverage)
		}
	}
	latest, err := c.Latest(t.Context(), answer.LatestRequest{})
	if err != nil || latest.Reason() != answer.ReasonEmptyIndex {
		t.Errorf("latest: %s, %v", latest.Reason(), err)
	}
	digest, err := c.Digest(t.Context(), answer.DigestRequest{Period: release.WeekOf(lastDay)})
	if err != nil || digest.Reason() != answer.ReasonEmptyIndex {
		t.Errorf("digest: %s, %v", digest.Reason(), err)
	}
}

// Every reason has a question that is declined for it.
func TestReasons(t *testing.T) {
	c := sampleCorpus(t)
	for _, q := range []struct {
		reason answer.Reason
		answer.Question
	}{
		{answer.ReasonNoEvidence, answer.Question{Text: "Which soccer team did the ministry praise?"}},
		{answer.ReasonUnknownName, answer.Question{Text: "What did Korea agree with Zanzibar Airlines?"}},
		{answer.ReasonOutsidePeriod, answer.Question{Text: "What happened in March 2019?"}},
		{answer.ReasonOutsidePeriod, answer.Question{Text: "what happened last month"}},
		{answer.ReasonFuture, answer.Question{Text: "What will Korea's exports be in 2027?"}},
		{answer.ReasonOutsidePeriod, answer.Question{Text: "exports", AsOf: release.NewDate(2024, 5, 1)}},
	} {
		t.Run(string(q.reason)+" "+q.Text, func(t *testing.T) {
			a := c.ask(t, q.Question)
			if !a.Abstained() || a.Reason() != q.reason {
				t.Errorf("abstained %t for %q:\n%s", a.Abstained(), a.Reason(), text.Plain(a))
			}
		})
	}
}

// A refusal says what the index covers and what comes nearest, in the
// question's language.
func TestRefusalsHelp(t *testing.T) {
	c := sampleCorpus(t)
	a := c.ask(t, answer.Question{Text: "Which soccer team did the ministry praise?"})
	for _, words := range []string{"8 releases", "2025-12-15 to 2025-12-18"} {
		if !strings.Contains(text.Plain(a), words) {
			t.Errorf("it does not say %q:\n%s", words, text.Plain(a))
		}
	}
	if len(nearest(a)) == 0 || len(nearest(a)) > 3 {
		t.Errorf("%d nearest releases", len(nearest(a)))
	}
	for _, n := range nearest(a) {
		if !strings.Contains(text.Plain(a), n.Date.String()+" · "+n.Title) {
			t.Errorf("%s is not in the text:\n%s", n.ReleaseID, text.Plain(a))
		}
	}
	korean := c.ask(t, answer.Question{Text: "Which soccer team did the ministry praise?", Language: "ko"})
	if !strings.Contains(text.Plain(korean), "색인: 보도자료 8건") {
		t.Errorf("not in Korean:\n%s", text.Plain(korean))
	}
}

func TestLatest(t *testing.T) {
	c := sampleCorpus(t)
	for _, r := range []struct {
		name  string
		ask   answer.LatestRequest
		first release.ID
		n     int
	}{
		{"on the EU", answer.LatestRequest{Topic: "EU", N: 3}, "sample-2-eu-dialogue", 3},
		{"one", answer.LatestRequest{Topic: "Brussels", N: 1}, "sample-2-eu-dialogue", 1},
		{"of all, five where no number is given", answer.LatestRequest{}, "sample-1-japan-minerals", 5},
		{"more than there are", answer.LatestRequest{N: 50}, "sample-1-japan-minerals", 8},
		{"as of a day", answer.LatestRequest{N: 50, AsOf: lastDay.AddDays(-4)}, "sample-8-africa-forum", 1},
		{"of a day", answer.LatestRequest{Period: release.Period{From: lastDay.AddDays(-2), To: lastDay.AddDays(-2)}}, "sample-3-uk-fta", 2},
	} {
		t.Run(r.name, func(t *testing.T) {
			a, err := c.Latest(t.Context(), r.ask)
			if err != nil {
				t.Fatal(err)
			}
			c.checkAnswer(t, answer.Question{AsOf: r.ask.AsOf, Period: r.ask.Period}, a)
			if a.Kind != answer.KindList || len(a.Items) != r.n || a.Items[0].ReleaseID != r.first {
				t.Errorf("%s with %d items:\n%s", a.Kind, len(a.Items), text.Plain(a))
			}
		})
	}
}

func TestDigestHoldsTheWholeWeek(t *testing.T) {
	c := sampleCorpus(t)
	a, err := c.Digest(t.Context(), answer.DigestRequest{Period: release.WeekOf(lastDay), AsOf: lastDay})
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind != answer.KindDigest || len(a.Items) != 8 || a.Items[7].ReleaseID != "sample-8-africa-forum" {
		t.Errorf("%d items:\n%s", len(a.Items), text.Plain(a))
	}
	if strings.Contains(text.Plain(a), "In common: ") {
		t.Errorf("it says what only two have in common:\n%s", text.Plain(a))
	}
	for _, item := range a.Items {
		if len(item.Topics) == 0 {
			t.Errorf("%s has no topic", item.ReleaseID)
		}
	}
	empty, err := c.Digest(t.Context(), answer.DigestRequest{Period: release.WeekOf(lastDay.AddDays(-30)), AsOf: lastDay})
	if err != nil || empty.Reason() != answer.ReasonOutsidePeriod {
		t.Errorf("of a week without releases: %s, %v", empty.Reason(), err)
	}
}

func TestAskStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sampleCorpus(t).Ask(ctx, answer.Question{Text: "EU batteries"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAnswersAreDeterministic(t *testing.T) {
	c, again := sampleCorpus(t), sampleCorpus(t)
	for _, typed := range asked {
		first := c.ask(t, answer.Question{Text: typed})
		if a := again.ask(t, answer.Question{Text: typed}); text.Plain(a) != text.Plain(first) || !slices.Equal(a.Citations, first.Citations) {
			t.Fatalf("%q:\n%s\nthen:\n%s", typed, text.Plain(first), text.Plain(a))
		}
	}
}
