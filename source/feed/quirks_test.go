package feed_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/release"
	"motirbot/source/feed"
)

// office serves what a test puts under a path. "HOST" in a text is its address.
type office struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]answer
	asked []string
	now   time.Time
	feed  *feed.Feed
}

type answer struct {
	body, contentType, location string
	status                      int
}

func newOffice(t *testing.T, body string, options ...feed.Option) *office {
	t.Helper()
	o := &office{pages: map[string]answer{"/feed": {body: body}}, now: time.Date(2026, 9, 10, 3, 0, 0, 0, time.UTC)}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	options = append([]feed.Option{feed.Clock(func() time.Time { return o.now })}, options...)
	o.feed = feed.New(newClient(t), addressOf(t, o.URL+"/feed"), options...)
	return o
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a, ok := o.pages[r.URL.Path]
	if post, isPost := o.pages["POST "+r.URL.Path]; isPost {
		a, ok = answer{status: http.StatusMethodNotAllowed}, true
		if r.Method == http.MethodPost {
			a = post
		}
	}
	if r.URL.Path != "/robots.txt" {
		o.asked = append(o.asked, r.URL.Path)
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	contentType := "text/html; charset=utf-8"
	if r.URL.Path == "/feed" {
		contentType = "application/rss+xml"
	}
	if a.contentType != "" {
		contentType = a.contentType
	}
	w.Header().Set("Content-Type", contentType)
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	fmt.Fprint(w, strings.ReplaceAll(a.body, "HOST", o.URL))
}

func (o *office) put(path string, a answer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pages[path] = a
}

// look fetches the feed and confirms it. It returns what was asked for as well.
func (o *office) look(t *testing.T) (releases []release.Release, problems string, asked []string) {
	t.Helper()
	o.mu.Lock()
	o.asked = nil
	o.mu.Unlock()
	releases, _, errs, err := o.feed.Fetch(t.Context())
	if err = errors.Join(err, o.feed.Confirm(t.Context())); err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, err := range errs {
		problems += strings.ReplaceAll(err.Error(), o.URL, "HOST") + "\n"
	}
	return releases, problems, o.asked
}

const stamped = "<pubDate>Thu, 03 Sep 2026 09:00:00 +0900</pubDate>"

func plain(title, rest string) string { return "<item><title>" + title + "</title>" + rest + "</item>" }

func page(title, text string) answer {
	return answer{body: "<html><head><title>" + title + "</title></head><body><main><article><h1>" + title + "</h1>" + text + "</article></main></body></html>"}
}

// describe is a release in a line: title, day, whether it is cut, text.
func describe(r release.Release) string {
	cut := ""
	if r.Truncated {
		cut = " (cut)"
	}
	return r.Title + " | " + r.Date.String() + cut + " | " + strings.ReplaceAll(r.Body, "\n", " / ")
}

// Each kind of feed that is not as the books say, in forms of its own.
func TestQuirks(t *testing.T) {
	const ore = "Seoul and Lima sign an accord on copper ore"
	whole := "<description><![CDATA[" + longText + "]]></description>"
	const wholeText = "Exports of semiconductors rose to USD 17 billion. / The ministry said so on Monday."
	accord := page(ore, "<p>Seoul and Lima signed an accord on copper ore on Thursday, and both want more of it.</p><p>Peru will deliver 90,000 tons of ore from spring on.</p>")
	const accordText = "Seoul and Lima signed an accord on copper ore on Thursday, and both want more of it. / Peru will deliver 90,000 tons of ore from spring on."
	tests := map[string]struct {
		feed     string
		page     answer // at /1
		want     []string
		problems string // a part of them; "" for none
	}{
		"a control character, raw and as a reference": {
			feed: item(plain("A\x0b &#x1;title", "<guid>1</guid>"+stamped+"<description><![CDATA[<p>One\x08 way.</p><p>Two.</p>]]></description>")),
			want: []string{"A title | 2026-09-03 | One way. / Two."}},
		"a zero byte": {
			feed: item(plain("A \x00title", "<guid>1</guid>"+stamped+whole)), want: []string{"A title | 2026-09-03 | " + wholeText}},
		"one item that nobody closed, one with a stray end tag, one with a bare bracket": {
			feed: item("<item><title>A<guid>1</guid>" + stamped + whole + plain("B", "</b><guid>2</guid>"+stamped+whole) + plain("C: 3 < 4", "<guid>3</guid>"+stamped+whole)),
			want: []string{"B | 2026-09-03 | " + wholeText, "C: 3 < 4 | 2026-09-03 | " + wholeText}, problems: "it is no release: it has no body"},
		"a feed that breaks off": {
			feed: strings.TrimSuffix(item(plain("A", "<guid>1</guid>"+stamped+whole)+"<item><title>B</title><descr"), "</channel></rss>"),
			want: []string{"A | 2026-09-03 | " + wholeText}, problems: "item 2 of the feed: it is cut off"},
		"an item nested too deep": {
			feed: item(plain("A", strings.Repeat("<x>", 100000)) + plain("B", "<guid>2</guid>"+stamped+whole)),
			want: []string{"B | 2026-09-03 | " + wholeText}, problems: "nested more than 100 deep"},
		"an entity that unfolds": {
			feed: `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + item(plain("A &b;", "<guid>1</guid>"+stamped+whole)),
			want: []string{"A &b; | 2026-09-03 | " + wholeText}},
		"a guid in place of a link": {
			feed: item(plain(ore, "<guid>HOST/1</guid>"+stamped+"<description>An accord…</description>")), page: accord,
			want: []string{ore + " | 2026-09-03 | " + accordText}},
		"a guid that is not to be a link": {
			feed: item(plain(ore, `<guid isPermaLink="false">HOST/1</guid>`+stamped+"<description>An accord…</description>")), page: accord,
			want: []string{ore + " | 2026-09-03 (cut) | An accord…"}},
		"an excerpt with a way to the rest": {
			feed: item(plain(ore, "<link>HOST/1</link>"+stamped+`<description><![CDATA[<p>Seoul and Lima signed.</p><p>An accord.</p><p><a href="HOST/1">Weiterlesen</a></p>]]></description>`)), page: accord,
			want: []string{ore + " | 2026-09-03 | " + accordText}},
		"an excerpt with a way to the rest, which is gone": {
			feed: item(plain(ore, "<link>HOST/2</link>"+stamped+`<description><![CDATA[<p>Seoul and Lima signed.</p><p>An accord.</p><p>The rest is <a href="HOST/2">here</a>.</p>]]></description>`)),
			want: []string{ore + " | 2026-09-03 (cut) | Seoul and Lima signed. / An accord."}, problems: "404"},
		"a whole text that names its page": {
			feed: strings.Replace(item(plain(ore, "<link>HOST/1</link>"+stamped+`<content:encoded><![CDATA[`+longText+`<p>The post <a href="HOST/1">`+ore+`</a> appeared first on Desk.</p>]]></content:encoded>`)), "<rss", `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"`, 1),
			want: []string{ore + " | 2026-09-03 | " + wholeText}},
		"Atom, plain text with brackets": {
			feed: `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Ships &lt;by yard&gt; &amp; port</title><id>tag:a,1</id><published>2026-09-03T09:00:00+09:00</published><content>&lt;Exports by item&gt; rose.
Cars &lt; ships.</content></entry></feed>`,
			want: []string{"Ships <by yard> & port | 2026-09-03 | <Exports by item> rose. / Cars < ships."}},
		"Atom, HTML that is called text": {
			feed: `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="text">Ships</title><id>tag:a,1</id><published>2026-09-03T09:00:00+09:00</published><content type="text">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry></feed>`,
			want: []string{"Ships | 2026-09-03 | One. / Two."}},
		"Atom in a namespace that nobody knows": {
			feed: `<feed xmlns="https://www.w3.org/2005/atom"><entry><title>Ships</title><id>tag:a,1</id><published>2026-09-03T09:00:00+09:00</published><content>One.</content></entry></feed>`,
			want: []string{"Ships | 2026-09-03 | One."}},
		"Atom under a prefix": {
			feed: `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>Ships</a:title><a:id>tag:a,1</a:id><a:published>2026-09-03T09:00:00+09:00</a:published><a:content type="html">&lt;p&gt;One.&lt;/p&gt;</a:content></a:entry></a:feed>`,
			want: []string{"Ships | 2026-09-03 | One."}},
		"RSS with brackets that are no tags": {
			feed: item(plain("A", "<guid>1</guid>"+stamped+"<description>&lt;Exports by item&gt; rose.&lt;br&gt;&lt;품목별 수출&gt; too.</description>")),
			want: []string{"A | 2026-09-03 | <Exports by item> rose. / <품목별 수출> too."}},
		"no date: the page's": {
			feed: item(plain(ore, "<link>HOST/1</link>")), page: page(ore, "<p>Posted on 2 September 2026 by the press office.</p><p>Seoul and Lima signed an accord on copper ore, which holds until 12 December 2030.</p>"),
			want: []string{ore + " | 2026-09-02 | Posted on 2 September 2026 by the press office. / Seoul and Lima signed an accord on copper ore, which holds until 12 December 2030."}},
		"a date that cannot be: the page's, as machines read it": {
			feed: item(plain("A", "<link>HOST/1</link><pubDate>Thu, 03 Sep 2126 09:00:00 GMT</pubDate>"+whole)),
			page: answer{body: `<html><head><meta property="article:published_time" content="2026-09-01T23:00:00Z"></head><body><p>Exports of semiconductors rose, the ministry said on Monday.</p></body></html>`},
			want: []string{"A | 2026-09-02 | " + wholeText}},
		"no date anywhere": {
			feed: item(plain("A", "<guid>1</guid>"+whole)),
			want: []string{"A | 2026-09-10 | " + wholeText}, problems: "it has no date: 2026-09-10, when it was first seen, is taken for it"},
		"a page that scripts make": {
			feed: item(plain(ore, "<link>HOST/1</link>"+stamped+"<description>Lima, 3 September</description>")),
			page: answer{body: `<html><head><title>News</title></head><body><div id="app"></div><script src="/app.js"></script><noscript>This site needs scripts, please switch them on.</noscript></body></html>`},
			want: []string{ore + " | 2026-09-03 (cut) | Lima, 3 September"}, problems: "no article"},
		"an error page in Korean": {
			feed: item(plain("한-페루 구리 광석 협정 체결", "<link>HOST/1</link>"+stamped+"<description>양국은 리마에서 구리 광석 협정을 맺었다…</description>")),
			page: page("안내", "<p>찾으시는 페이지가 없거나 주소가 바뀌었습니다. 잠시 후 다시 확인하시거나 처음 화면으로 가시기 바랍니다.</p>"),
			want: []string{"한-페루 구리 광석 협정 체결 | 2026-09-03 (cut) | 양국은 리마에서 구리 광석 협정을 맺었다…"}, problems: "about something else"},
		"a page in Korean": {
			feed: item(plain("한-페루 구리 광석 협정 체결", "<link>HOST/1</link>"+stamped)),
			page: page("한-페루 구리 광석 협정 체결", "<p>우리나라와 페루는 구리 광석에 관한 협정을 체결하였다고 밝혔다. 협정은 내년부터 시행된다.</p>"),
			want: []string{"한-페루 구리 광석 협정 체결 | 2026-09-03 | 우리나라와 페루는 구리 광석에 관한 협정을 체결하였다고 밝혔다. 협정은 내년부터 시행된다."}},
		"the front page for an article": {
			feed: item(plain(ore, "<link>HOST/1</link>"+stamped+"<description>An accord…</description>")), page: answer{status: 302, location: "/"},
			want: []string{ore + " | 2026-09-03 (cut) | An accord…"}, problems: "no article"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, test.feed)
			o.put("/", page(ore, "<p>"+ore+" and much else that stands on a front page today.</p>"))
			if test.page != (answer{}) {
				o.put("/1", test.page)
			}
			got, problems, _ := o.look(t)
			var lines []string
			for _, r := range got {
				lines = append(lines, describe(r))
			}
			if strings.Join(lines, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s\nproblems: %s", strings.Join(lines, "\n"), strings.Join(test.want, "\n"), problems)
			}
			if !strings.Contains(problems, test.problems) || test.problems == "" && problems != "" && !strings.Contains(name, "not to be a link") {
				t.Errorf("problems %q, want %q", problems, test.problems)
			}
			if again, _, asked := o.look(t); len(again) > 0 || strings.Join(asked, " ") != "/feed" && !strings.Contains(problems, "no release") {
				t.Errorf("looking again brought %d releases and asked for %v", len(again), asked)
			}
		})
	}
}

