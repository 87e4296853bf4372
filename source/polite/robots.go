package polite

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/temoto/robotstxt"

	"motirbot/internal/address"
)

const (
	robotsKept    = 24 * time.Hour
	robotsOutage  = 5 * time.Minute // after an outage, how long until robots.txt is asked for again
	maxCrawlDelay = time.Minute
)

// allowed returns nil if robots.txt of u's host lets us read u.
func (c *Client) allowed(ctx context.Context, u *url.URL) error {
	h := c.host(u)
	if err := lock(ctx, h.robotsLock); err != nil {
		return transportError(ctx, u, err)
	}
	defer func() { <-h.robotsLock }()
	if now := c.opts.Now(); !now.Before(h.expires) {
		if err := c.readRobots(ctx, u, h); err != nil {
			return err
		}
	}
	if h.outage != nil {
		return robotsError(u, fmt.Errorf("robots.txt cannot be read, so nothing is fetched for now: %w", h.outage))
	}
	if h.robots != nil && !h.robots.TestAgent(robotsPath(u), c.token) {
		return robotsError(u, errors.New("the site's robots.txt closes this page to "+c.token))
	}
	return nil
}

// readRobots renews what h holds. An error means that nothing was learnt: the
// caller gave up, or the host is not one to talk to at all.
func (c *Client) readRobots(ctx context.Context, u *url.URL, h *host) error {
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	page, err := c.follow(ctx, at.String(), getOptions{robots: true})
	now := c.opts.Now()
	var e *Error
	switch {
	case err == nil:
		h.robots, err = robotstxt.FromBytes(understood(page.Body))
	case errors.Is(err, PrivateAddress):
		return &Error{Kind: PrivateAddress, URL: address.Of(u), Err: addressCause(err)}
	case ctx.Err() != nil:
		return err
	case errors.As(err, &e) && !Temporary(err):
		// RFC 9309: no robots.txt to be had (4xx) means no rules. A file that
		// is no text or too large is as good as none.
		h.robots, err = nil, nil
	}
	if err != nil {
		h.outage, h.expires = err, now.Add(min(max(robotsOutage, RetryAfter(err)), time.Hour))
		return nil
	}
	h.outage, h.expires = nil, now.Add(robotsKept)
	h.crawlDelay.Store(0)
	if h.robots != nil {
		h.crawlDelay.Store(int64(min(h.robots.FindGroup(c.token).CrawlDelay, maxCrawlDelay)))
	}
	return nil
}

// understood keeps the lines of robots.txt that are rules, and drops those
// that stand before any user agent. The parser would reject a whole file for
// one stray line, and a site that answers with a web page here has no rules.
func understood(body []byte) []byte {
	var kept bytes.Buffer
	agent := false
	lines := bufio.NewScanner(bytes.NewReader(body))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent":
			agent = true
		case "allow", "disallow":
			ok = ok && agent
		case "crawl-delay":
			seconds, err := strconv.ParseFloat(value, 64)
			ok = ok && agent && err == nil && seconds >= 0
		default:
			ok = false
		}
		if ok {
			fmt.Fprintf(&kept, "%s: %s\n", strings.TrimSpace(key), value)
		}
	}
	return kept.Bytes()
}

func robotsPath(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return path
}

func robotsError(u *url.URL, cause error) error {
	return &Error{Kind: RobotsDisallowed, URL: address.Of(u), RetryAfter: RetryAfter(cause), Err: cause}
}
