package motir

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// titleElements hold titles in lists and on view pages of this kind of site.
const titleElements = `h1, h2, h3, h4, h5, [class*="subject"], [class*="title"], [class*="tit"], strong, dt`

// categories are the lines that may stand before a title.
var categories = map[string]bool{
	"industry": true, "trade/investment": true, "trade": true, "investment": true, "energy": true,
	"fta": true, "resources": true, "industry/energy": true, "trade & investment": true, "others": true,
}

func isCategory(line string) bool { return categories[strings.ToLower(line)] }

// label matches headings that name a part of the page and no release.
var label = regexp.MustCompile(`(?i)^(press releases?|news|notice|view|list|search|new|attach(ed|ment)s?( files?)?|files?|download|share|registration date.*|ministry of trade,.*|motir|motie|첨부(파일)?|보도자료)$`)

func isLabel(line string) bool {
	return line == "" || label.MatchString(line) || isCategory(line) || wholeDate.MatchString(line)
}

// title is the text of the entry that is neither label, category, date nor
// the quoted beginning of the body.
func (r row) title() string {
	for _, n := range r.links {
		if t := firstTitle(goquery.NewDocumentFromNode(n).Find(titleElements)); t != "" {
			return t
		}
	}
	for _, n := range r.links {
		for _, line := range textLines(n) {
			if !isLabel(line) {
				return line
			}
		}
	}
	return firstTitle(goquery.NewDocumentFromNode(r.node).Find(titleElements))
}

func firstTitle(sel *goquery.Selection) string {
	for _, n := range sel.Nodes {
		for _, line := range textLines(n) {
			if !isLabel(line) {
				return line
			}
		}
	}
	return ""
}

// headings hold the title of a view page.
const headings = `h1, h2, h3, h4, h5, [class*="subject"], [class*="tit"]`

// title looks for the title of a view page: in the content, where older pages
// have it; before the content, nearest first; in the head of the page.
func (p viewPage) title() string {
	if p.content.Is(".board-detail") {
		if t := firstTitle(p.content.Find(headings)); t != "" {
			return t
		}
	}
	for _, around := range p.surroundings() {
		longest := ""
		for _, n := range p.before(around, headings) {
			if line := flatText(n); !isLabel(line) && len(line) > len(longest) {
				longest = line
			}
		}
		if longest != "" {
			return longest
		}
	}
	return headTitle(p.doc)
}

// headTitle is the part of the title element that is no name of the site's.
func headTitle(doc *goquery.Document) string {
	for _, text := range []string{doc.Find(`meta[property="og:title"]`).AttrOr("content", ""), doc.Find("head title").First().Text()} {
		for part := range strings.SplitSeq(text, "|") {
			if part = clean(part); !isLabel(part) {
				return part
			}
		}
	}
	return ""
}

// heading is what a page calls itself, for error messages.
func heading(doc *goquery.Document) string {
	text := clean(doc.Find("title, h1, h2").First().Text())
	return string([]rune(text)[:min(len([]rune(text)), 80)])
}
