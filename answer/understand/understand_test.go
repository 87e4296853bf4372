package understand_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/answer/model"
	"motirbot/answer/understand"
	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
	"motirbot/release"
)

// scripted is a model that answers what a test says and keeps what it was
// asked.
type scripted struct {
	text string
	err  error
	user *string
}

var errHangs = errors.New("hangs")

func (s scripted) Name() string { return "scripted" }

func (s scripted) Complete(ctx context.Context, system, user string, schema json.RawMessage, maxTokens int) (string, understand.Usage, error) {
	if s.user != nil {
		*s.user = user
	}
	if !json.Valid(schema) || maxTokens < 1 || system == "" {
		return "", understand.Usage{}, errors.New("asked in the wrong way")
	}
	if errors.Is(s.err, errHangs) {
		<-ctx.Done()
		return "", understand.Usage{Requests: 1}, ctx.Err()
	}
	return s.text, understand.Usage{Requests: 1}, s.err
}

var (
	asOf   = release.NewDate(2025, 12, 18)
	norway = []understand.Turn{{Question: "Who met Norway's state secretary?", Answer: "Park Jung-sung met State Secretary Syrstad on December 16, 2025. Trade was USD 2.3 billion."}}
	cars   = []understand.Turn{{Question: "How did car exports do in November 2025?", Answer: "Car exports rose 13.7 % to USD 6.4 billion."}}
)

func period(from, to release.Date) release.Period { return release.Period{From: from, To: to} }

// TestQuestions has the questions that rules read badly, with what a model says
// of them.
func TestQuestions(t *testing.T) {
	november := period(release.NewDate(2025, 11, 1), release.NewDate(2025, 11, 30))
	for name, c := range map[string]struct {
		history         []understand.Turn
		question, reply string
		want            understand.Understood
	}{
		"what a pronoun means": {norway, "What is her name?",
			`{"question":"What is the name of Norway's state secretary?","search":"Norway State Secretary Syrstad name","wants":"answer","from":"","to":"","language":"","format":""}`,
			understand.Understood{Question: "What is the name of Norway's state secretary?", Search: "Norway State Secretary Syrstad name", Wants: "answer"}},
		"another form": {norway, "summarise that",
			`{"question":"Who met Norway's state secretary?","search":"Norway state secretary meeting","wants":"answer","from":null,"to":null,"language":null,"format":"summary"}`,
			understand.Understood{Question: "Who met Norway's state secretary?", Search: "Norway state secretary meeting", Wants: "answer", Format: "summary"}},
		"another language": {norway, "in Korean please",
			`{"question":"Who met Norway's state secretary?","search":"Norway state secretary","wants":"answer","language":"ko"}`,
			understand.Understood{Question: "Who met Norway's state secretary?", Search: "Norway state secretary", Wants: "answer", Language: "ko"}},
		"doubt": {norway, "are you sure about the date?",
			`{"question":"On which date did Park Jung-sung meet State Secretary Syrstad?","search":"Park Jung-sung Syrstad meeting date","wants":"answer"}`,
			understand.Understood{Question: "On which date did Park Jung-sung meet State Secretary Syrstad?", Search: "Park Jung-sung Syrstad meeting date", Wants: "answer"}},
		"an ellipsis": {cars, "and steel?",
			`{"question":"How did steel exports do in November 2025?","search":"steel exports November 2025","wants":"figures","from":"2025-11-01","to":"2025-11-30"}`,
			understand.Understood{Question: "How did steel exports do in November 2025?", Search: "steel exports November 2025", Wants: "figures", Period: november}},
		"Korean, a month": {nil, "11월 수출 얼마였어?",
			`{"question":"2025년 11월 수출은 얼마였나?","search":"exports November 2025","wants":"figures","from":"2025-11","to":"2025-11"}`,
			understand.Understood{Question: "2025년 11월 수출은 얼마였나?", Search: "exports November 2025", Wants: "figures", Period: november}},
		"Korean, last week": {nil, "지난주 EU랑 뭐 했어?",
			"```json\n{\"question\":\"지난주(12월 8일~14일) EU와 무엇을 했나?\",\"search\":\"Korea EU meeting\",\"wants\":\"digest\",\"from\":\"2025-12-08\",\"to\":\"2025-12-14\",}\n```",
			understand.Understood{Question: "지난주(12월 8일~14일) EU와 무엇을 했나?", Search: "Korea EU meeting", Wants: "digest", Period: period(release.NewDate(2025, 12, 8), release.NewDate(2025, 12, 14))}},
		"a quarter, a Korean date, an open end": {nil, "steel since July?",
			`{"question":"Steel in Q3 and since 2025.07.01?","search":"steel Q3 2025","from":"2025-07-01","to":""}`,
			understand.Understood{Question: "Steel in Q3 and since 2025.07.01?", Search: "steel Q3 2025", Period: period(release.NewDate(2025, 7, 1), release.Date{})}},
		"values outside the sets are not said": {nil, "en français?",
			`{"question":"en français?","search":"steel","wants":"poem","language":"fr","format":"sonnet","from":"none","to":"unknown"}`,
			understand.Understood{Question: "en français?", Search: "steel"}},
		"values in other words": {nil, "steel?",
			`{"question":"steel?","search":"steel","wants":"Latest releases","language":"Korean","format":"Summarised"}`,
			understand.Understood{Question: "steel?", Search: "steel", Wants: "latest", Format: "summary", Language: "ko"}},
		"control characters and a draft before": {nil, "steel?",
			"{\"question\":\"a draft\",\"search\":\"x\"} better: {\"question\":\"steel\\u0007\\n\\u202e exports?\",\"search\":\"steel\\u0000 exports\"}",
			understand.Understood{Question: "steel exports?", Search: "steel exports"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, usage, err := understand.New(scripted{text: c.reply}, 0).Read(t.Context(), asOf, c.history, c.question)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if usage.Requests != 1 {
				t.Errorf("usage %+v", usage)
			}
		})
	}
}

