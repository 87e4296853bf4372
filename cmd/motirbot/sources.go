package main

import (
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"motirbot/intake"
	"motirbot/source/feed"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// origins is what the environment says about where releases come from.
type origins struct {
	list, contact string
	feeds         []string
	private       bool
}

func (a *app) origins() (origins, error) {
	read := reader{env: a.env}
	o := origins{list: a.env["MOTIRBOT_SOURCE_URL"], contact: strings.TrimSpace(a.env["MOTIRBOT_CONTACT"])}
	o.private, _ = strconv.ParseBool(a.env["MOTIRBOT_ALLOW_PRIVATE"])
	if o.list != "" && !isSite(o.list) || strings.ContainsAny(o.list, "?#") {
		read.wrong("MOTIRBOT_SOURCE_URL: want the address of a list, without user, password or query")
	}
	for address := range strings.SplitSeq(a.env["MOTIRBOT_FEEDS"], ",") {
		if address = strings.TrimSpace(address); address == "" {
			continue
		}
		if !isSite(address) {
			read.wrong("MOTIRBOT_FEEDS: want addresses of feeds, separated by commas, without user or password")
		}
		o.feeds = append(o.feeds, address)
	}
	switch {
	case o.contact == "" && !o.private:
		read.wrong("MOTIRBOT_CONTACT is not set: name a web or mail address at which the people who run the ministry's site can reach you")
	case o.contact != "" && !strings.ContainsAny(o.contact, "@:") || strings.ContainsFunc(o.contact, func(r rune) bool { return r < ' ' }):
		read.wrong("MOTIRBOT_CONTACT: want a web or mail address")
	}
	return o, read.err
}

func isSite(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "http" || u.Scheme == "https")
}

// isOwn reports whether every site is on this very machine, where a pause
// between requests spares nobody.
func (o origins) isOwn() bool {
	for _, address := range append([]string{o.list}, o.feeds...) {
		u, err := url.Parse(address)
		ip, ipErr := netip.ParseAddr(u.Hostname())
		if err != nil || ipErr != nil || !ip.IsLoopback() {
			return false
		}
	}
	return true
}

// sources makes the sources of releases. The client is to be closed.
func (a *app) sources(kept *store.Store, log *slog.Logger) ([]intake.Source, *polite.Client, error) {
	o, err := a.origins()
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
