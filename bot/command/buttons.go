package command

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// component serves a button or menu.
func (c *call) component(ctx context.Context) error {
	data := c.in.MessageComponentData()
	id, ok := render.ParseCustomID(data.CustomID)
	if !ok {
		return c.say(ctx, c.texts.OldButton)
	}
	switch id.Action {
	case render.DoSources:
		return c.sources(ctx, id)
	case render.DoTurn:
		return c.turn(ctx, id)
	case render.DoPage:
		return c.page(ctx, id)
	case render.DoUp, render.DoDown:
		return c.vote(ctx, id)
	case render.DoFollow:
		return c.openForm(ctx, render.CustomID{Action: render.DoFollowed, Of: id.Of})
	case render.DoAbout:
		if len(data.Values) == 1 { // picked from a post on several releases
			id.Of = data.Values[0]
		}
		return c.openForm(ctx, render.CustomID{Action: render.DoAboutIt, Of: id.Of})
	case render.DoTry:
		return c.try(ctx, data.CustomID)
	case render.DoPublish:
		return c.publish(ctx, id)
	case render.DoShowIt:
		return c.publishRelease(ctx, id)
	case render.DoStop:
		return c.stop(ctx, id)
	case render.DoSet:
		return c.changeSetting(ctx, id, data.Values)
	case render.DoDelete, render.DoDeleteIt, render.DoKeepIt:
		return c.deletion(ctx, id)
	case render.DoSettings:
		return c.turnSettings(ctx, id)
	case render.DoCSV:
		return c.figuresCSV(ctx, id)
	case render.DoResume:
		return c.resume(ctx, id)
	}
	return c.say(ctx, c.texts.OldButton)
}

// sources shows the passages of an answer to whoever wants to see them.
func (c *call) sources(ctx context.Context, id render.CustomID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.showPassages(ctx, id)
}

// turn turns the page where the passages stand, which only one person sees.
func (c *call) turn(ctx context.Context, id render.CustomID) error {
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	return c.showPassages(ctx, id)
}

func (c *call) showPassages(ctx context.Context, id render.CustomID) error {
	return c.showKept(ctx, id, func(v render.View) discord.Message {
		v.Answer.Passages = append(v.Answer.Passages, c.quotedElsewhere(ctx, v.Answer)...)
		return v.Passages()
	})
}

// quotedElsewhere are the quotes that no passage kept with the answer holds, as
// passages: the release knows where they stand.
func (c *Commands) quotedElsewhere(ctx context.Context, ans answer.Answer) []retrieval.Passage {
	var placed []retrieval.Passage
	for _, cited := range ans.Citations {
		for _, quote := range ans.Quotes(cited.ReleaseID) {
			if _, held := render.MostQuoting(ans.Passages, cited.ReleaseID, []string{quote}); len(held) > 0 {
				continue
			}
			rec, err := c.Releases.Release(ctx, cited.ReleaseID)
			if err != nil {
				continue // the quote speaks for itself, without its place
			}
			if at := strings.Index(rec.Body, quote); at >= 0 && quote != "" {
				placed = append(placed, retrieval.Passage{ReleaseID: cited.ReleaseID, Text: quote, Start: at, End: at + len(quote)})
			}
		}
	}
	return placed
}

// page turns the page for all if it is the asker who wants it, and shows that
// page to anybody else alone.
func (c *call) page(ctx context.Context, id render.CustomID) error {
	var err error
	if id.User == c.in.Invoker().ID {
		err = c.acknowledgeUpdate(ctx)
	} else {
		err = c.acknowledge(ctx, true)
	}
	if err != nil {
		return err
	}
	return c.showKept(ctx, id, render.View.Message)
}

func (c *call) showKept(ctx context.Context, id render.CustomID, draw func(render.View) discord.Message) error {
	given, err := c.Recall(ctx, id.Of)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	v := c.View(ctx, given, c.texts)
	v.Page = id.Page
	v.Publish = c.ownPrivate(given) && c.mayPublish()
	if id.Action == render.DoPage && id.User != c.in.Invoker().ID {
		v.Asker = c.in.Invoker().ID // this copy is theirs to page through
	}
	return c.show(ctx, draw(v))
}

func (c *call) vote(ctx context.Context, id render.CustomID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	err := c.Memory.Vote(ctx, id.Of, c.in.Invoker().ID, id.Action == render.DoUp)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	return c.say(ctx, c.texts.Thanks)
}

// try asks the question that stands on a button.
func (c *call) try(ctx context.Context, pressed string) error {
	for _, b := range c.in.On.Buttons() {
		if b.CustomID == pressed {
			return c.question(ctx, answer.Question{Text: b.Label}, asking{private: c.settings.Private || c.in.ShownPrivately()})
		}
	}
	return c.say(ctx, c.texts.OldButton)
}

