package polite

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// western is the set whose decoder never fails, so it proves nothing. Many
// servers state it (as Latin-1) for every page, whatever the page is in.
const western = "windows-1252"

// decode turns raw into UTF-8. What the page claims is taken at its word only
// if the bytes agree: Korean sites state UTF-8 over EUC-KR, and the reverse,
// often enough. declared is the charset of the Content-Type header.
//
// A page that fits no set whole may still have a few broken bytes, at most one
// in a thousand characters, each of which becomes U+FFFD.
func decode(raw []byte, declared string) ([]byte, error) {
	sets := claimed(raw, declared)
	for _, allowed := range []int{0, len(raw) / 1000} {
		for _, label := range sets {
			text, broken := tryDecode(raw, label)
			if broken <= allowed {
				return asUTF8XML(text), nil
			}
		}
	}
	return nil, fmt.Errorf("its bytes fit none of: %s", strings.Join(sets, ", "))
}

// claimed lists character sets in the order in which they are tried: the byte
// order mark, the header, the page itself, then what a Korean site may be in.
func claimed(raw []byte, declared string) []string {
	if _, name, certain := charset.DetermineEncoding(raw, ""); certain {
		return []string{name}
	}
	if name := utf16Of(raw); name != "" {
		return []string{name, "utf-8"}
	}
	var strong, weak []string
	for _, label := range []string{declared, xmlLabel(raw), metaLabel(raw)} {
		switch name := canonical(label); name {
		case "", "utf-16le", "utf-16be": // utf16Of would have seen it
		case western:
			weak = []string{western}
		default:
			strong = append(strong, name)
		}
	}
	strong = append(strong, "utf-8")
	if len(weak) == 0 {
		weak = []string{"euc-kr"}
	}
	return append(strong, weak...)
}

// utf16Of recognises UTF-16 without a mark by its first two characters, which
// are ASCII in every page and feed. What does not look so is not UTF-16,
// whatever it claims: its bytes would decode, to other text.
func utf16Of(raw []byte) string {
	switch {
	case len(raw) < 4:
	case raw[0] != 0 && raw[1] == 0 && raw[2] != 0 && raw[3] == 0:
		return "utf-16le"
	case raw[0] == 0 && raw[1] != 0 && raw[2] == 0 && raw[3] != 0:
		return "utf-16be"
	}
	return ""
}

// Names that Windows and Java give to sets which the HTML standard knows by
// others.
var aliases = map[string]string{"cp949": "euc-kr", "ms949": "euc-kr", "x-windows-949": "euc-kr", "uhc": "euc-kr", "cp932": "shift_jis", "ms932": "shift_jis", "cp936": "gbk", "ms936": "gbk", "cp950": "big5"}

func canonical(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	_, name := charset.Lookup(cmp.Or(aliases[label], label))
	return name
}

// metaLabel is the charset that the page states about itself. We look further
// down than the first kilobyte that browsers read: pages of Korean content
// systems open with long comments.
func metaLabel(raw []byte) string {
	if m := metaCharset.FindSubmatch(raw[:min(len(raw), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}

var metaCharset = regexp.MustCompile(`(?i)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)`)

var xmlDeclaration = regexp.MustCompile(`^(\s*<\?xml\b[^>]*?\bencoding\s*=\s*["'])([\w.:-]+)(["'])`)

func xmlLabel(raw []byte) string {
	if m := xmlDeclaration.FindSubmatch(raw[:min(len(raw), 200)]); m != nil {
		return string(m[2])
	}
	return ""
}

// asUTF8XML makes an XML declaration say what is now true, so that no parser
// decodes the text a second time.
func asUTF8XML(text []byte) []byte {
	head := text[:min(len(text), 200)]
	at := xmlDeclaration.FindSubmatchIndex(head)
	if at == nil || strings.EqualFold(string(head[at[4]:at[5]]), "utf-8") {
		return text
	}
	return slices.Concat(text[:at[4]], []byte("UTF-8"), text[at[5]:])
}

// tryDecode also counts the characters that do not fit the set. EUC-KR is
// read as its superset CP949, as browsers do.
func tryDecode(raw []byte, label string) (text []byte, broken int) {
	if label == "utf-8" {
		text = bytes.TrimPrefix(raw, []byte("\ufeff"))
		if utf8.Valid(text) {
			return text, 0
		}
		text = bytes.ToValidUTF8(text, []byte("\ufffd"))
		return text, bytes.Count(text, []byte("\ufffd"))
	}
	enc, _ := charset.Lookup(label)
	if enc == nil {
		return nil, len(raw)
	}
	text, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, len(raw)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	return text, bytes.Count(text, []byte("\ufffd"))
}
