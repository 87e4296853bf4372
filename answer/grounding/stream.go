package grounding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on one answer and one sentence, in bytes: what is longer is a runaway
// model and not worth the time.
const (
	mostText     = 1 << 14
	mostSentence = 2000
)

// Stream checks an answer while it is being written. It is not safe for
// concurrent use. Check and Stream agree however the text is cut into deltas.
type Stream struct {
	g      *ground
	rest   string // bytes of an unfinished character
	line   string // the line being read
	done   int    // units of it that have been judged
	read   int    // bytes taken
	tried  int    // length at which it was last read
	ends   bool   // a sentence of the line may be complete
	blank  bool   // an empty line came since the last unit
	result Result
	carry  string     // break of removed sentences, for the next one kept
	waits  []Sentence // connectives, until something follows them
	closed bool
}

// NewStream starts the check of an answer that may cite the evidence.
func NewStream(evidence []Evidence) *Stream { return &Stream{g: newGround(evidence)} }

// Write takes the next piece of the model's text and returns the sentences
// that it completes and the evidence bears out. A sentence is complete when the
// next one has begun, since its markers may follow its full stop.
func (s *Stream) Write(delta string) []Sentence {
	if s.closed {
		return nil
	}
	delta = s.take(delta)
	before := len(s.result.Sentences)
	for {
		head, tail, ended := strings.Cut(delta, "\n")
		s.line += head
		if !ended {
			break
		}
		s.endLine()
		delta = tail
	}
	s.ends = s.ends || strings.ContainsAny(delta, sentenceEnds)
	// A line is read anew each time, so a long one is read less often.
	if s.ends && strings.Contains(delta, " ") && len(s.line) >= s.tried+s.tried/64 {
		s.tried = len(s.line)
		s.partLine()
	}
	return s.result.Sentences[before:len(s.result.Sentences):len(s.result.Sentences)]
}

// Close judges what is left and returns the whole result.
func (s *Stream) Close() Result {
	if !s.closed {
		s.endLine()
		s.closed = true
		for _, w := range s.waits {
			s.result.Removed = append(s.result.Removed, Removed{Text: w.Text, Why: "it leads to nothing"})
		}
	}
	return s.result
}

// take cuts delta at the limit, keeps back an unfinished character and makes
// the rest visible text.
func (s *Stream) take(delta string) string {
	delta = delta[:min(len(delta), mostText-s.read)]
	s.read += len(delta)
	delta = s.rest + delta
	end := len(delta)
	for back := 1; back <= utf8.UTFMax && back <= len(delta); back++ {
		if utf8.RuneStart(delta[len(delta)-back]) {
			if !utf8.FullRuneInString(delta[len(delta)-back:]) {
				end = len(delta) - back
			}
			break
		}
	}
	s.rest = delta[end:]
	return visible(delta[:end])
}

// partLine judges the sentences of the unfinished line that nothing to come
// can change: those after which another one has begun.
func (s *Stream) partLine() {
	if fence(s.line) {
		return
	}
	units := splitLine(settled(s.line))
	if n := len(units); n > 0 && strings.IndexFunc(units[n-1].text, unicode.IsLetter) < 0 {
		units = units[:n-1] // digits do not settle the break before them, a letter does
	}
	for s.done < len(units)-1 {
		s.judge(units[s.done])
	}
	s.ends = len(units) == 0 || strings.ContainsAny(units[len(units)-1].text, sentenceEnds)
}

// sentenceEnds are the characters without which no sentence ends inside a line.
const sentenceEnds = ".!?。．！？…"

func (s *Stream) endLine() {
	line := s.line
	if !fence(line) {
		units := splitLine(line)
		for s.done < len(units) {
			s.judge(units[s.done])
		}
	}
	if s.done == 0 && strings.TrimSpace(line) == "" {
		s.blank = true
	}
	if len(s.result.Sentences)+len(s.waits)+len(s.result.Removed) > 0 {
		s.carry = stronger(s.carry, "\n")
	}
	s.line, s.done, s.tried = "", 0, 0
}

// fence reports whether a line only opens or closes a block of code.
func fence(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// judge decides about the next unit of the line.
func (s *Stream) judge(u unit) {
	s.done++
	s.layout(u)
	if len(u.text) > mostSentence {
		s.result.Removed = append(s.result.Removed, Removed{Text: u.raw, Why: "it is too long for one sentence"})
		return
	}
	if u.stump {
		s.result.Removed = append(s.result.Removed, Removed{Text: u.raw, Why: "it led to an address"})
		return
	}
	c := s.g.claim(u.text)
	if s.g.connective(c, u.heading) {
		s.waits = append(s.waits, Sentence{Text: u.text, Break: s.takeBreak()})
		return
	}
	ps, why := s.g.supported(c, u.cites)
	if ps == nil {
		s.result.Removed = append(s.result.Removed, Removed{Text: u.raw, Why: why})
		return
	}
	s.result.Sentences = append(s.result.Sentences, s.waits...)
	s.waits = nil
	s.result.Sentences = append(s.result.Sentences, s.kept(u, c, ps))
}

func (s *Stream) kept(u unit, c *claim, ps []*passage) Sentence {
	out := Sentence{Quotes: map[int]Span{}, Break: s.takeBreak()}
	for _, p := range ps {
		out.Cites = append(out.Cites, p.N)
		out.Quotes[p.N] = p.quote(c.sentence)
	}
	out.Text = u.text + " " + markers(out.Cites)
	return out
}

// quote returns the sentence of the passage that bears the claim out best.
func (p *passage) quote(c *sentence) Span {
	best := p.nearest(c)
	if best == nil && len(p.sents) > 1 {
		best = p.sents[1]
	}
	if best == nil {
		return Span{}
	}
	return Span{Start: best.start, End: best.start + len(best.s)}
}

// layout adds what precedes the unit to the break of the next sentence kept.
func (s *Stream) layout(u unit) {
	if s.blank && s.carry != "" {
		s.carry = stronger(s.carry, "\n\n")
	}
	s.blank = false
	if u.lead != "" {
		s.carry = strings.TrimRight(s.carry, " -0123456789.)") + u.lead
	}
}

// stronger joins two breaks; a bullet of a line that is over goes.
func stronger(a, b string) string {
	if strings.HasPrefix(a, "\n\n") {
		return "\n\n"
	}
	if len(strings.TrimLeft(a, "\n")) < len(a) || b != "" {
		return b
	}
	return a
}

func (s *Stream) takeBreak() string {
	b := s.carry
	if len(s.result.Sentences)+len(s.waits) == 0 {
		b = strings.TrimLeft(b, "\n")
	}
	s.carry = ""
	return b
}
