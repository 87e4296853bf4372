package sentences

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHeading is the most words of a heading that is looked for before a sentence.
const maxHeading = 10

// Lead returns how many bytes of a sentence stand before its own words: the sign
// of a list's item, and a heading that ran into it where a text lost its lines
// ("Agreed Points The two sides agreed on …"). What is a name in the text that
// the sentence is of is none of a heading's words.
func Lead(s, text string) int {
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
	if n := heading(s[at:]); n > 0 {
		return at + n
	}
	return at + beforeName(s[at:], text)
}

// beforeName returns the length of a heading that ran into a sentence which
// begins with its own first word again ("Domestic Sales Domestic sales rose") or
// with a name ("What the Plan Contains Lotte Chemical’s plant …"): words that
// follow a small one elsewhere in the text, as no heading's would. An office
// before a name is none: the two stand together elsewhere, or a name comes after.
func beforeName(s, text string) int {
	words := strings.SplitN(s, " ", maxHeading+2)
	run := 0 // words in title case
	for run < len(words)-1 && (capital(words[run]) || joining[words[run]]) && !strings.ContainsAny(words[run], ".,;:!?()“”\"") {
		run++
	}
	at := 0
	for i := range run {
		if next := words[i]; i > 0 && capital(next) && !possessive.MatchString(words[i-1]) {
			if again := strings.EqualFold(next, words[0]) && i+1 < len(words) && !capital(words[i+1]); again {
				return at
			}
			if name := possessive.ReplaceAllString(strings.Join(words[i:min(i+2, run)], " "), ""); !joining[words[i-1]] && i >= 2 && i+1 < run && capital(words[i+1]) &&
				afterSmall(text, name) && !strings.Contains(strings.Replace(text, s, "", 1), words[i-1]+" "+next) && common(words[:i], text) {
				return at
			}
		}
		at += len(words[i]) + 1
	}
	return 0
}

var possessive = regexp.MustCompile(`[’']s?$`)

// afterSmall reports whether a name follows a word in small letters somewhere.
func afterSmall(text, name string) bool {
	for {
		before, after, found := strings.Cut(text, " "+name)
		if !found {
			return false
		}
		r, _ := utf8.DecodeLastRuneInString(lastWord(before))
		first, _ := utf8.DecodeRuneInString(lastWord(before))
		if unicode.IsLower(first) && unicode.IsLower(r) {
			return true
		}
		text = after
	}
}

// common reports whether one of the words in title case is written small
// elsewhere in the text, which the words of names seldom are.
func common(words []string, text string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return capital(w) && strings.Contains(text, " "+strings.ToLower(w)) })
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
