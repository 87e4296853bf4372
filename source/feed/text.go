package feed

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"

	"motirbot/source/htmltable"
)

const (
	maxTag  = 8 << 10   // bytes of a tag. Pictures are written into some
	maxText = 512 << 10 // bytes of text in a page, and of a script
	maxNest = 100       // elements inside each other: their text is read once for each
)

// parseHTML parses a page or a piece of one, bounded in what it can cost: of one
// with too many elements it parses the beginning, and reports that it is cut.
func parseHTML(piece []byte) (doc *html.Node, cut bool, err error) {
	if len(piece) > maxTag {
		piece, cut = bound(piece)
	}
	if doc, err = html.Parse(bytes.NewReader(piece)); err == nil && nesting(doc) > maxNest {
		return nil, cut, fmt.Errorf("its elements are nested more than %d deep", maxNest)
	}
	return doc, cut, err
}

// nesting is how deep a document is. The parser bounds it.
func nesting(n *html.Node) int {
	deepest := 0
	for c := range n.ChildNodes() {
		deepest = max(deepest, 1+nesting(c))
	}
	return deepest
}

// bound leaves out of a page what is too much of it: comments, which nobody
// reads, tags that are very long, and a second body, whose attributes the parser
// would compare with all that it has; and what comes after maxTags tags.
func bound(page []byte) (kept []byte, cut bool) {
	z := html.NewTokenizer(bytes.NewReader(page))
	count, left, again := 0, maxText, map[string]bool{}
	kept = make([]byte, 0, len(page))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return kept, false
		case html.CommentToken, html.DoctypeToken:
			continue
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			raw := z.Raw()
			tag, _ := z.TagName()
			if count++; count > maxTags {
				return kept, true
			}
			if name := string(tag); kind != html.EndTagToken && (name == "body" || name == "html") {
				if again[name] {
					continue
				}
				again[name] = true
			}
			if len(raw) > maxTag {
				continue
			}
		}
		raw := z.Raw()
		if isText := kind == html.TextToken; isText && left < len(raw) {
			raw = bytes.ToValidUTF8(raw[:left], nil)
			left = 0
		} else if isText {
			left -= len(raw)
		}
		kept = append(kept, raw...)
	}
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
	htmltable.Flatten(doc)
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
func plainLines(piece string) string {
	doc := parsePiece(piece)
	htmltable.Flatten(doc)
	return lines(render.InnerText(doc))
}

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
	closed := map[string]bool{}
	tags := func(each func(kind html.TokenType, name, raw string)) {
		z := html.NewTokenizer(strings.NewReader(piece))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			raw, name := string(z.Raw()), ""
			if kind != html.TextToken && kind != html.CommentToken {
				tag, _ := z.TagName()
				name = string(tag)
			}
			each(kind, name, raw)
		}
	}
	tags(func(kind html.TokenType, name, _ string) { closed[name] = closed[name] || kind == html.EndTagToken })
	var out strings.Builder
	tags(func(kind html.TokenType, name, raw string) {
		if kind == html.StartTagToken && !closed[name] && atom.Lookup([]byte(name)) == 0 && !strings.ContainsAny(name, ":-") {
			raw = html.EscapeString(raw)
		}
		out.WriteString(raw)
	})
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
