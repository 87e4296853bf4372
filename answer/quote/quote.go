// Package quote answers in the releases' own sentences: it chooses the few that
// say what a question asks for, and says where none does.
package quote

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

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
	ReasonOtherMinistry Reason = "other_ministry" // another ministry's business
	ReasonFalsePremise  Reason = "false_premise"  // the releases contradict the question
	ReasonUngrounded    Reason = "ungrounded"     // nothing the model wrote was borne out
)

// Verdict says whether the releases hold what is asked, and if not, why.
type Verdict struct {
	Reason  Reason
	Missing string // the words of the question that no release bears out
}

// Sentence is a sentence of a release.
type Sentence struct {
	Passage retrieval.Passage // that holds it: title, date, link
	Text    string            // as it is shown
	Quote   string            // as it stands in the release
}

// Answer chooses sentences of the passages that answer a query. With another
// verdict than ReasonNone they do not, and are what comes nearest. The error is
// the context's or the index's.
func Answer(ctx context.Context, view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) ([]Sentence, Verdict, error) {
	passages = inFull(view, passages)
	var s said
	if len(q.Subqueries) > 1 {
		used, err := s.addSides(ctx, view, q)
		if err != nil {
			return nil, Verdict{}, err
		}
		return s.sentences, judge(q, q.Terms, together(used)), nil
	}
	sources := gather(q, q.Terms, passages)
	if q.Compares && len(sources) > 1 && sources[1].cover >= 0.8*sources[0].cover {
		s.addBest(q, q.Terms, sources[:1], perSide(2))
		s.addBest(q, q.Terms, sources[1:2], perSide(2))
		return s.sentences, judge(q, q.Terms, together(sources[:2])), nil
	}
	best := s.addBest(q, q.Terms, sources, maxSentences)
	return s.sentences, judge(q, q.Terms, best), nil
}

// said is the sentences chosen so far.
type said struct {
	sentences []Sentence
	named     []string // issuers that have been introduced
}

// add adds a sentence, once.
func (s *said) add(src source, one sentence) {
	if slices.ContainsFunc(s.sentences, func(k Sentence) bool { return k.Quote == one.quote }) {
		return
	}
	s.sentences = append(s.sentences, s.shown(src, one))
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
func (s *said) shown(src source, one sentence) Sentence {
	text := ownMarker.ReplaceAllString(one.text, "($1)")
	issuer := src.passage.Issuer
	switch introduced := introduction(issuer); {
	case introduced == nil:
	case slices.Contains(s.named, issuer.Label()):
		text = introduced.ReplaceAllString(text, "")
	case introduced.MatchString(text):
		s.named = append(s.named, issuer.Label())
	}
	return Sentence{Passage: src.passage, Text: text, Quote: one.quote}
}

// addSides answers a comparing question side by side, each from a release of
// its own where there is one.
func (s *said) addSides(ctx context.Context, view *retrieval.View, q retrieval.Query) ([]source, error) {
	var used []source
	taken := map[release.ID]bool{}
	for _, side := range q.Subqueries {
		passages, err := view.SearchSubquery(ctx, q, side)
		if _, ok := errors.AsType[*retrieval.WordsOnlyError](err); err != nil && !ok {
			return nil, err
		}
		sources := gather(q, side.Terms, passages)
		if len(sources) == 0 {
			continue
		}
		chosen := ofItsOwn(sources, taken)
		taken[chosen.passage.ReleaseID] = true
		used = append(used, chosen)
		s.addBest(q, side.Terms, []source{chosen}, perSide(len(q.Subqueries)))
	}
	return used, nil
}

// ofItsOwn returns the best source that no other side has taken, unless it is
// much worse than the best.
func ofItsOwn(sources []source, taken map[release.ID]bool) source {
	for _, src := range sources[:min(len(sources), 3)] {
		if !taken[src.passage.ReleaseID] && src.score >= 0.8 && src.cover >= 0.8*sources[0].cover {
			return src
		}
	}
	return sources[0]
}

// perSide is how many sentences each of so many sides gets.
func perSide(sides int) int {
	if sides > 2 {
		return 2
	}
	return 3
}

// addBest adds the sentences that answer best and returns the source of the
// best of them.
func (s *said) addBest(q retrieval.Query, units []retrieval.QueryTerm, sources []source, limit int) source {
	sources = sources[:min(len(sources), 3)]
	picked, best := choose(q, units, sources, limit)
	for _, r := range withContext(sources, picked) {
		src := sources[r.source]
		s.add(src, src.sentences[r.sentence])
	}
	if best < 0 {
		return source{}
	}
	return sources[best]
}
