package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motirbot/answer"
	"motirbot/figures"
	"motirbot/store"
)

// task is one question to answer, whichever way it was asked.
type task struct {
	id       string // of the interaction or message
	place    place
	asker    string
	parent   string // the answer that it follows up on, or ""
	private  bool
	question string // as it is shown and kept
	texts    *texts
	notices  []string
	out      outlet
	figures  *figures.Query // that the answer shows; nil for another kind of answer
	produce  func(ctx context.Context, onPart func(answer.Answer)) (answer.Answer, error)
}

// carryOut answers: it shows the answer while it grows, keeps it and shows it
// whole. An error is still to be told to the reader.
func (b *Bot) carryOut(ctx context.Context, t *task) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	b.running.add(t.id, t.asker, end)
	defer b.running.remove(t.id)
	ans, err := b.produce(ctx, t)
	if err != nil {
		return err
	}
	v := view{asker: t.asker, question: t.question, answer: ans, notices: t.notices, texts: t.texts, sample: b.sample(), figures: b.headlines(ctx, listed(ans), t.texts)}
	if b.keep(ctx, t, ans) {
		v.id = t.id
	}
	ctx, cancel := sending(ctx)
	defer cancel()
	return t.out.show(ctx, v.message(), false)
}

// produce waits for a free place, then for the answer, and shows drafts of it
// meanwhile. When it returns no draft is under way.
func (b *Bot) produce(ctx context.Context, t *task) (answer.Answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, b.cfg.AnswerTimeout, errTooSlow)
	defer cancel()
	drafts := startStream(ctx, &stream{
		out: t.out, every: b.cfg.StreamEvery, logger: b.logger,
		draft: func(text string) message { return t.texts.draft(t.id, t.asker, t.question, text) },
	})
	defer drafts.finish()
	if err := b.places.Acquire(ctx, 1); err != nil {
		return answer.Answer{}, because(ctx, errBusy)
	}
	defer b.places.Release(1)
	ans, err := t.produce(ctx, func(part answer.Answer) { drafts.text(body(part)) })
	if err != nil {
		return answer.Answer{}, because(ctx, err)
	}
	if spent := (answer.Notice{Code: answer.NoticeModel, Trouble: answer.TroubleSpent}); slices.Contains(ans.Notices, spent) {
		// The reader is told until when, too.
		ans.Notices = slices.DeleteFunc(slices.Clone(ans.Notices), func(n answer.Notice) bool { return n == spent })
		t.notices = append(t.notices, fmt.Sprintf(t.texts.BudgetSpent, relative(b.today().AddDays(1).Start())))
	}
	return ans, nil
}

// because returns the reason for which the context was ended, else err.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// keep stores the answer, without which its buttons are worth nothing.
func (b *Bot) keep(ctx context.Context, t *task, ans answer.Answer) bool {
	ctx, cancel := sending(ctx)
	defer cancel()
	text, err := json.Marshal(keptAnswer{ans, t.figures})
	if err == nil {
		err = b.cfg.Memory.SaveAnswer(ctx, store.SavedAnswer{
			ID: t.id, Guild: t.place.Guild, Channel: t.place.Channel, Asker: t.asker, Parent: t.parent,
			Private: t.private, Question: t.question, Answer: text,
			Prompt: b.cfg.PromptVersion, Model: ans.Model, Corpus: b.shelf.now().version(), Given: b.cfg.Now(),
		})
	}
	if err != nil {
		b.logger.Error("discord: answer not kept", "answer", t.id, "err", err)
	}
	return err == nil
}

// keptAnswer is an answer as it is saved, with the query of the figures that it shows.
type keptAnswer struct {
	answer.Answer
	Figures *figures.Query `json:",omitempty"`
}

// kept is a saved answer with its JSON read.
type kept struct {
	store.SavedAnswer
	answer answer.Answer
}

func (b *Bot) recall(ctx context.Context, id string) (kept, error) {
	saved, err := b.cfg.Memory.Answer(ctx, id)
	if err != nil {
		return kept{}, err
	}
	return read(saved)
}

func read(saved store.SavedAnswer) (kept, error) {
	ans, err := decode(saved.Answer)
	if err != nil {
		return kept{}, fmt.Errorf("saved answer %s: %w", saved.ID, err)
	}
	return kept{SavedAnswer: saved, answer: ans}, nil
}

// view is the saved answer for somebody who reads in that language.
func (k kept) view(t *texts, page int, sample bool) view {
	return view{
		id: k.ID, asker: k.Asker, question: k.Question, answer: k.answer, page: page, texts: t, sample: sample,
	}
}

// maxGap is how long a conversation may rest. Somebody who comes back after
// that begins anew, unless it is by replying.
const maxGap = 30 * time.Minute

// history is the conversation that a question continues: the answer called
// parent, and what stands behind it.
func (b *Bot) history(ctx context.Context, parent, asker, channel string) []answer.Turn {
	var turns []answer.Turn
	for id := parent; id != "" && len(turns) < answer.MaxTurns; {
		k, err := b.recall(ctx, id)
		if err != nil {
			break // pruned, or the question stands for itself
		}
		old := b.cfg.Now().Sub(k.Given) > maxGap
		if k.Channel != channel || k.Private && k.Asker != asker || old && len(turns) > 0 {
			break
		}
		turns = append([]answer.Turn{answer.TurnOf(k.Question, k.answer)}, turns...)
		id = k.Parent
	}
	return turns
}

// lastAnswer is what the person was answered last in a place where questions
// follow on each other, or "".
func (b *Bot) lastAnswer(ctx context.Context, p place, asker string) string {
	if !p.talks() {
		return ""
	}
	saved, err := b.cfg.Memory.LastAnswer(ctx, p.Channel, asker, b.cfg.Now().Add(-maxGap))
	if err != nil {
		return ""
	}
	return saved.ID
}
