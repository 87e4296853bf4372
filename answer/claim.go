package answer

import (
	"context"
	"strings"

	compare "motirbot/answer/check"
	"motirbot/release"
)

// ClaimCheck is a sentence of an answer with the releases that it cites.
type ClaimCheck struct {
	Question string
	Before   string // earlier sentences of the same answer
	Claim    string
	Evidence []release.Release // whole, in the order of their numbers
}

// ClaimVerdict says whether a sentence may stand.
type ClaimVerdict struct {
	Kept   bool
	Marked bool // kept, and shown with a mark
	Why    string
}

// CheckClaim runs the check of a model's text alone on one sentence, as if the
// model had written it behind Before, with a marker of every release.
func (a *Answerer) CheckClaim(_ context.Context, c ClaimCheck) (ClaimVerdict, error) {
	var releases []compare.Release
	s := compare.Sentence{Text: strings.TrimSpace(c.Claim), Context: c.Question + "\n" + c.Before}
	for i, r := range c.Evidence {
		releases = append(releases, compare.Release{N: i + 1, Title: r.Title, Body: r.Body, Date: r.Date})
		s.Cites = append(s.Cites, i+1)
	}
	r := compare.NewEvidence(releases).Check(s)
	return ClaimVerdict{Kept: r.Kept, Why: r.Why}, nil
}
