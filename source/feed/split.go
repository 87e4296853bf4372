package feed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxDepth = 100     // elements inside each other in an item
	maxPart  = 2 << 20 // bytes of an item
	maxRoot  = 64 << 10
	maxTags  = 20000 // in an item or a linked page
	many     = 10000 // items: a feed with more is worth a word
)

// part is an item or entry, as it stands in the feed.
type part struct {
	raw                []byte // from its start tag to its end tag; the end tag may be missing
	place              int    // in the feed, from 0
	published, updated string // as they stand there
	rank               int64  // what is newer ranks higher
	fault              string // why it cannot be read; "" if it can
	says               bool   // it has an element that a release could be made of
}

// document is a feed taken apart. Each item is parsed by itself, so that one
// that is broken costs none of the others, and only those that are wanted, so
// that a million of them cost nothing.
type document struct {
	atom  bool
	open  []byte // the start tags around the items, with their namespaces
	close string
	parts []part // the newest, newest first
	count int    // how many items there are in all
	empty int    // how many of them hold nothing
}

// split takes a feed apart. Only the newest items are kept: by their stamps,
// whatever their order; one without a stamp is as new as the one before it.
func split(body []byte, keep int, zone *time.Location, now time.Time) (document, error) {
	s := splitter{z: tokenizer(body), body: body, keep: keep, zone: zone, now: now, rank: math.MaxInt64, stamps: map[string]int64{}}
	for {
		start := s.offset
		kind := s.z.Next()
		s.offset += len(s.z.Raw())
		if kind == html.ErrorToken {
			break
		}
		if err := s.token(kind, start); err != nil {
			return document{}, err
		}
	}
	if s.root == "" {
		return document{}, errors.New("it holds no element")
	}
	if s.depth > 0 {
		s.part.fault = "it is cut off"
		s.end(len(body))
	}
	if s.doc.count == 0 && !s.channel {
		return document{}, errors.New("it is empty: neither a channel nor an item stands in it")
	}
	s.newest()
	return s.doc, nil
}

// tokenizer reads XML as well as HTML; what encloses raw text in HTML is to be
// told so after each tag.
func tokenizer(body []byte) *html.Tokenizer {
	z := html.NewTokenizer(bytes.NewReader(body))
	z.AllowCDATA(true)
	return z
}

type splitter struct {
	z      *html.Tokenizer
	body   []byte
	offset int
	keep   int
	zone   *time.Location
	now    time.Time

	doc          document
	root, prefix string // of the outermost element
	channel      bool
	part         part
	start        int
	depth        int     // 0: outside of items
	stamp        *string // where the text that comes belongs
	rank         int64
	stamps       map[string]int64 // ranks that were worked out
}

func (s *splitter) token(kind html.TokenType, start int) error {
	switch kind {
	case html.StartTagToken, html.SelfClosingTagToken:
		s.z.NextIsNotRawText()
		tag, _ := s.z.TagName()
		prefix, name := cutPrefix(tag)
		if s.root == "" {
			return s.begin(prefix, name)
		}
		s.startTag(kind, start, string(tag))
	case html.EndTagToken:
		s.stamp = nil
		if tag, _ := s.z.TagName(); s.depth > 0 {
			_, name := cutPrefix(tag)
			s.endTag(name, start)
		}
	case html.TextToken:
		if s.stamp != nil && *s.stamp == "" {
			if text := bytes.TrimSpace(s.z.Text()); len(text) < 4*maxStamp {
				*s.stamp = string(text)
			}
		}
	}
	return nil
}

func (s *splitter) startTag(kind html.TokenType, start int, tag string) {
	prefix, name := cutPrefix([]byte(tag))
	s.stamp = nil
	switch {
	case s.isItem(name) && (prefix == "" || prefix == s.prefix || prefix == "rss"):
		if s.depth > 0 {
			s.end(start)
		}
		s.part, s.start, s.depth = part{place: s.doc.count}, start, 1
	case s.depth == 0:
		if name == "channel" && !s.channel && s.root == "rss" && s.offset-start < maxRoot {
			s.doc.open = append(s.doc.open, s.body[start:s.offset]...)
			s.doc.close = "</" + tag + ">" + s.doc.close
		}
		s.channel = s.channel || name == "channel" || s.doc.atom
		return
	default:
		if s.depth++; s.depth > maxDepth {
			s.part.fault = fmt.Sprintf("its elements are nested more than %d deep", maxDepth)
		}
	}
	if kind == html.SelfClosingTagToken {
		if s.depth--; s.depth == 0 {
			s.end(s.offset)
		}
	} else if s.depth == 2 {
		s.stamp = s.part.stampOf(name)
		s.part.says = s.part.says || telling[name]
	}
}

