package state

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/store"
)

// Given is an answer as it was given.
type Given struct {
	ID       string // of the interaction or message
	Place    discord.Place
	Asker    string
	Parent   string // the answer that it follows up on, or ""
	Private  bool
	Question string // as it is shown
	Answer   answer.Answer
	Figures  *figures.Query // that it shows; nil for another kind of answer
	At       time.Time
}

// saved is the JSON of an answer, with the query of the figures that it shows.
type saved struct {
	answer.Answer
	Figures *figures.Query `json:",omitempty"`
}

// Save stores the answer, without which its buttons are worth nothing, and
// reports whether it could.
func (s *State) Save(ctx context.Context, g Given) bool {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	text, err := json.Marshal(saved{g.Answer, g.Figures})
	if err == nil {
		err = s.Memory.SaveAnswer(ctx, store.SavedAnswer{
			ID: g.ID, Guild: g.Place.Guild, Channel: g.Place.Channel, Asker: g.Asker, Parent: g.Parent,
			Private: g.Private, Question: g.Question, Answer: text,
			Prompt: s.PromptVersion, Model: g.Answer.Model, Corpus: s.Catalog.Now().Version(), Given: s.Clock(),
		})
	}
	if err != nil {
		s.Logger.ErrorContext(ctx, "discord: answer not kept", "answer", g.ID, "err", err)
	}
	return err == nil
}

// Recall returns a saved answer. Errors: store.ErrNotFound, those of the store,
// and of an answer that cannot be read.
func (s *State) Recall(ctx context.Context, id string) (Given, error) {
	kept, err := s.Memory.Answer(ctx, id)
	if err != nil {
		return Given{}, err
	}
	ans, query, err := decode(kept.Answer)
	if err != nil {
		return Given{}, fmt.Errorf("saved answer %s: %w", kept.ID, err)
	}
	return Given{
		ID: kept.ID, Place: discord.Place{Guild: kept.Guild, Channel: kept.Channel}, Asker: kept.Asker, Parent: kept.Parent,
		Private: kept.Private, Question: kept.Question, Answer: ans, Figures: query, At: kept.Given,
	}, nil
}

// View is the answer for somebody who reads in that language.
func (s *State) View(ctx context.Context, g Given, t *render.Texts) render.View {
	var listed []release.ID
	for _, item := range g.Answer.Items {
		listed = append(listed, item.ReleaseID)
	}
	return render.View{
		ID: g.ID, Asker: g.Asker, Question: g.Question, Answer: g.Answer, Texts: t, Sample: s.Sample(),
		Figures: s.FigureLines(ctx, listed, t),
	}
}
