// Package rest sends requests to Discord's HTTP API.
//
// It builds on discordgo's addresses and types but not on its Session, whose
// requests wait without regard to their context, queue the edits of all
// interactions behind one lock, try again after a 502 only, and fail with
// errors that contain the request and so the token.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// maxTries bounds how often one request is sent.
	maxTries = 5
	// firstPause is the wait after the first failure; it doubles each time.
	firstPause = 100 * time.Millisecond
	// requestTimeout bounds one request, for callers without a deadline.
	requestTimeout = 20 * time.Second
)

// errTooLate means that the rate limit ends after the context.
var errTooLate = errors.New("not sent, the rate limit ends too late")

// Config is what a Client is made of.
type Config struct {
	Token     string // without "Bot "
	BaseURL   string // "": Discord's own
	UserAgent string
	Transport http.RoundTripper // nil: one of its own
	Logger    *slog.Logger
	Now       func() time.Time
}

// Client calls Discord. It may be used from several goroutines.
type Client struct {
	http    *http.Client
	token   string
	agent   string
	logger  *slog.Logger
	limiter *limiter
}

// New returns a Client.
func New(cfg Config) (*Client, error) {
	next := cfg.Transport
	if next == nil {
		pool := http.DefaultTransport.(*http.Transport).Clone()
		pool.MaxIdleConnsPerHost = 64
		next = pool
	}
	redirecting, err := NewTransport(cfg.BaseURL, next)
	if err != nil {
		return nil, err
	}
	return &Client{
		http: &http.Client{
			Transport: redirecting, Timeout: requestTimeout,
			// Discord's API does not redirect; whoever does is not Discord.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		token: cfg.Token, agent: cfg.UserAgent, logger: cfg.Logger,
		limiter: newLimiter(cfg.Now),
	}, nil
}

// Close closes connections that are not in use.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Request is one call.
type Request struct {
	Method   string
	Endpoint string // one of discordgo's addresses
	Body     any    // sent as JSON; nil for none
	Into     any    // the answer is decoded into it; nil to ignore it

	// Once: it is sent now or not at all, and not again. For what is worthless
	// later, such as an edit that the next one replaces.
	Once bool
	// Repeatable: sending a POST twice does no more than sending it once.
	// Other methods always are.
	Repeatable bool
}

// Call sends the request and waits for the answer. It waits out rate limits
// and tries again after failures of the server or of the network, as far as
// the context's deadline and the request allow. Errors: *Error, the
// context's, and those of the network, none of which quotes the address.
func (c *Client) Call(ctx context.Context, r Request) error {
	body, err := encode(r.Body)
	if err != nil {
		return err
	}
	path, ok := strings.CutPrefix(r.Endpoint, discordgo.EndpointAPI)
	if !ok {
		return ErrForeignHost
	}
	path, _, _ = strings.Cut(path, "?")
	route := routeOf(r.Method, path)
	for try := 0; ; try++ {
		err := c.once(ctx, r, route, body)
		if err == nil || try > 0 && IsAnswered(err) {
			return nil // refused as a repetition: the try before has arrived
		}
		pause, again := r.next(err, try)
		if !again || sleep(ctx, pause) != nil {
			return err
		}
		c.logger.Debug("discord: trying again", "err", err, "after", pause)
	}
}

// next says whether and when to try again after err.
func (r Request) next(err error, try int) (time.Duration, bool) {
	var refused *Error
	isRefusal := errors.As(err, &refused)
	switch {
	case r.Once, try+1 >= maxTries:
		return 0, false
	case isRefusal && refused.Status == http.StatusTooManyRequests:
		return refused.RetryAfter, true
	case isRefusal && refused.Status < 500, errors.Is(err, errTooLate), errors.Is(err, ErrForeignHost):
		return 0, false
	case r.Method == http.MethodPost && !r.Repeatable:
		return 0, false
	}
	pause := firstPause << try
	return pause/2 + rand.N(pause/2), true
}

func (c *Client) once(ctx context.Context, r Request, route string, body []byte) error {
	if err := c.limiter.wait(ctx, route, r.Once); err != nil {
		return fmt.Errorf("%s: %w: %w", redacted(route), errTooLate, err)
	}
	req, err := c.request(ctx, r, body)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", redacted(route), withoutAddress(err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s: reading the answer: %w", redacted(route), err)
	}
	c.limiter.learn(route, resp.Header)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		refused := newError(redacted(route), resp, answer)
		if refused.Status == http.StatusTooManyRequests {
			c.limiter.refused(route, refused)
		}
		return refused
	}
	return decode(redacted(route), answer, r.Into)
}

func (c *Client) request(ctx context.Context, r Request, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.Endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the request has no valid address") // err would quote it
	}
	req.Header.Set("Authorization", "Bot "+c.token)
	req.Header.Set("User-Agent", c.agent)
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// withoutAddress takes off what http.Client adds: the address with its token.
func withoutAddress(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

func decode(route string, answer []byte, into any) error {
	if into == nil || len(answer) == 0 {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("%s: the answer is not understood: %w", route, err)
	}
	return nil
}
