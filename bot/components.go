package bot

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/release"
	"motirbot/store"
)

// component serves a button or menu.
func (c *call) component(ctx context.Context) error {
	data := c.in.MessageComponentData()
	id, ok := parseCustomID(data.CustomID)
	if !ok {
		return c.say(ctx, c.texts.OldButton)
	}
	switch id.Action {
	case actSources:
		return c.sources(ctx, id)
	case actTurn:
		return c.turn(ctx, id)
	case actPage:
		return c.page(ctx, id)
	case actUp, actDown:
		return c.vote(ctx, id)
	case actFollow:
		return c.openForm(ctx, customID{Action: actFollowed, Of: id.Of})
	case actAbout:
		if len(data.Values) == 1 { // picked from a post on several releases
			id.Of = data.Values[0]
		}
		return c.openForm(ctx, customID{Action: actAboutIt, Of: id.Of})
	case actStop:
		return c.stop(ctx, id)
	case actSet:
		return c.changeSetting(ctx, id, data.Values)
	case actCSV:
		return c.figuresCSV(ctx, id)
	case actResume:
		return c.resume(ctx, id)
	}
	return c.say(ctx, c.texts.OldButton)
}

// sources shows the passages of an answer to whoever wants to see them.
func (c *call) sources(ctx context.Context, id customID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.showPassages(ctx, id)
}

// turn turns the page where the passages stand, which only one person sees.
func (c *call) turn(ctx context.Context, id customID) error {
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	return c.showPassages(ctx, id)
}

func (c *call) showPassages(ctx context.Context, id customID) error {
	return c.showKept(ctx, id, func(v view) message {
		v.answer.Passages = append(v.answer.Passages, c.bot.quotedElsewhere(ctx, v.answer)...)
		return v.passages()
	})
}

// page turns the page for all if it is the asker who wants it, and shows that
// page to anybody else alone.
func (c *call) page(ctx context.Context, id customID) error {
	acknowledge := c.acknowledgeUpdate
	if id.User != c.in.user().ID {
		acknowledge = func(ctx context.Context) error { return c.acknowledge(ctx, true) }
	}
	if err := acknowledge(ctx); err != nil {
		return err
	}
	return c.showKept(ctx, id, view.message)
}

func (c *call) showKept(ctx context.Context, id customID, draw func(view) message) error {
	k, err := c.bot.recall(ctx, id.Of)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	v := k.view(c.texts, id.Page, c.bot.sample())
	v.figures = c.bot.headlines(ctx, listed(k.answer), c.texts)
	if id.Action == actPage && id.User != c.in.user().ID {
		v.asker = c.in.user().ID // this copy is theirs to page through
	}
	return c.show(ctx, draw(v))
}

func (c *call) vote(ctx context.Context, id customID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	err := c.bot.cfg.Memory.Vote(ctx, id.Of, c.in.user().ID, id.Action == actUp)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	return c.say(ctx, c.texts.Thanks)
}

// stop ends an answer under way, if it is the asker who wants it.
func (c *call) stop(ctx context.Context, id customID) error {
	if id.User != c.in.user().ID {
		return c.say(ctx, c.texts.OnlyAsker)
	}
	if !c.bot.running.stop(id.Of, errStopped) {
		return c.say(ctx, c.texts.NotStopped)
	}
	return c.acknowledgeUpdate(ctx)
}

// openForm asks for a question. A form has to be the first response, so that
// nothing can be looked up before.
func (c *call) openForm(ctx context.Context, id customID) error {
	c.acknowledged = true
	field := discordgo.TextInput{
		CustomID: "q", Label: c.texts.FormLabel, Style: discordgo.TextInputParagraph,
		Placeholder: c.texts.FormHint, Required: true, MaxLength: answer.MaxQuestion,
	}
	return c.bot.api.respond(ctx, c.in, discordgo.InteractionResponseModal, map[string]any{
		"custom_id": id.String(), "title": c.texts.FormTitle, "components": []any{row(field)},
	})
}

// form serves a question put into the form.
func (c *call) form(ctx context.Context) error {
	data := c.in.ModalSubmitData()
	id, ok := parseCustomID(data.CustomID)
	if !ok {
		return c.say(ctx, c.texts.OldButton)
	}
	q := answer.Question{Text: typedInForm(data)}
	private := c.settings.Private || c.in.shownPrivately()
	switch id.Action {
	case actFollowed:
		return c.question(ctx, q, asking{parent: id.Of, private: private})
	case actAboutIt:
		about := []answer.Turn{{Releases: []release.ID{release.ID(id.Of)}}}
		return c.question(ctx, q, asking{about: about, private: private})
	}
	return c.say(ctx, c.texts.OldButton)
}
