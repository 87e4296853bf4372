// Package grounding checks that every claim of a chat model is borne out by
// the passage it cites.
//
// What can be compared exactly must agree exactly: figures with their unit,
// scale, direction and subject; dates and weekdays; names, titles and who is
// meant; quoted words; denials. Who does what is compared by kinds of act. The
// rest needs a share of its words in the passage. A sentence that cites the wrong passage is given the right one
// when another bears it out in full; a sentence that none bears out is removed.
//
// The model's text is reduced to its words first: no link, mention, markup or
// invisible character of it is ever returned, and a marker only when there is
// evidence of that number. The evidence is data: nothing in it, a planted
// marker or instruction, is obeyed.
package grounding

import (
	"strings"

	"motirbot/release"
)

// Evidence is what one numbered passage offers.
type Evidence struct {
	N     int
	Title string
	Date  release.Date
	Text  string
}

// Span is a stretch of Evidence.Text in bytes.
type Span struct{ Start, End int }

// Sentence is a sentence of the model that its passages bear out.
type Sentence struct {
	Text   string       // with clean markers at its end: "Exports rose. [1][2]"
	Cites  []int        // the passages that bear it out, as in Text; empty for a connective
	Quotes map[int]Span // where each passage bears it out best
	Break  string       // what precedes it in the layout: "", "\n", "\n\n" or one of these with a bullet
}

// Removed is a sentence that went, and a short reason that stays the same for
// the same fault.
type Removed struct {
	Text string
	Why  string
}

// Result is the model's text after the check.
type Result struct {
	Sentences []Sentence
	Removed   []Removed
}

// Text is the whole text of the sentences kept.
func (r Result) Text() string { return Join(r.Sentences) }

// Join lays sentences out as the model did.
func Join(list []Sentence) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 && s.Break == "" {
			b.WriteByte(' ')
		}
		b.WriteString(s.Break)
		b.WriteString(s.Text)
	}
	return b.String()
}

// Check checks a whole answer.
func Check(text string, evidence []Evidence) Result {
	s := NewStream(evidence)
	s.Write(text)
	return s.Close()
}

// supported decides what becomes of a sentence: the passages that bear it out,
// or the reason why it goes.
func (g *ground) supported(c *claim, cites []int) (ps []*passage, why string) {
	var cited []*passage
	for _, n := range cites {
		if p := g.byN[n]; p != nil {
			cited = append(cited, p)
		}
	}
	if ps, why = g.bearing(c, cited); ps != nil {
		return ps, ""
	}
	if p := g.other(c, cited); p != nil {
		return []*passage{p}, ""
	}
	if ps := g.sameRelease(c, cited); ps != nil {
		return ps, ""
	}
	if why == "" {
		why = "no passage bears it out"
	}
	return nil, why
}

// bearing returns those of the cited passages that bear the claim out: each by
// itself, or else together.
func (g *ground) bearing(c *claim, cited []*passage) (ps []*passage, why string) {
	if len(cited) == 0 {
		return nil, ""
	}
	for _, p := range cited {
		if v := g.judge(c, []*passage{p}); v.ok() {
			ps = append(ps, p)
		}
	}
	if ps != nil {
		return ps, ""
	}
	v := g.judge(c, cited)
	if !v.ok() {
		return nil, v.why
	}
	for _, p := range cited {
		if v.facts[p.N] > 0 {
			ps = append(ps, p)
		}
	}
	if ps == nil {
		ps = cited
	}
	return ps, ""
}

// other finds the passage that bears the claim out best by itself.
func (g *ground) other(c *claim, cited []*passage) *passage {
	var best *passage
	most := 0.0
	for _, p := range g.passages {
		if isOf(p, cited) {
			continue
		}
		v := g.judge(c, []*passage{p})
		if weight := v.share + float64(p.window(c.sentence)); v.ok() && weight > most {
			best, most = p, weight
		}
	}
	return best
}

// sameRelease tries two passages of one release together: a claim may draw on
// both sides of a cut.
func (g *ground) sameRelease(c *claim, cited []*passage) []*passage {
	for i, p := range g.passages {
		for _, q := range g.passages[i+1:] {
			if p.Title != q.Title || p.Date != q.Date || len(cited) > 0 && !isOf(p, cited) && !isOf(q, cited) {
				continue
			}
			if pair := []*passage{p, q}; g.judge(c, pair).ok() {
				return pair
			}
		}
	}
	return nil
}

func isOf(p *passage, list []*passage) bool {
	for _, q := range list {
		if p == q {
			return true
		}
	}
	return false
}

// leading are the words of sentences that lead over to a list and claim
// nothing.
var leading = wordSet(`here what releas summari summary list below follow question answer inform base evid document
	excerpt context passag provid avail find found point highlight develop detail updat overview sum short brief conclus
	know tell two three four side key main regard topic subject concern follow latest recent relev relat item`)

// connective reports whether the sentence claims nothing: no figure, date,
// name or quotation, and no telling word. A heading may hold words of the
// evidence.
func (g *ground) connective(c *claim, heading bool) bool {
	if len(c.facts) > 0 || len(c.quotes) > 0 || c.hangul {
		return false
	}
	for _, n := range c.names {
		if !n.opens && !alwaysKnown[strings.ToLower(n.Text)] {
			return false
		}
	}
	for w := range c.content {
		if !leading[w] && !(heading && g.holds(w)) {
			return false
		}
	}
	return true
}

func (g *ground) holds(w string) bool {
	for _, p := range g.passages {
		if p.keys[w] {
			return true
		}
	}
	return false
}
