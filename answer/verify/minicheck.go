package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/sync/errgroup"

	"motirbot/answer/model"
	"motirbot/prompts"
)

// checkAll asks a model of the MiniCheck kind about one claim and document at a
// time. Yes is supported, without words to show; No is not stated.
func (v *Verifier) checkAll(ctx context.Context, claims []Claim, releases []Release) ([]Verdict, Usage, error) {
	verdicts := fill(len(claims), Unread)
	each := max(1, v.opts.MaxRequests/len(claims))
	var (
		mu    sync.Mutex
		usage Usage
		g     errgroup.Group
	)
	g.SetLimit(v.opts.Parallel)
	for i, c := range claims[:min(len(claims), v.opts.MaxRequests)] {
		g.Go(func() error {
			got, spent, err := v.check(ctx, c, cited(c, releases), each)
			verdicts[i] = got
			mu.Lock()
			defer mu.Unlock()
			usage = usage.Add(spent)
			return err
		})
	}
	err := g.Wait()
	return verdicts, usage, err
}

// check asks about one claim, until a document carries it or after most
// requests: Unread then, for what was not read might carry it.
func (v *Verifier) check(ctx context.Context, c Claim, releases []Release, most int) (Verdict, Usage, error) {
	const op = "second reading by MiniCheck"
	var usage Usage
	var failed error
	for i, document := range v.documents(releases) {
		if i == most {
			return Verdict{Status: Unread}, usage, failed
		}
		data := prompts.MiniCheckData{Claim: c.Text}
		for _, p := range document {
			data.Documents = append(data.Documents, prompts.Document{Title: p.release.Title, Date: p.release.Date.String(), Text: p.text()})
		}
		user, err := prompts.MiniCheck(data)
		if err != nil {
			return Verdict{Status: Unread}, usage, err
		}
		reply, spent, err := v.model.Complete(ctx, "", user, nil, 16)
		usage = usage.Add(spent)
		if err != nil {
			return Verdict{Status: Unread}, usage, fmt.Errorf("%s: %w", op, err)
		}
		switch yes, ok := yesOrNo(reply); {
		case !ok:
			failed = fmt.Errorf("%s: %w: it is neither Yes nor No: %.40q", op, model.ErrUnusable, reply)
		case yes && len(document) == 1:
			return Verdict{Status: Supported, Release: document[0].release.N}, usage, nil
		case yes:
			return Verdict{Status: Supported}, usage, nil
		}
	}
	if failed != nil {
		return Verdict{Status: Unread}, usage, failed
	}
	return Verdict{Status: NotStated}, usage, nil
}

// documents returns all releases as one document if they fit, else each by
// itself, and what is longer in windows.
func (v *Verifier) documents(releases []Release) [][]part {
	limit := v.within(v.opts.MaxDocument, 3./4)
	var all []part
	sum := 0
	for _, r := range releases {
		p := part{r, 0, len(r.Text)}
		all = append(all, p)
		sum += p.tokens()
	}
	if sum <= limit {
		return [][]part{all}
	}
	var out [][]part
	for _, p := range all {
		for _, w := range windows(p.release, limit-(p.tokens()-model.Tokens(p.text()))) {
			out = append(out, []part{w})
		}
	}
	return out
}

// yesOrNo reads an answer that says one of the two words, whatever else.
func yesOrNo(reply string) (yes, ok bool) {
	if i := strings.LastIndex(reply, "</think>"); i >= 0 {
		reply = reply[i:]
	}
	said := strings.FieldsFunc(strings.ToLower(reply), func(r rune) bool { return !unicode.IsLetter(r) })
	yes = slices.Contains(said, "yes")
	return yes, yes != slices.Contains(said, "no")
}
