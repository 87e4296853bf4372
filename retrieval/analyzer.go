package retrieval

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"motirbot/internal/words"
)

// maxPhrase is the longest name, in words, that the analyzer looks for.
const maxPhrase = 8

// analyzer turns text into terms: the stems of its words and, beside them, the
// concepts its words and phrases name. It does the same to releases and to
// questions, which is what lets "Brussels" meet "EU". Concepts come from the
// topics file ("@eu"; "!korea" for countries at home), the synonym groups ("~7")
// and the glossary ("=12"). It does not change once made, but for stems.
type analyzer struct {
	phrases    map[string][]string // space-joined stems → concepts
	capitals   map[string]bool     // phrases that count only when written in capitals
	hangul     map[string][]string // Korean names without their spaces → concepts
	longestKey int                 // bytes of the longest key of hangul
	prefixes   map[string]bool     // space-joined stems that begin a phrase
	stems      map[string]string   // nil: nothing is remembered, see remembering
}

// term is one word or concept of a text.
type term struct {
	text       string // stem, or a concept with its sigil
	start, end int    // byte offsets of the words it stands for
	words      int    // how many words that is
	word       string // that was stemmed, folded; "" for concepts
}

func (t term) isConcept() bool { return t.word == "" }
func (t term) isTopic() bool   { return t.text[0] == '@' }
func (t term) isHome() bool    { return t.text[0] == '!' }

func newAnalyzer(topics *Topics) *analyzer {
	a := &analyzer{
		phrases: map[string][]string{}, capitals: map[string]bool{}, hangul: map[string][]string{},
		prefixes: map[string]bool{},
	}
	for sigil, list := range map[string][]Topic{"@": topics.list, "!": topics.homes} {
		for _, topic := range list {
			for _, name := range topic.names() {
				a.add(name, sigil+topic.Key)
			}
		}
	}
	a.addGroups("~", topics.synonyms)
	a.addGroups("=", topics.glossary)
	return a
}

func (a *analyzer) addGroups(sigil string, groups [][]string) {
	for i, group := range groups {
		for _, name := range group {
			a.add(name, sigil+strconv.Itoa(i))
		}
	}
}

func (a *analyzer) add(name, concept string) {
	tokens := stemmed(name)
	if len(tokens) == 0 || len(tokens) > maxPhrase {
		return
	}
	if words.IsHangul(tokens[0].stem) {
		key := strings.ReplaceAll(words.Fold(name), " ", "")
		a.longestKey = max(a.longestKey, len(key))
		if !slices.Contains(a.hangul[key], concept) {
			a.hangul[key] = append(a.hangul[key], concept)
		}
		if len(tokens) == 1 {
			return // hangulName finds it, with any ending
		}
	}
	for n := range tokens {
		a.prefixes[phraseKey(tokens[:n+1])] = true
	}
	key := phraseKey(tokens)
	if len(tokens) == 1 && isCapitals(name) && isCommonWord(words.Fold(strings.ReplaceAll(name, ".", ""))) {
		a.capitals[key] = true
	}
	if !slices.Contains(a.phrases[key], concept) {
		a.phrases[key] = append(a.phrases[key], concept)
	}
}

// isCommonWord holds for the words that some abbreviations of ours fold to.
func isCommonWord(folded string) bool {
	return words.IsStop(folded) || slices.Contains([]string{"us", "it", "who", "act", "aim", "doc", "era", "far"}, folded)
}

func isCapitals(s string) bool {
	return strings.IndexFunc(s, unicode.IsLower) < 0 && strings.IndexFunc(s, unicode.IsUpper) >= 0
}

type stemToken struct {
	words.Token
	stem string
}

// stemmed returns the words of text, stems and stop words alike, without the
// joined forms.
func stemmed(text string) []stemToken {
	var out []stemToken
	for _, token := range words.Split(text) {
		if !token.Joined {
			out = append(out, stemToken{token, stem(token.Text)})
		}
	}
	return out
}

// stem is words.Stem with ordinals in one spelling: the "2nd" dialogue is the
// second one.
func stem(word string) string {
	if i := slices.Index(ordinals, word); i >= 0 {
		return strconv.Itoa(i+1) + ordinalEnding(i+1)
	}
	return words.Stem(word)
}

var ordinals = []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}

// isOrdinal holds for "fourth" and "52nd", not for "first", which seldom means
// one of a series.
func isOrdinal(word string) bool {
	folded := words.Fold(word)
	if i := slices.Index(ordinals, folded); i > 0 {
		return true
	}
	number, ending := strings.TrimRight(folded, "stndrh"), strings.TrimLeft(folded, "0123456789")
	n, err := strconv.Atoi(number)
	return err == nil && n > 1 && len(ending) == 2
}

