package discordtest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/internal/discordtest"
)

func TestServiceErrors(t *testing.T) {
	srv := discordtest.New(t)
	for _, status := range []int{500, 502, 503} {
		srv.Fail(discordtest.RouteMe, 1, status)
		if got, _ := raw(t, srv, "GET", "/users/@me", nil); got != status {
			t.Errorf("status %d, want %d", got, status)
		}
		if got, _ := raw(t, srv, "GET", "/users/@me", nil); got != 200 {
			t.Errorf("status %d after the fault", got)
		}
	}
	srv.Fail("*", 1, 500)
	srv.Recover()
	if got, _ := raw(t, srv, "GET", "/users/@me", nil); got != 200 {
		t.Errorf("status %d after recovery", got)
	}
}

func TestRateLimitAsTheClientSeesIt(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	dg := newSession(t, srv)
	srv.RateLimit(discordtest.RouteCreateMessage, 1, 150*time.Millisecond)
	_, err := dg.ChannelMessageSend(ch.ID, "x")
	var limit *discordgo.RateLimitError
	if !errors.As(err, &limit) || limit.RetryAfter != 150*time.Millisecond {
		t.Fatalf("error = %v", err)
	}
	dg.ShouldRetryOnRateLimit = true
	srv.RateLimit(discordtest.RouteCreateMessage, 1, 150*time.Millisecond)
	if _, err := dg.ChannelMessageSend(ch.ID, "y"); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Messages(ch)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestGlobalRateLimit(t *testing.T) {
	srv, i := stage(t)
	srv.RateLimitGlobally(time.Minute)
	status, body := raw(t, srv, "GET", "/users/@me", nil)
	if status != 429 || body["global"] != true || body["retry_after"].(float64) < 59 {
		t.Errorf("answer = %d %v", status, body)
	}
	if status, body := callback(t, srv, i, m{"type": 5}); status != 204 {
		t.Errorf("the global limit met an interaction: %d %v", status, body)
	}
}

func TestRateLimitHeaders(t *testing.T) {
	srv := discordtest.New(t)
	one, two := srv.AddGuild("g").AddChannel("1"), srv.AddGuild("h").AddChannel("2")
	srv.Limit(discordtest.RouteTyping, 2, time.Minute)
	var last *http.Response
	for _, want := range []int{204, 204, 429} {
		if last = post(t, srv, "/channels/"+one.ID+"/typing"); last.StatusCode != want {
			t.Fatalf("status %d, want %d", last.StatusCode, want)
		}
	}
	for _, name := range []string{"Retry-After", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Ratelimit-Reset-After", "X-Ratelimit-Bucket", "X-Ratelimit-Scope"} {
		if last.Header.Get(name) == "" {
			t.Errorf("no header %s", name)
		}
	}
	if got := post(t, srv, "/channels/"+two.ID+"/typing"); got.StatusCode != 204 || got.Header.Get("X-RateLimit-Remaining") != "1" {
		t.Errorf("another channel: %d %v", got.StatusCode, got.Header)
	}
}

func post(t *testing.T, srv *discordtest.Server, path string) *http.Response {
	t.Helper()
	req, _ := http.NewRequest("POST", srv.URL()+path, nil)
	req.Header.Set("Authorization", "Bot "+srv.Token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

// A connection may break before the message is written, or after.
func TestDroppedConnections(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	dg := newSession(t, srv)
	srv.Drop(discordtest.RouteCreateMessage, 1)
	if _, err := dg.ChannelMessageSend(ch.ID, "lost"); err == nil {
		t.Error("no error from a dropped connection")
	}
	srv.DropAnswer(discordtest.RouteCreateMessage, 1)
	if _, err := dg.ChannelMessageSend(ch.ID, "kept"); err == nil {
		t.Error("no error from a dropped answer")
	}
	if got := srv.Messages(ch); len(got) != 1 || got[0].Content != "kept" {
		t.Errorf("messages = %+v", got)
	}
	faults := []string{}
	for _, r := range srv.Requests(discordtest.RouteCreateMessage) {
		faults = append(faults, r.Fault)
	}
	if len(faults) != 2 || faults[0] != "dropped" || faults[1] != "answer dropped" {
		t.Errorf("faults = %q", faults)
	}
}

func TestLag(t *testing.T) {
	srv := discordtest.New(t)
	srv.Lag(discordtest.RouteMe, 80*time.Millisecond)
	started := time.Now()
	raw(t, srv, "GET", "/users/@me", nil)
	if took := time.Since(started); took < 80*time.Millisecond {
		t.Errorf("took %v", took)
	}
	srv.Lag(discordtest.RouteMe, time.Hour)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := newSession(t, srv).User("@me", discordgo.WithContext(ctx)); err == nil {
		t.Error("no error from a request given up")
	}
	// The server must close all the same.
}

func TestLagPastTheDeadline(t *testing.T) {
	srv, i := stage(t, discordtest.InteractionDeadline(50*time.Millisecond))
	srv.Lag(discordtest.RouteCallback, 80*time.Millisecond)
	status, body := callback(t, srv, i, m{"type": 5})
	refused(t, status, body, 404, 10062)
}

func TestMaxRetriesOf502(t *testing.T) {
	srv := discordtest.New(t)
	dg := newSession(t, srv)
	srv.Fail(discordtest.RouteMe, 2, 502)
	if _, err := dg.User("@me"); err != nil {
		t.Fatal(err)
	}
	if n := srv.Routes()[discordtest.RouteMe]; n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}
