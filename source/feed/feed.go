// Package feed reads press releases from RSS and Atom feeds: the ministry's
// Korean one, the government portal's, or any that a user names.
//
// Feeds differ in how much they give. Where an item holds the text, that is
// the text; where it holds a summary, the linked page is fetched and its main
// text taken. An item that cannot be made into a whole release now, because
// its page is down, is left out and reported, so that the next fetch tries it
// again; one whose page never will give more (closed by robots.txt, no text
// in it) is kept with its summary and marked as truncated.
//
// What is one item's fault never costs the others: Fetch returns problems
// beside releases, and an error only when there is no feed to read.
package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"sync"

	"github.com/mmcdole/gofeed"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/polite"
)

// SourceName is the Source of the releases, and the first part of their IDs.
const SourceName = "feed"

// ErrNotFeed: what stands at the address is neither RSS nor Atom.
var ErrNotFeed = errors.New("this is no RSS or Atom feed")

// MaxItems bounds how many items of a feed are read, newest first as feeds
// have them. It bounds the pages fetched for their text as well.
const MaxItems = 100

// Feed reads one feed. Its methods may be called by several goroutines.
type Feed struct {
	client *polite.Client
	at     address.Address

	mu    sync.Mutex
	last  polite.Page            // as last answered, without body
	texts map[string]articleText // by item, so that a new item does not cost the pages of all
	slow  map[string]bool        // by item: its page did not come the last time
}

// New returns a reader of the feed at that address. What may be secret in it is
// kept out of the releases as well.
func New(client *polite.Client, at address.Address) *Feed {
	return &Feed{client: client, at: at, texts: map[string]articleText{}, slow: map[string]bool{}}
}

// Fetch reads the feed. With notModified it is as it was when last confirmed,
// and there are no releases. Every release returned is valid; what was wrong
// with the others is in problems. When the deadline of ctx is over, it returns
// what it has until then, and one problem, a polite.Timeout, for the rest.
func (f *Feed) Fetch(ctx context.Context) (releases []release.Release, notModified bool, problems []error, err error) {
	page, err := f.client.Get(ctx, f.at.Reveal(), polite.Conditional())
	if err != nil {
		return nil, false, nil, fmt.Errorf("feed: %w", err)
	}
	if !page.NotModified {
		parsed, err := parse(page.Body, page.URL)
		if err != nil {
			return nil, false, nil, err
		}
		releases, problems = f.releases(ctx, parsed, page.URL)
		if err := ctx.Err(); errors.Is(err, context.Canceled) {
			return nil, false, nil, fmt.Errorf("feed %s: %w", f.at, err)
		}
	}
	page.Body = nil
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = page
	return releases, page.NotModified, problems, nil
}

// Confirm remembers the feed as last fetched, so that the next Fetch can be a
// 304. Call it when all releases are stored and nothing in problems is
// polite.Temporary: an item left out would else not be tried again.
func (f *Feed) Confirm(ctx context.Context) error {
	f.mu.Lock()
	page := f.last
	f.mu.Unlock()
	if page.URL.IsZero() {
		return fmt.Errorf("feed %s was not fetched", f.at)
	}
	return f.client.Remember(ctx, page)
}

func parse(body []byte, from address.Address) (*gofeed.Feed, error) {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", from, ErrNotFeed, err)
	}
	return parsed, nil
}

func (f *Feed) releases(ctx context.Context, parsed *gofeed.Feed, from address.Address) (found []release.Release, problems []error) {
	base, err := url.Parse(from.Reveal())
	if err != nil {
		base = &url.URL{}
	}
	stable := stableGUIDs(parsed.Items)
	current := map[string]bool{}
	items := parsed.Items[:min(len(parsed.Items), MaxItems)]
	read := make([]*release.Release, len(items)) // by item: found keeps their order
	left := 0
	for _, i := range f.slowLast(items, base, stable) {
		r := fromItem(items[i], base, stable, f.at)
		if current[string(r.ID)] {
			continue
		}
		current[string(r.ID)] = true
		late := ctx.Err() != nil
		err := f.fillBody(ctx, &r, items[i])
		if !late {
			f.note(string(r.ID), err)
		}
		switch {
		case err != nil && ctx.Err() != nil:
			left++
			continue
		case err != nil:
			problems = append(problems, fmt.Errorf("item %q: %w", r.Title, err))
			if polite.Temporary(err) {
				continue
			}
		}
		if err := r.Validate(); err != nil {
			problems = append(problems, fmt.Errorf("item %q is no release: %w", r.Title, oneLine(err)))
			continue
		}
		read[i] = &r
	}
	if left > 0 {
		problems = append(problems, &polite.Error{Kind: polite.Timeout, URL: from,
			Err: fmt.Errorf("the time for this feed is over; the pages of %d items are left for the next sync", left)})
	}
	for _, r := range read {
		if r != nil {
			found = append(found, *r)
		}
	}
	f.forgetAllBut(current)
	return found, problems
}

// slowLast returns the places of items, those last whose page did not come the
// last time: else one that never comes could take the time of all others.
func (f *Feed) slowLast(items []*gofeed.Item, base *url.URL, stable map[string]bool) []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var order, slow []int
	for i, item := range items {
		if f.slow[string(fromItem(item, base, stable, f.at).ID)] {
			slow = append(slow, i)
		} else {
			order = append(order, i)
		}
	}
	return append(order, slow...)
}

// note remembers whether the page of an item came.
func (f *Feed) note(key string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.slow, key)
	if polite.Temporary(err) {
		f.slow[key] = true
	}
}

// forgetAllBut keeps what is known of the items that the feed still holds.
func (f *Feed) forgetAllBut(current map[string]bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.texts, func(key string, _ articleText) bool { return !current[key] })
	maps.DeleteFunc(f.slow, func(key string, _ bool) bool { return !current[key] })
}
