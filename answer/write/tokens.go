package write

import "unicode"

// Tokens estimates how many tokens a text is, from above: no common tokenizer
// makes more of English or Korean prose. A test holds that against two of them.
func Tokens(text string) int {
	quarters := 0
	word := 0 // letters of the Latin word so far
	for _, r := range text {
		if r < 0x80 && unicode.IsLetter(r) {
			if word%4 == 0 { // a token holds four letters or more
				quarters += 4
			}
			word++
			continue
		}
		word = 0
		switch {
		case r == ' ':
		case r == '\n':
			quarters += 4
		case unicode.IsDigit(r):
			quarters += 3 // of three digits some make one token, some three
		case r < 0x80:
			quarters += 4
		default:
			quarters += 7 // a syllable of Hangul is one token or two
		}
	}
	return (quarters + 3) / 4
}
