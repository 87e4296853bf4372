package retrieval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"motirbot/release"
	"motirbot/store"
)

// segment is the releases of a year with their indexes. It never changes: a
// View is made of one a year, and the next View of the same ones, but for the
// years in which something has changed.
type segment struct {
	key     uint64    // of what it was made from
	records []*record // newest first, ties by ID
	chunks  []Chunk   // in the order of their releases
	owner   []int32   // chunk → record
	terms   map[string]uint32
	words   []string // that a misspelt word may stand for
	wholes  inverted // of whole releases: words that stand far apart in one
	parts   inverted // of chunks
	vectors vectors
}

// record is a release as a View knows it, without its text.
type record struct {
	store.Record                  // without its text
	changed      int64            // see store.Listing
	first, last  int              // its chunks, in the segment
	reports      []release.Period // the times that its title and first sentence name
	named        []int            // months and days that its text names, see dayOrYear
	titled       []string         // concepts of topics in its title
	topics       []string         // concepts of the topics that it is about
}

// segmentBuilder makes a segment of releases that come in its order.
type segmentBuilder struct {
	*segment
	names         []string // of the terms
	wholes, parts []occurrence
	known         map[string]bool // the words
	ids           []uint32        // of the terms of the release being read
	tallies       []tally
}

// newSegmentBuilder returns one for rows of so many bytes, of which about every
// fourth is an occurrence in a chunk and every twelfth one in a release.
func newSegmentBuilder(key uint64, size int) *segmentBuilder {
	return &segmentBuilder{
		segment: &segment{key: key, terms: map[string]uint32{}}, known: map[string]bool{},
		parts: make([]occurrence, 0, size/4), wholes: make([]occurrence, 0, size/12),
	}
}

// add appends a release with its row of the index and its vectors. issued are
// further terms of its title: those of who issued it.
func (b *segmentBuilder) add(r *record, row, vectors []byte, issued []term) error {
	doc := len(b.records)
	b.records = append(b.records, r)
	in := unpacker{data: row}
	b.ids, b.tallies = b.ids[:0], b.tallies[:0]
	var text []byte
	for range in.count() {
		text = in.next(text)
		n := in.number()
		if in.broken {
			return errRow
		}
		t := tally{body: n >> 4, title: n >> 1 & maxTitle, word: n&1 == 1}
		id := b.id(text)
		b.ids, b.tallies = append(b.ids, id), append(b.tallies, t)
		if t.word {
			b.know(b.names[id])
		}
		if t.title > 0 && text[0] == '@' {
			r.titled = append(r.titled, b.names[id])
		}
	}
	text = text[:0]
	for range in.count() {
		if text = in.next(text); !b.known[string(text)] {
			b.know(string(text))
		}
	}
	own := len(b.ids)
	for _, t := range issued {
		id := b.id([]byte(t.text))
		at := slices.Index(b.ids, id)
		if at < 0 {
			at = len(b.ids)
			b.ids, b.tallies = append(b.ids, id), append(b.tallies, tally{})
		}
		b.tallies[at].title++
	}
	length := 0
	for i, t := range b.tallies {
		b.wholes = append(b.wholes, occurrence{b.ids[i], newPosting(doc, t)})
		length += b.weigh(b.ids[i], t)
	}
	b.segment.wholes.lengths = append(b.segment.wholes.lengths, float32(length))
	b.addChunks(r, &in)
	for range in.count() {
		r.reports = append(r.reports, release.Period{From: in.date(), To: in.date()})
	}
	for range in.count() {
		r.named = append(r.named, in.number())
	}
	for range in.count() {
		if at := in.number(); at < own {
			r.topics = append(r.topics, b.names[b.ids[at]])
		}
	}
	if in.broken {
		return errRow
	}
	return b.vectors.add(r.last-r.first, vectors)
}

// addChunks reads the chunks of the release being read. Each holds the terms of
// the title.
func (b *segmentBuilder) addChunks(r *record, in *unpacker) {
	var titled []int
	for i, t := range b.tallies {
		if t.title > 0 {
			titled = append(titled, i)
		}
	}
	r.first = len(b.chunks)
	start := 0
	for range in.count() {
		start += in.number()
		chunk, length, rest := len(b.chunks), 0, titled
		emit := func(at, body int) {
			t := tally{body: body, title: b.tallies[at].title}
			b.parts = append(b.parts, occurrence{b.ids[at], newPosting(chunk, t)})
			length += b.weigh(b.ids[at], t)
		}
		b.chunks = append(b.chunks, Chunk{start, start + in.number()})
		b.owner = append(b.owner, int32(len(b.records)-1))
		at := 0
		for range in.count() {
			if at += in.number(); at >= len(b.ids) {
				in.fail()
				break
			}
			for len(rest) > 0 && rest[0] < at {
				emit(rest[0], 0)
				rest = rest[1:]
			}
			if len(rest) > 0 && rest[0] == at {
				rest = rest[1:]
			}
			emit(at, in.number())
		}
		for _, at := range rest {
			emit(at, 0)
		}
		b.segment.parts.lengths = append(b.segment.parts.lengths, float32(length))
	}
	r.last = len(b.chunks)
}

// id returns the number of a term.
func (b *segmentBuilder) id(text []byte) uint32 {
	id, ok := b.terms[string(text)]
	if !ok {
		id = uint32(len(b.names))
		b.names = append(b.names, string(text))
		b.terms[b.names[id]] = id
	}
	return id
}

func (b *segmentBuilder) know(word string) {
	if !b.known[word] {
		b.known[word] = true
		b.words = append(b.words, word)
	}
}

// weigh is what a term adds to the length of a document. Only words count:
// concepts are names of words that are there already.
func (b *segmentBuilder) weigh(id uint32, t tally) int {
	if strings.IndexByte("@!~=", b.names[id][0]) >= 0 {
		return 0
	}
	return t.body + titleWeight*t.title
}

// build returns the segment.
func (b *segmentBuilder) build(ctx context.Context) (*segment, error) {
	if max(len(b.chunks), len(b.records)) > maxDocs {
		return nil, fmt.Errorf("%d passages of one year: the index holds %d", len(b.chunks), maxDocs)
	}
	b.segment.wholes.fill(b.wholes, len(b.names))
	b.segment.parts.fill(b.parts, len(b.names))
	return b.segment, b.vectors.index(ctx)
}
