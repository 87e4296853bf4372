// Package quote answers in the releases' own sentences. Every sentence of the
// first releases that a search found is a candidate; a model that was fitted on
// questions with known answers grades them, chooses one to three, and tells how
// probable it is that they answer.
package quote

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"motirbot/release"
	"motirbot/retrieval"
)

// Reason says why an answer was withheld. It is stable: programs may test it.
type Reason string

// Why an answer was withheld.
const (
	ReasonNone          Reason = ""
	ReasonEmptyIndex    Reason = "empty_index"    // nothing is indexed
	ReasonNoEvidence    Reason = "no_evidence"    // the releases do not hold it
	ReasonUnknownName   Reason = "unknown_name"   // a name the index has never heard of
	ReasonOutsidePeriod Reason = "outside_period" // nothing indexed in the period asked about
	ReasonFuture        Reason = "future"         // asks about days to come
	ReasonUngrounded    Reason = "ungrounded"     // nothing the model wrote was borne out
	ReasonNoReason      Reason = "no_reason"      // what was said before holds, and no reason is given for it
)

// Verdict says whether the releases hold what is asked, and if not, why.
type Verdict struct {
	Reason  Reason
	Missing string // the words of the question that no release bears out
}

// Sentence is a sentence of a release, or two where one leans on the other.
type Sentence struct {
	Passage retrieval.Passage // of the release: title, date, link
	Text    string            // as it is shown
	Quote   string            // as it stands in the release
	P       float64           // how probable it is that it answers
	Bold    []Stress          // what answers, in the first sentence of an answer
}

// Quoter chooses sentences. It remembers the releases it has read, and is safe
// for concurrent use.
type Quoter struct {
	model Model
	read  *lru.Cache[edition, *document]
}

// edition is one text of a release.
type edition struct {
	id       release.ID
	revision int
	about    string
}

// remembered is how many releases are kept as they were read.
const remembered = 512

// New returns a Quoter that grades with a model.
func New(model Model) *Quoter {
	read, err := lru.New[edition, *document](remembered)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &Quoter{model: model, read: read}
}

// With returns a Quoter that grades with another model and shares what was read.
func (k *Quoter) With(model Model) *Quoter { return &Quoter{model: model, read: k.read} }

// Evidence is the candidates for a question's answer.
type Evidence struct {
	Query retrieval.Query
	Parts []Part // one, or one for each subquery of a comparison
}

// Part is the candidates for one subquery.
type Part struct {
	Candidates []Candidate
	asked      asked
}

// mostReleases is how many releases are read for an answer.
const mostReleases = 8

// Evidence reads the first releases of the passages found for a query. The
// error is the context's or the index's.
func (k *Quoter) Evidence(ctx context.Context, view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) (Evidence, error) {
	e := Evidence{Query: q}
	for _, sub := range q.Subqueries {
		found, err := view.SearchSubquery(ctx, q, sub)
		if _, ok := errors.AsType[*retrieval.WordsOnlyError](err); err != nil && !ok {
			return Evidence{}, err
		}
		e.Parts = append(e.Parts, k.part(view, newAsked(q, sub.Terms, sub.Times), found))
	}
	if len(e.Parts) == 0 {
		e.Parts = []Part{k.part(view, newAsked(q, q.Terms, q.Times), passages)}
	}
	return e, nil
}

func (k *Quoter) part(view *retrieval.View, a asked, passages []retrieval.Passage) Part {
	part := Part{asked: a}
	for _, d := range k.documents(view, a.query, passages, mostReleases) {
		part.Candidates = append(part.Candidates, a.candidates(d)...)
	}
	return part
}

// documents reads the first releases of a ranking.
func (k *Quoter) documents(view *retrieval.View, q retrieval.Query, passages []retrieval.Passage, most int) []ranked {
	var out []ranked
	for len(passages) > 0 && len(out) < most {
		id, n := passages[0].ReleaseID, 1
		for n < len(passages) && passages[n].ReleaseID == id {
			n++
		}
		own := passages[:n]
		passages = passages[n:]
		record, ok := view.Record(id)
		if !ok {
			continue
		}
		d := ranked{passage: own[0], body: record.Body, rank: len(out), score: 1}
		if len(out) > 0 && out[0].passage.Score > 0 {
			d.score = own[0].Score / out[0].passage.Score
		}
		key := edition{id, record.Revision, own[0].About}
		if d.document, ok = k.read.Get(key); !ok {
			d.document = read(q, record, own[0].About, own)
			if len(record.Body) <= maxRead {
				k.read.Add(key, d.document)
			}
		}
		out = append(out, d)
	}
	for i := range out {
		for j := range out {
			if out[j].passage.Date.After(out[i].passage.Date) {
				out[i].newer++
			}
		}
	}
	return out
}

