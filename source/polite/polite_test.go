package polite_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/internal/motirtest"
	"motirbot/source/polite"
)

func TestUserAgentMustSayWho(t *testing.T) {
	for _, agent := range []string{"", "motirbot", "motirbot/1.0", "/1.0 (+https://example.org)"} {
		if _, err := polite.New(polite.Options{UserAgent: agent}); err == nil {
			t.Errorf("%q was accepted", agent)
		}
	}
}

func TestConditional(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(3)
	cache := &motirtest.Validators{}
	client := newClient(t, site, func(o *polite.Options) { o.Cache = cache })
	get := func() polite.Page {
		t.Helper()
		page, err := client.Get(t.Context(), site.ListURL(), polite.Conditional())
		if err != nil {
			t.Fatal(err)
		}
		return page
	}

	first := get()
	if first.NotModified || first.Conditional {
		t.Error("the first request was conditional")
	}
	if again := get(); again.NotModified {
		t.Error("a 304 for a page that was never remembered")
	}
	if err := client.Remember(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	third := get()
	if !third.NotModified || !third.Conditional || len(third.Body) != 0 || third.Validators != first.Validators {
		t.Errorf("after Remember: %+v", third)
	}
	site.Edit("2002", func(r *motirtest.Release) { r.Title = "Another" })
	if changed := get(); changed.NotModified || !changed.Conditional || changed.Validators == first.Validators {
		t.Error("the edit went unseen")
	}
	if page, err := client.Get(t.Context(), site.ListURL()); err != nil || page.NotModified {
		t.Error("a plain Get must bring the page")
	}
}

func TestRobots(t *testing.T) {
	tests := map[string]struct {
		robots string
		fault  motirtest.FaultKind
		kind   polite.Kind
	}{
		"none":                        {"", 0, ""},
		"all closed":                  {"User-agent: *\nDisallow: /", 0, polite.RobotsDisallowed},
		"closed to others":            {"User-agent: otherbot\nDisallow: /\n", 0, ""},
		"closed to us, by name":       {"User-agent: *\nAllow: /\n\nUser-agent: MotirBot\nDisallow: /eng/", 0, polite.RobotsDisallowed},
		"elsewhere closed":            {"User-agent: *\nDisallow: /kor/", 0, ""},
		"stray lines are passed over": {"Disallow: /\n<html>\nNonsense\nUser-agent: *\nCrawl-delay: soon\nDisallow: /kor/", 0, ""},
		"forbidden counts as none":    {"", motirtest.Status403, ""},
		"a web page counts as none":   {"", motirtest.Maintenance, ""},
		"down closes the site":        {"", motirtest.Status500, polite.RobotsDisallowed},
		"dropped closes the site":     {"", motirtest.Dropped, polite.RobotsDisallowed},
		"a loop counts as none":       {"", motirtest.RedirectLoop, ""},

		"cut by the connection":         {"User-agent: *\nDisallow: /kor/\n", motirtest.Truncated, polite.RobotsDisallowed},
		"a picture":                     {"", motirtest.Picture, polite.RobotsDisallowed},
		"64 MB":                         {"", motirtest.Huge, polite.RobotsDisallowed},
		"larger than half a megabyte":   {"User-agent: *\nDisallow: /kor/\n" + strings.Repeat("# nothing\n", 60_000), 0, polite.RobotsDisallowed},
		"a redirect into our network":   {"", motirtest.RedirectPrivate, polite.PrivateAddress},
		"no text":                       {"User-agent: *\x00\nDisallow: /kor/\n", 0, polite.RobotsDisallowed},
		"a rule after a very long line": {"Sitemap: /" + strings.Repeat("x", 70_000) + "\nUser-agent: *\nDisallow: /\n", 0, polite.RobotsDisallowed},
		"lines that end as on old Macs": {"User-agent: *\rDisallow: /\r", 0, polite.RobotsDisallowed},
		"too many rules":                {"User-agent: *\n" + strings.Repeat("Disallow: /kor/\n", 2001), 0, polite.RobotsDisallowed},
		"many rules for others":         {"User-agent: otherbot\n" + strings.Repeat("Disallow: /a*b\n", 5000), 0, ""},
		"too many asterisks":            {"User-agent: *\nDisallow: /kor" + strings.Repeat("*a", 9) + "\n", 0, polite.RobotsDisallowed},
		"asterisks in a row are one":    {"User-agent: *\nDisallow: /kor" + strings.Repeat("*", 9) + "a\n", 0, ""},
		"asterisks match":               {"User-agent: *\nDisallow: /*/article/*fa3*ada$\n", 0, polite.RobotsDisallowed},
		"open to all, closed to others": {"User-agent: *\nDisallow:\n\nUser-agent: otherbot\nDisallow: /\n", 0, ""},
		"open to us, closed to all":     {"User-agent: motirbot\nDisallow:\n\nUser-agent: *\nDisallow: /\n", 0, ""},
		"a group of several agents":     {"User-agent: otherbot\nUser-agent: motir\nDisallow: /\n", 0, polite.RobotsDisallowed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site := motirtest.New(t, motirtest.Options{Robots: test.robots})
			if test.fault != 0 {
				site.Fail("/robots.txt", motirtest.Fault{Kind: test.fault})
			}
			_, err := newClient(t, site, nil).Get(t.Context(), site.ListURL())
			if polite.KindOf(err) != test.kind {
				t.Errorf("got %v, want kind %q", err, test.kind)
			}
			if test.fault == motirtest.Status500 && !errors.Is(err, polite.Unavailable) {
				t.Errorf("%v hides why", err)
			}
		})
	}
}

