package grounding

import (
	"regexp"
	"strings"
	"unicode"

	"motirbot/internal/sentences"
)

// unit is one sentence or list item of the model's text, cleaned.
type unit struct {
	text  string // without markers
	raw   string // with them, for Removed
	cites []int  // as written, repetitions dropped
	lead  string // bullet, on the first unit of its line: "- ", "1. "

	heading bool // its line is marked as a heading
	stump   bool // what is left of a sentence that led to an address
}

// bulletForm is the layout that a line starts with: indentation, quotation
// marks of mail, headings, bullets and numbers.
var bulletForm = regexp.MustCompile(`^( *)(?:> ?)*(?:(-?#{1,6}) +|([-*+•·◦▪–—△]) +|(\d{1,2}[.)]) +)?`)

// splitLine takes one line of the model's text apart. The line is visible
// text: see visible.
func splitLine(line string) []unit {
	lead, rest, heading := bullet(line)
	text, found := plainLine(rest)
	spans := sentences.Split(text)
	units := make([]unit, len(spans))
	for i, s := range spans {
		units[i].text, units[i].stump = tidy(text[s.Start:s.End])
	}
	for _, m := range found {
		k := owner(spans, m.at)
		if k < 0 {
			continue
		}
		for _, n := range m.numbers {
			if !containsInt(units[k].cites, n) {
				units[k].cites = append(units[k].cites, n)
			}
		}
	}
	for i := range units {
		units[i].heading = heading
	}
	return named(units, lead)
}

// owner returns the sentence that a marker at that offset belongs to: the one
// it stands in or after, the first one for a marker before the text.
func owner(spans []sentences.Span, at int) int {
	k := min(0, len(spans)-1)
	for i, s := range spans {
		if s.Start < at {
			k = i
		}
	}
	return k
}

// named drops units without a letter or digit and sets what the rest need.
func named(units []unit, lead string) []unit {
	var out []unit
	for _, u := range units {
		if strings.IndexFunc(u.text, isAlphanumeric) < 0 {
			if len(out) > 0 {
				out[len(out)-1].cites = append(out[len(out)-1].cites, u.cites...)
			}
			continue
		}
		u.raw = strings.TrimSpace(u.text + " " + markers(u.cites))
		if len(out) == 0 {
			u.lead = lead
		}
		out = append(out, u)
	}
	return out
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func containsInt(list []int, n int) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

// bullet cuts the layout off the front of a line and returns it in one form. A
// heading loses its signs.
func bullet(line string) (lead, rest string, heading bool) {
	m := bulletForm.FindStringSubmatch(line)
	rest = line[len(m[0]):]
	indent := strings.Repeat(" ", min(len(m[1]), 4))
	switch {
	case m[3] != "":
		return indent + "- ", rest, false
	case m[4] != "":
		return indent + m[4] + " ", rest, false
	}
	return "", rest, m[2] != ""
}

// settled returns how much of an unfinished line can be read without knowing
// how it goes on: up to the last space before anything that has been opened
// and not closed.
func settled(line string) string {
	for {
		line = line[:max(strings.LastIndexByte(line, ' '), 0)]
		at := openConstruct(line)
		if at < 0 {
			return line
		}
		line = line[:at]
	}
}

// openConstruct returns the offset of the first bracket, link or tag that the
// line leaves open, or -1.
func openConstruct(line string) int {
	bracket, round := strings.LastIndexAny(line, "]】］"), strings.LastIndexByte(line, ')')
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '<' && tagEnd(line, i) == 0 && (i+1 == len(line) || line[i+1] != ' '):
			return i
		case c == '<' && tagEnd(line, i) > 0:
			i = tagEnd(line, i) - 1
		case i > bracket && (c == '[' || strings.HasPrefix(line[i:], "【") || strings.HasPrefix(line[i:], "［")):
			return i
		case c == '(' && i > round:
			return i // "(see [1])" may be nothing but a marker
		case c == ']' && i+1 == len(line):
			return i // a link's target may follow
		}
	}
	return -1
}
