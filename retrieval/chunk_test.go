package retrieval_test

import (
	"strings"
	"testing"

	"motirbot/internal/sentences"
	"motirbot/release"
	"motirbot/retrieval"
)

// checkChunks reports what no cutting may do: chunks are spans of whole
// sentences, in order, that together leave no sentence out.
func checkChunks(t testing.TB, r release.Release, chunks []retrieval.Chunk) {
	t.Helper()
	spans := sentences.Split(r.Body)
	starts, ends := map[int]int{}, map[int]int{}
	for i, s := range spans {
		starts[s.Start], ends[s.End] = i, i
	}
	covered := -1 // the last sentence that a chunk holds
	for i, c := range chunks {
		first, starting := starts[c.Start]
		last, ending := ends[c.End]
		switch {
		case !starting || !ending || last < first:
			t.Fatalf("chunk %d cuts a sentence: %q", i, r.Body[c.Start:c.End])
		case first > covered+1 || first < covered || last <= covered:
			t.Fatalf("chunk %d holds sentences %d to %d after %d", i, first, last, covered)
		}
		covered = last
	}
	if covered != len(spans)-1 {
		t.Fatalf("the chunks end at sentence %d of %d", covered, len(spans)-1)
	}
}

func TestChunks(t *testing.T) {
	for _, c := range []struct {
		name   string
		body   string
		chunks int
	}{
		{"a sentence", "It opened.", 1},
		{"a word", "Opened", 1},
		{"as many words as a chunk", sentencesOf(12, 10), 1},
		{"a short rest goes along", sentencesOf(15, 10), 1},
		{"a long rest makes a second", sentencesOf(20, 10), 2},
		{"a sentence longer than a chunk", sentencesOf(1, 500), 1},
		{"sentences longer than a chunk", sentencesOf(3, 200), 3},
		{"no full stop in a long text", strings.Repeat("word ", 1000), 1},
		{"huge", sentencesOf(1100, 10), 100},
		{"lines", strings.Repeat("△ a point of four\n\n", 100), 4},
		{"white space", " \n ", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := rel("r", "2025-12-18", "A title", c.body)
			chunks := retrieval.Chunks(r)
			checkChunks(t, r, chunks)
			if len(chunks) != c.chunks {
				t.Errorf("%d chunks, want %d", len(chunks), c.chunks)
			}
		})
	}
}

func TestChunkSizes(t *testing.T) {
	for _, r := range append(sampleReleases(t), rel("long", "2025-12-18", "Long", sentencesOf(400, 17))) {
		chunks := retrieval.Chunks(r)
		checkChunks(t, r, chunks)
		for i, c := range chunks[:max(0, len(chunks)-1)] {
			if n := len(strings.Fields(r.Body[c.Start:c.End])); n < retrieval.MaxChunkWords || n > 2*retrieval.MaxChunkWords {
				t.Errorf("%s: chunk %d of %d words", r.ID, i, n)
			}
		}
	}
}

// A sentence that opens with a pronoun needs the one before it, but a long one
// would be paid twice for little.
func TestChunkOverlap(t *testing.T) {
	for _, c := range []struct {
		name    string
		words   int // of each sentence
		overlap bool
	}{
		{"short sentences", 10, true},
		{"as long as overlap allows", retrieval.OverlapWords, true},
		{"longer", retrieval.OverlapWords + 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			chunks := retrieval.Chunks(rel("r", "2025-12-18", "A title", sentencesOf(60, c.words)))
			for i := 1; i < len(chunks); i++ {
				if overlap := chunks[i].Start < chunks[i-1].End; overlap != c.overlap {
					t.Errorf("chunk %d opens with the sentence before: %t", i, overlap)
				}
			}
		})
	}
}

func TestEmbedText(t *testing.T) {
	r := rel("r", "2025-12-18", "A title", "It opened.")
	if got := retrieval.EmbedText(r, 0, len(r.Body)); got != "A title\n2025-12-18\nIt opened." {
		t.Errorf("%q", got)
	}
}

func FuzzChunks(f *testing.F) {
	f.Add("A title", "It opened. It closed.")
	f.Add("", sentencesOf(40, 12))
	f.Add("제목", "회의가 열렸다.\n△ 구리\n\n△ 양국")
	f.Add("\xff", "\xff. A \u2028 b")
	f.Fuzz(func(t *testing.T, title, body string) {
		r := rel("r", "2025-12-18", title, body)
		checkChunks(t, r, retrieval.Chunks(r))
	})
}
