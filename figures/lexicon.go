package figures

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/retrieval"
)

//go:embed vocabulary.txt
var vocabularyText string

// class is what a word of the vocabulary does in a sentence.
type class uint8

const (
	word   class = iota // none of those below
	punct               // key: the sign; bullets are "•"
	number              // an amount
	date                // a period
	measure
	verbal // a verb that is a measure: "exported"
	basisOf
	span // a period named by its kind: "the quarter"
	item
	partner
	home // Korea as a partner
	up
	down
	level
	prep
	cause
	clause
	basis
	approx
	record
	hedge
	provisional
	pair
	anaphor
	neutral
)

var classes = map[string]class{
	"measure": measure, "verbal": verbal, "span": span, "basisof": basisOf, "item": item, "partner": partner, "up": up, "down": down, "level": level,
	"prep": prep, "cause": cause, "clause": clause, "basis": basis, "approx": approx, "record": record, "hedge": hedge,
	"provisional": provisional, "pair": pair, "anaphor": anaphor, "neutral": neutral,
}

// entry is what a phrase means.
type entry struct {
	class class
	key   string
	own   string // measure that an item has of itself
	name  bool   // a name, which in English has a capital
}

// node is one of a tree of phrases: its children by the next unit of text.
type node struct {
	next map[string]*node
	entry
}

func (n *node) add(phrase string, e entry) {
	at := n
	for _, u := range units(phrase) {
		if at.next == nil {
			at.next = map[string]*node{}
		}
		if at.next[u.norm] == nil {
			at.next[u.norm] = &node{}
		}
		at = at.next[u.norm]
	}
	if at != n && (at.class == word || e.class == measure) {
		at.entry = e
	}
}

// newLexicon builds the tree of the vocabulary and of the partners among the
// topics.
func newLexicon(topics *retrieval.Topics) *node {
	root := &node{}
	for line := range strings.Lines(vocabularyText) {
		head, list, found := strings.Cut(strings.TrimSpace(line), "=")
		fields := strings.Fields(head)
		if !found || strings.HasPrefix(head, "#") || len(fields) != 2 {
			continue
		}
		e := entry{class: classes[fields[0]]}
		e.key, e.own, _ = strings.Cut(fields[1], "/")
		for phrase := range strings.SplitSeq(list, ", ") {
			root.add(strings.TrimSpace(phrase), e)
		}
	}
	for i, n := range []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"} {
		for _, year := range []string{"", " of the year", " of this year"} {
			root.add("the first "+n+" months"+year, entry{class: span, key: fmt.Sprint("months", i+2)})
		}
	}
	for _, t := range topics.All() {
		if t.Kind != retrieval.KindPartner {
			continue
		}
		for _, name := range append([]string{t.Name, t.Korean}, t.Aliases...) {
			root.add(name, entry{class: partner, key: t.Key, name: true})
		}
	}
	for _, name := range []string{"Korea", "South Korea", "Republic of Korea", "ROK", "Korean", "한국", "우리나라"} {
		root.add(name, entry{class: home, key: "", name: true})
	}
	return root
}

// match returns the longest phrase that starts at unit i, and where it ends.
func (n *node) match(us []unit, i int) (e entry, end int) {
	end = i
	var walk func(at *node, j int)
	walk = func(at *node, j int) {
		if at.class != word && j > end && (!at.name || us[i].hangul || us[i].upper) {
			e, end = at.entry, j
		}
		if j >= len(us) || at.next == nil || j > i && us[j].line {
			return
		}
		w := us[j].norm
		if next := at.next[w]; next != nil {
			walk(next, j+1)
		}
		if us[j].hangul || len(w) < 3 {
			return
		}
		if stem, ok := strings.CutSuffix(w, "s"); ok && at.next[stem] != nil {
			walk(at.next[stem], j+1)
		}
		if stem, ok := strings.CutSuffix(w, "ies"); ok && at.next[stem+"y"] != nil {
			walk(at.next[stem+"y"], j+1)
		}
		if stem, ok := strings.CutSuffix(w, "es"); ok && at.next[stem] != nil {
			walk(at.next[stem], j+1)
		}
	}
	walk(n, i)
	return e, end
}

// unit is the least piece of a text that phrases are made of: an English word,
// a number, a syllable of Hangul, a sign.
type unit struct {
	norm       string
	start, end int
	space      bool // white space before it
	line       bool // a line break before it
	hangul     bool
	upper      bool // begins with a capital
	digit      bool
}

var bullets = "□○ㅇ●■◆◇▪•·①②③④⑤⑥⑦⑧⑨⑩※*"

// units cuts a text. Hyphens between letters are dropped, the points of
// initials as well, and a possessive ending is a unit "s".
func units(s string) []unit {
	out := make([]unit, 0, len(s)/4+4)
	space, line := true, false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		u := unit{start: i, end: i + n, space: space, line: line}
		switch {
		case unicode.IsSpace(r):
			space, line = true, line || r == '\n'
			i += n
			continue
		case r >= '0' && r <= '9':
			u.end, u.digit = numberEnd(s, i), true
			u.norm = s[i:u.end]
		case r >= 0xAC00 && r <= 0xD7A3:
			u.norm, u.hangul = s[i:i+n], true
		case r == 'ㅇ' || r == 'ㆍ':
			u.norm = "•"
		case unicode.IsLetter(r):
			for u.end < len(s) {
				r, n := utf8.DecodeRuneInString(s[u.end:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) || r >= 0xAC00 && r <= 0xD7A3 {
					break
				}
				u.end += n
			}
			u.upper = unicode.IsUpper(r)
			u.norm = strings.ToLower(s[i:u.end])
			for u.end-i < 12 && u.end+1 < len(s) && s[u.end] == '.' && u.end-i == 1+2*(len(u.norm)-1) && isLetter(s[u.end+1]) && (u.end+2 >= len(s) || !isLetter(s[u.end+2])) {
				u.norm += strings.ToLower(s[u.end+1 : u.end+2]) // "U.S"
				u.end += 2
			}
			if len(u.norm) > 1 && u.end-i > len(u.norm) && u.end < len(s) && s[u.end] == '.' {
				u.end++
			}
		case (r == '-' || r == '‐' || r == '‑' || r == '–' || r == '−') && i > 0 && !space && i+n < len(s) && isLetter(s[i+n]):
			i += n
			space = false
			continue
		case r == '\'' || r == '’' || r == '‘':
			i += n
			continue
		case strings.ContainsRune(bullets, r):
			u.norm = "•"
			if r == '·' {
				u.norm = "·"
			}
		case r == '–' || r == '−' || r == '‐' || r == '‑':
			u.norm = "-"
		case r == '∼' || r == '～':
			u.norm = "~"
		default:
			u.norm = s[i : i+n]
		}
		out = append(out, u)
		i, space, line = u.end, false, false
	}
	return out
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }
func isDigit(b byte) bool  { return b >= '0' && b <= '9' }

// numberEnd returns where the number that starts at byte i ends: digits, groups
// of three after commas, decimals after a point.
func numberEnd(s string, i int) int {
	digits := func(i int) int {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	}
	end := digits(i)
	if end-i <= 3 {
		for end+3 < len(s) && s[end] == ',' && digits(end+1) == end+4 {
			end += 4
		}
	}
	if end+1 < len(s) && s[end] == '.' && isDigit(s[end+1]) {
		end = digits(end + 1)
	}
	return end
}
