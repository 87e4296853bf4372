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
	var parts []folded
	letters := 0
	for _, piece := range ellipsis.Split(words, -1) {
		switch f := fold(piece); {
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

// place is a character and the bytes where it stands.
type place struct {
	r        rune
	from, to int
}

type folded []place

// fold takes away what does not count. It sees of the text what the model is
// shown: no invisible characters.
func fold(text string) folded {
	var shown, kept folded
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		hidden := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
		if (!hidden || unicode.IsSpace(r)) && (r != utf8.RuneError || size > 1) {
			shown = append(shown, place{unicode.ToLower(r), i, i + size})
		}
		i += size
	}
	spaced := false // since the last one that was kept
	for i, p := range shown {
		before, after := shown.digit(i-1), shown.digit(i+1)
		switch {
		case unicode.IsLetter(p.r) || unicode.IsMark(p.r) || unicode.IsNumber(p.r) || unicode.Is(unicode.Sc, p.r) || p.r == '%':
		case after && (unicode.Is(unicode.Pd, p.r) || p.r == '−'):
			p.r = '-'
		case after && strings.ContainsRune(signs, p.r), before && after && strings.ContainsRune(inFigures, p.r):
		default:
			spaced = spaced || unicode.IsSpace(p.r)
			continue
		}
		if spaced && unicode.IsDigit(p.r) && kept.digit(len(kept)-1) {
			kept = append(kept, place{' ', p.from, p.from}) // two figures do not become one
		}
		kept = append(kept, p)
		spaced = false
	}
	return kept
}

// index returns where part begins at or after from, -1 for nowhere. A figure
// is not found within a longer one.
func (f folded) index(part folded, from int) int {
	same := func(a, b place) bool { return a.r == b.r }
	for i := from; i+len(part) <= len(f); i++ {
		if f[i].r == part[0].r && slices.EqualFunc(f[i:i+len(part)], part, same) && !f.inFigure(i) && !f.inFigure(i+len(part)) {
			return i
		}
	}
	return -1
}

// inFigure reports whether a figure reaches over the bound before i.
func (f folded) inFigure(i int) bool {
	point := func(i int) bool { return i >= 0 && i < len(f) && (f[i].r == '.' || f[i].r == ',') }
	return f.digit(i-1) && (f.digit(i) || point(i)) || point(i-1) && f.digit(i)
}

func (f folded) digit(i int) bool { return i >= 0 && i < len(f) && unicode.IsDigit(f[i].r) }

// span returns the bytes of parts that follow each other, the first at at.
func (f folded) span(parts []folded, at int) (start, end int, ok bool) {
	var longest, longStart, longEnd int
	start = f[at].from
	for _, part := range parts {
		i := f.index(part, at)
		if i < 0 {
			return 0, 0, false
		}
		at = i + len(part)
		end = f[at-1].to
		if len(part) > longest {
			longest, longStart, longEnd = len(part), f[i].from, end
		}
	}
	if end-start > maxSpan {
		return longStart, longEnd, true
	}
	return start, end, true
}
