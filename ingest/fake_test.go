package ingest_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/source/polite"
)

// fakeSite is a site without a socket: one list page, no validators.
type fakeSite struct {
	mu       sync.Mutex
	releases []release.Release // newest first
	err      error             // what every list request gives
	lists    int               // requests for the list
	onList   func(ctx context.Context)
	onView   func(ctx context.Context)
}

func (f *fakeSite) List(ctx context.Context, page int) ([]motir.Item, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lists++
	if f.onList != nil {
		f.onList(ctx)
	}
	if f.err != nil || ctx.Err() != nil {
		return nil, false, cmp.Or(f.err, ctx.Err())
	}
	if page > 1 {
		return nil, false, nil
	}
	var items []motir.Item
	for _, r := range f.releases {
		items = append(items, motir.Item{Number: r.Number, Title: r.Title, Date: r.Date, URL: r.URL})
	}
	return items, false, nil
}

func (f *fakeSite) ListInFull(ctx context.Context, page int) ([]motir.Item, error) {
	items, _, err := f.List(ctx, page)
	return items, err
}

func (*fakeSite) ReleaseID(item motir.Item) release.ID {
	return release.NewID(motir.SourceName, item.Number, item.Title, item.Date)
}

func (*fakeSite) Has(string) bool                        { return true }
func (*fakeSite) Changed(int) bool                       { return true }
func (*fakeSite) ConfirmList(context.Context, int) error { return nil }

func (f *fakeSite) View(ctx context.Context, item motir.Item) (release.Release, motir.ViewMeta, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.onView != nil {
		f.onView(ctx)
	}
	if ctx.Err() != nil {
		return release.Release{}, motir.ViewMeta{}, &polite.Error{Kind: polite.Timeout, URL: addressOf(item.URL), Err: ctx.Err()}
	}
	for _, r := range f.releases {
		if r.Number == item.Number {
			return r, motir.ViewMeta{URL: addressOf(r.URL)}, nil
		}
	}
	return release.Release{}, motir.ViewMeta{}, fmt.Errorf("release %s: %w", item.Number, motir.ErrWithdrawn)
}

func (f *fakeSite) Recheck(ctx context.Context, item motir.Item) (release.Release, motir.ViewMeta, error) {
	return f.View(ctx, item)
}

// fakeFeed gives what it holds at every fetch.
type fakeFeed struct {
	releases  []release.Release
	problems  []error
	err       error
	confirmed int
	onFetch   func(ctx context.Context)
}

func (f *fakeFeed) Fetch(ctx context.Context) ([]release.Release, bool, []error, error) {
	if f.onFetch != nil {
		f.onFetch(ctx)
	}
	if ctx.Err() != nil {
		return nil, false, nil, ctx.Err()
	}
	return f.releases, false, f.problems, f.err
}

func (f *fakeFeed) Confirm(context.Context) error {
	f.confirmed++
	return nil
}

// text is a release of n sentences from a source.
func text(source, number, title, date string, n int) release.Release {
	day, err := release.ParseDate(date)
	if err != nil {
		panic(err)
	}
	var body strings.Builder
	for i := range n {
		fmt.Fprintf(&body, "Sentence %d is about %s and the ship yards of Geoje number %d.\n", i, title, i*7)
	}
	return release.Release{
		ID: release.NewID(source, number, title, day), Source: source, Number: number, Title: title, Date: day,
		Body: strings.TrimSpace(body.String()), URL: "https://example.org/" + source + "/" + number,
	}
}

var errUnavailable = &polite.Error{Kind: polite.Unavailable, URL: addressOf("https://example.org/list"), Status: 503}
