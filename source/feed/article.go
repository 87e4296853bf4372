package feed

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"motirbot/internal/address"
	"motirbot/internal/dates"
	"motirbot/release"
	"motirbot/source/htmltable"
)

// ErrNoArticle: the linked page holds no text that could be the release.
var ErrNoArticle = errors.New("the linked page holds no article")

// article is what a page says.
type article struct {
	text     string
	headings string // what it calls itself
	day      release.Date
	stated   bool   // the day is machine-readable
	from     string // its address, as it may be shown
	cut      bool   // only the beginning of the page was read
	isHome   bool   // it is the first page of its site
}

// readPage finds the main text of a page.
func readPage(body []byte, from string, zone *time.Location, now time.Time) (article, error) {
	a := article{from: address.Redact(from)}
	nothing := func(why string) error { return fmt.Errorf("%s: %w%s", a.from, ErrNoArticle, why) }
	at, err := url.Parse(from)
	if err != nil {
		return a, nothing("")
	}
	doc, cut, err := parseHTML(body)
	if err != nil {
		return a, nothing(": its elements are nested too deep")
	}
	a.isHome = strings.Trim(at.Path, "/") == "" && at.RawQuery == ""
	a.headings, a.day, a.stated = about(doc, zone, now)
	parser := readability.NewParser()
	found, err := parser.ParseAndMutate(doc, at)
	if err != nil || found.Node == nil {
		return a, nothing("")
	}
	htmltable.Flatten(found.Node)
	if a.text = lines(render.InnerText(found.Node)); a.text == "" {
		return a, nothing("")
	}
	a.cut = cut
	return a, nil
}

// about reads what a page calls itself, and when it was published: as its
// machine-readable parts say, else the first day named in full below its
// heading.
func about(doc *html.Node, zone *time.Location, now time.Time) (headings string, day release.Date, stated bool) {
	var heads []string
	visible := ""
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			heads = append(heads, nodeText(n))
		case atom.H1, atom.H2, atom.H3:
			heads = append(heads, nodeText(n))
			visible = "" // the last heading is nearest to the text
		}
		if day.IsZero() {
			if at, ok := moment(stampIn(n), zone, now); ok {
				day = dayOf(at, zone)
			}
		}
		if n.Type == html.TextNode && n.Parent != nil && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style && len(visible) < 4000 {
			visible += n.Data[:min(len(n.Data), 4000)] + "\n"
		}
	}
	if day.IsZero() {
		today := dayOf(now, zone)
		for _, m := range dates.Read(strings.ToValidUTF8(visible, ""), today) {
			if m.Kind == dates.Day && !m.Relative && !m.Yearless && !m.Monthless && m.Period.From == m.Period.To && !m.Period.From.After(today.AddDays(1)) {
				return strings.Join(heads, "\n"), m.Period.From, false
			}
		}
	}
	return strings.Join(heads, "\n"), day, !day.IsZero()
}

