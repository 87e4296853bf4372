package check

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"motirbot/internal/dates"
	"motirbot/internal/words"
	"motirbot/release"
)

// Sentence is one sentence or list item of the model's text, plain, without
// its markers.
type Sentence struct {
	Text    string
	Cites   []int  // numbers of releases
	Context string // the question and the sentences before it in the same answer
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

// fact is something of a sentence that a release has or has not.
type fact struct {
	kind, text string
	at         map[int][]int32 // passages, by index of the release
	open       bool            // written in another script: not to be decided here
	computed   bool
}

// Check compares a sentence with the releases. A figure, date, name or
// quotation that none of them has takes the sentence away.
func (e *Evidence) Check(s Sentence) Result {
	if len(s.Text) > maxSentence {
		return Result{Why: fmt.Sprintf("a sentence of more than %d bytes", maxSentence)}
	}
	cited := e.cited(s.Cites)
	d := read(s.Text, e.day(cited))
	facts := e.facts(d, cited)
	var r Result
	for _, f := range facts {
		if f.computed {
			r.Computed = append(r.Computed, f.text)
		}
		if len(f.at) == 0 && !f.open {
			r.Why = fmt.Sprintf("%s %q", f.kind, f.text)
			return r
		}
	}
	scores := e.overlap(d, s.Context)
	chosen, lacking := e.cite(cited, facts, scores)
	if lacking != nil {
		r.Why = fmt.Sprintf("%s %q beside the other facts", lacking.kind, lacking.text)
		return r
	}
	r.Kept, r.Quotes = true, map[int]Span{}
	for _, i := range chosen {
		n := e.releases[i].N
		r.Cites, r.Quotes[n] = append(r.Cites, n), e.releases[i].quote(i, facts, scores[i])
	}
	slices.Sort(r.Cites)
	return r
}

// cited returns the indexes of the cited releases, each once, in order.
func (e *Evidence) cited(numbers []int) []int {
	var out []int
	for i, r := range e.releases {
		if slices.Contains(numbers, r.N) {
			out = append(out, i)
		}
	}
	return out
}

// day is the day that relative dates of a sentence are counted from: that of
// the newest cited release.
func (e *Evidence) day(cited []int) release.Date {
	var newest release.Date
	for i, r := range e.releases {
		if (len(cited) == 0 || slices.Contains(cited, i)) && r.Date.After(newest) {
			newest = r.Date
		}
	}
	return newest
}

// facts lists what can be compared of a sentence, with the passages that hold
// it. Figures that no release has are computed last, from what stands near the
// facts that were found.
func (e *Evidence) facts(d *text, cited []int) []fact {
	var all []fact
	add := func(kind, text string, open bool, find func(*source) []int32) {
		f := fact{kind: kind, text: text, open: open, at: map[int][]int32{}}
		for i, r := range e.releases {
			if at := find(r.prepare()); len(at) > 0 {
				f.at[i] = at
			}
		}
		all = append(all, f)
	}
	sums := e.arithmetic(d, cited)
	tokens := func(find func(*source) []int) func(*source) []int32 {
		return func(s *source) []int32 {
			toks := find(s)
			i := slices.Index(e.releases, s)
			sums.anchors[i] = append(sums.anchors[i], toks[:min(len(toks), maxCommon)]...)
			return s.passagesAt(toks)
		}
	}
	for _, q := range quotations(d.s) {
		add("quotation", q, e.otherScript(isHangul(q), cited), func(s *source) []int32 { return s.findQuotation(q) })
	}
	for _, n := range d.readNames() {
		open := !words.IsHangul(n.words[0]) != d.hangul && e.otherScript(d.hangul, cited)
		if n.optional && len(n.words) == 1 {
			var written letterCase
			for _, r := range e.releases {
				written |= r.prepare().cases[n.words[0]]
			}
			if written != capital {
				continue // it only opens the sentence
			}
		}
		add("name", n.text, open, func(s *source) []int32 { at, _ := s.find(n); return at })
	}
	for _, m := range d.dates {
		if m.Relative && m.Kind != dates.Weekday && !m.Yearless {
			continue // counted from the day of asking, which is not known here
		}
		open := m.Kind == dates.Weekday && len(d.dates) > 1
		add("date", d.s[m.Start:m.End], open, tokens(func(s *source) []int { return s.findDate(m) }))
	}
	first := len(all)
	for _, f := range d.figures {
		add("figure", d.s[f.start:f.end], false, tokens(func(s *source) []int { return s.findFigure(f) }))
	}
	for i, f := range d.figures {
		if here := &all[first+i]; len(here.at) == 0 {
			here.at = sums.compute(f)
			here.computed = len(here.at) > 0
		}
	}
	return all
}

// passagesAt returns the passages of tokens in order, each once.
func (s *source) passagesAt(toks []int) []int32 {
	var out []int32
	for _, i := range toks {
		out = append(out, s.passageOf[i])
	}
	return slices.Compact(out)
}

// otherScript reports whether a cited release, or any where none is cited, is
// written in the other script.
func (e *Evidence) otherScript(hangul bool, cited []int) bool {
	for i, r := range e.releases {
		if (len(cited) == 0 || slices.Contains(cited, i)) && r.prepare().hangul != hangul {
			return true
		}
	}
	return false
}

func isHangul(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return words.IsHangul(string(r)) }) >= 0
}