func ordinalEnding(n int) string {
	switch n {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

func phraseKey(tokens []stemToken) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.stem)
	}
	return b.String()
}

// terms returns the terms of text but for countries at home, which are named in
// nearly every release.
func (a *analyzer) terms(text string) []term { return slices.DeleteFunc(a.all(text), term.isHome) }

// all returns the terms of text in the order in which they end. Stop words
// give none by themselves but take part in phrases.
func (a *analyzer) all(text string) []term {
	tokens, joined := a.split(text)
	out := make([]term, 0, 2*len(tokens))
	for i, t := range tokens {
		if !words.IsStop(t.Text) && !a.misread(text, t) {
			out = append(out, term{t.stem, t.Start, t.End, 1, t.Text})
		}
		out = append(out, a.concepts(text, tokens, i)...)
	}
	for _, t := range joined {
		out = append(out, term{t.stem, t.Start, t.End, 1, t.Text})
	}
	return out
}

// split returns the words of text, and the joined forms of hyphenated ones.
// Korean compounds are written without spaces: a word that begins with a known
// name is cut where the next known name in it begins (반도체수출: 반도체, 수출).
func (a *analyzer) split(text string) (tokens, joined []stemToken) {
	for _, token := range words.Split(text) {
		if token.Joined {
			joined = append(joined, stemToken{token, a.stem(token.Text)})
			continue
		}
		name := a.hangulName(token.Text)
		sameBytes := len(token.Text) == token.End-token.Start // folding moved nothing
		for at := len(name); name != "" && sameBytes && at < len(token.Text); {
			next := a.hangulName(token.Text[at:])
			if next == "" {
				at += hangulBytes
				continue
			}
			part := words.Token{Text: token.Text[:at], Start: token.Start, End: token.Start + at}
			tokens = append(tokens, stemToken{part, a.stem(part.Text)})
			token.Text, token.Start = token.Text[at:], part.End
			at = len(next)
		}
		tokens = append(tokens, stemToken{token, a.stem(token.Text)})
	}
	return tokens, joined
}

// hangulBytes is the length of a Hangul syllable in UTF-8.
const hangulBytes = 3

// hangulName returns the longest known Korean name that a folded word begins
// with, or "": particles and endings follow without a space.
func (a *analyzer) hangulName(word string) string {
	if !words.IsHangul(word) {
		return ""
	}
	end := min(len(word), a.longestKey)
	for end -= end % hangulBytes; end > 0; end -= hangulBytes {
		if _, ok := a.hangul[word[:end]]; ok {
			return word[:end]
		}
	}
	return ""
}

// mostStems bounds what is remembered.
const mostStems = 50_000

// remembering returns the same analyzer, for one goroutine, that remembers
// stems: in many texts the same words come again and again, and stemming is the
// dearest part of reading them.
func (a *analyzer) remembering() *analyzer {
	own := *a
	own.stems = map[string]string{}
	return &own
}

func (a *analyzer) stem(word string) string {
	if a.stems == nil {
		return stem(word)
	}
	s, ok := a.stems[word]
	if !ok {
		if len(a.stems) == mostStems {
			clear(a.stems)
		}
		s = stem(word)
		a.stems[strings.Clone(word)] = s
	}
	return s
}

// misread holds for words that are something else where they stand: "us" the
// pronoun, and "-won" at the end of a Korean name, which nobody has won.
func (a *analyzer) misread(text string, t stemToken) bool {
	switch t.Text {
	case "us":
		return !isCapitals(text[t.Start:t.End])
	case "won":
		return t.Start > 0 && text[t.Start-1] == '-'
	}
	return false
}

// concepts returns those whose phrase starts at tokens[i].
func (a *analyzer) concepts(text string, tokens []stemToken, i int) []term {
	var out []term
	key := ""
	for n := 1; n <= maxPhrase && i+n <= len(tokens); n++ {
		if n > 1 {
			key += " "
		}
		key += tokens[i+n-1].stem
		if !a.prefixes[key] {
			break
		}
		start, end := tokens[i].Start, tokens[i+n-1].End
		if n == 1 && a.misread(text, tokens[i]) {
			continue
		}
		if a.capitals[key] && !isCapitals(text[start:end]) {
			continue
		}
		for _, concept := range a.phrases[key] {
			out = append(out, term{concept, start, end, n, ""})
		}
	}
	if len(out) == 0 {
		for _, concept := range a.hangul[a.hangulName(tokens[i].Text)] {
			out = append(out, term{concept, tokens[i].Start, tokens[i].End, 1, ""})
		}
	}
	return out
}
