package retrieval

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/words"
	"motirbot/release"
)

// Frame is what is asked beside the question's own words.
type Frame struct {
	AsOf   release.Date   // later releases do not exist; must not be zero
	Period release.Period // only releases of these days
	Topic  string         // only releases about it: a topic's name, or any words
}

// What one question may cost at most, however long it is. A question of a
// sentence or two stays far below; what is said twice is looked for once.
const (
	maxTerms      = 32 // words and names looked for
	maxExpansions = 16 // terms that one of them is met by
	maxTimes      = 8  // periods
	maxSubqueries = 6  // searches that a comparing question is taken apart into
)

var (
	latestWords = regexp.MustCompile(`(?i)\b(latest|newest|recent|recently|what'?s new|what is new|anything new|news|updates? on|update me|catch me up|what'?s happening|how'?s it going|hows it going|what'?s going on)\b|최신|최근|새(?:로운)? ?소식`)
	newestWords = regexp.MustCompile(`(?i)\b(now|currently|current|rn|right now|nowadays|these days|at the moment|at present)\b|지금|현재`)
	// published is how releases are asked for, and not what they tell of.
	published = regexp.MustCompile(`(?i)\b(?:publi(?:sh|cation)\w*|releas\w+|announc\w+|issued|put out|c[ao]me out|coming out|news|headlines?|digest|round-?up|recap|did i miss)\b|발표|보도자료|뉴스|소식|나온`)
	// happened asks for releases unless a figure, a person or a reason is asked for.
	happened   = regexp.MustCompile(`(?i)\b(?:happen\w*|moved?|went on|going on|developments?|anything|everything)\b|있었|무슨 일`)
	summed     = regexp.MustCompile(`(?i)\b(?:summar\w+|sum (?:\w+ )?up|overview|gist|tl;?dr|in short|in brief|key points|main points|nutshell)\b|요약|정리해|간추|요점`)
	comparison = regexp.MustCompile(`(?i)\b(compared?|comparison|versus|vs\.?|differ(?:s|ence|ent)?|against|which of|what changed|how did .{0,60} change|each)\b|비교`)
	compares   = regexp.MustCompile(`(?i)\b(compared?|comparison|versus|vs\.?|differ(?:s|ence|ent)?|than|both|faster|more than|or|and)\b|,|비교`)
)

// theUS finds the country where it is typed small, as a pronoun would be.
var theUS = regexp.MustCompile(`\b[Tt]he us\b`)

// Understand reads a question in its frame. It never fails: what it cannot
// read stays in the query terms as plain words.
func (v *View) Understand(text string, frame Frame) Query {
	q := Query{Text: text, AsOf: frame.AsOf, Period: frame.Period, analyzer: v.analyzer}
	text = theUS.ReplaceAllString(text, "the US")
	hangul, english := wordsOf(text)
	q.Korean = hangul > 0 && hangul >= english
	if !v.without[AblateTimes] {
		q.Times = v.withYears(readTimes(text, frame.AsOf), frame.AsOf)
	}
	q.Asks = asks(text)
	q.Terms = v.queryTerms(text, q.Times)
	q.Times = distinctTimes(q.Times)
	if frame.Topic != "" {
		q.about = v.queryTerms(frame.Topic, nil)
		if topic, ok := v.topics.Find(frame.Topic); ok {
			q.Topics = append(q.Topics, topic)
		}
	}
	q.Topics = append(q.Topics, v.topicsIn(text)...)
	q.Newest = newestWords.MatchString(text)
	q.Subqueries = v.subqueries(q)
	q.Compares = len(q.Subqueries) > 1 || comparison.MatchString(text)
	q.subjects = v.subjects(text, q.Compares)
	v.bind(&q)
	return q
}

// bind decides what the times and the wording ask for: days of release, days
// the text tells of, a list, the newest.
func (v *View) bind(q *Query) {
	subject := slices.ContainsFunc(q.Terms, func(u QueryTerm) bool {
		verb := words.IsHangul(words.Fold(u.Text)) && !u.Known && !v.names(u) // or a particle: "있나요"
		return !u.Plain && !verb
	})
	latest := latestWords.MatchString(q.Text)
	listed := published.MatchString(q.Text) || (!subject || q.Asks == AsksAnything || q.Asks >= AsksList) && happened.MatchString(q.Text)
	timed := len(q.Times) == 1 && !q.Times[0].Future
	switch {
	case strings.Contains(strings.ToLower(q.Text), "digest"), !subject && (latest || listed || q.Asks == AsksSummary), len(q.Terms) == 0 && len(q.Times) == 1:
		q.Wants = WantsDigest
	case len(q.Subqueries) > 1 && !latest:
	case timed && (latest || listed):
		q.Wants = WantsList
	case latest:
		q.Wants, q.Newest = WantsLatest, true
	}
	if timed && (q.Wants != WantsAnswer || q.Times[0].Relative && q.Times[0].Period.Days() <= 7 || q.Times[0].Bound && q.Asks == AsksAnything) {
		q.Released = true
		q.Period = q.Period.Intersect(q.Times[0].Period)
	}
	if q.Wants == WantsDigest && q.Period.IsZero() {
		q.Period = release.WeekOf(q.AsOf)
		if latest && !listed {
			q.Wants, q.Period, q.Newest = WantsLatest, release.Period{}, true
		}
	}
}

