package retrieval

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"motirbot/release"
)

// worthKeeping is from how many releases on reading a segment is quicker than
// making it, by enough to pay for writing it.
const worthKeeping = 64

// keep has the library keep the segments that were built. They only save time:
// where they cannot be written they are built again next time.
func (l *loading) keep(ctx context.Context) {
	for _, y := range l.years {
		if !y.built || len(y.listed) < worthKeeping {
			continue
		}
		data, err := y.segment.pack()
		if err == nil {
			err = l.library.KeepSegment(ctx, l.generation, y.number, y.key, data)
		}
		if err != nil {
			return
		}
	}
}

// pack writes a segment for unpackSegment, with a checksum at its end.
func (s *segment) pack() ([]byte, error) {
	names := make([]string, len(s.terms))
	for name, id := range s.terms {
		names[id] = name
	}
	var p packer
	p.texts(names)
	p.texts(s.words)
	p.inverted(&s.wholes)
	p.inverted(&s.parts)
	var texts []string
	for _, r := range s.records {
		texts = append(texts, r.Title, r.URL)
	}
	p.texts(texts)
	for _, r := range s.records {
		p.number(r.last - r.first)
		for _, c := range s.chunks[r.first:r.last] {
			p.number(c.Start)
			p.number(c.End - c.Start)
		}
		p.number(len(r.reports))
		for _, period := range r.reports {
			p.date(period.From)
			p.date(period.To)
		}
		p.number(len(r.named))
		for _, n := range r.named {
			p.number(n)
		}
		for _, concepts := range [][]string{r.titled, r.topics} {
			p.number(len(concepts))
			for _, concept := range concepts {
				p.number(int(s.terms[concept]))
			}
		}
	}
	vectors, _, err := packVectors(s.vectors.of)
	p = append(p, vectors...)
	return binary.LittleEndian.AppendUint32(p, crc32.ChecksumIEEE(p)), err
}

// sound reports whether data is a packed segment in which nothing was damaged.
func sound(data []byte) bool {
	n := len(data) - crc32.Size
	return n > 0 && crc32.ChecksumIEEE(data[:n]) == binary.LittleEndian.Uint32(data[n:])
}

// unpackSegment reads the segment of releases, which are in its order.
func unpackSegment(ctx context.Context, key uint64, data []byte, releases []*listed) (*segment, error) {
	in := unpacker{data: data[:len(data)-crc32.Size]}
	s := &segment{key: key}
	names := in.texts()
	s.words = in.texts()
	s.terms = make(map[string]uint32, len(names))
	for id, name := range names {
		s.terms[name] = uint32(id)
	}
	in.inverted(&s.wholes, len(names))
	in.inverted(&s.parts, len(names))
	texts := in.texts()
	if len(texts) != 2*len(releases) {
		in.fail()
	}
	concepts := func() (of []string) {
		for range in.count() {
			if id := in.number(); id < len(names) {
				of = append(of, names[id])
			}
		}
		return of
	}
	for i, listed := range releases {
		r := listed.record
		if in.broken {
			return nil, fmt.Errorf("the kept index of %d: %w", r.Date.Year, errRow)
		}
		r.Title, r.URL = texts[2*i], texts[2*i+1]
		r.first = len(s.chunks)
		for range in.count() {
			start := in.number()
			s.chunks, s.owner = append(s.chunks, Chunk{start, start + in.number()}), append(s.owner, int32(i))
		}
		r.last = len(s.chunks)
		for range in.count() {
			r.reports = append(r.reports, release.Period{From: in.date(), To: in.date()})
		}
		for range in.count() {
			r.named = append(r.named, in.number())
		}
		r.titled, r.topics = concepts(), concepts()
		s.records = append(s.records, r)
	}
	if err := s.vectors.add(len(s.chunks), in.data); err != nil {
		return nil, err
	}
	return s, s.vectors.index(ctx)
}

// texts writes texts behind each other, after their lengths.
func (p *packer) texts(all []string) {
	p.number(len(all))
	for _, text := range all {
		p.number(len(text))
	}
	for _, text := range all {
		*p = append(*p, text...)
	}
}

func (u *unpacker) texts() []string {
	all, sizes, total := make([]string, u.count()), []int(nil), 0
	for range all {
		sizes = append(sizes, u.number())
		total += sizes[len(sizes)-1]
	}
	if total > len(u.data) {
		u.fail()
		return nil
	}
	joined := string(u.data[:total])
	u.data = u.data[total:]
	for i, size := range sizes {
		all[i], joined = joined[:size], joined[size:]
	}
	return all
}

// inverted writes the lengths of the documents and, by term, how many postings
// it has and by how much each is more than the one before it.
func (p *packer) inverted(x *inverted) {
	p.number(len(x.lengths))
	for _, length := range x.lengths {
		p.number(int(length))
	}
	p.number(len(x.postings))
	for term := range len(x.starts) - 1 {
		postings := x.postings[x.starts[term]:x.starts[term+1]]
		p.number(len(postings))
		last := posting(0)
		for _, next := range postings {
			p.number(int(next - last))
			last = next
		}
	}
}

func (u *unpacker) inverted(x *inverted, terms int) {
	x.lengths = make([]float32, u.count())
	for i := range x.lengths {
		x.lengths[i] = float32(u.number())
	}
	x.postings, x.starts = make([]posting, 0, u.count()), make([]uint32, 1, terms+1)
	for range terms {
		last := posting(0)
		for range u.count() {
			last += posting(u.number())
			x.postings = append(x.postings, last)
		}
		x.starts = append(x.starts, uint32(len(x.postings)))
	}
}
