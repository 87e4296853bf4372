package verify

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	minWords = 4   // letters and digits that show anything
	minPart  = 3   // of a part between ellipses
	maxParts = 4   // with more, any sentence can be pieced together
	maxSpan  = 900 // bytes that are shown as one quotation
	maxTries = 50  // places of the first part from which the others are looked for

	signs     = "+±△▲▽▼~" // count before a figure, as a dash does
	inFigures = ".,:/"    // count between digits
)

var ellipsis = regexp.MustCompile(`[\[(]?(?:…+|\.{3,})[\])]?`)

// locate finds words in text and returns their bytes. Letters, digits, signs
// and what stands within a figure have to agree; white space, case, quotation
// marks and other punctuation do not. An ellipsis joins parts that follow each
// other; where they lie far apart, the longest one is returned.
func locate(text, words string) (start, end int, ok bool) {
	hay := fold(text)
	var parts [][]rune
	letters := 0
	for _, piece := range ellipsis.Split(words, -1) {
		switch f := fold(piece).runes; {
		case len(f) == 0:
			continue // an ellipsis at either end
		case len(f) < minPart:
			return 0, 0, false
		default:
			parts = append(parts, f)
			letters += len(f)
		}
	}
	if letters < minWords || len(parts) > maxParts {
		return 0, 0, false
	}
	for at, tries := 0, 0; tries < maxTries; at, tries = at+1, tries+1 {
		if at = hay.index(parts[0], at); at < 0 {
			break
		}
		s, e, found := hay.span(parts, at)
		if !found {
			break
		}
		if !ok || e-s < end-start { // the shortest is meant
			start, end, ok = s, e, true
		}
		if len(parts) == 1 {
			break
		}
	}
	return start, end, ok
}

// folded is a text with what does not count taken away; from and to are the
// bytes of each rune that stayed.
type folded struct {
	runes    []rune
	from, to []int
}

// place is a rune and where it stands.
type place struct {
	r        rune
	from, to int
}

// fold keeps what counts. It sees of the text what the model is shown: no
// invisible characters.
func fold(text string) folded {
	var shown []place
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		hidden := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
		if (!hidden || unicode.IsSpace(r)) && (r != utf8.RuneError || size > 1) {
			shown = append(shown, place{r, i, i + size})
		}
		i += size
	}
	var f folded
	spaced := false // since the last rune that was kept
	for i, p := range shown {
		before := i > 0 && unicode.IsDigit(shown[i-1].r)
		after := i+1 < len(shown) && unicode.IsDigit(shown[i+1].r)
		kept := p.r
		switch {
		case unicode.IsLetter(p.r) || unicode.IsMark(p.r) || unicode.IsNumber(p.r) || unicode.Is(unicode.Sc, p.r) || p.r == '%':
			kept = unicode.ToLower(p.r)
		case after && (unicode.Is(unicode.Pd, p.r) || p.r == '−'):
			kept = '-'
		case after && strings.ContainsRune(signs, p.r), before && after && strings.ContainsRune(inFigures, p.r):
		default:
			spaced = spaced || unicode.IsSpace(p.r)
			continue
		}
		if n := len(f.runes); spaced && n > 0 && unicode.IsDigit(kept) && unicode.IsDigit(f.runes[n-1]) {
			f.add(place{' ', p.from, p.from}) // two figures do not become one
		}
		f.add(place{kept, p.from, p.to})
		spaced = false
	}
	return f
}

func (f *folded) add(p place) {
	f.runes, f.from, f.to = append(f.runes, p.r), append(f.from, p.from), append(f.to, p.to)
}

// index returns where part begins at or after from, -1 for nowhere. A figure
// is not found within a longer one.
func (f folded) index(part []rune, from int) int {
	for i := from; i+len(part) <= len(f.runes); i++ {
		if f.runes[i] != part[0] || !slices.Equal(f.runes[i:i+len(part)], part) {
			continue
		}
		if !f.inFigure(i) && !f.inFigure(i+len(part)) {
			return i
		}
	}
	return -1
}

// inFigure reports whether a figure reaches over the bound before rune i.
func (f folded) inFigure(i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(f.runes) && unicode.IsDigit(f.runes[i]) }
	point := func(i int) bool {
		return i >= 0 && i < len(f.runes) && (f.runes[i] == '.' || f.runes[i] == ',')
	}
	return digit(i-1) && digit(i) || digit(i-1) && point(i) || point(i-1) && digit(i)
}

// span returns the bytes of parts that follow each other, the first at runes
// index at.
func (f folded) span(parts [][]rune, at int) (start, end int, ok bool) {
	longest, next := 0, at
	start = f.from[at]
	var longStart, longEnd int
	for _, part := range parts {
		i := f.index(part, next)
		if i < 0 {
			return 0, 0, false
		}
		next = i + len(part)
		end = f.to[next-1]
		if len(part) > longest {
			longest, longStart, longEnd = len(part), f.from[i], end
		}
	}
	if end-start > maxSpan {
		return longStart, longEnd, true
	}
	return start, end, true
}
