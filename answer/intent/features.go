package intent

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/words"
	"motirbot/retrieval"
)

// maxWords is how many words of a message are read, from its beginning.
const maxWords = 60

// word is one of a message: folded, a number as "#" or, in brackets, "[#]", what
// is said on and on ("heyyyy", "ㅋㅋㅋㅋ", "hahaha") at most twice.
type word struct {
	text string
	mark string // what the index and the topics know it for, "" where they do not
}

// Marks of a word. Steel and Vietnam ask for the same kind of answer, so that
// the model learns from the mark what it never learns word by word.
const (
	markTopic = "<topic>"
	markTime  = "<time>"
	markKnown = "<known>" // it stands in a release, and is no everyday word
)

func read(q retrieval.Query) []word {
	var out []word
	for _, t := range words.Split(q.Text) {
		if t.Joined || len(out) == maxWords {
			continue
		}
		w := word{text: held(t.Text)}
		if r, _ := utf8.DecodeRuneInString(w.text); unicode.IsDigit(r) {
			w.text = "#"
			if strings.HasSuffix(q.Text[:t.Start], "[") && strings.HasPrefix(q.Text[t.End:], "]") {
				w.text = "[#]"
			}
		}
		for _, term := range q.Terms {
			if term.Start <= t.Start && t.Start < term.End {
				w.mark = markOf(term)
			}
		}
		for _, time := range q.Times {
			if time.Start <= t.Start && t.Start < time.End {
				w.mark = markTime
			}
		}
		out = append(out, w)
	}
	return out
}

func markOf(term retrieval.QueryTerm) string {
	const whole = 0.9 // of a name found as such, not a word of it
	for _, e := range term.Expansions {
		if strings.HasPrefix(e.Term, "@") && e.Weight >= whole {
			return markTopic
		}
	}
	if term.Known && !term.Plain && term.Corrected == "" {
		return markKnown
	}
	return ""
}

func held(word string) string {
	var out []rune
	for _, r := range word {
		out = append(out, r)
		for size := 1; size <= 2; size++ {
			if n := len(out); n >= 3*size && slices.Equal(out[n-size:], out[n-2*size:n-size]) && slices.Equal(out[n-size:], out[n-3*size:n-2*size]) {
				out = out[:n-size]
			}
		}
	}
	return string(out)
}

// features are what the model sees of a message, each once: its words, pairs of
// words with "^" and "$" for where it begins and ends, pieces of its words, and
// how many of them are marked. A word that the model does not know joins no pair.
func features(message []word, known func(word string) bool) []string {
	seen := map[string]bool{}
	var out []string
	add := func(f string) {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	before, marked := "^", 0
	for _, w := range message {
		for _, piece := range pieces(w.text) {
			add(piece)
		}
		shown := w.text
		if !known(shown) {
			shown = ""
		}
		if w.mark != "" {
			marked++
			if shown != "" {
				add(shown)
			}
			if shown = w.mark; shown == before {
				continue
			}
		}
		if shown != "" {
			add(shown)
		}
		if shown != "" && before != "" {
			add(before + " " + shown)
		}
		before = shown
	}
	if before != "" {
		add(before + " $")
	}
	add("marked:" + strconv.Itoa(min(marked, 2)))
	return out
}

// pieces are the runs of one to three syllables of a Korean word and of four
// letters of another, with "_" for its ends: for Korean endings and typing errors.
func pieces(word string) []string {
	from, to := 4, 4
	if words.IsHangul(word) {
		from, to = 1, 3
	}
	runes := []rune("_" + word + "_")
	var out []string
	for size := from; size <= to; size++ {
		for i := 0; i+size <= len(runes); i++ {
			out = append(out, "~"+string(runes[i:i+size]))
		}
	}
	return out
}