// telling are the elements that a release could be made of.
var telling = map[string]bool{"title": true, "description": true, "link": true, "summary": true, "content": true, "encoded": true, "guid": true, "id": true}

func (s *splitter) isItem(name string) bool {
	if s.doc.atom {
		return name == "entry"
	}
	return name == "item"
}

func (s *splitter) endTag(name string, start int) {
	s.depth--
	switch {
	case s.isItem(name):
		s.end(s.offset)
	case name == "channel", name == s.root:
		s.end(start)
	default:
		s.depth = max(s.depth, 1)
	}
}

// begin reads the outermost element.
func (s *splitter) begin(prefix, name string) error {
	s.root, s.prefix, s.doc.atom = name, prefix, name == "feed"
	if name != "rss" && name != "rdf" && name != "feed" {
		return fmt.Errorf("it begins with the element %q", clip(name, 40))
	}
	if s.offset > maxRoot && len(s.z.Raw()) > maxRoot {
		return errors.New("its first element is no end of attributes")
	}
	raw := s.z.Raw()
	tag := raw[1 : len(raw)-1]
	s.doc.open = slices.Clone(raw)
	if tag[len(tag)-1] == '/' {
		s.doc.open = append(slices.Clone(raw[:len(raw)-2]), '>')
	}
	end := bytes.IndexAny(tag, " \t\r\n/")
	if end < 0 {
		end = len(tag)
	}
	s.doc.close = "</" + string(tag[:end]) + ">"
	return nil
}

func cutPrefix(tag []byte) (prefix, name string) {
	if before, after, ok := bytes.Cut(tag, []byte{':'}); ok {
		return string(before), string(after)
	}
	return "", string(tag)
}

// stampOf is where the text of an element belongs, nil if it tells no time.
func (p *part) stampOf(name string) *string {
	switch name {
	case "pubdate", "published", "date", "issued", "created":
		return &p.published
	case "updated", "modified":
		return &p.updated
	}
	return nil
}

// end takes the item that ends before offset.
func (s *splitter) end(offset int) {
	p := s.part
	p.raw = s.body[s.start:offset]
	if len(p.raw) > maxPart && p.fault == "" {
		p.fault = fmt.Sprintf("it is longer than %d bytes", maxPart)
	} else if p.fault == "" && tags(p.raw) > maxTags {
		p.fault = fmt.Sprintf("it holds more than %d elements", maxTags)
	}
	s.depth, s.stamp = 0, nil
	if s.doc.count++; !p.says && p.fault == "" {
		s.doc.empty++
		return
	}
	stamp := cmp.Or(p.published, p.updated)
	rank, known := s.stamps[stamp]
	if !known && stamp != "" {
		if at, ok := moment(stamp, s.zone, s.now); ok {
			rank = at.Unix()
		}
		if len(s.stamps) < 10*s.keep {
			s.stamps[stamp] = rank
		}
	}
	if rank != 0 {
		s.rank = rank
	}
	p.rank = s.rank
	s.doc.parts = append(s.doc.parts, p)
	if len(s.doc.parts) >= 4*s.keep {
		s.newest()
	}
}

// tags is about how many tags there are in a piece, escaped ones included.
func tags(raw []byte) int {
	return bytes.Count(raw, []byte("<")) + bytes.Count(raw, []byte("&lt;")) + bytes.Count(raw, []byte("&#"))
}

func (s *splitter) newest() {
	slices.SortStableFunc(s.doc.parts, func(a, b part) int { return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.place, b.place)) })
	s.doc.parts = s.doc.parts[:min(len(s.doc.parts), s.keep)]
}