// stampIn is when an element tells machines that the page was published, "" if
// it does not.
func stampIn(n *html.Node) string {
	switch n.DataAtom {
	case atom.Meta:
		if publishes.MatchString(attr(n, "property") + attr(n, "name") + attr(n, "itemprop")) {
			return attr(n, "content")
		}
	case atom.Time:
		return attr(n, "datetime")
	case atom.Script:
		if n.FirstChild != nil && strings.Contains(attr(n, "type"), "ld+json") {
			if m := publishedAt.FindStringSubmatch(n.FirstChild.Data); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

var (
	publishes   = regexp.MustCompile(`(?i)(publi|issued|^date$|^dc\.date$|^dcterms\.date$|created)`)
	publishedAt = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{4,60})"`)
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// nodeText is the text of a heading, the beginning of it if it is none.
func nodeText(n *html.Node) string {
	text := ""
	for d := range n.Descendants() {
		if len(text) > maxTitle*utf8.UTFMax {
			break
		}
		if d.Type == html.TextNode {
			text += d.Data[:min(len(d.Data), maxTitle*utf8.UTFMax)] + " "
		}
	}
	return strings.ToValidUTF8(text, "")
}

// titleOf is what a web page calls itself, "" if it is none.
func titleOf(body []byte) string {
	if m := titleElement.FindSubmatch(body[:min(len(body), 64<<10)]); m != nil {
		return clip(plainText(string(m[1])), 100)
	}
	return ""
}

var titleElement = regexp.MustCompile(`(?is)^\s*(?:<!doctype html[^>]*>\s*)?<html\b.*?<title[^>]*>(.*?)</title>`)

// How much of what an item says its page has to say as well. An error page, a
// sign-in page or a list of news says next to nothing of it: see the test that
// measures both.
const (
	ofItem = 0.5 // of the item's words, in headings and text
	ofText = 0.2 // in the text alone
)

// isAbout returns why the page is not the item's, or nil. Sites answer with
// their notices, sign-in pages and front pages under the address of an article,
// and with a status that says that all is well. None of these says what the
// item is about.
func (a article) isAbout(i *item) error {
	if !i.whole && utf8.RuneCountInString(a.text) < utf8.RuneCountInString(i.release.Body) {
		return fmt.Errorf("%s: %w that is longer than the summary", a.from, ErrNoArticle)
	}
	own := wordsOf(i.release.Title + "\n" + i.release.Body)
	if len(own) == 0 && !a.isHome {
		return nil
	}
	text := wordsOf(a.text[:min(len(a.text), maxBody)])
	if a.isHome || shareOf(own, text) < ofText || shareOf(own, wordsOf(a.headings), text) < ofItem {
		return fmt.Errorf("%s: %w: what it says is about something else", a.from, ErrNoArticle)
	}
	return nil
}

// onePageEach takes the text of a page from the items that have it in common,
// but for those that it is about more than about the others, if these have one
// title. What stands behind several addresses is a notice.
func onePageEach(items []*item) {
	sharing := map[string][]*item{} // by print of the text
	for _, i := range items {
		switch {
		case i.article.text != "" && i.err == nil && !i.whole:
			sharing[printOf(i.article.text)] = append(sharing[printOf(i.article.text)], i)
		case i.article.text == "" && i.before.Page != "": // not asked for this time
			sharing[i.before.Page] = append(sharing[i.before.Page], i)
		}
	}
	for _, all := range sharing {
		if len(all) > 1 {
			onePage(all)
		}
	}
}

func onePage(all []*item) {
	text := map[string]bool{}
	for _, i := range all {
		if i.article.text != "" {
			text = wordsOf(i.article.text[:min(len(i.article.text), maxBody)])
		}
	}
	highest, title := 0.0, ""
	share := make([]float64, len(all))
	for n, i := range all {
		share[n] = shareOf(wordsOf(i.release.Title+"\n"+i.release.Body), text)
		if share[n] > highest {
			highest, title = share[n], i.release.Title
		} else if share[n] == highest && i.release.Title != title {
			title = "" // nobody's
		}
	}
	for n, i := range all {
		if i.article.text != "" && (share[n] < highest || i.release.Title != title) {
			i.err = fmt.Errorf("%s: %w: it is the page of another item as well", i.article.from, ErrNoArticle)
		}
	}
}

// wordsOf are the words of a text that tell what it is about: those of four
// letters or more, by their first five, names in capitals, and figures; and,
// where words are not set apart or take endings of all kinds, pairs of
// characters.
func wordsOf(text string) map[string]bool {
	found := map[string]bool{}
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		runes := []rune(field)
		switch {
		case unicode.In(runes[0], unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana):
			for n := range len(runes) - 1 {
				found[string(runes[n:n+2])] = true
			}
		case len(runes) >= 4:
			found[strings.ToLower(string(runes[:min(len(runes), 5)]))] = true
		case len(runes) > 1 && field == strings.ToUpper(field):
			found[strings.ToLower(field)] = true
		}
	}
	return found
}

// shareOf is how much of own the others hold together.
func shareOf(own map[string]bool, others ...map[string]bool) float64 {
	if len(own) == 0 {
		return 0
	}
	both := 0
	for word := range own {
		for _, other := range others {
			if other[word] {
				both++
				break
			}
		}
	}
	return float64(both) / float64(len(own))
}
