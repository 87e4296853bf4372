// Package feed reads press releases from RSS and Atom feeds: a ministry's, a
// government portal's, or any that a user names.
//
// Feeds differ in how much they give. Where an item holds the text, that is
// the text; where it holds a summary, the linked page is fetched and its main
// text taken, if it is about what the item is about. Until the page comes, the
// summary stands in for it, marked as truncated, and for a day the page is tried
// again. An item without a text is left out and reported.
//
// What is one item's fault never costs the others: Fetch returns problems
// beside releases, and an error only when there is no feed to read. What an item
// said when it was last dealt with is remembered, so that looking again costs
// one request.
package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/polite"
)

// SourceName is the Source of the releases, and the first part of their IDs.
const SourceName = "feed"

// ErrNotFeed: what stands at the address is neither RSS nor Atom.
var ErrNotFeed = errors.New("this is no RSS or Atom feed")

// ErrCut: the release of an item has its summary for a text.
var ErrCut = errors.New("only its summary is stored")

const (
	// MaxItems bounds how many items of a feed are read: the newest. It bounds
	// the pages fetched for their text as well.
	MaxItems = 100
	// maxProblems are reported one by one.
	maxProblems = 30
)

// Feed reads one feed. Its methods may be called by several goroutines.
type Feed struct {
	client *polite.Client
	at     address.Address
	zone   *time.Location
	memory Memory
	now    func() time.Time

	mu   sync.Mutex
	last polite.Page // as last answered, without body
	next state       // to be remembered when that is confirmed
	kept string      // in place of a Memory
}

// Option changes how a feed is read.
type Option func(*Feed)

// InZone is where the issuer's days begin and end. Without it, that is Seoul.
func InZone(zone *time.Location) Option { return func(f *Feed) { f.zone = zone } }

// Remember keeps what is known of the feed between runs. Without it, it is known
// as long as the Feed is.
func Remember(m Memory) Option { return func(f *Feed) { f.memory = m } }

// Clock replaces time.Now.
func Clock(now func() time.Time) Option { return func(f *Feed) { f.now = now } }

// New returns a reader of the feed at that address. What may be secret in it is
// kept out of the releases as well.
func New(client *polite.Client, at address.Address, options ...Option) *Feed {
	f := &Feed{client: client, at: at, zone: release.Seoul, now: time.Now}
	for _, option := range options {
		option(f)
	}
	return f
}

// Fetch reads the feed. With notModified it is as it was when last confirmed.
// Releases are those whose item was not dealt with before as it stands now, the
// newest first, each valid; what was wrong with others is in problems. One that
// is ErrCut concerns a release that is there in part. When the deadline of ctx
// is over, Fetch returns what it has until then, and one problem, a
// polite.Timeout, for the rest.
func (f *Feed) Fetch(ctx context.Context) (releases []release.Release, notModified bool, problems []error, err error) {
	known, err := f.recall(ctx)
	if err != nil {
		return nil, false, nil, err
	}
	page, doc, problems, err := f.ask(ctx, &known)
	if err != nil {
		return nil, false, nil, err
	}
	if !page.NotModified {
		var more []error
		releases, more = f.releases(ctx, doc, page.URL, &known)
		problems = bounded(append(problems, more...))
		if err := ctx.Err(); errors.Is(err, context.Canceled) {
			return nil, false, nil, fmt.Errorf("feed %s: %w", f.at, err)
		}
	}
	page.Body = nil
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last, f.next = page, known
	return releases, page.NotModified, problems, nil
}

// Confirm remembers the feed as last fetched: what was returned will not be
// returned again as long as it stands as it did, and the next Fetch can be a
// 304. Call it when all releases are stored.
func (f *Feed) Confirm(ctx context.Context) error {
	f.mu.Lock()
	page, known := f.last, f.next
	f.mu.Unlock()
	if page.URL.IsZero() {
		return fmt.Errorf("feed %s was not fetched", f.at)
	}
	if !page.NotModified {
		// First, for it says which pages are to be tried again.
		if err := f.remember(ctx, known); err != nil {
			return err
		}
	}
	return f.client.Remember(ctx, page)
}

