package retrieval

import (
	"regexp"
	"strings"
	"unicode"
)

// definition finds "Long Form (LF)".
var definition = regexp.MustCompile(`([\p{L}\p{N}][\p{L}\p{N}&’'.,/–-]*(?:[ \x{00a0}][\p{L}\p{N}&’'.,/–-]+){1,9}) \(([A-Z][A-Za-z0-9&-]{1,9})(?:,[^)]*)?\)`)

// learn takes the abbreviations a release defines into the analyzer, so that a
// question with the one form finds releases with the other.
func (a *analyzer) learn(text string) {
	for _, m := range definition.FindAllStringSubmatch(text, -1) {
		short := m[2]
		long, ok := longForm(m[1], short)
		if !ok || strings.IndexFunc(short, unicode.IsLower) == 0 {
			continue
		}
		concept := "#" + strings.ToLower(short)
		a.add(short, concept)
		a.add(long, concept)
	}
}

// longForm returns the end of text that spells short out: each letter of the
// abbreviation is found from right to left, its first at the start of a word
// (Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation
// definitions in biomedical text").
func longForm(text, short string) (string, bool) {
	letters := []rune(strings.ToLower(short))
	runes := []rune(text)
	at := len(runes)
	for i := len(letters) - 1; i >= 0; i-- {
		if !unicode.IsLetter(letters[i]) && !unicode.IsNumber(letters[i]) {
			continue
		}
		at--
		for at >= 0 && (unicode.ToLower(runes[at]) != letters[i] || i == 0 && at > 0 && inWord(runes[at-1])) {
			at--
		}
		if at < 0 {
			return "", false
		}
	}
	long := string(runes[at:])
	return long, len(strings.Fields(long)) >= 2 && len(strings.Fields(long)) <= len(letters)+5
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
