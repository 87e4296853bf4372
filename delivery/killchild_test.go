package delivery_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// childTask is what a child is told to do.
type childTask struct {
	Path   string
	URL    string // of the parent's Discord
	Finder bool   // Discord's history can be read
	Drain  bool   // end when nothing is left to do now
	Sim    simulated
}

// simulated is a clock that runs fast, the same in parent and child.
type simulated struct {
	From time.Time // of the simulated time
	Real time.Time // when that was
}

const simSpeed = 100

func (s simulated) now() time.Time { return s.From.Add(time.Since(s.Real) * simSpeed) }

// deliverUntilKilled is what the child does: a bot that delivers.
func deliverUntilKilled(task string) error {
	var c childTask
	if err := json.Unmarshal([]byte(task), &c); err != nil {
		return err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, c.Path, store.WithClock(c.Sim.now))
	if err != nil {
		return err
	}
	remote := remoteDiscord{url: c.URL, client: &http.Client{}}
	var poster delivery.Poster = remote
	if c.Finder {
		poster = findingRemote{remote}
	}
	logger := slog.New(slog.DiscardHandler)
	e := delivery.New(delivery.Config{
		Outbox: s, Library: numbered{}, Poster: poster, Now: c.Sim.now, Settle: 1, PerMinute: 1000, Singles: 5, Logger: logger,
	})
	fmt.Println("ready")
	for {
		if err := errors.Join(e.PlanAlerts(ctx), e.PlanDigests(ctx), e.Dispatch(ctx)); err != nil {
			return err
		}
		due, open, err := s.NextDelivery(ctx, c.Sim.now())
		if c.Drain && (err != nil || !open || due.After(c.Sim.now().Add(5*time.Minute))) {
			return errors.Join(err, s.Close())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// numbered is a library in which a release's number tells its topic.
type numbered struct{}

var numberedTopics = []string{"chips", "ships", "coal"}

func (numbered) Topics(id release.ID) ([]string, bool) {
	var n int
	fmt.Sscanf(number(id), "%d", &n)
	return numberedTopics[n%len(numberedTopics) : n%len(numberedTopics)+1], true
}

func (numbered) Released(release.Period) []release.ID { return []release.ID{"motir:1"} }

// remotePost is the body of a post to the parent's Discord.
type remotePost struct {
	Target  delivery.Target
	Message delivery.Message
	Nonce   string
}

// remoteDiscord posts to the parent over a socket, and tells failures apart as
// a client of Discord does.
type remoteDiscord struct {
	url    string
	client *http.Client
}

func (r remoteDiscord) Post(ctx context.Context, t delivery.Target, m delivery.Message, nonce string) (string, error) {
	body, err := json.Marshal(remotePost{t, m, nonce})
	if err != nil {
		return "", &delivery.PostError{Trouble: delivery.Refused, Err: err}
	}
	return r.call(ctx, http.MethodPost, r.url, body)
}

func (r remoteDiscord) call(ctx context.Context, method, address string, body []byte) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return "", &delivery.PostError{Trouble: delivery.Unknown, Err: err}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	switch {
	case err != nil || resp.StatusCode >= 500:
		return "", &delivery.PostError{Trouble: delivery.Unknown, Err: fmt.Errorf("%s (%v)", resp.Status, err)}
	case resp.StatusCode == http.StatusTooManyRequests:
		return "", &delivery.PostError{Trouble: delivery.Retry, After: time.Second, Err: errors.New("429")}
	}
	return string(answer), nil
}

type findingRemote struct{ remoteDiscord }

func (r findingRemote) Find(ctx context.Context, _ delivery.Target, nonce string, _ time.Time) (string, bool, error) {
	id, err := r.call(ctx, http.MethodGet, r.url+"?nonce="+url.QueryEscape(nonce), nil)
	return id, err == nil && id != "", err
}

// childArgs are the arguments and the environment that make a child.
func childArgs(task childTask) (args, env []string) {
	text, err := json.Marshal(task)
	if err != nil {
		panic(err)
	}
	return []string{string(text)}, append(os.Environ(), childVar+"=1", "GORACE="+strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0"))
}
