package feed

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// maxTag is how long a tag may be. Pictures are written into some.
const maxTag = 16 << 10

// parseHTML parses a page or a piece of one, bounded in what it can cost: of one
// with too many elements it parses the beginning, and reports that it is cut.
func parseHTML(piece []byte) (doc *html.Node, cut bool, err error) {
	if tags(piece) > maxTags || len(piece) > maxTag {
		piece, cut = bound(piece)
	}
	doc, err = html.Parse(bytes.NewReader(piece))
	return doc, cut, err
}

// bound leaves out of a page what is too much of it.
func bound(page []byte) (kept []byte, cut bool) {
	z := html.NewTokenizer(bytes.NewReader(page))
	count, size := 0, 0
	out := page[:0:0]
	for start := 0; ; start += size {
		kind := z.Next()
		if size = len(z.Raw()); kind == html.ErrorToken {
			break
		}
		isTag := kind == html.StartTagToken || kind == html.SelfClosingTagToken || kind == html.EndTagToken
		if isTag {
			if count++; count > maxTags {
				cut = true
				break
			}
		}
		if (isTag || kind == html.CommentToken || kind == html.DoctypeToken) && size > maxTag {
			if out == nil {
				out = make([]byte, 0, len(page))
				out = append(out, page[:start]...)
			}
			continue
		}
		if out != nil {
			out = append(out, z.Raw()...)
		} else {
			kept = page[:start+size]
		}
	}
	if out != nil {
		return out, cut
	}
	return kept, cut
}

// The own text of an item may point to its page. The marks stand around the
// pointers until it is known where they are.
const pointerStart, pointerEnd = "\ue000", "\ue001"

var noMarks = strings.NewReplacer(pointerStart, "", pointerEnd, "")

// ownText renders the text of an item, a line for each paragraph. teases reports
// that it says where there is more: a link to the item's own page, on a line of
// its own if the text is meant to be whole. That line is left out.
func ownText(piece, page string, base *url.URL, isContent bool) (text string, teases bool) {
	doc := parsePiece(noMarks.Replace(piece))
	for n := range doc.Descendants() {
		if n.DataAtom != atom.A || page == "" || n.FirstChild == nil {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "href" && webAddress(a.Val, base) == page {
				n.InsertBefore(&html.Node{Type: html.TextNode, Data: pointerStart}, n.FirstChild)
				n.AppendChild(&html.Node{Type: html.TextNode, Data: pointerEnd})
			}
		}
	}
	all := strings.Split(lines(render.InnerText(doc)), "\n")
	for len(all) > 0 {
		last := all[len(all)-1]
		if !strings.Contains(last, pointerStart) || len(noMarks.Replace(last)) > wholeText {
			break
		}
		alone := strings.HasPrefix(last, pointerStart) && strings.HasSuffix(last, pointerEnd)
		if teases = teases || alone || !isContent; len(all) == 1 && !alone {
			break
		}
		all = all[:len(all)-1]
	}
	return noMarks.Replace(strings.Join(all, "\n")), teases
}

// plainLines renders a piece of HTML, a line for each paragraph.
func plainLines(piece string) string { return lines(render.InnerText(parsePiece(piece))) }

// plainText is plainLines on a single line, for titles.
func plainText(piece string) string { return strings.ReplaceAll(plainLines(piece), "\n", " ") }

// parsePiece parses a piece of HTML. What looks like a tag, is known to nobody
// and is not closed is text: "<Exports by item>". Of one that is nested too deep
// to be parsed, the text stays.
func parsePiece(piece string) *html.Node {
	if !strings.Contains(piece, "<") {
		return &html.Node{Type: html.TextNode, Data: html.UnescapeString(piece)}
	}
	piece = keepBrackets(piece)
	if doc, _, err := parseHTML([]byte(piece)); err == nil {
		return doc
	}
	var text strings.Builder
	z := html.NewTokenizer(strings.NewReader(piece))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind == html.TextToken {
			text.Write(z.Text())
			text.WriteByte(' ')
		}
	}
	return &html.Node{Type: html.TextNode, Data: text.String()}
}

// keepBrackets escapes the tags that are none.
func keepBrackets(piece string) string {
	var out strings.Builder
	lower := strings.ToLower(piece)
	z := html.NewTokenizer(strings.NewReader(piece))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := string(z.Raw())
		if kind == html.StartTagToken {
			tag, _ := z.TagName()
			name := string(tag)
			if atom.Lookup(tag) == 0 && !strings.ContainsAny(name, ":-") && !strings.Contains(lower, "</"+name) {
				raw = html.EscapeString(raw)
			}
		}
		out.WriteString(raw)
	}
	return out.String()
}

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
