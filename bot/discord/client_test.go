package discord_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"motirbot/bot/discord"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	token       = "the-bot-token"
	interaction = "interaction-token"
)

// serve answers like Discord in the way that answer does, and counts.
func serve(t *testing.T, answer http.HandlerFunc) (*discord.Client, *atomic.Int64) {
	t.Helper()
	var n atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	client, err := discord.New(discord.Config{
		Token: token, BaseURL: srv.URL + "/api/v9", UserAgent: "test",
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, &n
}

func get(into any) discord.Request {
	return discord.Request{Method: http.MethodGet, Endpoint: discordgo.EndpointGateway, Into: into}
}

func post(once, repeatable bool) discord.Request {
	return discord.Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelMessages("123456789012345678"),
		Body: map[string]string{"content": "x"}, Once: once, Repeatable: repeatable,
	}
}

func TestCall(t *testing.T) {
	client, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, `{"said":"%s %s %s %s %s"}`, r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), strings.ReplaceAll(string(body), `"`, "'"))
	})
	var answer struct{ Said string }
	if err := client.Call(t.Context(), get(&answer)); err != nil || answer.Said != "GET /api/v9/gateway Bot the-bot-token  " {
		t.Errorf("%q, %v", answer.Said, err)
	}
	request := post(false, false)
	request.Into = &answer
	if err := client.Call(t.Context(), request); err != nil || answer.Said != "POST /api/v9/channels/123456789012345678/messages Bot the-bot-token application/json {'content':'x'}" {
		t.Errorf("%q, %v", answer.Said, err)
	}
}

func TestErrorsHoldNoToken(t *testing.T) {
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code":10015,"message":"Unknown Webhook"}`)
	}
	hangUp := func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	garbage := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }
	for name, answer := range map[string]http.HandlerFunc{"refused": refuse, "hung up": hangUp, "garbage": garbage} {
		client, _ := serve(t, answer)
		var into struct{}
		err := client.Call(t.Context(), discord.Request{
			Method: http.MethodPatch, Once: true, Into: &into, Body: struct{}{},
			Endpoint: discordgo.EndpointInteractionResponseActions("123456789012345678", interaction),
		})
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		all := fmt.Sprintf("%v %+v %#v", err, err, err)
		if strings.Contains(all, interaction) || strings.Contains(all, token) {
			t.Errorf("%s: a token in %s", name, all)
		}
		if name == "refused" && (!discord.IsExpired(err) || err.Error() != "PATCH /webhooks/123456789012345678/:token/messages/@original: 404 Unknown Webhook (code 10015)") {
			t.Errorf("%v", err)
		}
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	status := func(n int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) }
	}
	tests := []struct {
		name    string
		request discord.Request
		status  int
		tries   int64
	}{
		{"GET after 500", get(nil), 500, 5},
		{"GET after 502", get(nil), 502, 5},
		{"GET after 404", get(nil), 404, 1},
		{"GET after 401", get(nil), 401, 1},
		{"POST after 500", post(false, false), 500, 1},
		{"repeatable POST after 500", post(false, true), 500, 5},
		{"once after 500", post(true, true), 500, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, n := serve(t, status(test.status))
			if err := client.Call(t.Context(), test.request); !discord.HasStatus(err, test.status) {
				t.Errorf("%v", err)
			}
			if n.Load() != test.tries {
				t.Errorf("tried %d times, want %d", n.Load(), test.tries)
			}
		})
	}
}

func TestRateLimitIsWaitedOut(t *testing.T) {
	var until atomic.Int64
	client, n := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if until.CompareAndSwap(0, time.Now().Add(200*time.Millisecond).UnixNano()) {
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"message":"You are being rate limited.","retry_after":0.2,"global":false}`)
			return
		}
		if time.Now().UnixNano() < until.Load() {
			t.Error("asked again too early")
		}
	})
	if err := client.Call(t.Context(), get(nil)); err != nil {
		t.Fatal(err)
	}
	if n.Load() != 2 {
		t.Errorf("%d requests", n.Load())
	}
}

func TestRateLimitLongerThanTheContext(t *testing.T) {
	client, n := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"retry_after":3600}`)
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := client.Call(ctx, get(nil)); !discord.HasStatus(err, http.StatusTooManyRequests) || errors.Is(err, discord.ErrRateLimited) {
		t.Errorf("the first, which was sent: %v", err)
	}
	for _, once := range []bool{false, true} { // these are not even sent
		again := get(nil)
		again.Once = once
		if err := client.Call(ctx, again); !errors.Is(err, discord.ErrRateLimited) {
			t.Errorf("once %v: %v", once, err)
		}
	}
	if n.Load() != 1 {
		t.Errorf("%d requests", n.Load())
	}
}

// A request whose answer was lost, and that the rate limit then holds back, has
// been sent.
func TestLostAnswerThenRateLimit(t *testing.T) {
	client, n := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "3600")
		w.WriteHeader(http.StatusInternalServerError)
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := client.Call(ctx, post(false, true)); !discord.HasStatus(err, http.StatusInternalServerError) || n.Load() != 1 {
		t.Errorf("%v, %d requests", err, n.Load())
	}
}

