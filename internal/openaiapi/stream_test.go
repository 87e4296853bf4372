package openaiapi_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
)

const (
	hello  = `data: {"choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}`
	finish = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
	failed = `data: {"error":{"message":"model crashed","type":"server_error"}}`
)

// Streams as other servers send them. Each was a way to lose an answer or an
// error in go-openai's own reader, or is allowed by the standard
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func TestForeignStreams(t *testing.T) {
	for name, tc := range map[string]struct {
		body, text string
		kind       openaiapi.Kind // 0: no error
	}{
		"plain":                        {hello + "\n\n" + finish + "\n\ndata: [DONE]\n\n", "hello", 0},
		"carriage returns":             {hello + "\r\n\r\n" + finish + "\r\n\r\n", "hello", 0},
		"no space, no empty lines":     {strings.ReplaceAll(hello+"\n"+finish+"\n", "data: ", "data:"), "hello", 0},
		"no last line end":             {hello + "\n\n" + finish, "hello", 0},
		"event names and ids":          {"event: m\nid: 1\nretry: 10\n" + hello + "\n\nevent: m\n" + finish + "\n\n", "hello", 0},
		"byte order mark":              {"\ufeff" + hello + "\n\n" + finish + "\n\n", "hello", 0},
		"usage without choices":        {`data: {"choices":[],"usage":null}` + "\n\n" + hello + "\n\n" + finish + "\n\n", "hello", 0},
		"a second choice":              {strings.Replace(hello, `"index":0`, `"index":1`, 1) + "\n\n" + hello + "\n\n" + finish + "\n\n", "hello", 0},
		"another name for the end":     {hello + "\n\n" + strings.Replace(finish, "stop", "eos", 1) + "\n\n", "hello", 0},
		"finish reason error":          {hello + "\n\n" + strings.Replace(finish, "stop", "error", 1) + "\n\n", "hello", openaiapi.ServerError},
		"error":                        {hello + "\n\n" + failed + "\n\n", "hello", openaiapi.ServerError},
		"error between comments":       {": wait\n\n" + hello + "\n\n: wait\n\n" + failed + "\n\n: wait\n\n", "hello", openaiapi.ServerError},
		"error without line end":       {hello + "\n\n" + failed, "hello", openaiapi.ServerError},
		"error as plain JSON":          {"{\n\"error\": {\"message\": \"model crashed\", \"type\": \"x\"}\n}\n", "", openaiapi.ServerError},
		"rate limit in mid-stream":     {hello + "\n\n" + strings.Replace(failed, "server_error", "rate_limit_error", 1) + "\n\n", "hello", openaiapi.RateLimited},
		"done without a finish":        {hello + "\n\ndata: [DONE]\n\n", "hello", 0},
		"comments and nothing else":    {": wait\n\n: wait\n\n", "", openaiapi.Malformed},
		"nothing":                      {"", "", openaiapi.Malformed},
		"error after the whole answer": {hello + "\n\n" + finish + "\n\n" + failed + "\n\n", "hello", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := chatWith(t, patient, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, tc.body)
			})
			if got.Text != tc.text {
				t.Errorf("text %q, want %q", got.Text, tc.text)
			}
			if kind := kindOf(err); kind != tc.kind {
				t.Errorf("%s (%v), want %s", kind, err, tc.kind)
			}
			if tc.kind == openaiapi.ServerError && !strings.Contains(name, "finish") && !strings.Contains(err.Error(), "model crashed") {
				t.Errorf("%q lacks the server's words", err)
			}
		})
	}
}

// An error is told at once, though the connection stays open.
func TestErrorBeforeTheStreamEnds(t *testing.T) {
	_, err := chatWith(t, patient, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, failed+"\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	if kind := kindOf(err); kind != openaiapi.ServerError {
		t.Errorf("%s (%v)", kind, err)
	}
}

// Comments keep a connection alive; they are no answer.
func TestCommentsAreNoProgress(t *testing.T) {
	for name, tc := range map[string]struct {
		before   string
		patience patience
		kind     openaiapi.Kind
	}{
		"before the first text": {"", patience{200 * time.Millisecond, time.Minute}, openaiapi.FirstTokenTimeout},
		"after it":              {hello + "\n\n", patience{time.Minute, 200 * time.Millisecond}, openaiapi.Stalled},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := chatWith(t, tc.patience, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, tc.before)
				for r.Context().Err() == nil {
					_, _ = io.WriteString(w, ": wait\n\n")
					_ = http.NewResponseController(w).Flush()
					time.Sleep(10 * time.Millisecond)
				}
			})
			if kind := kindOf(err); kind != tc.kind {
				t.Errorf("%s (%v), want %s", kind, err, tc.kind)
			}
		})
	}
}

type patience struct{ firstToken, stall time.Duration }

var patient = patience{time.Minute, time.Minute}

func chatWith(t *testing.T, p patience, serve http.HandlerFunc) (openaiapi.ChatResult, error) {
	t.Helper()
	srv := httptest.NewServer(serve)
	defer srv.Close()
	c, err := openaiapi.New(openaiapi.Config{BaseURL: srv.URL, Stall: p.stall, MaxRetries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	req := ask()
	req.FirstToken, req.Total = p.firstToken, 2*time.Minute
	return c.Chat(t.Context(), req, nil)
}

func kindOf(err error) openaiapi.Kind {
	if e, ok := errors.AsType[*openaiapi.Error](err); ok {
		return e.Kind
	}
	return 0
}
