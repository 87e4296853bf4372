package retrieval

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"

	"motirbot/release"
)

// Turn is an earlier question of a conversation with what it was answered.
type Turn struct {
	Question string
	Cited    []release.ID // in order
	Shown    []release.ID // found beside them
	Items    []release.ID // of the list that the answer was, in order
	Quotes   []string     // shown, in order
	Pinned   bool         // it was pointed at: what comes next is about it, unless it names others
}

// How far earlier turns reach into a question that leans on them.
const (
	carried   = 0.5 // what a word of an earlier question counts
	byRank    = 0.7 // the second release of an answer, beside the first
	byAge     = 0.6 // an answer, beside the one after it
	onlyShown = 0.3 // a release that was found and not cited
	favour    = 1.0 // what the release cited first gains, in scores of the best
	leaning   = 0.3 // the probability from which a question leans on earlier ones
	nothing   = 0.3 // a question that says less by itself says nothing
	held      = 0.5 // the share of a question that releases pointed at hold, if it is about them
	ellipsis  = 4   // a question of so few words has no verb of its own
)

var (
	// pointers are words by which a question points at what was said, or asks
	// for it in another form.
	pointers = regexp.MustCompile(`(?i)\b(?:its?|they|them|theirs?|he|him|his|she|hers?|those|these|both|ones?|that(?:'?s)?(?:\W*$| \w+\W*$)|(?:is|was|does|did|do|of|about|with|from|for|than) (?:that|this)|(?:the|that|this) (?:same|latter|former|others?|two|rest|whole|first|second|third|last|next)|(?:there|in (?:korean|english)(?: please)?)\W*$)\b|(?:^|\s)[그이저](?:거|건|게|것|걸|때|럼|곳|쪽|중|분)|거기|여기|둘|걔|번째|한국어로|영어로|우리말로`)
	// openings are how a question goes on from the one before.
	openings = regexp.MustCompile(`(?i)^\W*(?:(?:ok|okay|hm+|oh|yes|no|and|but|so|also|or|then|plus|what about|how about|what else|anything else|who else|back to|more on|tell me more|why|from when|since when|until when|are you sure|really)\b|(?:그럼|그리고|그러면|그런데|근데|그래서|또|혹시|아니|다시))`)
	// forms ask for another form of the same answer.
	forms     = regexp.MustCompile(`(?i)\b(?:in|say|translate|into) (?:\w+ )?(?:korean|english)\b|\b(?:shorter|simpler|briefly|in one line|again|repeat|rephrase|are you sure)\b|한국어로|영어로|짧게|다시 말|확실해|정말이야`)
	inKorean  = regexp.MustCompile(`(?i)\bkorean\b|한국어|우리말`)
	inEnglish = regexp.MustCompile(`(?i)\benglish\b|영어`)
	// others ask for more than was shown.
	others = regexp.MustCompile(`(?i)\b(?:what|who|where|anything|anyone|any) (?:else|more|others?)\b|\b(?:tell me )?more (?:on|about|details?)\b|\bgo on\b|그 ?(?:외|밖)|또 (?:뭐|있|다른)|더 (?:있|알려|말)`)
	// apart asks for another subject, whatever words it shares with the last.
	apart = regexp.MustCompile(`(?i)\b(?:(?:other|another|new|different) (?:topic|subject|question)|something else|by the way|btw)\b|다른 (?:얘기|질문|주제)`)
	// wider and earlier are times counted from the time that was spoken of.
	wider   = regexp.MustCompile(`(?i)\b(?:whole|full|entire|all of the) (month|year)\b|(월|연)간 전체|(달|해) 전체`)
	earlier = regexp.MustCompile(`(?i)\b(?:the )?(?:(year|month) (?:before|earlier)|(?:previous|preceding) (year|month))\b|전년|그 전 ?해|그 전 ?달|전월`)
	// takenUp is a first word with the particle of what is set beside what was
	// spoken of: "자동차는 어떻게 돼?"
	takenUp = regexp.MustCompile(`^\s*\p{Hangul}+[은는]\s`)
	itemOf  = regexp.MustCompile(`(?i)\b(first|second|third|fourth|fifth|last|latter|former|1st|2nd|3rd|4th|5th)\b|(첫|두|세|네|다섯|마지막) ?번째|([첫둘셋넷]째|마지막)`)
	// items are the places, from 0, of what itemOf finds; -1 is the last.
	items = map[string]int{
		"first": 0, "1st": 0, "former": 0, "첫": 0, "첫째": 0, "second": 1, "2nd": 1, "두": 1, "둘째": 1, "third": 2, "3rd": 2, "세": 2, "셋째": 2,
		"fourth": 3, "4th": 3, "네": 3, "넷째": 3, "fifth": 4, "5th": 4, "다섯": 4, "last": -1, "latter": -1, "마지막": -1,
	}
	// rowEnds part the things that a sentence names in a row.
	rowEnds = regexp.MustCompile(`;\s*|,\s+(?:and\s+|or\s+)?|\s+and\s+|\s*[△▲□ㅇ○•①-⑩]\s*|(?:과|와|및)\s+`)
)

