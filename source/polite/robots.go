package polite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
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

	maxRobots    = 500 << 10 // bytes; RFC 9309 asks for at least as many
	maxRules     = 2000      // that concern us
	maxAsterisks = 8         // in one of them
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
		return robotsError(u, fmt.Errorf("the site's robots.txt could not be read whole, and as long as nobody knows what it forbids nothing of the site is read: %w", h.outage))
	}
	if !h.robots.TestAgent(robotsPath(u), c.token) {
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
	switch {
	case errors.Is(err, PrivateAddress):
		return &Error{Kind: PrivateAddress, URL: address.Of(u), Err: addressCause(err)}
	case err != nil && ctx.Err() != nil:
		return err
	case noRobots(err):
		page, err = Page{}, nil
	}
	var rules *robotstxt.RobotsData
	if err == nil {
		rules, err = parseRobots(page.Body, c.token)
	}
	if err != nil {
		h.outage, h.expires = err, now.Add(min(max(robotsOutage, RetryAfter(err)), time.Hour))
		return nil
	}
	h.robots, h.outage, h.expires = rules, nil, now.Add(robotsKept)
	h.crawlDelay.Store(int64(min(rules.FindGroup(c.token).CrawlDelay, maxCrawlDelay)))
	return nil
}

// noRobots reports whether an error says that the site has no robots.txt, and
// so no rules: RFC 9309, 2.3.1.2 and 2.3.1.3, a status from 400 to 499 (429,
// which only asks to wait, left out) and redirects without end. Whatever else
// keeps the file from being read whole may hide a rule.
func noRobots(err error) bool {
	var e *Error
	if !errors.As(err, &e) || Temporary(err) {
		return false
	}
	return e.Kind == TooManyRedirects || e.Status == http.StatusNoContent || e.Status >= 400 && e.Status < 500
}

// parseRobots reads the rules that concern the agent of that name. A file with
// more rules, or one with more asterisks, than a site needs is an error: each
// page would have to be matched with all of them.
func parseRobots(body []byte, token string) (*robotstxt.RobotsData, error) {
	kept, err := understood(body, strings.ToLower(token))
	if err != nil {
		return nil, err
	}
	return robotstxt.FromBytes(kept)
}

// understood keeps the lines of robots.txt that are rules for the agent of that
// name or for all. The parser would reject a whole file for one stray line, and
// a site that answers with a web page here has no rules; it also would copy
// each rule to each agent of its group, and carry on a group whose only rule is
// an empty one, which forbids nothing.
func understood(body []byte, token string) ([]byte, error) {
	var kept bytes.Buffer
	rules, open := 0, false // open: more agents may join the group
	var ours []string       // its agents that we are
	lines := strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' })
	for _, line := range lines {
		line, _, _ = strings.Cut(line, "#")
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if key == "user-agent" {
			value = strings.ToLower(value)
			if !open {
				ours, open = nil, true
			}
			if (value == "*" || value != "" && strings.HasPrefix(token, value)) && !slices.Contains(ours, value) {
				ours = append(ours, value)
				fmt.Fprintf(&kept, "user-agent: %s\n", value)
			}
			continue
		}
		rule, err := readRule(key, value)
		if rule == "" && err == nil {
			continue
		}
		if open = false; len(ours) == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		if rules++; rules > maxRules {
			return nil, fmt.Errorf("it holds more than %d rules for %s", maxRules, token)
		}
		kept.WriteString(rule)
	}
	return kept.Bytes(), nil
}

// readRule returns a line as the parser takes it, "" for one that is no rule.
func readRule(key, value string) (string, error) {
	switch key {
	case "allow", "disallow":
		value = asterisks.ReplaceAllString(value, "*")
		if strings.Count(value, "*") > maxAsterisks {
			return "", fmt.Errorf("a rule of it has more than %d asterisks", maxAsterisks)
		}
		if value == "" {
			return "allow: /\n", nil
		}
		return key + ": " + value + "\n", nil
	case "crawl-delay":
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds <= maxCrawlDelay.Seconds()*1000 {
			return key + ": " + value + "\n", nil
		}
	}
	return "", nil
}

var asterisks = regexp.MustCompile(`\*{2,}`)

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
