package feed

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"motirbot/internal/address"
	"motirbot/release"
)

// fromItem is the release that an item of the feed announces, without its
// text. Its links are public, so that they lose what is secret about the
// feed's own address: some sites repeat the reader's key in each.
func fromItem(item *gofeed.Item, base *url.URL, stable map[string]bool, feed address.Address) release.Release {
	r := release.Release{Source: SourceName, Title: feed.Hide(plainText(item.Title)), Date: itemDate(item)}
	r.URL = feed.Strip(webAddress(item.Link, base))
	r.Number = feed.Strip(itemNumber(item, r, base, stable))
	if len(item.Categories) > 0 {
		r.Category = feed.Hide(plainText(item.Categories[0]))
	}
	for _, file := range item.Enclosures {
		if at := feed.Strip(webAddress(file.URL, base)); at != "" {
			r.Attachments = append(r.Attachments, release.Attachment{Name: nameOf(at), URL: at})
		}
	}
	r.ID = release.NewID(SourceName, r.Number, r.Title, r.Date)
	return r
}

// itemNumber is the guid where that can be trusted, else link, title and day
// together. A guid that is no address is unique within its feed at best, so the
// feed's host joins it. Behind "#" addresses may differ by the item.
func itemNumber(item *gofeed.Item, r release.Release, base *url.URL, stable map[string]bool) string {
	guid := strings.TrimSpace(item.GUID)
	switch {
	case !stable[guid] && r.URL == "":
		return "" // title and day make the ID
	case !stable[guid]:
		return release.ItemNumber(withFragment(item.Link, r.URL), r.Title, r.Date)
	case webAddress(guid, &url.URL{}) != "":
		return withFragment(guid, webAddress(guid, &url.URL{}))
	case strings.HasPrefix(guid, "tag:"), strings.HasPrefix(guid, "urn:"):
		return guid
	}
	return base.Host + "#" + guid
}

// withFragment gives a cleaned address what stands behind "#" in the one that it
// was made of.
func withFragment(link, cleaned string) string {
	if _, fragment, ok := strings.Cut(strings.TrimSpace(link), "#"); ok && fragment != "" && cleaned != "" {
		return cleaned + "#" + fragment
	}
	return cleaned
}

// stableGUIDs are those that look like names given once: not shared by two
// items, and neither the title nor a time, which change with an edit.
func stableGUIDs(items []*gofeed.Item) map[string]bool {
	count := map[string]int{}
	for _, item := range items {
		count[strings.TrimSpace(item.GUID)]++
	}
	stable := map[string]bool{}
	for _, item := range items {
		guid := strings.TrimSpace(item.GUID)
		changes := guid == strings.TrimSpace(item.Title) || guid == item.Published || guid == item.Updated
		stable[guid] = guid != "" && count[guid] == 1 && !changes
	}
	return stable
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

var (
	// zoned matches a time that names its zone.
	zoned = regexp.MustCompile(`(?i)([+-]\d{1,2}:?\d{2}|\b[A-Z]{1,4}|\dZ)\s*\)?$`)
	// seoul matches what looks like a zone and leaves the clock in Seoul: the
	// feed library takes KST, a name it does not know, for UTC.
	seoul = regexp.MustCompile(`(?i)\b(KST|AM|PM)\s*\)?$`)
)

// itemDate is the day in Seoul. A time that names no zone is Seoul's already:
// Korean feeds print the clock on the wall.
func itemDate(item *gofeed.Item) release.Date {
	text, at := item.Published, item.PublishedParsed
	if at == nil {
		text, at = item.Updated, item.UpdatedParsed
	}
	if at == nil {
		return release.Date{}
	}
	if text = strings.TrimSpace(text); !zoned.MatchString(text) || seoul.MatchString(text) {
		year, month, day := at.Date()
		return release.NewDate(year, month, day)
	}
	return release.DateOf(at.In(time.UTC))
}

func nameOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	return cmp.Or(strings.Trim(path.Base(u.Path), "/."), link)
}
