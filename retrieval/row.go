package retrieval

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"motirbot/internal/dates"
	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/release"
)

// indexVersion is part of what stored rows of the index are known by: raise it
// when texts are cut into chunks, words or dates in another way, or when rows
// hold something else, so that all are made anew.
const indexVersion = 1

// analysis makes the rows of the index, one a release: all that a View has to
// know of a text. A row depends on no other release.
type analysis struct {
	analyzer *analyzer
	maker    string // names what made a row
}

func newAnalysis(topics *Topics) *analysis {
	if topics.analysis != nil {
		return topics.analysis()
	}
	return analyse(topics)
}

func analyse(topics *Topics) *analysis {
	sum := fnv.New64a()
	fmt.Fprintf(sum, "%+v %+v %q %q", topics.list, topics.homes, topics.synonyms, topics.glossary)
	return &analysis{newAnalyzer(topics), fmt.Sprintf("%d/%x", indexVersion, sum.Sum64())}
}

// tally is how often a release holds a term.
type tally struct {
	body, title int
	word        bool // it stands in the release as it is
}

// row reads a release. A row holds, one behind the other,
//
//   - the terms of title and body, sorted, each with how often it occurs;
//   - the other words, sorted, that a misspelt one may stand for;
//   - the chunks, each with the terms of its body;
//   - the times that title and first sentence name, and those of the whole text;
//   - the topics it is about.
func (a *analysis) row(r release.Release, chunks []Chunk) []byte {
	title, body := a.analyzer.all(r.Title), byStart(a.analyzer.all(r.Body))
	tallies, others := map[string]tally{}, map[string]bool{}
	var topics []string // those of the title, then those that the body names three times
	add := func(terms []term, title, body int) {
		for _, t := range terms {
			n := tallies[t.text]
			n.title, n.body = n.title+title, n.body+body
			if mendable(t.word) {
				n.word = n.word || t.word == t.text
				if t.word != t.text {
					others[t.word] = true
				}
			}
			tallies[t.text] = n
			if t.isTopic() && (title > 0 || n.body == 3) && !slices.Contains(topics, t.text) {
				topics = append(topics, t.text)
			}
		}
	}
	add(title, 1, 0)
	add(body, 0, 1)
	sorted := slices.Sorted(maps.Keys(tallies))
	place := make(map[string]int, len(sorted))
	var p packer
	p.number(len(sorted))
	before := ""
	for i, text := range sorted {
		n := tallies[text]
		p.next(before, text)
		p.number(n.body<<4 | min(n.title, maxTitle)<<1 | is[n.word])
		place[text], before = i, text
	}
	p.number(len(others))
	before = ""
	for _, word := range slices.Sorted(maps.Keys(others)) {
		p.next(before, word)
		before = word
	}
	p.chunks(r.Body, chunks, body, place)
	reports := reported(head(r), r.Date)
	p.number(len(reports))
	for _, period := range reports {
		p.date(period.From)
		p.date(period.To)
	}
	named := timesNamed(body)
	p.number(len(named))
	for _, n := range named {
		p.number(n)
	}
	p.number(len(topics))
	for _, topic := range topics {
		p.number(place[topic])
	}
	return p
}

// chunks writes chunks of a text, each with its terms and those of the table it
// is of, which are named by their place.
func (p *packer) chunks(text string, chunks []Chunk, terms []term, place map[string]int) {
	p.number(len(chunks))
	start := 0
	for _, c := range chunks {
		p.number(c.Start - start)
		p.number(c.End - c.Start)
		start = c.Start
		counts := map[int]int{}
		for _, t := range within(terms, c.Start, c.End) {
			if t.end <= c.End { // a name that reaches over the end of a chunk is in none
				counts[place[t.text]]++
			}
		}
		if table, ok := tables.Of(text, c.Start); ok {
			for _, t := range within(terms, table.Start, table.End) {
				counts[place[t.text]]++
			}
		}
		p.number(len(counts))
		last := 0
		for _, at := range slices.Sorted(maps.Keys(counts)) {
			p.number(at - last)
			p.number(counts[at])
			last = at
		}
	}
}

var is = map[bool]int{true: 1}

// mendable reports whether a misspelt word may stand for this one.
func mendable(word string) bool { return len(word) >= minMendable && isLatin(word) }

