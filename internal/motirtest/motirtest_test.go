package motirtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/internal/motirtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func get(t *testing.T, url, tag string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestGeneratedReleasesDifferAndComeAgain(t *testing.T) {
	first := motirtest.New(t, motirtest.Options{}).Generate(1000)
	site := motirtest.New(t, motirtest.Options{})
	second := append(site.Generate(400), site.Generate(600)...)
	titles := map[string]bool{}
	for i, r := range first {
		if r.Title != second[i].Title || r.Body() != second[i].Body() || r.Date != second[i].Date {
			t.Fatalf("release %d differs from one site to the next", i)
		}
		if titles[r.Title] || r.Body() == "" || r.Date.IsZero() {
			t.Errorf("release %+v", r)
		}
		titles[r.Title] = true
	}
}

func TestPagesAnswerConditionally(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(11)
	for _, path := range []string{site.ListPagePath(1), site.ListPagePath(2), site.ViewPath("2003"), motirtest.RSSPath, motirtest.AtomPath} {
		resp, body := get(t, site.URL(path), "")
		if resp.StatusCode != 200 || body == "" {
			t.Fatalf("%s: %s", path, resp.Status)
		}
		if again, _ := get(t, site.URL(path), resp.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s: asked again: %s", path, again.Status)
		}
		site.Edit("2003", func(r *motirtest.Release) { r.Title += "!" })
		site.Edit("2001", func(r *motirtest.Release) { r.Title += "!" })
		if changed, _ := get(t, site.URL(path), resp.Header.Get("ETag")); changed.StatusCode != 200 {
			t.Errorf("%s: after an edit: %s", path, changed.Status)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestPublishing(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{PerPage: 2, Overlap: 1})
	made := site.Generate(3)
	added := site.Add(motirtest.Release{Title: "An extra one", Date: made[0].Date, Paragraphs: []string{"Text."}})
	twin := site.Repeat(made[0].Number)
	if added.Number != "2004" || twin.Number != "2005" || twin.Title != made[0].Title {
		t.Errorf("%+v, %+v", added, twin)
	}
	site.Withdraw("2003")
	if resp, _ := get(t, site.URL(site.ViewPath("2003")), ""); resp.StatusCode != 404 {
		t.Errorf("withdrawn: %s", resp.Status)
	}
	if _, body := get(t, site.URL(site.ListPagePath(2)), ""); !strings.Contains(body, "An extra one") || strings.Contains(body, "2003") {
		t.Error("page 2 should begin with the last entry of page 1, without the one withdrawn")
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestFaultsPassAndHeal(t *testing.T) {
	site := motirtest.New(t, motirtest.Options{})
	site.Generate(1)
	path := site.ViewPath("2001")
	site.Fail(path, motirtest.Fault{Kind: motirtest.Status503, Times: 2, RetryAfter: 90 * time.Second})
	for _, want := range []int{503, 503, 200} {
		resp, _ := get(t, site.URL(path), "")
		if resp.StatusCode != want || want == 503 && resp.Header.Get("Retry-After") != "90" {
			t.Errorf("%s, want %d", resp.Status, want)
		}
	}
	site.Fail(motirtest.ListPath, motirtest.Fault{Kind: motirtest.Status403})
	for range 3 {
		if resp, _ := get(t, site.URL(site.ListPagePath(4)), ""); resp.StatusCode != 403 {
			t.Errorf("a path without a query covers all: %s", resp.Status)
		}
	}
	site.Heal(motirtest.ListPath)
	if resp, _ := get(t, site.ListURL(), ""); resp.StatusCode != 200 {
		t.Errorf("healed: %s", resp.Status)
	}
	if n := len(site.Requests()); n != 7 || site.Requests()[0].Path != path || site.Requests()[0].Status != 503 {
		t.Errorf("%d requests recorded: %+v", n, site.Requests())
	}
	http.DefaultClient.CloseIdleConnections()
}
