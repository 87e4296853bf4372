package grounding

import (
	"strings"

	"motirbot/internal/words"
)

// describe finds what f is said of.
func (s *sentence) describe(f *fact) {
	f.own = s.clauseKeys(f.clause)
	if len(f.own) == 0 && s.apposed(f) {
		f.own = s.clauseKeys(f.clause - 1)
	}
	if len(f.own) == 0 {
		f.weak = true
		f.own.addAll(s.clauseKeys(f.clause - 1))
		f.own.addAll(s.clauseKeys(f.clause + 1))
	}
	if f.isDate {
		return
	}
	f.noun = s.counted(f)
	for i := f.next - 1; i < f.next+4; i++ {
		f.streak = f.streak || streakWords[s.word(i)]
	}
	s.bounds(f)
}

// clauseKeys are the content words of a clause, without those that say only
// that something rose or was a record.
func (s *sentence) clauseKeys(clause int) keys {
	k := keys{}
	for _, m := range s.terms {
		if m.content && s.clause[m.first] == clause && !trendKeys[m.key] {
			k[m.key] = true
		}
	}
	return k
}

var trendKeys = map[string]bool{keyOf("increase"): true, keyOf("decrease"): true, keyOf("record"): true, keyOf("raise"): true}

var streakWords = wordSet("consecutive straight running row successive")

// counted returns the words right after a bare number: "598 individuals".
func (s *sentence) counted(f *fact) keys {
	k := keys{}
	if f.number.Unit != "" {
		return k
	}
	at := f.next
	for _, m := range s.terms {
		if m.first != at || at-f.next >= 3 || m.first > 0 && strings.ContainsAny(s.gap(m.first), ",;:().") {
			continue
		}
		if words.IsStop(s.word(m.first)) || functionWord(s.word(m.first)) {
			break
		}
		k[m.key] = true
		if f.head == "" {
			f.head = m.key
		}
		at = m.next
	}
	return k
}

// bounds reads the words before a figure that make it a bound or a round
// number.
func (s *sentence) bounds(f *fact) {
	before := s.word(f.first - 1)
	two := s.word(f.first-2) + " " + before
	switch s.word(s.currencyless(f.first) - 1) {
	case "to":
		f.end = 1
	case "from":
		f.end = -1
	}
	switch before {
	case "about", "around", "roughly", "approximately", "some", "circa", "almost", "nearly", "약":
		f.rough = true
	case "over", "above", "exceeding", "surpassing", "topping":
		f.rough, f.bound = true, 1
	case "under", "below":
		f.rough, f.bound = true, -1
	}
	switch two {
	case "more than", "at least", "upwards of", "greater than", "just over", "well over":
		f.rough, f.bound = true, 1
	case "less than", "at most", "fewer than", "up to", "just under":
		f.rough, f.bound = true, -1
	case "close to":
		f.rough = true
	}
}

// currencyless skips "USD" before a figure, which is part of it.
func (s *sentence) currencyless(i int) int {
	if isCurrency(measures[s.word(i-1)]) {
		return i - 1
	}
	return i
}

// apposed reports whether f stands by itself between commas after a clause
// without a figure: "the largest reserves, 21 million tons,".
func (s *sentence) apposed(f *fact) bool {
	for _, o := range s.facts {
		if !o.isDate && o.clause == f.clause-1 && o.number.Unit != UnitOrdinal {
			return false
		}
	}
	return !f.isDate && strings.Contains(s.gap(f.first), ",")
}

// respectively deals the subjects of "imports and exports rose by 3 percent and
// 5 percent respectively" out to their figures.
func (s *sentence) respectively() {
	end := -1
	for i := range s.toks {
		if s.word(i) == "respectively" {
			end = i
		}
	}
	first := len(s.facts)
	for first > 0 && end >= 0 && s.listed(first-1, end) {
		first--
		end = s.facts[first].first
	}
	figures := s.facts[first:]
	if len(figures) < 2 {
		return
	}
	subjects := s.listBefore(figures[0].first)
	if len(subjects) < len(figures) {
		return
	}
	subjects = subjects[len(subjects)-len(figures):]
	for i := range figures {
		figures[i].own, figures[i].weak = subjects[i], false
	}
}

// listed reports whether fact k ends right before token end, "and" apart.
func (s *sentence) listed(k, end int) bool {
	f := s.facts[k]
	if f.isDate || f.next > end {
		return false
	}
	for i := f.next; i < end; i++ {
		if s.word(i) != "and" {
			return false
		}
	}
	return true
}

// listBefore returns the content words of each item of the list that ends
// before token end.
func (s *sentence) listBefore(end int) []keys {
	items := []keys{{}}
	at := 0
	for _, m := range s.terms {
		if m.first >= end {
			break
		}
		for ; at <= m.first; at++ {
			if s.word(at) == "and" || strings.Contains(s.gap(at), ",") {
				items = append(items, keys{})
			}
		}
		if m.content && !trendKeys[m.key] {
			items[len(items)-1][m.key] = true
		}
	}
	var full []keys
	for _, item := range items {
		if len(item) > 0 {
			full = append(full, item)
		}
	}
	return full
}
