// Package archivetest makes archives as large as a ministry's out of a few
// releases, to measure on.
package archivetest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"

	"motirbot/release"
)

// Days is how many days back from the last day an archive reaches.
const Days = 25 * 365

// last is the day of an archive's newest release.
var last = release.NewDate(2025, 12, 31)

// Releases makes n releases, the newest first, each of the sentences of two or
// three of base with other words, figures and years in them: about four chunks
// each, and a vocabulary that grows as that of real texts does. The same
// arguments make the same ones.
func Releases(base []release.Release, n int) []release.Release {
	out := make([]release.Release, n)
	for i := range out {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		r := base[i%len(base)]
		day := last.AddDays(-i * Days / n)
		v := variant{random, rand.NewZipf(random, 1.3, 40, 60_000), day.Year - r.Date.Year}
		var body []string
		for words, next := 0, i; words < 350; next += 1 + random.IntN(len(base)-1) {
			part := base[next%len(base)].Body
			words += len(strings.Fields(part))
			body = append(body, v.of(part))
		}
		r.ID = release.ID(fmt.Sprintf("a%05d", i))
		r.Number, r.URL, r.Origin, r.Date = string(r.ID), fmt.Sprintf("https://example.org/%05d", i), "", day
		r.Title, r.Body = v.of(r.Title), strings.Join(body, "\n\n")
		out[i] = r
	}
	return out
}

// variant says one thing in other words.
type variant struct {
	random *rand.Rand
	coined *rand.Zipf
	years  int
}

var pieces = regexp.MustCompile(`\d+|\p{Lu}?[a-z]{5,}`)

func (v variant) of(text string) string {
	return pieces.ReplaceAllStringFunc(text, func(piece string) string {
		switch n, err := strconv.Atoi(piece); {
		case err == nil && len(piece) == 4 && piece[:2] == "20":
			return strconv.Itoa(n + v.years)
		case err == nil && len(piece) > 1:
			return strconv.Itoa(n + v.random.IntN(n+1)/2)
		case err == nil || v.random.IntN(8) > 0:
			return piece
		}
		word := Word(int(v.coined.Uint64()))
		if piece[0] >= 'A' && piece[0] <= 'Z' {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		return word
	})
}

// Word spells a number in syllables.
func Word(n int) string {
	var b strings.Builder
	for n += 50; n > 0; n /= 20 {
		b.WriteByte("bdfgklmnprstvzhjcwqx"[n%20])
		b.WriteByte("aeiou"[n%5])
	}
	return b.String()
}
