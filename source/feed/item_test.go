package feed_test

import (
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/source/feed"
)

const longText = "<p>Exports of semiconductors rose to USD 17 billion.</p><p>The ministry said so on Monday.</p>"

func item(inner string) string {
	return `<rss version="2.0"><channel><title>T</title>` + inner + `</channel></rss>`
}

func rss(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("<item>" + part + "<description><![CDATA[" + longText + "]]></description></item>")
	}
	return item(b.String())
}

func TestItemDates(t *testing.T) {
	tests := map[string]struct{ stamp, want string }{
		"UTC, the evening before": {"<pubDate>Wed, 17 Dec 2025 15:30:00 GMT</pubDate>", "2025-12-18"},
		"Seoul, by offset":        {"<pubDate>Thu, 18 Dec 2025 23:30:00 +0900</pubDate>", "2025-12-18"},
		"Seoul, by name":          {"<pubDate>Thu, 18 Dec 2025 23:30:00 KST</pubDate>", "2025-12-18"},
		"no zone: the wall clock": {"<pubDate>2025-12-18 23:30:00</pubDate>", "2025-12-18"},
		"no zone, with a weekday": {"<pubDate>Thu, 18 Dec 2025 23:30:00</pubDate>", "2025-12-18"},
		"a day":                   {"<pubDate>2025-12-18</pubDate>", "2025-12-18"},
		"Dublin Core":             {`<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2025-12-17T20:00:00Z</dc:date>`, "2025-12-18"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			at := serveFeed(t, rss("<title>A title</title><guid>1</guid>"+test.stamp))
			got, _, problems, err := feed.New(newClient(t), addressOf(t, at)).Fetch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0].Date.String() != test.want {
				t.Errorf("got %v, problems %v, want %s", got, problems, test.want)
			}
		})
	}
}

// numberOf is the number of an item without an id, of 18 December.
func numberOf(link, title string) string {
	return release.ItemNumber(link, title, release.NewDate(2025, 12, 18))
}

func TestItemNumbers(t *testing.T) {
	const day = "<pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate>"
	tests := map[string]struct {
		items []string
		want  []string // suffixes of the numbers
	}{
		"guid":                      {[]string{"<title>A</title><guid>77</guid><link>https://a.example/1</link>"}, []string{"#77"}},
		"guid that is an address":   {[]string{"<title>A</title><guid>https://a.example/1;jsessionid=AB?x=1&amp;pageIndex=3#top</guid>"}, []string{"https://a.example/1?x=1#top"}},
		"guids apart behind #":      {[]string{"<title>A</title><guid>https://a.example/1#a</guid>", "<title>B</title><guid>https://a.example/1#b</guid>"}, []string{"1#a", "1#b"}},
		"guid that is a tag":        {[]string{"<title>A</title><guid>tag:a.example,2025:1</guid>"}, []string{"tag:a.example,2025:1"}},
		"guid shared by two":        {[]string{"<title>A</title><guid>0</guid><link>https://a.example/1</link>", "<title>B</title><guid>0</guid><link>https://a.example/2</link>"}, []string{numberOf("https://a.example/1", "A"), numberOf("https://a.example/2", "B")}},
		"guid that is the title":    {[]string{"<title>A</title><guid>A</guid><link>https://a.example/1</link>"}, []string{numberOf("https://a.example/1", "A")}},
		"no guid":                   {[]string{"<title>A</title><link>/kor/1/view?pageIndex=2</link>"}, []string{numberOf("/kor/1/view", "A")}},
		"no guid, no link":          {[]string{"<title>A</title>"}, []string{""}},
		"a link that is no address": {[]string{"<title>A</title><link>javascript:go(1)</link>"}, []string{""}},
		"the same item twice":       {[]string{"<title>A</title><link>https://a.example/1</link>", "<title>A</title><link>https://a.example/1</link>"}, []string{numberOf("https://a.example/1", "A")}},
		"two under one link":        {[]string{"<title>A</title><link>https://a.example/1</link>", "<title>B</title><link>https://a.example/1</link>"}, []string{numberOf("https://a.example/1", "A"), numberOf("https://a.example/1", "B")}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var items []string
			for _, i := range test.items {
				items = append(items, i+day)
			}
			got, _, problems, err := feed.New(newClient(t), addressOf(t, serveFeed(t, rss(items...)))).Fetch(t.Context())
			if err != nil || len(problems) > 0 || len(got) != len(test.want) {
				t.Fatalf("%v, problems %v, error %v", got, problems, err)
			}
			for i, r := range got {
				if !strings.HasSuffix(r.Number, test.want[i]) || (test.want[i] == "") != (r.Number == "") {
					t.Errorf("number %q, want …%q", r.Number, test.want[i])
				}
				if r.Body != "Exports of semiconductors rose to USD 17 billion.\nThe ministry said so on Monday." {
					t.Errorf("body %q", r.Body)
				}
			}
		})
	}
}

func TestItemsThatAreNoReleases(t *testing.T) {
	at := serveFeed(t, item(`<item><title>No text</title><guid>1</guid><pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate></item>
<item><guid>2</guid><pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate><description><![CDATA[`+longText+`]]></description></item>
<item><title>AT&amp;amp;T &lt;b&gt;bold&lt;/b&gt;</title><guid>3</guid><enclosure url="/files/a.pdf" type="application/pdf" length="1"/><category>Trade</category><pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate><description><![CDATA[`+longText+`]]></description></item>`))
	got, _, problems, err := feed.New(newClient(t), addressOf(t, at)).Fetch(t.Context())
	if err != nil || len(problems) != 2 || len(got) != 1 {
		t.Fatalf("%v, problems %v, error %v", got, problems, err)
	}
	r := got[0]
	if r.Title != "AT&T bold" || r.Category != "Trade" || len(r.Attachments) != 1 || r.Attachments[0].Name != "a.pdf" || !strings.HasPrefix(r.Attachments[0].URL, "http://127.0.0.1") {
		t.Errorf("%+v", r)
	}
}
