package polite_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/internal/motirtest"
	"motirbot/source/polite"
)

func TestEachFaultHasItsKind(t *testing.T) {
	tests := map[string]struct {
		fault motirtest.Fault
		kind  polite.Kind // "" if the page comes after all
		asked int         // requests for the page
		says  string
	}{
		"404 is not asked again":             {motirtest.Fault{Kind: motirtest.Status404}, polite.NotFound, 1, "404 Not Found"},
		"410":                                {motirtest.Fault{Kind: motirtest.Status410}, polite.Gone, 1, "410 Gone"},
		"403":                                {motirtest.Fault{Kind: motirtest.Status403}, polite.Forbidden, 1, "403"},
		"500 for ever":                       {motirtest.Fault{Kind: motirtest.Status500}, polite.Unavailable, 3, "500"},
		"503 twice, then well":               {motirtest.Fault{Kind: motirtest.Status503, Times: 2}, "", 3, ""},
		"503 asking for a short wait":        {motirtest.Fault{Kind: motirtest.Status503, Times: 1, RetryAfter: 20 * time.Second}, "", 2, ""},
		"503 asking for a long wait":         {motirtest.Fault{Kind: motirtest.Status503, RetryAfter: time.Hour}, polite.Unavailable, 1, "asks to wait 1h0m0s"},
		"slow bytes":                         {motirtest.Fault{Kind: motirtest.Slow}, polite.Timeout, 3, "did not arrive in time"},
		"huge page":                          {motirtest.Fault{Kind: motirtest.Huge}, polite.TooLarge, 1, "more than 1048576 bytes"},
		"gzip bomb":                          {motirtest.Fault{Kind: motirtest.GzipBomb}, polite.TooLarge, 1, "more than"},
		"redirect loop":                      {motirtest.Fault{Kind: motirtest.RedirectLoop}, polite.TooManyRedirects, 1, "circle"},
		"redirect to a private address":      {motirtest.Fault{Kind: motirtest.RedirectPrivate}, polite.PrivateAddress, 1, "127.0.0.1:1 is not an address on the public internet"},
		"dropped connection, then well":      {motirtest.Fault{Kind: motirtest.Dropped, Times: 1}, "", 2, ""},
		"dropped for ever":                   {motirtest.Fault{Kind: motirtest.Dropped}, polite.Unreachable, 3, ""},
		"truncated once":                     {motirtest.Fault{Kind: motirtest.Truncated, Times: 1}, "", 2, ""},
		"truncated for ever":                 {motirtest.Fault{Kind: motirtest.Truncated}, polite.Unreachable, 3, "broke off"},
		"a picture":                          {motirtest.Fault{Kind: motirtest.Picture}, polite.NotText, 1, "image/png"},
		"another layout is a page all right": {motirtest.Fault{Kind: motirtest.LayoutChange}, "", 1, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := motirtest.New(t, motirtest.Options{})
			site.Generate(1)
			path := site.ViewPath("2001")
			site.Fail(path, test.fault)
			client := newClient(t, site, func(o *polite.Options) {
				o.MaxBytes = 1 << 20
				if test.fault.Kind == motirtest.Slow {
					o.Timeout = 2 * time.Second // short only here: a busy machine is slow as well
				}
			})

			page, err := client.Get(context.Background(), site.URL(path), polite.HTMLOnly())
			if got := polite.KindOf(err); got != test.kind {
				t.Fatalf("kind %q, want %q (error: %v)", got, test.kind, err)
			}
			if err == nil && len(page.Body) == 0 {
				t.Error("a page without a body")
			}
			if err != nil && (!errors.Is(err, test.kind) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("error %q, want one line with %q", err, test.says)
			}
			if got := countPath(site, path); got != test.asked {
				t.Errorf("asked %d times, want %d", got, test.asked)
			}
		})
	}
}

func countPath(site *motirtest.Site, path string) int {
	n := 0
	for _, r := range site.Requests() {
		if r.Path == path {
			n++
		}
	}
	return n
}

func TestBackoffWaits(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(1)
	path := site.ViewPath("2001")
	site.Fail(path, motirtest.Fault{Kind: motirtest.Status503, Times: 2})
	clock := newClock()
	client := newClient(t, site, func(o *polite.Options) { o.Now, o.Sleep = clock.Now, clock.Sleep })
	if _, err := client.Get(context.Background(), site.URL(path)); err != nil {
		t.Fatal(err)
	}
	site.Fail(path, motirtest.Fault{Kind: motirtest.Status503, Times: 1, RetryAfter: 17 * time.Second})
	if _, err := client.Get(context.Background(), site.URL(path)); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{500 * time.Millisecond, time.Second, 17 * time.Second}
	if len(clock.slept) != 3 || clock.slept[0] != want[0] || clock.slept[1] != want[1] || clock.slept[2] != want[2] {
		t.Errorf("waited %v, want %v: half of 1 s, half of 2 s, then what the site asked for", clock.slept, want)
	}
}

func TestTheWholeFetchEndsAtItsDeadline(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(1)
	site.Fail(site.ViewPath("2001"), motirtest.Fault{Kind: motirtest.Slow})
	client := newClient(t, site, func(o *polite.Options) { o.Timeout = time.Minute; o.Deadline = 200 * time.Millisecond })
	began := time.Now()
	_, err := client.Get(context.Background(), site.URL(site.ViewPath("2001")))
	if !errors.Is(err, polite.Timeout) || !strings.Contains(err.Error(), "whole fetch") {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestCancelledIsNoTrouble(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	client := newClient(t, site, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := client.Get(ctx, site.ListURL())
	if !errors.Is(err, context.Canceled) || polite.KindOf(err) != "" {
		t.Errorf("got %v of kind %q", err, polite.KindOf(err))
	}
}
