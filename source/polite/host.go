package polite

import (
	"context"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/temoto/robotstxt"
)

// host is what the client keeps of one site: whose turn it is, and its
// robots.txt. The two have a lock each, because reading robots.txt takes a
// turn of its own.
type host struct {
	turn chan struct{} // holds a token while a request is on its way

	// With the turn:
	ended time.Time // when the last request ended

	robotsLock chan struct{}
	// With robotsLock:
	robots  *robotstxt.RobotsData // nil: not read yet
	outage  error                 // why robots.txt could not be read whole, nil if it was
	expires time.Time             // when to ask for it again

	crawlDelay atomic.Int64 // nanoseconds; set from robots.txt, read with the turn
}

// host returns the state kept for u's host. The map grows by one small entry
// for each host that a user configured or a feed linked to.
func (c *Client) host(u *url.URL) *host {
	name := strings.ToLower(u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.hosts[name]
	if !ok {
		h = &host{turn: make(chan struct{}, 1), robotsLock: make(chan struct{}, 1)}
		c.hosts[name] = h
	}
	return h
}

func (h *host) take(ctx context.Context) error { return lock(ctx, h.turn) }
func (h *host) give()                          { <-h.turn }

// lock is a mutex that gives up with its context.
func lock(ctx context.Context, token chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case token <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pause waits until the host may be asked again. The caller has the turn.
func (c *Client) pause(ctx context.Context, h *host) error {
	if h.ended.IsZero() {
		return nil
	}
	interval := max(c.opts.MinInterval, time.Duration(h.crawlDelay.Load()))
	if wait := h.ended.Add(interval).Sub(c.opts.Now()); wait > 0 {
		return c.opts.Sleep(ctx, wait)
	}
	return nil
}
