package grounding

import (
	"strconv"
	"strings"
	"unicode"
)

// numeral reads digits or number words, scales left aside except "hundred"
// and "thousand" inside a spelled-out number.
func (t text) numeral(i int) (value float64, ordinal bool, next int) {
	w := t.word(i)
	if w == "" {
		return 0, false, i
	}
	if w[0] >= '0' && w[0] <= '9' {
		return digitNumeral(w, i)
	}
	if n, ok := ordinals[w]; ok {
		if w == "second" && t.word(i-1) == "a" || w == "first" && t.adverb(i) {
			return 0, false, i // "a second firm" is another one
		}
		return n, true, i + 1
	}
	n, ok := cardinals[w]
	if !ok {
		return 0, false, i
	}
	next = i + 1
	if n >= 20 && n < 100 && t.gap(next) == "-" {
		if u, ok := cardinals[t.word(next)]; ok && u < 10 {
			return n + u, false, next + 1
		}
		if u, ok := ordinals[t.word(next)]; ok && u < 10 {
			return n + u, true, next + 1
		}
	}
	return n, false, next
}

// adverb tells "was first proposed" from "the first round".
func (t text) adverb(i int) bool {
	switch t.word(i - 1) {
	case "was", "were", "is", "are", "had", "has", "have", "been", "be":
		return strings.HasSuffix(t.word(i+1), "ed") || strings.HasSuffix(t.word(i+1), "n")
	}
	return strings.HasSuffix(t.word(i+1), "ed") && t.word(i-1) != "the" && t.word(i-1) != "its"
}

func digitNumeral(w string, i int) (value float64, ordinal bool, next int) {
	suffix := suffixOf(w)
	n, err := strconv.ParseFloat(w[:len(w)-len(suffix)], 64)
	if err != nil {
		return 0, false, i
	}
	switch suffix {
	case "":
		return n, false, i + 1
	case "st", "nd", "rd", "th":
		return n, true, i + 1
	}
	if scales[suffix] > 0 || measures[suffix] != "" {
		return n, false, i + 1
	}
	return 0, false, i // "5g", "3d": a word
}

func suffixOf(w string) string {
	i := strings.LastIndexFunc(w, unicode.IsDigit)
	if i < 0 || w[0] < '0' || w[0] > '9' {
		return ""
	}
	return w[i+1:]
}
