// Package verify reads the claims of an answer a second time: a model says of
// each whether the releases it cites carry it, and shows the words.
//
// What the model says counts as far as the words it shows are found in the
// release. Claims, question and releases are shown to it as quoted data; one
// that obeys them all the same can at most call a claim supported and show real
// words of a release.
package verify

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"motirbot/answer/model"
	"motirbot/prompts"
	"motirbot/release"
)

type (
	// Model is that of package model.
	Model = model.Model
	// Usage is that of package model.
	Usage = model.Usage
)

// Claim is a sentence of an answer.
type Claim struct {
	Text   string
	Before string // sentences before it in the same answer, for pronouns
	Cites  []int  // numbers of releases; none: any may carry it
}

// Release is a release as the answer numbers it, whole.
type Release struct {
	N           int
	Title, Text string
	Date        release.Date
	By          string // who issued it, where not all are by one
}

// Status is what the second reading found.
type Status string

// The kinds of Status.
const (
	Supported    Status = "supported"
	Contradicted Status = "contradicted"
	NotStated    Status = "not_stated"
	Unread       Status = "unread" // no usable verdict came: nothing is known
)

// Verdict is what the second reading says of one claim.
type Verdict struct {
	Status Status
	// Release is the number of the release that shows it. 0: none, or any of
	// those cited.
	Release int
	// Start and End are the bytes of that release's Text that show it; 0, 0
	// where only its title or date does, or the model shows no words.
	Start, End int
	Why        string // the model's own words, on one line: not to be trusted
}

// Options bounds a reading. The zero value of each field means its default.
type Options struct {
	Timeout     time.Duration // of the whole reading; 20 s
	Budget      int           // tokens of one prompt; 12,000
	MaxRequests int           // requests for one reading; 4, MiniCheck 32
	MaxDocument int           // tokens of a document of MiniCheck; 3,000, which a server's usual window of 4,096 holds
	Parallel    int           // requests at a time; 4
}

const (
	maxClaims   = 20  // of one request, so that the reply stays short
	replyTokens = 150 // of one verdict
	extraTokens = 2000
	maxWhy      = 160
	maxBefore   = 400 // runes
)

