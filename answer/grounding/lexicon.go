package grounding

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"motirbot/internal/words"
)

//go:embed lexicon/equal.txt
var equalText string

//go:embed lexicon/generic.txt
var genericText string

//go:embed lexicon/opposites.txt
var oppositesText string

// lexicon maps the forms of a name or word to one key. The fixed part is read
// from lexicon/equal.txt; the evidence adds the abbreviations that it defines.
type lexicon struct {
	forms  map[string]string // stems joined by spaces → key
	starts map[string]int    // first stem → most stems of a form that starts so
	hangul map[string]string // Hangul form → key
	parent *lexicon
}

var (
	baseLexicon = readEqual(equalText)
	places      = readPlaces(equalText)
	generic     = readGeneric(genericText)
	opposites   = readOpposites(oppositesText)
)

func newLexicon(parent *lexicon) *lexicon {
	return &lexicon{forms: map[string]string{}, starts: map[string]int{}, hangul: map[string]string{}, parent: parent}
}

// add makes form mean key.
func (l *lexicon) add(form, key string) {
	stems := stemsOf(form)
	if len(stems) == 0 {
		return
	}
	if words.IsHangul(form) {
		l.hangul[form] = key
		return
	}
	l.forms[strings.Join(stems, " ")] = key
	l.starts[stems[0]] = max(l.starts[stems[0]], len(stems))
}

func (l *lexicon) longest(stem string) int {
	n := l.starts[stem]
	if l.parent != nil {
		n = max(n, l.parent.longest(stem))
	}
	return n
}

func (l *lexicon) lookup(stems string) (string, bool) {
	key, ok := l.forms[stems]
	if !ok && l.parent != nil {
		return l.parent.lookup(stems)
	}
	return key, ok
}

// korean finds the longest known term that a Hangul word starts with: the rest
// is a particle or a compound.
func (l *lexicon) korean(w string) (string, bool) {
	for end := len(w); end > 0; {
		if key, ok := l.hangul[w[:end]]; ok {
			return key, true
		}
		_, size := utf8.DecodeLastRuneInString(w[:end])
		end -= size
	}
	if l.parent != nil {
		return l.parent.korean(w)
	}
	return "", false
}

func stemsOf(s string) []string {
	var stems []string
	for _, t := range cutText(s).toks {
		stems = append(stems, words.Stem(t.Text))
	}
	return stems
}

func readEqual(s string) *lexicon {
	l := newLexicon(nil)
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		forms := strings.Split(line, ", ")
		key := strings.Join(stemsOf(forms[0]), " ")
		for _, form := range forms {
			l.add(form, key)
		}
	}
	return l
}

// readPlaces returns the keys of the section of partners, Korea left out.
func readPlaces(s string) map[string]bool {
	m := map[string]bool{}
	_, section, _ := strings.Cut(s, "# --- partners")
	section, _, _ = strings.Cut(section, "# ---")
	for line := range strings.Lines(section) {
		form, _, listed := strings.Cut(strings.TrimSpace(line), ", ")
		if key := strings.Join(stemsOf(form), " "); listed && key != "korea" {
			m[key] = true
		}
	}
	return m
}

func readGeneric(s string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, stem := range stemsOf(line) {
			m[stem] = true
		}
	}
	return m
}

func readOpposites(s string) map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(s) {
		pair := strings.Fields(line)
		if len(pair) != 2 {
			continue
		}
		a, b := keyOf(pair[0]), keyOf(pair[1])
		m[a], m[b] = append(m[a], b), append(m[b], a)
	}
	return m
}

func keyOf(word string) string {
	stem := strings.Join(stemsOf(word), " ")
	if key, ok := baseLexicon.lookup(stem); ok {
		return key
	}
	return stem
}
