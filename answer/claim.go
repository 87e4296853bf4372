package answer

import (
	"cmp"
	"context"

	"motirbot/answer/check"
	"motirbot/answer/verify"
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
	Kept     bool
	Marked   bool // kept, and shown with a mark
	Why      string
	Computed []string // figures that pass as arithmetic on others
}

// CheckClaim judges one sentence as if the model had written it behind Before
// and cited every release: by the check alone, and where there is a Verifier by
// the second reading as well. The error is the Verifier's or the context's.
func (a *Answerer) CheckClaim(ctx context.Context, c ClaimCheck) (ClaimVerdict, error) {
	var releases []check.Release
	var read []verify.Release
	var cites []int
	for i, r := range c.Evidence {
		releases = append(releases, check.Release{N: i + 1, Title: r.Title, Body: r.Body, Date: r.Date})
		read = append(read, verify.Release{N: i + 1, Title: r.Title, Text: r.Body, Date: r.Date})
		cites = append(cites, i+1)
	}
	result := check.NewEvidence(releases).Check(check.Sentence{Text: c.Claim, Cites: cites})
	verdict := ClaimVerdict{Kept: result.Kept, Why: result.Why, Computed: result.Computed}
	if !result.Kept || a.cfg.Verifier == nil {
		return verdict, nil
	}
	found, _, err := a.cfg.Verifier.Verify(ctx, c.Question, []verify.Claim{{Text: c.Claim, Before: c.Before, Cites: cites}}, read)
	if err != nil {
		return verdict, err
	}
	verdict.Kept = found[0].Status != verify.Contradicted
	verdict.Marked = found[0].Status == verify.NotStated
	verdict.Why = cmp.Or(verdict.Why, found[0].Why)
	return verdict, nil
}
