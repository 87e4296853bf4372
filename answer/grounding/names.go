package grounding

import (
	"strings"
	"unicode"
)

// NameKind says what a name seems to be, from its form alone.
type NameKind string

const (
	NamePerson       NameKind = "person"
	NameOrganisation NameKind = "organisation"
	NameOther        NameKind = "other" // a place, a product, an event, a language
)

// Name is a run of capitalised words: "Kim Jung-kwan", "Ministry of Trade,
// Industry and Resources", "KTC". Titles before a person are not part of it.
type Name struct {
	Text       string
	Start, End int
	Kind       NameKind

	first, next int   // tokens
	title       []int // tokens of the title before or after a person
	opens       bool  // it is the first word of a sentence and one word long
}

// Names returns the names of s in reading order. A single capitalised word
// that opens a sentence is among them unless it is a common opening ("The",
// "However"): whether it is a name only the evidence can tell.
func Names(s string) []Name { return cutText(s).names() }

func (t text) names() []Name {
	var out []Name
	for i := 0; i < len(t.toks); {
		if !t.startsName(i) {
			i++
			continue
		}
		next := t.nameEnd(i)
		out = append(out, t.runNames(i, next)...)
		i = next
	}
	return out
}

func (t text) startsName(i int) bool {
	w := t.word(i)
	switch {
	case !t.capital(i), months[w] != 0 && t.month(i) != 0 && w != "may" && w != "march", weekdays[w] != 0 || w == "sunday":
		return false
	case isCurrency(measures[w]), w == "won":
		return false
	case t.opensSentence(i):
		return !functionWord(w) && (!opener[w] || t.extendName(i, i+1, nameLists[w]) > i+1)
	}
	return !functionWord(w) || w == "us"
}

// nameEnd returns the token after the run of capitalised words from i.
func (t text) nameEnd(i int) int {
	listing := nameLists[t.word(i)]
	next := i + 1
	for next < len(t.toks) {
		n := t.extendName(i, next, listing)
		if n == next {
			break
		}
		listing = listing || nameLists[t.word(n-1)]
		next = n
	}
	return next
}

// afterParticles returns the token after the capitalised word that the
// particles from i on lead to ("van der Leyen"), or i.
func (t text) afterParticles(i int) int {
	for at := i + 1; at < i+3; at++ {
		if t.capital(at) && joins(t.gap(at)) {
			return at + 1
		}
		if !nameParticles[t.word(at)] {
			break
		}
	}
	return i
}

// extendName returns the token up to which the name that starts at first goes
// on at i, or i.
func (t text) extendName(first, i int, listing bool) int {
	g, w := t.gap(i), t.word(i)
	if w == "" {
		return i
	}
	if end := t.bracketed(i); end > i {
		return end
	}
	if !joins(g) && !(listing && g == ", " && t.capital(i) && nameListWord[w]) {
		return i
	}
	switch {
	case t.capital(i) && !t.opensSentence(i):
		return i + 1
	case strings.HasSuffix(g, "-") && i > 0 && !unicode.IsDigit([]rune(w)[0]):
		return i + 1 // the second half of "Jung-kwan"
	case nameParticles[w] && joins(g):
		if end := t.afterParticles(i); end > i {
			return end
		}
	case (w == "of" || w == "for") && i-first > 1 && !orgWords[t.word(i-1)] && !nameLists[t.word(i-1)] && !rankHeads[t.word(i-1)]:
		return i // "Chafik Rachadi of Morocco" is two names, "Institute of Trade" one
	case w == "of" || w == "for" || w == "and" && listing:
		if t.capital(i+1) && (t.gap(i+1) == " " || t.gap(i+1) == "-") && (w != "and" || nameListWord[t.word(i+1)]) {
			return i + 2
		}
	case w == "the" && t.word(i-1) == "of" && t.capital(i+1) && t.gap(i+1) == " ":
		return i + 2
	}
	return i
}

// bracketed reads the given name in "JK (Jung-Kwan) Kim" and returns the token
// after the bracket, or i.
func (t text) bracketed(i int) int {
	if t.gap(i) != " (" {
		return i
	}
	for at := i; at < i+3 && t.capital(at); at++ {
		if t.gap(at+1) == ") " && t.capital(at+1) && at > i {
			return at + 2
		}
		if t.gap(at+1) != "-" {
			break
		}
	}
	return i
}

func joins(gap string) bool {
	switch gap {
	case " ", "\u00a0", "-", "–", "‐", "‑", "&", " & ", ".", ". ", "/":
		return true
	}
	return false
}

// runNames cuts a run into its title and the person's name, or returns it
// whole.
func (t text) runNames(first, next int) []Name {
	split := t.titleEnd(first, next)
	if split == next && next-first == 1 && rankHeads[t.word(first)] {
		return nil // "the Minister"
	}
	if split > first && split < next && functionWord(t.word(split)) {
		for split < next-1 && functionWord(t.word(split)) {
			split++ // "CEO of Kumho Petrochemical"
		}
		return []Name{t.newName(split, next)}
	}
	if split > first && split < next {
		n := t.newName(split, next)
		n.Kind = NamePerson
		for i := first; i < split; i++ {
			n.title = append(n.title, i)
		}
		return []Name{n}
	}
	if w := t.word(first); next-first > 1 && t.opensSentence(first) && (opener[w] || commonWord(w)) && !nameLists[w] {
		first++ // "Bilateral Korea–Norway trade", "Delayed VAT refunds"
	}
	n := t.newName(first, next)
	n.opens = next-first == 1 && t.opensSentence(first)
	return []Name{n}
}

func (t text) newName(first, next int) Name {
	n := Name{first: first, next: next}
	n.Start, n.End = t.span(first, next)
	n.Text = t.s[n.Start:n.End]
	n.Kind = t.kind(first, next)
	return n
}

// titleEnd returns the token after the title that opens the run: the words up
// to the last one that belongs to offices ("Minister of Trade, Industry and
// Energy | Kim Jung-kwan"). Without an office word it returns first.
func (t text) titleEnd(first, next int) int {
	end, rank := first, false
	for i := first; i < next; i++ {
		w := t.word(i)
		if rankHeads[w] && (w != "general" || t.word(i-1) == "director" || t.word(i-1) == "secretary") {
			rank = true // "General Motors" has no rank
		}
		if rankHeads[w] || titleWords[w] && !functionWord(w) {
			end = i + 1
		}
	}
	if !rank {
		return first
	}
	return end
}

func (t text) kind(first, next int) NameKind {
	for i := first; i < next; i++ {
		if orgWords[t.word(i)] {
			return NameOrganisation
		}
	}
	if next-first == 1 && strings.ToUpper(t.raw(first)) == t.raw(first) {
		return NameOrganisation
	}
	if t.koreanName(first, next) {
		return NamePerson
	}
	return NameOther
}

// koreanName holds for "Kim Jung-kwan" and "Jung-Kwan Kim": one of the common
// surnames and a given name of one or two parts.
func (t text) koreanName(first, next int) bool {
	if next-first < 2 || next-first > 4 {
		return false
	}
	return koreanSurnames[t.word(first)] || koreanSurnames[t.word(next-1)]
}

func functionWord(w string) bool { return functionWords[w] }
