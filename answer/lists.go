package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

const (
	latestLength = 3 // asked in words; the command has a count of its own
	listLength   = 5
	digestLength = 60
)

// list answers with releases: the newest on a subject, or those of a period.
func (a *Answerer) list(ctx context.Context, view *retrieval.View, q retrieval.Query, answer Answer) (Answer, error) {
	passages, err := view.Search(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	answer.Kind, answer.Passages = KindLatest, passages
	sources := subject(view, q, gather(q, q.Units, passages))
	if len(sources) == 0 {
		return refuse(answer, emptyPeriod(view, q)), nil
	}
	var d draft
	for _, src := range sources {
		answer.Items = append(answer.Items, d.item(view, q, src, len(sources)))
	}
	if v := judge(q, q.Units, evidenceOf(q, sources)); v.reason != ReasonNone {
		answer.Items = nil
		return refuse(withNearest(answer, &d, v), v), nil
	}
	answer.Citations, answer.Text = d.citations, listText(answer.Items)
	return answer, nil
}

// item puts a release on a list, with its best sentence, two on a short list.
func (d *draft) item(view *retrieval.View, q retrieval.Query, src source, listed int) Item {
	limit := 1
	if listed <= latestLength {
		limit = 2
	}
	chosen, _ := choose(q, q.Units, []source{src}, limit)
	chosen = readable(src, chosen, limit)
	var said []string
	n := 0
	for _, r := range chosen {
		s := src.sentences[r.sentence]
		n = d.cite(src, s)
		said = append(said, d.introduceOnce(s.text))
	}
	return newItem(view, n, src.passage, strings.Join(said, " "))
}

// readable leaves out what cannot be read without a sentence that the item
// lacks. Where that is the best one, it comes after the one that introduces it.
func readable(src source, chosen []rating, limit int) []rating {
	var kept []rating
	var best rating
	for i, r := range chosen {
		follows := i > 0 && chosen[i-1].sentence == r.sentence-1 && len(kept) > 0
		if r.sentence == 0 || src.alone(r.sentence) || follows {
			kept = append(kept, r)
		}
		if r.score > best.score {
			best = r
		}
	}
	if len(chosen) == 0 || slices.Contains(kept, best) {
		return kept
	}
	context := rating{source: best.source}
	if limit > 1 && src.sentences[best.sentence].leans {
		context.sentence = contextOf(src, best.sentence)
	}
	return []rating{context, best}[:min(2, limit)]
}

func newItem(view *retrieval.View, n int, p retrieval.Passage, text string) Item {
	it := Item{N: n, ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, URL: p.URL, Sentence: text}
	for _, topic := range view.TopicsOf(p.ReleaseID) {
		it.Topics = append(it.Topics, topic.Name)
	}
	return it
}

// subject keeps the releases that are about what is asked for, newest first.
// Of "latest" those count that are about it and new; of a period, all that are
// wholly about it or, where there are none, partly.
func subject(view *retrieval.View, q retrieval.Query, sources []source) []source {
	measure, floor, limit := view.Aboutness, 0.65, listLength
	if q.Wants == retrieval.WantsLatest {
		measure, floor, limit = view.Salience, 0.55, latestLength
	}
	sources = named(q, sources)
	best := 0.0
	for _, src := range sources {
		best = max(best, measure(q, src.passage.ReleaseID))
	}
	var kept []source
	for _, src := range sources {
		if m := measure(q, src.passage.ReleaseID); m >= floor*best && len(kept) < limit {
			kept = append(kept, src)
		}
	}
	slices.SortStableFunc(kept, func(a, b source) int { return b.passage.Date.Compare(a.passage.Date) })
	return kept
}

// named keeps the sources that hold every name of the question, where any do.
func named(q retrieval.Query, sources []source) []source {
	var kept []source
	for _, src := range sources {
		if !slices.ContainsFunc(q.Units, func(u retrieval.Unit) bool { return u.Name && !u.Plain && src.match(u) == 0 }) {
			kept = append(kept, src)
		}
	}
	if len(kept) == 0 {
		return sources
	}
	return kept
}

// evidenceOf is what a list is judged by: all of it where a period is asked for,
// since its releases share the question among them, else the fullest release.
func evidenceOf(q retrieval.Query, sources []source) source {
	if q.Wants == retrieval.WantsList {
		return together(sources)
	}
	return slices.MaxFunc(sources, func(a, b source) int { return cmp.Compare(a.cover, b.cover) })
}

// emptyPeriod is the verdict where a search in a period found nothing.
func emptyPeriod(view *retrieval.View, q retrieval.Query) verdict {
	if len(view.Records(q.Period, q.AsOf)) == 0 && !q.Period.IsZero() {
		return verdict{ReasonOutsidePeriod, q.Period.String()}
	}
	return verdict{reason: ReasonNoEvidence}
}

// listText writes items as lines "• date · title: sentence [n]".
func listText(items []Item) string {
	lines := make([]string, len(items))
	for i, it := range items {
		lines[i] = fmt.Sprintf("• %s · %s: %s [%d]", it.Date, unmarked(it.Title), it.Sentence, it.N)
	}
	return strings.Join(lines, "\n")
}

// digest lists every release of a period, newest first, then what several of
// them have in common.
func (a *Answerer) digest(ctx context.Context, view *retrieval.View, q retrieval.Query, answer Answer, asked Question) Answer {
	records := dated(view, asked.Topic, q.Period, q.AsOf)
	answer.Kind = KindDigest
	if len(records) == 0 {
		v := verdict{ReasonOutsidePeriod, q.Period.String()}
		answer.Passages = before(view, asked, q)
		return refuse(withNearest(answer, nil, v), v)
	}
	var d draft
	for _, r := range records[:min(len(records), digestLength)] {
		if passage, ok := view.Lead(r.ID); ok {
			answer.Passages = append(answer.Passages, passage)
			answer.Items = append(answer.Items, d.lead(view, q, passage))
		}
	}
	answer.Citations = d.citations
	answer.Text = listText(answer.Items)
	answer = a.addCommon(ctx, answer, asked.NoLLM)
	if left := len(records) - len(answer.Items); left > 0 {
		answer.Notice = fmt.Sprintf(phrases(answer.Language).more, left)
	}
	return answer
}

// dated returns the releases of a period, on a topic if one is given, newest
// first.
func dated(view *retrieval.View, topic string, period release.Period, asOf release.Date) []store.Record {
	if topic == "" {
		return view.Records(period, asOf)
	}
	records, _ := view.About(topic, period, asOf)
	slices.SortStableFunc(records, func(a, b store.Record) int { return b.Date.Compare(a.Date) })
	return records
}

// before returns the beginnings of the last releases before the end of a
// period in which there were none, and within the bounds that the asker set.
func before(view *retrieval.View, asked Question, q retrieval.Query) []retrieval.Passage {
	var leads []retrieval.Passage
	records := dated(view, asked.Topic, release.Period{From: asked.Period.From, To: q.Period.To}, q.AsOf)
	for _, r := range records[:min(len(records), nearestReleases)] {
		if passage, ok := view.Lead(r.ID); ok {
			leads = append(leads, passage)
		}
	}
	return leads
}

// lead is a release's item in a digest, with its first sentence.
func (d *draft) lead(view *retrieval.View, q retrieval.Query, passage retrieval.Passage) Item {
	src := gather(q, q.Units, []retrieval.Passage{passage})[0]
	first := src.sentences[0]
	return newItem(view, d.cite(src, first), passage, d.introduceOnce(first.text))
}

const defaultLatest = 5

// Latest lists the newest releases on a topic, newest first; those that only
// mention it follow where there are too few on it. Without a topic it lists the
// newest of all. Errors: UnknownTopicError, the context's, those of the index.
func (a *Answerer) Latest(ctx context.Context, r LatestRequest) (Answer, error) {
	began := a.cfg.Now()
	if r.AsOf.IsZero() {
		r.AsOf = release.DateOf(began)
	}
	if r.N <= 0 {
		r.N = defaultLatest
	}
	view := a.cfg.Retriever.View()
	q := view.Understand(r.Topic, retrieval.Frame{AsOf: r.AsOf, Period: r.Period})
	q.Wants = retrieval.WantsLatest
	answer := a.blank(view, q, Question{Language: r.Language})
	answer.Kind, answer.Period = KindLatest, r.Period
	if answer.Coverage.Releases == 0 {
		return refuse(answer, nothingYet(view, r.AsOf)), nil
	}
	records := view.Records(r.Period, r.AsOf)
	if r.Topic != "" {
		var known bool
		if records, known = view.About(r.Topic, r.Period, r.AsOf); !known {
			return Answer{}, &UnknownTopicError{Name: r.Topic, Nearest: view.Topics().Nearest(r.Topic, nearestTopics)}
		}
	}
	if len(records) == 0 {
		return refuse(answer, verdict{reason: ReasonNoEvidence, missing: r.Topic}), nil
	}
	var d draft
	for _, record := range records[:min(len(records), r.N)] {
		passages := view.Passages(record.ID)
		answer.Passages = append(answer.Passages, passages...)
		answer.Items = append(answer.Items, d.item(view, q, gather(q, q.Units, passages)[0], r.N))
	}
	answer.Citations, answer.Text = d.citations, listText(answer.Items)
	answer.Took = a.cfg.Now().Sub(began)
	return answer, ctx.Err()
}

// Digest lists every release of a period by date and topic, one sentence each,
// then what they have in common. Errors: UnknownTopicError, the context's.
func (a *Answerer) Digest(ctx context.Context, r DigestRequest) (Answer, error) {
	began := a.cfg.Now()
	if r.AsOf.IsZero() {
		r.AsOf = release.DateOf(began)
	}
	view := a.cfg.Retriever.View()
	q := view.Understand("", retrieval.Frame{AsOf: r.AsOf, Period: r.Period})
	q.Period = r.Period
	if err := checkTopic(view, r.Topic, r.AsOf); err != nil {
		return Answer{}, err
	}
	answer := a.blank(view, q, Question{Language: r.Language})
	if answer.Coverage.Releases == 0 {
		answer.Kind = KindDigest
		return refuse(answer, nothingYet(view, r.AsOf)), nil
	}
	answer = a.digest(ctx, view, q, answer, Question{Topic: r.Topic})
	answer.Took = a.cfg.Now().Sub(began)
	return answer, ctx.Err()
}
