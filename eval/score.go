package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
	"motirbot/retrieval"
)

const maxGolds = 5

// Outcome is one question with what came of it.
type Outcome struct {
	Question    Question
	Answer      answer.Answer
	Text        string       // of the answer
	Retrieved   []release.ID // in order of rank, each once
	Recall      float64      // of the golds, among the first five releases (digest: ten)
	Right       bool         // it did what the question expects
	First       bool         // the first claim alone holds all it must
	Refused     bool
	Cited       int          // citations that count
	CitedGold   int          // citations of a gold release that was retrieved
	WrongCites  []release.ID // the others
	WantedLang  bool         // a language was asked for
	GotItsLang  bool
	Words       int
	IsFollowup  bool
	NotAnAnswer bool // refused, or help where an answer was wanted
}

// Short reports whether the question fell short of what it is counted for.
func (o Outcome) Short() bool {
	return !o.Right || o.Question.Expect == ExpectAnswer && (o.Recall < 1 || len(o.WrongCites) > 0)
}

func score(q Question, a answer.Answer) Outcome {
	o := Outcome{Question: q, Answer: a, Text: text.Plain(a), Retrieved: releasesOf(a.Passages), Refused: a.Abstained()}
	o.NotAnAnswer = a.Abstained() || a.Kind == answer.KindHelp
	o.Words = len(strings.Fields(marker.ReplaceAllString(o.Text, "")))
	if q.WantLang != "" {
		o.WantedLang, o.GotItsLang = true, (q.WantLang == "ko") == mostlyKorean(o.Text)
	}
	switch q.Expect {
	case ExpectHelp:
		o.Right = !a.Abstained() && len(a.Citations) == 0 && len(a.Items) == 0 && !quotesRelease(o)
		return o
	case ExpectAbstain:
		o.Right = a.Abstained() || corrects(o.Text, q.Correction) || corrects(o.Text, q.CorrectIf)
		return o
	}
	o.Recall = recall(q, o.Retrieved)
	o.Right = !o.NotAnAnswer && meets(o.Text, q) || q.AbstainOK && a.Abstained()
	o.First = !o.NotAnAnswer && meets(firstClaim(a), q)
	for _, c := range a.Citations {
		gold := slices.Contains(q.GoldIDs, c.ReleaseID) && slices.Contains(o.Retrieved, c.ReleaseID)
		if !gold && slices.Contains(q.MayCite, c.ReleaseID) {
			continue
		}
		o.Cited++
		if gold {
			o.CitedGold++
		} else {
			o.WrongCites = append(o.WrongCites, c.ReleaseID)
		}
	}
	return o
}

func meets(text string, q Question) bool {
	return contains(text, q.MustContain) &&
		!slices.ContainsFunc(q.MustNotContain, func(phrase string) bool { return holds(text, phrase) })
}

func corrects(text string, groups Groups) bool { return len(groups) > 0 && contains(text, groups) }

var marker = regexp.MustCompile(`\s*\[\d+\]`)

// firstClaim is the first claim alone; of a list, the first release.
func firstClaim(a answer.Answer) string {
	if len(a.Items) > 0 {
		return a.Items[0].Title + ": " + text.ItemText(a, 0)
	}
	if len(a.Claims) > 0 {
		return a.Claims[0].Text
	}
	return ""
}

// quotesRelease reports whether an answer holds a run of words that it can only
// have from a release.
func quotesRelease(o Outcome) bool {
	const run = 8
	said := strings.Join(strings.Fields(o.Text), " ")
	for _, p := range o.Answer.Passages {
		fields := strings.Fields(p.Text)
		for i := 0; i+run <= len(fields); i++ {
			if strings.Contains(said, strings.Join(fields[i:i+run], " ")) {
				return true
			}
		}
	}
	return false
}

// mostlyKorean reports whether a third of the letters or more are Hangul; names
// and titles may stay in their own script.
func mostlyKorean(text string) bool {
	letters, hangul := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Hangul, r) {
			hangul++
		}
	}
	return 3*hangul >= letters && hangul > 0
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
// digest. At most five golds count, since no more fit; where any of them will
// do, one is enough.
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
	if q.Need == "any" {
		wanted = 1
	}
	return min(1, float64(found)/float64(max(1, wanted)))
}

// contains reports whether text meets every group by one of its alternatives.
func contains(text string, groups Groups) bool {
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