// Follow understands a question as the next one of a conversation, given the
// turns before it, the oldest first. A question that stands by itself is
// understood as if there were none. One that leans on them takes from them what
// it does not say itself: subject, partner, time and the kind of answer; the
// releases of the answers that it is met by are favoured. Which turn it goes on
// from is told by what it says: usually the last, and "back to the EU" an older.
func (v *View) Follow(text string, frame Frame, turns []Turn) Query {
	states := make([]Query, 0, len(turns)+1)
	for i := range turns {
		states = append(states, v.follow(v.Understand(turns[i].Question, frame), frame, states, turns[:i]))
	}
	return v.follow(v.Understand(text, frame), frame, states, turns)
}

// follow completes q from what the turns before it were understood as. Words and
// times that it takes from there have no place in its text.
func (v *View) follow(q Query, frame Frame, states []Query, turns []Turn) Query {
	if len(turns) == 0 {
		return q
	}
	if languageless(q.Text) {
		q.Korean = states[len(states)-1].Korean // "RCEP?", "2024?"
	}
	q, form := v.withoutForm(q, frame)
	if !form && v.leans(q, turns) < leaning {
		return q
	}
	q.Follows = true
	base := v.base(q, turns)
	before := states[base]
	if q.Asks == AsksAnything {
		q.Asks = before.Asks
	}
	// "And batteries?" goes on with a list, "and in May?" with an answer.
	if item := itemOf.MatchString(q.Text); q.Wants == WantsDigest && before.Wants == WantsAnswer || item {
		q.Wants = WantsAnswer
	} else if q.Wants == WantsAnswer && openings.MatchString(q.Text) && len(strings.Fields(q.Text)) <= ellipsis {
		q.Wants = before.Wants
	}
	said, now := q.Terms, q.Newest && len(q.Times) == 0
	q.Period, q.Released = frame.Period, false
	switch {
	case len(q.Times) > 0:
		v.sameYear(&q, before)
		if q.Wants != WantsAnswer && len(q.Times) == 1 {
			q.Released, q.Period = true, q.Period.Intersect(q.Times[0].Period)
		}
	case !now:
		q.Times = recounted(before.Times, q.Text)
		q.Released, q.Period = before.Released, before.Period
	}
	if last := turns[len(turns)-1]; last.Pinned && last.Question == "" && v.isOn(q, last) {
		q.Only = last.Cited
		if says := func(t QueryTerm) bool { return t.Known && !t.Plain }; q.Asks == AsksAnything && !slices.ContainsFunc(q.Terms, says) {
			q.Asks = AsksSummary // "what is it about?"
		}
	}
	if q.Asks == AsksWhy && before.Asks != AsksWhy && own(q) < nothing && len(turns[base].Cited) > 0 {
		q.Only = turns[base].Cited // what those say is what is asked about
	}
	picked := v.pick(&q, turns[len(turns)-1])
	v.carry(&q, before, picked)
	if q.Wants == WantsDigest && own(q) > 0 {
		q.Wants = WantsList
	}
	if len(q.subjects) == 0 {
		q.subjects = before.subjects
	}
	if !now {
		v.favourReleases(&q, said, turns[:base+1])
	}
	if others.MatchString(q.Text) || q.Asks == AsksWhy {
		for _, turn := range turns {
			q.Said = append(q.Said, turn.Quotes...)
		}
	}
	q.Subqueries = nil
	if q.Compares {
		q.Subqueries = v.subqueries(q)
	}
	return q
}

