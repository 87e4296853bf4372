package release

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	gramSize = 8       // characters that have to follow each other in both texts
	maxGrams = 1 << 16 // of a text; what comes after is not compared

	agreement = 0.9 // of the shorter text that the other has to hold
	whole     = 0.8 // of the longer one, where neither was cut
)

// SameText reports whether nearly all of two texts agree: what a second source
// makes of a release, but not next week's figures in last week's sentences. Of a
// text that was cut only what is left has to agree, and of two readings of one
// page the shorter: a feed's reader may take menus for text. Runs of characters
// are compared, so that it holds in languages without spaces, too.
func SameText(a, b Release) bool {
	x, y, cut := grams(a.Body), grams(b.Body), a.Truncated
	if len(x) > len(y) {
		x, y, cut = y, x, b.Truncated
	}
	both := 0.0
	for gram := range x {
		if y[gram] {
			both++
		}
	}
	onePage := a.URL == b.URL && a.URL != ""
	return both >= agreement*float64(len(x)) && (cut || onePage || both >= whole*float64(len(y)))
}

func grams(text string) map[string]bool {
	folded := []rune(foldTitle(text[:min(len(text), 4*maxGrams)]))
	set := map[string]bool{}
	for i := 0; i == 0 || i+gramSize <= len(folded) && i < maxGrams; i++ {
		set[string(folded[i:min(i+gramSize, len(folded))])] = true
	}
	return set
}

// figuresShared is the part of the figures of two texts that stands in both, 1
// where there are none.
func figuresShared(a, b string) float64 {
	x, y := figures(a), figures(b)
	both, all := 0.0, float64(len(y))
	for figure := range x {
		if y[figure] {
			both++
		} else {
			all++
		}
	}
	if all == 0 {
		return 1
	}
	return both / all
}

func figures(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.FieldsFunc(norm.NFKC.String(text), func(r rune) bool { return !unicode.IsDigit(r) && r != '.' && r != ',' }) {
		if word = strings.Trim(word, ".,"); word != "" {
			set[word] = true
		}
	}
	return set
}

// Follows reports whether b, shown at the same address as a before, is another
// release rather than a revision of a: next month's figures, say. It is for
// texts whose source gives them no id of their own.
func Follows(a, b Release) bool {
	sameTitle, sameDay := foldTitle(a.Title) == foldTitle(b.Title), a.Date == b.Date
	if sameTitle && sameDay {
		return false
	}
	return figuresShared(a.Body, b.Body) < 0.5 || !sameTitle && !SameText(a, b)
}
