package openaiapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// question is long enough to be noticed should a server's echo of it come out.
const question = "What did the ministry say about exports in the first eleven months of the year?"

// newClient returns a client of srv that hardly waits between attempts, whose log is scanned for the
// key and the question when the test ends.
func newClient(t testing.TB, srv *openaitest.Server, change ...func(*openaiapi.Config)) *openaiapi.Client {
	t.Helper()
	log := &buffer{}
	cfg := openaiapi.Config{
		BaseURL:    srv.URL(),
		Key:        openaiapi.Secret(srv.Key),
		Logger:     slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		BackoffMin: time.Millisecond,
		BackoffMax: 5 * time.Millisecond,
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := openaiapi.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	t.Cleanup(func() { assertClean(t, "log", log.String(), srv.Key) })
	return c
}

func ask() openaiapi.ChatRequest {
	return openaiapi.ChatRequest{
		Model:      "gpt-4o-mini",
		Messages:   []openaiapi.Message{{Role: "system", Content: "Answer from the evidence."}, {Role: "user", Content: question}},
		MaxTokens:  500,
		FirstToken: 30 * time.Second, // a loaded machine is slow: short only where it is the matter
		Total:      time.Minute,
	}
}

// wantError checks the kind of an error and that its one line holds no secret,
// in any way of printing it.
func wantError(t *testing.T, err error, kind openaiapi.Kind, srv *openaitest.Server) *openaiapi.Error {
	t.Helper()
	e, ok := errors.AsType[*openaiapi.Error](err)
	if !ok {
		t.Fatalf("error %v (%T) is no *openaiapi.Error", err, err)
	}
	t.Logf("%-19s %s", e.Kind, e)
	if e.Kind != kind {
		t.Errorf("kind %s, want %s", e.Kind, kind)
	}
	if strings.ContainsAny(e.Error(), "\r\n\t\x1b") || len(e.Error()) > 500 {
		t.Errorf("not one short line: %q", e.Error())
	}
	if host := strings.TrimSuffix(strings.TrimPrefix(srv.URL(), "http://"), "/v1"); !strings.Contains(e.Error(), host) {
		t.Errorf("%q does not name %s", e.Error(), host)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		assertClean(t, "error printed with "+verb, fmt.Sprintf(verb, err), srv.Key)
	}
	return e
}

// assertClean looks for any eight characters of the key after its common
// prefix, and for the question.
func assertClean(t testing.TB, what, text, key string) {
	t.Helper()
	secret := strings.TrimPrefix(key, "sk-test-")
	for i := 0; i+8 <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+8]) {
			t.Errorf("%s holds part of the key: %q", what, text)
			break
		}
	}
	if strings.Contains(text, question[:30]) {
		t.Errorf("%s holds the question: %q", what, text)
	}
}

// buffer is a log that several goroutines write.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newHTTP(t testing.TB, serve http.HandlerFunc) (url string) {
	t.Helper()
	srv := httptest.NewServer(serve)
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(srv.Close)
	return srv.URL + "/v1"
}
