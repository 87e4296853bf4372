package answer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/answer/intent"
	"motirbot/answer/quote"
	"motirbot/answer/understand"
	"motirbot/release"
	"motirbot/retrieval"
)

// Ask answers q. Abstaining is an Answer, not an error. onPart, when not nil,
// receives the answer so far each time the check has let claims pass; the
// second reading may still take some away.
// Errors: ErrEmptyQuestion, ErrQuestionTooLong, UnknownTopicError, the
// context's, and those of the index; never the chat model's.
func (a *Answerer) Ask(ctx context.Context, q Question, onPart func(Answer)) (Answer, error) {
	began := a.cfg.Now()
	if q.AsOf.IsZero() {
		q.AsOf = release.DateOf(began)
	}
	view := a.cfg.Retriever.View()
	mark := view.Mark()
	if err := checkQuestion(view, q); err != nil {
		return Answer{}, err
	}
	q.History = questionsOnly(q.History)
	ans, isAside, scores := a.aside(ctx, view, q)
	var err error
	switch {
	case isAside:
	case a.cfg.Writer == nil || q.NoLLM:
		ans, err = a.ask(ctx, view, q, nil)
	default:
		ans, err = a.shared.do(ctx, flightKey(view, q), onPart, func(ctx context.Context, onPart func(Answer)) (Answer, error) {
			ans, err := a.ask(ctx, view, q, onPart)
			a.cfg.Meter.count(ans.Usage)
			return ans, err
		})
	}
	if err != nil {
		return Answer{}, err
	}
	switch ans.Reason() {
	case ReasonNoEvidence, ReasonUnknownName, ReasonUngrounded, ReasonFuture:
		if scores.MayBeOffTopic() {
			ans = a.apart(ctx, view, ans, ReasonOffTopic, q.AsOf)
		}
	}
	if err := view.FailedSince(mark); err != nil {
		return Answer{}, err
	}
	ans.Took = a.cfg.Now().Sub(began)
	return ans, nil
}

// Check returns the error that Ask would return of a question as it is put,
// without answering it: ErrEmptyQuestion, ErrQuestionTooLong, UnknownTopicError.
func (a *Answerer) Check(q Question) error {
	if q.AsOf.IsZero() {
		q.AsOf = release.DateOf(a.cfg.Now())
	}
	return checkQuestion(a.cfg.Retriever.View(), q)
}

func checkQuestion(view *retrieval.View, q Question) error {
	if utf8.RuneCountInString(q.Text) > MaxQuestion {
		return ErrQuestionTooLong
	}
	if !HasWords(q.Text) {
		return ErrEmptyQuestion
	}
	return checkTopic(view, q.Topic, q.AsOf)
}