var schema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["verdicts"],"properties":{"verdicts":{"type":"array","items":` +
	`{"type":"object","additionalProperties":false,"required":["claim","release","words","why","status"],"properties":{` +
	`"claim":{"type":"integer"},"release":{"type":"integer"},"words":{"type":"string"},"why":{"type":"string"},` +
	`"status":{"type":"string","enum":["supported","contradicted","not stated"]}}}}}}`)

// Verifier asks one model. It is safe for concurrent use.
type Verifier struct {
	model     Model
	opts      Options
	miniCheck bool
}

// New returns a Verifier. A model with "minicheck" in its name is spoken to in
// the form of that kind.
func New(m Model, opts Options) *Verifier {
	v := &Verifier{model: m, miniCheck: strings.Contains(strings.ToLower(m.Name()), "minicheck")}
	requests := 4
	if v.miniCheck {
		requests = 32
	}
	v.opts = Options{
		Timeout: cmp.Or(opts.Timeout, 20*time.Second), Budget: cmp.Or(opts.Budget, 12_000), MaxRequests: cmp.Or(opts.MaxRequests, requests),
		MaxDocument: cmp.Or(opts.MaxDocument, 3000), Parallel: cmp.Or(opts.Parallel, 4),
	}
	return v
}

// Verify returns a verdict for each claim, in order; those without a usable one
// are Unread. The error says why claims are unread where a request failed or a
// whole reply was unusable: it is the model's, or wraps model.ErrUnusable.
// The verdicts of other requests are good beside it.
func (v *Verifier) Verify(ctx context.Context, question string, claims []Claim, releases []Release) ([]Verdict, Usage, error) {
	if len(claims) == 0 || len(releases) == 0 {
		return fill(len(claims), NotStated), Usage{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, v.opts.Timeout)
	defer cancel()
	if v.miniCheck {
		return v.checkAll(ctx, claims, releases)
	}
	budget := v.within(v.opts.Budget, 2./3)
	verdicts, usage, err := v.readAll(ctx, budget, question, claims, releases)
	if again := v.within(v.opts.Budget, 2./3); err != nil && again < budget { // the server has told its window
		spent := usage
		verdicts, usage, err = v.readAll(ctx, again, question, claims, releases)
		usage = usage.Add(spent)
	}
	return verdicts, usage, err
}

func fill(n int, s Status) []Verdict {
	verdicts := make([]Verdict, n)
	for i := range verdicts {
		verdicts[i].Status = s
	}
	return verdicts
}

// within is so many tokens, or a part of the model's window if it is known and
// less.
func (v *Verifier) within(tokens int, part float64) int {
	if m, ok := v.model.(model.Windowed); ok && m.Window() > 0 {
		return min(tokens, int(part*float64(m.Window())))
	}
	return tokens
}

// readAll asks as many times as the budget takes and puts the verdicts of each
// claim together.
func (v *Verifier) readAll(ctx context.Context, budget int, question string, claims []Claim, releases []Release) ([]Verdict, Usage, error) {
	batches := pack(budget, question, claims, releases)
	found := make([]map[int][]Verdict, len(batches)) // those of requests too many stay empty
	var mu sync.Mutex
	var usage Usage
	var g errgroup.Group
	g.SetLimit(v.opts.Parallel)
	for i, b := range batches[:min(len(batches), v.opts.MaxRequests)] {
		g.Go(func() error {
			got, spent, err := v.readBatch(ctx, question, b, claims)
			mu.Lock()
			defer mu.Unlock()
			found[i], usage = got, usage.Add(spent)
			return err
		})
	}
	err := g.Wait()
	said := make([][]Verdict, len(claims))
	for i, b := range batches {
		for _, c := range b.claims {
			if found[i][c] == nil {
				said[c] = append(said[c], Verdict{Status: Unread})
			}
			said[c] = append(said[c], found[i][c]...)
		}
	}
	verdicts := make([]Verdict, len(claims))
	for i := range verdicts {
		verdicts[i] = joined(said[i])
	}
	return verdicts, usage, err
}

// joined makes one of the verdicts on a claim, which may be of different
// releases, parts or doubled. One that shows words outweighs those that do
// not. Where both support and contradiction are shown, the reading decides
// nothing.
func joined(verdicts []Verdict) Verdict {
	by := map[Status]Verdict{}
	for _, v := range slices.Backward(verdicts) {
		by[v.Status] = v
	}
	_, supported := by[Supported]
	if _, contradicted := by[Contradicted]; supported && contradicted {
		return Verdict{Status: NotStated, Why: "both support and contradiction were found"}
	}
	for _, s := range []Status{Supported, Contradicted, Unread, NotStated} {
		if v, ok := by[s]; ok {
			return v
		}
	}
	return Verdict{Status: Unread}
}

// readBatch makes one request and returns the verdicts by index of claim.
func (v *Verifier) readBatch(ctx context.Context, question string, b batch, claims []Claim) (map[int][]Verdict, Usage, error) {
	const op = "second reading"
	data := prompts.VerifyData{Question: question}
	for _, p := range b.parts {
		data.Documents = append(data.Documents, prompts.Document{N: p.release.N, Title: p.release.Title, Date: p.release.Date.String(), By: p.release.By, Text: p.text(), Part: p.part()})
	}
	for i, c := range b.claims {
		before := []rune(claims[c].Before)
		before = before[max(0, len(before)-maxBefore):]
		data.Claims = append(data.Claims, prompts.Claim{N: i + 1, Cites: claims[c].Cites, Before: string(before), Text: claims[c].Text})
	}
	system, user, err := prompts.Verify(data)
	if err != nil {
		return nil, Usage{}, err
	}
	reply, usage, err := v.model.Complete(ctx, system, user, schema, v.within(extraTokens+replyTokens*len(b.claims), 1./3))
	if err != nil {
		return nil, usage, fmt.Errorf("%s: %w", op, err)
	}
	found := parse(reply, len(b.claims))
	if len(found) == 0 {
		return nil, usage, fmt.Errorf("%s: %w: it holds no verdict", op, model.ErrUnusable)
	}
	verdicts := map[int][]Verdict{}
	for _, f := range found {
		c := b.claims[f.claim]
		verdicts[c] = append(verdicts[c], f.proven(claims[c].Cites, b.parts))
	}
	return verdicts, usage, nil
}