// nearDays is how far from its publication a release's event may be.
const nearDays = 7

// namesDayNear reports whether the text names another day near a date.
func (s *source) namesDayNear(day release.Date) bool {
	for there := range s.dateToks {
		if p := there.Period; there.Kind == dates.Day && p.From != day && math.Abs(float64(p.From.DaysUntil(day))) <= nearDays {
			return true
		}
	}
	return false
}

// findDate returns the tokens where a date stands; the day of publication
// stands at the start of the title. It bears nothing out where the text names a
// day of its own near it: that is the day of what happened.
func (s *source) findDate(m dates.Mention) []int {
	var at []int
	if sameDate(m, dates.Mention{Kind: dates.Day, Period: release.Period{From: s.Date, To: s.Date}}) && !s.namesDayNear(s.Date) {
		at = append(at, 0)
	}
	for there, toks := range s.dateToks {
		if sameDate(m, there) {
			at = append(at, toks...)
		}
	}
	slices.Sort(at)
	return at
}

// minQuotation is how many letters make a quotation, beside a space: single
// words in quotation marks are terms.
const minQuotation = 8

var quoteMarks = map[rune]string{'“': "”", '‘': "’", '"': "\"", '「': "」", '『': "』", '«': "»", '„': "“"}

// quotations returns what stands in quotation marks, cut at omissions.
func quotations(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		for open := range quoteMarks {
			if strings.HasPrefix(s[i:], string(open)) {
				r, size = open, len(string(open))
			}
		}
		end := strings.Index(s[i+size:], closing(r))
		if closing(r) == "" || end < 0 {
			i += size
			continue
		}
		// An apostrophe inside single quotes ends nothing.
		for r == '‘' && followedByLetter(s[i+size+end+len("’"):]) {
			more := strings.Index(s[i+size+end+len("’"):], "’")
			if more < 0 {
				break
			}
			end += len("’") + more
		}
		for _, part := range strings.FieldsFunc(strings.NewReplacer("...", "…", "[", "…", "]", "…").Replace(s[i+size:i+size+end]), func(r rune) bool { return r == '…' }) {
			if part = strings.TrimSpace(part); len(letters(part)) >= minQuotation && strings.Contains(part, " ") {
				out = append(out, part)
			}
		}
		i += size + end + len(closing(r))
	}
	return out
}

func closing(r rune) string { return quoteMarks[r] }

