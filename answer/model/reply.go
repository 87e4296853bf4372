package model

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

const (
	maxReply = 1 << 16 // of a longer reply the end is not read
	maxDepth = 8       // of an object within others
)

// Object is a JSON object of a reply, its names in lower case.
type Object map[string]json.RawMessage

// Objects returns the JSON objects that a reply holds, each after those within
// it. Whatever stands around them is ignored: code fences, prose, reasoning
// before "</think>", lists and the start of an object that was cut off. Commas
// at the end of a list and line breaks in a string are put right.
func Objects(reply string) []Object {
	if i := strings.LastIndex(reply, "</think>"); i >= 0 {
		reply = reply[i:]
	}
	var (
		found             []Object
		mended            []byte
		open              []int // where objects begin in it
		inString, escaped bool
	)
	for _, c := range []byte(reply[:min(len(reply), maxReply)]) {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
			c = max(c, ' ')
		case c == '"':
			inString = len(open) > 0 // in prose it may be a quotation that never ends
		case c == '{':
			open = append(open, len(mended))
		case c == '}' || c == ']':
			mended = bytes.TrimSuffix(bytes.TrimRight(mended, " \t\r\n"), []byte(","))
		}
		mended = append(mended, c)
		if c != '}' || inString || len(open) == 0 {
			continue
		}
		object := mended[open[len(open)-1]:]
		open = open[:len(open)-1]
		var raw map[string]json.RawMessage
		if len(open) >= maxDepth || json.Unmarshal(object, &raw) != nil {
			continue
		}
		o := Object{}
		for name, value := range raw {
			o[strings.ToLower(name)] = value
		}
		found = append(found, o)
	}
	return found
}

// String returns the first of the named fields that says something. Numbers
// and booleans come as they are written, a list of texts with "…" between them.
func (o Object) String(names ...string) string {
	for _, name := range names {
		var text string
		var list []string
		switch raw := o[name]; {
		case len(raw) == 0 || string(raw) == "null":
		case json.Unmarshal(raw, &text) == nil:
		case json.Unmarshal(raw, &list) == nil:
			text = strings.Join(list, " … ")
		case raw[0] != '{' && raw[0] != '[':
			text = string(raw)
		}
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// numbered is a number as models write it: 1, "1", "[1]", "Claim 1", 1.0.
var numbered = regexp.MustCompile(`^\W*\pL*\W*(\d{1,4})(?:\.0+)?\W*$`)

// Int returns the number that the first of the named fields holds; false where
// there is none.
func (o Object) Int(names ...string) (int, bool) {
	found := numbered.FindStringSubmatch(o.String(names...))
	if found == nil {
		return 0, false
	}
	n, err := strconv.Atoi(found[1])
	return n, err == nil
}

// OneLine makes one line of what a model wrote, of n characters at most,
// without those that are not seen.
func OneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	return Head(strings.Join(strings.Fields(s), " "), n)
}

// Head returns the first n characters of s.
func Head(s string, n int) string {
	runes := []rune(s)
	return string(runes[:min(n, len(runes))])
}
