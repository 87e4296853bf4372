package retrieval

import (
	"regexp"
	"slices"

	"motirbot/release"
)

// continues finds questions that make no sense by themselves.
var continues = regexp.MustCompile(`(?i)^(?:and|but|also|or|so|what about|how about|what else|anything else|why|when|where|who|then)\b.{0,60}$|\b(?:it|they|them|he|she|there)\b|\bthat\??$|^(?:그럼|그리고|그러면|또)`)

// Continue reads a question as the next one after another of the same
// conversation: "and on steel?" keeps whom the first was about and swaps the
// subject. A question that stands by itself comes back as it is.
func (v *View) Continue(q, earlier Query, evidence []release.ID) Query {
	if q.Wants != WantsAnswer || !continues.MatchString(q.Text) || informative(q.Terms) > 3 {
		return q
	}
	swapped := v.kinds(q.Terms)
	for _, u := range earlier.Terms {
		if kind := v.kind(u); kind != "" && slices.Contains(swapped, kind) {
			continue
		}
		if slices.ContainsFunc(q.Terms, func(known QueryTerm) bool { return known.Text == u.Text }) {
			continue
		}
		u.Weight *= carried
		u.IDF *= carried
		u.Ordinal = false
		q.Terms = append(q.Terms, u)
	}
	q.Terms = q.Terms[:min(len(q.Terms), maxTerms)]
	if len(q.Times) == 0 {
		q.Times, q.Period, q.Released = earlier.Times, earlier.Period, earlier.Released
	}
	if len(q.subjects) == 0 {
		q.subjects = earlier.subjects
	}
	q.Favoured = evidence
	return q
}

// carried is what a word of the question before counts.
const carried = 0.5

func informative(terms []QueryTerm) int {
	n := 0
	for _, u := range terms {
		if !u.Plain {
			n++
		}
	}
	return n
}

// kinds returns the kinds of the topics among query terms.
func (v *View) kinds(terms []QueryTerm) []string {
	var kinds []string
	for _, u := range terms {
		if kind := v.kind(u); kind != "" {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (v *View) kind(u QueryTerm) string {
	for _, alt := range u.Expansions {
		if isTopicExpansion(alt) {
			if topic, ok := v.topics.of(alt.Term); ok {
				return topic.Kind
			}
		}
	}
	return ""
}