// withoutForm reads a question that asks for another form of the same answer,
// shorter, summed up or in Korean, as what remains without that: mostly nothing.
// It reports whether there was such a wish and no other subject beside it.
func (v *View) withoutForm(q Query, frame Frame) (Query, bool) {
	if q.Asks != AsksSummary && !forms.MatchString(q.Text) {
		return q, false
	}
	text := q.Text
	for _, wish := range []*regexp.Regexp{forms, summed} {
		text = wish.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	}
	rest := v.Understand(text, frame)
	if own(rest) > 0 {
		return q, false
	}
	rest.Text, rest.Korean = q.Text, inKorean.MatchString(q.Text) || q.Korean && !inEnglish.MatchString(q.Text)
	if q.Asks == AsksSummary {
		rest.Asks = q.Asks
	}
	return rest, true
}

// leans is the probability that a question is to be read with the turns before
// it. The weights are of a logistic regression on the follow-ups of 45
// conversations and on 690 pairs of questions that have nothing to do with each
// other; out of fold it finds 94 % of the former and takes 1 % of the latter for
// such.
func (v *View) leans(q Query, turns []Turn) float64 {
	points, goesOn := pointers.MatchString(withoutTimes(q)), openings.MatchString(q.Text)
	asksForNews := q.Wants != WantsAnswer && (q.Asks == AsksAnything || q.Asks >= AsksList) && (latestWords.MatchString(q.Text) || published.MatchString(q.Text))
	if q.Wants == WantsLatest && own(q) > 0 || apart.MatchString(q.Text) || asksForNews && !points && !goesOn {
		return 0
	}
	sum, features := 1.74, v.leanFeatures(q, turns, points, goesOn)
	if turns[len(turns)-1].Pinned && (features[isWhole] == 0 || v.metNames(q, turns[len(turns)-1]) > 0) {
		return 1
	}
	for i, f := range features {
		sum += leanWeights[i] * f
	}
	return 1 / (1 + math.Exp(-sum))
}

// withoutTimes is the text of a question with its times left blank: "of this
// week" points at nothing that was said.
func withoutTimes(q Query) string {
	text := []byte(q.Text)
	for _, t := range q.Times {
		for i := t.Start; i < t.End; i++ {
			text[i] = ' '
		}
	}
	return string(text)
}

var leanWeights = [...]float64{1.75, 1.57, -0.50, 3.08, -2.51, -2.00, -3.74}

// A question of at least so many words that names something, points at nothing
// and does not go on is whole.
const wholeEnglish, wholeKorean = 4, 3

// isWhole is the place among the features of whether a question is.
const isWhole = len(leanWeights) - 1

// leanFeatures are what tells a question that leans on earlier ones: it points
// back, it goes on, how much it says by itself and how well what was cited meets
// that, its length, whether it names a time, and whether it is whole.
func (v *View) leanFeatures(q Query, turns []Turn, points, goesOn bool) [len(leanWeights)]float64 {
	met := 0.0
	for _, turn := range turns {
		met = max(met, v.metBy(q.Terms, turn))
	}
	is := map[bool]float64{true: 1}
	words, least := len(strings.Fields(q.Text)), wholeEnglish
	if q.Korean {
		least = wholeKorean
	}
	whole := words >= least && !points && !goesOn && !takenUp.MatchString(q.Text) && slices.ContainsFunc(q.Terms, v.names)
	return [...]float64{is[points], is[goesOn], own(q), met, float64(words) / 5, is[len(q.Times) > 0], is[whole]}
}

