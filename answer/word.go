package answer

import (
	"cmp"
	"context"
	"slices"

	"motirbot/answer/check"
	"motirbot/answer/model"
	"motirbot/answer/quote"
	"motirbot/answer/verify"
	"motirbot/answer/write"
	"motirbot/prompts"
	"motirbot/retrieval"
)

const (
	promptTurns   = 3   // earlier turns shown to the model
	promptIssuers = 8   // that are named to it beforehand
	maxTurn       = 900 // characters of each
	mostQuotes    = 2   // that follow on claims of which none was found stated
)

// said is a claim of the model's and what a second reading found of it.
type said struct {
	write.Claim
	status Status
}

// word lets the chat model answer, has its claims read a second time, and falls
// back to quotations where the model is in trouble. A model that finds no
// answer is believed.
func (a *Answerer) word(ctx context.Context, k *asked, onPart func(Answer)) (Answer, error) {
	if a.cfg.Budget != nil {
		if err := a.cfg.Budget.Take(ctx, k.Payer); err != nil {
			return k.troubled(TroubleSpent), ctx.Err()
		}
	}
	if err := a.understand(ctx, k); err != nil {
		return Answer{}, err
	}
	if k.ans.Kind == KindHelp {
		return k.ans, nil
	}
	passages := k.evidence()
	if len(passages) == 0 {
		return k.quoted(), nil
	}
	base := k.listed()
	result, cost, err := write.Write(ctx, a.cfg.Writer, k.request(a.cfg.EvidenceTokens, passages), func(claims []write.Claim, sources []write.Source) {
		if onPart != nil {
			part := base
			part.Claims, part.Citations = slices.Clone(base.Claims), slices.Clone(base.Citations)
			part.wordAll(checked(claims), sources)
			onPart(part)
		}
	})
	k.ans.Usage.add(StepWrite, cost)
	if ctx.Err() != nil {
		return Answer{}, ctx.Err()
	}
	for _, r := range result.Removed {
		k.ans.Removed = append(k.ans.Removed, Removed(r))
	}
	switch {
	case err != nil:
		a.cfg.Logger.WarnContext(ctx, "the model did not answer", "err", err)
		return k.troubled(troubleOf(err)), nil
	case result.Declined:
		return k.declined(), nil
	case len(result.Claims) == 0:
		return k.troubled(TroubleUngrounded), nil
	}
	claims, err := a.verify(ctx, k, result)
	if err != nil {
		return Answer{}, err
	}
	if len(claims) == 0 {
		return k.troubled(TroubleUngrounded), nil
	}
	return k.worded(claims, result.Sources, a.cfg.Writer.Name()), nil
}

// listed is the answer as far as it is a list, which stands before what the
// model says of it.
func (k *asked) listed() Answer {
	ans := k.ans
	switch {
	case ans.Kind == KindDigest:
		ans = k.digest()
		ans.Claims = slices.DeleteFunc(ans.Claims, func(c Claim) bool { return c.Item == 0 })
	case ans.Kind == KindList && k.held.Reason == ReasonNone:
		ans.list(k.view, k.items)
	}
	return ans
}

// worded is the answer in the model's words. What was not found stated stands
// behind the rest, but for lists, which keep their order. Where none of its
// claims was found stated, the releases' own sentences follow.
func (k *asked) worded(claims []said, sources []write.Source, name string) Answer {
	ans := k.listed()
	ans.Mode, ans.Model = ModeLLM, name
	if !slices.ContainsFunc(claims, func(c said) bool { return c.Bullet }) {
		slices.SortStableFunc(claims, func(a, b said) int {
			switch stated := a.status != StatusNotStated; {
			case stated == (b.status != StatusNotStated):
				return 0
			case stated:
				return -1
			}
			return 1
		})
	}
	ans.wordAll(claims, sources)
	isStated := func(c said) bool { return c.status != StatusNotStated }
	if !slices.ContainsFunc(claims, isStated) && ans.Kind == KindAnswer && k.held.Reason == ReasonNone {
		ans.notice(Notice{Code: NoticeQuotes})
		ans.quoteAll(k.quotes[:min(len(k.quotes), mostQuotes)])
	}
	return ans
}

// evidence is what the model is shown, best first: the releases of a list or
// digest, or those found.
func (k *asked) evidence() []retrieval.Passage {
	var out []retrieval.Passage
	switch k.ans.Kind {
	case KindDigest:
		for _, r := range k.records() {
			if lead, ok := k.view.Lead(r.ID); ok {
				out = append(out, lead)
			}
		}
		return out
	case KindList:
		for _, p := range k.ans.Passages {
			onList := func(item quote.Item) bool { return item.Passage.ReleaseID == p.ReleaseID }
			if k.held.Reason == ReasonNone && slices.ContainsFunc(k.items, onList) {
				out = append(out, p)
			}
		}
		// What else was found may be on it as well: the model sees that.
		return interleaved(out, k.ans.Passages)
	}
	return k.ans.Passages
}