// HasWords reports whether a text holds a letter or digit: a question does.
func HasWords(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
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

// asked is a question on its way to an answer.
type asked struct {
	Question
	view               *retrieval.View
	quoter             *quote.Quoter
	query              retrieval.Query
	meant              string // the question made to stand alone by the model, "" if it was not
	format             string // that the model says is wanted
	ans                Answer // what is known of it so far
	quotes             []quote.Sentence
	items              []quote.Item // of a list
	only               []release.ID // that the list is of; nil: the period's
	held               quote.Verdict
	from               Figures               // nil: none are kept
	figure             *Answer               // the answer in figures, nil if it is none
	measured, measures []retrieval.QueryTerm // words of a figure asked for: what is measured, where no figure knows it, and its measure
}

// Evidence returns the candidates for the answer to a question, as they are
// graded when it is quoted; none where it is answered by a list. Errors are those
// of Ask, but for ErrEmptyQuestion and ErrQuestionTooLong.
func (a *Answerer) Evidence(ctx context.Context, q Question) (quote.Evidence, error) {
	view := a.cfg.Retriever.View()
	q.History = questionsOnly(q.History)
	k := a.read(view, q)
	if k.query.Wants != retrieval.WantsAnswer {
		return quote.Evidence{Query: k.query}, nil
	}
	passages, err := view.Search(ctx, k.query)
	if err != nil && !wordsOnly(err, &k.ans) {
		return quote.Evidence{}, err
	}
	return a.quotes.Evidence(ctx, view, k.query, passages)
}

// WithQuotes returns an Answerer of the same parts that grades with another
// model.
func (a *Answerer) WithQuotes(m quote.Model) *Answerer {
	return &Answerer{cfg: a.cfg, quotes: a.quotes.With(m), shared: newFlights(a.cfg.Logger)}
}

// read makes a query of a question and the turns before it.
func (a *Answerer) read(view *retrieval.View, q Question) *asked {
	frame := retrieval.Frame{AsOf: q.AsOf, Period: q.Period, Topic: q.Topic}
	turns := make([]retrieval.Turn, len(q.History))
	for i, t := range q.History {
		turns[i] = retrieval.Turn{Question: t.Question, Cited: t.Releases, Shown: t.Shown, Items: t.Items, Quotes: t.Quotes, Pinned: t.Pinned}
	}
	k := &asked{Question: q, view: view, quoter: a.quotes, from: a.cfg.Figures, query: view.Follow(q.Text, frame, turns)}
	k.ans = blank(view, k.query, q.Language)
	return k
}

func (a *Answerer) ask(ctx context.Context, view *retrieval.View, q Question, onPart func(Answer)) (Answer, error) {
	k := a.read(view, q)
	if k.ans.Coverage.Releases == 0 {
		return k.ans.refused(nothingYet(view, q.AsOf)), nil
	}
	if err := k.find(ctx); err != nil {
		return Answer{}, err
	}
	if a.cfg.Writer == nil || q.NoLLM {
		return k.quoted(), nil
	}
	return a.word(ctx, k, onPart)
}

// blank is the answer before anything has been found.
func blank(view *retrieval.View, query retrieval.Query, language string) Answer {
	if language == "" {
		language = "en"
		if query.Korean {
			language = "ko"
		}
	}
	return Answer{
		Kind: KindAnswer, Mode: ModeExtractive, Period: query.Period,
		Language: language, Coverage: view.Coverage(query.AsOf), Issuers: view.Issuers(query.AsOf),
	}
}

// find looks for the passages, for figures that answer, and for the sentences
// that do where there are none.
func (k *asked) find(ctx context.Context) error {
	if k.query.Wants == retrieval.WantsDigest {
		k.ans.Kind, k.ans.Period = KindDigest, k.query.Period
		return k.findFigures(ctx)
	}
	passages, err := k.view.Search(ctx, k.query)
	if err != nil && !wordsOnly(err, &k.ans) {
		return err
	}
	k.ans.Passages, k.quotes, k.items, k.held = passages, nil, nil, quote.Verdict{}
	if k.query.Wants != retrieval.WantsAnswer {
		k.ans.Kind = KindList
	}
	if err := k.findFigures(ctx); err != nil || k.figure != nil {
		return err
	}
	if k.ans.Kind == KindList {
		k.items, k.held = k.quoter.List(k.view, k.query, passages)
		return nil
	}
	k.quotes, k.held, err = k.quoter.Answer(ctx, k.view, k.query, passages)
	if k.held.Reason == ReasonNone && len(k.measured) > 0 && !slices.ContainsFunc(k.quotes, k.measuresIt) {
		k.held = quote.Verdict{Reason: ReasonNotMeasured, Missing: k.measured[0].Text}
	}
	return err
}

// measuresIt reports whether a sentence, under its title, speaks of what is measured
// and of its measure: "exports rose" says nothing of kimchi exports.
func (k *asked) measuresIt(s quote.Sentence) bool {
	bag := k.query.Bag(s.Passage.About + "\n" + s.Passage.Heads + "\n" + s.Text)
	named := func(t retrieval.QueryTerm) bool { return t.Match(bag) > 0 }
	return slices.ContainsFunc(k.measured, named) && (len(k.measures) == 0 || slices.ContainsFunc(k.measures, named))
}

// wordsOnly reports whether an error means that the passages were found by
// words alone, and tells the reader.
func wordsOnly(err error, ans *Answer) bool {
	if _, ok := errors.AsType[*retrieval.WordsOnlyError](err); !ok {
		return false
	}
	ans.notice(Notice{Code: NoticeWordsOnly})
	return true
}

// quoted is the answer in the releases' own sentences.
func (k *asked) quoted() Answer {
	ans := k.ans
	switch {
	case k.figure != nil:
		return *k.figure
	case ans.Kind == KindDigest:
		return k.digest()
	case ans.Kind == KindList && k.held.Reason == ReasonNone:
		ans.list(k.view, k.items)
		return ans
	case k.held.Reason == ReasonNone:
		ans.quoteAll(k.quotes)
		return ans
	}
	return ans.refused(k.held)
}

// quoteAll adds sentences, each release in a paragraph of its own.
func (a *Answer) quoteAll(sentences []quote.Sentence) {
	var last release.ID
	for _, s := range sentences {
		block := BlockRun
		if s.Passage.ReleaseID != last {
			block = BlockParagraph
		}
		last = s.Passage.ReleaseID
		a.quote(s, block, 0)
	}
}

const nearestReleases = 3

// refused is the answer withheld, with the nearest releases.
func (a Answer) refused(v quote.Verdict) Answer {
	a.Kind, a.Refusal = KindRefusal, &Refusal{Reason: v.Reason, Missing: v.Missing}
	a.Claims, a.Items, a.Citations = nil, nil, nil
	for _, p := range a.Passages {
		if len(a.Refusal.Nearest) == nearestReleases {
			break
		}
		if !slices.ContainsFunc(a.Refusal.Nearest, func(c Citation) bool { return c.ReleaseID == p.ReleaseID }) {
			a.Refusal.Nearest = append(a.Refusal.Nearest, a.citationOf(p, len(a.Refusal.Nearest)+1))
		}
	}
	return a
}

// nothingYet is the verdict where no release exists as of a day: none at all,
// or none so early.
func nothingYet(view *retrieval.View, asOf release.Date) quote.Verdict {
	if view.Coverage(release.Date{}).Releases == 0 {
		return quote.Verdict{Reason: ReasonEmptyIndex}
	}
	return quote.Verdict{Reason: ReasonOutsidePeriod, Missing: release.Period{To: asOf}.String()}
}

// understand asks the model what a question means, where that helps: there is a
// conversation, it is not English, or its words find little or name nothing. What the model says
// is searched for beside what was typed.
func (a *Answerer) understand(ctx context.Context, k *asked) error {
	if a.cfg.Understander == nil || len(k.History) == 0 && !k.query.Korean && k.held.Reason == ReasonNone && (len(k.query.Times) > 0 || namesSomething(k.query)) {
		return nil
	}
	var history []understand.Turn
	for _, t := range k.History {
		history = append(history, understand.Turn{Question: k.questionOf(t), Answer: t.Answer})
	}
	u, cost, err := a.cfg.Understander.Read(ctx, k.AsOf, history, k.Text)
	k.ans.Usage.add(StepUnderstand, cost)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a.cfg.Logger.InfoContext(ctx, "the model did not read the question; the rules serve", "err", err)
		return nil
	}
	k.meant, k.format = u.Question, u.Format
	if u.Language != "" {
		k.ans.Language = u.Language
	}
	if u.Wants == "help" {
		k.ans = a.helped(ctx, k.view, k.ans, intent.Classify(k.query).Class, k.AsOf)
		return nil
	}
	typed, before, found := k.query, k.ans, k.ans.Passages
	k.query = k.view.Understand(u.Search, retrieval.Frame{AsOf: k.AsOf, Period: k.Period, Topic: k.Topic})
	k.query.Favoured, k.query.Only, k.query.Korean = typed.Favoured, typed.Only, typed.Korean
	switch u.Wants {
	case "answer", "figures":
		k.query.Wants = retrieval.WantsAnswer
	case "latest":
		k.query.Wants = retrieval.WantsLatest
	case "digest":
		if !typed.Period.IsZero() {
			u.Period = typed.Period
		}
		if !u.Period.IsZero() {
			k.query.Wants, k.query.Period = retrieval.WantsDigest, u.Period
		}
	}
	k.ans.Kind, k.ans.Period = KindAnswer, k.query.Period
	if err := k.find(ctx); err != nil {
		return err
	}
	if len(k.ans.Passages) == 0 && k.ans.Kind != KindDigest {
		k.query, k.ans = typed, before
		return k.find(ctx)
	}
	k.ans.Passages = interleaved(k.ans.Passages, found)
	return nil
}

// questionOf is the question of a turn, for a model: where releases were shown without
// one, their titles.
func (k *asked) questionOf(t Turn) string {
	if t.Question != "" {
		return t.Question
	}
	var titles []string
	for _, id := range t.Releases {
		if rec, ok := k.view.Record(id); ok {
			titles = append(titles, rec.Title)
		}
	}
	return strings.Join(titles, "; ")
}

// interleaved deals the releases of two rankings in turn, the passages of each
// together.
func interleaved(a, b []retrieval.Passage) []retrieval.Passage {
	var out []retrieval.Passage
	seen := map[release.ID]bool{}
	for len(a)+len(b) > 0 {
		for _, list := range []*[]retrieval.Passage{&a, &b} {
			for dealt := false; len(*list) > 0 && !dealt; {
				id, n := (*list)[0].ReleaseID, 1
				for n < len(*list) && (*list)[n].ReleaseID == id {
					n++
				}
				if dealt = !seen[id]; dealt {
					out = append(out, (*list)[:n]...)
				}
				seen[id], *list = true, (*list)[n:]
			}
		}
	}
	return out
}
