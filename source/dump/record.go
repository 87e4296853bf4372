package dump

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"motirbot/release"
)

// record is an entry as a file has it, before it is known to be a release.
type record struct {
	id, source, number    string
	title, date, category string
	url, issuer           string
	paragraphs            []string
	attachments           []release.Attachment
	truncated             bool
	publisher             release.Issuer // the issuer, where a file says more than its name
	body, hash            string         // the body as it was written, and the hash that says it is to stay so
}

// field is one text field under the name that files give it.
type field struct {
	name string
	to   *string
}

// fields lists the text fields that JSON Lines and front matter share.
func (rec *record) fields() []field {
	return []field{
		{"id", &rec.id}, {"title", &rec.title}, {"date", &rec.date}, {"url", &rec.url},
		{"category", &rec.category}, {"source", &rec.source}, {"number", &rec.number},
		{"issuer", &rec.issuer},
	}
}

// The ministry goes back to the founding of its forerunner in 1948: an earlier
// year is a slip of the pen.
const firstYear = 1948

func (rec record) release(issuers func(name string) release.Issuer) (release.Release, error) {
	var issuer release.Issuer
	switch name := cleanLine(rec.issuer); {
	case !rec.publisher.IsZero():
		issuer = cleanIssuer(rec.publisher)
	case name != "":
		issuer = issuers(name)
	}
	date, dateErr := parseDate(rec.date, issuer.Location())
	r := release.Release{
		ID:          release.ID(rec.id),
		Source:      cleanLine(rec.source),
		Number:      cleanLine(rec.number),
		Issuer:      issuer,
		Title:       cleanLine(rec.title),
		Date:        date,
		Category:    cleanLine(rec.category),
		Body:        cleanParagraphs(rec.paragraphs),
		URL:         cleanLine(rec.url),
		Attachments: cleanAttachments(rec.attachments),
		Truncated:   rec.truncated,
	}
	if r.Source == "" {
		r.Source = DefaultSource
	}
	// What motirbot has exported is read back to the letter.
	if exact := r; rec.hash != "" && !strings.ContainsFunc(rec.body, isHarmful) {
		if exact.Body = rec.body; exact.ContentHash() == rec.hash {
			r = exact
		}
	}
	if r.ID == "" {
		r.ID = release.NewID(r.Source, r.Number, r.Title, r.Date)
	}
	if dateErr != nil {
		// Validate would say "it has no date", which is less than is known.
		r.Date = release.NewDate(firstYear, time.January, 1)
	}
	return r, errors.Join(dateErr, r.Validate(), checkTitle(r.Title), checkID(rec.id), checkLinks(r.Attachments))
}

// parseDate reads a day, or an instant whose day in the zone counts. No text is
// no date, which Release.Validate reports.
func parseDate(s string, zone *time.Location) (release.Date, error) {
	s = cleanLine(s)
	if s == "" {
		return release.Date{}, nil
	}
	date, err := release.ParseDate(s)
	if instant, timeErr := time.Parse(time.RFC3339, s); err != nil && timeErr == nil {
		year, month, day := instant.In(zone).Date()
		date, err = release.NewDate(year, month, day), nil
	}
	if err == nil && date.Year < firstYear {
		err = fmt.Errorf("%q is not a plausible date: the ministry has published since %d", s, firstYear)
	}
	return date, err
}

// maxTitle is the length in characters past which a line is a paragraph; the
// longest titles of the ministry have about 250.
const maxTitle = 400

func checkTitle(title string) error {
	if utf8.RuneCountInString(title) > maxTitle {
		return fmt.Errorf("its title is longer than %d characters", maxTitle)
	}
	return nil
}

// checkID refuses an id that looks like another one on the screen: ids are
// kept as they are, so they are not cleaned.
func checkID(id string) error {
	if strings.ContainsFunc(id, func(r rune) bool { return unicode.IsControl(r) || isInvisible(r) }) {
		return fmt.Errorf("its id %q holds control or invisible characters", id)
	}
	if id != "" && strings.TrimSpace(id) == "" {
		return errors.New("its id is blank")
	}
	return nil
}

func isHarmful(r rune) bool { return r != '\n' && unicode.IsControl(r) || isInvisible(r) }

func cleanIssuer(i release.Issuer) release.Issuer {
	for _, text := range []*string{&i.Name, &i.Short, &i.Korean, &i.Country, &i.Zone, &i.Language, &i.Licence} {
		*text = cleanLine(*text)
	}
	aliases := i.Aliases
	i.Aliases = nil
	for _, alias := range aliases {
		i.Aliases = append(i.Aliases, cleanLine(alias))
	}
	return i
}

func cleanAttachments(list []release.Attachment) []release.Attachment {
	var clean []release.Attachment
	for _, a := range list {
		a.Name, a.URL, a.Unread = cleanLine(a.Name), cleanLine(a.URL), cleanLine(a.Unread)
		clean = append(clean, a)
	}
	return clean
}

func checkLinks(list []release.Attachment) error {
	for _, a := range list {
		u, err := url.Parse(a.URL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("the link %q of an attachment is not an http or https address", a.URL)
		}
	}
	return nil
}

func oneLine(err error) string {
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