func TestAllowanceIsKept(t *testing.T) {
	const window = 300 * time.Millisecond
	var began atomic.Int64
	client, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		began.CompareAndSwap(0, time.Now().UnixNano())
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "0.3")
	})
	if err := client.Call(t.Context(), post(true, true)); err != nil {
		t.Fatal(err)
	}
	if err := client.Call(t.Context(), post(true, true)); err == nil {
		t.Error("what is worthless later was not given up")
	}
	if err := client.Call(t.Context(), post(false, true)); err != nil {
		t.Fatal(err)
	}
	if waited := time.Duration(time.Now().UnixNano() - began.Load()); waited < window {
		t.Errorf("sent again after %v", waited)
	}
}

func TestForeignHost(t *testing.T) {
	client, n := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, endpoint := range []string{"https://evil.example/api/v9/gateway", "https://discord.com.evil.example/api/v9/", "https://discord.com/login"} {
		if err := client.Call(t.Context(), discord.Request{Method: http.MethodGet, Endpoint: endpoint}); !errors.Is(err, discord.ErrForeignHost) {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
	if n.Load() != 0 {
		t.Errorf("%d requests sent", n.Load())
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	client, n := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) })
	if err := client.Call(t.Context(), get(nil)); !discord.HasStatus(err, http.StatusFound) {
		t.Errorf("%v", err)
	}
	if n.Load() != 1 {
		t.Errorf("%d requests", n.Load())
	}
}

func TestHugeAnswer(t *testing.T) {
	client, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<20)
		for range 12 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	request := get(nil)
	request.Once = true
	if err := client.Call(t.Context(), request); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("%v", err)
	}
}

func TestBadBaseURL(t *testing.T) {
	for _, base := range []string{"ftp://x", "localhost:3001", "http://", "https://user:secretpassword@"} {
		_, err := discord.New(discord.Config{BaseURL: base})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", base, err)
		}
	}
}

// roundTrip is a transport.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Turned away by the guard in front of Discord, the bot asks less and less often.
func TestBlockedAddress(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		after   string
		within  time.Duration // of asking each second
		tries   int
		blocked bool
	}{
		"guard":              {http.StatusTooManyRequests, "error code: 1015", "", 20 * time.Second, 1, true},
		"guard for an hour":  {http.StatusTooManyRequests, "error code: 1015", "", time.Hour, 6, true}, // 0, 1, 3, 7, 15, 31 min
		"guard with a time":  {http.StatusTooManyRequests, "<html>", "1200", time.Hour, 3, true},
		"forbidden":          {http.StatusForbidden, "<html>Attention required!</html>", "", 20 * time.Second, 1, true},
		"Discord's own 403":  {http.StatusForbidden, `{"code":50001,"message":"Missing Access"}`, "", 20 * time.Second, 20, false},
		"a page that is not": {http.StatusNotFound, "<html>", "", 20 * time.Second, 20, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				client, err := discord.New(discord.Config{
					Token: token, Logger: slog.New(slog.DiscardHandler),
					Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
						tries++
						header := http.Header{}
						if c.after != "" {
							header.Set("Retry-After", c.after)
						}
						return &http.Response{StatusCode: c.status, Header: header, Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, nil
					}),
				})
				if err != nil {
					t.Fatal(err)
				}
				for began := time.Now(); time.Since(began) < c.within; time.Sleep(time.Second) {
					err = client.Call(t.Context(), get(nil))
				}
				if _, blocked := errors.AsType[*discord.BlockedError](err); blocked != c.blocked || errors.Is(err, discord.ErrRateLimited) != c.blocked {
					t.Errorf("%v", err)
				}
				if tries != c.tries {
					t.Errorf("asked %d times", tries)
				}
			})
		})
	}
}

// All requests together stay below Discord's 50 a second, and a global limit
// holds back every route.
func TestGlobalRateLimit(t *testing.T) {
	channel := func(n int) discord.Request {
		return discord.Request{Method: http.MethodGet, Endpoint: discordgo.EndpointChannel(fmt.Sprintf("%018d", 123456789012345678+n))}
	}
	transport := func(answer func(n int) (status int, body string)) (*discord.Client, *[]time.Time) {
		var mu sync.Mutex
		var sent []time.Time
		client, err := discord.New(discord.Config{
			Token: token, Logger: slog.New(slog.DiscardHandler),
			Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				mu.Lock()
				defer mu.Unlock()
				sent = append(sent, time.Now())
				status, body := answer(len(sent))
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		return client, &sent
	}
	synctest.Test(t, func(t *testing.T) {
		client, sent := transport(func(int) (int, string) { return http.StatusOK, "{}" })
		var calls sync.WaitGroup
		for i := range 200 { // each on a route of its own
			calls.Go(func() {
				if err := client.Call(t.Context(), channel(i)); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		for i := range *sent {
			if i >= 50 && (*sent)[i].Sub((*sent)[i-50]) < time.Second {
				t.Fatalf("51 requests in %v", (*sent)[i].Sub((*sent)[i-50]))
			}
		}
		if took := (*sent)[199].Sub((*sent)[0]); took > 5*time.Second {
			t.Errorf("200 requests in %v", took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		client, sent := transport(func(n int) (int, string) {
			if n == 1 {
				return http.StatusTooManyRequests, `{"message":"You are being rate limited.","retry_after":5,"global":true}`
			}
			return http.StatusOK, "{}"
		})
		var calls sync.WaitGroup
		for i := range 10 {
			calls.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				if err := client.Call(t.Context(), channel(i)); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		for i, at := range *sent {
			if waited := at.Sub((*sent)[0]); i > 0 && waited < 5*time.Second {
				t.Errorf("request %d is sent after %v", i, waited)
			}
		}
	})
}
