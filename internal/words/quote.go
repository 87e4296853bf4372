package words

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	leastQuoted = 4   // letters and digits that show anything
	leastPart   = 3   // of a part between ellipses
	mostParts   = 4   // with more, any sentence can be pieced together
	mostSpan    = 900 // bytes that are shown as one quotation
	mostTries   = 50  // places of the first part from which the others are looked for
)

var ellipsis = regexp.MustCompile(`[\[(]?(?:…+|\.{3,})[\])]?`)

// Quotable is a text prepared for finding quotations in it.
type Quotable struct {
	kept     string  // letters, digits and what stands within figures
	from, to []int32 // by byte of kept, where its character stands in the text
	letters  int
}

// NewQuotable prepares a text. Letters, digits, signs before a figure and what
// stands within one are kept; white space, case, quotation marks, other
// punctuation and what nobody sees do not count.
func NewQuotable(text string) Quotable {
	type place struct {
		r        rune
		from, to int
	}
	var shown []place
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && (r != utf8.RuneError || size > 1) {
			shown = append(shown, place{unicode.ToLower(r), i, i + size})
		}
		i += size
	}
	digit := func(i int) bool { return i >= 0 && i < len(shown) && unicode.IsDigit(shown[i].r) }
	var q Quotable
	var kept strings.Builder
	keep := func(p place) {
		size, _ := kept.WriteRune(p.r)
		for range size {
			q.from, q.to = append(q.from, int32(p.from)), append(q.to, int32(p.to))
		}
		q.letters++
	}
	spaced, last := false, -1 // since the last one that was kept
	for i, p := range shown {
		switch {
		case unicode.In(p.r, unicode.L, unicode.M, unicode.N, unicode.Sc) || p.r == '%':
		case digit(i+1) && (unicode.Is(unicode.Pd, p.r) || p.r == '−'):
			p.r = '-'
		case digit(i+1) && (strings.ContainsRune("+±△▲▽▼~", p.r) || digit(i-1) && strings.ContainsRune(".,:/", p.r)):
		default:
			spaced = spaced || unicode.IsSpace(p.r)
			continue
		}
		if spaced && digit(last) && digit(i) {
			keep(place{' ', p.from, p.from}) // two figures do not become one
		}
		keep(p)
		spaced, last = false, i
	}
	q.kept = kept.String()
	return q
}

// Find returns the bytes of the text where a quotation stands. An ellipsis in it
// joins parts that follow each other; where they lie far apart, the longest one
// is returned.
func (q Quotable) Find(quotation string) (start, end int, ok bool) {
	var parts []string
	letters := 0
	for _, piece := range ellipsis.Split(quotation, -1) {
		part := NewQuotable(piece)
		if part.letters == 0 {
			continue // an ellipsis at either end
		}
		if part.letters < leastPart {
			return 0, 0, false
		}
		parts, letters = append(parts, part.kept), letters+part.letters
	}
	if letters < leastQuoted || len(parts) > mostParts {
		return 0, 0, false
	}
	for next, tries := 0, 0; tries < mostTries; tries++ {
		var from, to, longFrom, longTo int
		for i, part := range parts {
			at := q.index(part, max(to, next))
			if at < 0 {
				return start, end, ok
			}
			if i == 0 {
				from = at
			}
			if to = at + len(part); len(part) > longTo-longFrom {
				longFrom, longTo = at, to
			}
		}
		next = from + 1
		if q.to[to-1]-q.from[from] > mostSpan {
			from, to = longFrom, longTo
		}
		if s, e := int(q.from[from]), int(q.to[to-1]); !ok || e-s < end-start { // the shortest is meant
			start, end, ok = s, e, true
		}
		if len(parts) == 1 {
			break
		}
	}
	return start, end, ok
}

// index returns where part begins at or after from, -1 for nowhere. A figure is
// not found within a longer one.
func (q Quotable) index(part string, from int) int {
	digit := func(i int) bool { return i >= 0 && i < len(q.kept) && q.kept[i] >= '0' && q.kept[i] <= '9' }
	point := func(i int) bool { return i >= 0 && i < len(q.kept) && (q.kept[i] == '.' || q.kept[i] == ',') }
	inFigure := func(i int) bool { return digit(i-1) && (digit(i) || point(i)) || point(i-1) && digit(i) }
	for from <= len(q.kept) {
		i := strings.Index(q.kept[from:], part)
		if i < 0 {
			return -1
		}
		if i += from; !inFigure(i) && !inFigure(i+len(part)) {
			return i
		}
		from = i + 1
	}
	return -1
}
