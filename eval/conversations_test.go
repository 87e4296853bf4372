package eval_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/eval"
	"motirbot/release"
)

// echo answers with the questions it was given as history.
type echo struct{ fails string }

func (e echo) Ask(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
	if q.Text == e.fails {
		return answer.Answer{}, errors.New("the index is gone")
	}
	var heard []string
	for _, turn := range q.History {
		heard = append(heard, turn.Question, turn.Answer)
	}
	return says("after " + strings.Join(heard, "/") + "."), nil
}

func TestConversations(t *testing.T) {
	turn := func(text, must string) eval.Question {
		return eval.Question{Question: text, Expect: "answer", MustContain: eval.Groups{{must}}}
	}
	yes := true
	leaning := turn("c", "after")
	leaning.Followup = &yes
	report, err := eval.RunConversations(t.Context(), echo{}, []eval.Conversation{
		{ID: "1", Turns: []eval.Question{turn("a", "after"), turn("b", "a/after .")}},
		{ID: "2", Turns: []eval.Question{leaning, turn("d", "something else")}},
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	if report.All.N != 4 || report.All.Answer != 0.75 || report.Followups.N != 3 || report.Conversations.N != 2 || report.Conversations.Right != 0.5 {
		t.Errorf("%+v", report)
	}
	_, err = eval.RunConversations(t.Context(), echo{fails: "b"}, []eval.Conversation{{ID: "1", Turns: []eval.Question{turn("a", ""), turn("b", "")}}}, true)
	if err == nil || err.Error() != "conversation 1, turn 2: the index is gone" {
		t.Error(err)
	}
}

// believing keeps what begins with "true" and marks what ends with "?".
type believing struct{ asked []answer.ClaimCheck }

func (b *believing) CheckClaim(_ context.Context, c answer.ClaimCheck) (answer.ClaimVerdict, error) {
	b.asked = append(b.asked, c)
	return answer.ClaimVerdict{Kept: strings.HasPrefix(c.Claim, "true"), Marked: strings.HasSuffix(c.Claim, "?")}, nil
}

func TestClaims(t *testing.T) {
	releases := []release.Release{{ID: "a", Body: "A."}, {ID: "b", Body: "B."}}
	claims := []eval.Claim{
		{ID: "1", Evidence: []release.ID{"b", "a"}, Claim: "true", True: true, Kind: "sum", Lang: "en", Question: "?", Before: "Well."},
		{ID: "2", Evidence: []release.ID{"a"}, Claim: "wrong", True: true, Kind: "sum", Lang: "ko"},
		{ID: "3", Evidence: []release.ID{"a"}, Claim: "true?", Kind: "swapped", Lang: "en"},
		{ID: "4", Evidence: []release.ID{"a"}, Claim: "wrong", Kind: "swapped", Lang: "en"},
	}
	checker := &believing{}
	report, err := eval.RunClaims(t.Context(), checker, claims, releases)
	if err != nil {
		t.Fatal(err)
	}
	first := checker.asked[0]
	if len(first.Evidence) != 2 || first.Evidence[0].Body != "B." || first.Question != "?" || first.Before != "Well." {
		t.Errorf("%+v", first)
	}
	want := eval.ClaimRow{N: 4, True: 2, TrueKept: 0.5, False: 2, FalseCaught: 0.5, Balanced: 0.5, FalseMarked: 1}
	if report.All != want {
		t.Errorf("%+v", report.All)
	}
	if r := report.Kinds["swapped"]; r.Balanced != 0.5 || r.N != 2 {
		t.Errorf("%+v", r)
	}
	if r := report.Langs["ko"]; r.N != 1 || r.TrueKept != 0 {
		t.Errorf("%+v", r)
	}
	var unknown *eval.UnknownReleaseError
	_, err = eval.RunClaims(t.Context(), checker, []eval.Claim{{ID: "5", Evidence: []release.ID{"c"}}}, releases)
	if !errors.As(err, &unknown) || unknown.Release != "c" {
		t.Error(err)
	}
}

func TestFolds(t *testing.T) {
	gold := func(ids ...release.ID) eval.Question { return eval.Question{GoldIDs: ids} }
	questions := []eval.Question{
		gold("s202501-exports"), gold("s202502-exports"), gold("k01-exports", "s202503-exports"), gold("k02-exports"),
		gold("seed-1"), gold("seed-2"), gold("a"), {Type: "x"}, {Type: "x"}, {Type: "y"}, {Type: "y"},
	}
	folds := eval.Folds(questions, 2)
	for _, i := range []int{1, 2, 3} {
		if folds[i] != folds[0] {
			t.Errorf("question %d of the family is in fold %d, not %d", i, folds[i], folds[0])
		}
	}
	size := map[int]int{}
	for _, f := range folds {
		size[f]++
	}
	if folds[4] == folds[0] || size[0] < 4 || size[1] < 4 {
		t.Errorf("folds %v", folds)
	}
	if folds[7] == folds[8] || folds[9] == folds[10] {
		t.Errorf("questions without gold are not dealt out evenly: %v", folds)
	}
}
