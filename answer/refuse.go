package answer

import (
	"fmt"
	"slices"
	"strings"

	"motirbot/release"
)

const nearestReleases = 3

// leavesRoom reports whether a model may still find an answer: the words of a
// question can be missing where its sense is there, a name or a future cannot.
func (v verdict) leavesRoom() bool {
	return v.reason == ReasonNone || v.reason == ReasonNoEvidence
}

// withNearest gives a refusal its nearest releases, and one with a false
// premise the sentences that were found instead.
func withNearest(answer Answer, d *draft, v verdict) Answer {
	var seen []release.ID
	for _, p := range answer.Passages {
		if slices.Contains(seen, p.ReleaseID) || len(seen) == nearestReleases {
			continue
		}
		seen = append(seen, p.ReleaseID)
		answer.Nearest = append(answer.Nearest, Citation{
			N: len(seen), ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, URL: p.URL, Quote: p.Text, Revision: p.Revision,
		})
	}
	if v.reason == ReasonFalsePremise && d != nil {
		answer.Text, answer.Citations = d.text.String(), d.citations
		answer.Nearest = nil
	}
	return answer
}

// refuse words an abstention: why, what the releases do say where the question
// takes something false for granted, what the index covers, what is nearest.
func refuse(answer Answer, v verdict) Answer {
	say := phrases(answer.Language)
	found := answer.Text
	answer.Abstained, answer.Reason = true, v.reason
	lines := []string{say.reasons[v.reason]}
	if strings.Contains(lines[0], "%s") {
		lines[0] = fmt.Sprintf(lines[0], v.missing)
	}
	if found != "" {
		lines = append(lines, say.premise+" "+found)
	}
	if c := answer.Coverage; c.Releases > 0 {
		lines = append(lines, fmt.Sprintf(say.coverage, c.Releases, c.From, c.To))
	}
	if len(answer.Nearest) > 0 {
		lines = append(lines, say.nearest)
	}
	for _, n := range answer.Nearest {
		lines = append(lines, fmt.Sprintf("• %s · %s", n.Date, unmarked(n.Title)))
	}
	answer.Text = strings.Join(lines, "\n")
	return answer
}
