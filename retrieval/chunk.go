package retrieval

import (
	"strings"

	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/release"
)

const (
	chunkWords   = 120 // a chunk is closed once it holds as many
	overlapWords = 30  // a sentence up to this long opens the next chunk too
)

// Chunk is a span of a release's body.
type Chunk struct{ Start, End int }

// Chunks cuts a release's body into spans of whole sentences of about 120
// words, in order. The last sentence of a chunk opens the next one as well,
// unless it is long, so that a pronoun keeps the sentence it points to. Where
// they come to be cut in another way, indexVersion has to be raised.
func Chunks(r release.Release) []Chunk {
	spans := sentences.Split(r.Body)
	sizes := make([]int, len(spans))
	for i, s := range spans {
		sizes[i] = len(strings.Fields(r.Body[s.Start:s.End]))
	}
	var chunks []Chunk
	for first := 0; first < len(spans); {
		last := lastOfChunk(sizes, first)
		chunks = append(chunks, Chunk{spans[first].Start, spans[last].End})
		if last == len(spans)-1 {
			break
		}
		overlap := last > first && sizes[last] <= overlapWords
		first = last + 1
		if overlap {
			first = last
		}
	}
	return chunks
}

// EmbedText is what is embedded for the chunk between two offsets of a
// release's body. Title and date go along, since a paragraph in the middle of a
// release seldom repeats what it is about, and so do the heads of a table that
// the chunk opens in.
func EmbedText(r release.Release, start, end int) string {
	text := r.Body[start:end]
	if heads := headsOf(r.Body, start); heads != "" {
		text = heads + "\n" + text
	}
	return r.Title + "\n" + r.Date.String() + "\n" + text
}

// headsOf returns the heads, with caption and unit, of the table whose row
// starts at an offset of a body, "" for anything else.
func headsOf(body string, start int) string {
	c, _ := tables.Of(body, start)
	return c.String()
}

// lastOfChunk returns the index of the sentence that closes the chunk opened by
// the first, given the sentences' words. A short rest of the release is taken
// along.
func lastOfChunk(sizes []int, first int) int {
	words := 0
	for i := first; i < len(sizes); i++ {
		words += sizes[i]
		if words < chunkWords {
			continue
		}
		rest := 0
		for _, n := range sizes[i+1:] {
			if rest += n; rest > chunkWords/3 {
				return i
			}
		}
		break
	}
	return len(sizes) - 1
}
