package answer

import (
	"context"
	"fmt"
	"strings"

	"motirbot/release"
	"motirbot/retrieval"
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
	var pieces []retrieval.Passage
	var markers strings.Builder
	for i, r := range c.Evidence {
		pieces = append(pieces, retrieval.Passage{ReleaseID: r.ID, Title: r.Title, Date: r.Date, Text: r.Body, End: len(r.Body)})
		fmt.Fprintf(&markers, " [%d]", i+1)
	}
	r := newReader(pieces, "", nil)
	_ = r.write(strings.TrimSpace(c.Claim) + markers.String())
	r.close()
	return ClaimVerdict{Kept: len(r.text.citations) > 0}, nil
}
