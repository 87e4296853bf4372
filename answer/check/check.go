package check

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"motirbot/internal/dates"
	"motirbot/internal/words"
	"motirbot/release"
)

// Sentence is one sentence or list item of the model's text, plain, without
// its markers.
type Sentence struct {
	Text  string
	Cites []int // numbers of releases
}

// Result says whether a sentence may stand, and on what.
type Result struct {
	Kept     bool
	Why      string       // where not: what none of the releases has
	Cites    []int        // the releases that bear it out, in order
	Quotes   map[int]Span // by cited release, the sentence of its body that shows it best
	Computed []string     // figures that pass as arithmetic on others
}

// maxSentence bounds what is compared of one sentence, in bytes; nobody reads
// a longer one.
const maxSentence = 8 << 10

// places are passages by the index of their release.
type places map[int][]int

// fact is something of a sentence that a release has or has not.
type fact struct {
	kind, text string
	at         places
	open       bool // written in another script: not to be decided here
}

// Check compares a sentence with the releases. A figure, date, name or
// quotation that none of them has takes the sentence away.
func (e *Evidence) Check(s Sentence) Result {
	if len(s.Text) > maxSentence {
		return Result{Why: fmt.Sprintf("a sentence of more than %d bytes", maxSentence)}
	}
	var scope, cited []int
	var newest release.Date // relative dates are counted from it
	for i, r := range e.releases {
		r.prepare()
		if slices.Contains(s.Cites, r.N) {
			cited = append(cited, i)
		}
	}
	for i, r := range e.releases {
		if len(cited) == 0 || slices.Contains(cited, i) {
			scope = append(scope, i)
			if r.Date.After(newest) {
				newest = r.Date
			}
		}
	}
	d := read(s.Text, newest)
	facts := e.facts(d, scope)
	value := e.overlap(d, facts)
	var r Result
	var a *arithmetic
	figures := facts[len(facts)-len(d.figures):]
	for i, f := range d.figures {
		if len(figures[i].at) > 0 {
			continue
		}
		if a == nil {
			a = e.arithmetic(d, scope, value)
		}
		if figures[i].at = a.compute(f); len(figures[i].at) > 0 {
			r.Computed = append(r.Computed, figures[i].text)
		}
	}
	for _, f := range facts {
		if len(f.at) == 0 && !f.open {
			r.Why = fmt.Sprintf("%s %q", f.kind, f.text)
			return r
		}
	}
	chosen, lacking := e.cite(cited, facts, value)
	if lacking != nil {
		r.Why = fmt.Sprintf("%s %q beside the other facts", lacking.kind, lacking.text)
		return r
	}
	r.Kept, r.Quotes = true, map[int]Span{}
	for _, i := range chosen {
		n := e.releases[i].N
		r.Cites, r.Quotes[n] = append(r.Cites, n), e.releases[i].quote(value[i])
	}
	slices.Sort(r.Cites)
	return r
}

// facts lists what can be compared of a sentence, with the passages that hold
// it, the figures last.
func (e *Evidence) facts(d *text, scope []int) []fact {
	var all []fact
	add := func(kind, text string, open bool, find func(*source) []int) {
		f := fact{kind: kind, text: text, open: open, at: places{}}
		for i, r := range e.releases {
			if at := find(r); len(at) > 0 {
				f.at[i] = at
			}
		}
		all = append(all, f)
	}
	otherScript := func(hangul bool) bool {
		return slices.ContainsFunc(scope, func(i int) bool { return e.releases[i].hangul != hangul })
	}
	for _, q := range quotations(d.s) {
		add("quotation", q, otherScript(strings.ContainsFunc(q, func(r rune) bool { return words.IsHangul(string(r)) })), func(s *source) []int {
			start, _, ok := s.quotable.Find(q)
			if !ok {
				return nil
			}
			return []int{s.passageAt(start)}
		})
	}
	for _, n := range d.readNames() {
		isName := func(s *source) bool { return s.cases[n.words[0]] == capital }
		if n.optional && len(n.words) == 1 && !slices.ContainsFunc(e.releases, isName) {
			continue // it only opens the sentence
		}
		add("name", n.text, !words.IsHangul(n.words[0]) != d.hangul && otherScript(d.hangul), func(s *source) []int { return s.findName(n) })
	}
	for _, m := range d.dates {
		if m.Relative && m.Kind != dates.Weekday && !m.Yearless {
			continue // counted from the day of asking, which is not known here
		}
		add("date", d.s[m.Start:m.End], m.Kind == dates.Weekday && len(d.dates) > 1, func(s *source) []int { return s.findDate(m) })
	}
	for _, f := range d.figures {
		add("figure", d.s[f.start:f.end], false, func(s *source) []int { return s.findFigure(f) })
	}
	return all
}

