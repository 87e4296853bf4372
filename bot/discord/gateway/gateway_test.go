package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"motirbot/bot/discord/gateway"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(patient{m}) }

// patient gives what discordgo does in the end, in the background, the second
// that it takes.
type patient struct{ *testing.M }

// Run implements goleak.TestingM.
func (p patient) Run() int {
	code := p.M.Run()
	for range 10 {
		if goleak.Find() == nil {
			break
		}
	}
	return code
}

const hello = `{"op":10,"d":{"heartbeat_interval":1000}}`

// run connects a Gateway to a server that sends the frames and then closes
// with the code. It returns the events' sizes by name and the error of Run.
func run(t *testing.T, ctx context.Context, code int, frames ...string) (map[string]int, error) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer ws.Close()
		for _, frame := range frames {
			_ = ws.WriteMessage(websocket.TextMessage, []byte(frame))
		}
		_ = ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, "because"))
		_, _, _ = ws.ReadMessage()
	}))
	defer srv.Close()
	sizes := map[string]int{}
	g := gateway.New(gateway.Config{
		Token:    "token",
		Address:  func(context.Context) (string, error) { return "ws" + strings.TrimPrefix(srv.URL, "http"), nil },
		Handle:   func(name string, data json.RawMessage) { sizes[name] = len(data) },
		Logger:   slog.New(slog.DiscardHandler),
		Pause:    func(int) time.Duration { return time.Millisecond },
		Patience: time.Second,
	})
	return sizes, g.Run(ctx)
}

func TestEventsOfEverySize(t *testing.T) {
	frames, want := []string{hello}, map[string]int{}
	for name, size := range map[string]int{"TINY": 10, "MIDDLE": 1000, "LARGE": 70_000, "HUGE": 3 << 20} {
		frames = append(frames, `{"op":0,"s":1,"t":"`+name+`","d":"`+strings.Repeat("x", size-2)+`"}`)
		want[name] = size
	}
	got, err := run(t, t.Context(), 4014, frames...)
	if !errors.Is(err, gateway.ErrDisallowedIntents) {
		t.Errorf("ended with %v", err)
	}
	for name, size := range want {
		if got[name] != size {
			t.Errorf("%s has %d bytes, want %d", name, got[name], size)
		}
	}
}

func TestTurnedAwayForGood(t *testing.T) {
	for code, want := range map[int]error{4004: gateway.ErrTokenRefused, 4011: gateway.ErrRefused, 4013: gateway.ErrDisallowedIntents} {
		if _, err := run(t, t.Context(), code, hello); !errors.Is(err, want) {
			t.Errorf("%d: ended with %v, want %v", code, err, want)
		}
	}
}

func TestNonsenseIsSurvived(t *testing.T) {
	for _, frame := range []string{`{"op":10,"d":{}}`, `{"op":10,"d":{"heartbeat_interval":-1}}`, `{"op":10}`, `null`, `{`, ``} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if _, err := run(t, ctx, 1000, frame); err != nil {
			t.Errorf("%q: ended with %v", frame, err)
		}
		cancel()
	}
}

func TestHandshakeIsRefused(t *testing.T) {
	var dials atomic.Int64
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if dials.Add(1) == 3 {
			cancel()
		}
		http.Error(w, "upstream connect error", http.StatusServiceUnavailable)
	}))
	defer srv.Close()
	g := gateway.New(gateway.Config{
		Address: func(context.Context) (string, error) { return "ws" + strings.TrimPrefix(srv.URL, "http"), nil },
		Logger:  slog.New(slog.DiscardHandler), Pause: func(int) time.Duration { return time.Millisecond },
	})
	if err := g.Run(ctx); err != nil || dials.Load() < 3 {
		t.Errorf("%d dials, ended with %v", dials.Load(), err)
	}
}
