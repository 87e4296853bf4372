package answer

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"

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
func (s strict) lets(said string, quotes, texts []string) bool {
	return !s.recites(said, texts) && !graver(said, quotes) && !thin(said, texts)
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

// sense is a line of gravewords.txt: forms of one meaning, each between spaces
// as stems, or as they are in Hangul.
type sense struct{ forms, hangul []string }

var senses = readSenses(graveText)

func readSenses(text string) []sense {
	var out []sense
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		var s sense
		for form := range strings.SplitSeq(line, ",") {
			form = strings.TrimSpace(form)
			if words.IsHangul(string([]rune(form)[:1])) {
				s.hangul = append(s.hangul, form)
			} else {
				s.forms = append(s.forms, spaced(form))
			}
		}
		out = append(out, s)
	}
	return out
}

func spaced(text string) string { return " " + strings.Join(stems(text), " ") + " " }

func (s sense) in(text, spacedText string) bool {
	for _, form := range s.forms {
		if strings.Contains(spacedText, form) {
			return true
		}
	}
	for _, form := range s.hangul {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// sumInWon is money: "1.2 trillion won" is no victory.
var sumInWon = regexp.MustCompile(`(?i)(\d|(?:m|b|tr)illion|thousand) won\b`)

// graver reports whether something grave is said that none of the quotes says.
func graver(said string, quotes []string) bool {
	said = sumInWon.ReplaceAllString(said, "$1 KRW")
	spacedSaid, quoted := spaced(said), sumInWon.ReplaceAllString(strings.Join(quotes, "\n"), "$1 KRW")
	spacedQuoted := spaced(quoted)
	for _, s := range senses {
		if s.in(said, spacedSaid) && !s.in(quoted, spacedQuoted) {
			return true
		}
	}
	return false
}

const (
	leastKnown      = 2   // telling words that the releases must have
	leastKnownShare = 0.5 // of all; figures and dates are held against them anyway
)

// thin reports whether a sentence without a figure has too few words in common
// with the releases to be of them. Korean words cannot be held against English
// ones.
func thin(said string, texts []string) bool {
	if strings.ContainsFunc(said, unicode.IsDigit) || strings.ContainsFunc(said, isHangul) || len(texts) == 0 {
		return false
	}
	held := map[string]bool{}
	for _, text := range texts {
		for _, stem := range stems(text) {
			held[stem] = true
		}
	}
	known, all := 0, 0
	for _, t := range words.Split(said) {
		if t.Joined || words.IsStop(t.Text) {
			continue
		}
		all++
		if held[words.Stem(t.Text)] {
			known++
		}
	}
	return known < leastKnown || float64(known) < leastKnownShare*float64(all)
}

func isHangul(r rune) bool { return unicode.Is(unicode.Hangul, r) }