// byStart sorts terms by where they start, for within.
func byStart(terms []term) []term {
	slices.SortStableFunc(terms, func(a, b term) int { return a.start - b.start })
	return terms
}

// within returns the terms that start between two offsets, of terms sorted by
// their start.
func within(terms []term, start, end int) []term {
	place := func(at int) int {
		i, _ := slices.BinarySearchFunc(terms, at, func(t term, at int) int { return t.start - at })
		return i
	}
	return terms[place(start):place(end)]
}

// maxHead bounds the first sentence that is kept beside the title: a release
// without full stops is a single one.
const maxHead = 2000

// head returns the title and the first sentence of a release.
func head(r release.Release) string {
	body := r.Body[:min(len(r.Body), maxHead)]
	spans := sentences.Split(body)
	if len(spans) == 0 {
		return r.Title
	}
	return r.Title + "\n" + body[spans[0].Start:spans[0].End]
}

// reported returns the times that the head of a release names.
func reported(head string, published release.Date) []release.Period {
	var out []release.Period
	for _, m := range dates.Read(head, published) {
		out = append(out, m.Period)
	}
	return out
}

// timesNamed returns the months with their year and the days that a text names
// in English ("December 2025", "December 18"), each once: see dayOrYear.
func timesNamed(terms []term) []int {
	var out []int
	var month time.Month
	end := 0
	for _, t := range terms {
		if t.isConcept() {
			continue
		}
		n, err := strconv.Atoi(t.word)
		if key := dayOrYear(month, n); err == nil && month > 0 && t.start == end+1 && n < 10_000 && !slices.Contains(out, key) {
			out = append(out, key)
		}
		month, end = months[t.word], t.end
	}
	return out
}

var months = func() map[string]time.Month {
	all := map[string]time.Month{}
	for m := time.January; m <= time.December; m++ {
		all[strings.ToLower(m.String())] = m
	}
	return all
}()

// dayOrYear makes one number of "December 2025" or "December 18".
func dayOrYear(month time.Month, n int) int { return n*16 + int(month) }

// packer writes numbers and sorted texts compactly.
type packer []byte

func (p *packer) number(n int) { *p = binary.AppendUvarint(*p, uint64(n)) }

// next writes a text by what it has in common with the one before it.
func (p *packer) next(before, text string) {
	share := 0
	for share < min(len(before), len(text), 255) && before[share] == text[share] {
		share++
	}
	p.number(share)
	p.number(len(text) - share)
	*p = append(*p, text[share:]...)
}

var dayOne = release.NewDate(1900, time.January, 1)

// date writes a day, or none.
func (p *packer) date(d release.Date) {
	if d.IsZero() {
		p.number(0)
		return
	}
	p.number(1)
	*p = binary.AppendVarint(*p, int64(dayOne.DaysUntil(d)))
}

// unpacker reads what a packer wrote. After the end of the data it is broken and
// reads zeros.
type unpacker struct {
	data   []byte
	broken bool
}

var errRow = errors.New("a row of the index cannot be read: index again with `motirbot index`")

func (u *unpacker) number() int {
	if len(u.data) > 0 && u.data[0] < 0x80 {
		n := u.data[0]
		u.data = u.data[1:]
		return int(n)
	}
	n, size := binary.Uvarint(u.data)
	if size <= 0 || n > 1<<40 {
		u.fail()
		return 0
	}
	u.data = u.data[size:]
	return int(n)
}

func (u *unpacker) fail() { u.data, u.broken = nil, true }

// next returns the text behind before, in the memory of before. None is empty.
func (u *unpacker) next(before []byte) []byte {
	share, size := u.number(), u.number()
	if share > len(before) || size > len(u.data) || share+size == 0 {
		u.fail()
		return nil
	}
	text := append(before[:share], u.data[:size]...)
	u.data = u.data[size:]
	return text
}

// count reads how many things follow, of at least one byte each.
func (u *unpacker) count() int {
	n := u.number()
	if n > len(u.data) {
		u.fail()
		return 0
	}
	return n
}

func (u *unpacker) date() release.Date {
	if u.number() == 0 {
		return release.Date{}
	}
	days, size := binary.Varint(u.data)
	if size <= 0 {
		u.fail()
		return release.Date{}
	}
	u.data = u.data[size:]
	return dayOne.AddDays(int(days))
}
