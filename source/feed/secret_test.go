package feed_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/source/feed"
	"motirbot/source/polite"
)

// The key of a feed is sent to the feed and stays out of everything that is
// made of it, also where the site repeats it in links, guids and texts.
func TestKeyOfFeedStaysInIt(t *testing.T) {
	const key = "s3cr3t-key"
	const day = "<pubDate>Thu, 18 Dec 2025 09:00:00 +0900</pubDate>"
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked = append(asked, r.URL.String()+" "+r.Referer())
		if r.URL.Path == "/rss" && r.URL.Query().Get("key") != key {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		if r.URL.Path == "/short" {
			fmt.Fprint(w, "<html></html>")
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, item(strings.Join([]string{
			"<item><title>A</title><link>/view?board=81&amp;no=1&amp;key=" + key + "</link>" + day + "<description><![CDATA[" + longText + "]]></description></item>",
			"<item><title>B</title><guid>http://" + r.Host + "/view?no=2&amp;key=" + key + "</guid><link>/view?no=2</link>" + day + "<description><![CDATA[" + longText + " key=" + key + "]]></description></item>",
			"<item><title>C " + key + "</title><guid>3</guid><link>?key=" + key + "</link><enclosure url=\"/a.pdf?key=" + key + "\"/><category>" + key + "</category>" + day + "<description><![CDATA[" + longText + "]]></description></item>",
			"<item><title>D</title><guid>4</guid><link>/short?key=" + key + "</link>" + day + "<description>cut…</description></item>",
		}, "")))
	}))
	defer server.Close()

	f := feed.New(newClient(t), addressOf(t, server.URL+"/rss?board=81&key="+key))
	got, _, problems, err := f.Fetch(t.Context())
	if err != nil || len(got) != 4 || len(problems) != 1 {
		t.Fatalf("%d releases, problems %v, error %v", len(got), problems, err)
	}
	if all := fmt.Sprintf("%+v %v", got, problems); strings.Contains(all, key) {
		t.Errorf("the key is in a release or problem:\n%s", all)
	}
	if got[0].URL != server.URL+"/view?board=81&no=1" || got[0].Number != release.ItemNumber(got[0].URL, got[0].Title, got[0].Date) {
		t.Errorf("the link is %s, the number %s", got[0].URL, got[0].Number)
	}
	if want := "/rss?board=81&key=" + key + " "; len(asked) != 2 || asked[0] != want || asked[1] != "/short " {
		t.Errorf("asked for %q", asked)
	}
}

// A feed that has moved is not followed with its key to another host.
func TestKeyOfFeedIsNotSentOn(t *testing.T) {
	const key = "s3cr3t-key"
	told := 0
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { told++ }))
	defer other.Close()
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, elsewhere+"/rss?"+r.URL.RawQuery, http.StatusMovedPermanently)
	}))
	defer server.Close()

	_, _, _, err := feed.New(newClient(t), addressOf(t, server.URL+"/rss?key="+key)).Fetch(t.Context())
	if !errors.Is(err, polite.Refused) || !strings.Contains(err.Error(), "set the new address") {
		t.Errorf("error %v", err)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), key) || told > 0 {
		t.Errorf("the key got to %d others, and the error is %v", told, err)
	}
}
