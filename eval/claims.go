package eval

import (
	"context"
	"fmt"

	"motirbot/answer"
	"motirbot/release"
)

// ClaimChecker is the check of a model's text as eval uses it: may a sentence
// of an answer stand, by these releases?
type ClaimChecker interface {
	CheckClaim(ctx context.Context, c answer.ClaimCheck) (answer.ClaimVerdict, error)
}

// UnknownReleaseError says that a claim names a release that is not there.
type UnknownReleaseError struct {
	Claim   string
	Release release.ID
}

func (e *UnknownReleaseError) Error() string {
	return fmt.Sprintf("claim %s: no release is called %q", e.Claim, e.Release)
}

// ClaimRow is one line of the table of claims. Shares lie between 0 and 1.
type ClaimRow struct {
	N           int     `json:"n"`
	True        int     `json:"true"`
	TrueKept    float64 `json:"true_kept"`
	False       int     `json:"false"`
	FalseCaught float64 `json:"false_caught"`
	Balanced    float64 `json:"balanced_accuracy"` // mean of the two shares, where both kinds are there
	TrueMarked  int     `json:"true_marked"`       // true ones shown with a mark; they count as kept
	FalseMarked int     `json:"false_marked"`      // false ones shown with a mark; they count as not caught
	Computed    int     `json:"false_computed"`    // false ones kept with a figure that passed as arithmetic on others
}

// ClaimReport is the table of claims.
type ClaimReport struct {
	All      ClaimRow            `json:"all"`
	Kinds    map[string]ClaimRow `json:"kinds"`
	Langs    map[string]ClaimRow `json:"langs"`
	Outcomes []ClaimOutcome      `json:"-"`
}

// ClaimOutcome is one claim with what the check said.
type ClaimOutcome struct {
	Claim   Claim
	Verdict answer.ClaimVerdict
}

// Short reports whether the check was wrong.
func (o ClaimOutcome) Short() bool { return o.Claim.True != o.Verdict.Kept }

// RunClaims checks every claim against exactly the releases it lists, whole.
func RunClaims(ctx context.Context, checker ClaimChecker, claims []Claim, releases []release.Release) (ClaimReport, error) {
	byID := make(map[release.ID]release.Release, len(releases))
	for _, r := range releases {
		byID[r.ID] = r
	}
	report := ClaimReport{Kinds: map[string]ClaimRow{}, Langs: map[string]ClaimRow{}}
	for _, c := range claims {
		request := answer.ClaimCheck{Question: c.Question, Before: string(c.Before), Claim: c.Claim}
		for _, id := range c.Evidence {
			r, ok := byID[id]
			if !ok {
				return report, &UnknownReleaseError{Claim: c.ID, Release: id}
			}
			request.Evidence = append(request.Evidence, r)
		}
		verdict, err := checker.CheckClaim(ctx, request)
		if err != nil {
			return report, fmt.Errorf("claim %s: %w", c.ID, err)
		}
		o := ClaimOutcome{Claim: c, Verdict: verdict}
		report.Outcomes = append(report.Outcomes, o)
		report.All.count(o)
		countIn(report.Kinds, c.Kind, o)
		countIn(report.Langs, c.Lang, o)
	}
	report.All.finish()
	for _, rows := range []map[string]ClaimRow{report.Kinds, report.Langs} {
		for name, r := range rows {
			r.finish()
			rows[name] = r
		}
	}
	return report, nil
}

func countIn(rows map[string]ClaimRow, name string, o ClaimOutcome) {
	r := rows[name]
	r.count(o)
	rows[name] = r
}

// count adds an outcome up; finish makes shares of the sums.
func (r *ClaimRow) count(o ClaimOutcome) {
	r.N++
	marked := 0
	if o.Verdict.Kept && o.Verdict.Marked {
		marked = 1
	}
	if o.Claim.True {
		r.True++
		r.TrueKept += one(o.Verdict.Kept)
		r.TrueMarked += marked
		return
	}
	r.False++
	r.FalseCaught += one(!o.Verdict.Kept)
	r.FalseMarked += marked
	if o.Verdict.Kept && len(o.Verdict.Computed) > 0 {
		r.Computed++
	}
}

func (r *ClaimRow) finish() {
	r.TrueKept, r.FalseCaught = share(r.TrueKept, float64(r.True)), share(r.FalseCaught, float64(r.False))
	switch {
	case r.False == 0:
		r.Balanced = r.TrueKept
	case r.True == 0:
		r.Balanced = r.FalseCaught
	default:
		r.Balanced = (r.TrueKept + r.FalseCaught) / 2
	}
}
