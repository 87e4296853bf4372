// Package polite fetches web pages the way a guest should: it says who it is,
// asks one thing at a time, keeps out of what robots.txt closes, does not ask
// again for what has not changed, and gives up in good time.
//
// It is also wary, since addresses come from users and from pages of others. A
// page may be no larger than a limit, counted after decompression; bytes that
// trickle run into a timeout; and an address inside our own network is refused
// at the moment of connecting, after DNS and after every redirect, so that no
// name can smuggle it in.
//
// [Client.Get] answers with UTF-8 text or with an [Error] that has a [Kind].
// Asking conditionally has two halves: Get sends the validators that the
// [ValidatorCache] holds, and [Client.Remember] saves new ones. They are apart
// because a page must be stored before its validators are: were it the other
// way round, a crash in between would make the next 304 hide a page that was
// never kept.
package polite

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Options say how a Client behaves. Only UserAgent must be given.
type Options struct {
	// UserAgent names the program and a contact, a web or mail address:
	// "motirbot/1.0 (+https://example.org/motirbot)". The part before the slash
	// is the name that robots.txt is asked about.
	UserAgent string
	// AllowPrivate admits loopback and private addresses.
	AllowPrivate bool
	// Admit, if set, decides instead of AllowPrivate, address by address: it
	// serves a single trusted host inside the network.
	Admit func(netip.AddrPort) bool
	// MinInterval is the pause between the end of one request to a host and
	// the start of the next. 0 means 1 s, a negative value none. A Crawl-delay
	// in robots.txt lengthens it, to one minute at most.
	MinInterval time.Duration
	// Timeout bounds one request, the last byte of its body included. 0: 30 s.
	Timeout time.Duration
	// Deadline bounds a whole Get: waiting for its turn, robots.txt,
	// redirects, retries and the pauses between. 0: 2 min.
	Deadline time.Duration
	// MaxBytes bounds a body after decompression. 0: 8 MiB.
	MaxBytes int64
	// Attempts is how often a page is asked for when the site is in passing
	// trouble, the first time included. 0: 3.
	Attempts int
	// MaxRetryAfter is the longest Retry-After that Get waits for itself; one
	// that asks for more is handed to the caller in Error.RetryAfter. 0: 30 s.
	MaxRetryAfter time.Duration
	// Cache keeps validators between runs. Nil: requests are never conditional.
	Cache ValidatorCache
	// Logger gets a line for each request (debug) and each trouble (warning).
	Logger *slog.Logger

	// Now, Sleep and Jitter replace the clock, the pauses and the chance in
	// them, for tests. Jitter returns a duration in [0, limit).
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error
	Jitter func(limit time.Duration) time.Duration
}

// Validators are what a site gave to recognise a page by.
type Validators struct{ ETag, LastModified string }

// IsZero reports whether there is nothing to ask conditionally with.
func (v Validators) IsZero() bool { return v == Validators{} }

// ValidatorCache keeps validators by the key of an address, in which nothing
// is secret. One that it does not know has zero Validators and no error.
type ValidatorCache interface {
	Validators(ctx context.Context, key string) (Validators, error)
	PutValidators(ctx context.Context, key string, v Validators) error
}

// Client fetches pages. Its methods may be called by several goroutines.
type Client struct {
	opts  Options
	token string // the name that robots.txt rules are looked up by
	http  *http.Client

	mu    sync.Mutex
	hosts map[string]*host
}

// New returns a client, or an error if the user agent does not say who asks.
func New(opts Options) (*Client, error) {
	token, _, _ := strings.Cut(opts.UserAgent, "/")
	token = strings.TrimSpace(token)
	if token == "" || !strings.ContainsAny(opts.UserAgent, "@:") {
		return nil, errors.New("the user agent must name the program and a contact, as in \"motirbot/1.0 (+https://example.org)\"")
	}
	setDefaults(&opts)
	return &Client{
		opts:  opts,
		token: token,
		http:  newHTTPClient(opts.Admit),
		hosts: map[string]*host{},
	}, nil
}

// Close drops idle connections. The client stays usable.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Remember saves the validators of a page that its caller has stored. A page
// without validators overwrites older ones, which no longer fit it.
func (c *Client) Remember(ctx context.Context, p Page) error {
	if c.opts.Cache == nil || p.NotModified && p.Validators.IsZero() {
		return nil
	}
	return c.opts.Cache.PutValidators(ctx, p.URL.Key(), p.Validators)
}

func setDefaults(o *Options) {
	setIfZero(&o.MinInterval, time.Second)
	setIfZero(&o.Timeout, 30*time.Second)
	setIfZero(&o.Deadline, 2*time.Minute)
	setIfZero(&o.MaxBytes, 8<<20)
	setIfZero(&o.Attempts, 3)
	setIfZero(&o.MaxRetryAfter, 30*time.Second)
	setIfZero(&o.Logger, slog.New(slog.DiscardHandler))
	if o.Admit == nil {
		allow := o.AllowPrivate
		o.Admit = func(netip.AddrPort) bool { return allow }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Jitter == nil {
		o.Jitter = func(limit time.Duration) time.Duration { return rand.N(max(limit, 1)) }
	}
}

func setIfZero[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
