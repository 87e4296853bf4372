package eval

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/answer"
	"motirbot/release"
	"motirbot/retrieval"
)

const maxGolds = 5

// Outcome is one question with what came of it.
type Outcome struct {
	Question  Question
	Answer    answer.Answer
	Retrieved []release.ID // in order of rank, each once
	Recall    float64      // of the golds, among the first five releases (digest: ten)
	Right     bool         // the answer holds all it must
	Cited     int          // citations
	CitedGold int          // citations of a gold release that was retrieved
}

// Short reports whether the question fell short of what it is counted for.
func (o Outcome) Short() bool {
	if o.Question.Unanswerable {
		return !o.Answer.Abstained
	}
	return o.Recall < 1 || !o.Right || o.Answer.Abstained
}

func score(q Question, a answer.Answer) Outcome {
	o := Outcome{Question: q, Answer: a, Retrieved: releasesOf(a.Passages)}
	if q.Unanswerable {
		return o
	}
	o.Recall = recall(q, o.Retrieved)
	o.Right = !a.Abstained && contains(a.Text, q.MustContain)
	for _, c := range a.Citations {
		o.Cited++
		if slices.Contains(q.GoldIDs, c.ReleaseID) && slices.Contains(o.Retrieved, c.ReleaseID) {
			o.CitedGold++
		}
	}
	return o
}

func releasesOf(passages []retrieval.Passage) []release.ID {
	var ids []release.ID
	for _, p := range passages {
		if !slices.Contains(ids, p.ReleaseID) {
			ids = append(ids, p.ReleaseID)
		}
	}
	return ids
}

// recall is the share of the golds among the first five releases, ten for a
// digest. At most five golds count (ten for a digest), since no more fit.
func recall(q Question, retrieved []release.ID) float64 {
	depth := maxGolds
	if q.Type == "digest" {
		depth = 2 * maxGolds
	}
	head := retrieved[:min(depth, len(retrieved))]
	found := 0
	for _, id := range q.GoldIDs {
		if slices.Contains(head, id) {
			found++
		}
	}
	wanted := min(len(q.GoldIDs), maxGolds)
	return min(1, float64(found)/float64(max(1, wanted)))
}

// contains reports whether text meets every group by one of its alternatives.
func contains(text string, groups [][]string) bool {
	for _, group := range groups {
		if !slices.ContainsFunc(group, func(alternative string) bool { return holds(text, alternative) }) {
			return false
		}
	}
	return true
}

// holds looks for a phrase in any letter case, from a word boundary; one that
// ends in a digit is not followed by a digit.
func holds(text, phrase string) bool {
	text, phrase = strings.ToLower(text), strings.ToLower(phrase)
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(phrase)
		if bounded(text, phrase, start, end) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
}

func bounded(text, phrase string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	if unicode.IsLetter(before) || unicode.IsDigit(before) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(text[end:])
	last, _ := utf8.DecodeLastRuneInString(phrase)
	return !unicode.IsDigit(last) || !unicode.IsDigit(after)
}
