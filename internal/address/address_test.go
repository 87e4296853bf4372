package address_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"motirbot/internal/address"
)

const secretive = "https://reader:hunter2word@feeds.example.org:8443/eng/t0k3n-of-the-path-0123/rss?board=b0ard&key=s3cr3t-value#s3cr3t-part"

func parse(t testing.TB, raw string) address.Address {
	t.Helper()
	a, err := address.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestShown(t *testing.T) {
	for raw, want := range map[string]string{
		"https://english.motir.go.kr/eng/article/EATCLdfa319ada/2487/view": "https://english.motir.go.kr/eng/article/EATCLdfa319ada/2487/view",
		"https://a.example/list?pageIndex=2":                               "https://a.example/list?…",
		"https://www.korea.kr/news/pressReleaseView.do?newsId=1":           "https://www.korea.kr/news/pressReleaseView.do?…",
		"http://u:p@a.example":                                             "http://a.example",
		"https://a.example/hooks/0123456789abcdef/x":                       "https://a.example/hooks/…/x",
		"https://a.example/abcdefghijklmnopqrstuvwxyz":                     "https://a.example/…",
		" https://a.example/#token ":                                       "https://a.example/",
		secretive:                                                          "https://feeds.example.org:8443/eng/…/rss?…",
	} {
		if got := parse(t, raw).String(); got != want {
			t.Errorf("%s is shown as %s, want %s", raw, got, want)
		}
	}
}

// However the address is printed, alone or inside of something, no secret
// comes out.
func TestNoWayOfPrintingShowsSecrets(t *testing.T) {
	a := parse(t, secretive)
	type exported struct{ At address.Address }
	type unexported struct{ at address.Address }
	type pointer struct{ at *address.Address }
	var printed bytes.Buffer
	values := []any{
		a, &a, exported{a}, &exported{a}, unexported{a}, &unexported{a}, pointer{&a},
		[]address.Address{a}, map[string]address.Address{"a": a}, []any{unexported{a}}, fmt.Errorf("asking %v: %w", a, fmt.Errorf("%s", a)),
	}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
			fmt.Fprintf(&printed, verb+"\n", value)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
			slog.New(handler).Info("m", "value", value)
		}
		if encoded, err := json.Marshal(value); err == nil {
			printed.Write(encoded)
		}
	}
	for _, secret := range []string{"reader", "hunter2", "s3cr3t", "t0k3n", "b0ard"} {
		if strings.Contains(printed.String(), secret) {
			t.Errorf("%q is printed:\n%s", secret, printed.String())
		}
	}
	if a.Reveal() != secretive {
		t.Errorf("revealed as %s", a.Reveal())
	}
}

func TestParseQuotesNothing(t *testing.T) {
	for _, raw := range []string{"", "localhost:11434", "ftp://a.example/hunter2", "https://", "https://a b/hunter2", "http://[hunter2", "%zz"} {
		a, err := address.Parse(raw)
		if err == nil || strings.Contains(err.Error(), "hunter2") || !a.IsZero() || a.Reveal() != "" || a.String() != "" {
			t.Errorf("%q: %v, %v", raw, a, err)
		}
	}
	if got := address.Redact("https://a b/hunter2"); strings.Contains(got, "hunter2") {
		t.Errorf("redacted to %s", got)
	}
}

func TestKey(t *testing.T) {
	const plain = "https://a.example/eng/rss.xml"
	if got := parse(t, plain).Key(); got != plain {
		t.Errorf("a public address has the key %s", got)
	}
	one, two := parse(t, plain+"?key=s3cr3t-1").Key(), parse(t, plain+"?key=s3cr3t-2").Key()
	if one == two || strings.Contains(one, "s3cr3t") || !strings.HasPrefix(one, plain+"?…#") {
		t.Errorf("keys %s and %s", one, two)
	}
	if again := parse(t, plain+"?key=s3cr3t-1").Key(); again != one {
		t.Errorf("the key was %s and is %s", one, again)
	}
}

func TestSameServer(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"https://a.example/v1", "https://A.example:443/v2/", true},
		{"https://a.example/v1", "http://a.example/v1", false},
		{"https://a.example/v1", "https://a.example:8443/v1", false},
		{"https://a.example/v1", "https://a.example.org/v1", false},
	}
	for _, test := range tests {
		if got := parse(t, test.a).SameServer(parse(t, test.b)); got != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, got)
		}
	}
}

func TestStrip(t *testing.T) {
	feed := parse(t, "https://a.example/t0k3n-of-the-path-0123/rss?board=81&lang=en&key=s3cr3t%2Fvalue&pin_token=7")
	for link, want := range map[string]string{
		"https://a.example/view?board=81&no=5":                   "https://a.example/view?board=81&no=5",
		"https://a.example/view?lang=en&key=s3cr3t%2Fvalue&no=5": "https://a.example/view?lang=en&no=5",
		"https://a.example/view?k=s3cr3t/value":                  "https://a.example/view",
		"https://a.example/view?pin_token=7&page=7":              "https://a.example/view?page=7",
		"https://a.example/t0k3n-of-the-path-0123/5":             "",
		"https://a.example/view/s3cr3t%2Fvalue":                  "",
		"":                                                       "",
	} {
		if got := feed.Strip(link); got != want {
			t.Errorf("%s becomes %q, want %q", link, got, want)
		}
	}
	if got := feed.Hide("see " + feed.Reveal() + " or key s3cr3t/value"); got != "see https://a.example/…/rss?… or key [redacted]" {
		t.Errorf("the text reads %q", got)
	}
}

func TestLeads(t *testing.T) {
	from := parse(t, "https://a.example/rss?board=8100&key=s3cr3t-value")
	for next, want := range map[string]bool{
		"https://A.example/new?key=s3cr3t-value":      true,
		"https://b.example/rss?board=8100":            true,
		"https://b.example/rss?key=s3cr3t-value":      false,
		"https://b.example/rss/s3cr3t-value":          false,
		"http://a.example/rss?key=s3cr3t-value":       false,
		"https://b.example/?from=a%3Fs3cr3t-value%3D": false,
	} {
		if got := from.Leads(parse(t, next)); got != want {
			t.Errorf("to %s: %v", next, got)
		}
	}
}

func FuzzStrip(f *testing.F) {
	f.Add("key", "s3cr3t-value", "https://a.example/view?key=s3cr3t-value&no=5")
	f.Add("token", "a/b c&d=e%", "https://a.example/a%2Fb%20c")
	f.Add("board", "0123456789abcdef", "https://[::1]/?board=0123456789abcdef#0123456789abcdef")
	f.Fuzz(func(t *testing.T, name, value, link string) {
		u := url.URL{Scheme: "https", Host: "a.example", Path: "/rss", RawQuery: url.Values{name: {value}}.Encode()}
		feed := address.Of(&u)
		if got := feed.String(); got != "https://a.example/rss?…" {
			t.Fatalf("shown as %s", got)
		}
		got := feed.Strip(link)
		for _, secret := range feed.Secrets() {
			if strings.Contains(got, secret) {
				t.Errorf("%q still holds %q", got, secret)
			}
		}
		if again := feed.Strip(got); again != got {
			t.Errorf("%q changes to %q when stripped again", got, again)
		}
	})
}
