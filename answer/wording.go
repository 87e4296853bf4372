package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"motirbot/answer/grounding"
	"motirbot/prompts"
	"motirbot/release"
	"motirbot/retrieval"
)

// mostWorded bounds a model's answer, in bytes: it is asked for 120 words, and
// one that writes on has lost the question.
const mostWorded = 2000

// wording puts an answer together from checked sentences of the model. Markers
// and dates are written here, from the index: the model's own never appear.
type wording struct {
	draft
	pieces  []retrieval.Passage // [1] is the first
	strict  strict
	refused int          // sentences that strict does not let through
	before  []release.ID // what the sentence before cites
}

var (
	markersAtEnd = regexp.MustCompile(`(?:\s*\[\d+\])+$`)
	// dateAtEnd is where the date of a release stands in an answer: none but
	// the index's may stand there.
	dateAtEnd = regexp.MustCompile(`\s*\(\d{4}-\d{2}-\d{2}\)\s*([.!?。]?)$`)
)

// add writes a sentence, once, with the citations that bear it out, and reports
// whether it did.
func (w *wording) add(s grounding.Sentence, support grounding.Support) bool {
	text := markersAtEnd.ReplaceAllString(s.Text, "")
	text = dateAtEnd.ReplaceAllString(text, "$1")
	if text == "" || declining(text) || slices.Contains(w.said, text) || w.text.Len()+len(text) > mostWorded {
		return false
	}
	quotes, texts := w.behind(s)
	if !w.strict.lets(text, quotes, texts, support) {
		w.refused++
		return false
	}
	w.said = append(w.said, text)
	lead := s.Break
	if w.text.Len() == 0 {
		lead = strings.TrimLeft(lead, "\n")
	} else if lead == "" {
		lead = " "
	}
	w.text.WriteString(lead + text)
	w.citeAll(s)
	return true
}

// behind returns the sentences of the releases that bear s out, each with its
// title, and the pieces they stand in.
func (w *wording) behind(s grounding.Sentence) (quotes, texts []string) {
	for _, n := range s.Cites {
		if n >= 1 && n <= len(w.pieces) {
			p := w.pieces[n-1]
			quotes = append(quotes, p.Title, quoted(p, s.Quotes[n]))
			texts = append(texts, p.Title, p.Text)
		}
	}
	return quotes, texts
}

// citeAll writes the citations of a sentence, each release once, with its date
// where the sentence before did not cite it.
func (w *wording) citeAll(s grounding.Sentence) {
	var cited []release.ID
	undated := false
	for _, n := range s.Cites {
		if n < 1 || n > len(w.pieces) {
			continue
		}
		p := w.pieces[n-1]
		number := w.cite(source{passage: p}, sentence{text: quoted(p, s.Quotes[n])})
		if slices.Contains(cited, p.ReleaseID) {
			continue
		}
		cited = append(cited, p.ReleaseID)
		switch {
		case !slices.Contains(w.before, p.ReleaseID):
			fmt.Fprintf(&w.text, " (%s) [%d]", p.Date, number)
			undated = false
		case undated:
			fmt.Fprintf(&w.text, "[%d]", number)
		default:
			fmt.Fprintf(&w.text, " [%d]", number)
			undated = true
		}
	}
	if len(s.Cites) > 0 {
		w.before = cited
	}
}

// quoted is the span of a passage that bears a sentence out.
func quoted(p retrieval.Passage, span grounding.Span) string {
	if span.Start < 0 || span.End > len(p.Text) || span.Start >= span.End {
		return p.Text
	}
	return p.Text[span.Start:span.End]
}

// declining reports whether a line says that there is no answer, however the
// model has dressed it.
func declining(line string) bool {
	line = strings.TrimLeftFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })
	rest, shouted := strings.CutPrefix(line, prompts.NoAnswer)
	if shouted && strings.IndexFunc(rest, unicode.IsLetter) != 0 {
		return true
	}
	return strings.EqualFold(lettersOf(line), lettersOf(prompts.NoAnswer))
}

// mayDecline reports whether an unfinished first line can still turn out to.
func mayDecline(line string) bool {
	const bytes = 80 // a line longer than that is no such line
	if len(line) > bytes {
		return false
	}
	a, b := strings.ToUpper(lettersOf(line)), lettersOf(prompts.NoAnswer)
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}
