package retrieval

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"motirbot/release"
)

const (
	depth       = 100 // releases taken from each ranking
	perRelease  = 3   // passages of one release, at most
	maxReleases = 10
	narrower    = 0.9 // for a topic in a title that was not asked for

	// What each ranking counts in the fusion. The lexical ones know names and
	// figures, the vectors typing errors and word forms.
	weightChunks  = 1.0
	weightWholes  = 1.0
	weightVectors = 0.5
)

// ranked is a release of a ranking.
type ranked struct {
	record int
	score  float64
	chunks []int // its chunks, best first
}

// WordsOnlyError comes beside passages that were found by words alone, for the
// question could not be embedded.
type WordsOnlyError struct{ Err error }

func (e *WordsOnlyError) Error() string { return "searched by words alone: " + e.Err.Error() }

// Unwrap returns the embedder's error.
func (e *WordsOnlyError) Unwrap() error { return e.Err }

// wordsOnly tells the error that is no reason to stop.
func wordsOnly(err error) bool {
	_, ok := errors.AsType[*WordsOnlyError](err)
	return ok
}

// Search returns passages for a query, best release first, the passages of one
// release together and at most perRelease of them. It returns none where
// nothing matches or the period holds no release. Beside passages the error may
// be a *WordsOnlyError.
func (v *View) Search(ctx context.Context, q Query) ([]Passage, error) {
	if len(q.Subqueries) > 1 {
		return v.searchSubqueries(ctx, q)
	}
	releases, err := v.rank(ctx, q, q.Terms, q.Times)
	return v.passages(releases), err
}

// searchSubqueries looks for each subquery by itself and deals the results in turn.
func (v *View) searchSubqueries(ctx context.Context, q Query) ([]Passage, error) {
	rankings := make([][]ranked, 0, len(q.Subqueries)+1)
	var degraded error
	for _, subquery := range q.Subqueries {
		ranking, err := v.rankSubquery(ctx, q, subquery)
		if err != nil && !wordsOnly(err) {
			return nil, err
		}
		degraded = cmp.Or(degraded, err)
		rankings = append(rankings, ranking)
	}
	return v.passages(deal(rankings)), degraded
}

// SearchSubquery returns the passages of one subquery of a comparing question. After
// Search of the same question it costs nothing. Its errors are those of Search.
func (v *View) SearchSubquery(ctx context.Context, q Query, subquery Subquery) ([]Passage, error) {
	releases, err := v.rankSubquery(ctx, q, subquery)
	return v.passages(releases), err
}

// rankSubquery ranks the releases for a subquery, once.
func (v *View) rankSubquery(ctx context.Context, q Query, subquery Subquery) ([]ranked, error) {
	if subquery.found == nil { // not one of Understand's
		return v.rank(ctx, q, subquery.Terms, subquery.Times)
	}
	subquery.found.mu.Lock()
	defer subquery.found.mu.Unlock()
	if subquery.found.view == v {
		return subquery.found.releases, nil
	}
	releases, err := v.rank(ctx, q, subquery.Terms, subquery.Times)
	if err == nil {
		subquery.found.view, subquery.found.releases = v, releases
	}
	return releases, err
}

// deal takes the first of each ranking, then the second of each, and so on.
func deal(rankings [][]ranked) []ranked {
	var out []ranked
	seen := map[int]bool{}
	for i := range maxReleases {
		for _, ranking := range rankings {
			if i < len(ranking) && !seen[ranking[i].record] {
				seen[ranking[i].record] = true
				out = append(out, ranking[i])
			}
		}
	}
	return out[:min(len(out), maxReleases)]
}

// rank fuses the lexical and the vector rankings into one of releases.
func (v *View) rank(ctx context.Context, q Query, terms []QueryTerm, times []TimeExpr) ([]ranked, error) {
	admitted := v.admitted(q)
	c, err := v.candidates(ctx, q, terms, depth, admitted)
	if err != nil && !wordsOnly(err) {
		return nil, err
	}
	f := newFusion()
	if q.about != nil && len(c.parts)+len(c.wholes) == 0 {
		c.wholes, c.near = v.onTopic(q, admitted), nil // the question's own words say nothing
	}
	f.addChunks(v, c.parts, weightChunks)
	f.addReleases(c.wholes, weightWholes)
	f.addChunks(v, c.near, weightVectors)
	out := f.ranking()
	v.adjust(q, times, out)
	return v.favoured(q, out), err
}

