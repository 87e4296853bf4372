package feed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// entry is what an item of a feed says of a release.
type entry struct {
	part
	title, link, guid string
	permalink         bool   // the guid may be a link
	summary, content  string // HTML
	category          string
	files             []string
}

// read parses one item. It does not use the library's common form of feeds,
// which looks for pictures in the text, in any amount of it.
func (d document) read(p part) (entry, error) {
	if p.fault != "" {
		return entry{}, errors.New(p.fault)
	}
	e := entry{part: p}
	e.raw = nil
	// A namespace that nobody knows makes strangers of all elements. Without it
	// they are what they are called.
	bare := d
	bare.open = namespace.ReplaceAll(d.open, nil)
	var err error
	for _, form := range []document{d, bare} {
		if d.atom {
			var feed *atom.Feed
			if feed, err = new(atom.Parser).Parse(bytes.NewReader(form.xml(p))); err == nil && len(feed.Entries) == 1 {
				e.fromAtom(feed.Entries[0])
				return e, nil
			}
			continue
		}
		var feed *rss.Feed
		if feed, err = new(rss.Parser).Parse(bytes.NewReader(form.xml(p))); err == nil && len(feed.Items) == 1 {
			e.fromRSS(feed.Items[0])
			return e, nil
		}
	}
	if err != nil {
		return entry{}, fmt.Errorf("it cannot be read: %w", err)
	}
	return entry{}, errors.New("it cannot be read")
}

var namespace = regexp.MustCompile(`\sxmlns\s*=\s*("[^"]*"|'[^']*')`)

func (e *entry) fromAtom(a *atom.Entry) {
	e.title, e.guid, e.permalink, e.summary = a.Title, a.ID, true, a.Summary
	if a.Content != nil {
		e.content = a.Content.Value
	}
	for _, l := range a.Links {
		switch {
		case l.Rel == "enclosure":
			e.files = append(e.files, l.Href)
		case (l.Rel == "" || l.Rel == "alternate") && e.link == "":
			e.link = l.Href
		}
	}
	if len(a.Categories) > 0 {
		e.category = cmp.Or(a.Categories[0].Label, a.Categories[0].Term)
	}
}

func (e *entry) fromRSS(r *rss.Item) {
	e.title, e.link, e.summary, e.content = r.Title, r.Link, r.Description, r.Content
	for _, link := range append(r.Links, attributes(r.Extensions, "atom", "link", "href")...) {
		e.link = cmp.Or(e.link, link)
	}
	if r.GUID != nil {
		e.guid, e.permalink = r.GUID.Value, !strings.EqualFold(strings.TrimSpace(r.GUID.IsPermalink), "false")
	}
	if dc := r.DublinCoreExt; dc != nil {
		e.title = cmp.Or(e.title, strings.Join(dc.Title, " "))
		e.summary = cmp.Or(e.summary, strings.Join(dc.Description, "\n"))
		e.category = strings.Join(dc.Subject, ", ")
		e.guid = cmp.Or(e.guid, strings.Join(dc.Identifier, " "))
	}
	e.summary = cmp.Or(e.summary, value(r.Extensions, "atom", "summary"))
	e.content = cmp.Or(e.content, value(r.Extensions, "atom", "content"))
	if len(r.Categories) > 0 {
		e.category = r.Categories[0].Value
	}
	for _, file := range r.Enclosures {
		e.files = append(e.files, file.URL)
	}
}

func attributes(all ext.Extensions, prefix, name, attribute string) (found []string) {
	for _, element := range all[prefix][name] {
		found = append(found, element.Attrs[attribute])
	}
	return found
}

func value(all ext.Extensions, prefix, name string) string {
	for _, element := range all[prefix][name] {
		if element.Value != "" {
			return element.Value
		}
	}
	return ""
}