// own is how much a question says by itself, in words that tell all.
func own(q Query) float64 {
	sum := 0.0
	for _, t := range q.Terms {
		if !t.Plain && !t.Ordinal {
			sum += min(t.IDF, 5) / 5
		}
	}
	return sum
}

// met is the share of what terms say that a release holds, 1 where they say
// nothing. A word that names nothing counts half at least: the release may have
// another for it.
func (v *View) met(terms []QueryTerm, id release.ID, atLeast float64) float64 {
	record, ok := v.byID[id]
	if !ok {
		return 0
	}
	total, found := 0.0, 0.0
	for _, t := range terms {
		if t.Plain || t.Ordinal {
			continue
		}
		share := v.termAbout(t, record)
		if !v.names(t) {
			share = max(share, atLeast)
		}
		total += t.IDF
		found += t.IDF * share
	}
	if total == 0 {
		return 1
	}
	return found / total
}

// names reports whether a term names something: a topic, or what is written as a
// name.
func (v *View) names(t QueryTerm) bool {
	_, topic := v.topicOf(t)
	return t.Name || topic
}

// base is the turn that a question goes on from: the last, or an earlier one
// whose answer holds the names of the question where that of the last does not.
func (v *View) base(q Query, turns []Turn) int {
	best, bestMet := len(turns)-1, -1.0
	for i, turn := range slices.Backward(turns) {
		met := v.metNames(q, turn)
		if met *= math.Pow(byAge, float64(len(turns)-1-i)); met > bestMet {
			best, bestMet = i, met
		}
	}
	return best
}

// metNames is how well what a turn cites holds the names of a question.
func (v *View) metNames(q Query, turn Turn) float64 {
	return v.metBy(slices.DeleteFunc(slices.Clone(q.Terms), func(t QueryTerm) bool { return !v.names(t) }), turn)
}

// metBy is how well the release of a turn that holds most of some terms does.
func (v *View) metBy(terms []QueryTerm, turn Turn) float64 {
	met := 0.0
	for _, id := range turn.Cited {
		met = max(met, v.met(terms, id, 0))
	}
	return met
}

// isOn reports whether a question that was put pointing at releases is about
// them: it names nothing that they do not hold, and says little else by itself.
func (v *View) isOn(q Query, turn Turn) bool {
	return v.metNames(q, turn) >= held && (own(q) < 1 || v.metBy(q.Terms, turn) >= held)
}

// sameYear gives times without a year that of the time spoken of before.
func (v *View) sameYear(q *Query, before Query) {
	for i, t := range q.Times {
		if !t.Yearless || t.Relative || len(before.Times) == 0 || before.Times[0].Period.From.IsZero() {
			continue
		}
		for year := before.Times[0].Period.From.Year; t.Period.From.Year > year; {
			t.Period = yearBefore(t.Period)
		}
		t.Future = t.Period.From.After(q.AsOf)
		q.Times[i] = t
	}
}

// recounted are times as a text counts from them: "the whole month", "the year
// before".
func recounted(times []TimeExpr, text string) []TimeExpr {
	whole, back := wider.FindString(text), earlier.FindString(text)
	times = slices.Clone(times)
	for i, t := range times {
		times[i].Start, times[i].End = 0, 0
		yearly := strings.ContainsAny(whole+back, "년연해") || strings.Contains(strings.ToLower(whole+back), "year")
		switch from := t.Period.From; {
		case from.IsZero() || whole+back == "":
		case whole != "" && yearly:
			times[i].Period = release.Period{From: release.NewDate(from.Year, 1, 1), To: release.NewDate(from.Year, 12, 31)}
		case whole != "":
			times[i].Period = release.MonthOf(from.Year, from.Month)
		case yearly:
			times[i].Period = yearBefore(t.Period)
		default:
			before := release.NewDate(from.Year, from.Month, 1).AddDays(-1)
			times[i].Period = release.MonthOf(before.Year, before.Month)
		}
	}
	return times
}