func followedByLetter(s string) bool { return s != "" && (s[0] >= 'a' && s[0] <= 'z') }

func (s *source) findQuotation(q string) []int32 {
	at := strings.Index(s.letters, letters(q))
	if at < 0 {
		return nil
	}
	p := sort.SearchInts(s.lettersAt, at+1) - 1
	return []int32{int32(p)}
}

// maxCommon is how many passages a word may stand in and still tell which one
// a sentence is about.
const maxCommon = 400

// overlap scores the passages of every release by the words they share with a
// sentence, rare ones most.
func (e *Evidence) overlap(d *text, context string) []map[int32]float64 {
	weights := map[string]float64{}
	for _, t := range words.Split(context) {
		weights[words.Stem(t.Text)] = 0.2
	}
	for _, t := range d.toks {
		if !words.IsStop(t.Text) {
			weights[words.Stem(t.Text)] = 1
		}
	}
	scores := make([]map[int32]float64, len(e.releases))
	for i, r := range e.releases {
		scores[i] = map[int32]float64{}
		for term, weight := range weights {
			at := r.prepare().terms[term]
			if len(at) == 0 || len(at) > maxCommon || words.IsStop(term) {
				continue
			}
			for _, p := range at {
				scores[i][p] += weight / (1 + float64(len(at)))
			}
		}
	}
	return scores
}

// cite corrects the citations. Those stay that have some fact of the sentence,
// or all where no fact decides. Facts that none of them has may stand in one
// other release only, and not by chance, as a lone number may: it has all facts
// of the sentence, or those that the cited ones lack and a name. lacking is the
// first fact without such a release, nil for none.
func (e *Evidence) cite(cited []int, facts []fact, scores []map[int32]float64) (chosen []int, lacking *fact) {
	held, named, hard := make([]int, len(e.releases)), make([]bool, len(e.releases)), 0
	for _, f := range facts {
		if len(f.at) > 0 {
			hard++
		}
		for i := range f.at {
			held[i]++
			named[i] = named[i] || f.kind == "name"
		}
	}
	complete := func(i int) bool { return held[i] == hard }
	some := slices.DeleteFunc(slices.Clone(cited), func(i int) bool { return held[i] == 0 && hard > 0 })
	if slices.ContainsFunc(some, complete) {
		return some, nil
	}
	best := func(fits func(int) bool) (top []int) {
		most := 0.0
		for i := range e.releases {
			total := 0.0
			for _, v := range scores[i] {
				total += v
			}
			if total += float64(held[i]); fits(i) && total > most {
				top, most = []int{i}, total
			}
		}
		return top
	}
	if whole := best(complete); len(whole) > 0 || hard == 0 {
		return whole, nil
	}
	var missing []*fact
	for k, f := range facts {
		if len(f.at) > 0 && !slices.ContainsFunc(some, func(i int) bool { return f.at[i] != nil }) {
			missing = append(missing, &facts[k])
		}
	}
	if len(missing) == 0 {
		return some, nil
	}
	other := best(func(i int) bool {
		return named[i] && len(some) > 0 && !slices.ContainsFunc(missing, func(f *fact) bool { return f.at[i] == nil })
	})
	if len(other) == 0 {
		return nil, missing[0]
	}
	chosen = append(some, other...)
	slices.Sort(chosen)
	return chosen, nil
}

// quote picks the sentence of s that has most of the facts and words of a
// sentence.
func (s *source) quote(index int, facts []fact, score map[int32]float64) Span {
	value := maps.Clone(score)
	for _, f := range facts {
		for _, p := range f.at[index] {
			value[p]++
		}
	}
	quote, most := Span{0, len(s.Body)}, -1.0
	for p, passage := range s.passages {
		if v := value[int32(p)]; passage.Start >= s.body && v > most {
			quote, most = Span{passage.Start - s.body, passage.End - s.body}, v
		}
	}
	return quote
}