// A page that does not come has the summary in its place, is asked for at every
// look for a day, and takes its place when it comes.
func TestPageThatComesLater(t *testing.T) {
	const title = "Seoul and Lima sign an accord on copper ore"
	body := item(plain(title, "<link>HOST/1</link>"+stamped+"<description>An accord on copper…</description>") + plain("No summary", "<link>HOST/2</link>"+stamped))
	for name, test := range map[string]struct {
		looks []time.Duration // after the first
		asked []int           // how often the page was asked for until then
	}{
		"it comes within the day": {[]time.Duration{time.Minute, 5 * time.Hour}, []int{2, 3}},
		"it does not":             {[]time.Duration{12 * time.Hour, 13 * time.Hour, time.Hour, 48 * time.Hour}, []int{2, 3, 3, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, body)
			o.put("/1", answer{status: 503})
			o.put("/2", answer{status: 503})
			got, problems, asked := o.look(t)
			if len(got) != 1 || !got[0].Truncated || strings.Count(problems, "503") != 2 || !strings.Contains(problems, "the page is tried again") {
				t.Fatalf("got %v, problems %s", got, problems)
			}
			id, count := got[0].ID, strings.Count(strings.Join(asked, " "), "/1")
			for n, later := range test.looks {
				o.now = o.now.Add(later)
				got, _, asked = o.look(t)
				if count += strings.Count(strings.Join(asked, " "), "/1"); count != test.asked[n] || len(got) > 0 {
					t.Errorf("look %d: the page was asked for %d times, %v came", n, count, got)
				}
			}
			o.put("/1", page(title, "<p>Seoul and Lima signed an accord on copper ore on Thursday.</p>"))
			o.put("/2", page("No summary", "<p>This release comes without any summary in the feed.</p>"))
			o.now = o.now.Add(7 * time.Hour)
			got, problems, _ = o.look(t)
			want := map[string]int{"it comes within the day": 2, "it does not": 1}[name]
			if len(got) != want || got[0].Truncated || want == 2 && got[0].ID != id || problems != "" {
				t.Errorf("got %v, problems %s", got, problems)
			}
		})
	}
}

