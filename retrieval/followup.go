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
	if q.Wants != WantsAnswer || !continues.MatchString(q.Text) || informative(q.Units) > 3 {
		return q
	}
	swapped := v.kinds(q.Units)
	for _, u := range earlier.Units {
		if kind := v.kind(u); kind != "" && slices.Contains(swapped, kind) {
			continue
		}
		if slices.ContainsFunc(q.Units, func(known Unit) bool { return known.Text == u.Text }) {
			continue
		}
		u.Weight *= carried
		u.Info *= carried
		u.Ordinal = false
		q.Units = append(q.Units, u)
	}
	q.Units = q.Units[:min(len(q.Units), maxUnits)]
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

func informative(units []Unit) int {
	n := 0
	for _, u := range units {
		if !u.Plain {
			n++
		}
	}
	return n
}

// kinds returns the kinds of the topics among units.
func (v *View) kinds(units []Unit) []string {
	var kinds []string
	for _, u := range units {
		if kind := v.kind(u); kind != "" {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (v *View) kind(u Unit) string {
	for _, alt := range u.Alternatives {
		if isTopicAlternative(alt) {
			if topic, ok := v.topics.of(alt.Term); ok {
				return topic.Kind
			}
		}
	}
	return ""
}
