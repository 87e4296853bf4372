package motir

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/htmltable"
)

// ParseView reads a view page. The item lends its number and address, and its
// date and title where the page has none.
func (s *Site) ParseView(body []byte, item Item) (release.Release, error) {
	r, _, err := parseView(body, item.URL, item)
	return r, err
}

// parseView reads a page that came from an address, which after redirects may
// be another than the item's.
func parseView(body []byte, from string, item Item) (_ release.Release, dateFromList bool, _ error) {
	doc, base, err := parseHTML(body, from)
	if err != nil {
		return release.Release{}, false, err
	}
	if saysDeleted(doc) {
		return release.Release{}, false, fmt.Errorf("release %s: %w: its page says that it is gone", item.Number, ErrWithdrawn)
	}
	dropFrame(doc)
	content := findContent(doc)
	if content.Length() == 0 {
		return release.Release{}, false, &LayoutError{URL: address.Redact(item.URL), Missing: []string{"div.detail-cont or div.board-detail"}, Heading: heading(doc)}
	}
	page := newViewPage(doc, content)
	r := release.Release{
		Source: SourceName, Number: item.Number, URL: item.URL,
		Title: cmp.Or(page.title(), clean(item.Title)), Date: page.date(),
		Category: page.category(), Attachments: attachments(doc, base),
	}
	if r.Date.IsZero() {
		r.Date, dateFromList = item.Date, true
	}
	r.Body = bodyText(content, r.Title)
	r.ID = release.NewID(SourceName, r.Number, r.Title, r.Date)
	if missing := lacking(r); len(missing) > 0 {
		return release.Release{}, false, &LayoutError{URL: address.Redact(item.URL), Missing: missing, Heading: heading(doc)}
	}
	return r, dateFromList, nil
}

// findContent returns what holds the text. Where an older container surrounds
// the newer one, the newer is the text.
func findContent(doc *goquery.Document) *goquery.Selection {
	if content := doc.Find(".detail-cont").First(); content.Length() > 0 {
		return content
	}
	return doc.Find(".board-detail").First()
}

func lacking(r release.Release) []string {
	var missing []string
	for name, absent := range map[string]bool{
		"title": r.Title == "", "registration date": r.Date.IsZero(), "text of the release": r.Body == "",
	} {
		if absent {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

// dropFrame removes what stands around every page: menus that name the
// categories, side lists with dates of their own.
func dropFrame(doc *goquery.Document) {
	doc.Find("nav, aside, footer, #header, #footer, body > header, header:has(nav)").Each(func(_ int, sel *goquery.Selection) {
		if sel.Find(".detail-cont, .board-detail").Length() == 0 {
			sel.Remove()
		}
	})
}

var deleted = regexp.MustCompile(`(?i)(has been|was) (deleted|removed)|does not exist|no longer (available|exists)|삭제된|존재하지 않`)

// saysDeleted recognises the notice that stands, with status 200, where a
// release was: a short page, or a script that shows the notice and goes back.
func saysDeleted(doc *goquery.Document) bool {
	if doc.Find(".detail-cont, .board-detail").Length() > 0 {
		return false
	}
	text := flatText(doc.Nodes[0])
	if len(text) < 600 && deleted.MatchString(text) {
		return true
	}
	for _, n := range doc.Find("script").Nodes {
		script := goquery.NewDocumentFromNode(n).Text()
		if strings.Contains(script, "alert(") && strings.Contains(script, "history.") && deleted.MatchString(script) {
			return true
		}
	}
	return false
}

// category is a line before the content that names a category.
func (p viewPage) category() string {
	if p.content.Is(".board-detail") {
		if lines := textLines(p.content.Nodes[0]); len(lines) > 0 && isCategory(lines[0]) {
			return lines[0]
		}
	}
	// Two levels up is the frame of the release; farther out are menus.
	for _, around := range p.surroundings()[:2] {
		lines := p.before(around, `[class*="cate"], span, p, em, li:not(:has(a)), strong`)
		for _, n := range slices.Backward(lines) {
			if line := flatText(n); isCategory(line) {
				return line
			}
		}
	}
	return ""
}

// boilerplate matches classes of what surrounds the text inside its container.
var boilerplate = regexp.MustCompile(`(?i)(^|[\s_-])(share|sns|print|prev|next|paging|pager|kogl|licen[cs]e|copyright|satisfaction|btns?|files?|attach\w*)([\s_-]|$)`)

// bodyText is the release's text, a line for each paragraph, bullet and table
// row. See internal/tables for the form of tables.
func bodyText(content *goquery.Selection, title string) string {
	whole := len(flatText(content.Nodes[0]))
	content.Find("[class], [id]").Each(func(_ int, sel *goquery.Selection) {
		name := sel.AttrOr("class", "") + " " + sel.AttrOr("id", "")
		// A print area around the whole text is no boilerplate.
		if boilerplate.MatchString(name) && len(flatText(sel.Nodes[0]))*2 < whole {
			sel.Remove()
		}
	})
	htmltable.Flatten(content.Nodes[0])
	lines := textLines(content.Nodes[0])
	for len(lines) > 0 && leads(lines[0], title) {
		lines = lines[1:]
	}
	for len(lines) > 0 && trails(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

var (
	fact   = regexp.MustCompile(`(?i)^(registration date|등록일|views?\s*:?\s*\d|attached file|첨부파일|department\s*:|writer\s*:)`)
	button = regexp.MustCompile(`(?i)^(-\s+)?(list|print|share|facebook|twitter|x|copy url|top|prev(ious)?|next|목록|인쇄)$`)
	kogl   = regexp.MustCompile(`(?i)korea open government licen[cs]e|공공누리`)
)

// leads reports whether a line belongs to the head of an older page, where
// title and facts stand in the same container as the text.
func leads(line, title string) bool {
	return line == title || isCategory(line) || fact.MatchString(line) || button.MatchString(line) || wholeDate.MatchString(line)
}

func trails(line string) bool {
	return button.MatchString(line) || len(line) < 300 && kogl.MatchString(line)
}
