package answer

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"unicode"

	"motirbot/answer/intent"
	"motirbot/release"
	"motirbot/retrieval"
)

// aside answers what does not ask the releases, without searching them: small
// talk and questions about motirbot with help, the rest of the world with a
// refusal. It reports false for a question. The scores are zero where a topic
// is given: who names one asks for releases.
func (a *Answerer) aside(ctx context.Context, view *retrieval.View, q Question) (Answer, bool, intent.Scores) {
	if q.Topic != "" {
		return Answer{}, false, intent.Scores{}
	}
	query := view.Understand(q.Text, retrieval.Frame{AsOf: q.AsOf, Period: q.Period})
	scores := intent.Classify(query)
	ans := blank(view, query, q.Language)
	// Under a release that was pointed at, "who was it?" does not ask for motirbot.
	if n := len(q.History); n > 0 && q.History[n-1].onReleases() && !scores.Class.IsSmallTalk() {
		return Answer{}, false, intent.Scores{}
	}
	switch {
	case (a.cfg.Writer == nil || q.NoLLM) && foreign(q.Text):
		return a.apart(ctx, view, ans, ReasonLanguage, q.AsOf), true, scores
	case scores.IsHelp(len(q.History) > 0):
		return a.helped(ctx, view, ans, scores.Class, q.AsOf), true, scores
	case scores.IsOffTopic(namesSomething(query)) && ans.Coverage.Releases > 0:
		return a.apart(ctx, view, ans, ReasonOffTopic, q.AsOf), true, scores
	}
	return Answer{}, false, scores
}

// namesSomething reports whether a question names a partner, an agreement or the
// like, or what some release names, if misspelt.
func namesSomething(q retrieval.Query) bool {
	return len(q.Topics) > 0 || slices.ContainsFunc(q.Terms, func(u retrieval.QueryTerm) bool {
		return !u.Plain && (u.Name || u.Ordinal) && (u.Known || u.Corrected != "")
	})
}

// HelpRequest asks for help.
type HelpRequest struct {
	AsOf     release.Date // zero: today in Seoul
	Language string       // "en" or "ko"
}

// Help says what motirbot is and what the index answers, as Ask answers "what
// can you do?". The error is the context's.
func (a *Answerer) Help(ctx context.Context, r HelpRequest) (Answer, error) {
	if r.AsOf.IsZero() {
		r.AsOf = release.DateOf(a.cfg.Now())
	}
	view := a.cfg.Retriever.View()
	ans := blank(view, retrieval.Query{AsOf: r.AsOf}, r.Language)
	return a.helped(ctx, view, ans, intent.What, r.AsOf), ctx.Err()
}

// Examples returns questions in a language that the index answers as of today,
// those that help proposes first. Each has been asked. They are kept until the
// index changes.
func (a *Answerer) Examples(ctx context.Context, language string) []string {
	return a.examples(ctx, a.cfg.Retriever.View(), release.DateOf(a.cfg.Now()), language, mostExamples)
}

// foreign reports whether a text is mostly in letters of other languages than ours.
func foreign(text string) bool {
	letters, others := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.In(r, unicode.Latin, unicode.Hangul) {
				others++
			}
		}
	}
	return 2*others > letters
}

// apart makes a refusal of an answer that leads away from the releases nearest by
// their words, to what they are about.
func (a *Answerer) apart(ctx context.Context, view *retrieval.View, ans Answer, reason Reason, asOf release.Date) Answer {
	ans.Kind, ans.Refusal = KindRefusal, &Refusal{Reason: reason}
	ans.Examples = a.examples(ctx, view, asOf, ans.Language, 1)
	return ans
}

// helped makes help of an answer.
func (a *Answerer) helped(ctx context.Context, view *retrieval.View, ans Answer, on intent.Class, asOf release.Date) Answer {
	ans.Kind, ans.HelpOn, ans.Passages = KindHelp, on, nil
	if !on.IsSmallTalk() || on == intent.Greeting { // a word is enough there
		ans.Examples = a.examples(ctx, view, asOf, ans.Language, mostHelped)
	}
	return ans
}

// questionsOnly is a conversation without small talk and the like, which no
// follow-up leans on.
func questionsOnly(turns []Turn) []Turn {
	return slices.DeleteFunc(slices.Clone(turns), func(t Turn) bool { return t.Aside })
}

// examples keeps the questions that were found for a view.
type examples struct {
	mu    sync.Mutex
	view  *retrieval.View
	found map[string]*exampleSearch
}

// mostKept bounds what is kept for one view: a day and a language each.
const mostKept = 64

// newestRead is how many of the newest releases give their topics to examples.
const newestRead = 12

// form is a kind of example question, in English and Korean. A topic stands for
// %s.
type form struct {
	en, ko string
	kinds  []string // of topics; nil: without a topic
}

