// Package discord is Discord as motirbot uses it: the HTTP API, messages as they
// are sent, interactions as they arrive, and the places for an answer.
//
// Requests go through a discordgo Session, whose buckets keep the rate limits.
// Its own methods are not used: they wait without regard to their context,
// queue the edits of all interactions behind one lock, try again after a 502
// only, and fail with errors that contain the request and so the token.
package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// maxTries bounds how often one request is sent.
	maxTries = 5
	// firstPause is the wait after the first failure; it doubles each time.
	firstPause = 100 * time.Millisecond
	// requestTimeout bounds one request, for callers without a deadline.
	requestTimeout = 20 * time.Second
	// silent is below the lowest level at which discordgo writes a log.
	silent = discordgo.LogError - 1
)

// ErrRateLimited means that nothing has been sent: the rate limit does not let
// the request through before the context ends, or at once if it is to be now
// or never. A 429, which Discord itself answers with, is an *Error.
var ErrRateLimited = errors.New("not sent, the rate limit ends too late")

// Config is what a Client is made of.
type Config struct {
	Token     string // without "Bot "
	BaseURL   string // "": Discord's own
	UserAgent string
	Transport http.RoundTripper // nil: one of its own
	Logger    *slog.Logger
}

// Client calls Discord. It may be used from several goroutines.
type Client struct {
	session      *discordgo.Session
	interactions *lru.Cache[string, *discordgo.RateLimiter] // by token
	global       *rate.Limiter
	logger       *slog.Logger
	app          string // the application's id, once Application has asked for it
	block        block
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
	session, err := discordgo.New("Bot " + cfg.Token)
	if err != nil {
		return nil, err
	}
	session.UserAgent = cfg.UserAgent
	session.LogLevel = silent
	// Whether to try again is for Call to say, which knows the context.
	session.MaxRestRetries, session.ShouldRetryOnRateLimit = 0, false
	session.Client = &http.Client{
		Transport: redirecting, Timeout: requestTimeout,
		// Discord's API does not redirect; whoever does is not Discord.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	interactions, err := lru.New[string, *discordgo.RateLimiter](maxInteractions)
	if err != nil {
		return nil, err
	}
	return &Client{
		session: session, interactions: interactions,
		global: rate.NewLimiter(globalRate, globalBurst), logger: cfg.Logger,
	}, nil
}

// Close closes connections that are not in use.
func (c *Client) Close() { c.session.Client.CloseIdleConnections() }

// File is a file to attach to a message.
type File struct {
	Name        string
	ContentType string
	Data        []byte
}

// Request is one call.
type Request struct {
	Method   string
	Endpoint string // one of discordgo's addresses
	Body     any    // sent as JSON; nil for none
	Files    []File // sent beside the body
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
// the context's deadline and the request allow. Errors: *Error,
// ErrRateLimited, *BlockedError, the context's, and those of the network, none of
// which quotes the address.
func (c *Client) Call(ctx context.Context, r Request) error {
	kind, body, err := encode(r)
	if err != nil {
		return err
	}
	path, ok := strings.CutPrefix(r.Endpoint, discordgo.EndpointAPI)
	if !ok {
		return ErrForeignHost
	}
	path, _, _ = strings.Cut(path, "?")
	route := routeOf(r.Method, path)
	var before error
	for try := 0; ; try++ {
		err := c.once(ctx, r, route, kind, body)
		if err == nil || try > 0 && IsAnswered(err) {
			return nil // refused as a repetition: the try before has arrived
		}
		if before != nil && errors.Is(err, ErrRateLimited) {
			return before // that one was sent
		}
		before = err
		pause, again := r.next(err, try)
		if !again || sleep(ctx, pause) != nil {
			return err
		}
		c.logger.DebugContext(ctx, "discord: trying again", "err", err, "after", pause)
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
		return 0, true // the bucket knows how long
	case isRefusal && refused.Status < 500, errors.Is(err, ErrRateLimited), errors.Is(err, ErrForeignHost):
		return 0, false
	case r.Method == http.MethodPost && !r.Repeatable:
		return 0, false
	}
	pause := firstPause << try
	return pause/2 + rand.N(pause/2), true
}

func (c *Client) once(ctx context.Context, r Request, route, kind string, body []byte) error {
	if err := c.block.now(); err != nil {
		return err
	}
	bucket, err := c.lock(ctx, route, r.Once)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", redacted(route), ErrRateLimited, err)
	}
	// discordgo's errors hold the request, or lack the status: the response
	// itself is what tells.
	var resp *http.Response
	client := *c.session.Client
	client.Transport = roundTripper(func(req *http.Request) (_ *http.Response, err error) {
		resp, err = c.session.Client.Transport.RoundTrip(req)
		return resp, err
	})
	answer, err := c.session.RequestWithLockedBucket(r.Method, r.Endpoint, kind, body, bucket, 0,
		discordgo.WithContext(ctx), discordgo.WithClient(&client))
	if resp != nil {
		if blocked := c.block.note(resp, answer); blocked != nil {
			c.logger.ErrorContext(ctx, "discord: this address is turned away", "err", blocked)
			return blocked
		}
	}
	switch {
	case resp != nil && (resp.StatusCode < 200 || resp.StatusCode > 299):
		return newError(redacted(route), resp, answer)
	case err != nil:
		return fmt.Errorf("%s: %w", redacted(route), harmless(err))
	}
	return decode(redacted(route), answer, r.Into)
}

// harmless takes off what http.Client adds, the address with its token, and
// what discordgo does, the request.
func harmless(err error) error {
	var failed *url.Error
	var refused *discordgo.RESTError
	switch {
	case errors.As(err, &failed):
		return failed.Err
	case errors.As(err, &refused):
		return errors.New("answered with " + refused.Response.Status)
	}
	return err
}

// encode returns the body of a request and its media type.
func encode(r Request) (kind string, body []byte, err error) {
	if len(r.Files) > 0 {
		var files []*discordgo.File
		for _, f := range r.Files {
			files = append(files, &discordgo.File{Name: f.Name, ContentType: f.ContentType, Reader: bytes.NewReader(f.Data)})
		}
		return discordgo.MultipartBodyWithJSON(r.Body, files)
	}
	if r.Body != nil {
		body, err = json.Marshal(r.Body)
	}
	return "application/json", body, err
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