// Pages behind several items that say the same are the page of one at most.
func TestOnePageBehindSeveralItems(t *testing.T) {
	wall := page("Sign in to read", "<p>Korea and Chile, Korea and Oman: read what our reporters say of them. Subscribe now for three months and read everything, wherever you are.</p>")
	summaries := plain("Korea and Chile sign", "<link>HOST/1</link>"+stamped+"<description>Korea and Chile sign…</description>") +
		plain("Korea and Oman sign", "<link>HOST/2</link>"+stamped+"<description>Korea and Oman sign…</description>")
	o := newOffice(t, item(summaries))
	o.put("/1", wall)
	o.put("/2", wall)
	got, problems, _ := o.look(t)
	if len(got) != 2 || !got[0].Truncated || !got[1].Truncated || strings.Count(problems, "of another item as well") != 2 {
		t.Errorf("got %v, problems %s", got, problems)
	}
	// The same release under two addresses is no notice.
	twice := plain("Korea and Chile sign", "<link>HOST/1</link>"+stamped) + plain("Korea and Chile sign", "<link>HOST/2</link>"+stamped)
	o = newOffice(t, item(twice))
	o.put("/1", page("Korea and Chile sign", "<p>Korea and Chile signed it in Santiago at last.</p>"))
	o.put("/2", page("Korea and Chile sign", "<p>Korea and Chile signed it in Santiago at last.</p>"))
	if got, problems, _ = o.look(t); len(got) != 2 || got[0].Truncated || problems != "" {
		t.Errorf("got %v, problems %s", got, problems)
	}
}

