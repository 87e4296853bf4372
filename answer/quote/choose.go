package quote

import (
	"regexp"
	"slices"
	"sort"

	"motirbot/retrieval"
)

const (
	maxSentences = 4
	maxLetters   = 900 // about a phone's screen
	// leastOwn is the share of the question that a sentence rich in names has to
	// hold: lists of other things are everywhere.
	leastOwn = 0.2
)

// choose picks the fewest sentences that together say what the question asks
// for: the best one, then others as long as each adds something that is not
// said yet. They come back in the order of rank and text, the best one first
// where the others read on without it, with the source of the best one, -1
// where there is none.
func choose(q retrieval.Query, units []retrieval.QueryTerm, sources []source, limit int) (chosen []rating, best int) {
	ratings := rate(q, units, sources)
	sort.SliceStable(ratings, func(i, j int) bool { return ratings[i].score > ratings[j].score })
	if len(ratings) == 0 {
		return nil, -1
	}
	picked := newPick(q, units, sources)
	picked.take(ratings[0])
	for _, r := range ratings[1:] {
		if len(picked.ratings) >= limit || r.score < 0.45*ratings[0].score {
			break
		}
		if picked.letters+len(sources[r.source].sentences[r.sentence].text) > maxLetters {
			continue
		}
		if picked.worth(r, ratings[0]) {
			picked.take(r)
		}
	}
	return bestFirst(sources, picked.inOrder(), ratings[0]), ratings[0].source
}

// pick is a set of sentences being put together.
type pick struct {
	units   []retrieval.QueryTerm
	sources []source
	ratings []rating
	met     []float64 // how well each unit is met so far
	total   float64
	letters int
	subject int // where in the question "on batteries" begins
}

// onSubject finds the last "on" or "about" of a question for what was said, or
// that of a follow-up: in "what is built on the island" it tells where.
var onSubject = regexp.MustCompile(`(?i)^(?:and )?(?:what |how )?(?:on|about)\s|\b(?:ask|says?|said|tell|told|agree|propos|promis|request|demand|complain|discuss|talk|announce|decide|raise|voice)[a-z]*\b.*\b(?:on|about|regarding|concerning)\s`)

func newPick(q retrieval.Query, units []retrieval.QueryTerm, sources []source) *pick {
	p := &pick{units: units, sources: sources, met: make([]float64, len(units)), total: information(units), subject: len(q.Text)}
	if loc := onSubject.FindStringIndex(q.Text); loc != nil {
		p.subject = loc[1]
	}
	return p
}

func (p *pick) take(r rating) {
	s := p.sources[r.source].sentences[r.sentence]
	p.ratings = append(p.ratings, r)
	p.letters += len(s.text)
	for i, u := range p.units {
		p.met[i] = max(p.met[i], u.Match(s.bag))
	}
}

// worth reports whether a further sentence earns its place. Of the release
// that answers best, it has to meet something still unmet or hold more of what
// is asked for; another release has to add a good deal.
func (p *pick) worth(r, best rating) bool {
	if p.total == 0 {
		return false
	}
	gain := 0.0
	bag := p.sources[r.source].sentences[r.sentence].bag
	for i, u := range p.units {
		if u.Plain {
			continue // every release is of Korea, and most are from Seoul
		}
		gain += max(0, u.Match(bag)-p.met[i]) * u.IDF / p.total
	}
	if r.source == best.source && p.sources[r.source].sentences[r.sentence].row {
		return gain >= 0.05 // every row of a table has the words of its heads
	}
	if r.source == best.source {
		return gain >= 0.05 || !p.strays(bag, best) && (r.detail >= 0.6 && r.own >= leastOwn || r.fits && r.score >= 0.8*best.score)
	}
	return gain >= 0.25 && r.fits
}

// strays reports whether a sentence says nothing on what the question is on,
// where the best one does: asked about batteries, what was said on steel.
func (p *pick) strays(bag retrieval.Bag, best rating) bool {
	on := false
	for _, u := range p.units {
		if u.Start < p.subject || u.Plain || u.Match(p.sources[best.source].sentences[best.sentence].bag) == 0 {
			continue
		}
		if on = true; u.Match(bag) > 0 {
			return false
		}
	}
	return on
}

func (p *pick) inOrder() []rating {
	slices.SortStableFunc(p.ratings, func(a, b rating) int {
		if a.source != b.source {
			return a.source - b.source
		}
		return a.sentence - b.sentence
	})
	return p.ratings
}

// bestFirst moves the best sentence to the front: a reader wants the answer
// before its circumstances. Where a sentence points back to the one before it,
// the order of the text stays.
func bestFirst(sources []source, chosen []rating, best rating) []rating {
	for _, r := range chosen {
		if pointsBack.MatchString(sources[r.source].sentences[r.sentence].text) {
			return chosen
		}
	}
	i := slices.IndexFunc(chosen, func(r rating) bool { return r.source == best.source && r.sentence == best.sentence })
	if i <= 0 {
		return chosen
	}
	return slices.Insert(slices.Delete(chosen, i, i+1), 0, best)
}