// xml is the feed with that item alone, well-formed: end tags are supplied or
// dropped as needed, what looks like a tag and is none becomes text, and so
// does what XML does not admit. Plain text of Atom is made the HTML that says
// the same, since the parser does not tell which it was.
func (d document) xml(p part) []byte {
	var out bytes.Buffer
	out.Write(d.open)
	var open []string // as they are spelled
	z := tokenizer(p.raw)
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			endAll(&out, open)
			out.WriteString(d.close)
			return out.Bytes()
		case html.StartTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText()
			name := spelled(raw[1:])
			plain := d.atom && kind == html.StartTagToken && len(open) == 1 && isPlain(z, name)
			out.Write(legal(raw))
			if kind == html.SelfClosingTagToken {
				continue
			}
			if plain {
				out.WriteString(plainToHTML(z, name) + "</" + name + ">")
				continue
			}
			open = append(open, name)
		case html.EndTagToken:
			name := spelled(raw[2:])
			for at, o := range slices.Backward(open) {
				if strings.EqualFold(o, name) {
					endAll(&out, open[at:])
					open = open[:at]
					break
				}
			}
		case html.TextToken:
			out.Write(xmlText(raw))
		}
	}
}

func endAll(out *bytes.Buffer, open []string) {
	for _, name := range slices.Backward(open) {
		out.WriteString("</" + name + ">")
	}
}

// xmlText is a text of the feed as XML admits it.
func xmlText(raw []byte) []byte {
	isCDATA := bytes.HasPrefix(raw, []byte("<![CDATA["))
	raw = legal(raw)
	switch {
	case !isCDATA:
		return bytes.ReplaceAll(raw, []byte("<"), []byte("&lt;"))
	case !bytes.HasSuffix(raw, []byte("]]>")):
		return append(raw, "]]>"...)
	}
	return raw
}

// spelled is the name of a tag that goes on so.
func spelled(tag []byte) string {
	if end := bytes.IndexAny(tag, " \t\r\n\f/>"); end >= 0 {
		tag = tag[:end]
	}
	return string(tag)
}

// isPlain reports whether an element of an Atom entry, whose start tag z is at,
// holds plain text: that is what it is if it does not say otherwise.
func isPlain(z *html.Tokenizer, name string) bool {
	switch _, local := cutPrefix([]byte(strings.ToLower(name))); local {
	case "title", "summary", "content":
	default:
		return false
	}
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "type":
			return string(value) == "text" || string(value) == "text/plain"
		case "src", "mode":
			return false
		}
		if !more {
			return true
		}
	}
}

// plainToHTML reads up to the end tag of a text, and returns it as escaped HTML.
// Many a feed calls HTML plain text, or does not say what it is.
func plainToHTML(z *html.Tokenizer, name string) string {
	var b strings.Builder
	for {
		kind := z.Next()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText()
		case html.TextToken:
			b.Write(z.Text())
			continue
		}
		if kind == html.ErrorToken || kind == html.EndTagToken && strings.EqualFold(spelled(z.Raw()[2:]), name) {
			break
		}
		b.Write(z.Raw())
	}
	text := string(legal([]byte(b.String())))
	if !looksHTML(text) {
		text = strings.ReplaceAll(html.EscapeString(strings.TrimSpace(text)), "\n", "<br>")
	}
	return html.EscapeString(text)
}

// looksHTML reports whether a text holds an element that HTML knows and that
// ends, or one that needs no end.
func looksHTML(text string) bool {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			z.NextIsNotRawText()
			tag, _ := z.TagName()
			switch name := atom.Lookup(tag); {
			case name == atom.Br, name == atom.P, name == atom.Img, name == atom.Hr, name == atom.Li:
				return true
			case kind == html.EndTagToken && name != 0:
				return true
			}
		}
	}
}

// legal drops the characters that XML does not admit, as such and as numeric
// references: one of them would cost the whole item.
func legal(raw []byte) []byte {
	raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
	raw = bytes.Map(func(r rune) rune {
		if admitted(r) {
			return r
		}
		return -1
	}, raw)
	return references.ReplaceAllFunc(raw, func(ref []byte) []byte {
		text := html.UnescapeString(string(ref))
		digits := strings.TrimLeft(strings.ToLower(string(ref[2:len(ref)-1])), "x0")
		if r, size := utf8.DecodeRuneInString(text); digits == "" || size != len(text) || !admitted(r) || r == utf8.RuneError {
			return nil
		}
		// Some numbers stand for Windows' characters: &#150; is a dash.
		return []byte(html.EscapeString(text))
	})
}

var references = regexp.MustCompile(`&#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,8});`)

func admitted(r rune) bool {
	return r >= 0x20 && r != 0xfffe && r != 0xffff || r == '\t' || r == '\n' || r == '\r'
}
