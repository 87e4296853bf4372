package feed

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"motirbot/internal/address"
	"motirbot/release"
)

// maxTitle is how many characters of a title are kept.
const maxTitle = 300

// fromItem is the release that an item of the feed announces, without its
// text and its date. Its links are public, so that they lose what is secret
// about the feed's own address: some sites repeat the reader's key in each.
func fromItem(item entry, base *url.URL, host string, known names, feed address.Address) release.Release {
	r := release.Release{Source: SourceName, Title: clip(feed.Hide(plainText(item.title)), maxTitle)}
	r.URL = feed.Strip(itemLink(item, base, known))
	r.Number = feed.Strip(itemNumber(item, host, known))
	r.Category = clip(feed.Hide(plainText(item.category)), maxTitle)
	for _, file := range item.files[:min(len(item.files), maxFiles)] {
		if at := feed.Strip(webAddress(file, base)); at != "" {
			r.Attachments = append(r.Attachments, release.Attachment{Name: nameOf(at), URL: at})
		}
	}
	return r
}

// maxFiles is how many enclosures of an item are kept.
const maxFiles = 50

// clip cuts a line at a word, and shows that it did.
func clip(line string, most int) string {
	if len(line) <= most || utf8.RuneCountInString(line) <= most {
		return line
	}
	cut := string([]rune(line)[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// itemLink is the page of an item. Where the feed has none, or one for several
// items, a guid that may be a link comes before it.
func itemLink(item entry, base *url.URL, known names) string {
	link := webAddress(item.link, base)
	if guid := webAddress(item.guid, &url.URL{}); item.permalink && guid != "" && (link == "" || known.links[link] > 1) {
		return guid
	}
	return link
}

// itemNumber is the guid where that can be trusted, else "": then link, title
// and day together are. A guid that is no address is unique within its feed at
// best, so the feed's host joins it. Behind "#" addresses may differ by the item.
func itemNumber(item entry, host string, known names) string {
	guid := lasting(item)
	switch {
	case known.guids[guid] != 1 || guid == "" || guid == strings.TrimSpace(item.title):
		return ""
	case webAddress(guid, &url.URL{}) != "":
		return withFragment(guid, webAddress(guid, &url.URL{}))
	case strings.HasPrefix(guid, "tag:"), strings.HasPrefix(guid, "urn:"):
		return guid
	}
	return host + "#" + guid
}

// withFragment gives a cleaned address what stands behind "#" in the one that it
// was made of.
func withFragment(link, cleaned string) string {
	if _, fragment, ok := strings.Cut(strings.TrimSpace(link), "#"); ok && fragment != "" && cleaned != "" {
		return cleaned + "#" + fragment
	}
	return cleaned
}

// lasting is the guid without a time in it that changes with an edit.
func lasting(item entry) string {
	guid := strings.TrimSpace(item.guid)
	for _, stamp := range []string{item.published, item.updated} {
		if stamp != "" {
			guid = strings.Replace(guid, stamp, "", 1)
		}
	}
	if guid == strings.TrimSpace(item.guid) {
		return guid
	}
	return strings.TrimRight(guid, "/#?:-_,")
}

// names count in how many items a guid and a link occur: what several share
// names none of them.
type names struct{ guids, links map[string]int }

func namesIn(items []entry, base *url.URL) names {
	n := names{guids: map[string]int{}, links: map[string]int{}}
	for _, item := range items {
		n.guids[lasting(item)]++
		n.links[webAddress(item.link, base)]++
	}
	return n
}

var (
	session = regexp.MustCompile(`(?i);jsessionid=[^?#/]*`)
	// Parameters that say how the reader came, not what is read.
	incidental = regexp.MustCompile(`(?i)^(utm_.*|pageIndex|call_from|fbclid|gclid)$`)
)

// webAddress makes a link absolute and the same in every edition of the feed.
// It is "" for what is no http or https address.
func webAddress(link string, base *url.URL) string {
	link = session.ReplaceAllString(strings.TrimSpace(link), "")
	if link == "" {
		return ""
	}
	u, err := base.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	query := u.Query()
	for key := range query {
		if incidental.MatchString(key) {
			query.Del(key)
			u.RawQuery = ""
		}
	}
	u.RawQuery = cmp.Or(u.RawQuery, query.Encode())
	return u.String()
}

func nameOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	return cmp.Or(strings.Trim(path.Base(u.Path), "/."), link)
}