// forms are what the examples show, one of each: a fact, a topic, a week.
var forms = []form{
	{"What was agreed with %s?", "%s 관련 합의 내용은?", []string{retrieval.KindPartner}},
	{"Latest on %s", "%s 최신 소식", []string{retrieval.KindIndustry, retrieval.KindAgreement, retrieval.KindPartner}},
	{"What came out this week?", "이번 주에 나온 보도자료", nil},
	{"What came out last week?", "지난주에 나온 보도자료", nil},
	{"What is new?", "새로운 소식 있나요?", nil},
	{"Latest on %s", "%s 최신 소식", []string{retrieval.KindPartner, retrieval.KindIndustry, retrieval.KindAgreement}},
}

// takesArticle are names before which English says "the".
var takesArticle = regexp.MustCompile(`(Union|States|Kingdom|Emirates|Netherlands|Philippines|Republic)$`)

const (
	mostHelped   = 3  // of the examples, in help
	mostExamples = 12 // in all
	mostTries    = 24 // of questions on a topic
)

// examples returns up to n questions that the newest releases answer: one of each
// form, then more on topics. Each has been asked, and its answer is on its topic.
// Whoever wants few does not wait for somebody who wants many.
func (a *Answerer) examples(ctx context.Context, view *retrieval.View, asOf release.Date, language string, n int) []string {
	for {
		if found, more := a.oneMore(ctx, view, asOf, language, n); !more {
			return found[:min(n, len(found))]
		}
	}
}

// oneMore returns the examples known, after it has looked for another if those are
// less than n, and reports whether it has found one.
func (a *Answerer) oneMore(ctx context.Context, view *retrieval.View, asOf release.Date, language string, n int) ([]string, bool) {
	a.known.mu.Lock()
	defer a.known.mu.Unlock()
	if a.known.view != view || len(a.known.found) >= mostKept {
		a.known.view, a.known.found = view, map[string]*exampleSearch{}
	}
	key := asOf.String() + language
	e := a.known.found[key]
	if e == nil {
		e = &exampleSearch{a: a, view: view, asOf: asOf, korean: language == "ko", used: map[string]bool{}}
		records := view.Records(release.Period{}, asOf)
		for _, r := range records[:min(len(records), newestRead)] {
			for _, topic := range view.TopicsOf(r.ID) {
				if !slices.ContainsFunc(e.topics, func(t retrieval.Topic) bool { return t.Key == topic.Key }) {
					e.topics = append(e.topics, topic)
				}
			}
		}
		a.known.found[key] = e
	}
	more := len(e.found) < n && e.next(ctx)
	if ctx.Err() != nil {
		delete(a.known.found, key) // what was not answered now may be
		return e.found, false
	}
	return e.found, more
}

// exampleSearch looks for example questions, one after the other.
type exampleSearch struct {
	a      *Answerer
	view   *retrieval.View
	asOf   release.Date
	korean bool
	topics []retrieval.Topic // of the newest releases, each once
	used   map[string]bool   // topics
	at     int               // forms tried
	tries  int
	found  []string
}

// next finds one more example, and reports whether there is one: one of each form,
// then again those on topics.
func (e *exampleSearch) next(ctx context.Context) bool {
	for range len(forms) {
		f, again := forms[e.at%len(forms)], e.at >= len(forms)
		e.at++
		if (f.kinds != nil || !again) && e.one(ctx, f) {
			return true
		}
	}
	return false
}

// one adds an example of a form, and reports whether it could.
func (e *exampleSearch) one(ctx context.Context, f form) bool {
	text := f.en
	if e.korean {
		text = f.ko
	}
	if f.kinds == nil {
		if !e.a.answers(ctx, e.view, text, e.asOf, "") {
			return false
		}
		e.found = append(e.found, text)
		return true
	}
	for _, topic := range e.topics {
		if e.used[topic.Key] || !slices.Contains(f.kinds, topic.Kind) || e.tries == mostTries {
			continue
		}
		e.tries++
		name := topic.Name
		if e.korean && topic.Korean != "" {
			name = topic.Korean
		}
		if !e.korean && takesArticle.MatchString(name) {
			name = "the " + name
		}
		if one := fmt.Sprintf(text, name); e.a.answers(ctx, e.view, one, e.asOf, topic.Key) {
			e.found, e.used[topic.Key] = append(e.found, one), true
			return true
		}
	}
	return false
}

// answers reports whether a question is answered from the releases, the first
// of those it cites being on a topic ("": any).
func (a *Answerer) answers(ctx context.Context, view *retrieval.View, text string, asOf release.Date, topic string) bool {
	scores := intent.Classify(view.Understand(text, retrieval.Frame{AsOf: asOf}))
	if scores.IsHelp(false) || scores.IsOffTopic(false) {
		return false
	}
	ans, err := a.ask(ctx, view, Question{Text: text, AsOf: asOf, NoLLM: true}, nil)
	if err != nil || ans.Abstained() || len(ans.Citations) == 0 {
		return false
	}
	return topic == "" || slices.ContainsFunc(view.TopicsOf(ans.Citations[0].ReleaseID), func(t retrieval.Topic) bool { return t.Key == topic })
}