// onTopic ranks the releases on the topic that is asked for by how much they are
// about it.
func (v *View) onTopic(q Query, admitted []bool) []hit {
	var all []hit
	for i, about := range v.aboutnesses(q.about) {
		if admitted[i] {
			all = append(all, hit{i, about})
		}
	}
	return headOf(all, nil, depth)
}

// candidates is what each index finds by itself, best first.
type candidates struct {
	parts  []hit // chunks, by their words
	wholes []hit // releases, by their words
	near   []hit // chunks, by their vectors
}

// candidates searches the indexes for at most depth releases each of those
// admitted. The vectors are asked with the words of the question that carry
// meaning, mended where they were misspelt.
func (v *View) candidates(ctx context.Context, q Query, terms []QueryTerm, depth int, admitted []bool) (candidates, error) {
	var c candidates
	inUse := func(segment int) bool {
		first := v.firstRecord[segment]
		return slices.Contains(admitted[first:first+len(v.segments[segment].records)], true)
	}
	scores, err := v.parts.search(ctx, terms, inUse)
	if err != nil {
		return c, err
	}
	c.parts = headOf(scored(scores, func(doc int) bool { return admitted[v.owner[doc]] }), v.owner, depth)
	if scores, err = v.wholes.search(ctx, terms, inUse); err != nil {
		return c, err
	}
	c.wholes = headOf(scored(scores, func(doc int) bool { return admitted[doc] }), nil, depth)
	if v.without[AblateVectors] || v.dim == 0 {
		return c, nil
	}
	vectors, err := v.embedder.Embed(ctx, []string{embedQuery(q, terms)})
	if ctx.Err() != nil {
		return c, ctx.Err()
	}
	if err != nil {
		return c, &WordsOnlyError{err}
	}
	c.near, err = v.near(ctx, vectors[0], admitted, depth)
	return c, err
}

// scored returns the documents with a score that keep accepts.
func scored(scores []float64, keep func(doc int) bool) []hit {
	n := 0
	for _, score := range scores {
		if score > 0 {
			n++
		}
	}
	hits := make([]hit, 0, n)
	for doc, score := range scores {
		if score > 0 && keep(doc) {
			hits = append(hits, hit{doc, score})
		}
	}
	return hits
}

func embedQuery(q Query, terms []QueryTerm) string {
	text := ""
	for _, t := range terms {
		text += cmp.Or(t.Corrected, t.Text) + " "
	}
	return cmp.Or(text, q.Text)
}

// admitted tells of each record whether it exists as of the day of asking, lies
// in the period asked about and is on the topic asked for.
func (v *View) admitted(q Query) []bool {
	admitted := make([]bool, len(v.records))
	about := v.aboutnesses(q.about)
	for i := v.later(q.AsOf); i < len(admitted); i++ {
		r := v.records[i]
		admitted[i] = q.Period.Contains(r.Date) && (q.Only == nil || slices.Contains(q.Only, r.ID)) &&
			v.speaks(q.subjects, i) && (q.about == nil || about[i] >= mentions)
	}
	return admitted
}

// fusion adds up rankings of releases, each score as a share of its ranking's
// best: the convex combination of Bruch, Gai and Ingber (2023), "An Analysis of
// Fusion Functions for Hybrid Retrieval". Reciprocal rank fusion (Cormack et al.
// 2009), which forgets by how much the first is better than the second, was
// measured on the same sets and lost to it. fusion remembers which chunks of a
// release ranked best.
type fusion struct {
	releases map[int]float64
	chunks   map[int]map[int]float64
}

func newFusion() *fusion {
	return &fusion{releases: map[int]float64{}, chunks: map[int]map[int]float64{}}
}

// addReleases adds a ranking of releases.
func (f *fusion) addReleases(hits []hit, weight float64) {
	for _, h := range hits {
		f.releases[h.doc] += weight * h.score / hits[0].score
	}
}

// addChunks adds a ranking of chunks. A release counts as its best chunk does,
// so that many chunks of one release push nobody down.
func (f *fusion) addChunks(v *View, hits []hit, weight float64) {
	best := map[int]float64{}
	for _, h := range hits {
		record, share := int(v.owner[h.doc]), weight*h.score/hits[0].score
		if f.chunks[record] == nil {
			f.chunks[record] = map[int]float64{}
		}
		f.chunks[record][h.doc] += share
		best[record] = max(best[record], share)
	}
	for record, share := range best {
		f.releases[record] += share
	}
}

// ranking returns the releases best first, ties newest first, each with its
// chunks best first.
func (f *fusion) ranking() []ranked {
	out := make([]ranked, 0, len(f.releases))
	for record, score := range f.releases {
		scores := f.chunks[record]
		chunks := slices.SortedFunc(maps.Keys(scores), func(a, b int) int {
			return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b)
		})
		out = append(out, ranked{record: record, score: score, chunks: chunks})
	}
	sortRanked(out)
	return out
}