// Answer chooses sentences of the passages that answer a query. With another
// verdict than ReasonNone they do not, and are what comes nearest. The error is
// the context's or the index's.
func (k *Quoter) Answer(ctx context.Context, view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) ([]Sentence, Verdict, error) {
	if s, ok := k.office(view, q); ok {
		return []Sentence{s}, Verdict{}, nil
	}
	e, err := k.Evidence(ctx, view, q, passages)
	if err != nil {
		return nil, Verdict{}, err
	}
	why := q.Asks == retrieval.AsksWhy && q.Follows
	if why && !e.onlyReasons() {
		return nil, whyNot(q), nil
	}
	var s said
	for _, part := range e.Parts {
		for i, g := range k.model.choose(part, len(e.Parts)) {
			s.add(g)
			if i == 0 {
				best := &s.sentences[len(s.sentences)-1]
				best.Bold = part.asked.stressed(best.Text, best.Passage.Date)
			}
		}
	}
	verdict := k.judge(e)
	if q.Asks == retrieval.AsksWhy && verdict.Reason == ReasonNone && !slices.ContainsFunc(s.sentences, func(s Sentence) bool { return happened(view, q, s) }) {
		verdict.Reason = ReasonNoEvidence
	}
	if why && verdict.Reason == ReasonNoEvidence {
		verdict = whyNot(q)
	}
	return s.sentences, verdict, nil
}

// happened reports whether the release of a sentence has all the words of a
// question: it does not say why something was done of which it does not tell.
func happened(view *retrieval.View, q retrieval.Query, s Sentence) bool {
	rec, ok := view.Record(s.Passage.ReleaseID)
	bag := q.Bag(s.Passage.About + "\n" + rec.Body)
	return ok && !slices.ContainsFunc(q.Terms, func(t retrieval.QueryTerm) bool { return !t.Plain && t.Match(bag) == 0 })
}

// whyNot is the verdict where no reason is given: of a bare "why?" that what was
// said holds without one, of any other question only that nothing answers it.
func whyNot(q retrieval.Query) Verdict {
	if q.Only != nil {
		return Verdict{Reason: ReasonNoReason}
	}
	return Verdict{Reason: ReasonNoEvidence}
}

// onlyReasons drops what gives no reason: who asks why of an answer has been
// told the rest. It reports whether anything is left.
func (e Evidence) onlyReasons() bool {
	left := false
	for i, part := range e.Parts {
		e.Parts[i].Candidates = slices.DeleteFunc(part.Candidates, func(c Candidate) bool {
			return !slices.ContainsFunc(c.doc.sentences[c.first:c.last+1], func(s sentence) bool { return s.facts&reason != 0 })
		})
		left = left || len(e.Parts[i].Candidates) > 0
	}
	return left
}

// What an answer may hold at most.
const (
	mostSentences = 3
	mostWords     = 150
)

// choose returns the sentences to be quoted, the best first and the others by
// release, in the order of its text: as many as it takes until one of them is
// probably the answer.
func (m Model) choose(part Part, parts int) []graded {
	grades := m.grade(part.Candidates)
	var chosen []graded
	limit, words, mass := mostSentences, 0, 0.0
	if part.asked.query.Asks == retrieval.AsksSummary && len(grades) > 0 {
		return summary(grades)
	}
	if parts > 1 {
		limit = max(1, mostSentences+1-parts)
	}
	for _, g := range grades {
		if len(chosen) == limit || mass >= m.Enough {
			break
		}
		if at := slices.IndexFunc(chosen, g.overlaps); at >= 0 {
			if g.first <= chosen[at].first && g.last >= chosen[at].last {
				chosen[at].Candidate = g.Candidate // the same, and what leans on it
			}
			mass += g.p
			continue
		}
		n := len(strings.Fields(g.Text))
		if len(chosen) > 0 && (words+n > mostWords || g.p < 0.1*chosen[0].p) {
			continue
		}
		chosen = append(chosen, g)
		words += n
		mass += g.p
	}
	rank := func(id release.ID) int {
		return slices.IndexFunc(chosen, func(g graded) bool { return g.Release == id })
	}
	if len(chosen) > 2 {
		order := map[release.ID]int{}
		for _, g := range chosen {
			order[g.Release] = rank(g.Release)
		}
		slices.SortStableFunc(chosen[1:], func(a, b graded) int {
			if a.Release != b.Release {
				return order[a.Release] - order[b.Release]
			}
			return a.first - b.first
		})
	}
	return chosen
}

