package answer

import (
	"regexp"
	"slices"
	"strings"

	"motirbot/answer/grounding"
	"motirbot/retrieval"
)

// reader takes the model's text in piece by piece and shows what of it holds.
type reader struct {
	stream   *grounding.Stream
	dates    releaseDates
	taken    int // sentences of the stream that have gone into the text
	text     wording
	onText   func(string)
	opening  string // the first line, while it may still decline
	begun    bool
	declined bool
}

func newReader(pieces []retrieval.Passage, system string, onText func(string)) *reader {
	if onText == nil {
		onText = func(string) {}
	}
	r := &reader{
		stream: grounding.NewStream(toCheck(pieces)),
		text:   wording{pieces: pieces, strict: newStrict(system)},
		onText: onText,
	}
	for _, p := range pieces {
		r.dates.known = append(r.dates.known, "("+p.Date.String()+")")
	}
	return r
}

// write never fails: a model that declines is heard out, since the count of
// its tokens comes last.
func (r *reader) write(delta string) error {
	if !r.begun {
		r.opening = strings.TrimLeft(r.opening+delta, " \t\r\n")
		first, _, ended := strings.Cut(r.opening, "\n")
		if !ended && mayDecline(first) {
			return nil
		}
		delta = r.begin(first)
	}
	if !r.declined {
		r.take(r.stream.Write(r.dates.cut(delta)))
	}
	return nil
}

// begin decides on the first line and returns the text held back for it.
func (r *reader) begin(first string) string {
	r.begun, r.declined = true, declining(first)
	return r.opening
}

// close judges what is left and returns how many sentences were taken out.
func (r *reader) close() (removed int) {
	if !r.begun {
		if held := r.begin(r.opening); !r.declined {
			r.take(r.stream.Write(r.dates.cut(held)))
		}
	}
	r.take(r.stream.Write(r.dates.rest))
	result := r.stream.Close()
	r.take(result.Sentences[r.taken:])
	return len(result.Removed) + r.text.refused
}

func (r *reader) take(sentences []grounding.Sentence) {
	r.taken += len(sentences)
	grown := false
	for _, s := range sentences {
		grown = r.text.add(s, r.stream.Support(s)) || grown
	}
	if grown {
		r.onText(r.text.text.String())
	}
}

// releaseDates cuts release dates in brackets out of the model's text. Models
// write them behind sentences, as the evidence and earlier answers show them;
// the text of a release seldom holds its own date, so the check would take the
// sentence for wrong. The index's date comes in their place.
type releaseDates struct {
	known []string // "(2025-12-18)"
	rest  string   // what may be the beginning of one
}

var (
	bracketedDate = regexp.MustCompile(`\(\d{4}-\d{2}-\d{2}\)`)
	openedDate    = regexp.MustCompile(`\([\d-]{0,10}$`)
)

// cut returns what of the text so far is settled.
func (d *releaseDates) cut(delta string) string {
	text := d.rest + delta
	d.rest = openedDate.FindString(text)
	text = text[:len(text)-len(d.rest)]
	return bracketedDate.ReplaceAllStringFunc(text, func(date string) string {
		if slices.Contains(d.known, date) {
			return ""
		}
		return date
	})
}
