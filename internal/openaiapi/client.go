// Package openaiapi asks a server that speaks OpenAI's protocol for embeddings
// and chat answers. It is the only place that knows the go-openai library, and
// adds what that leaves to its callers: deadlines, retries that honour
// Retry-After, limits on what is read, a check of what came back, and errors
// that may be shown.
package openaiapi

import (
	"encoding/base64"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"motirbot/internal/address"
)

// Defaults of Config and ChatRequest.
const (
	DefaultMaxRetries   = 4
	DefaultEmbedTimeout = 60 * time.Second
	DefaultStall        = 20 * time.Second
	DefaultFirstToken   = 30 * time.Second
	DefaultTotal        = 2 * time.Minute
	DefaultBackoffMin   = 500 * time.Millisecond
	DefaultBackoffMax   = 10 * time.Second

	connectTimeout = 10 * time.Second
)

// Config says which server to ask and how patiently. The zero value of every
// field but BaseURL is usable.
type Config struct {
	BaseURL    string       // with the version: "https://api.openai.com/v1"; Azure's forms: see readEndpoint
	Key        Secret       // empty for local servers: no Authorization header
	HTTPClient *http.Client // nil: own connections; its Timeout is not used
	MaxRetries int          // 0: DefaultMaxRetries; negative: none
	Logger     *slog.Logger // nil: silent

	EmbedTimeout time.Duration // for one attempt at embeddings
	Stall        time.Duration // longest silence between two pieces of an answer
	BackoffMin   time.Duration // bound of the first wait; doubles with each attempt
	BackoffMax   time.Duration // bound of any wait that the server did not ask for
	// Jitter picks a wait between 0 and the bound; nil: at random.
	Jitter func(bound time.Duration) time.Duration
}

// Client asks one server. It is safe for concurrent use.
type Client struct {
	cfg      Config // without the key and the base URL
	endpoint endpoint
	base     address.Address // to hide what it may hold
	// reveal holds the key in a closure, for a field could be printed with %+v.
	reveal  func() string
	learned sync.Map // chat model → dialect, once an answer of it has been read
	batches sync.Map // embedding model → how many texts it takes at a time
}

// New checks the configuration; it sends nothing. Its errors are fit for a
// user and do not hold the key.
func New(cfg Config) (*Client, error) {
	where, err := readEndpoint(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	base, err := address.Parse(cfg.BaseURL)
	if err != nil {
		return nil, errors.New("the base URL of the model server is not a URL")
	}
	key := cfg.Key.Reveal()
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the API key holds a space or a character that cannot be sent")
	}
	cfg.Key, cfg.BaseURL = "", ""
	c := &Client{cfg: withDefaults(cfg), endpoint: where, base: base, reveal: func() string { return key }}
	if key != "" && where.scheme == "http" && !isLoopback(where.name) {
		c.cfg.Logger.Warn("the API key is sent unencrypted", "host", c.Host())
	}
	return c, nil
}

// Close drops idle connections. The client stays usable.
func (c *Client) Close() { c.cfg.HTTPClient.CloseIdleConnections() }

// Host is the host and port that is asked, as messages name it.
func (c *Client) Host() string { return c.endpoint.host }

func withDefaults(cfg Config) Config {
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{Transport: newTransport()}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	switch {
	case cfg.MaxRetries == 0:
		cfg.MaxRetries = DefaultMaxRetries
	case cfg.MaxRetries < 0:
		cfg.MaxRetries = 0
	}
	if cfg.Jitter == nil {
		cfg.Jitter = func(bound time.Duration) time.Duration { return rand.N(bound + 1) }
	}
	cfg.EmbedTimeout = orDefault(cfg.EmbedTimeout, DefaultEmbedTimeout)
	cfg.Stall = orDefault(cfg.Stall, DefaultStall)
	cfg.BackoffMin = orDefault(cfg.BackoffMin, DefaultBackoffMin)
	cfg.BackoffMax = orDefault(cfg.BackoffMax, DefaultBackoffMax)
	return cfg
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: connectTimeout,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     90 * time.Second,
	}
}

// sdk is a go-openai client whose requests all go through k.
func (c *Client) sdk(k *call) *openai.Client {
	cfg := openai.DefaultConfig(c.reveal())
	cfg.BaseURL = c.endpoint.base(k.model)
	cfg.HTTPClient = k
	return openai.NewClientWithConfig(cfg)
}

// keyForms are the spellings in which a server could echo the key. Local
// servers want some key or other: a placeholder of three letters is no secret,
// and to look for it would spoil every message.
func (c *Client) keyForms() []string {
	key := c.reveal()
	if len(key) < 4 {
		return nil
	}
	return []string{key, url.QueryEscape(key), base64.StdEncoding.EncodeToString([]byte(key))}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

var errRedirect = errors.New("redirect to another host")

// sameHost refuses redirects that would carry the key elsewhere.
func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) > 3 || req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
		return errRedirect
	}
	return nil
}
