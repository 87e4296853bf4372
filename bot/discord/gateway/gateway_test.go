package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
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
			return // given up by then: its time is up
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
		Shards:   1,
		Ask:      at(srv),
		Handle:   func(_ int, name string, data json.RawMessage) { sizes[name] = len(data) },
		Logger:   slog.New(slog.DiscardHandler),
		Pause:    func(int) time.Duration { return time.Millisecond },
		Patience: time.Second, IdentifyEvery: time.Millisecond,
	})
	return sizes, g.Run(ctx)
}

// at is what Discord tells of a gateway that is there.
func at(srv *httptest.Server) func(context.Context) (discordgo.GatewayBotResponse, error) {
	return func(context.Context) (discordgo.GatewayBotResponse, error) {
		return discordgo.GatewayBotResponse{URL: "ws" + strings.TrimPrefix(srv.URL, "http")}, nil
	}
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
	for code, want := range map[int]error{4004: gateway.ErrTokenRefused, 4010: gateway.ErrShards, 4011: gateway.ErrShards, 4012: gateway.ErrRefused, 4013: gateway.ErrDisallowedIntents} {
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
		Shards: 1, Ask: at(srv),
		Logger: slog.New(slog.DiscardHandler), Pause: func(int) time.Duration { return time.Millisecond },
	})
	if err := g.Run(ctx); err != nil || dials.Load() < 3 {
		t.Errorf("%d dials, ended with %v", dials.Load(), err)
	}
}

// The gateway is reached by way of the proxy that requests go through.
func TestProxy(t *testing.T) {
	var reached atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		_ = ws.WriteMessage(websocket.TextMessage, []byte(hello))
		_ = ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(4004, "no"))
		_, _, _ = ws.ReadMessage()
		_ = ws.Close()
	}))
	defer srv.Close()
	there := strings.TrimPrefix(srv.URL, "http://")
	for name, c := range map[string]struct {
		proxy func(t *testing.T, target string) string
		user  *url.Userinfo
		ends  bool // at the gateway, which turns the bot away
		log   string
	}{
		"none":        {nil, nil, true, ""},
		"http":        {connectProxy("", 200), nil, true, ""},
		"with a user": {connectProxy("Basic bWluYTpzM2NyM3Q=", 200), url.UserPassword("mina", "s3cr3t"), true, ""},
		"refusing":    {connectProxy("Basic bWluYTpzM2NyM3Q=", 502), url.UserPassword("mina", "s3cr3t"), false, "does not connect to the gateway: 502 Bad Gateway"},
		"not there":   {func(*testing.T, string) string { return "http://127.0.0.1:1" }, url.UserPassword("mina", "s3cr3t"), false, "connection refused"},
		"socks":       {socksProxy, nil, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			reached.Store(0)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			var log strings.Builder
			g := gateway.New(gateway.Config{
				Shards: 1, IdentifyEvery: time.Millisecond,
				Ask: func(context.Context) (discordgo.GatewayBotResponse, error) {
					return discordgo.GatewayBotResponse{URL: "ws://gateway.test"}, nil
				},
				Handle: func(int, string, json.RawMessage) {}, Patience: 5 * time.Second,
				Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})),
				Pause: func(int) time.Duration {
					cancel() // one attempt is enough
					return 0
				},
				Proxy: func(r *http.Request) (*url.URL, error) {
					if r.URL.String() != "http://gateway.test:80" {
						t.Errorf("asked for the proxy of %s", r.URL)
					}
					if c.proxy == nil {
						return nil, nil
					}
					at, err := url.Parse(c.proxy(t, there))
					at.User = c.user
					return at, err
				},
			})
			err := g.Run(ctx)
			if name == "none" { // there is no such host
				if err != nil || log.Len() == 0 {
					t.Errorf("ended with %v, logged %q", err, log.String())
				}
				return
			}
			if errors.Is(err, gateway.ErrTokenRefused) != c.ends || (reached.Load() == 1) != c.ends {
				t.Errorf("ended with %v", err)
			}
			if !strings.Contains(log.String(), c.log) || strings.Contains(log.String(), "s3cr3t") {
				t.Errorf("logged %q", log.String())
			}
		})
	}
}