// TestRobotsThatCannotBeReadIsAskedForAgain: until then nothing of the site is
// read, and the error says why in words.
func TestRobotsThatCannotBeReadIsAskedForAgain(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{Robots: "User-agent: *\nDisallow: /kor/"})
	clock := newClock()
	client := newClient(t, site, func(o *polite.Options) { o.Now, o.Sleep = clock.Now, clock.Sleep })
	site.Fail("/robots.txt", motirtest.Fault{Kind: motirtest.Huge, Times: 1})
	_, err := client.Get(t.Context(), site.ListURL())
	if polite.KindOf(err) != polite.RobotsDisallowed || !strings.Contains(err.Error(), "robots.txt could not be read whole") ||
		!strings.Contains(err.Error(), "more than 512000 bytes") {
		t.Errorf("got %v", err)
	}
	clock.advance(6 * time.Minute)
	if _, err := client.Get(t.Context(), site.ListURL()); err != nil {
		t.Errorf("after it was read: %v", err)
	}
	if got := countPath(site, "/robots.txt"); got != 2 {
		t.Errorf("asked for %d times, want 2", got)
	}
}

// TestRobotsIsBounded: rules for many agents are kept once, not once for each.
func TestRobotsIsBounded(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{Robots: strings.Repeat("User-agent: *\n", 15_000) + strings.Repeat("Disallow: /kor/\n", 1900)})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := newClient(t, site, nil).Get(t.Context(), site.ListURL())
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Error(err)
	}
	if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 64 {
		t.Errorf("%d MB allocated for a robots.txt of 240 KB", spent)
	}
}

func TestRobotsIsKeptForADayAndAskedSoonerAfterAnOutage(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{Robots: "User-agent: *\nDisallow: /kor/"})
	clock := newClock()
	client := newClient(t, site, func(o *polite.Options) { o.Now, o.Sleep, o.Attempts = clock.Now, clock.Sleep, 1 })
	get := func() error {
		_, err := client.Get(t.Context(), site.ListURL())
		return err
	}
	steps := []struct {
		after time.Duration
		down  bool
		fails bool
		asked int
	}{
		{0, false, false, 1},
		{23 * time.Hour, false, false, 1},
		{2 * time.Hour, true, true, 2},
		{time.Minute, false, true, 2},
		{5 * time.Minute, false, false, 3},
	}
	for i, step := range steps {
		clock.advance(step.after)
		if step.down {
			site.Fail("/robots.txt", motirtest.Fault{Kind: motirtest.Status500, Times: 1})
		}
		if err := get(); (err != nil) != step.fails {
			t.Errorf("step %d: %v", i, err)
		}
		if got := countPath(site, "/robots.txt"); got != step.asked {
			t.Errorf("step %d: robots.txt was asked for %d times, want %d", i, got, step.asked)
		}
	}
}

