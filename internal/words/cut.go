package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// units are written against their number ("28nm", "5GW"); other letters after
// digits belong to the word ("2nd", "5G").
var units = set("bn mn tn trn bln mln kwh mwh gwh twh kw mw gw nm km kg usd krw eur")

// currencies are written against the number that follows ("USD640").
var currencies = set("usd krw eur jpy cny gbp us")

var ornaments = strings.NewReplacer("'", "", ".", "")

// cut takes one UAX #29 segment apart further: at underscores, colons and
// middle dots, which the standard keeps inside words, and between scripts.
func (c *cutter) cut(seg string, at int) {
	start, script := -1, false
	flush := func(end int) {
		if start >= 0 {
			c.piece(seg[start:end], at+start)
		}
		start = -1
	}
	for i, r := range seg {
		hangul := unicode.Is(unicode.Hangul, r)
		switch {
		case !inWord(r):
			flush(i)
		case start >= 0 && hangul != script && !unicode.IsMark(r):
			flush(i)
			start, script = i, hangul
		case start < 0:
			start, script = i, hangul
		}
	}
	flush(len(seg))
}

func (c *cutter) piece(s string, at int) {
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsDigit(r) {
		c.number(s, at)
		return
	}
	c.word(s, at)
}

// number reads a piece that starts with a digit.
func (c *cutter) number(s string, at int) {
	n := numberLen(s)
	digits, rest := s[:n], s[n:]
	switch folded := Fold(rest); {
	case rest == "":
		c.digits(digits, at)
	case strings.ContainsAny(digits, ".,") || strings.ContainsAny(rest, ".,'’") || units[folded]:
		c.digits(digits, at)
		c.word(rest, at+n)
	default:
		c.emit(Fold(s), at, at+len(s))
	}
}

// digits emits a number, without its grouping commas. What is neither a
// grouped nor a decimal number is a list or a date: one token a part.
func (c *cutter) digits(s string, at int) {
	whole, fraction, _ := strings.Cut(s, ".")
	if grouped(whole) && !strings.ContainsAny(fraction, ".,") {
		c.emit(Fold(strings.ReplaceAll(s, ",", "")), at, at+len(s))
		return
	}
	c.fields(s, at, func(r rune) bool { return r == '.' || r == ',' })
}

// word reads a piece that starts with a letter.
func (c *cutter) word(s string, at int) {
	if n := strings.IndexFunc(s, unicode.IsDigit); n > 0 && currencies[Fold(s[:n])] {
		c.emit(Fold(s[:n]), at, at+n)
		c.number(s[n:], at+n)
		return
	}
	s = trimPossessive(s)
	if strings.ContainsAny(s, ".,") && !initials(s) {
		c.fields(s, at, func(r rune) bool { return r == '.' || r == ',' })
		return
	}
	c.emit(plain(s), at, at+len(s))
}

// fields emits each part between separators as a token of its own.
func (c *cutter) fields(s string, at int, separator func(rune) bool) {
	for s != "" {
		n := strings.IndexFunc(s, separator)
		if n < 0 {
			n = len(s)
		}
		c.emit(plain(s[:n]), at, at+n)
		if n == len(s) {
			return
		}
		_, size := utf8.DecodeRuneInString(s[n:])
		s, at = s[n+size:], at+n+size
	}
}

// plain folds a word and drops what may stand inside one without meaning.
func plain(s string) string {
	s = Fold(s)
	if !strings.ContainsAny(s, "'. ") {
		return s
	}
	return strings.Trim(ornaments.Replace(s), " ")
}

// numberLen is the length of the digits at the start of s, with the single
// points and commas between them.
func numberLen(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case unicode.IsDigit(r):
			end = i + utf8.RuneLen(r)
		case (r == '.' || r == ',') && end == i:
		default:
			return end
		}
	}
	return end
}

// grouped reports whether the commas of s stand where thousands do, or not at
// all.
func grouped(s string) bool {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if n := utf8.RuneCountInString(g); i > 0 && n != 3 || i == 0 && len(groups) > 1 && n > 3 {
			return false
		}
	}
	return true
}

// initials reports whether s is an abbreviation with points ("U.S", "M.AX",
// "Ph.D") and not two words that lack a space ("talks.Minister").
func initials(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if n := utf8.RuneCountInString(part); n == 0 || n > 2 || strings.IndexFunc(part, notLetter) >= 0 {
			return false
		}
	}
	return true
}

func trimPossessive(s string) string {
	for _, ending := range []string{"'s", "’s", "'S", "’S"} {
		if rest, ok := strings.CutSuffix(s, ending); ok && rest != "" {
			return rest
		}
	}
	return s
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || strings.ContainsRune(".,'’", r)
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
