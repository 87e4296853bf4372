package eval_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"motirbot/eval"
	"motirbot/release"
)

const oneQuestion = `{"id":"q1","type":"factoid","question":"Who?","asked_on":"2026-01-28","gold_ids":["seed-1"],"must_contain":[["Kim","Mr. Kim"]],"unanswerable":false}`

func TestReadQuestions(t *testing.T) {
	got, err := eval.ReadQuestions(strings.NewReader("\n" + oneQuestion + "\n\n  \n" + `{"type":"digest","question":"What?","asked_on":"2025-12-18","unanswerable":true}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []eval.Question{
		{ID: "q1", Type: "factoid", Question: "Who?", AskedOn: release.NewDate(2026, 1, 28), GoldIDs: []release.ID{"seed-1"}, MustContain: eval.Groups{{"Kim", "Mr. Kim"}}, Expect: "answer"},
		{Type: "digest", Question: "What?", AskedOn: release.NewDate(2025, 12, 18), Unanswerable: true, Expect: "abstain"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestReadQuestionsMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "it holds no question"},
		{"blank lines", "\n \n", "it holds no question"},
		{"not JSON", oneQuestion + "\n\nWho?", "line 3: not a question: "},
		{"a list", "[]", "line 1: not a question: "},
		{"cut off", oneQuestion[:40], "line 1: not a question: "},
		{"an impossible day", strings.Replace(oneQuestion, "2026-01-28", "2026-13-40", 1), "line 1: not a question: "},
		{"no question", strings.Replace(oneQuestion, "Who?", "", 1), "line 1: question and asked_on are needed"},
		{"no day", strings.Replace(oneQuestion, "2026-01-28", "", 1), "line 1: question and asked_on are needed"},
		{"no type", strings.Replace(oneQuestion, "factoid", "", 1), "line 1: question, type and asked_on are needed"},
		{"an unknown expectation", strings.Replace(oneQuestion, `"unanswerable":false`, `"expect":"shrug"`, 1), "line 1: expect is"},
		{"an unknown need", strings.Replace(oneQuestion, `"unanswerable":false`, `"need":"most"`, 1), "line 1: need is"},
		{"a line beyond all measure", strings.Repeat("x", 2<<20), "too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := eval.ReadQuestions(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	unreadable := errors.New("the disk is gone")
	if _, err := eval.ReadQuestions(io.MultiReader(strings.NewReader(oneQuestion+"\n"), iotest.ErrReader(unreadable))); !errors.Is(err, unreadable) {
		t.Errorf("%v", err)
	}
}

func FuzzReadQuestions(f *testing.F) {
	f.Add(oneQuestion)
	f.Add(oneQuestion + "\n" + oneQuestion)
	f.Add("{}\n[]\nnull")
	f.Fuzz(func(t *testing.T, text string) {
		questions, err := eval.ReadQuestions(strings.NewReader(text))
		if (err == nil) != (len(questions) > 0) {
			t.Fatalf("%d questions and %v", len(questions), err)
		}
		for _, q := range questions {
			if q.Question == "" || q.Type == "" || q.AskedOn.IsZero() {
				t.Fatalf("%+v was taken", q)
			}
		}
	})
}

func TestOtherSets(t *testing.T) {
	conversations, err := eval.ReadConversations(strings.NewReader(`{"id":"c1","turns":[{"question":"Who?","asked_on":"2026-01-28","correct_if":["a","b"]}]}`))
	if err != nil || len(conversations) != 1 {
		t.Fatal(conversations, err)
	}
	if diff := cmp.Diff(eval.Groups{{"a", "b"}}, conversations[0].Turns[0].CorrectIf); diff != "" {
		t.Error(diff)
	}
	claims, err := eval.ReadClaims(strings.NewReader(`{"evidence":["a"],"claim":"x","before":["One.","Two."]}` + "\n" + `{"evidence":["a"],"claim":"x","before":"One."}`))
	if err != nil || len(claims) != 2 || claims[0].Before != "One. Two." || claims[1].Before != "One." {
		t.Error(claims, err)
	}
	for text, want := range map[string]string{
		`{"id":"c1"}`: "line 1: turns are needed",
		`{"turns":[{"question":"","asked_on":"2026-01-28"}]}`: "line 1: turn 1: question and asked_on",
		``: "it holds no conversation",
	} {
		if _, err := eval.ReadConversations(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := eval.ReadClaims(strings.NewReader(`{"claim":"x"}`)); err == nil || !strings.Contains(err.Error(), "line 1: claim and evidence are needed") {
		t.Error(err)
	}
}
