package verify

import (
	"slices"
	"strings"

	"motirbot/answer/model"
)

// part is a release, or what of it fits into a request.
type part struct {
	release    Release
	start, end int // bytes of its Text
}

func (p part) text() string { return p.release.Text[p.start:p.end] }

func (p part) part() bool { return p.end-p.start < len(p.release.Text) }

func (p part) tokens() int { return model.Tokens(p.text()) + model.Tokens(p.release.Title) + 30 }

// batch is one request: claims by index, and what they are compared with.
type batch struct {
	claims []int
	parts  []part
}

// frameTokens is what the prompt itself takes.
const frameTokens = 600

// pack distributes claims and the releases they cite over as few requests of
// budget tokens as going through them in order gives. A claim whose releases do
// not fit with it stands in several.
func pack(budget int, question string, claims []Claim, releases []Release) []batch {
	budget = max(budget-frameTokens-min(model.Tokens(question), 400), 500)
	batches := []batch{{}}
	used := 0
	for i, c := range claims {
		own := model.Tokens(c.Text) + min(model.Tokens(c.Before), 2*maxBefore) + 30
		for _, r := range cited(c, releases) {
			for _, p := range windows(r, max(budget/2, budget-own)-100) {
				now := &batches[len(batches)-1]
				claim, part := own, p.tokens()
				if slices.Contains(now.claims, i) {
					claim = 0
				}
				if slices.Contains(now.parts, p) {
					part = 0
				}
				if used > 0 && (used+claim+part > budget || claim > 0 && len(now.claims) == maxClaims) {
					batches = append(batches, batch{})
					now, used, claim, part = &batches[len(batches)-1], 0, own, p.tokens()
				}
				if claim > 0 {
					now.claims = append(now.claims, i)
				}
				if part > 0 {
					now.parts = append(now.parts, p)
				}
				used += claim + part
			}
		}
	}
	return batches
}

// cited returns the releases of a claim: all where it names none that is there.
func cited(c Claim, releases []Release) []Release {
	var out []Release
	for _, r := range releases {
		if slices.Contains(c.Cites, r.N) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return releases
	}
	return out
}

// windows returns a release whole where it has at most limit tokens, else in
// parts that begin and end with a line or a sentence where they can, each
// repeating the last fifth of the one before.
func windows(r Release, limit int) []part {
	limit = max(limit, 100)
	cut := func(start, limit int) int {
		end := start + model.Fitting(r.Text[start:], limit)
		if n := lastBreak(r.Text[start:end]); end < len(r.Text) && n > (end-start)/2 {
			end = start + n
		}
		return end
	}
	var out []part
	for start := 0; ; {
		end := cut(start, limit)
		out = append(out, part{r, start, end})
		if end == len(r.Text) {
			return out
		}
		start = cut(start, model.Tokens(r.Text[start:end])*4/5)
	}
}

// lastBreak returns where the last line or sentence of s has ended.
func lastBreak(s string) int {
	best := strings.LastIndexByte(s, '\n') + 1
	for _, end := range []string{". ", "? ", "! "} {
		if i := strings.LastIndex(s, end); i >= 0 {
			best = max(best, i+len(end))
		}
	}
	return best
}
