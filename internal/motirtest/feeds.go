package motirtest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"
)

// feedLength is how many of the newest releases a feed holds.
const feedLength = 20

// The feeds are written by hand and not by a library, so that their quirks
// (a guid that is no address, HTML inside CDATA) are in view here.

func (s *Site) serveRSS(summaryOnly bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		items, modified := s.feedItems()
		var b bytes.Buffer
		fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"%s\"?>\n<rss version=\"2.0\"><channel><title>Press releases</title><link>%s</link><description>MOTIR</description>\n",
			s.charset(), s.ListURL())
		for _, item := range items {
			fmt.Fprintf(&b, "<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">motir-%s</guid><pubDate>%s</pubDate><category>%s</category><description><![CDATA[%s]]></description></item>\n",
				escape(item.Title), s.viewURL(item), item.Number, published(item).Format(time.RFC1123Z), escape(item.Category), feedText(item, summaryOnly))
		}
		b.WriteString("</channel></rss>\n")
		s.serve(w, r, "application/rss+xml", b.Bytes(), modified)
	}
}

func (s *Site) serveAtom(summaryOnly bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		items, modified := s.feedItems()
		var b bytes.Buffer
		fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"%s\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Press releases</title><id>tag:motir.test,2025:feed</id><updated>%s</updated>\n",
			s.charset(), modifiedAt(modified).Format(time.RFC3339))
		for _, item := range items {
			element := "content"
			if summaryOnly {
				element = "summary"
			}
			fmt.Fprintf(&b, "<entry><title>%s</title><id>tag:motir.test,2025:%s</id><link href=\"%s\"/><published>%s</published><updated>%s</updated><%s type=\"html\">%s</%s></entry>\n",
				escape(item.Title), item.Number, s.viewURL(item), published(item).Format(time.RFC3339),
				modifiedAt(item.modified).Format(time.RFC3339), element, escape(feedText(item, summaryOnly)), element)
		}
		b.WriteString("</feed>\n")
		s.serve(w, r, "application/atom+xml", b.Bytes(), modified)
	}
}

func (s *Site) feedItems() ([]Release, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.listed()
	return list[:min(len(list), feedLength)], s.edits
}

func (s *Site) viewURL(r Release) string { return s.URL(s.ViewPath(r.Number)) }

// published is just after midnight in Seoul, when it is still the day before
// in UTC.
func published(r Release) time.Time { return r.Date.Start().Add(30 * time.Minute).UTC() }

func feedText(r Release, summaryOnly bool) string {
	if summaryOnly {
		return html.EscapeString(summary(r)) + "…"
	}
	var b strings.Builder
	for line := range strings.SplitSeq(r.Body(), "\n") {
		b.WriteString("<p>" + html.EscapeString(line) + "</p>")
	}
	return b.String()
}

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
	return b.String()
}
