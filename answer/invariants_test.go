package answer_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/internal/sentences"
	"motirbot/release"
)

var (
	marker = regexp.MustCompile(`\[(\d+)\]`)
	// bracket is what an answer may leave out of a sentence: the ministry's
	// name in brackets, which nearly every release has.
	bracket = regexp.MustCompile(` \([^()]*(?:MOTIR|MOTIE)[^()]*\)`)
)

// checkAnswer reports everything that no answer may do, whatever is asked.
func (c corpus) checkAnswer(t testing.TB, q answer.Question, a answer.Answer) {
	t.Helper()
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	c.checkOutcome(a, fault)
	checkMarkers(a, fault)
	for _, citation := range slices.Concat(a.Citations, nearest(a)) {
		c.checkCitation(a, citation, fault)
	}
	c.checkItems(a, fault)
	c.checkPassages(a, fault)
	checkFrame(q, a, fault)
	c.checkVerbatim(a, fault)
	if len(faults) > 0 {
		t.Errorf("%q as of %s:\n  %s\nanswer:\n%.600s", q.Text, q.AsOf, strings.Join(faults, "\n  "), text.Plain(a))
	}
}

// nearest are the releases that a refusal names.
func nearest(a answer.Answer) []answer.Citation {
	if a.Refusal == nil {
		return nil
	}
	return a.Refusal.Nearest
}

func notices(a answer.Answer) string { return strings.Join(text.Notices(a), " ") }

type faulter func(format string, args ...any)

func (c corpus) checkOutcome(a answer.Answer, fault faulter) {
	switch {
	case !utf8.ValidString(text.Plain(a)):
		fault("the text is not UTF-8")
	case strings.TrimSpace(text.Plain(a)) == "":
		fault("the text is empty")
	case a.Mode != answer.ModeExtractive:
		fault("mode %q without a model", a.Mode)
	case a.Abstained() != (a.Reason() != answer.ReasonNone):
		fault("abstained is %t and the reason %q", a.Abstained(), a.Reason())
	case a.Kind == answer.KindHelp && (len(a.Citations) > 0 || len(a.Claims) > 0 || a.HelpOn == ""):
		fault("help quotes releases, or is about nothing")
	case a.Reason() == answer.ReasonOffTopic && len(a.Refusal.Nearest) > 0:
		fault("off topic, it shows releases")
	case a.Kind != answer.KindHelp && !a.Abstained() && len(a.Citations) == 0:
		fault("it claims something and cites nothing")
	case a.Abstained() && len(a.Citations) > 0:
		fault("it is withheld for %q and cites", a.Reason())
	case a.Abstained() && a.Reason() != answer.ReasonOffTopic && len(c.releases) > 0 && a.Coverage.Releases > 0 && !strings.Contains(text.Plain(a), a.Coverage.From.String()):
		fault("the refusal does not say what the index covers")
	}
}

// checkMarkers: citations are numbered from 1, and text and citations name
// each other.
func checkMarkers(a answer.Answer, fault faulter) {
	used := map[string]bool{}
	for _, m := range marker.FindAllStringSubmatch(text.Plain(a), -1) {
		used[m[1]] = true
	}
	for i, citation := range a.Citations {
		if citation.N != i+1 {
			fault("citation %d has the number %d", i+1, citation.N)
		}
		if n := fmt.Sprint(citation.N); !used[n] {
			fault("citation [%s] is never used", n)
		} else {
			delete(used, n)
		}
	}
	for n := range used {
		fault("marker [%s] has no citation", n)
	}
}

func (c corpus) checkCitation(a answer.Answer, citation answer.Citation, fault faulter) {
	r, known := c.releases[citation.ReleaseID]
	switch {
	case !known:
		fault("[%d] cites %q, which is no release", citation.N, citation.ReleaseID)
	case citation.Date != r.Date || citation.Title != r.Title || citation.URL != r.URL:
		fault("[%d] says %s %q %q of a release of %s %q %q", citation.N, citation.Date, citation.Title, citation.URL, r.Date, r.Title, r.URL)
	case len(a.Quotes(citation.ReleaseID)) == 0 && !a.Abstained():
		fault("[%d] has no quote", citation.N)
	}
	for _, part := range a.Quotes(citation.ReleaseID) {
		if !strings.Contains(r.Body, part) {
			fault("[%d] quotes what its release does not say: %q", citation.N, part)
		}
	}
}

