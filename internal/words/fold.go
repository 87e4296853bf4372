package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// undecomposed lists the Latin letters that carry no combining mark and so
// survive Unicode decomposition, and the typographic apostrophes.
var undecomposed = strings.NewReplacer(
	"ø", "o", "ł", "l", "đ", "d", "ð", "d", "ħ", "h", "ı", "i", "ŋ", "n",
	"þ", "th", "æ", "ae", "œ", "oe", "ß", "ss",
	"’", "'", "‘", "'", "‛", "'", "ʼ", "'", "⁄", "/",
)

// Fold brings the spellings of one word together: compatibility forms
// (full-width letters, ligatures), case and Latin diacritics. "Šefčovič",
// "ŠEFČOVIČ" and "Sefcovic" fold alike; Hangul syllables stay whole. Folding
// twice changes nothing more.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	// Among bytes that are no UTF-8, norm leaves letters as they are.
	s = strings.ToLower(norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD")))
	// Lowering may yield composed letters anew (U+0130), so decompose again.
	s = strings.Map(dropDiacritic, norm.NFKD.String(s))
	return norm.NFC.String(undecomposed.Replace(s))
}

// dropDiacritic removes the combining marks of the Latin, Greek and Cyrillic
// blocks only: in Thai or Devanagari a mark is a vowel and not an ornament.
func dropDiacritic(r rune) rune {
	switch {
	case r >= 0x0300 && r <= 0x036F, r >= 0x1AB0 && r <= 0x1AFF,
		r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF:
		return -1
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// IsHangul reports whether a folded token is written in Hangul.
func IsHangul(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.Is(unicode.Hangul, r)
}

// Bigrams returns the overlapping pairs of syllables of a Hangul token, in
// order, or the token itself when it is one syllable long. Korean words take
// particles and stand in compounds without spaces, so pairs of syllables match
// where whole words would not.
func Bigrams(text string) []string {
	runes := []rune(text)
	if len(runes) < 2 {
		return []string{text}
	}
	pairs := make([]string, 0, len(runes)-1)
	for i := range len(runes) - 1 {
		pairs = append(pairs, string(runes[i:i+2]))
	}
	return pairs
}