// overlaps reports whether two candidates share a sentence, or say the same.
func (g graded) overlaps(o graded) bool {
	if g.doc == o.doc {
		return g.first <= o.last && o.first <= g.last
	}
	return g.Text == o.Text
}

// judge withholds an answer that is too improbable, and says what was missing.
func (k *Quoter) judge(e Evidence) Verdict {
	signals := e.Signals(k.model)
	some := slices.ContainsFunc(e.Parts, func(p Part) bool { return len(p.Candidates) > 0 })
	q := e.Query
	ahead := q.Future() && signals[sigTime] == 1 // no sentence speaks of that time to come
	if some && !ahead && k.model.ProbabilityOf(signals) >= k.model.Threshold {
		return Verdict{}
	}
	missing, most := "", 0.0
	for _, part := range e.Parts {
		grades := k.model.grade(part.Candidates)
		for _, t := range part.asked.terms {
			if t.Plain {
				continue
			}
			unmet := t.IDF
			if len(grades) > 0 {
				unmet *= 1 - grades[0].doc.meets(t)
			}
			if t.Name && !t.Known && t.Corrected == "" {
				return Verdict{ReasonUnknownName, nameAt(q.Text, t)}
			}
			if unmet > most {
				missing, most = t.Text, unmet
			}
		}
	}
	if q.Future() {
		return Verdict{ReasonFuture, q.Text[q.Times[0].Start:q.Times[0].End]}
	}
	if missing == "" && signals[sigTime] > 0.5 {
		missing = q.Text[q.Times[0].Start:q.Times[0].End]
	}
	return Verdict{ReasonNoEvidence, missing}
}

// meets returns how well a release meets a term anywhere.
func (d *document) meets(t retrieval.QueryTerm) float64 {
	best := t.Match(d.title)
	for _, s := range d.sentences {
		best = max(best, t.Match(s.bag))
	}
	return best
}

var capitalRun = regexp.MustCompile(`\p{Lu}[\p{L}\p{N}&’'.-]*(?: \p{Lu}[\p{L}\p{N}&’'.-]*)*`)

// nameAt returns the whole name that a term is part of: "Elon Musk" for "Elon".
func nameAt(text string, t retrieval.QueryTerm) string {
	for _, loc := range capitalRun.FindAllStringIndex(text, -1) {
		if loc[0] <= t.Start && t.End <= loc[1] {
			return strings.Trim(text[t.Start:loc[1]], ".,'’")
		}
	}
	return t.Text
}

// said is the sentences chosen so far.
type said struct {
	sentences []Sentence
	named     []string // issuers that have been introduced
}

// add adds a candidate, once.
func (s *said) add(g graded) {
	if !slices.ContainsFunc(s.sentences, func(k Sentence) bool { return k.Quote == g.quote }) {
		s.sentences = append(s.sentences, s.shown(g))
	}
}

// introduction is how nearly every release introduces its issuer; nil where none
// is known.
func introduction(issuer release.Issuer) *regexp.Regexp {
	var names []string
	for _, name := range issuer.Names() {
		names = append(names, regexp.QuoteMeta(name))
	}
	if len(names) == 0 {
		return nil
	}
	return regexp.MustCompile(` \((?:hereinafter )?[‘'“"]?(?:` + strings.Join(names, "|") + `)[’'”"]?(?:, Minister [^()]+(?:\([^()]*\)[^()]*)?)?\)`)
}

// ownMarker finds what would pass for a marker of ours: a footnote of the
// release, or one that somebody has planted.
var ownMarker = regexp.MustCompile(`\[(\d+)\]`)

// shown takes an issuer's bracketed name out of every sentence but the first
// that has it, and puts a release's own markers into round brackets.
func (s *said) shown(g graded) Sentence {
	text := ownMarker.ReplaceAllString(g.Text, "($1)")
	issuer := g.passage.Issuer
	switch introduced := introduction(issuer); {
	case introduced == nil:
	case slices.Contains(s.named, issuer.Label()):
		text = introduced.ReplaceAllString(text, "")
	case introduced.MatchString(text):
		s.named = append(s.named, issuer.Label())
	}
	return Sentence{Passage: g.passage, Text: text, Quote: g.quote, P: g.p}
}
