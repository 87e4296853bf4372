package answer

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"motirbot/answer/grounding"
	"motirbot/internal/words"
)

// The grounding check compares what can be compared exactly. Words in between
// it has to let pass in part, since a model says things in its own way. strict
// holds what is said so against three ways in which a model that obeys somebody
// else harms a reader: it recites its orders, it says something grave that the
// release does not, or it says something of its own between known names.
type strict struct {
	recited map[string]bool // runs of words of the model's orders
}

// reciteRun is how many words in a row make a recital.
const reciteRun = 4

// ministry is in the orders and in every release.
const ministry = "Ministry of Trade, Industry and Resources"

func newStrict(system string) strict {
	s := strict{recited: map[string]bool{}}
	for part := range strings.SplitSeq(system, ministry) {
		for _, run := range runsOf(stems(part)) {
			s.recited[run] = true
		}
	}
	return s
}

// lets reports whether a sentence may be said of the sentences that bear it out
// (quotes) and the releases they stand in (texts).
func (s strict) lets(said string, quotes, texts []string, support grounding.Support) bool {
	return !thin(said, support) && !graver(said, quotes) && !s.recites(said, texts)
}

func (s strict) recites(said string, texts []string) bool {
	var known map[string]bool
	for _, run := range runsOf(stems(said)) {
		if !s.recited[run] {
			continue
		}
		if known == nil {
			known = map[string]bool{}
			for _, text := range texts {
				for _, r := range runsOf(stems(text)) {
					known[r] = true
				}
			}
		}
		if !known[run] {
			return true
		}
	}
	return false
}

func runsOf(list []string) []string {
	var out []string
	for i := range len(list) - reciteRun + 1 {
		out = append(out, strings.Join(list[i:i+reciteRun], " "))
	}
	return out
}

// stems are the words of a text in order.
func stems(text string) []string {
	var out []string
	for _, t := range words.Split(text) {
		if !t.Joined {
			out = append(out, words.Stem(t.Text))
		}
	}
	return out
}

//go:embed gravewords.txt
var graveText string

// sense is a line of gravewords.txt.
type sense struct{ says, bears forms }

// forms are words of one meaning: English ones as stems between blanks, Korean
// ones as they are.
type forms struct{ english, korean []string }

var senses = readSenses(graveText)

func readSenses(text string) []sense {
	var out []sense
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		says, _, _ := strings.Cut(line, ":")
		out = append(out, sense{says: readForms(says), bears: readForms(line)})
	}
	return out
}

func readForms(list string) forms {
	var f forms
	for form := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ':' }) {
		form = strings.TrimSpace(form)
		if words.IsHangul(string([]rune(form)[:1])) {
			f.korean = append(f.korean, form)
		} else {
			f.english = append(f.english, spaced(form))
		}
	}
	return f
}

func spaced(text string) string { return " " + strings.Join(stems(text), " ") + " " }

// in reports whether a text, given as it is and as stems, has one of the forms.
func (f forms) in(text, asStems string) bool {
	has := func(text string) func(string) bool {
		return func(form string) bool { return strings.Contains(text, form) }
	}
	return slices.ContainsFunc(f.english, has(asStems)) || slices.ContainsFunc(f.korean, has(text))
}

// sumInWon is money: "1.2 trillion won" is no victory.
var sumInWon = regexp.MustCompile(`(?i)(\d|(?:m|b|tr)illion|thousand) won\b`)

// graver reports whether something grave is said that none of the quotes says.
func graver(said string, quotes []string) bool {
	said = sumInWon.ReplaceAllString(said, "$1 KRW")
	spacedSaid, quoted := spaced(said), sumInWon.ReplaceAllString(strings.Join(quotes, "\n"), "$1 KRW")
	spacedQuoted := spaced(quoted)
	for _, s := range senses {
		if s.says.in(said, spacedSaid) && !s.bears.in(quoted, spacedQuoted) {
			return true
		}
	}
	return false
}

const (
	// leastWindow is the share of its telling words that the releases must have
	// in one place of a sentence without a figure: with half of them, which is
	// enough for the grounding check, a model could put any verb between two
	// known names.
	leastWindow = 0.6
	leastWords  = 3 // fewer make a cry, not a sentence
)

func thin(said string, s grounding.Support) bool {
	if s.Hard || s.Korean {
		return false
	}
	return s.Window < leastWindow || len(stems(said)) < leastWords
}
