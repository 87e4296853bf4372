// Package words turns text into the words that motirbot compares: cut by the
// Unicode rules of word segmentation (UAX #29), folded and stemmed. The lexical
// index and the local embedder both use it, so a question and a release always
// meet in the same form.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// maxJoin is the longest hyphenated word offered in one piece too: names and
// compounds have two or three parts ("K-beauty", "Kim Jung-kwan").
const maxJoin = 3

// Token is one word of a text.
type Token struct {
	Text       string // folded, see Fold; never empty
	Start, End int    // byte offsets in the text given to Split
	// Joined marks the one-piece form of a hyphenated word ("kbeauty" for
	// "K-beauty"). It follows its parts and overlaps them; skip it where
	// words are counted or positions matter.
	Joined bool
}

// Split returns the words of s in reading order; punctuation, spaces and
// symbols fall away. What trade releases need beyond UAX #29:
//
//   - a number is one token without grouping: "1,689" gives "1689", "640.2"
//     stays, "640.2bn" gives "640.2" and "bn"; a percent sign after a number
//     gives the word "percent", so "75%" meets "75 percent";
//   - initials lose their points: "U.S." gives "us", "M.AX" gives "max";
//   - a possessive ending falls away: "Korea's" gives "korea";
//   - a hyphenated word gives its parts, then the joined form;
//   - Hangul is separated from Latin letters and digits: "EU와" gives "eu", "와".
//
// Offsets never overlap except for joined forms, and always lie on rune bounds
// of a valid text.
func Split(s string) []Token {
	c := cutter{out: make([]Token, 0, len(s)/6+1)}
	segments := words.FromString(s)
	for segments.Next() {
		c.segment(segments.Value(), segments.Start())
	}
	c.closeRun()
	return c.out
}

// cutter collects tokens and remembers the hyphenated word being read.
type cutter struct {
	out   []Token
	run   int  // index in out of the first part of the word being read
	parts int  // segments read of that word
	open  bool // a hyphen has just been read
}

func (c *cutter) segment(seg string, at int) {
	switch {
	case isWord(seg):
		if !c.open {
			c.closeRun()
		}
		c.open = false
		c.parts++
		c.cut(seg, at)
	case isHyphen(seg) && c.touches(at) && !c.open:
		c.open = true
	case (seg == "%" || seg == "％") && c.touches(at) && c.lastIsNumber():
		c.closeRun()
		c.emit("percent", at, at+len(seg))
		c.run = len(c.out)
	case seg == "." && c.touches(at) && c.lastIsInitials():
		c.out[len(c.out)-1].End = at + len(seg)
	default:
		c.closeRun()
	}
}

// closeRun ends the hyphenated word being read and adds its joined form.
// "2025-12-18" is a date and no word, hence the letter at the start.
func (c *cutter) closeRun() {
	parts := c.out[c.run:]
	if c.parts > 1 && c.parts <= maxJoin && len(parts) == c.parts && startsWithLetter(parts[0].Text) {
		var text strings.Builder
		for _, p := range parts {
			text.WriteString(p.Text)
		}
		first, last := parts[0].Start, parts[len(parts)-1].End
		c.out = append(c.out, Token{Text: text.String(), Start: first, End: last, Joined: true})
	}
	c.run, c.parts, c.open = len(c.out), 0, false
}

func (c *cutter) emit(text string, start, end int) {
	if text != "" {
		c.out = append(c.out, Token{Text: text, Start: start, End: end})
	}
}

// touches reports whether the word being read ends right before at.
func (c *cutter) touches(at int) bool {
	return len(c.out) > c.run && c.out[len(c.out)-1].End == at
}

func (c *cutter) lastIsNumber() bool {
	last := c.out[len(c.out)-1].Text
	return last[0] >= '0' && last[0] <= '9'
}

// lastIsInitials tells "U.S" from a short word that ends a sentence: only
// initials have lost a point, and so are shorter than their span.
func (c *cutter) lastIsInitials() bool {
	last := c.out[len(c.out)-1]
	return startsWithLetter(last.Text) && len(last.Text) < last.End-last.Start && utf8.RuneCountInString(last.Text) <= 4
}

func isWord(seg string) bool {
	return strings.IndexFunc(seg, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
}

func isHyphen(seg string) bool {
	switch seg {
	case "-", "\u2010", "\u2011", "&":
		return true
	}
	return false
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
