package sentences

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHeading is the most words of a heading that is looked for before a sentence.
const maxHeading = 10

// Lead returns how many bytes of a sentence stand before its own words: the sign
// of a list's item, and a heading that ran into it where a text lost its lines
// ("Agreed Points The two sides agreed on …").
func Lead(s string) int {
	at := 0
	for {
		r, size := utf8.DecodeRuneInString(s[at:])
		next, _ := utf8.DecodeRuneInString(s[at+size:])
		sign := strings.ContainsRune(bullets, r) && (unicode.IsSpace(next) || at == 0 && strings.ContainsRune(itemBullets+"△▲▽▼", r))
		if size == 0 || !sign && !unicode.IsSpace(r) {
			break
		}
		at += size
	}
	switch {
	case at == len(s):
		return 0
	case !isWhole(s):
		return at // a table that lost its lines looks like that, too
	}
	return at + heading(s[at:])
}

// heading returns the length of a heading that ran into a sentence: words in
// title case up to a function word with a capital, which inside a sentence would
// have none. It is 0 where there is none for certain.
func heading(s string) int {
	at, before := 0, ""
	for n := 0; n <= maxHeading; n++ {
		word, rest, more := strings.Cut(s[at:], " ")
		if !more {
			return 0
		}
		first, _ := utf8.DecodeRuneInString(word)
		if n > 0 && opensAt(word, rest, n) && capital(before) && !openers[strings.ToLower(before)] && len(strings.Fields(rest)) >= 3 {
			return at
		}
		switch {
		case n == 0 && !capital(word):
			return 0
		case strings.ContainsAny(word, ".,;:!?()“”\"") || !capital(word) && !joining[word] && !unicode.IsDigit(first):
			return 0
		}
		before = word
		at += len(word) + 1
	}
	return 0
}

// joining are the words that a title writes small.
var joining = set("a an the of and or for in on at to with by from as &")

// opensAt reports whether a word with a capital, the n-th of a text, opens a
// sentence: of function words those do that names do not hold, prepositions only
// before a small letter ("Under the plan", but "Under Secretary").
func opensAt(word, rest string, n int) bool {
	small := strings.ToLower(word)
	if !capital(word) || !openers[small] && !starters[small] {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	switch small {
	case "the":
		return true
	case "a":
		return n > 1 && unicode.IsLower(next)
	}
	return unicode.IsLower(next)
}

// starters open sentences as well: further prepositions, and numbers.
var starters = set("under following according amid against one two three four five six seven eight nine ten eleven twelve")

func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}