// ownPrivate reports whether an answer is one that this person alone was shown,
// here. One without its question is on what somebody else wrote.
func (c *call) ownPrivate(g state.Given) bool {
	return g.Private && g.Asker == c.in.Invoker().ID && g.Place.Channel == c.in.ChannelID && g.Question != "" && c.in.ShownPrivately()
}

// publish shows everybody what only the asker has seen, if it is the asker who
// wants it: as an answer of its own, in a message of its own. What was private
// stays so.
func (c *call) publish(ctx context.Context, id render.CustomID) error {
	looking, cancel := soon(ctx)
	defer cancel()
	given, err := c.Recall(looking, id.Of)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c.say(ctx, c.texts.AnswerGone)
	case err != nil:
		return err
	case !c.ownPrivate(given):
		return c.say(ctx, c.texts.NotYours)
	}
	if err := c.beginPublic(ctx); err != nil {
		return err
	}
	given.ID, given.Private = c.in.ID, false
	if given.Figures != nil {
		return c.publishFigures(ctx, *given.Figures)
	}
	v := c.View(ctx, given, c.texts)
	if !c.Save(ctx, given) {
		v.ID = ""
	}
	return c.show(ctx, v.Message())
}

// publishRelease is publish for a release, which is nobody's.
func (c *call) publishRelease(ctx context.Context, id render.CustomID) error {
	rec, err := c.titled(ctx, id.Of)
	if err != nil {
		return err
	}
	if err := c.beginPublic(ctx); err != nil {
		return err
	}
	return c.show(ctx, render.Release(rec, c.By(rec), c.texts, nil, c.Sample()))
}

// beginPublic is begin for what is to be seen by everybody, or not shown.
func (c *call) beginPublic(ctx context.Context) error {
	if missing := discord.MissingPermissions(c.in.AppPermissions, c.in.Place); len(missing) > 0 {
		return refuse(c.texts.CannotPublish, c.texts.PermissionNames(missing))
	}
	_, _, err := c.begin(ctx, false)
	return err
}

// soon is the time that there is for looking something up before the first
// response, so that a mistake is told to its maker alone.
func soon(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, discord.RespondTimeout/3)
}

// stop ends an answer under way, if it is the asker who wants it.
func (c *call) stop(ctx context.Context, id render.CustomID) error {
	if id.User != c.in.Invoker().ID {
		return c.say(ctx, c.texts.OnlyAsker)
	}
	if !c.Running.Stop(id.Of, errStopped) {
		return c.say(ctx, c.texts.NotStopped)
	}
	return c.acknowledgeUpdate(ctx)
}

// openForm asks for a question. A form has to be the first response, so that
// nothing can be looked up before.
func (c *call) openForm(ctx context.Context, id render.CustomID) error {
	c.acknowledged = true
	field := discordgo.TextInput{
		CustomID: "q", Label: c.texts.FormLabel, Style: discordgo.TextInputParagraph,
		Placeholder: c.texts.FormHint, Required: true, MaxLength: answer.MaxQuestion,
	}
	return c.client.Respond(ctx, c.in, discordgo.InteractionResponseModal, map[string]any{
		"custom_id": id.String(), "title": c.texts.FormTitle, "components": []any{discord.Row(field)},
	})
}

// form serves a question put into the form.
func (c *call) form(ctx context.Context) error {
	data := c.in.ModalSubmitData()
	id, ok := render.ParseCustomID(data.CustomID)
	if !ok {
		return c.say(ctx, c.texts.OldButton)
	}
	q := answer.Question{Text: discord.FormText(data)}
	private := c.settings.Private || c.in.ShownPrivately() || id.Page == privately(true)
	switch id.Action {
	case render.DoFollowed:
		return c.question(ctx, q, asking{about: state.Subject{Answer: id.Of, Pointed: true}, private: private})
	case render.DoAboutAll:
		looking, cancel := soon(ctx)
		defer cancel()
		m, err := c.client.Message(looking, c.in.ChannelID, id.Of)
		if subject := c.SubjectOf(m); err == nil && !subject.IsZero() {
			return c.question(ctx, q, asking{about: subject, private: private})
		}
		c.Logger.InfoContext(ctx, "discord: a message to ask about was not read", "message", id.Of, "err", err)
		return c.say(ctx, c.texts.NoText)
	case render.DoAboutIt:
		return c.question(ctx, q, asking{about: state.Subject{Releases: []release.ID{release.ID(id.Of)}, Pointed: true}, private: private})
	}
	return c.say(ctx, c.texts.OldButton)
}
