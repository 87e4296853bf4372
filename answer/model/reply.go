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
	reply = reply[:min(len(reply), maxReply)]
	var (
		found             []Object
		open              []int
		inString, escaped bool
	)
	for i := range len(reply) {
		switch c := reply[i]; {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == '"':
			inString = len(open) > 0 // in prose it may be a quotation that never ends
		case c == '{':
			open = append(open, i)
		case c == '}' && len(open) > 0:
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if len(open) >= maxDepth {
				continue
			}
			var raw map[string]json.RawMessage
			if json.Unmarshal(mended(reply[from:i+1]), &raw) != nil {
				continue
			}
			o := Object{}
			for name, value := range raw {
				o[strings.ToLower(name)] = value
			}
			found = append(found, o)
		}
	}
	return found
}

// mended drops commas before a closing bracket and writes control characters
// in strings as spaces.
func mended(s string) []byte {
	out := make([]byte, 0, len(s))
	inString, escaped := false, false
	for i := range len(s) {
		c := s[i]
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
			if c < ' ' {
				c = ' '
			}
		case c == '"':
			inString = true
		case c == '}' || c == ']':
			out = bytes.TrimRight(out, " \t\r\n")
			out = bytes.TrimSuffix(out, []byte(","))
		}
		out = append(out, c)
	}
	return out
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
