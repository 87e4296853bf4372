package answer

import (
	"context"
	"fmt"
	"slices"

	"motirbot/prompts"
	"motirbot/retrieval"
)

const (
	maxTurns = 3 // earlier turns shown to the model
	maxTurn  = 600
	// strongCover is the share of a question's information that one release has
	// to hold for a model's "no answer" not to be believed. Questions in the
	// words of a release that it does not answer reach 0.8 and more; an attack
	// that makes a model decline is met by what lies above.
	strongCover = 0.9
)

// word lets the chat model answer from the passages. Of what it writes only
// checked sentences reach onText and the answer. Trouble means that the answer
// is not to be used, only what it cost; the error is the caller's own.
func (a *Answerer) word(ctx context.Context, q retrieval.Query, answer Answer, asked Question, onText func(string)) (Answer, trouble, error) {
	if a.cfg.Budget != nil {
		if err := a.cfg.Budget.Take(ctx); err != nil {
			return answer, spent, ctx.Err()
		}
	}
	pieces := chooseEvidence(answer.Passages)
	system, user, err := prompts.Answer(promptData(q, asked, pieces))
	if err != nil {
		return Answer{}, failed, err
	}
	r := newReader(pieces, system, onText)
	_, usage, err := a.cfg.Completer.Complete(ctx, system, user, r.write)
	answer.Usage = usage
	if ctx.Err() != nil {
		return Answer{}, failed, ctx.Err()
	}
	if err != nil {
		return answer, troubleOf(err), nil
	}
	answer.Removed = r.close()
	switch {
	case r.declined:
		return answer, declined, nil
	case len(r.text.citations) == 0:
		return answer, ungrounded, nil
	}
	answer.Mode, answer.Model = ModeLLM, a.cfg.Completer.Model()
	answer.Text, answer.Citations = r.text.text.String(), r.text.citations
	return answer, noTrouble, nil
}

func promptData(q retrieval.Query, asked Question, pieces []retrieval.Passage) prompts.AnswerData {
	d := prompts.AnswerData{
		Question: asked.Text, AsOf: q.AsOf.String(), Language: "English", Passages: toShow(pieces),
	}
	if q.Korean {
		d.Language = "Korean"
	}
	for _, turn := range asked.History[max(0, len(asked.History)-maxTurns):] {
		d.History = append(d.History, prompts.Turn{Question: shortened(turn.Question), Answer: shortened(turn.Answer)})
	}
	return d
}

func shortened(s string) string {
	if runes := []rune(s); len(runes) > maxTurn {
		return string(runes[:maxTurn]) + " …"
	}
	return s
}

// fallBack is the answer without the model: what its attempt cost, and what it
// says for the verdict on the releases' own sentences. A model that finds no
// answer is believed unless one release plainly is about all that is asked;
// one that writes what nothing bears out is no witness either way.
func fallBack(answer, worded Answer, v verdict, t trouble, q retrieval.Query) (Answer, verdict) {
	say := phrases(answer.Language)
	answer.Usage, answer.Removed = worded.Usage, worded.Removed
	if t == declined && v.reason == ReasonNone && !strong(q, answer.Passages) {
		v = verdict{reason: ReasonNoEvidence}
	}
	if t == ungrounded && v.reason == ReasonNoEvidence {
		v.reason = ReasonUngrounded
	}
	switch {
	case v.reason == ReasonNone:
		answer.Notice = fmt.Sprintf(say.modelDown, say.troubles[t])
	case t != declined && t != ungrounded:
		answer.Notice = fmt.Sprintf(say.modelSilent, say.troubles[t])
	}
	return answer, v
}

func strong(q retrieval.Query, passages []retrieval.Passage) bool {
	sources := gather(q, q.Units, passages)
	return slices.ContainsFunc(sources[:min(len(sources), 3)], func(s source) bool { return s.cover >= strongCover })
}