// nearDays is how far from its publication a release's event may be.
const nearDays = 7

// findDate returns the passages where a date stands. The day of publication
// stands in the title, unless the text names a day of its own near it: that is
// the day of what happened.
func (s *source) findDate(m dates.Mention) []int {
	var at []int
	published, own := s.Date, false
	for there, passages := range s.dateAt {
		if sameDate(m, there) {
			at = append(at, passages...)
		}
		day := there.Period.From
		own = own || there.Kind == dates.Day && day != published && math.Abs(float64(day.DaysUntil(published))) <= nearDays
	}
	if !own && sameDate(m, dates.Mention{Kind: dates.Day, Period: release.Period{From: published, To: published}}) {
		at = append(at, 0)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// minQuotation is how many characters make a quotation, spaces among them:
// single words in quotation marks are terms.
const minQuotation = 8

var (
	quoted   = regexp.MustCompile(`“([^“”]+)”|‘(.+?)’(?:[^a-z]|$)|"([^"]+)"|「([^」]+)」|『([^』]+)』|«([^»]+)»|„([^“”]+)[“”]`)
	omission = regexp.MustCompile(`\[[^\]]*\]?|…|\.{3}`)
)

// quotations returns what stands in quotation marks, cut at omissions.
func quotations(s string) []string {
	var out []string
	for _, found := range quoted.FindAllStringSubmatch(s, -1) {
		for _, part := range omission.Split(strings.Join(found[1:], ""), -1) {
			if part = strings.TrimSpace(part); utf8.RuneCountInString(part) >= minQuotation && strings.Contains(part, " ") {
				out = append(out, part)
			}
		}
	}
	return out
}

// maxCommon is how many passages a word may stand in and still tell which one
// a sentence is about.
const maxCommon = 400

// overlap scores the passages of every release by the words and facts they share
// with a sentence, rare ones most.
func (e *Evidence) overlap(d *text, facts []fact) []map[int]float64 {
	d.tells = map[string]bool{}
	for _, t := range d.toks {
		if !words.IsStop(t.Text) {
			d.tells[words.Stem(t.Text)] = true
		}
	}
	scores := make([]map[int]float64, len(e.releases))
	for i, r := range e.releases {
		scores[i] = map[int]float64{}
		for term := range d.tells {
			if at := r.terms[term]; len(at) <= maxCommon {
				for _, p := range at {
					scores[i][p] += 1 / (1 + float64(len(at)))
				}
			}
		}
		for _, f := range facts {
			for _, p := range f.at[i] {
				scores[i][p] += 2 / (1 + float64(len(f.at[i])))
			}
		}
	}
	return scores
}

// cite corrects the citations. Those stay that have some fact of the sentence,
// or all where no fact decides; where they do not have all facts between them,
// one release that does takes their place. lacking is the first fact without
// such a release, nil for none.
func (e *Evidence) cite(cited []int, facts []fact, value []map[int]float64) (chosen []int, lacking *fact) {
	held, hard := make([]int, len(e.releases)), 0
	for _, f := range facts {
		hard += min(len(f.at), 1)
		for i := range f.at {
			held[i]++
		}
	}
	complete := func(i int) bool { return held[i] == hard }
	some := slices.DeleteFunc(slices.Clone(cited), func(i int) bool { return held[i] == 0 && hard > 0 })
	if slices.ContainsFunc(some, complete) {
		return some, nil
	}
	most := 0.0
	for i := range e.releases {
		total := 0.0
		for _, v := range value[i] {
			total += v
		}
		if complete(i) && total > most {
			chosen, most = []int{i}, total
		}
	}
	if chosen != nil || hard == 0 {
		return chosen, nil
	}
	for k, f := range facts {
		if len(f.at) > 0 && !slices.ContainsFunc(some, func(i int) bool { return f.at[i] != nil }) {
			return nil, &facts[k]
		}
	}
	return some, nil
}

// quote picks the sentence of s with the highest value.
func (s *source) quote(value map[int]float64) Span {
	quote, most := Span{0, len(s.Body)}, -1.0
	for p, passage := range s.passages {
		if v := value[p]; passage.Start >= s.body && v > most {
			quote, most = Span{passage.Start - s.body, passage.End - s.body}, v
		}
	}
	return quote
}
