package motir_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"motirbot/source/motir"
)

func TestListPagesWithoutReleases(t *testing.T) {
	tests := map[string]struct {
		page   int
		html   string
		layout bool
	}{
		"past the end, says so":        {9, `<p>There are no posts to show.</p>`, false},
		"past the end, in Korean":      {9, `<td>등록된 게시물이 없습니다.</td>`, false},
		"past the end, with a pager":   {9, `<div class="paging"><a href="?pageIndex=8">8</a></div>`, false},
		"past the end, something else": {9, `<p>Our new website</p>`, true},
		"an empty first page":          {1, `<p>There are no posts to show.</p>`, true},
		"nothing":                      {1, ``, true},
		"entries without numbers":      {1, `<ul><li><a data-key="x">Korea and Japan</a> 2025-12-10</li></ul>`, true},
		"links elsewhere":              {1, `<a href="https://elsewhere.example/eng/article/EATCLdfa319ada/12/view">Title</a>`, true},
		"a number that is none":        {1, `<a href="/eng/article/EATCLdfa319ada/12a/view">Title</a><a onclick="view('')">Title</a>`, true},
		"a number beyond all reason":   {1, `<a href="/eng/article/EATCLdfa319ada/12345678901234/view">Title</a>`, true},
		"no titles":                    {1, `<ul><li><a href="/eng/article/EATCLdfa319ada/12/view"><img></a> 2025-12-10</li></ul>`, true},
	}
	site := motir.New(nil, motir.Config{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			items, err := site.ParseList([]byte(test.html), motir.DefaultListURL, test.page)
			if len(items) > 0 || errors.Is(err, motir.ErrLayout) != test.layout || (err != nil) != test.layout {
				t.Errorf("%v, %v", items, err)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	const page = `<ul><li><a href="/eng/article/EATCLdfa319ada/12/view">Korea and Japan</a></li><li><a onclick="view(11)">Korea and Chile</a></li></ul>`
	tests := map[string]struct {
		cfg  motir.Config
		from string
		want []string
	}{
		"today":      {motir.Config{}, motir.DefaultListURL, []string{motir.DefaultListURL + "/12/view", motir.DefaultListURL + "/11/view"}},
		"older host": {motir.Config{ListURL: motir.OldListURL}, motir.OldListURL, []string{motir.OldListURL + "/12/view", motir.OldListURL + "/11/view"}},
		"a slash":    {motir.Config{ListURL: motir.OldListURL + "/"}, motir.OldListURL, []string{motir.OldListURL + "/12/view", motir.OldListURL + "/11/view"}},
		"own views": {motir.Config{ListURL: "https://a.example/list", ViewURL: "https://b.example/r/{number}.html"}, "https://a.example/list",
			[]string{"https://b.example/r/11.html"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			items, err := motir.New(nil, test.cfg).ParseList([]byte(page), test.from, 1)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range items {
				got = append(got, item.URL)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestViewPagesThatAreNone(t *testing.T) {
	const head = `<h3>Korea and Japan</h3><p>Registration date 2025-12-10</p>`
	tests := map[string]struct {
		html    string
		want    error
		missing string
	}{
		"nothing":                  {``, motir.ErrLayout, "div.detail-cont"},
		"no text":                  {head + `<div class="detail-cont"><img src="poster.png"></div>`, motir.ErrLayout, "text of the release"},
		"only buttons":             {head + `<div class="detail-cont"><p>Print</p><p>List</p></div>`, motir.ErrLayout, "text of the release"},
		"no title":                 {`<p>Registration date 2025-12-10</p><div class="detail-cont">Text.</div>`, motir.ErrLayout, "title"},
		"no such day":              {`<h3>Korea and Japan</h3><p>Registration date 2025-13-40</p><div class="detail-cont">Text.</div>`, motir.ErrLayout, "registration date"},
		"all missing but the text": {`<div class="board-detail">Text.</div>`, motir.ErrLayout, "registration date, no title"},
		"deleted, by script":       {`<script>alert("This post does not exist"); history.go(-1)</script>`, motir.ErrWithdrawn, ""},
		"deleted, in Korean":       {`<p>삭제된 게시물입니다.</p>`, motir.ErrWithdrawn, ""},
		"a page that was merely removed from use": {`<p>` + strings.Repeat("A long notice about something else. ", 30) + `The old menu was removed.</p>`, motir.ErrLayout, ""},
	}
	site := motir.New(nil, motir.Config{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := site.ParseView([]byte(test.html), motir.Item{Number: "1", URL: motir.DefaultListURL + "/1/view"})
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.missing) || r.Title != "" {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}
