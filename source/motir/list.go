package motir

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"motirbot/internal/address"
	"motirbot/release"
)

// ParseList reads a list page that was fetched from an address. It depends on
// no class of the list's markup: an entry is whatever leads to a view page, by
// address or by script, and its row is as much around it as belongs to no
// other entry.
func (s *Site) ParseList(body []byte, from string, page int) ([]Item, error) {
	doc, base, err := parseHTML(body, from)
	if err != nil {
		return nil, err
	}
	dropFrame(doc)
	doc.Find(badges).Remove()
	rows := mainList(s.links(doc, base))
	items := make([]Item, 0, len(rows))
	titled := false
	for _, row := range rows {
		item := Item{Number: row.number, URL: row.url, Title: row.title(), Date: rowDate(row.node)}
		titled = titled || item.Title != ""
		items = append(items, item)
	}
	switch {
	case len(items) == 0 && page > 1 && endOfList(doc):
		return nil, nil
	case len(items) == 0:
		return nil, &LayoutError{URL: address.Redact(from), Missing: []string{"entry that leads to a release"}, Heading: heading(doc)}
	case !titled:
		return nil, &LayoutError{URL: address.Redact(from), Missing: []string{"title in any entry"}, Heading: heading(doc)}
	}
	return items, nil
}

// badges stand beside the titles of young entries, and would make the title
// change when they go.
const badges = `.new, .ico-new, .ico_new, .icon-new, .icon_new, .badge`

// link is an element that leads to a release.
type link struct {
	node   *html.Node
	number string
	url    string
}

// maxLinks bounds the work on a page that is nothing but links.
const maxLinks = 2000

// links finds everything that leads to a view page, in document order.
func (s *Site) links(doc *goquery.Document, base *url.URL) []link {
	var found []link
	doc.Find("a[href], [onclick]").EachWithBreak(func(_ int, sel *goquery.Selection) bool {
		for _, attribute := range []string{"href", "onclick"} {
			if number, at := s.target(sel.AttrOr(attribute, ""), base); number != "" {
				found = append(found, link{sel.Nodes[0], number, at})
				break
			}
		}
		return len(found) < maxLinks
	})
	return found
}

// viewCall matches a script call like article.view('2487') or fn_view(95, 1).
var viewCall = regexp.MustCompile(`(?i)view\w*\s*\(([^()]*)\)`)

var digits = regexp.MustCompile(`^0*([1-9]\d{0,8})$`)

// target returns the number and the canonical address that an href or a script
// leads to, or "".
func (s *Site) target(value string, base *url.URL) (number, at string) {
	if m := viewCall.FindStringSubmatch(value); m != nil {
		// Calls carry a page or board number beside the release's, which has
		// the most digits.
		for argument := range strings.SplitSeq(m[1], ",") {
			n := asNumber(strings.Trim(argument, " \t\r\n'\"`"))
			if len(n) > len(number) {
				number = n
			}
		}
		if number != "" {
			return number, s.viewURL(number)
		}
	}
	u, err := base.Parse(withoutSession(strings.TrimSpace(value)))
	if err != nil || !s.hosts[u.Host] {
		return "", ""
	}
	before, after, _ := strings.Cut(s.view.Path, "{number}")
	rest, ok := strings.CutPrefix(u.Path, before)
	if !ok {
		return "", ""
	}
	rest, ok = strings.CutSuffix(rest, after)
	if number = asNumber(rest); !ok || number == "" {
		return "", ""
	}
	canonical := *s.view
	canonical.Scheme, canonical.Host = u.Scheme, u.Host
	canonical.Path, canonical.RawPath = before+number+after, ""
	return number, canonical.String()
}

func asNumber(text string) string {
	if m := digits.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

var endsInDate = regexp.MustCompile(anyDate.String() + `\.?$`)

// rowDate is the day a row shows: what stands in an element of its own, or at
// the end of the row. Days that the row quotes from the body do not count.
func rowDate(n *html.Node) release.Date {
	day := release.Date{}
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		if m := wholeDate.FindStringSubmatch(flatText(d)); m != nil {
			day = cmp.Or(dateOf(m[1:]), day)
		}
	}
	if m := endsInDate.FindStringSubmatch(flatText(n)); day.IsZero() && m != nil {
		day = dateOf(m[1:])
	}
	return day
}

// noEntries are the words for an empty list.
var noEntries = regexp.MustCompile(`(?i)\bno (data|posts?|results?|articles?|contents?|items?)\b|등록된 .{0,12}없습니다|게시물이 없습니다`)

// endOfList tells a page after the last one from a page that has changed: it
// says that it is empty, or it still has the links to other pages.
func endOfList(doc *goquery.Document) bool {
	if noEntries.MatchString(flatText(doc.Nodes[0])) {
		return true
	}
	return doc.Find(`a[href*="pageIndex="], [class*="paging"] a, [class*="pagination"] a`).Length() > 0
}