// ask gets the feed and takes it apart. One that has moved for good is asked
// for where it is now, as long as it is there.
func (f *Feed) ask(ctx context.Context, known *state) (page polite.Page, doc document, problems []error, err error) {
	options := []polite.GetOption{polite.AsFeed()}
	if !known.isDue(f.now()) {
		options = append(options, polite.Conditional())
	}
	if known.Moved != "" {
		if page, err = f.client.Get(ctx, known.Moved, options...); err == nil {
			if doc, problems, err = f.parse(page); err == nil {
				return page, doc, problems, nil
			}
		}
		if ctx.Err() != nil || polite.Temporary(err) {
			return page, doc, nil, fmt.Errorf("feed: %w", err)
		}
		known.Moved = "" // it was not for good
	}
	if page, err = f.client.Get(ctx, f.at.Reveal(), options...); err != nil {
		return page, doc, nil, fmt.Errorf("feed: %w", err)
	}
	if doc, problems, err = f.parse(page); err != nil {
		return page, doc, nil, err
	}
	if !page.Moved.IsZero() {
		where, how := page.Moved.String(), "it is read there from now on; set the new address"
		if isPublic(page.Moved) {
			known.Moved = page.Moved.Reveal()
		} else {
			how = "set the new address"
		}
		problems = append(problems, fmt.Errorf("the feed %s has moved for good to %s: %s", f.at, where, how))
	}
	return page, doc, problems, nil
}

// parse takes a feed apart.
func (f *Feed) parse(page polite.Page) (doc document, problems []error, err error) {
	if page.NotModified {
		return document{}, nil, nil
	}
	if doc, err = split(page.Body, MaxItems, f.zone, f.now()); err != nil {
		if title := titleOf(page.Body); title != "" {
			err = fmt.Errorf("it is a web page that calls itself %q", title)
		}
		return document{}, nil, fmt.Errorf("%s: %w: %w", page.URL, ErrNotFeed, err)
	}
	switch {
	case page.Cut:
		problems = append(problems, fmt.Errorf("the feed %s is too long: of what it holds only the first %d MB were read, %d items", f.at, len(page.Body)>>20, doc.count))
	case doc.count > many:
		problems = append(problems, fmt.Errorf("the feed %s holds %d items: the newest %d are read", f.at, doc.count, MaxItems))
	}
	if doc.empty > 0 {
		problems = append(problems, fmt.Errorf("%d items of the feed %s are empty", doc.empty, f.at))
	}
	return doc, problems, nil
}

// bounded says of many problems how many there are.
func bounded(problems []error) []error {
	if len(problems) <= maxProblems {
		return problems
	}
	rest := problems[maxProblems-1:]
	example := rest[0]
	for _, err := range rest {
		if polite.Temporary(err) && !errors.Is(err, ErrCut) {
			example = err // it says that something is left out
		}
	}
	more := fmt.Errorf("%d more problems of the kind: %w", len(rest), example)
	return append(problems[:maxProblems-1:maxProblems-1], more)
}

// releases makes releases of the items, and brings what is known of them up to
// date.
func (f *Feed) releases(ctx context.Context, doc document, from address.Address, known *state) (found []release.Release, problems []error) {
	now := f.now()
	items, problems := f.items(doc, from, known)
	left := 0
	for _, i := range items {
		if i.isKnown(now) {
			continue
		}
		if i.needsPage() {
			if ctx.Err() != nil {
				i.left = true
				left++
				continue
			}
			i.article, i.err = f.page(ctx, i)
		}
	}
	onePageEach(items)
	// Those that failed before were asked last.
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
	for _, i := range items {
		if i.left || i.isKnown(now) {
			if i.before.Shown = now; i.left {
				i.before.Next = now
			}
			known.Items[i.key] = i.before
			continue
		}
		r, errs := i.conclude(now, f.zone, known)
		for _, err := range errs {
			problems = append(problems, fmt.Errorf("item %q: %w", i.release.Title, err))
		}
		if r != nil {
			found = append(found, *r)
		}
	}
	if left > 0 {
		problems = append(problems, &polite.Error{Kind: polite.Timeout, URL: from,
			Err: fmt.Errorf("the time for this feed is over; the pages of %d items are left for the next sync", left)})
	}
	known.forget(now)
	return found, problems
}

// items reads the items, those last whose page failed before: else one that
// never comes could take the time of all others.
func (f *Feed) items(doc document, from address.Address, known *state) (items []*item, problems []error) {
	base, err := url.Parse(from.Reveal())
	if err != nil {
		base = &url.URL{}
	}
	known.Host = cmp.Or(known.Host, base.Host)
	var entries []entry
	for _, p := range doc.parts {
		e, err := doc.read(p)
		if err != nil {
			problems = append(problems, fmt.Errorf("item %d of the feed: %w", p.place+1, oneLine(err)))
			continue
		}
		entries = append(entries, e)
	}
	common, seen := namesIn(entries, base), map[string]bool{}
	for n, e := range entries {
		i := f.item(e, base, known.Host, common)
		if seen[i.key] {
			continue
		}
		seen[i.key], i.order = true, n
		i.before, i.seen = known.Items[i.key]
		items = append(items, i)
	}
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.before.Tries, b.before.Tries) })
	return items, problems
}
