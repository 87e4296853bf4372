package answer

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/release"
	"motirbot/retrieval"
)

// Ask answers q. Abstaining is an Answer, not an error. onText, when not nil,
// receives the answer so far each time a checked sentence has been added.
// Errors: ErrEmptyQuestion, ErrQuestionTooLong, UnknownTopicError, the
// context's, and those of the index; never the chat model's.
func (a *Answerer) Ask(ctx context.Context, q Question, onText func(string)) (Answer, error) {
	began := a.cfg.Now()
	if err := check(q.Text); err != nil {
		return Answer{}, err
	}
	if q.AsOf.IsZero() {
		q.AsOf = release.DateOf(began)
	}
	view := a.cfg.Retriever.View()
	query, err := understand(view, q)
	if err != nil {
		return Answer{}, err
	}
	answer, err := a.route(ctx, view, query, q, onText)
	if err != nil {
		return Answer{}, err
	}
	answer.Took = a.cfg.Now().Sub(began)
	return answer, nil
}

func check(text string) error {
	if utf8.RuneCountInString(text) > MaxQuestion {
		return ErrQuestionTooLong
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ErrEmptyQuestion
	}
	return nil
}

// understand reads a question in its frame and after the one before it.
func understand(view *retrieval.View, q Question) (retrieval.Query, error) {
	if err := checkTopic(view, q.Topic, q.AsOf); err != nil {
		return retrieval.Query{}, err
	}
	frame := retrieval.Frame{AsOf: q.AsOf, Period: q.Period, Topic: q.Topic}
	query := view.Understand(q.Text, frame)
	if len(q.History) > 0 {
		last := q.History[len(q.History)-1]
		query = view.Continue(query, view.Understand(last.Question, frame), last.Releases)
	}
	return query, nil
}

const nearestTopics = 3

// checkTopic returns an UnknownTopicError for words that name no topic and
// stand in no release.
func checkTopic(view *retrieval.View, topic string, asOf release.Date) error {
	if topic == "" {
		return nil
	}
	if _, known := view.About(topic, release.Period{}, asOf); !known {
		return &UnknownTopicError{Name: topic, Nearest: view.Topics().Nearest(topic, nearestTopics)}
	}
	return nil
}

func (a *Answerer) route(ctx context.Context, view *retrieval.View, query retrieval.Query, q Question, onText func(string)) (Answer, error) {
	answer := a.blank(view, query, q)
	if answer.Coverage.Releases == 0 {
		return refuse(answer, nothingYet(view, query.AsOf)), nil
	}
	switch query.Wants {
	case retrieval.WantsDigest:
		return a.digest(ctx, view, query, answer, q), nil
	case retrieval.WantsLatest, retrieval.WantsList:
		return a.list(ctx, view, query, answer)
	}
	return a.answer(ctx, view, query, answer, q, onText)
}

// nothingYet is the verdict where no release exists as of a day: none at all,
// or none so early.
func nothingYet(view *retrieval.View, asOf release.Date) verdict {
	if view.Coverage(release.Date{}).Releases == 0 {
		return verdict{reason: ReasonEmptyIndex}
	}
	return verdict{ReasonOutsidePeriod, release.Period{To: asOf}.String()}
}

// blank is the answer before anything has been found.
func (a *Answerer) blank(view *retrieval.View, query retrieval.Query, q Question) Answer {
	language := q.Language
	if language == "" {
		language = english
		if query.Korean {
			language = korean
		}
	}
	return Answer{
		Kind: KindAnswer, Mode: ModeExtractive, Period: query.Period,
		Language: language, Coverage: view.Coverage(query.AsOf),
	}
}

// answer finds the evidence and words it: by the model where there is one, else
// in the releases' own sentences.
func (a *Answerer) answer(ctx context.Context, view *retrieval.View, q retrieval.Query, answer Answer, asked Question, onText func(string)) (Answer, error) {
	passages, err := view.Search(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	answer.Passages = passages
	extracted, v, err := extract(ctx, view, q, inFull(view, passages))
	if err != nil {
		return Answer{}, err
	}
	if a.cfg.Completer != nil && !asked.NoLLM && v.leavesRoom() && len(passages) > 0 {
		worded, why, err := a.word(ctx, q, answer, asked, onText)
		if err != nil || why == noTrouble {
			return worded, err
		}
		answer, v = fallBack(answer, worded, v, why, q)
	}
	if v.reason != ReasonNone {
		return refuse(withNearest(answer, extracted, v), v), nil
	}
	answer.Text, answer.Citations = extracted.text.String(), extracted.citations
	return answer, nil
}

// extract answers with sentences of the releases.
func extract(ctx context.Context, view *retrieval.View, q retrieval.Query, passages []retrieval.Passage) (*draft, verdict, error) {
	d := &draft{}
	if len(q.Sides) > 1 {
		used, err := d.saySides(ctx, view, q)
		if err != nil {
			return nil, verdict{}, err
		}
		return d, judge(q, q.Units, together(used)), nil
	}
	sources := gather(q, q.Units, passages)
	if q.Compares && len(sources) > 1 && sources[1].cover >= 0.8*sources[0].cover {
		d.sayBest(q, q.Units, sources[:1], perSide(2))
		d.sayBest(q, q.Units, sources[1:2], perSide(2))
		return d, judge(q, q.Units, together(sources[:2])), nil
	}
	best := d.sayBest(q, q.Units, sources, maxSentences)
	return d, judge(q, q.Units, best), nil
}

// saySides answers a comparing question side by side, each from a release of
// its own where there is one.
func (d *draft) saySides(ctx context.Context, view *retrieval.View, q retrieval.Query) ([]source, error) {
	var used []source
	taken := map[release.ID]bool{}
	for _, side := range q.Sides {
		passages, err := view.SearchSide(ctx, q, side)
		if err != nil {
			return nil, err
		}
		sources := gather(q, side.Units, passages)
		if len(sources) == 0 {
			continue
		}
		chosen := ofItsOwn(sources, taken)
		taken[chosen.passage.ReleaseID] = true
		used = append(used, chosen)
		d.sayBest(q, side.Units, []source{chosen}, perSide(len(q.Sides)))
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

// sayBest adds the sentences that answer best and returns the source of the
// best of them.
func (d *draft) sayBest(q retrieval.Query, units []retrieval.Unit, sources []source, limit int) source {
	sources = sources[:min(len(sources), 3)]
	picked, best := choose(q, units, sources, limit)
	for _, r := range withContext(sources, picked) {
		src := sources[r.source]
		d.say(src, src.sentences[r.sentence])
	}
	if best < 0 {
		return source{}
	}
	return sources[best]
}
