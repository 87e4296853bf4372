package grounding

import (
	"sort"
	"strings"

	"motirbot/internal/words"
	"motirbot/release"
)

// keys is a set of words in the form in which they are compared.
type keys map[string]bool

func (k keys) common(other keys) int {
	n := 0
	for w := range k {
		if other[w] {
			n++
		}
	}
	return n
}

func (k keys) addAll(other keys) {
	for w := range other {
		k[w] = true
	}
}

// term is a word or known phrase of a sentence.
type term struct {
	key         string
	first, next int  // tokens
	content     bool // it says something: no stop word, no generic word
}

// fact is a figure or a date, with what it is said of.
type fact struct {
	number      Number
	date        DateMention
	isDate      bool
	first, next int // tokens
	written     string
	clause      int
	own         keys   // content words of its clause
	weak        bool   // own is borrowed from the clauses around
	lent        keys   // what a pronoun at the start of the sentence stands for
	noun        keys   // what a bare number counts
	head        string // the first word of it
	dir         int    // +1 a rise, -1 a fall
	bound       int    // +1 "more than", -1 "less than"
	rough       bool   // "about", "nearly", "over": a rounded value will do
	end         int    // +1 "to", -1 "from": the ends of a change
	streak      bool   // "six consecutive months", "a sixth month in a row"
}

// sentence is one sentence of a passage or of the model, taken apart.
type sentence struct {
	text
	start     int // byte offset in Evidence.Text, -1 for the title
	ref       release.Date
	terms     []term
	content   keys
	all       keys // with generic and stop words
	clause    []int
	facts     []fact
	names     []Name
	negations []negation
	owns      []owned // of a passage's sentences
	figure    map[int]bool
	hangul    bool
}

func (l *lexicon) analyse(s string, ref release.Date) *sentence {
	t := cutText(s)
	out := &sentence{text: t, ref: ref, figure: map[int]bool{}, content: keys{}, all: keys{}}
	out.readFacts()
	out.clause = t.clauses(out.figure)
	out.terms = l.terms(t, out.figure)
	for _, m := range out.terms {
		out.all[m.key] = true
		for i := m.first; i < m.next && m.next > m.first+1; i++ {
			out.all[l.term(text{t.s, t.toks[:i+1]}, i).key] = true // the words of a phrase
		}
		if m.content {
			out.content[m.key] = true
		}
	}
	out.names = t.names()
	for i := range out.facts {
		out.facts[i].clause = out.clause[out.facts[i].first]
	}
	for i := range out.facts {
		out.describe(&out.facts[i])
	}
	out.respectively()
	out.directions()
	out.negations = out.findNegations()
	for _, tok := range t.toks {
		out.hangul = out.hangul || words.IsHangul(tok.Text)
	}
	return out
}

func (s *sentence) readFacts() {
	covered := map[int]bool{}
	for _, d := range s.dates(s.ref) {
		s.facts = append(s.facts, fact{date: d, isDate: true, first: d.first, next: d.next, written: s.s[d.Start:d.End]})
		for i := d.first; i < d.next; i++ {
			covered[i] = true
		}
	}
	for _, n := range s.numbers(covered) {
		first := sort.Search(len(s.toks), func(i int) bool { return s.toks[i].End > n.Start })
		next := sort.Search(len(s.toks), func(i int) bool { return s.toks[i].Start >= n.End })
		s.facts = append(s.facts, fact{number: n, first: first, next: next, written: strings.TrimSpace(s.s[n.Start:n.End])})
	}
	sort.SliceStable(s.facts, func(i, j int) bool { return s.facts[i].first < s.facts[j].first })
	for _, f := range s.facts {
		for i := f.first; i < f.next; i++ {
			s.figure[i] = true
		}
	}
}

// terms brings the words of t to their keys, the longest known phrase first.
func (l *lexicon) terms(t text, skip map[int]bool) []term {
	var out []term
	for i := 0; i < len(t.toks); {
		if skip[i] || t.word(i) == "us" && t.raw(i) == "us" {
			i++
			continue
		}
		m := l.term(t, i)
		if m.key != "" {
			out = append(out, m)
		}
		i = m.next
	}
	return out
}

func (l *lexicon) term(t text, i int) term {
	w := t.word(i)
	if words.IsHangul(w) {
		key, ok := l.korean(w)
		if !ok {
			return term{next: i + 1}
		}
		return term{key: key, first: i, next: i + 1, content: !generic[key]}
	}
	stem := words.Stem(w)
	stems := []string{stem}
	for n := l.longest(stem); len(stems) < n && i+len(stems) < len(t.toks); {
		stems = append(stems, words.Stem(t.word(i+len(stems))))
	}
	for n := len(stems); n > 0; n-- {
		if key, ok := l.lookup(strings.Join(stems[:n], " ")); ok && t.closed(i, i+n) {
			return term{key: key, first: i, next: i + n, content: !generic[key]}
		}
	}
	return term{key: stem, first: i, next: i + 1, content: !generic[stem] && !words.IsStop(w) && !functionWord(w)}
}

// closed reports whether no sentence mark stands between the tokens.
func (t text) closed(i, j int) bool {
	for k := i + 1; k < j; k++ {
		if strings.ContainsAny(t.gap(k), ";:()!?\"“”\n") {
			return false
		}
	}
	return true
}
