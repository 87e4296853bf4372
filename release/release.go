// Package release says what a press release is: what makes two texts the same
// release, when one is a revision of the other, and on which day it came out.
// It does no I/O and imports nothing of motirbot.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ID names a release for good: it outlives edits of the text.
type ID string

// Attachment is a file that the ministry offers beside a release.
type Attachment struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	Size int64  `json:"size,omitempty"` // in bytes, as the page states it; 0: not stated
	// Unread is why the text of the file is not part of the release, "" where it
	// is or was not looked for.
	Unread string `json:"unread,omitempty"`
}

// SizeText is the size for a reader, "" where it is not known.
func (a Attachment) SizeText() string {
	switch kb := float64(a.Size) / 1024; {
	case a.Size <= 0:
		return ""
	case kb < 1000:
		return fmt.Sprintf("%.0f KB", max(kb, 1))
	default:
		return fmt.Sprintf("%.1f MB", kb/1024)
	}
}

// Release is one published press release.
type Release struct {
	ID          ID           `json:"id"`
	Source      string       `json:"source"`           // which source brought it: "motir", "feed", "dump", "sample"
	Number      string       `json:"number,omitempty"` // the site's own number, where it has one
	Issuer      Issuer       `json:"issuer,omitzero"`  // who published it; zero where the source names none
	Title       string       `json:"title"`
	Date        Date         `json:"date"` // registration date on the ministry's site
	Category    string       `json:"category,omitempty"`
	Body        string       `json:"body"`
	URL         string       `json:"url,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Truncated   bool         `json:"truncated,omitempty"` // the source cut the body short

	// Origin names the very site, feed or file that brought it; "": Source does.
	// Releases of one origin are never duplicates of each other.
	Origin string `json:"-"`
	// OfRecord: it comes from the issuer's own page, which is shown rather than
	// another source's copy.
	OfRecord bool `json:"-"`
}

// NewID builds the identity of a release: its source and the id that the source
// gives it, since titles are edited and come again; without one, title and date.
func NewID(source, number, title string, date Date) ID {
	if number != "" {
		return ID(source + ":" + number)
	}
	return ID(source + ":" + TitleKey(title, date))
}

// Qualified is the ID for what another origin has under id already.
func (id ID) Qualified(origin string) ID {
	sum := sha256.Sum256([]byte(origin))
	return id + ID("@"+hex.EncodeToString(sum[:4]))
}

// ItemNumber is the number of an item that has none: its link, title and day
// together, since many may lead to one page.
func ItemNumber(link, title string, date Date) string {
	return link + "#" + TitleKey(title, date)
}

// TitleKey is equal for two copies of a release that differ only in letter
// case, spacing, punctuation or Unicode form. Copies of a release in several
// sources are found by it; SameText then tells whether they are copies.
func TitleKey(title string, date Date) string {
	sum := sha256.Sum256([]byte(foldTitle(title) + "\n" + date.String()))
	return hex.EncodeToString(sum[:8])
}

func foldTitle(title string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(title) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// ContentHash is the SHA-256, in hex, of everything a reader sees of the
// release. A different hash under the same ID is a revision.
func (r Release) ContentHash() string {
	h := sha256.New()
	fields := []string{r.Title, r.Date.String(), r.Category, r.Body, r.URL}
	for _, a := range r.Attachments {
		fields = append(fields, a.Name, a.URL)
	}
	for _, field := range fields {
		fmt.Fprintf(h, "%d\n%s", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Validate returns every reason why r cannot be stored, joined, or nil.
func (r Release) Validate() error {
	var errs []error
	if r.ID == "" {
		errs = append(errs, errors.New("it has no ID"))
	}
	if strings.TrimSpace(r.Title) == "" {
		errs = append(errs, errors.New("it has no title"))
	}
	if r.Date.IsZero() {
		errs = append(errs, errors.New("it has no date"))
	}
	if strings.TrimSpace(r.Body) == "" {
		errs = append(errs, errors.New("it has no body"))
	}
	if r.URL != "" && !isWebURL(r.URL) {
		errs = append(errs, fmt.Errorf("its link %q is not an http or https address", r.URL))
	}
	return errors.Join(errs...)
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}
