package retrieval_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/retrieval"
)

// generated makes releases of about 60 words in one chunk each, from 5,000 made-up
// words that are as unevenly common as words are. The same n gives the same ones.
func generated(n int) []release.Release {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	zipf := rand.NewZipf(random, 1.1, 4, 4999)
	words := func(count int) string {
		out := make([]string, count)
		for i := range out {
			out[i] = coined(int(zipf.Uint64()))
		}
		return strings.Join(out, " ")
	}
	releases := make([]release.Release, n)
	for i := range releases {
		title := words(6)
		body := words(30) + ". " + words(30) + "."
		releases[i] = rel(fmt.Sprintf("g%05d", i), "2025-01-01", title, body)
		releases[i].Date = releases[i].Date.AddDays(i % 350)
	}
	return releases
}

// coined spells a number in syllables.
func coined(n int) string {
	var b strings.Builder
	for n += 50; n > 0; n /= 20 {
		b.WriteByte("bdfgklmnprstvzhjcwqx"[n%20])
		b.WriteByte("aeiou"[n%5])
	}
	return b.String()
}

// queries is eight-term questions of words that are neither the commonest nor
// the rarest.
func queries(n int) []string {
	random := rand.New(rand.NewPCG(2, 2))
	out := make([]string, n)
	for i := range out {
		terms := make([]string, 8)
		for j := range terms {
			terms[j] = coined(20 + random.IntN(400))
		}
		out[i] = strings.Join(terms, " ")
	}
	return out
}

func BenchmarkUnderstand(b *testing.B) {
	v := sampleView(b)
	for i := 0; b.Loop(); i++ {
		understand(v, ranked[i%len(ranked)])
	}
}

func BenchmarkChunks(b *testing.B) {
	r := rel("r", "2025-12-18", "Long", sentencesOf(400, 17))
	b.SetBytes(int64(len(r.Body)))
	for b.Loop() {
		retrieval.Chunks(r)
	}
}