// checkItems: lists are newest first, each release once, each with a citation
// of its own release.
func (c corpus) checkItems(a answer.Answer, fault faulter) {
	seen := map[release.ID]bool{}
	for i, item := range a.Items {
		if seen[item.ReleaseID] {
			fault("item %d lists %s again", i+1, item.ReleaseID)
		}
		seen[item.ReleaseID] = true
		if item.N < 1 || item.N > len(a.Citations) || a.Citations[item.N-1].ReleaseID != item.ReleaseID {
			fault("item %d has the number %d, which cites another release or none", i+1, item.N)
		}
		if r := c.releases[item.ReleaseID]; item.Date != r.Date || item.Title != r.Title || item.URL != r.URL {
			fault("item %d says %s %q of %s", i+1, item.Date, item.Title, item.ReleaseID)
		}
		if a.Kind == answer.KindDigest && i > 0 && item.Date.After(a.Items[i-1].Date) {
			fault("item %d of %s stands after one of %s", i+1, item.Date, a.Items[i-1].Date)
		}
	}
}

func (c corpus) checkPassages(a answer.Answer, fault faulter) {
	for _, p := range a.Passages {
		r, known := c.releases[p.ReleaseID]
		if !known || p.Date != r.Date || p.Title != r.Title {
			fault("a passage says %s %q of %q", p.Date, p.Title, p.ReleaseID)
			continue
		}
		if p.Start < 0 || p.End > len(r.Body) || p.Start >= p.End || p.Text != r.Body[p.Start:p.End] {
			fault("the passage %d to %d of %s is not its text", p.Start, p.End, p.ReleaseID)
		}
	}
}

// checkFrame: nothing later than the day of asking, nothing outside the period
// asked for, may show anywhere.
func checkFrame(q answer.Question, a answer.Answer, fault faulter) {
	asOf := q.AsOf
	if asOf.IsZero() {
		asOf = lastDay
	}
	shown := map[string]release.Date{"coverage": a.Coverage.To}
	for _, p := range a.Passages {
		shown["passage of "+string(p.ReleaseID)] = p.Date
	}
	for _, citation := range slices.Concat(a.Citations, nearest(a)) {
		shown["citation of "+string(citation.ReleaseID)] = citation.Date
	}
	for what, date := range shown {
		if date.After(asOf) {
			fault("%s is of %s, after the day of asking", what, date)
		}
		if what != "coverage" && !q.Period.Contains(date) {
			fault("%s is of %s, outside %s", what, date, q.Period)
		}
	}
}

// checkVerbatim: what stands before a marker is whole sentences of the release
// cited, so nothing is reworded and nothing cut but to a line of a list.
func (c corpus) checkVerbatim(a answer.Answer, fault faulter) {
	if a.Abstained() {
		return
	}
	for _, claim := range a.Claims {
		if len(claim.Citations) == 1 && claim.Status == answer.StatusQuoted {
			c.checkSentences(claim.Citations[0].ReleaseID, claim.Text, fault)
		}
	}
}

// checkSentences: said is one whole sentence of the release, or several.
func (c corpus) checkSentences(id release.ID, said string, fault faulter) {
	body := c.releases[id].Body
	var whole []string
	for _, s := range sentences.Split(body) {
		one := body[s.Start:s.End]
		whole = append(whole, bracket.ReplaceAllString(one[sentences.Lead(one, body):], ""))
	}
	slices.SortFunc(whole, func(a, b string) int { return len(b) - len(a) })
	rest := strings.TrimSpace(bracket.ReplaceAllString(said, ""))
	if begun, ok := strings.CutSuffix(rest, " …"); ok { // a line of a list ends with a clause
		if !slices.ContainsFunc(whole, func(s string) bool { return strings.HasPrefix(s, begun) }) {
			fault("no beginning of a sentence of %s: %q", id, rest)
		}
		return
	}
	for rest != "" {
		i := slices.IndexFunc(whole, func(s string) bool { return rest == s || strings.HasPrefix(rest, s+" ") })
		if i < 0 {
			fault("no whole sentence of %s: %q", id, rest)
			return
		}
		rest = strings.TrimSpace(strings.TrimPrefix(rest, whole[i]))
	}
}
