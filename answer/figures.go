package answer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"motirbot/answer/quote"
	"motirbot/figures"
	"motirbot/internal/sentences"
	"motirbot/internal/words"
	"motirbot/release"
	"motirbot/retrieval"
)

// Figures are the statistics of the releases: *figures.Source.
type Figures interface {
	Read(q retrieval.Query) figures.Question
	MayTell(title, sentence string, day release.Date, q figures.Question, read bool) bool
	Dataset(ctx context.Context, asOf release.Date) (*figures.Dataset, error)
}

// Why there is no figure to answer with. The claims of such a refusal say what
// the releases do tell.
const (
	ReasonNoFigure     Reason = "no_figure"     // no release tells it
	ReasonNotMeasured  Reason = "not_measured"  // no release tells a figure of Missing
	ReasonFalsePremise Reason = "false_premise" // it went the other way than the question takes for granted
)

// maySearch is how many passages are looked through for a sentence that tells a
// figure which was not read.
const maySearch = 8

// findFigures answers a question for figures from the observations, where it is
// one. Without an answer the sentences have to serve. Errors are the store's.
func (k *asked) findFigures(ctx context.Context) error {
	k.figure, k.measured, k.measures = nil, nil, nil
	if k.from == nil || k.Topic != "" || k.query.Wants == retrieval.WantsDigest && len(k.History) == 0 {
		return nil
	}
	frame, query := retrieval.Frame{AsOf: k.AsOf}, k.query
	follows := len(k.History) > 0 && k.meant == ""
	if follows {
		query = k.view.Understand(k.Text, frame) // by itself: what is left out is found below
	}
	q := k.from.Read(query)
	if len(q.Left) > 0 {
		for _, t := range query.Terms {
			switch word := cmp.Or(t.Corrected, t.Text); {
			case !q.Sure:
			case slices.Contains(q.Of, word):
				k.measured = append(k.measured, t)
			case slices.Contains(q.Named, word):
				k.measures = append(k.measures, t)
			}
			// A correction that is no item either does not make a word known. What is
			// asked for in Korean may stand in an English release, under no such word.
			unheard := (!t.Known || t.Corrected != "") && !words.IsHangul(t.Text)
			if q.Sure && unheard && slices.Contains(q.Of, cmp.Or(t.Corrected, t.Text)) {
				ans := k.ans.refused(quote.Verdict{Reason: ReasonUnknownName, Missing: t.Text})
				k.figure = &ans
			}
		}
		return nil
	}
	if !k.Period.IsZero() {
		q.Released = k.Period
	}
	if follows {
		var earlier figures.Question
		for _, turn := range k.History {
			if q := k.from.Read(k.view.Understand(turn.Question, frame)); !q.Nothing() {
				earlier = q.Continue(earlier)
			} // else "why did they rise?": it goes on being about the same
		}
		q = q.Continue(earlier)
	}
	data, err := k.from.Dataset(ctx, k.AsOf)
	if err != nil {
		return err
	}
	found, ok := data.Find(q, k.AsOf)
	if !ok {
		return nil
	}
	found.Rows, found.Near = k.inView(found.Rows), k.inView(found.Near)
	teller := figures.Teller{Names: data, Korean: k.ans.Language == "ko"}
	if len(found.Rows) > 0 {
		ans := k.tell(teller, found)
		k.figure = &ans
		k.ans.Kind, k.ans.Passages = KindAnswer, ans.Passages // for a model to read
		return nil
	}
	if found.Sure && len(found.Missing) > 0 && !k.mayTell(q, data) {
		ans := k.withhold(teller, found)
		k.figure = &ans
	}
	return nil
}

// inView drops rows of releases that the view does not hold or nobody asks about.
func (k *asked) inView(rows []figures.Row) []figures.Row {
	var only []release.ID // that were pointed at
	if n := len(k.History); n > 0 && k.History[n-1].onReleases() {
		only = k.query.Only
	}
	return slices.DeleteFunc(rows, func(r figures.Row) bool {
		return slices.ContainsFunc(cited(r), func(c figures.Cited) bool {
			return !k.view.Holds(c.ReleaseID) || len(only) > 0 && !slices.Contains(only, c.ReleaseID)
		})
	})
}

