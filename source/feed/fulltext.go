package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/polite"
)

// wholeText is how many characters make a text without paragraphs pass for the
// whole release rather than a summary.
const wholeText = 400

// articleText is the text found behind an item that looked as it did.
type articleText struct{ summary, body string }

// ErrNoArticle: the linked page holds no text that could be the release.
var ErrNoArticle = errors.New("the linked page holds no article")

// fillBody sets the text of r. With an error r has the summary, if there is
// one, and is marked as truncated.
func (f *Feed) fillBody(ctx context.Context, r *release.Release, item *gofeed.Item) error {
	text := item.Description
	if len(item.Content) >= len(text) {
		text = item.Content
	}
	r.Body = f.at.Hide(plainLines(text))
	if isWhole(r.Body, item.Content != "") {
		return nil
	}
	if r.URL == "" {
		r.Truncated = r.Body != ""
		return nil
	}
	key, summary := string(r.ID), r.Title+"\n"+r.Body
	f.mu.Lock()
	known, ok := f.texts[key]
	f.mu.Unlock()
	if ok && known.summary == summary {
		r.Body = known.body
		return nil
	}
	body, err := f.article(ctx, r.URL)
	if err == nil && utf8.RuneCountInString(body) < utf8.RuneCountInString(r.Body) {
		err = fmt.Errorf("%s: %w", address.Redact(r.URL), ErrNoArticle)
	}
	if err != nil {
		r.Truncated = r.Body != ""
		return err
	}
	r.Body = body
	f.mu.Lock()
	defer f.mu.Unlock()
	f.texts[key] = articleText{summary, body}
	return nil
}

var cutOff = regexp.MustCompile(`(?i)(…|\.\.\.|\[…]|\[\.\.\.]|read more|더보기)\W*$`)

// isWhole judges whether an item's text is the release. An Atom content
// element is meant to be; a description may be anything.
func isWhole(body string, isContent bool) bool {
	if body == "" || cutOff.MatchString(body) {
		return false
	}
	return isContent || strings.Contains(body, "\n") || utf8.RuneCountInString(body) >= wholeText
}

// article fetches a page and returns its main text.
func (f *Feed) article(ctx context.Context, link string) (string, error) {
	page, err := f.client.Get(ctx, link, polite.HTMLOnly())
	if err != nil {
		return "", err
	}
	return mainText(page.Body, page.URL.Reveal())
}

func mainText(body []byte, from string) (string, error) {
	nothing := fmt.Errorf("%s: %w", address.Redact(from), ErrNoArticle)
	at, err := url.Parse(from)
	if err != nil {
		return "", nothing
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return "", nothing
	}
	found, err := readability.FromDocument(doc, at)
	if err != nil || found.Node == nil {
		return "", nothing
	}
	text := lines(render.InnerText(found.Node))
	if text == "" {
		return "", nothing
	}
	return text, nil
}

// plainLines renders a piece of HTML, a line for each paragraph.
func plainLines(piece string) string {
	doc, err := html.Parse(strings.NewReader(piece))
	if err != nil {
		return ""
	}
	return lines(render.InnerText(doc))
}

// plainText is plainLines on a single line, for titles.
func plainText(piece string) string { return strings.ReplaceAll(plainLines(piece), "\n", " ") }

// lines drops empty lines and makes the others comparable: valid UTF-8 in one
// Unicode form, without invisible characters.
func lines(text string) string {
	var kept []string
	for line := range strings.Lines(strings.ToValidUTF8(text, "\ufffd")) {
		line = strings.Map(visible, line)
		if line = strings.Join(strings.Fields(norm.NFC.String(line)), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// oneLine joins what Validate says.
func oneLine(err error) error {
	return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
}
