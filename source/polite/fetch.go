package polite

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motirbot/internal/address"
)

const (
	backoffBase = time.Second
	backoffMax  = 15 * time.Second
)

// fetch asks one address, again if the trouble may pass. It keeps the host's
// turn throughout: a host that is in trouble is asked for nothing else until
// this request is settled.
//
// The loop is our own, and not a library's, because a retry here must cover
// the body (a connection dropped halfway is the commonest fault), must bound
// Retry-After instead of obeying any number, and must pause on the clock that
// tests set; go-retryablehttp does none of the three.
func (c *Client) fetch(ctx context.Context, u *url.URL, o getOptions) (Page, *url.URL, error) {
	h := c.host(u)
	if err := h.take(ctx); err != nil {
		return Page{}, nil, transportError(ctx, u, err)
	}
	defer h.give()
	for attempt := 1; ; attempt++ {
		if err := c.pause(ctx, h); err != nil {
			return Page{}, nil, transportError(ctx, u, err)
		}
		page, next, err := c.attempt(ctx, u, o)
		h.ended = c.opts.Now()
		wait, again := c.backoff(err, attempt)
		if !again {
			return page, next, err
		}
		c.opts.Logger.WarnContext(ctx, "asking again", "attempt", attempt, "wait", wait, "error", err)
		if err := c.opts.Sleep(ctx, wait); err != nil {
			return Page{}, nil, transportError(ctx, u, err)
		}
	}
}

// backoff decides whether to ask again after err, and when. Without a word
// from the site it is a random part of a doubling limit ("full jitter"), so
// that programs which failed together do not return together.
func (c *Client) backoff(err error, attempt int) (time.Duration, bool) {
	if !Temporary(err) || attempt >= c.opts.Attempts {
		return 0, false
	}
	if asked := RetryAfter(err); asked > 0 {
		return asked, asked <= c.opts.MaxRetryAfter
	}
	return c.opts.Jitter(min(backoffBase<<(attempt-1), backoffMax)), true
}

// attempt makes one request. It returns a page, or where to go next.
func (c *Client) attempt(outer context.Context, u *url.URL, o getOptions) (Page, *url.URL, error) {
	ctx, cancel := context.WithTimeout(outer, c.opts.Timeout)
	defer cancel()
	method := http.MethodGet
	if o.post {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return Page{}, nil, &Error{Kind: BadURL, URL: address.Of(u), Err: withoutURL(err)}
	}
	sent := c.setHeaders(ctx, req, o)
	began := c.opts.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return Page{}, nil, transportError(outer, u, err)
	}
	defer resp.Body.Close()
	c.opts.Logger.DebugContext(ctx, "asked", "url", address.Of(u), "status", resp.StatusCode, "took", c.opts.Now().Sub(began))

	if next, forGood, err := redirectTarget(resp); next != nil || err != nil {
		var page Page
		if forGood && err == nil {
			page.Moved = address.Of(next)
		}
		return page, next, err
	}
	page, err := c.answer(resp, sent, o)
	var e *Error
	if err != nil && !errors.As(err, &e) {
		err = transportError(outer, u, err)
	}
	return page, nil, err
}

// answer reads a response that is no redirect.
func (c *Client) answer(resp *http.Response, sent Validators, o getOptions) (Page, error) {
	page := Page{
		URL:         address.Of(resp.Request.URL),
		Conditional: !sent.IsZero(),
		Validators:  Validators{ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified")},
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && page.Conditional:
		page.NotModified = true
		page.Validators = refreshed(sent, page.Validators)
		return page, nil
	case resp.StatusCode != http.StatusOK:
		return Page{}, &Error{
			Kind: statusKind(resp.StatusCode), URL: page.URL, Status: resp.StatusCode,
			RetryAfter: parseRetryAfter(resp.Header.Get("Retry-After"), c.opts.Now()),
		}
	}
	var err error
	page.Body, page.ContentType, page.Cut, err = readText(resp, c.opts.MaxBytes, o)
	return page, err
}

// setHeaders returns the validators that it sends.
func (c *Client) setHeaders(ctx context.Context, req *http.Request, o getOptions) Validators {
	req.Header.Set("User-Agent", c.opts.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,text/*;q=0.8")
	if o.binary > 0 {
		req.Header.Set("Accept", "*/*")
	}
	if !o.conditional || o.post || c.opts.Cache == nil {
		return Validators{}
	}
	at := address.Of(req.URL)
	v, err := c.opts.Cache.Validators(ctx, at.Key())
	if err != nil {
		// Asking for the whole page costs more and loses nothing.
		c.opts.Logger.WarnContext(ctx, "the remembered validators cannot be read", "url", at, "error", err)
		return Validators{}
	}
	if v.ETag != "" {
		req.Header.Set("If-None-Match", v.ETag)
	}
	if v.LastModified != "" {
		req.Header.Set("If-Modified-Since", v.LastModified)
	}
	return v
}

// refreshed is old with what a 304 said anew.
func refreshed(old, fresh Validators) Validators {
	if fresh.ETag != "" {
		old.ETag = fresh.ETag
	}
	if fresh.LastModified != "" {
		old.LastModified = fresh.LastModified
	}
	return old
}

// parseRetryAfter reads seconds or an HTTP date; 0 if it says nothing usable.
func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 7*24*3600)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
