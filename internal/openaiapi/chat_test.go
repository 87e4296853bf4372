package openaiapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
)

const reply = "Exports rose to USD 640.2 billion in January to November 2025 [1]. 수출이 늘었다 [2]."

func TestChat(t *testing.T) {
	for _, fault := range []openaitest.Fault{
		{Name: "nothing wrong"}, openaitest.KeepAliveComments(400), openaitest.NoDoneMarker(),
	} {
		t.Run(fault.Name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.ReplyText(reply)
			srv.Fail(fault)
			var heard strings.Builder
			got, err := newClient(t, srv).Chat(t.Context(), ask(), func(s string) error { heard.WriteString(s); return nil })
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != reply || heard.String() != reply || got.FinishReason != "stop" {
				t.Errorf("got %+v, heard %q", got, heard.String())
			}
			if got.Usage.Known != (fault.Name != "NoDoneMarker") {
				t.Errorf("usage %+v", got.Usage)
			}
		})
	}
}

// What goes over the wire, for go-openai drops a temperature of 0.
func TestChatRequestOnTheWire(t *testing.T) {
	for model, want := range map[string]string{
		"gpt-4o-mini": `{"max_tokens":500,"seed":1,"stream":true,"stream_options":{"include_usage":true},"temperature":0}`,
		"gpt-5-mini":  `{"max_completion_tokens":500,"seed":1,"stream":true,"stream_options":{"include_usage":true}}`,
		"o3-mini":     `{"max_completion_tokens":500,"seed":1,"stream":true,"stream_options":{"include_usage":true}}`,
	} {
		t.Run(model, func(t *testing.T) {
			srv := openaitest.New(t)
			req := ask()
			req.Model = model
			if _, err := newClient(t, srv).Chat(t.Context(), req, nil); err != nil {
				t.Fatal(err)
			}
			fields := map[string]json.RawMessage{}
			if err := json.Unmarshal(srv.ChatRequests()[0].Raw, &fields); err != nil {
				t.Fatal(err)
			}
			delete(fields, "messages")
			delete(fields, "model")
			got, err := json.Marshal(fields)
			if err != nil || string(got) != want {
				t.Errorf("sent %s, want %s (%v)", got, want, err)
			}
		})
	}
}

// Servers that know only part of the protocol are asked again without the
// part they refuse, and from then on without it at once.
func TestChatLearnsWhatAServerRefuses(t *testing.T) {
	for _, field := range []string{"stream_options", "seed", "temperature"} {
		t.Run(field, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.Fail(openaitest.RefuseField(field))
			c := newClient(t, srv)
			for range 2 {
				if got, err := c.Chat(t.Context(), ask(), nil); err != nil || got.Text == "" {
					t.Fatalf("got %+v, %v", got, err)
				}
			}
			if n := len(srv.ChatRequests()); n != 3 {
				t.Errorf("%d requests for two answers, want 3", n)
			}
		})
	}
	t.Run("max_tokens", func(t *testing.T) {
		srv := openaitest.New(t)
		srv.AddChatModel("house-model", true)
		req := ask()
		req.Model = "house-model"
		if _, err := newClient(t, srv).Chat(t.Context(), req, nil); err != nil {
			t.Fatal(err)
		}
	})
}

func TestChatStopsWhenToldTo(t *testing.T) {
	srv := openaitest.New(t)
	srv.ReplyText(reply)
	c := newClient(t, srv)

	enough := errors.New("enough")
	got, err := c.Chat(t.Context(), ask(), func(string) error { return enough })
	if !errors.Is(err, enough) || got.Text == "" {
		t.Errorf("got %+v, %v", got, err)
	}

	srv.Pace(1, 20*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = c.Chat(ctx, ask(), func(string) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: %v", err)
	}

	ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = c.Chat(ctx, ask(), nil)
	wantError(t, err, openaiapi.TotalTimeout, srv)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after the caller's deadline: %v", err)
	}
}

func TestChatWithoutMessages(t *testing.T) {
	srv := openaitest.New(t)
	c := newClient(t, srv)
	for _, messages := range [][]openaiapi.Message{nil, {{Role: "user"}}} {
		_, err := c.Chat(t.Context(), openaiapi.ChatRequest{Model: "gpt-4o", Messages: messages}, nil)
		wantError(t, err, openaiapi.BadRequest, srv)
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("%d requests sent", n)
	}
}