// connectProxy is an HTTP proxy that wants that authorization and answers with
// that status. Whatever it is asked for, it connects to the target.
func connectProxy(authorization string, status int) func(*testing.T, string) string {
	return func(t *testing.T, target string) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodConnect || r.Host != "gateway.test:80" || r.Header.Get("Proxy-Authorization") != authorization {
				t.Errorf("the proxy is asked %s %s as %q", r.Method, r.Host, r.Header.Get("Proxy-Authorization"))
			}
			if status != http.StatusOK {
				w.WriteHeader(status)
				return
			}
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprint(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
			join(t, conn, target)
		}))
		t.Cleanup(srv.Close)
		return srv.URL
	}
}

// socksProxy is one that speaks SOCKS 5 without authentication.
func socksProxy(t *testing.T, target string) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		asked := make([]byte, 3) // version, one method: none
		_, _ = io.ReadFull(conn, asked)
		_, _ = conn.Write([]byte{5, 0})
		asked = make([]byte, 4+1+len("gateway.test")+2)
		if _, err := io.ReadFull(conn, asked); err != nil || !strings.Contains(string(asked), "gateway.test") {
			t.Errorf("asked %q, %v", asked, err)
		}
		_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		join(t, conn, target)
	}()
	return "socks5://" + listener.Addr().String()
}

// join copies between a connection and the target until one of them ends.
func join(t *testing.T, conn net.Conn, target string) {
	defer conn.Close()
	other, err := net.Dial("tcp", target)
	if err != nil {
		t.Error(err)
		return
	}
	go func() {
		_, _ = io.Copy(other, conn)
		_ = other.Close()
	}()
	_, _ = io.Copy(conn, other)
}

// A connection that is never had is an error in the log; one that is lost and
// had again is not.
func TestSilenceIsLogged(t *testing.T) {
	for name, c := range map[string]struct {
		dials []bool // whether each attempt is accepted
		want  string // levels, by attempt
	}{
		"never had":            {[]bool{false, false}, "ERROR ERROR"},
		"lost":                 {[]bool{true, false}, "WARN WARN"},
		"lost for long":        {[]bool{true, false, false, false}, "WARN WARN ERROR ERROR"},
		"accepted and dropped": {[]bool{true, true}, "WARN WARN"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			var dials int
			var pauses []int
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				dials++
				if !c.dials[dials-1] {
					http.Error(w, "no", http.StatusServiceUnavailable)
					return
				}
				ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
				if err != nil {
					t.Error(err)
					return
				}
				defer ws.Close()
				_ = ws.WriteMessage(websocket.TextMessage, []byte(hello))
				_, _, _ = ws.ReadMessage() // IDENTIFY
				_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"s":1,"t":"READY","d":{"session_id":"s","user":{"id":"1"}}}`))
				_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":9,"d":false}`))
				_, _, _ = ws.ReadMessage()
			}))
			defer srv.Close()
			var log strings.Builder
			g := gateway.New(gateway.Config{
				Token: "token", Handle: func(int, string, json.RawMessage) {}, Patience: 5 * time.Second,
				Shards: 1, Ask: at(srv), IdentifyEvery: time.Millisecond,
				Logger: slog.New(slog.NewTextHandler(&log, nil)),
				Pause: func(n int) time.Duration {
					if pauses = append(pauses, n); len(pauses) == len(c.dials) {
						cancel()
					}
					return 0
				},
			})
			if err := g.Run(ctx); err != nil {
				t.Fatal(err)
			}
			var levels []string
			for line := range strings.Lines(log.String()) {
				if strings.Contains(line, "no connection") {
					levels = append(levels, regexp.MustCompile(`level=(\w+)`).FindStringSubmatch(line)[1])
				}
			}
			if got := strings.Join(levels, " "); got != c.want {
				t.Errorf("logged %s, want %s\n%s", got, c.want, log.String())
			}
			for i, n := range pauses {
				if n != i {
					t.Errorf("pauses do not grow: %v", pauses)
					break
				}
			}
		})
	}
}
