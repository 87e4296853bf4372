package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"motirbot/answer/quote"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

const (
	digestLength  = 60
	defaultLatest = 5
)

// list puts releases on a list, each with its sentences.
func (a *Answer) list(view *retrieval.View, items []quote.Item) {
	for i, item := range items {
		p := item.Passage
		entry := Item{N: a.cite(p), ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, URL: p.URL, Mentions: item.Mentions}
		entry.Issuer, entry.By = a.Citations[entry.N-1].Issuer, a.Citations[entry.N-1].By
		for _, topic := range view.TopicsOf(p.ReleaseID) {
			entry.Topics = append(entry.Topics, topic.Name)
		}
		a.Items = append(a.Items, entry)
		for _, s := range item.Sentences {
			a.quote(s, BlockRun, i+1)
		}
	}
}

// allRecords are the releases that a digest is of, newest first.
func (k *asked) allRecords() []store.Record {
	if k.only == nil {
		return dated(k.view, k.Topic, k.ans.Period, k.AsOf)
	}
	var records []store.Record
	for _, id := range k.only {
		if rec, ok := k.view.Record(id); ok {
			records = append(records, rec)
		}
	}
	slices.SortStableFunc(records, func(a, b store.Record) int { return b.Date.Compare(a.Date) })
	return records
}

// records are the releases of the period that is asked for.
func (k *asked) records() []store.Record {
	records := k.allRecords()
	return records[:min(len(records), digestLength)]
}

// digest lists every release of a period, newest first, then the topics that
// several of them share.
func (k *asked) digest() Answer {
	ans := k.ans
	records := k.allRecords()
	if len(records) == 0 {
		ans.Passages = nil
		bounds := release.Period{From: k.Question.Period.From, To: ans.Period.To}
		for _, r := range dated(k.view, k.Topic, bounds, k.AsOf) {
			if lead, ok := k.view.Lead(r.ID); ok && len(ans.Passages) < nearestReleases {
				ans.Passages = append(ans.Passages, lead)
			}
		}
		return ans.refused(quote.Verdict{Reason: ReasonOutsidePeriod, Missing: ans.Period.String()})
	}
	var ids []release.ID
	for _, r := range records[:min(len(records), digestLength)] {
		ids = append(ids, r.ID)
	}
	items := k.quoter.Items(k.view, k.query, ids)
	ans.Passages = nil
	for _, item := range items {
		ans.Passages = append(ans.Passages, item.Passage)
	}
	ans.list(k.view, items)
	ans.common(k.view, k.AsOf)
	if left := len(records) - len(ans.Items); left > 0 {
		ans.notice(Notice{Code: NoticeMore, N: left})
	}
	return ans
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

const (
	leastCommon = 3
	mostCommon  = 4
)

// common adds the topics that several items share, most shared first, but for
// those of half the index, which tell nothing.
func (a *Answer) common(view *retrieval.View, asOf release.Date) {
	sharing := map[string][]Item{}
	var topics []string
	for _, it := range a.Items {
		for _, topic := range it.Topics {
			if sharing[topic] == nil {
				topics = append(topics, topic)
			}
			sharing[topic] = append(sharing[topic], it)
		}
	}
	topics = slices.DeleteFunc(topics, func(topic string) bool {
		if len(sharing[topic]) < leastCommon {
			return true
		}
		all, _ := view.About(topic, release.Period{}, asOf)
		return 2*len(all) > a.Coverage.Releases
	})
	slices.SortStableFunc(topics, func(a, b string) int { return len(sharing[b]) - len(sharing[a]) })
	for _, topic := range topics[:min(len(topics), mostCommon)] {
		claim := Claim{Text: topic, Status: StatusChecked}
		for _, it := range sharing[topic] {
			claim.Citations = append(claim.Citations, ClaimCitation{N: it.N, ReleaseID: it.ReleaseID})
		}
		a.Claims = append(a.Claims, claim)
	}
}

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
	mark := view.Mark()
	q := view.Understand(r.Topic, retrieval.Frame{AsOf: r.AsOf, Period: r.Period})
	q.Wants = retrieval.WantsLatest
	ans := blank(view, q, r.Language)
	ans.Kind, ans.Period = KindList, r.Period
	if ans.Coverage.Releases == 0 {
		return ans.refused(nothingYet(view, r.AsOf)), nil
	}
	records := view.Records(r.Period, r.AsOf)
	if r.Topic != "" {
		if err := checkTopic(view, r.Topic, r.AsOf); err != nil {
			return Answer{}, err
		}
		records, _ = view.About(r.Topic, r.Period, r.AsOf)
	}
	if len(records) == 0 {
		return ans.refused(quote.Verdict{Reason: ReasonNoEvidence, Missing: r.Topic}), nil
	}
	var ids []release.ID
	for _, record := range records[:min(len(records), r.N)] {
		ids = append(ids, record.ID)
		ans.Passages = append(ans.Passages, view.Passages(record.ID)...)
	}
	ans.list(view, a.quotes.Items(view, q, ids))
	ans.Took = a.cfg.Now().Sub(began)
	return ans, cmp.Or(view.FailedSince(mark), ctx.Err())
}

// Digest lists every release of a period by date and topic, one sentence each,
// then what they bring in the model's words where there is one, or what they
// have in common. Errors: UnknownTopicError, the context's.
func (a *Answerer) Digest(ctx context.Context, r DigestRequest) (Answer, error) {
	began := a.cfg.Now()
	if r.AsOf.IsZero() {
		r.AsOf = release.DateOf(began)
	}
	view := a.cfg.Retriever.View()
	mark := view.Mark()
	if err := checkTopic(view, r.Topic, r.AsOf); err != nil {
		return Answer{}, err
	}
	q := view.Understand("", retrieval.Frame{AsOf: r.AsOf, Period: r.Period})
	q.Period = r.Period
	k := &asked{Question: Question{AsOf: r.AsOf, Topic: r.Topic, Language: r.Language}, view: view, quoter: a.quotes, query: q, only: r.Only}
	k.ans = blank(view, q, r.Language)
	k.ans.Kind = KindDigest
	if k.ans.Coverage.Releases == 0 {
		return k.ans.refused(nothingYet(view, r.AsOf)), nil
	}
	if a.cfg.Writer == nil || len(k.records()) < 2 {
		ans := k.digest()
		ans.Took = a.cfg.Now().Sub(began)
		return ans, cmp.Or(view.FailedSince(mark), ctx.Err())
	}
	key := flightKey(view, Question{Text: fmt.Sprintf("digest %#v", r)})
	ans, err := a.shared.do(ctx, key, nil, func(ctx context.Context, _ func(Answer)) (Answer, error) {
		ans, err := a.word(ctx, k, nil)
		a.cfg.Meter.count(ans.Usage)
		// The list is whole without the model's words, so that their absence is
		// nothing to tell.
		ans.Notices = slices.DeleteFunc(ans.Notices, func(n Notice) bool { return n.Code == NoticeModel })
		return ans, err
	})
	if err = cmp.Or(err, view.FailedSince(mark)); err != nil {
		return Answer{}, err
	}
	ans.Took = a.cfg.Now().Sub(began)
	return ans, nil
}