func TestRepliesThatAreNotUsed(t *testing.T) {
	for name, reply := range map[string]string{
		"prose":                     "The user wants to know about steel.",
		"empty":                     "",
		"no question":               `{"question":" ","search":"steel"}`,
		"search words in Korean":    `{"question":"steel?","search":"철강 수출"}`,
		"search words of none":      `{"question":"steel?","search":"???"}`,
		"a question too long":       `{"question":"` + strings.Repeat("steel ", 100) + `","search":"steel"}`,
		"search words too long":     `{"question":"steel?","search":"` + strings.Repeat("steel ", 60) + `"}`,
		"a figure from elsewhere":   `{"question":"Did steel exports fall by 17.3 %?","search":"steel"}`,
		"a year from elsewhere":     `{"question":"How did steel do in 2019?","search":"steel"}`,
		"a figure to find":          `{"question":"steel?","search":"steel 4.7 million tons"}`,
		"figures of another script": `{"question":"steel ４２?","search":"steel"}`,
		"a period turned round":     `{"question":"steel?","search":"steel","from":"2025-12-01","to":"2025-11-01"}`,
		"a period long ago":         `{"question":"steel?","search":"steel","from":"1066-01-01","to":"2025-11-01"}`,
		"a period far ahead":        `{"question":"steel?","search":"steel","to":"2099-11-01"}`,
		"a day that is none":        `{"question":"steel?","search":"steel","from":"2025-13-40"}`,
		"a day in words":            `{"question":"steel?","search":"steel","from":"last week"}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, usage, err := understand.New(scripted{text: reply}, 0).Read(t.Context(), asOf, nil, "and steel?")
			if !errors.Is(err, model.ErrUnusable) {
				t.Errorf("error %v, want ErrUnusable", err)
			}
			if got != (understand.Understood{}) || usage.Requests != 1 {
				t.Errorf("%+v, %+v", got, usage)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, _, err := understand.New(scripted{err: errHangs}, 0).Read(t.Context(), asOf, nil, "steel?")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("hangs: %v after %v", err, time.Since(start))
		}
	})
	down := errors.New("connection refused")
	_, _, err := understand.New(scripted{err: down}, 0).Read(t.Context(), asOf, nil, "steel?")
	if !errors.Is(err, down) {
		t.Errorf("down: %v", err)
	}
}

// TestConversationIsBounded shows the model the last turns, and of a long
// answer its beginning.
func TestConversationIsBounded(t *testing.T) {
	var user string
	long := understand.Turn{Question: "last?", Answer: "begins " + strings.Repeat("가", 5000) + " ends"}
	history := []understand.Turn{{Question: "first?"}, {Question: "second?"}, {Question: "third?"}, long}
	if _, _, err := understand.New(scripted{text: `{"question":"q","search":"s"}`, user: &user}, 0).Read(t.Context(), asOf, history, "and?"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(user, "first?") || !strings.Contains(user, "second?") || !strings.Contains(user, "begins") || strings.Contains(user, "ends") {
		t.Error("not the last three turns with the beginnings of their answers")
	}
	if !strings.Contains(user, "2025-12-18, Thursday") {
		t.Error("the day of asking is missing")
	}
}

// client is a Model over a socket.
type client struct{ api *openaiapi.Client }

func (client) Name() string { return "gpt-4o-mini" }

func (c client) Complete(ctx context.Context, system, user string, _ json.RawMessage, maxTokens int) (string, understand.Usage, error) {
	got, err := c.api.Chat(ctx, openaiapi.ChatRequest{Model: c.Name(), MaxTokens: maxTokens, Messages: []openaiapi.Message{{Role: "system", Content: system}, {Role: "user", Content: user}}}, nil)
	return got.Text, understand.Usage{Requests: 1, PromptTokens: got.Usage.PromptTokens, CompletionTokens: got.Usage.CompletionTokens}, err
}

func TestOverASocket(t *testing.T) {
	srv := openaitest.New(t)
	srv.Reply(func(r openaitest.ChatRequest) string {
		if !strings.Contains(r.Text(), "| and steel?") || !strings.Contains(r.Text(), "| "+cars[0].Question) {
			return "?"
		}
		return `{"question":"How did steel exports do in November 2025?","search":"steel exports November"}`
	})
	api, err := openaiapi.New(openaiapi.Config{BaseURL: srv.URL(), Key: openaiapi.Secret(srv.Key), MaxRetries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	got, usage, err := understand.New(client{api}, time.Minute).Read(t.Context(), asOf, cars, "and steel?")
	if err != nil || got.Question != "How did steel exports do in November 2025?" {
		t.Errorf("%+v, %v", got, err)
	}
	if alone := usage.PromptTokens; alone == 0 || alone > 450 {
		t.Errorf("a prompt of %d tokens with one short turn", alone)
	}
	srv.Fail(openaitest.SlowFirstToken(time.Minute))
	_, _, err = understand.New(client{api}, 200*time.Millisecond).Read(t.Context(), asOf, cars, "and steel?")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hangs: %v", err)
	}
}

// FuzzReply holds that whatever a model replies is refused, or has the bounds
// that Read promises.
func FuzzReply(f *testing.F) {
	f.Add(`{"question":"steel in 2025?","search":"steel","from":"2025-01","to":"2025"}`, "and steel?")
	f.Add("{{\"question\":\"\\u0000\",\"search\":\"\\", "")
	f.Fuzz(func(t *testing.T, reply, question string) {
		got, _, err := understand.New(scripted{text: reply}, 0).Read(t.Context(), asOf, nil, question)
		if err != nil {
			if got != (understand.Understood{}) {
				t.Errorf("%+v beside an error", got)
			}
			return
		}
		if got.Question == "" || got.Search == "" || len([]rune(got.Question)) > 400 || strings.ContainsAny(got.Question+got.Search, "\n\r\x00\x1b\u202e") || got.Period.IsEmpty() {
			t.Errorf("let through: %+v", got)
		}
	})
}
