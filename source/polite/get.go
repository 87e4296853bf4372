package polite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"motirbot/internal/address"
)

const maxRedirects = 5

// Page is what a site answered.
type Page struct {
	URL         address.Address // after redirects; validators belong to this one
	Body        []byte          // UTF-8; empty when NotModified
	ContentType string          // media type without parameters
	// NotModified: the site says that the page is the one whose validators
	// were remembered.
	NotModified bool
	// Conditional: validators were sent. A conditional request that brought a
	// body proves that the page has changed.
	Conditional bool
	Validators  Validators
	// Moved is where the address that was asked for has moved to for good (301,
	// 308, at every step); zero if it has not.
	Moved address.Address
	// Cut: it is a feed longer than Options.MaxBytes, and Body its beginning.
	Cut bool
}

// GetOption changes one request.
type GetOption func(*getOptions)

type getOptions struct {
	conditional bool
	htmlOnly    bool
	feed        bool
	post        bool
	binary      int64 // bytes that a file may have; 0: text is asked for
	robots      bool  // this request is for robots.txt itself
}

// Conditional asks for the page only if it differs from the one remembered.
func Conditional() GetOption { return func(o *getOptions) { o.conditional = true } }

// HTMLOnly refuses, as NotText, anything but HTML. Without it every kind of
// text is taken, feeds among them.
func HTMLOnly() GetOption { return func(o *getOptions) { o.htmlOnly = true } }

// AsFeed asks for a feed. Of one that is too long it takes the beginning, it
// does not mind the stated type as long as text comes, and where a site lets a
// feed be had by POST only, it asks so.
func AsFeed() GetOption { return func(o *getOptions) { o.feed = true } }

// Binary asks for a file of any kind, of so many bytes at most, and decodes
// nothing.
func Binary(maxBytes int64) GetOption { return func(o *getOptions) { o.binary = maxBytes } }

// Get fetches a page, following up to five redirects, and decodes it to UTF-8.
// Validators are not saved: see Remember. Errors are of type *Error, except
// that a cancelled ctx gives context.Canceled.
func (c *Client) Get(ctx context.Context, rawURL string, opts ...GetOption) (Page, error) {
	var o getOptions
	for _, opt := range opts {
		opt(&o)
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Deadline)
	defer cancel()
	return c.follow(ctx, rawURL, o)
}

// follow walks the redirects. Each hop is a request like the first: its
// address is checked, its host's robots.txt asked, its turn waited for.
func (c *Client) follow(ctx context.Context, rawURL string, o getOptions) (Page, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return Page{}, err
	}
	from, seen, forGood := address.Of(u), map[string]bool{}, true
	for hop := 0; hop <= maxRedirects; hop++ {
		if seen[u.String()] {
			return Page{}, &Error{Kind: TooManyRedirects, URL: from, Err: errors.New("they lead in a circle")}
		}
		seen[u.String()] = true
		if !o.robots {
			if err := c.allowed(ctx, u); err != nil {
				return Page{}, err
			}
		}
		page, next, err := c.fetchFeed(ctx, u, o)
		if err != nil {
			return page, err
		}
		if next == nil {
			if hop > 0 && forGood {
				page.Moved = address.Of(u)
			}
			return page, nil
		}
		forGood = forGood && page.Moved.Equal(address.Of(next))
		if !from.Leads(address.Of(next)) {
			return Page{}, &Error{Kind: Refused, URL: from, Err: fmt.Errorf("it redirects to %s with what may be secret, which is not followed: set the new address", next.Host)}
		}
		u = next
	}
	return Page{}, &Error{Kind: TooManyRedirects, URL: from, Err: errors.New("more than five")}
}

// fetchFeed is fetch, by POST where a feed may not be had otherwise.
func (c *Client) fetchFeed(ctx context.Context, u *url.URL, o getOptions) (Page, *url.URL, error) {
	page, next, err := c.fetch(ctx, u, o)
	var e *Error
	if o.feed && errors.As(err, &e) && e.Status == http.StatusMethodNotAllowed {
		o.post = true
		if byPost, to, postErr := c.fetch(ctx, u, o); postErr == nil {
			return byPost, to, nil
		}
	}
	return page, next, err
}

// redirectTarget returns where resp points to, and whether for good; nil if it
// is no redirect.
func redirectTarget(resp *http.Response) (to *url.URL, forGood bool, err error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, false, nil
	}
	to, err = resp.Location()
	if err != nil {
		return nil, false, &Error{Kind: Refused, URL: address.Of(resp.Request.URL), Status: resp.StatusCode, Err: errors.New("it redirects without saying where to")}
	}
	to.Fragment, to.RawFragment = "", ""
	return to, resp.StatusCode == http.StatusMovedPermanently || resp.StatusCode == http.StatusPermanentRedirect, checkURL(to)
}