// The day of a release stays, however often it is updated, and whenever an item
// without a date is seen again.
func TestDayStays(t *testing.T) {
	entry := func(id, updated, text string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>` + id + `</id>` + updated + `<content>` + text + `</content></entry></feed>`
	}
	for name, steps := range map[string][]string{
		"updated":               {entry("tag:a,1", "<updated>2026-09-01T10:00:00+09:00</updated>", "One."), entry("tag:a,1", "<updated>2026-09-09T10:00:00+09:00</updated>", "Two.")},
		"updated, and in an id": {entry("https://a.example/1#2026-09-01T10:00:00+09:00", "<updated>2026-09-01T10:00:00+09:00</updated>", "One."), entry("https://a.example/1#2026-09-09T10:00:00+09:00", "<updated>2026-09-09T10:00:00+09:00</updated>", "Two.")},
		"no date":               {entry("tag:a,1", "", "One."), entry("tag:a,1", "", "Two.")},
	} {
		t.Run(name, func(t *testing.T) {
			memory := &fakeMemory{}
			o := newOffice(t, steps[0], feed.Remember(memory))
			first, _, _ := o.look(t)
			o.put("/feed", answer{body: steps[1]})
			o.now = o.now.Add(24 * time.Hour)
			o.feed = feed.New(newClient(t), addressOf(t, o.URL+"/feed"), feed.Remember(memory), feed.Clock(func() time.Time { return o.now }))
			second, problems, _ := o.look(t)
			if len(first) != 1 || len(second) != 1 || first[0].ID != second[0].ID || first[0].Date != second[0].Date || second[0].Body != "Two." || problems != "" {
				t.Errorf("first %v, then %v, problems %s", first, second, problems)
			}
		})
	}
}

type fakeMemory struct{ text string }

func (m *fakeMemory) Meta(context.Context, string) (string, error) { return m.text, nil }
func (m *fakeMemory) SetMeta(_ context.Context, _, value string) error {
	m.text = value
	return nil
}

// What is in no order, or the oldest first, is read from the newest on.
func TestMoreItemsThanAreTaken(t *testing.T) {
	for name, order := range map[string]func(n int) int{
		"oldest first": func(n int) int { return n },
		"newest first": func(n int) int { return 249 - n },
		"in no order":  func(n int) int { return n * 37 % 250 },
	} {
		t.Run(name, func(t *testing.T) {
			var items strings.Builder
			for n := range 250 {
				day := release.NewDate(2026, 1, 1+order(n))
				items.WriteString(plain("On "+day.String(), "<guid>"+day.String()+"x</guid><pubDate>"+day.String()+"</pubDate><description><![CDATA["+longText+"]]></description>"))
			}
			o := newOffice(t, item(items.String()))
			got, problems, _ := o.look(t)
			if len(got) != feed.MaxItems || problems != "" || got[0].Date.String() != "2026-09-07" || got[99].Date.String() != "2026-05-31" {
				t.Errorf("%d releases from %s to %s, problems %s", len(got), got[0].Date, got[len(got)-1].Date, problems)
			}
		})
	}
}

// A feed that has moved for good is read where it is now, and its items keep
// their names. One that is had by POST only is asked so.
func TestFeedElsewhere(t *testing.T) {
	body := item(plain("A", "<guid>7</guid>"+stamped+"<description><![CDATA["+longText+"]]></description>"))
	o := newOffice(t, body)
	first, _, _ := o.look(t)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/new" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, strings.Replace(body, "One", "Two", 1)+" ")
	}))
	defer elsewhere.Close()
	o.put("/feed", answer{status: 301, location: elsewhere.URL + "/new"})
	got, problems, asked := o.look(t)
	if len(got) != 0 || !strings.Contains(problems, "has moved for good to "+elsewhere.URL+"/new") || strings.Join(asked, " ") != "/feed" {
		t.Errorf("got %v (before: %v), problems %s, asked %v", got, first, problems, asked)
	}
	if got, problems, asked = o.look(t); len(got) != 0 || problems != "" || len(asked) != 0 {
		t.Errorf("afterwards: got %v, problems %s, asked %v", got, problems, asked)
	}

	o = newOffice(t, "")
	o.put("POST /feed", answer{body: body})
	if got, problems, asked = o.look(t); len(got) != 1 || problems != "" || len(asked) != 2 {
		t.Errorf("by POST: got %v, problems %s, asked %v", got, problems, asked)
	}
	o.put("POST /feed", answer{body: "<rss/>"})
	if _, _, _, err := o.feed.Fetch(t.Context()); !errors.Is(err, feed.ErrNotFeed) || !strings.Contains(err.Error(), "it is empty") {
		t.Errorf("an empty feed: %v", err)
	}
	o = newOffice(t, "")
	o.put("/feed", page("Sign in, please", "<p>Here.</p>"))
	if _, _, _, err := o.feed.Fetch(t.Context()); !errors.Is(err, feed.ErrNotFeed) || !strings.Contains(err.Error(), "Sign in, please") {
		t.Errorf("a page for a feed: %v", err)
	}
}