// sortRanked relies on records being numbered newest first.
func sortRanked(out []ranked) {
	slices.SortFunc(out, func(a, b ranked) int { return cmp.Or(cmp.Compare(b.score, a.score), a.record-b.record) })
}

// adjust weighs the times named and newness in, and sorts again.
func (v *View) adjust(q Query, times []TimeExpr, out []ranked) {
	q.Newest = q.Newest && !v.without[AblateNewness]
	for i := range out {
		r := v.records[out[i].record]
		out[i].score *= v.timeFactor(q, times, out[i].record) * v.breadth(q, out[i].record)
		if q.Newest {
			out[i].score *= newness(r.Date, q.AsOf, 90)
		} else {
			out[i].score *= 0.9 + 0.1*newness(r.Date, q.AsOf, 730)
		}
	}
	sortRanked(out)
	if q.Wants == WantsLatest && !v.without[AblateNewness] {
		for i := range out {
			out[i].score = v.Salience(q, v.records[out[i].record].ID)
		}
		sortRanked(out)
	}
}

// favoured raises the releases of earlier turns, found or not.
func (v *View) favoured(q Query, out []ranked) []ranked {
	top := 1.0
	if len(out) > 0 {
		top = out[0].score
	}
	for id, worth := range q.favours {
		record := v.byID[id]
		at := slices.IndexFunc(out, func(r ranked) bool { return r.record == record })
		if at < 0 {
			at, out = len(out), append(out, ranked{record: record})
		}
		out[at].score += favour * worth * top
	}
	sortRanked(out)
	return out
}

// breadth is below 1 for a release whose title narrows its subject down to
// topics that the question leaves open: asked for exports, those of cars are a part.
func (v *View) breadth(q Query, record int) float64 {
	factor := 1.0
	for _, concept := range v.records[record].titled {
		topic, ok := v.topics.of(concept)
		if !ok || topic.Usual || slices.ContainsFunc(q.Terms, func(u QueryTerm) bool {
			return slices.ContainsFunc(u.Expansions, func(e Expansion) bool { return e.Term == concept })
		}) {
			continue
		}
		factor *= narrower
	}
	return max(factor, narrower*narrower)
}

// passages takes the best chunks of the best releases.
func (v *View) passages(releases []ranked) []Passage {
	var out []Passage
	for _, r := range releases[:min(len(releases), maxReleases)] {
		chunks := r.chunks
		if len(chunks) == 0 {
			chunks = v.chunksOf(r.record)
		}
		out = append(out, v.passagesOf(r.record, chunks[:min(len(chunks), perRelease)], r.score)...)
	}
	return out
}

// chunksOf returns the chunks of a record, in order.
func (v *View) chunksOf(record int) []int {
	at := v.segmentOf(record)
	var chunks []int
	for c := v.records[record].first; c < v.records[record].last; c++ {
		chunks = append(chunks, v.firstChunk[at]+c)
	}
	return chunks
}

// passagesOf reads chunks of a record.
func (v *View) passagesOf(record int, chunks []int, score float64) []Passage {
	at, r := v.segmentOf(record), v.text(record)
	var out []Passage
	for _, chunk := range chunks {
		chunk -= v.firstChunk[at]
		c := v.segments[at].chunks[chunk]
		if c.End > len(r.Body) {
			continue // its text is gone or could not be read
		}
		out = append(out, Passage{
			ReleaseID: r.ID, Title: r.Title, Date: r.Date, URL: r.URL, Revision: r.Revision,
			Issuer: r.Issuer, About: v.about(r.Release), Seq: chunk - v.records[record].first,
			Start: c.Start, End: c.End, Text: r.Body[c.Start:c.End], Heads: headsOf(r.Body, c.Start), Score: score,
		})
	}
	return out
}

// Passages returns every chunk of a release, in order.
func (v *View) Passages(id release.ID) []Passage {
	record, ok := v.byID[id]
	if !ok {
		return nil
	}
	return v.passagesOf(record, v.chunksOf(record), 0)
}

// Lead returns the first passage of a release, for lists.
func (v *View) Lead(id release.ID) (Passage, bool) {
	record, ok := v.byID[id]
	if !ok {
		return Passage{}, false
	}
	chunks := v.chunksOf(record)
	out := v.passagesOf(record, chunks[:min(1, len(chunks))], 0)
	if len(out) == 0 {
		return Passage{}, false
	}
	return out[0], true
}
