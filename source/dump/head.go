package dump

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

// headSize is how much of a file is looked at before it is parsed.
const headSize = 64 << 10

const saveAsUTF8 = "save it as UTF-8 and try again"

var (
	errEmpty   = errors.New("it is empty; put releases in it or name another file")
	errNotText = errors.New("it is not text; releases are read as the text form of the list page, JSON Lines, JSON, CSV or Markdown")
	errUTF16   = errors.New("it looks like UTF-16 text; " + saveAsUTF8)
	errEUCKR   = errors.New("it looks like Korean text in EUC-KR (code page 949); " + saveAsUTF8)
	errNotUTF8 = errors.New("it is not text in UTF-8; " + saveAsUTF8)
	errNoForm  = errors.New(`it is in none of the forms read: entries between lines "-" that end in dateYYYY-MM-DD, JSON objects, one a line or in a list, CSV with the columns title, date and body, or Markdown that opens with front matter between lines "---"`)
)

var byteOrderMark = []byte("\uFEFF")

// checkHead refuses what is not UTF-8 text and says what it looks like. A few
// bad bytes are let through: they cost their own entries only.
func checkHead(head []byte) error {
	if len(head) == headSize {
		head = trimPartialRune(head)
	}
	body := bytes.TrimPrefix(head, byteOrderMark)
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return errEmpty
	case looksUTF16(head):
		return errUTF16
	case bytes.IndexByte(head, 0) >= 0 || share(head, isBinaryControl) > 0.05:
		return errNotText
	case utf8.Valid(head):
		return nil
	case looksEUCKR(head):
		return errEUCKR
	case len(bytes.ToValidUTF8(head, nil)) < len(head)*19/20:
		return errNotUTF8
	}
	return nil
}

// trimPartialRune drops a character that the end of the head cuts in two.
func trimPartialRune(b []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if last := b[len(b)-back:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return b[:len(b)-back]
			}
			break
		}
	}
	return b
}

// looksUTF16 knows the byte order marks, and Latin text without one by its
// zero in every second byte.
func looksUTF16(b []byte) bool {
	if bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF}) {
		return true
	}
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	few, many := min(zeros[0], zeros[1]), max(zeros[0], zeros[1])
	return many > len(b)/4 && few <= many/20
}

func looksEUCKR(b []byte) bool {
	text, err := korean.EUCKR.NewDecoder().String(string(b))
	if err != nil {
		return false
	}
	hangul := 0
	for _, r := range text {
		if unicode.Is(unicode.Hangul, r) {
			hangul++
		}
	}
	// The head may end within a two-byte character.
	return hangul >= 2 && strings.Count(text, "\uFFFD") <= 1
}

func isBinaryControl(c byte) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v'
}

func share(b []byte, is func(byte) bool) float64 {
	n := 0
	for _, c := range b {
		if is(c) {
			n++
		}
	}
	return float64(n) / float64(len(b))
}

// parseFunc reads the entries of one file into a collector.
type parseFunc func(*lineReader, *collector) error

var textFormMark = regexp.MustCompile(`(?m)^-[ \t]*\r?$|date\d{4}-\d{2}-\d{2}[ \t]*\r?$`)

// jsonArrayMark is how a list of objects with titles begins.
var jsonArrayMark = regexp.MustCompile(`^\[\s*(\]|\{[^{}]*"title"\s*:)`)

// parserFor tells the form by the first line that is not blank, then by the
// extension, last by the marks of the text form anywhere in the head.
func parserFor(name string, head []byte) (parseFunc, error) {
	text := strings.TrimSpace(strings.TrimPrefix(string(head), "\uFEFF"))
	first, _, _ := strings.Cut(text, "\n")
	switch first = strings.TrimSpace(first); {
	case strings.HasPrefix(first, "{"):
		return parseJSONLines, nil
	case strings.ToLower(path.Ext(name)) != ".jsonl" && jsonArrayMark.MatchString(text):
		return parseJSONArray, nil
	case csvSeparator(first) != 0:
		return parseCSV, nil
	case first == "---":
		return parseMarkdown, nil
	case first == "-":
		return parseText, nil
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl":
		return parseJSONLines, nil
	case ".md", ".markdown":
		return parseMarkdown, nil
	case ".txt":
		return parseText, nil
	}
	if textFormMark.MatchString(text) {
		return parseText, nil
	}
	return nil, errNoForm
}

// badUTF8 is the reason for a line that is not UTF-8.
func badUTF8(line []byte) string {
	if looksEUCKR(line) {
		return "the line looks like Korean text in EUC-KR, not UTF-8; " + saveAsUTF8
	}
	return fmt.Sprintf("the line is not UTF-8 from byte %d on; %s", validPrefix(line)+1, saveAsUTF8)
}

func validPrefix(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}
