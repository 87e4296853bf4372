package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/store"
)

// call is one interaction being served.
type call struct {
	*Commands
	in       *discord.Interaction
	texts    *render.Texts
	settings store.GuildSettings

	quotas       []store.Quota // that the call counts against
	acknowledged bool
	out          *discord.Response // once acknowledged
}

// errTaken means that somebody else is serving the interaction.
var errTaken = errors.New("served already")

// acknowledge gives the first response: something will come, for everyone or
// for the user only. Only then the store is asked whether another process is
// serving this interaction, since Discord waits three seconds at most.
func (c *call) acknowledge(ctx context.Context, private bool) error {
	data := map[string]any{"allowed_mentions": discord.Mentions{}}
	if private {
		data["flags"] = discordgo.MessageFlagsEphemeral
	}
	return c.defers(ctx, discordgo.InteractionResponseDeferredChannelMessageWithSource, data, private)
}

// acknowledgeUpdate says that the message a component is on will change.
func (c *call) acknowledgeUpdate(ctx context.Context) error {
	return c.defers(ctx, discordgo.InteractionResponseDeferredMessageUpdate, nil, c.in.ShownPrivately())
}

func (c *call) defers(ctx context.Context, kind discordgo.InteractionResponseType, data any, private bool) error {
	err := c.client.Respond(ctx, c.in, kind, data)
	expired := discord.IsExpired(err)
	switch {
	case discord.IsAnswered(err):
		return errTaken
	case discord.IsRefused(err) && !expired:
		return fmt.Errorf("responding: %w", err)
	case err != nil && !expired:
		// Nobody knows whether it arrived. If it did not, the answer will find
		// the interaction expired, and go to the channel.
		c.Logger.WarnContext(ctx, "discord: first response unsure", "err", err)
	}
	c.acknowledged = true
	c.out = &discord.Response{Client: c.client, Interaction: c.in, Private: private, Expired: expired, Logger: c.Logger}
	first, err := c.Claim(ctx, c.in.ID, c.quotas...)
	if !first {
		return errTaken
	}
	return err
}

// say responds with words for the user's eyes: at once, or where something was
// promised already, in its place.
func (c *call) say(ctx context.Context, words string) error {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	if c.acknowledged {
		return c.out.Show(ctx, discord.Plain(words), false)
	}
	c.acknowledged = true
	c.out = &discord.Response{Client: c.client, Interaction: c.in, Private: true, Logger: c.Logger}
	return c.client.Respond(ctx, c.in, discordgo.InteractionResponseChannelMessageWithSource, discord.Plain(words).Ephemeral(true))
}

// show shows a message in place of the one promised.
func (c *call) show(ctx context.Context, m discord.Message) error {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	return c.out.Show(ctx, m, false)
}

// begin is the beginning of what shows an answer: it refuses who asks too fast
// or in a channel that is not for it, says who is to see the answer, and gives
// the first response. An answer that should be public and cannot be has a notice
// why.
func (c *call) begin(ctx context.Context, wantsPrivate bool) (private bool, notices []string, err error) {
	if err := AllowedIn(c.settings, c.in.Place); err != nil {
		return false, nil, err
	}
	if err := c.Allow(c.in.Invoker().ID, c.in.Place.Guild); err != nil {
		return false, nil, err
	}
	c.quotas = c.Quotas(c.in.Invoker().ID, c.in.Place)
	if err := c.CheckQuotas(ctx, c.quotas...); err != nil {
		return false, nil, err
	}
	private = wantsPrivate
	if missing := discord.MissingPermissions(c.in.AppPermissions, c.in.Place); !private && len(missing) > 0 {
		private, notices = true, []string{fmt.Sprintf(c.texts.CannotPublish, c.texts.PermissionNames(missing))}
	}
	return private, notices, c.acknowledge(ctx, private)
}

// beginNotice is begin for what is for the asker alone unless they say otherwise,
// and costs nothing: then nobody is refused it.
func (c *call) beginNotice(ctx context.Context, opts discord.Options) (private bool, err error) {
	if !opts.Truth(optPrivate, true) {
		private, _, err = c.begin(ctx, false)
		return private, err
	}
	return true, c.acknowledge(ctx, true)
}

// mayPublish reports whether what only the asker sees could be shown to others
// where it was asked.
func (c *call) mayPublish() bool {
	return c.in.Shared() && AllowedIn(c.settings, c.in.Place) == nil &&
		len(discord.MissingPermissions(c.in.AppPermissions, c.in.Place)) == 0
}

// answer answers what the interaction asks for, which fill puts into the job.
func (c *call) answer(ctx context.Context, title string, private bool, fill func(*Job)) error {
	private, notices, err := c.begin(ctx, private)
	if err != nil {
		return err
	}
	job := &Job{
		ID: c.in.ID, Place: c.in.Place, Asker: c.in.Invoker().ID, Private: private,
		Title: title, Texts: c.texts, Notices: notices, Out: c.out, Publish: private && c.mayPublish(),
	}
	fill(job)
	if err := c.Answer(ctx, job); err != nil {
		return err
	}
	c.followInThread(ctx, job)
	return nil
}

// Serve serves an interaction and tells the user what went wrong, if something
// did. A panic does not end the process.
func (c *Commands) Serve(ctx context.Context, in *discord.Interaction) {
	settings := c.Guilds.Of(in.Place.Guild)
	settings.Private = settings.Private || in.Elsewhere() // among people who have not asked for the bot
	lang := cmp.Or(settings.Language, render.LanguageOf(in.Locale))
	served := &call{Commands: c, in: in, texts: render.For(lang), settings: settings}
	defer func() {
		if r := recover(); r != nil {
			served.tell(ctx, c.Incident(ctx, served.texts, "panic", r, "stack", string(debug.Stack())))
		}
	}()
	err := served.route(ctx)
	if err == nil || errors.Is(err, errTaken) {
		return
	}
	words, known := Explain(served.texts, err)
	if !known {
		words = c.Incident(ctx, served.texts, "err", err)
	}
	served.tell(ctx, words)
}

// tell says why there is no answer, and logs if even that fails.
func (c *call) tell(ctx context.Context, words string) {
	if c.in.Type == discordgo.InteractionApplicationCommandAutocomplete {
		return // there is no place for words
	}
	if err := c.say(ctx, words); err != nil {
		c.Logger.WarnContext(ctx, "discord: user not told", "err", err)
	}
}

func (c *call) route(ctx context.Context) error {
	if c.Closing() && c.in.Type != discordgo.InteractionApplicationCommandAutocomplete {
		return ErrRestarting
	}
	switch c.in.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return c.autocomplete(ctx)
	case discordgo.InteractionApplicationCommand:
		data := c.in.ApplicationCommandData()
		for _, known := range c.all {
			if known.Name == data.Name {
				return known.serve(c, ctx, data.Options)
			}
		}
		return fmt.Errorf("command %q is not known", data.Name)
	case discordgo.InteractionMessageComponent:
		return c.component(ctx)
	case discordgo.InteractionModalSubmit:
		return c.form(ctx)
	}
	return fmt.Errorf("interaction of type %d is not known", c.in.Type)
}
