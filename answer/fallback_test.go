package answer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/model"
	"motirbot/answer/text"
	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
	"motirbot/retrieval"
)

type budgetOf struct{ left int }

func (b *budgetOf) Take(context.Context, answer.Payer) error {
	if b.left--; b.left < 0 {
		return errors.New("sk-secret budget store is gone")
	}
	return nil
}

func TestBudget(t *testing.T) {
	m := withModel(t, setting{budget: &budgetOf{left: 1}})
	m.server.ReplyText(reply)
	first, _ := m.asks(t, answer.Question{Text: batteries})
	second, _ := m.asks(t, answer.Question{Text: batteries + "?"})
	if first.Mode != answer.ModeLLM || second.Mode != answer.ModeExtractive || len(m.server.ChatRequests()) != 1 {
		t.Errorf("modes %s, %s with %d requests", first.Mode, second.Mode, len(m.server.ChatRequests()))
	}
	if !strings.Contains(notices(second), "as often as it may be") || strings.Contains(notices(second), "sk-") {
		t.Errorf("notice %q", notices(second))
	}
	if m.asks(t, answer.Question{Text: batteries, NoLLM: true}); len(m.server.ChatRequests()) != 1 {
		t.Error("the model was asked all the same")
	}
}

// TestNotAskedWhereNothingIsFound: without a passage there is nothing to show a
// model.
func TestNotAskedWhereNothingIsFound(t *testing.T) {
	m := withModel(t, setting{})
	for _, text := range []string{"What happened in March 2019?", "What was published on Atlantis in March 2019?"} {
		a, _ := m.asks(t, answer.Question{Text: text})
		if n := len(m.server.ChatRequests()); n != 0 || !a.Abstained() {
			t.Errorf("%q: the model was asked (%s)", text, a.Reason())
			m.server.ForgetRequests()
		}
	}
}

// TestCancelled: the caller's end of the question is no failure of the model.
func TestCancelled(t *testing.T) {
	m := withModel(t, setting{})
	m.server.Fail(openaitest.Hang())
	ctx, cancel := context.WithTimeout(t.Context(), impatient)
	defer cancel()
	if _, err := m.Ask(ctx, answer.Question{Text: batteries}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(impatient, stop)
	if _, err := m.Ask(ctx, answer.Question{Text: batteries}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestEveryKindHasWords: whatever fails, the reader is told in both languages.
func TestEveryKindHasWords(t *testing.T) {
	for kind := openaiapi.Auth; kind <= openaiapi.Malformed; kind++ {
		m := withModel(t, setting{writer: broken{&openaiapi.Error{Kind: kind}}})
		for _, language := range []string{"en", "ko"} {
			a, _ := m.asks(t, answer.Question{Text: batteries, Language: language})
			if notices(a) == "" || strings.Contains(notices(a), "%!") || a.Mode != answer.ModeExtractive {
				t.Errorf("%s in %s: mode %s, notice %q", kind, language, a.Mode, notices(a))
			}
		}
	}
}

type broken struct{ err error }

func (broken) Name() string { return chatModel }

func (broken) Window() int { return 0 }

func (b broken) Stream(context.Context, string, string, func(string) error) (string, model.Usage, error) {
	return "", model.Usage{}, b.err
}

// second streams one answer and returns another: what it streamed turned out to
// be reasoning.
type second struct{ broken }

func (second) Stream(_ context.Context, _, _ string, onDelta func(string) error) (string, model.Usage, error) {
	err := onDelta("Korea also passed on what its companies worry about and ask for in steel, nuclear power and batteries [1].")
	return reply, model.Usage{}, err
}

func TestTheWholeTextCounts(t *testing.T) {
	m := withModel(t, setting{writer: second{}})
	a, err := m.Ask(t.Context(), answer.Question{Text: batteries}, nil)
	if err != nil || a.Mode != answer.ModeLLM || strings.Contains(text.Plain(a), "worry") || !strings.Contains(text.Plain(a), "follow-up laws") {
		t.Errorf("%s %q, %v", a.Mode, text.Plain(a), err)
	}
}

// A question that cannot be embedded is answered by words, and the reader is
// told in either language.
func TestWordsOnly(t *testing.T) {
	all, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	library, err := librarytest.New(t.Context(), embed.NewLocal(), topics, all...)
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := retrieval.New(library, unreachable{embed.NewLocal()}, topics)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retriever.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers := answer.New(answer.Config{Retriever: retriever, Now: func() time.Time { return lastDay.Start().Add(12 * time.Hour) }})
	for language, want := range map[string]string{"en": "by their words alone", "ko": "단어로만"} {
		for _, question := range []string{batteries, "latest on batteries", "Compare batteries with steel"} {
			a, err := answers.Ask(t.Context(), answer.Question{Text: question, Language: language}, nil)
			if err != nil || strings.Count(notices(a), want) != 1 || len(a.Citations) == 0 {
				t.Errorf("%s in %s: %q, notice %q, %v", question, language, text.Plain(a), notices(a), err)
			}
		}
	}
}

// unreachable is an embedder whose server is down.
type unreachable struct{ *embed.Local }

func (unreachable) Embed(context.Context, []string) ([][]float32, error) {
	return nil, &openaiapi.Error{Kind: openaiapi.Unreachable}
}
