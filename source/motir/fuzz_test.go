package motir_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"motirbot/release"
	"motirbot/source/motir"
)

// FuzzView: whatever a page holds, the parser neither panics nor makes up a
// release that lacks something.
func FuzzView(f *testing.F) {
	addPages(f, "view")
	f.Add([]byte("<div class=detail-cont>\xff\u0000<table><tr><td><table><tr><td>x<td>y"))
	site := motir.New(nil, motir.Config{})
	f.Fuzz(func(t *testing.T, page []byte) {
		r, err := site.ParseView(page, motir.Item{Number: "2487", Title: "A title", Date: release.NewDate(2025, 12, 10), URL: motir.DefaultListURL + "/2487/view"})
		if err != nil {
			if r.Body != "" || r.ID != "" {
				t.Errorf("a release beside the error %v", err)
			}
			if !errors.Is(err, motir.ErrLayout) && !errors.Is(err, motir.ErrWithdrawn) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		if err := r.Validate(); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
		texts := []string{r.Title, r.Category, r.Body, r.URL}
		for _, a := range r.Attachments {
			texts = append(texts, a.Name, a.URL)
			if !strings.HasPrefix(a.URL, "http") || a.Name == "" {
				t.Errorf("attachment %+v", a)
			}
		}
		for _, text := range texts {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Errorf("%q is no text", text)
			}
		}
		for line := range strings.SplitSeq(r.Body, "\n") {
			if strings.TrimSpace(line) != line || line == "" {
				t.Errorf("the line %q in the body", line)
			}
		}
	})
}

// FuzzList: items have a number, an address made from it, and clean text, or
// the page is an error.
func FuzzList(f *testing.F) {
	addPages(f, "list")
	f.Add([]byte(`<a onclick="view(1,22)">a</a><li><a href="javascript:view(22)">b</a></li>`))
	site := motir.New(nil, motir.Config{})
	f.Fuzz(func(t *testing.T, page []byte) {
		items, err := site.ParseList(page, motir.DefaultListURL+"?pageIndex=1", 1)
		if (err == nil) == (len(items) == 0) || err != nil && !errors.Is(err, motir.ErrLayout) {
			t.Fatalf("%d items, error %v", len(items), err)
		}
		seen := map[string]bool{}
		for _, item := range items {
			if n, err := strconv.Atoi(item.Number); err != nil || n <= 0 || strconv.Itoa(n) != item.Number || seen[item.Number] {
				t.Errorf("number %q", item.Number)
			}
			seen[item.Number] = true
			if !utf8.ValidString(item.Title) || strings.Contains(item.Title, "\n") {
				t.Errorf("title %q", item.Title)
			}
			if !strings.HasSuffix(item.URL, "/"+item.Number+"/view") {
				t.Errorf("address %q", item.URL)
			}
			if !item.Date.IsZero() {
				if _, err := release.ParseDate(item.Date.String()); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

func addPages(f *testing.F, prefix string) {
	files, err := filepath.Glob("testdata/" + prefix + "*.html")
	if err != nil || len(files) == 0 {
		f.Fatal("no pages:", err)
	}
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page)
	}
}
