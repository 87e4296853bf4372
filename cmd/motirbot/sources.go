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
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/attachment"
	"motirbot/source/feed"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// sources makes the sources of releases, and has the store know the feeds under
// the names that they have now. The client is to be closed.
func (a *app) sources(ctx context.Context, kept *store.Store, log *slog.Logger) ([]ingest.Source, *polite.Client, error) {
	o, err := loadOrigins(a.environ)
	if err != nil {
		return nil, nil, err
	}
	options := o.manners(log)
	options.Cache = ingest.Pages(kept)
	if err := moveFeeds(ctx, kept, o.feeds); err != nil {
		return nil, nil, err
	}
	topics, err := a.topics()
	if err != nil {
		return nil, nil, err
	}
	var known []release.Issuer
	for _, s := range o.catalog.Sources() {
		known = append(known, s.Issuer)
	}
	if err := kept.UpdateIssuers(ctx, known); err != nil {
		return nil, nil, err
	}
	client, err := polite.New(options)
	if err != nil {
		return nil, nil, usageError{err}
	}
	var files motir.Files
	if o.files {
		cache := ""
		if dir := a.environ.stateDir(); dir != "" {
			cache = filepath.Join(dir, "pdfium")
		}
		files = attachment.New(cache)
	}
	var sources []ingest.Source
	for _, s := range o.followed() {
		if s.Feed.IsZero() {
			site := motir.Config{ListURL: s.Site.Reveal(), Issuer: s.Issuer, Files: files}
			if s.Name != motir.SourceName {
				site.Board = s.Name
			}
			sources = append(sources, ingest.FromSite(s.Name, motir.New(client, site)))
			continue
		}
		from := issued{Feed: feed.New(client, s.Feed, feed.Remember(kept), feed.InZone(s.Issuer.Location())), issuer: s.Issuer, topics: topics}
		for _, topic := range s.Topics {
			if _, known := topics.Find(topic.Name); !known {
				return nil, nil, usagef("MOTIRBOT_SOURCES: %s: no topic is called %q: name one that `motirbot latest` knows, or add it to the file of MOTIRBOT_TOPICS", topic.At, topic.Name)
			}
			from.wanted = append(from.wanted, topic.Name)
		}
		sources = append(sources, ingest.FromFeed(s.Name, from))
	}
	return sources, client, nil
}

// manners are how the sites are asked.
func (o origins) manners(log *slog.Logger) polite.Options {
	options := polite.Options{UserAgent: fmt.Sprintf("motirbot/%s (+%s)", version(), o.contact), AllowPrivate: o.private, Logger: log}
	if o.private && o.isOwn() {
		options.MinInterval = -1
	}
	if o.contact == "" {
		options.UserAgent = fmt.Sprintf("motirbot/%s (test: no contact)", version())
	}
	return options
}

// issued is a feed whose releases are all by one issuer, and of which those on
// some topics are wanted.
type issued struct {
	ingest.Feed
	issuer release.Issuer
	topics *retrieval.Topics
	wanted []string // none: all
}

func (f issued) Fetch(ctx context.Context) ([]release.Release, bool, []error, error) {
	all, same, problems, err := f.Feed.Fetch(ctx)
	var kept []release.Release
	for _, r := range all {
		if r.Issuer = f.issuer; len(f.wanted) == 0 || f.topics.In(r.Title+"\n"+r.Body, f.wanted) {
			kept = append(kept, r)
		}
	}
	return kept, same, problems, err
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
