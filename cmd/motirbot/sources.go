package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"motirbot/ingest"
	"motirbot/internal/address"
	"motirbot/source/attachment"
	"motirbot/source/feed"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// sources makes the sources of releases, and has the store know the feeds under
// the names that they have now. The client is to be closed.
func (a *app) sources(ctx context.Context, kept *store.Store, log *slog.Logger) ([]ingest.Source, *polite.Client, error) {
	o, err := loadOrigins(a.env)
	if err != nil {
		return nil, nil, err
	}
	options := polite.Options{
		UserAgent: fmt.Sprintf("motirbot/%s (+%s)", version(), o.contact), AllowPrivate: o.private, Cache: ingest.Pages(kept), Logger: log,
	}
	if o.private && o.isOwn() {
		options.MinInterval = -1
	}
	if o.contact == "" {
		options.UserAgent = fmt.Sprintf("motirbot/%s (test: no contact)", version())
	}
	if err := moveFeeds(ctx, kept, o.feeds); err != nil {
		return nil, nil, err
	}
	client, err := polite.New(options)
	if err != nil {
		return nil, nil, usageError{err}
	}
	site := motir.Config{ListURL: o.list.Reveal()}
	if o.files {
		cache := ""
		if dir := a.env.stateDir(); dir != "" {
			cache = filepath.Join(dir, "pdfium")
		}
		site.Files = attachment.New(cache)
	}
	sources := []ingest.Source{ingest.FromSite("motir", motir.New(client, site))}
	for _, at := range o.feeds {
		sources = append(sources, ingest.FromFeed(feedName(at), feed.New(client, at, feed.Remember(kept))))
	}
	return sources, client, nil
}

// feedName is what the store and people know a feed by, always the same and
// without what may be secret in its address.
func feedName(at address.Address) string {
	_, name, _ := strings.Cut(at.Key(), "://")
	return name
}

// moveFeeds brings over what an earlier motirbot knew of feeds, which it called
// by host and path alone: so two that differ in their query were one.
func moveFeeds(ctx context.Context, kept *store.Store, feeds []address.Address) error {
	now := map[string][]string{} // names by earlier name
	for _, at := range feeds {
		u, err := url.Parse(at.Reveal())
		if err != nil {
			return err
		}
		now[u.Host+u.Path] = append(now[u.Host+u.Path], feedName(at))
	}
	clean := func(link string) string {
		for _, at := range feeds {
			link = at.Strip(link)
		}
		return link
	}
	for name, names := range now {
		if slices.Equal(names, []string{name}) {
			continue
		}
		if err := kept.MoveSource(ctx, name, names, clean); err != nil {
			return err
		}
	}
	return nil
}
