package feed_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"motirbot/source/feed"
	"motirbot/source/polite"
)

// FuzzFeed: whatever a feed holds, what comes out of it can be stored. Linked
// pages are out of reach.
func FuzzFeed(f *testing.F) {
	f.Add([]byte(rss("<title>A</title><guid>1</guid><link>/a</link><pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate>")))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>tag:a,1</id><link href="https://a.example/1"/><updated>2025-12-18T00:00:00Z</updated><content type="html">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>`))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><title>A</title><link>https://a.example/1</link><description>…</description></item></rdf:RDF>`))
	client, err := polite.New(polite.Options{UserAgent: "motirbot/1.0 (+https://example.org)", Deadline: time.Nanosecond})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		at := addressOf(t, "https://a.example/feed")
		got, _, err := feed.New(client, at).Read(context.Background(), body, at)
		if err != nil && !errors.Is(err, feed.ErrNotFeed) {
			t.Errorf("an error of no kind: %v", err)
		}
		seen := map[string]bool{}
		for _, r := range got {
			if err := r.Validate(); err != nil {
				t.Errorf("%+v: %v", r, err)
			}
			if seen[string(r.ID)] {
				t.Errorf("%s comes twice", r.ID)
			}
			seen[string(r.ID)] = true
			if text := r.Title + r.Category + r.Body + r.Number; !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Errorf("%q is no text", text)
			}
		}
	})
}

// FuzzSplit: what a feed is taken apart into can be parsed again, item by item,
// and none is lost or longer than it was.
func FuzzSplit(f *testing.F) {
	f.Add([]byte(rss("<title>A &lt; b</title>", "<title>B</b><i>")), 2)
	f.Add([]byte(`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>x &amp;#1; <![CDATA[y]]></a:title></a:entry></a:feed>`), 1)
	f.Add([]byte("<rss><channel><item/><item><item><a b='>'></item>"), 3)
	f.Fuzz(func(t *testing.T, body []byte, keep int) {
		feed.CheckSplit(t, body, 1+(keep&63))
	})
}

// FuzzMainText: no page makes the readability library fall over, and what it
// finds is text.
func FuzzMainText(f *testing.F) {
	f.Add([]byte("<html><body><article><h1>T</h1><p>" + strings.Repeat("The ministry said so, and more. ", 30) + "</p></article></body></html>"))
	f.Add([]byte("<table><tr><td>a<td>b</table><div><div><p>x"))
	f.Fuzz(func(t *testing.T, body []byte) {
		text, err := feed.MainText(body, "https://a.example/1")
		if (err == nil) == (text == "") || !utf8.ValidString(text) {
			t.Errorf("%q, %v", text, err)
		}
	})
}
