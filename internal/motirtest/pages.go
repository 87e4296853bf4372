package motirtest

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// entry is a line of the list.
type entry struct {
	Release
	Link     template.HTMLAttr // href, onclick
	Summary  string
	ShowDate bool
}

func (s *Site) serveList(w http.ResponseWriter, r *http.Request) {
	page, err := strconv.Atoi(r.URL.Query().Get("pageIndex"))
	if err != nil || page < 1 {
		page = 1
	}
	s.mu.Lock()
	all := s.listed()
	modified := s.edits
	s.mu.Unlock()

	last := max((len(all)+s.opts.PerPage-1)/s.opts.PerPage, 1)
	var entries []entry
	for _, item := range window(all, page, s.opts.PerPage, s.opts.Overlap) {
		entries = append(entries, s.entry(item, page))
	}
	name := "list.html"
	if s.opts.Korean {
		name = "list_ko.html"
	}
	s.servePage(w, r, name, modified, map[string]any{
		"Charset": s.charset(), "Path": s.path(), "Entries": entries, "Total": len(all),
		"Page": page, "Pages": pageNumbers(last), "Popular": window(all, last, 3, 0),
	})
}

// window is one page of all, preceded by the last entries of the page before.
func window(all []Release, page, size, overlap int) []Release {
	start, end := (page-1)*size, min(page*size, len(all))
	if start >= len(all) {
		return nil
	}
	if page > 1 {
		start -= overlap
	}
	return all[start:end]
}

func pageNumbers(last int) []int {
	numbers := make([]int, last)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

// entry links in one of the three ways that lists of this kind use.
func (s *Site) entry(r Release, page int) entry {
	e := entry{Release: r, ShowDate: !s.opts.NoListDates && !r.NoDate, Summary: summary(r)}
	number, _ := strconv.Atoi(r.Number)
	switch number % 3 {
	case 0:
		e.Link = template.HTMLAttr(fmt.Sprintf(`href="%s/%s/view?pageIndex=%d&amp;bbsCdN=2"`, s.path(), r.Number, page))
	case 1:
		e.Link = template.HTMLAttr(fmt.Sprintf(`href="#none" onclick="article.view('%s'); return false;"`, r.Number))
	default:
		e.Link = template.HTMLAttr(fmt.Sprintf(`href="javascript:fn_view(%s)"`, r.Number))
	}
	return e
}

// summary is the body as lists cut it: in the middle of a word.
func summary(r Release) string {
	text := []rune(strings.Join(r.Paragraphs, " "))
	return string(text[:min(len(text), 180)])
}

func (s *Site) serveView(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	found := s.find(r.PathValue("number"))
	if found == nil {
		s.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	item := *found
	s.mu.Unlock()
	name := "view.html"
	switch {
	case s.opts.Korean:
		name = "view_ko.html"
	case s.opts.OldForm:
		name = "view_old.html"
	}
	s.servePage(w, r, name, item.modified, map[string]any{
		"Charset": s.charset(), "Path": s.path(), "Release": item,
	})
}

func (s *Site) serveFile(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(r.PathValue("file"))
	s.mu.Lock()
	found := s.find(r.PathValue("number"))
	var file []byte
	if found != nil && err == nil && i >= 0 && i < len(found.Files) {
		file = found.Files[i]
	}
	s.mu.Unlock()
	if file == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(file)
}
