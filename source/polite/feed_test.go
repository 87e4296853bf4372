package polite_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motirbot/source/polite"
)

// What a server says of a feed, and how much of it there is, keeps nobody from
// reading it; what is none is refused.
func TestAsFeed(t *testing.T) {
	const rss = `<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>`
	for name, test := range map[string]struct {
		contentType, body string
		kind              polite.Kind
		cut               bool
	}{
		"as it should be":           {"application/rss+xml", rss, "", false},
		"as bytes":                  {"application/octet-stream", rss, "", false},
		"as JSON":                   {"application/json; charset=utf-8", rss, "", false},
		"as a picture":              {"image/png", rss, "", false},
		"as a page":                 {"text/html", rss, "", false},
		"a picture":                 {"image/png", "\x89PNG\r\n\x1a\n", polite.NotText, false},
		"a document":                {"application/pdf", "%PDF-1.7\n", polite.NotText, false},
		"longer than what is read":  {"text/xml", rss + strings.Repeat(" ", 1<<20), "", true},
		"an archive as bytes":       {"application/octet-stream", "PK\x03\x04\x00\x00\x00\x00", polite.NotText, false},
		"text with many zero bytes": {"text/xml", rss + strings.Repeat("\x00", 100), polite.NotText, false},
		"bytes of no character set": {"text/xml; charset=utf-8", rss + strings.Repeat("\xff\xfe\x80", 100), polite.BadCharset, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", test.contentType)
				fmt.Fprint(w, test.body)
			}))
			defer server.Close()
			client := newLoopbackClient(t)
			page, err := client.Get(t.Context(), server.URL, polite.AsFeed())
			if polite.KindOf(err) != test.kind || page.Cut != test.cut || test.kind == "" && !strings.HasPrefix(string(page.Body), rss[:5]) {
				t.Errorf("%q, cut %t, error %v", page.Body[:min(len(page.Body), 50)], page.Cut, err)
			}
			if test.cut && len(page.Body) != 1<<20 {
				t.Errorf("%d bytes", len(page.Body))
			}
		})
	}
}

// For good is what every step says to be so.
func TestMovedForGood(t *testing.T) {
	for name, test := range map[string]struct {
		steps []int
		moved bool
	}{
		"301":             {[]int{301}, true},
		"308, then 301":   {[]int{308, 301}, true},
		"302":             {[]int{302}, false},
		"301, then 302":   {[]int{301, 302}, false},
		"302, then 301":   {[]int{302, 301}, false},
		"not at all":      {nil, false},
		"307 for a while": {[]int{307}, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var n int
				if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n == len(test.steps) {
					fmt.Fprint(w, "<p>here</p>")
					return
				}
				http.Redirect(w, r, fmt.Sprintf("/%d", n+1), test.steps[n])
			}))
			defer server.Close()
			page, err := newLoopbackClient(t).Get(t.Context(), server.URL+"/0")
			if err != nil || page.Moved.IsZero() == test.moved || test.moved && !page.Moved.Equal(page.URL) {
				t.Errorf("moved to %s, error %v", page.Moved, err)
			}
		})
	}
}

func newLoopbackClient(t *testing.T) *polite.Client {
	t.Helper()
	client, err := polite.New(polite.Options{UserAgent: "motirbot/1.0 (+https://example.org)", MinInterval: -1, Attempts: 1, AllowPrivate: true, MaxBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