// wordsOf counts the words of a text that are Korean and those that are English.
// Names and numbers are of neither language.
func wordsOf(text string) (hangul, english int) {
	for w := range strings.FieldsSeq(text) {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }))
		switch {
		case strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }):
			hangul++
		case unicode.IsLower(first) || words.IsStop(strings.TrimFunc(words.Fold(w), unicode.IsPunct)):
			english++
		}
	}
	return hangul, english
}

// languageless reports whether a text is of no language: a name, a number.
func languageless(text string) bool {
	hangul, english := wordsOf(text)
	return hangul+english == 0
}

// topicsIn returns the topics a text names, in its order.
func (v *View) topicsIn(text string) []Topic {
	var out []Topic
	for _, t := range v.analyzer.terms(text) {
		if !t.isTopic() {
			continue
		}
		topic, ok := v.topics.of(t.text)
		if ok && !slices.ContainsFunc(out, func(known Topic) bool { return known.Key == topic.Key }) {
			out = append(out, topic)
		}
	}
	return out
}

// query terms cuts a question into what has to be found. The longest name at a place
// makes one query term; its words come along at a small weight. What is said again
// makes no second query term, and of more than maxTerms those are kept that tell most.
func (v *View) queryTerms(text string, times []TimeExpr) []QueryTerm {
	terms := byStart(v.analyzer.terms(text))
	tokens, _ := v.analyzer.split(text)
	lower := text == strings.ToLower(text)
	var queryTerms []QueryTerm
	known := map[string]int{} // what a query term stands for → its place in query terms
	for i := 0; i < len(tokens); i++ {
		for len(times) > 0 && times[0].End <= tokens[i].Start {
			times = times[1:]
		}
		if inTimes(times[:min(1, len(times))], tokens[i].Start) {
			continue
		}
		span := longestPhrase(within(terms, tokens[i].Start, len(text)), tokens[i].Start)
		if span.words == 0 && (words.IsStop(tokens[i].Text) || utf8.RuneCountInString(tokens[i].Text) == 1) {
			continue
		}
		if span.words == 0 {
			span = term{start: tokens[i].Start, end: tokens[i].End, words: 1}
		}
		queryTerm := v.queryTerm(text, span, within(terms, span.start, span.end), lower, i == 0)
		i += span.words - 1
		meaning := queryTerm.meaning()
		if at, again := known[meaning]; again {
			queryTerms[at].Name = queryTerms[at].Name || queryTerm.Name
		} else if queryTerm.Text != "" {
			known[meaning] = len(queryTerms)
			queryTerms = append(queryTerms, queryTerm)
		}
	}
	queryTerms = mostTelling(queryTerms)
	for i := range queryTerms {
		if !queryTerms[i].Known {
			v.mendTerm(&queryTerms[i])
		}
	}
	return queryTerms
}

// meaning is alike for query terms that the same terms meet.
func (u QueryTerm) meaning() string {
	if len(u.Expansions) == 0 {
		return strings.ToLower(u.Text)
	}
	var b strings.Builder
	for _, alt := range u.Expansions {
		b.WriteString(alt.Term)
		b.WriteByte(' ')
	}
	return b.String()
}

// mostTelling returns the maxTerms query terms of the highest idf, in their order.
func mostTelling(queryTerms []QueryTerm) []QueryTerm {
	if len(queryTerms) <= maxTerms {
		return queryTerms
	}
	best := slices.Clone(queryTerms)
	slices.SortStableFunc(best, func(a, b QueryTerm) int { return cmp.Compare(b.IDF, a.IDF) })
	best = best[:maxTerms]
	slices.SortFunc(best, func(a, b QueryTerm) int { return cmp.Compare(a.Start, b.Start) })
	return best
}

func inTimes(times []TimeExpr, at int) bool {
	return slices.ContainsFunc(times, func(t TimeExpr) bool { return at >= t.Start && at < t.End })
}