func TestChatFaults(t *testing.T) {
	const once, allTries = 1, 3 // with MaxRetries 2
	for _, tc := range []struct {
		fault    openaitest.Fault
		kind     openaiapi.Kind
		requests int
	}{
		{openaitest.Unauthorized(), openaiapi.Auth, once},
		{openaitest.Forbidden(), openaiapi.Auth, once},
		{openaitest.RateLimited(0), openaiapi.RateLimited, allTries},
		{openaitest.RateLimited(61 * time.Second), openaiapi.RateLimited, once},
		{openaitest.RateLimited(40 * time.Second), openaiapi.RateLimited, once}, // later than the first token
		{openaitest.RateLimitedUntil(time.Hour), openaiapi.RateLimited, once},
		{openaitest.OutOfQuota(), openaiapi.RateLimited, once},
		{openaitest.ServerError(500), openaiapi.ServerError, allTries},
		{openaitest.ServerError(501), openaiapi.ServerError, once},
		{openaitest.ServerError(503), openaiapi.ServerError, allTries},
		{openaitest.HTMLError(), openaiapi.ServerError, allTries},
		{openaitest.DropConnection(), openaiapi.Unreachable, allTries},
		{openaitest.EchoKeyInError(), openaiapi.BadRequest, once},
		{openaitest.EchoBodyInError(), openaiapi.BadRequest, once},
		{openaitest.Redirect("http://127.0.0.1:9/v1/chat/completions"), openaiapi.BadRequest, once},
		{openaitest.NotTheAPI(), openaiapi.Malformed, once},
		{openaitest.GarbageJSON(), openaiapi.Malformed, once},
		{openaitest.Endless(), openaiapi.Malformed, once},
		{openaitest.Hang(), openaiapi.FirstTokenTimeout, once},
		{openaitest.SlowFirstToken(time.Minute), openaiapi.FirstTokenTimeout, once},
		{openaitest.StallAfter(5, time.Minute), openaiapi.Stalled, once},
		{openaitest.EndWithoutDone(), openaiapi.CutOff, once},
		{openaitest.DropMidStream(5), openaiapi.CutOff, once},
		{openaitest.ErrorMidStream(5), openaiapi.ServerError, once},
		{openaitest.FinishLength(), openaiapi.Length, once},
		{openaitest.FinishContentFilter(), openaiapi.ContentFilter, once},
		{openaitest.Refusal("I can't help with that."), openaiapi.ContentFilter, once},
		{openaitest.EmptyAnswer(), openaiapi.Malformed, once},
	} {
		t.Run(tc.fault.Name, func(t *testing.T) {
			t.Parallel()
			srv := openaitest.New(t)
			srv.ReplyText(reply)
			srv.Fail(tc.fault)
			req := ask()
			c := newClient(t, srv, func(cfg *openaiapi.Config) {
				cfg.MaxRetries = 2
				switch tc.kind {
				case openaiapi.Stalled:
					cfg.Stall = 200 * time.Millisecond
				case openaiapi.FirstTokenTimeout:
					req.FirstToken = 300 * time.Millisecond
				}
			})
			got, err := c.Chat(t.Context(), req, nil)
			wantError(t, err, tc.kind, srv)
			if n := len(srv.Requests()); n != tc.requests {
				t.Errorf("%d requests, want %d", n, tc.requests)
			}
			if !strings.HasPrefix(reply, got.Text) {
				t.Errorf("text %q is no part of the answer", got.Text)
			}
		})
	}
}

// A slow but steady answer is ended by the time for the whole, not by a stall.
func TestChatTotal(t *testing.T) {
	srv := openaitest.New(t)
	srv.ReplyText(strings.Repeat("word ", 1000))
	srv.Pace(4, 20*time.Millisecond)
	req := ask()
	req.Total = time.Second
	got, err := newClient(t, srv).Chat(t.Context(), req, nil)
	wantError(t, err, openaiapi.TotalTimeout, srv)
	if got.Text == "" {
		t.Error("what had come is lost")
	}
}

func BenchmarkChat(b *testing.B) {
	srv := openaitest.New(b)
	srv.ReplyText(strings.Repeat(reply, 20))
	c := newClient(b, srv)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Chat(b.Context(), ask(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