func (k *asked) request(tokens int, passages []retrieval.Passage) write.Request {
	list := k.ans.Kind != KindAnswer || k.format == "summary" || k.format == "list"
	r := write.Request{
		Tokens: tokens, Digest: k.ans.Kind == KindDigest,
		Evidence: func(tokens int) []write.Source { return write.Evidence(k.view, passages, tokens, list) },
		Prompt: prompts.AnswerData{
			Question: k.Text, Meant: k.meant, AsOf: k.AsOf.String(), Language: "English",
			From: k.ans.Period.From.String(), To: k.ans.Period.To.String(),
		},
	}
	for _, issuer := range k.ans.Issuers[:min(len(k.ans.Issuers), promptIssuers)] {
		r.Prompt.Issuers = append(r.Prompt.Issuers, issuer.Full())
	}
	if k.figure != nil && !k.figure.Abstained() {
		for _, c := range k.figure.Claims {
			r.Prompt.Figures = append(r.Prompt.Figures, c.Text)
		}
	}
	if k.meant == k.Text {
		r.Prompt.Meant = ""
	}
	if k.ans.Language == "ko" && (k.query.Korean || k.meant != "" || r.Digest) {
		r.Prompt.Language = "Korean"
	}
	for _, turn := range k.History[max(0, len(k.History)-promptTurns):] {
		said := cmp.Or(turn.Answer, "(no answer was found)")
		if turn.Question == "" && turn.Answer == "" {
			said = "(these releases were shown)"
		}
		r.Prompt.History = append(r.Prompt.History, prompts.Turn{Question: model.Head(k.questionOf(turn), maxTurn), Answer: model.Head(said, maxTurn)})
	}
	return r
}

// wordAll adds claims of the model's with their citations.
func (a *Answer) wordAll(claims []said, sources []write.Source) {
	for _, c := range claims {
		claim := Claim{Text: c.Text, Status: c.status}
		switch {
		case c.Bullet:
			claim.Block = BlockBullet
		case c.Opens:
			claim.Block = BlockParagraph
		}
		for _, b := range c.Bold {
			claim.Bold = append(claim.Bold, Span(b))
		}
		for _, n := range c.Cites {
			s := sources[n-1]
			cited := ClaimCitation{N: a.cite(s.Passage), ReleaseID: s.Passage.ReleaseID}
			if span, ok := c.Quotes[n]; ok {
				cited.Quote = s.Body[span.Start:span.End]
			}
			claim.Citations = append(claim.Citations, cited)
		}
		a.Claims = append(a.Claims, claim)
	}
}

// checked are claims that were not read a second time.
func checked(claims []write.Claim) []said {
	out := make([]said, len(claims))
	for i, c := range claims {
		out[i] = said{c, StatusChecked}
	}
	return out
}

// verify has the claims read a second time and returns those that stay, with
// what was found of each. Contradicted ones go.
func (a *Answerer) verify(ctx context.Context, k *asked, result write.Result) ([]said, error) {
	claims := checked(result.Claims)
	if a.cfg.Verifier == nil {
		return claims, nil
	}
	var asked []verify.Claim
	before := ""
	for _, c := range claims {
		asked = append(asked, verify.Claim{Text: c.Text, Before: before, Cites: c.Cites})
		before += c.Text + " "
	}
	releases := make([]verify.Release, len(result.Sources))
	for i, s := range result.Sources {
		releases[i] = verify.Release{N: i + 1, Title: s.Passage.Title, Text: s.Body, Date: s.Passage.Date}
		if len(k.ans.Issuers) > 1 {
			releases[i].By = s.Passage.Issuer.Full()
		}
	}
	verdicts, cost, err := a.cfg.Verifier.Verify(ctx, cmp.Or(k.meant, k.Text), asked, releases)
	k.ans.Usage.add(StepVerify, cost)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		a.cfg.Logger.WarnContext(ctx, "the answer was not read a second time", "err", err)
		k.ans.notice(Notice{Code: NoticeUnread})
		return claims, nil
	}
	var stay []said
	for i, v := range verdicts {
		c := claims[i]
		switch v.Status {
		case verify.Contradicted:
			k.ans.Removed = append(k.ans.Removed, Removed{Text: c.Text, Why: "a second reading found that the release says otherwise"})
			continue
		case verify.NotStated:
			c.status = StatusNotStated
		case verify.Supported:
			c.status = StatusSupported
			if v.End > v.Start {
				c.Quotes[v.Release] = check.Span{Start: v.Start, End: v.End}
				if !slices.Contains(c.Cites, v.Release) {
					c.Cites = append(c.Cites, v.Release)
				}
			}
		default:
			k.ans.notice(Notice{Code: NoticeUnread})
		}
		stay = append(stay, c)
	}
	return stay, nil
}

// troubled is the answer without the model, and why.
func (k *asked) troubled(t Trouble) Answer {
	ans := k.quoted()
	if ans.Abstained() {
		if t == TroubleUngrounded && ans.Refusal.Reason == ReasonNoEvidence {
			ans.Refusal.Reason = ReasonUngrounded
		}
		if t != TroubleUngrounded {
			ans.notice(Notice{Code: NoticeNoAnswer, Trouble: t})
		}
		return ans
	}
	ans.notice(Notice{Code: NoticeModel, Trouble: t})
	return ans
}

// declined is the refusal where the model finds no answer. That the rules give
// a more telling reason is worth saying.
func (k *asked) declined() Answer {
	if k.ans.Kind == KindDigest || k.ans.Kind == KindList && k.held.Reason == ReasonNone {
		return k.quoted() // the list stands without the model's words
	}
	if k.figure != nil {
		return *k.figure // it is read, or known to be told nowhere
	}
	v := k.held
	if v.Reason == ReasonNone {
		v = quote.Verdict{Reason: ReasonNoEvidence}
	}
	k.ans.Kind = KindAnswer
	return k.ans.refused(v)
}