// pick reads "the second one": of a list of releases that one alone may answer;
// of anything else that a quotation names in a row its words are looked for,
// which are returned.
func (v *View) pick(q *Query, last Turn) []QueryTerm {
	m := itemOf.FindStringSubmatch(strings.ToLower(q.Text))
	if m == nil {
		return nil
	}
	if own(*q) == 0 {
		q.Terms = slices.DeleteFunc(q.Terms, func(t QueryTerm) bool { return t.Ordinal })
	}
	in := func(n int) int { // the place among n things, -1 if there are not as many
		if place := items[cmp.Or(m[1], m[2], m[3])]; place >= 0 && place < n {
			return place
		} else if place < 0 {
			return n - 1
		}
		return -1
	}
	if at := in(len(last.Items)); at >= 0 {
		q.Only = []release.ID{last.Items[at]}
		return nil
	}
	for _, quote := range last.Quotes {
		row := slices.DeleteFunc(rowEnds.Split(quote, -1), func(s string) bool { return strings.TrimSpace(s) == "" })
		if at := in(len(row)); at >= 0 && len(row) > 1 {
			terms := v.queryTerms(row[at], nil)
			for i := range terms {
				terms[i].Start, terms[i].End = 0, 0
			}
			return terms
		}
	}
	return nil
}

// carry adds the words of an earlier question that q does not replace: a
// partner takes the place of a partner. Words of a thing picked count whole.
func (v *View) carry(q *Query, before Query, picked []QueryTerm) {
	q.Terms = append(q.Terms, picked...)
	said := q.Terms
	for _, t := range before.Terms {
		topic, named := v.topicOf(t)
		if t.Plain && len(q.Terms) > 0 || slices.ContainsFunc(said, func(own QueryTerm) bool {
			swap, swaps := v.topicOf(own)
			return own.meaning() == t.meaning() || named && swaps && swap.Kind == topic.Kind
		}) {
			continue
		}
		if len(q.Terms) > 0 && !(t.carried && v.names(t)) {
			t.Weight *= carried
			t.IDF *= carried
			t.carried = true
		}
		t.Start, t.End = 0, 0
		q.Terms = append(q.Terms, t)
	}
	q.Terms = q.Terms[:min(len(q.Terms), maxTerms)]
}

// favourReleases ranks what was cited, and a little what was found beside it,
// by how well it meets the question.
func (v *View) favourReleases(q *Query, said []QueryTerm, turns []Turn) {
	q.favours = map[release.ID]float64{}
	admitted := v.admitted(*q)
	for i, turn := range turns {
		worth := math.Pow(byAge, float64(len(turns)-1-i))
		add := func(ids []release.ID, worth float64) {
			for rank, id := range ids {
				record, ok := v.byID[id]
				if !ok || !admitted[record] {
					continue
				}
				met := v.met(said, id, 0.5) * math.Pow(v.timeFactor(*q, q.Times, record)/bestTime, 2)
				q.favours[id] = max(q.favours[id], worth*math.Pow(byRank, float64(rank))*min(1, met))
			}
		}
		add(turn.Cited, worth)
		add(turn.Shown, worth*onlyShown)
	}
	for id := range q.favours {
		q.Favoured = append(q.Favoured, id)
	}
	slices.SortFunc(q.Favoured, func(a, b release.ID) int {
		return cmp.Or(cmp.Compare(q.favours[b], q.favours[a]), cmp.Compare(a, b))
	})
}
