package main

import (
	"fmt"
	"log/slog"
	"net/url"

	"motirbot/intake"
	"motirbot/source/feed"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// sources makes the sources of releases. The client is to be closed.
func (a *app) sources(kept *store.Store, log *slog.Logger) ([]intake.Source, *polite.Client, error) {
	o, err := loadOrigins(a.env)
	if err != nil {
		return nil, nil, err
	}
	options := polite.Options{
		UserAgent: fmt.Sprintf("motirbot/%s (+%s)", version(), o.contact), AllowPrivate: o.private, Cache: intake.Pages(kept), Logger: log,
	}
	if o.private && o.isOwn() {
		options.MinInterval = -1
	}
	if o.contact == "" {
		options.UserAgent = fmt.Sprintf("motirbot/%s (test: no contact)", version())
	}
	client, err := polite.New(options)
	if err != nil {
		return nil, nil, usageError{err}
	}
	sources := []intake.Source{intake.FromSite("motir", motir.New(client, motir.Config{ListURL: o.list}))}
	for _, address := range o.feeds {
		sources = append(sources, intake.FromFeed(feedName(address), feed.New(client, address)))
	}
	return sources, client, nil
}

// feedName is the address without what may be secret in it.
func feedName(address string) string {
	u, _ := url.Parse(address)
	return u.Host + u.Path
}