// cited are the observations that a row tells, one of each release.
func cited(r figures.Row) []figures.Cited {
	var out []figures.Cited
	for _, c := range []figures.Cited{r.Value, r.Change} {
		if c.ReleaseID != "" && !slices.ContainsFunc(out, func(o figures.Cited) bool { return o.ReleaseID == c.ReleaseID }) {
			out = append(out, c)
		}
	}
	return out
}

// tell is the answer that the rows give: what follows from them first, then the
// rows themselves.
func (k *asked) tell(teller figures.Teller, found figures.Finding) Answer {
	ans := k.ans
	ans.Kind, ans.Claims, ans.Items, ans.Citations = KindAnswer, nil, nil, nil
	lead := teller.Lead(found)
	if lead != "" {
		var of []figures.Cited
		for _, r := range found.Rows {
			of = append(of, cited(r)...)
		}
		ans.figure(k.view, lead, BlockRun, of)
	}
	if lead == "" || found.Lead.Kind == figures.LeadDifference {
		for _, r := range found.Rows {
			block := BlockRun
			if len(found.Rows) > 1 {
				block = BlockBullet
			}
			ans.figure(k.view, teller.Row(r), block, cited(r))
		}
	}
	for _, m := range found.Missing {
		ans.notice(Notice{Code: NoticeNotHeld, Missing: teller.Missing(m)})
	}
	if found.Denied {
		ans.Kind, ans.Refusal = KindRefusal, &Refusal{Reason: ReasonFalsePremise}
	}
	return ans
}

// withhold says that no release tells the figures, and tells the nearest.
func (k *asked) withhold(teller figures.Teller, found figures.Finding) Answer {
	var missing []string
	for _, m := range found.Missing {
		missing = append(missing, teller.Missing(m))
	}
	ans := k.ans.refused(quote.Verdict{Reason: ReasonNoFigure, Missing: strings.Join(missing, "; ")})
	for _, r := range found.Near {
		block := BlockRun
		if len(found.Near) > 1 {
			block = BlockBullet
		}
		ans.figure(k.view, teller.Row(r), block, cited(r))
	}
	if len(ans.Claims) > 0 {
		ans.Refusal.Nearest = nil
	}
	return ans
}

// figure adds a claim made of observations. The passages they stand in come
// before the others, in the order of the claims.
func (a *Answer) figure(view *retrieval.View, text string, block Block, of []figures.Cited) {
	claim := Claim{Text: text, Block: block, Status: StatusChecked}
	front := 0
	for front < len(a.Passages) && len(a.Claims) > 0 && slices.ContainsFunc(a.Citations, func(c Citation) bool { return c.ReleaseID == a.Passages[front].ReleaseID }) {
		front++
	}
	for _, c := range of {
		p, ok := passageAt(view, c.ReleaseID, c.Start)
		one := ClaimCitation{ReleaseID: c.ReleaseID, Quote: c.Quote}
		if !ok || slices.ContainsFunc(claim.Citations, func(o ClaimCitation) bool { return o.ReleaseID == one.ReleaseID && o.Quote == one.Quote }) {
			continue
		}
		one.N = a.cite(p)
		claim.Citations = append(claim.Citations, one)
		same := func(o retrieval.Passage) bool { return o.ReleaseID == p.ReleaseID && o.Seq == p.Seq }
		if slices.ContainsFunc(a.Passages[:front], same) {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(a.Passages[front:]), same)
		a.Passages = slices.Concat(a.Passages[:front], []retrieval.Passage{p}, rest)
		front++
	}
	a.Claims = append(a.Claims, claim)
}

// passageAt is the passage of a release that holds a byte of its body.
func passageAt(view *retrieval.View, id release.ID, at int) (retrieval.Passage, bool) {
	for _, p := range view.Passages(id) {
		if p.Start <= at && at < p.End {
			return p, true
		}
	}
	return view.Lead(id)
}

// mayTell reports whether a sentence of the passages found may hold the figure,
// though it was not read.
func (k *asked) mayTell(q figures.Question, data *figures.Dataset) bool {
	for _, p := range k.ans.Passages[:min(len(k.ans.Passages), maySearch)] {
		for _, s := range sentences.Split(p.Text) {
			if k.from.MayTell(p.Title, p.Text[s.Start:s.End], p.Date, q, data.Reads(p.ReleaseID)) {
				return true
			}
		}
	}
	return false
}
