package ingest

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/store"
)

// duplicateDays is how far apart two lists date the same release.
const duplicateDays = 7

// alike is how much of the words of the shorter text two copies share. Copies
// that agree in date or address may be heavily edited; the others not: some
// titles come again every month.
const (
	alike     = 0.5
	veryAlike = 0.8
)

// sameRelease reports whether rel, which shares its title or its page with
// stored, is that release.
func sameRelease(rel release.Release, stored store.Record) bool {
	want := veryAlike
	if rel.Date == stored.Date || rel.URL != "" && rel.URL == stored.URL {
		want = alike
	}
	return shared(rel.Body, stored.Body) >= want
}

// shared is the part of the different words of the poorer text that the other
// has, too.
func shared(a, b string) float64 {
	x, y := wordSet(a), wordSet(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	both := 0
	for word := range x {
		if y[word] {
			both++
		}
	}
	return float64(both) / float64(len(x))
}

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		set[word] = true
	}
	return set
}

// copyOf is a text of a stored release, and what is known of where it comes
// from.
type copyOf struct {
	release.Release
	// edited: the same page has shown another text before, so this is a
	// newer one.
	edited bool
	// keptIsGone: the page that the stored text comes from is gone.
	keptIsGone bool
}

// replaces reports whether the copy takes the place of the stored text. The
// text of record, the ministry's own page, comes before a feed's, a whole text
// before one that was cut, and nothing poorer ever replaces what is fuller.
func (c copyOf) replaces(stored store.Record) bool {
	ownPage := c.Source == stored.Source && c.Number == stored.Number
	switch {
	case c.Truncated && !stored.Truncated:
		return false
	case ownPage, stored.Truncated && !c.Truncated:
		return true
	case c.Truncated: // both are
		return length(c.Body) > length(stored.Body)
	case c.Source != stored.Source && rank(c.Source) <= rank(stored.Source):
		return false
	case c.Source != stored.Source && c.edited:
		return 2*length(c.Body) >= length(stored.Body)
	case c.Source != stored.Source && c.URL == stored.URL && c.URL != "":
		return true // longer by menus and footers, which a feed's reader takes for text
	case c.Source != stored.Source:
		return 10*length(c.Body) >= 9*length(stored.Body) // bullets and spaces make no copy poorer
	case sameText(c.Release, stored.Release) && !c.keptIsGone:
		return false // else every second listing would look like an edit
	case c.edited, c.keptIsGone:
		return true
	}
	return newer(c.Number, stored.Number) && 2*length(c.Body) >= length(stored.Body)
}

func rank(source string) int {
	if source == motir.SourceName {
		return 1
	}
	return 0
}

func length(text string) int { return utf8.RuneCountInString(text) }

// sameText reports whether two copies say the same under the same title.
func sameText(a, b release.Release) bool {
	return fold(a.Title) == fold(b.Title) && fold(a.Body) == fold(b.Body)
}

func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// newer compares the numbers of a site, which grow.
func newer(a, b string) bool {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return errX == nil && errY == nil && x > y
}
