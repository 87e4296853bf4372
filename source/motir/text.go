package motir

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"motirbot/source/htmltable"
)

// Elements by what they do to the flow of text.
var (
	unread = set("script style noscript template iframe svg math object head title button select textarea input")
	blocks = set("address article aside blockquote caption center dd details div dl dt fieldset figure figcaption footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary tbody thead tfoot tr td th table ul")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// textLines renders an element as its reader sees it: one line for each
// paragraph, bullet or table row, none of them empty.
func textLines(n *html.Node) []string {
	var t typesetter
	t.children(n)
	t.breakLine()
	return t.lines
}

type typesetter struct {
	lines []string
	line  strings.Builder
}

func (t *typesetter) breakLine() {
	if s := clean(t.line.String()); s != "" {
		t.lines = append(t.lines, s)
	}
	t.line.Reset()
}

func (t *typesetter) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		t.line.WriteString(n.Data)
	case n.Type != html.ElementNode && n.Type != html.DocumentNode, unread[n.Data], htmltable.Hidden(n):
	case n.Data == "br":
		t.breakLine()
	case n.Data == "li":
		t.breakLine()
		t.bullet(n)
	case blocks[n.Data]:
		t.breakLine()
		t.children(n)
		t.breakLine()
	default:
		t.children(n)
	}
}

func (t *typesetter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.node(c)
	}
}

// bullet sets a list item, with a hyphen unless it brings a mark of its own.
func (t *typesetter) bullet(n *html.Node) {
	var item typesetter
	item.children(n)
	item.breakLine()
	if len(item.lines) == 0 {
		return
	}
	if !strings.ContainsRune(bullets, []rune(item.lines[0])[0]) {
		item.lines[0] = "- " + item.lines[0]
	}
	t.lines = append(t.lines, item.lines...)
}

const bullets = "-–—*•·ㆍ△▲▷▶▽▼■□◆◇○●◦※❍①②③④⑤⑥⑦⑧⑨⑩"

// flatText is all text in n on one line, hidden labels included: they are what
// dates are recognised by.
func flatText(n *html.Node) string {
	var b strings.Builder
	collect(n, &b)
	return clean(b.String())
}

func collect(n *html.Node, b *strings.Builder) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	if unread[n.Data] && n.Type == html.ElementNode {
		return
	}
	if blocks[n.Data] || n.Data == "br" || n.Data == "span" {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		collect(c, b)
	}
}

// clean makes text comparable: valid UTF-8 in one Unicode form, without
// invisible characters, its white space single.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}
