package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// maxResponse bounds what is read of any answer. The largest that motirbot
// asks for, its own commands, is a few dozen kilobytes.
const maxResponse = 8 << 20

// ErrForeignHost means that a request was addressed to somebody else than
// Discord. It is not sent: it would carry the bot's token there.
var ErrForeignHost = errors.New("the request is not for Discord")

// errTooLarge ends the reading of an answer.
var errTooLarge = fmt.Errorf("the answer is longer than %d bytes", maxResponse)

// NewTransport returns a transport that sends what is addressed to Discord's
// API to base instead, any server that speaks the same, or to Discord itself
// where base is "". It refuses requests to any other host and bounds the size
// of answers. discordgo's own addresses, which are global variables, stay as
// they are.
func NewTransport(base string, next http.RoundTripper) (http.RoundTripper, error) {
	if base == "" {
		base = discordgo.EndpointAPI
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("the address of Discord's API is not an http or https address")
	}
	return &transport{base: u, next: next}, nil
}

type transport struct {
	base *url.URL
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	path, ok := strings.CutPrefix(req.URL.String(), discordgo.EndpointAPI)
	if !ok {
		return nil, ErrForeignHost
	}
	there, err := url.Parse(strings.TrimSuffix(t.base.String(), "/") + "/" + path)
	if err != nil {
		return nil, errors.New("the request has no valid address") // err would quote it
	}
	sent := req.Clone(req.Context())
	sent.URL, sent.Host = there, ""
	resp, err := t.next.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	resp.Body = &bounded{body: resp.Body, left: maxResponse}
	if resp.StatusCode == http.StatusTooManyRequests {
		return resp, announce(resp)
	}
	return resp, nil
}

// headerResetAfter tells in how many seconds a request may be sent again.
const headerResetAfter = "X-RateLimit-Reset-After"

// announce repeats in the headers what the body of a 429 says: discordgo's
// buckets read only those, and Discord leaves out some of them.
func announce(resp *http.Response) error {
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var form struct {
		After  float64 `json:"retry_after"`
		Global bool    `json:"global"`
	}
	_ = json.Unmarshal(body, &form) // a proxy's is HTML
	if form.After <= 0 {
		form.After, _ = strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	}
	if form.After <= 0 {
		form.After = 1 // a 429 without a time still means to wait
	}
	resp.Header.Set("X-RateLimit-Remaining", "0")
	resp.Header.Set(headerResetAfter, strconv.FormatFloat(form.After, 'f', 3, 64))
	if form.Global {
		resp.Header.Set("X-RateLimit-Global", "true")
	}
	return nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (t *transport) CloseIdleConnections() {
	if closer, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

type bounded struct {
	body io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if len(p) > b.left+1 {
		p = p[:b.left+1] // one byte more tells an answer that is too long
	}
	n, err := b.body.Read(p)
	if n > b.left {
		return b.left, errTooLarge
	}
	b.left -= n
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }
