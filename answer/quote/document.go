package quote

import (
	"regexp"
	"slices"
	"strings"

	"motirbot/internal/dates"
	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// document is a release read for quoting. It depends on no question, so that it
// is read once for many.
type document struct {
	title     retrieval.Bag
	times     []release.Period // that the title names
	korean    bool
	sentences []sentence // in the order of the text
}

// sentence is a sentence or the row of a table.
type sentence struct {
	text       string // a row is read with its heads and unit
	start, end int    // byte offsets in the release's body
	row        bool
	heading    string // that ran into it
	apart      bool   // a heading, or cut by the source's end: it is not quoted
	leans      bool   // means little without the sentence before it
	words      int
	bag        retrieval.Bag
	times      []release.Period
	facts      facts
	listed     float64 // how much of a list it is
}

// maxRead is how much of a release is read, in bytes: beyond it only the
// passages that were found are, which a search knows of.
const maxRead = 24 << 10

// read reads a release, and of what lies beyond maxRead the passages given.
func read(q retrieval.Query, record store.Record, about string, beyond []retrieval.Passage) *document {
	d := &document{title: q.Bag(about), korean: hangul(record.Title)}
	for _, m := range dates.Read(record.Title, record.Date) {
		d.times = append(d.times, m.Period)
	}
	body := record.Body
	if len(body) > maxRead {
		body = body[:max(1, strings.LastIndexAny(body[:maxRead], "\n.")+1)]
	}
	d.add(q, body, 0, 0, len(body) == len(record.Body), record.Date)
	for _, p := range beyond {
		if p.Start >= len(body) {
			d.add(q, p.Heads+"\n"+p.Text, len(p.Heads)+1, p.Start, p.End == len(record.Body), record.Date)
		}
	}
	return d
}

// add reads the sentences of a text from a byte on, which stands at a byte of
// the release's body; whole, if it reaches to the body's end. A sentence is read
// as it stands, and shown without what stands before it; of a table each row is
// one, with its heads.
func (d *document) add(q retrieval.Query, text string, from, at int, whole bool, published release.Date) {
	for _, span := range sentences.Split(text) {
		said := text[span.Start:span.End]
		table, isRow := tables.Of(text, span.Start)
		switch rows, rest := flattened(text, span); {
		case span.Start < from, !isRow && tables.IsRow(said), tables.Tops(text, span.Start, span.End):
			continue // heads and captions are said with the rows
		case isRow:
			d.keep(q, sentence{text: table.Read(said), start: span.Start - from + at, end: span.End - from + at, row: true}, "", published)
			continue
		case rows != nil:
			for _, row := range rows {
				row.start, row.end = row.start-from+at, row.end-from+at
				d.keep(q, row, "", published)
			}
			if span.Start = rest; rest == span.End {
				continue
			}
			said = text[rest:span.End]
		}
		own := sentences.Lead(said, text)
		d.keep(q, sentence{
			text: said[own:], start: span.Start + own - from + at, end: span.End - from + at,
			heading: strings.TrimLeft(strings.TrimSpace(said[:own]), bullets), apart: span.Cut && whole || span.Heading && !strings.ContainsAny(said, "0123456789"),
		}, said[:own], published)
	}
}

// keep fills in what a sentence says, which is read with what stands before it.
// Passages overlap: it is kept once.
func (d *document) keep(q retrieval.Query, s sentence, before string, published release.Date) {
	if slices.ContainsFunc(d.sentences, func(known sentence) bool { return known.start == s.start }) {
		return
	}
	said := before + s.text
	s.words, s.bag = len(strings.Fields(said)), q.Bag(said)
	mentions := dates.Read(said, published)
	for _, m := range mentions {
		s.times = append(s.times, m.Period)
	}
	s.leans = len(d.sentences) > 0 && !s.row && pointsBack.MatchString(strings.TrimLeft(said, bullets))
	s.facts, s.listed = factsOf(said, mentions), listedIn(said)
	d.sentences = append(d.sentences, s)
}

// leastFlat is how many rows make a table of what has lost its lines.
const leastFlat = 3

// flattened takes a sentence apart that is a table without its lines: "Origin
// Volume (tons) Share (%) Chile 84.6 33.9 Peru 41.2 16.5 …". It returns the rows,
// nil if it is none, and where the text goes on behind them.
func flattened(text string, span sentences.Span) (rows []sentence, rest int) {
	flat := tables.FlatRows(text, span.Start, span.End)
	if len(flat) < leastFlat {
		return nil, span.Start
	}
	first := &flat[0]
	if cut := strings.LastIndex(first.Cells[0], ") ") + len(") "); cut >= len(") ") { // the heads' last unit
		first.Start += cut
		first.Cells[0] = first.Cells[0][cut:]
	}
	head := tables.Context{Heads: tables.FlatHeads(text[span.Start:first.Start])}
	if len(head.Heads) != len(first.Cells) {
		head.Heads = nil
	}
	for _, r := range flat {
		rows = append(rows, sentence{text: head.Read("| " + strings.Join(r.Cells, " | ") + " |"), start: r.Start, end: r.End, row: true})
	}
	rest = flat[len(flat)-1].End
	return rows, rest + len(text[rest:span.End]) - len(strings.TrimLeft(text[rest:span.End], " "))
}

const bullets = "□ㅇ○◦△▲※*·-– "

// pointsBack finds sentences that mean nothing by themselves.
var pointsBack = regexp.MustCompile(`^(?:(?:One(?:, | is\b| was\b| of (?:them|these|those)\b)|Of (?:these|them|those|which)|(?:Others?|The others?|Another|He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|Such|The (?:two|three|sides?|latter|former|figure|meeting|event|forum|ceremony|session|talks|group|fund|committee|company|center|plant|conference|plan|agreement|project|minister|ministry))\b)|(?:이는|이에|이를|이로|이와|이번|그는|그녀는|그중|이들|해당|동 |양측은|양국은|두 ))`)

// hangul reports whether a text is mostly written in Hangul.
func hangul(s string) bool {
	letters, korean := 0, 0
	for _, r := range s {
		switch {
		case r >= '가' && r <= '힣':
			korean++
			letters++
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
			letters++
		}
	}
	return korean > 0 && 3*korean >= letters
}
