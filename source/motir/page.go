package motir

import (
	"bytes"
	"net/url"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"motirbot/internal/address"
)

func parseHTML(body []byte, from string) (*goquery.Document, *url.URL, error) {
	base, err := url.Parse(from)
	if err != nil {
		base = &url.URL{}
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		return nil, nil, &LayoutError{URL: address.Redact(from), Missing: []string{"readable HTML"}}
	}
	if base.Host == "" {
		return doc, base, nil
	}
	if href, ok := doc.Find("base[href]").Attr("href"); ok {
		if u, err := base.Parse(href); err == nil {
			base = u
		}
	}
	return doc, base, nil
}

// viewPage is a view page whose text has been found.
type viewPage struct {
	doc     *goquery.Document
	content *goquery.Selection
	order   map[*html.Node]int // position of each node in the document
}

func newViewPage(doc *goquery.Document, content *goquery.Selection) viewPage {
	p := viewPage{doc, content, map[*html.Node]int{}}
	p.number(doc.Nodes[0])
	return p
}

func (p viewPage) number(n *html.Node) {
	p.order[n] = len(p.order)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.number(c)
	}
}

// frames is how many elements around the text are looked through one by one,
// the nearest first, before the whole body is.
const frames = 6

func (p viewPage) surroundings() []*goquery.Selection {
	var list []*goquery.Selection
	for around := p.content.Parent(); around.Length() > 0 && len(list) < frames; around = around.Parent() {
		list = append(list, around)
	}
	return append(list, p.doc.Find("body"))
}

// before returns the matches in around that stand before the text and do not
// hold it.
func (p viewPage) before(around *goquery.Selection, selector string) []*html.Node {
	at := p.order[p.content.Nodes[0]]
	var found []*html.Node
	for _, n := range around.Find(selector).Nodes {
		if p.order[n] < at && !holds(n, p.content.Nodes[0]) {
			found = append(found, n)
		}
	}
	return found
}

func holds(outer, inner *html.Node) bool {
	for n := inner; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}
