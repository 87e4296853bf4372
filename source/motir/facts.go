package motir

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"motirbot/release"
)

var (
	// A date as these pages print it: 2025-12-10, 2025.12.10., 2025/12/10.
	anyDate    = regexp.MustCompile(`((?:19|20)\d\d)\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})`)
	wholeDate  = regexp.MustCompile(`(?i)^(?:(?:(?:registration\s*)?date|등록일)\s*:?\s*)?` + anyDate.String() + `\.?$`)
	registered = regexp.MustCompile(`(?i)(?:registration\s*date|등록일(?:자)?)\s*[:：]?\s*` + anyDate.String())
)

// allDates returns the real days in text, in order.
func allDates(text string) []release.Date {
	var list []release.Date
	for _, m := range anyDate.FindAllStringSubmatch(text, -1) {
		if d := dateOf(m[1:]); !d.IsZero() {
			list = append(list, d)
		}
	}
	return list
}

// dateOf is zero for a day that no calendar has.
func dateOf(parts []string) release.Date {
	year, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	day, _ := strconv.Atoi(parts[2])
	d := release.NewDate(year, time.Month(month), day)
	if d != (release.Date{Year: year, Month: time.Month(month), Day: day}) {
		return release.Date{}
	}
	return d
}

// date is the registration date: by its label anywhere on the page, else in an
// element before the text that is there for a date.
func (p viewPage) date() release.Date {
	if m := registered.FindStringSubmatch(flatText(p.doc.Nodes[0])); m != nil {
		if d := dateOf(m[1:]); !d.IsZero() {
			return d
		}
	}
	for _, around := range p.surroundings() {
		for _, n := range p.before(around, `time, [class*="date"]`) {
			if all := allDates(flatText(n)); len(all) > 0 {
				return all[0]
			}
		}
	}
	return release.Date{}
}

var (
	filesLabel = regexp.MustCompile(`(?i)^(attached files?|attachments?|첨부\s?(파일)?)\s*:?$`)
	filePath   = regexp.MustCompile(`(?i)/attach/down/|/download|filedown|\.(pdf|hwpx?|docx?|xlsx?|pptx?|odt|zip)$`)
	viewerPath = regexp.MustCompile(`(?i)/viewer/|preview`)
	// fileCall is how the site links its files: javascript:location.href='/attach/…'.
	fileCall = regexp.MustCompile(`(?i)(?:location(?:\.href)?\s*=|(?:location\.(?:assign|replace)|window\.open)\s*\()\s*['"]([^'"]+)['"]`)
	fileSize = regexp.MustCompile(`(?i)\s*[\[(]?\s*(\d[\d.,]*)\s*(bytes?|kb|mb|b)\s*[\])]?$`)
	fileVerb = regexp.MustCompile(`(?i)\s*(download|다운로드)$`)
	session  = regexp.MustCompile(`(?i);jsessionid=[^?#/]*`)
)

// attachments are the files that stand under the label "Attached file", or
// that the site itself serves from where it keeps its files.
func attachments(doc *goquery.Document, base *url.URL) []release.Attachment {
	labelled := map[*html.Node]bool{}
	for _, n := range doc.Find("body *").Nodes {
		if !filesLabel.MatchString(ownText(n)) {
			continue
		}
		block := goquery.NewDocumentFromNode(n).Find("a[href]")
		if block.Length() == 0 && n.Parent != nil {
			block = goquery.NewDocumentFromNode(n.Parent).Find("a[href]")
		}
		for _, a := range block.Nodes {
			labelled[a] = true
		}
	}
	var files []release.Attachment
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		for _, attribute := range []string{href, a.AttrOr("onclick", "")} {
			if call := fileCall.FindStringSubmatch(attribute); call != nil {
				href = call[1]
				break
			}
		}
		u, ok := fileURL(href, base)
		if !ok || !labelled[a.Nodes[0]] && (u.Host != base.Host || !filePath.MatchString(u.Path)) {
			return
		}
		file := release.Attachment{URL: u.String()}
		file.Name, file.Size = fileName(a, u)
		if !slices.ContainsFunc(files, func(f release.Attachment) bool { return f.URL == file.URL }) {
			files = append(files, file)
		}
	})
	return files
}

// fileURL makes an address absolute and the same at every visit.
func fileURL(href string, base *url.URL) (*url.URL, bool) {
	href = strings.TrimSpace(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return nil, false
	}
	u, err := base.Parse(withoutSession(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || viewerPath.MatchString(u.Path) {
		return nil, false
	}
	u.Fragment, u.RawFragment = "", ""
	return u, true
}

// fileName returns the name of a file without its size, and the size in bytes,
// 0 where none is stated.
func fileName(a *goquery.Selection, u *url.URL) (name string, size int64) {
	name = fileVerb.ReplaceAllString(flatText(a.Nodes[0]), "")
	if m := fileSize.FindStringSubmatch(name); m != nil {
		n, _ := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		switch m[2][0] {
		case 'K', 'k':
			n *= 1 << 10
		case 'M', 'm':
			n *= 1 << 20
		}
		size = int64(min(n, 1<<50))
	}
	name = fileVerb.ReplaceAllString(fileSize.ReplaceAllString(name, ""), "")
	return cmp.Or(name, clean(a.AttrOr("title", "")), clean(path.Base(u.Path))), size
}

// withoutSession drops the session that Java servers put into addresses.
func withoutSession(address string) string { return session.ReplaceAllString(address, "") }

// ownText is the text directly in n.
func ownText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return clean(b.String())
}