// longestPhrase returns the concept of most words that starts at a byte, given
// the terms from there on.
func longestPhrase(terms []term, start int) term {
	var best term
	word := false
	for _, t := range terms {
		if t.start > start {
			break
		}
		word = word || !t.isConcept()
		if t.isConcept() && t.words > best.words {
			best = t
		}
	}
	if best.words == 1 && !word && !best.isTopic() {
		return term{} // a stop word that a group happens to list
	}
	return best
}

// query term makes a query term of a span, given the terms that may lie in it.
func (v *View) queryTerm(text string, span term, terms []term, lower, first bool) QueryTerm {
	raw := text[span.start:span.end]
	u := QueryTerm{Text: raw, Start: span.start, End: span.end, Weight: 1}
	for _, t := range terms {
		if t.end > span.end {
			continue
		}
		whole := t.start == span.start && t.end == span.end
		u.expand(Expansion{t.text, expansionWeight(t, whole, span.words)})
		if whole && v.namesParty(t, raw) {
			u.Name = true
		}
	}
	u.Plain = v.isPlain(raw)
	if startsUpper(raw) && !first && !lower && !u.Plain && !slices.ContainsFunc(u.Expansions, isTopicExpansion) {
		u.Name = true
	}
	u.Ordinal = isOrdinal(raw)
	v.weigh(&u)
	return u
}

// expand adds a term that meets the query term. One that is there keeps the higher
// weight of the two.
func (u *QueryTerm) expand(alt Expansion) {
	for i, known := range u.Expansions {
		if known.Term == alt.Term {
			u.Expansions[i].Weight = max(known.Weight, alt.Weight)
			return
		}
	}
	if len(u.Expansions) < maxExpansions {
		u.Expansions = append(u.Expansions, alt)
	}
}

// namesParty reports whether a term is a topic written as a name: Brazil, KHNP,
// CBAM; not steel, and not the adjective in "an American theorist".
func (v *View) namesParty(t term, raw string) bool {
	if !t.isTopic() {
		return false
	}
	topic, ok := v.topics.of(t.text)
	if !ok || topic.Kind == KindIndustry || topic.Key == "fta" || topic.Usual {
		return false
	}
	return topic.Kind != KindPartner || isCapitals(raw) ||
		strings.EqualFold(raw, topic.Name) || strings.EqualFold(raw, topic.Key)
}

func isTopicExpansion(a Expansion) bool { return a.Term[0] == '@' && a.Weight >= 0.9 }

// weightTranslation is what a word of the glossary counts for another of its
// group: less than the word itself, more than a synonym. From 0.5 to 1 the
// question sets find the same releases but for one or two.
const weightTranslation = 0.8

// expansionWeight: a name or word found as such counts whole; a translation
// nearly so, a synonym less, and a word of a name hardly, since "Trade" alone is not the Trade Commission.
func expansionWeight(t term, whole bool, spanWords int) float64 {
	switch {
	case !whole:
		return 0.25
	case t.text[0] == '~':
		return 0.5
	case t.text[0] == '=':
		return weightTranslation
	case spanWords > 1 || !t.isConcept():
		return 1
	}
	return 0.9
}

// weigh fills in what the index knows of a query term.
func (v *View) weigh(u *QueryTerm) {
	u.Known, u.IDF = false, 0
	for _, alt := range u.Expansions {
		if v.wholes.df(alt.Term) > 0 && alt.Weight >= 0.5 {
			u.Known = true
			u.IDF = max(u.IDF, alt.Weight*v.wholes.idf(alt.Term))
		}
	}
	if !u.Known {
		u.IDF = v.wholes.idf("")
	}
	switch {
	case u.Plain:
		u.IDF = min(u.IDF, 1) * 0.5
		u.Weight = 0.5
	case words.IsHangul(words.Fold(u.Text)) && !u.Known:
		u.IDF *= 0.1 // mostly a verb or a particle of a Korean question
	}
}

// mendTerm takes a word that no release holds for the one it looks like.
func (v *View) mendTerm(u *QueryTerm) {
	raw := u.Text
	if v.without[AblateSpelling] || u.Plain || strings.ContainsRune(raw, ' ') {
		return
	}
	mended, ok := v.mend(words.Fold(raw))
	if !ok {
		return
	}
	u.Corrected = mended
	for _, t := range v.analyzer.terms(mended) {
		u.Name = u.Name || v.namesParty(t, mended)
		weight := 0.8 * expansionWeight(t, true, 1)
		u.expand(Expansion{t.text, max(weight, 0.5)})
	}
	u.Plain = v.isPlain(mended)
	v.weigh(u)
}

func (v *View) isPlain(raw string) bool {
	tokens, _ := v.analyzer.split(raw)
	for _, t := range tokens {
		if !v.plain[t.stem] && !v.plain[v.analyzer.hangulName(t.Text)] && !words.IsStop(t.Text) {
			return false
		}
	}
	return true
}

func startsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}
