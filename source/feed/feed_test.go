package feed_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"motirbot/internal/address"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/feed"
	"motirbot/source/polite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newClient(t *testing.T) *polite.Client {
	t.Helper()
	return newClientWithin(t, time.Minute)
}

func newClientWithin(t *testing.T, timeout time.Duration) *polite.Client {
	t.Helper()
	client, err := polite.New(polite.Options{
		UserAgent: "motirbot/1.0 (+https://example.org)", MinInterval: -1, Attempts: 1, Timeout: timeout, Deadline: 5 * time.Minute,
		Admit: func(at netip.AddrPort) bool { return at.Addr().IsLoopback() && at.Port() > 1 },
		Cache: &motirtest.Validators{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func addressOf(t testing.TB, raw string) address.Address {
	t.Helper()
	at, err := address.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEachFormOfFeed(t *testing.T) {
	for name, path := range map[string]string{
		"RSS": motirtest.RSSPath, "RSS, summaries": motirtest.RSSSummaryPath,
		"Atom": motirtest.AtomPath, "Atom, summaries": motirtest.AtomSummaryPath,
	} {
		for variant, opts := range map[string]motirtest.Options{"UTF-8": {}, "EUC-KR": {EUCKR: true}} {
			t.Run(name+", "+variant, func(t *testing.T) {
				t.Parallel()
				office := motirtest.New(t, opts)
				office.Generate(25)
				got, same, problems, err := feed.New(newClient(t), addressOf(t, office.URL(path))).Fetch(t.Context())
				if err != nil || same || len(problems) > 0 {
					t.Fatal(err, same, problems)
				}
				published := office.Releases()[:20]
				if len(got) != len(published) {
					t.Fatalf("%d releases, want %d", len(got), len(published))
				}
				for i, r := range got {
					want := published[i]
					if r.Title != want.Title || r.Date != want.Date || r.URL != office.URL(office.ViewPath(want.Number)) || r.Truncated {
						t.Errorf("release %d is %+v", i, r)
					}
					if !strings.HasSuffix(r.Number, want.Number) || r.ID != release.ID("feed:"+r.Number) {
						t.Errorf("number %q, ID %q", r.Number, r.ID)
					}
					for _, paragraph := range want.Paragraphs {
						if !strings.Contains(r.Body, paragraph) {
							t.Errorf("release %s lacks %q:\n%s", want.Number, paragraph, r.Body)
						}
					}
				}
			})
		}
	}
}

func TestUnchangedFeed(t *testing.T) {
	office := motirtest.New(t, motirtest.Options{})
	office.Generate(5)
	f := feed.New(newClient(t), addressOf(t, office.URL(motirtest.RSSSummaryPath)))
	if err := f.Confirm(t.Context()); err == nil {
		t.Error("a feed that was never fetched was confirmed")
	}
	fetch := func() (int, bool) {
		t.Helper()
		got, same, problems, err := f.Fetch(t.Context())
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		return len(got), same
	}
	if n, same := fetch(); n != 5 || same {
		t.Error("first:", n, same)
	}
	if n, same := fetch(); n != 5 || same {
		t.Error("not confirmed:", n, same)
	}
	if err := f.Confirm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, same := fetch(); n != 0 || !same {
		t.Error("confirmed:", n, same)
	}
	office.Generate(1)
	office.Forget()
	if n, same := fetch(); n != 1 || same {
		t.Error("a new item:", n, same)
	}
	if n := len(office.Requests()); n != 2 {
		t.Errorf("%d requests for one new item, want the feed and one page", n)
	}
}

func TestFaultsOfLinkedPages(t *testing.T) {
	tests := map[string]struct {
		fault   motirtest.FaultKind
		problem error
	}{
		"503":            {motirtest.Status503, polite.Unavailable},
		"slow":           {motirtest.Slow, polite.Timeout},
		"dropped":        {motirtest.Dropped, polite.Unreachable},
		"truncated":      {motirtest.Truncated, polite.Unreachable},
		"404":            {motirtest.Status404, polite.NotFound},
		"403":            {motirtest.Status403, polite.Forbidden},
		"huge":           {motirtest.Huge, polite.TooLarge},
		"loop":           {motirtest.RedirectLoop, polite.TooManyRedirects},
		"inside":         {motirtest.RedirectPrivate, polite.PrivateAddress},
		"picture":        {motirtest.Picture, polite.NotText},
		"another layout": {motirtest.LayoutChange, feed.ErrNoArticle},
		"maintenance":    {motirtest.Maintenance, feed.ErrNoArticle},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office := motirtest.New(t, motirtest.Options{})
			office.Generate(3)
			office.Fail(office.ViewPath("2002"), motirtest.Fault{Kind: test.fault})
			timeout := time.Minute
			if test.fault == motirtest.Slow {
				timeout = 2 * time.Second
			}
			got, _, problems, err := feed.New(newClientWithin(t, timeout), addressOf(t, office.URL(motirtest.AtomSummaryPath))).Fetch(t.Context())
			if err != nil || len(problems) != 1 || !errors.Is(problems[0], test.problem) || !errors.Is(problems[0], feed.ErrCut) || strings.Contains(problems[0].Error(), "\n") {
				t.Fatalf("error %v, problems %v", err, problems)
			}
			want := map[string]bool{"2003": false, "2002": true, "2001": false}
			have := map[string]bool{}
			for _, r := range got {
				have[r.Number[len(r.Number)-4:]] = r.Truncated
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("which are truncated (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultsOfTheFeed(t *testing.T) {
	for name, test := range map[string]struct {
		fault motirtest.FaultKind
		want  error
	}{
		"404": {motirtest.Status404, polite.NotFound}, "503": {motirtest.Status503, polite.Unavailable},
		"a web page": {motirtest.Maintenance, feed.ErrNotFeed}, "truncated": {motirtest.Truncated, polite.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			office := motirtest.New(t, motirtest.Options{})
			office.Fail(motirtest.RSSPath, motirtest.Fault{Kind: test.fault})
			got, _, _, err := feed.New(newClient(t), addressOf(t, office.URL(motirtest.RSSPath))).Fetch(t.Context())
			if !errors.Is(err, test.want) || got != nil {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func serveFeed(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/feed"
}

// A page that never comes takes all the time once. The next fetch asks for the
// others first.
func TestPageThatNeverComes(t *testing.T) {
	office := motirtest.New(t, motirtest.Options{})
	office.Generate(6)
	newest := office.Releases()[0]
	office.Fail(office.ViewPath(newest.Number), motirtest.Fault{Kind: motirtest.Slow})
	f := feed.New(newClient(t), addressOf(t, office.URL(motirtest.RSSSummaryPath)))
	fetch := func(within time.Duration) ([]release.Release, []error) {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		got, same, problems, err := f.Fetch(ctx)
		if err := errors.Join(err, f.Confirm(t.Context())); err != nil || same {
			t.Fatal(same, err)
		}
		return got, problems
	}
	got, problems := fetch(time.Second)
	if len(got) != 1 || !got[0].Truncated || len(problems) != 2 || !errors.Is(problems[0], feed.ErrCut) || !strings.Contains(problems[1].Error(), "5 items are left") {
		t.Errorf("%d releases, problems %v", len(got), problems)
	}
	got, problems = fetch(5 * time.Second)
	if len(got) != 5 || len(problems) != 1 || !errors.Is(problems[0], feed.ErrCut) || got[0].Title != office.Releases()[1].Title {
		t.Errorf("%d releases, problems %v", len(got), problems)
	}
}
