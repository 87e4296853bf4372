package quote

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/retrieval"
)

// sentence is one sentence of the evidence.
type sentence struct {
	text       string // a row of a table is read with its heads and unit
	quote      string // as it stands in the release
	row        bool
	start, end int // byte offsets in the release's body
	bag        retrieval.Bag
	opening    bool // first of the release
	leans      bool // goes on from the sentence before it
	chunk      retrieval.Passage
}

// source is a release of the evidence with the sentences that were retrieved.
type source struct {
	passage   retrieval.Passage // the best one: title, date, link
	rank      int
	score     float64 // relative to the best release: 1 for the first
	cover     float64 // share of the question's information in its title and sentences
	title     retrieval.Bag
	sentences []sentence // in the order of the text
}

// readInFull is how many releases an answer is quoted from at most.
const readInFull = 3

// inFull adds to passages what else the best releases say: the sentence that
// answers may stand between two that were found, in words that only point to
// theirs.
func inFull(view *retrieval.View, passages []retrieval.Passage) []retrieval.Passage {
	full := slices.Clone(passages)
	var seen []release.ID
	for _, p := range passages {
		if slices.Contains(seen, p.ReleaseID) {
			continue
		}
		if seen = append(seen, p.ReleaseID); len(seen) > readInFull {
			break
		}
		for _, rest := range view.Passages(p.ReleaseID) {
			if !slices.ContainsFunc(passages, func(o retrieval.Passage) bool { return o.ReleaseID == rest.ReleaseID && o.Seq == rest.Seq }) {
				rest.Score = p.Score
				full = append(full, rest)
			}
		}
	}
	return full
}

// gather splits passages into sentences, release by release in order of rank.
// Chunks overlap: a sentence that stands in two is taken once.
func gather(q retrieval.Query, units []retrieval.QueryTerm, passages []retrieval.Passage) []source {
	var sources []source
	place := map[release.ID]int{}
	known := map[release.ID]map[int]bool{} // where its sentences start
	top := 0.0
	for _, p := range passages {
		top = max(top, p.Score)
		if _, seen := place[p.ReleaseID]; !seen {
			place[p.ReleaseID], known[p.ReleaseID] = len(sources), map[int]bool{}
			sources = append(sources, source{passage: p, rank: len(sources), score: p.Score, title: q.Bag(p.About)})
		}
		s := &sources[place[p.ReleaseID]]
		s.sentences = addSentences(q, s.sentences, known[p.ReleaseID], p)
	}
	for i := range sources {
		s := &sources[i]
		if top > 0 {
			s.score /= top
		}
		sort.Slice(s.sentences, func(a, b int) bool { return s.sentences[a].start < s.sentences[b].start })
		s.cover = s.covered(units)
	}
	return sources
}

func addSentences(q retrieval.Query, sentencesOf []sentence, known map[int]bool, p retrieval.Passage) []sentence {
	for _, span := range sentences.Split(p.Text) {
		start, end := p.Start+span.Start, p.Start+span.End
		if known[start] {
			continue
		}
		known[start] = true
		quote := p.Text[span.Start:span.End]
		text := quote
		table, isRow := tables.Of(p.Heads+"\n"+p.Text, len(p.Heads)+1+span.Start)
		switch {
		case isRow:
			text = table.Read(quote)
		case tables.IsRow(quote), tables.Tops(p.Text, span.Start, span.End):
			continue // heads and captions are said with the rows
		}
		sentencesOf = append(sentencesOf, sentence{text: text, quote: quote, row: isRow, start: start, end: end, bag: q.Bag(text), opening: start == 0, leans: start > 0 && pointsBack.MatchString(text), chunk: p})
	}
	return sentencesOf
}

// covered returns the share of the units' information that the release holds
// anywhere in what was retrieved of it.
func (s source) covered(units []retrieval.QueryTerm) float64 {
	total := information(units)
	if total == 0 {
		return 0
	}
	found := 0.0
	for _, u := range units {
		best := u.Match(s.title)
		for _, sentence := range s.sentences {
			best = max(best, u.Match(sentence.bag))
		}
		found += best * u.IDF
	}
	return found / total
}

// surname finds a capitalised word that a sentence opens with, before a word
// in small letters.
var surname = regexp.MustCompile(`^(\p{Lu}\p{Ll}[\p{L}’'-]*) \p{Ll}`)

// opensBare reports whether sentence j opens with the last or first word of a
// longer name that stands before it: "Redonnet is the EU's highest trade
// enforcement official."
func (s source) opensBare(j int) bool {
	m := surname.FindStringSubmatch(s.sentences[j].text)
	if m == nil {
		return false
	}
	for _, earlier := range s.sentences[:j] {
		for _, name := range capitalRun.FindAllString(earlier.text, -1) {
			if rest, ok := strings.CutPrefix(name, m[1]+" "); ok && !strings.Contains(rest, " ") || strings.HasSuffix(name, " "+m[1]) {
				return true
			}
		}
	}
	return false
}

// alone reports whether sentence j can be read by itself.
func (s source) alone(j int) bool { return !s.sentences[j].leans && !s.opensBare(j) }