func TestIntervalAndCrawlDelay(t *testing.T) {
	tests := map[string]struct {
		interval time.Duration
		robots   string
		want     time.Duration
	}{
		"interval":                    {3 * time.Second, "", 3 * time.Second},
		"the longer wins":             {3 * time.Second, "User-agent: *\nCrawl-delay: 7", 7 * time.Second},
		"the shorter does not":        {3 * time.Second, "User-agent: *\nCrawl-delay: 1", 3 * time.Second},
		"a delay of hours is bounded": {3 * time.Second, "User-agent: *\nCrawl-delay: 9000", time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			site := motirtest.New(t, motirtest.Options{Robots: test.robots})
			clock := newClock()
			client := newClient(t, site, func(o *polite.Options) {
				o.Now, o.Sleep, o.MinInterval = clock.Now, clock.Sleep, test.interval
			})
			for range 2 {
				if _, err := client.Get(t.Context(), site.ListURL()); err != nil {
					t.Fatal(err)
				}
			}
			// robots.txt, pause, list, pause, list
			if len(clock.slept) != 2 || clock.slept[1] != test.want {
				t.Errorf("paused %v, want %s", clock.slept, test.want)
			}
		})
	}
}

func TestOneAtATime(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(20)
	client := newClient(t, site, nil)
	var wg sync.WaitGroup
	for _, r := range site.Releases() {
		wg.Go(func() {
			if _, err := client.Get(context.Background(), site.URL(site.ViewPath(r.Number))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if site.Overlapped() {
		t.Error("two requests were in flight at once")
	}
	if n := len(site.Requests()); n != 21 {
		t.Errorf("%d requests, want 20 views and one robots.txt", n)
	}
	for _, r := range site.Requests() {
		if r.UserAgent != agent {
			t.Errorf("%s was asked as %q", r.Path, r.UserAgent)
		}
	}
}

func TestAddressesNotFetched(t *testing.T) {
	tests := map[string]struct {
		url  string
		kind polite.Kind
	}{
		"loopback":             {"http://127.0.0.1/", polite.PrivateAddress},
		"loopback by name":     {"http://localhost:9/", polite.PrivateAddress},
		"loopback, IPv6":       {"http://[::1]/", polite.PrivateAddress},
		"loopback, mapped":     {"http://[::ffff:127.0.0.1]/", polite.PrivateAddress},
		"private":              {"http://10.1.2.3/", polite.PrivateAddress},
		"private, translated":  {"http://[64:ff9b::10.1.2.3]/", polite.PrivateAddress},
		"shared by a carrier":  {"http://100.100.100.200/", polite.PrivateAddress},
		"cloud metadata":       {"http://169.254.169.254/latest/meta-data/", polite.PrivateAddress},
		"cloud metadata, IPv6": {"http://[fd00:ec2::254]/", polite.PrivateAddress},
		"cloud host agent":     {"http://168.63.129.16/", polite.PrivateAddress},
		"link-local":           {"http://[fe80::1]/", polite.PrivateAddress},
		"multicast":            {"http://224.0.0.1/", polite.PrivateAddress},
		"unspecified":          {"http://0.0.0.0/", polite.PrivateAddress},
		"broadcast":            {"http://255.255.255.255/", polite.PrivateAddress},
		"a file":               {"file:///etc/passwd", polite.BadURL},
		"another scheme":       {"gopher://example.org/", polite.BadURL},
		"no host":              {"https:///path", polite.BadURL},
		"a password":           {"https://user:secret@example.org/", polite.BadURL},
		"no address at all":    {"http://[", polite.BadURL},
	}
	client, err := polite.New(polite.Options{UserAgent: agent, MinInterval: -1, Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := client.Get(t.Context(), test.url)
			if polite.KindOf(err) != test.kind {
				t.Errorf("got %v, want kind %q", err, test.kind)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("%v tells the password", err)
			}
		})
	}
}

func TestAllowPrivate(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	client := newClient(t, site, func(o *polite.Options) { o.Admit, o.AllowPrivate = nil, true })
	if _, err := client.Get(t.Context(), site.ListURL()); err != nil {
		t.Error(err)
	}
}
