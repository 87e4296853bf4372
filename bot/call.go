package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/rest"
	"motirbot/store"
)

// call is one interaction being served.
type call struct {
	bot      *Bot
	in       *interaction
	texts    *texts
	settings store.GuildSettings

	acknowledged bool
	out          *responseOutlet // once acknowledged
}

func (b *Bot) newCall(in *interaction) *call {
	settings := b.guilds.of(in.GuildID)
	lang := settings.Language
	if lang == "" {
		lang = languageOf(in.Locale)
	}
	return &call{bot: b, in: in, texts: catalogue(lang), settings: settings}
}

// errTaken means that somebody else is serving the interaction.
var errTaken = errors.New("served already")

// acknowledge gives the first response: something will come, for everyone or
// for the user only. Only then the store is asked whether another process is
// serving this interaction, since Discord waits three seconds at most.
func (c *call) acknowledge(ctx context.Context, private bool) error {
	data := map[string]any{"allowed_mentions": nobody{}}
	if private {
		data["flags"] = discordgo.MessageFlagsEphemeral
	}
	return c.defers(ctx, discordgo.InteractionResponseDeferredChannelMessageWithSource, data, private)
}

// acknowledgeUpdate says that the message a component is on will change.
func (c *call) acknowledgeUpdate(ctx context.Context) error {
	return c.defers(ctx, discordgo.InteractionResponseDeferredMessageUpdate, nil, c.in.shownPrivately())
}

func (c *call) defers(ctx context.Context, kind discordgo.InteractionResponseType, data any, private bool) error {
	err := c.bot.api.respond(ctx, c.in, kind, data)
	expired := rest.IsExpired(err)
	switch {
	case rest.IsAnswered(err):
		return errTaken
	case rest.IsRefused(err) && !expired:
		return fmt.Errorf("responding: %w", err)
	case err != nil && !expired:
		// Nobody knows whether it arrived. If it did not, the answer will find
		// the interaction expired, and go to the channel.
		c.bot.logger.Warn("discord: first response unsure", "interaction", c.in.ID, "err", err)
	}
	c.acknowledged = true
	c.out = &responseOutlet{api: c.bot.api, in: c.in, private: private, expired: expired, logger: c.bot.logger}
	if !c.bot.claim(ctx, c.in.ID) {
		return errTaken
	}
	return nil
}

// say responds with words for the user's eyes: at once, or where something was
// promised already, in its place.
func (c *call) say(ctx context.Context, words string) error {
	ctx, cancel := sending(ctx)
	defer cancel()
	if c.acknowledged {
		return c.out.show(ctx, plain(words), false)
	}
	c.acknowledged = true
	c.out = &responseOutlet{api: c.bot.api, in: c.in, private: true, logger: c.bot.logger}
	return c.bot.api.respond(ctx, c.in, discordgo.InteractionResponseChannelMessageWithSource, plain(words).ephemeral(true))
}

// show shows a message in place of the one promised.
func (c *call) show(ctx context.Context, m message) error {
	ctx, cancel := sending(ctx)
	defer cancel()
	return c.out.show(ctx, m, false)
}

// serve routes the interaction and tells the user what went wrong, if
// something did.
func (c *call) serve(ctx context.Context) {
	defer c.rescue(ctx)
	err := c.route(ctx)
	if err == nil || errors.Is(err, errTaken) {
		return
	}
	words, known := c.texts.explain(err)
	if !known {
		words = c.bot.incident(c.texts, "interaction", c.in.ID, "err", err)
	}
	c.tell(ctx, words)
}

// rescue keeps a panic from ending the process: discordgo's handlers and ours
// alike run in goroutines of their own.
func (c *call) rescue(ctx context.Context) {
	if r := recover(); r != nil {
		words := c.bot.incident(c.texts, "interaction", c.in.ID, "panic", r, "stack", string(debug.Stack()))
		c.tell(ctx, words)
	}
}

// tell says why there is no answer, and logs if even that fails.
func (c *call) tell(ctx context.Context, words string) {
	if c.in.Type == discordgo.InteractionApplicationCommandAutocomplete {
		return // there is no place for words
	}
	if err := c.say(ctx, words); err != nil {
		c.bot.logger.Warn("discord: user not told", "interaction", c.in.ID, "err", err)
	}
}

// incident logs what only the log can explain, under an id that the user is
// told.
func (b *Bot) incident(t *texts, attrs ...any) string {
	id := b.cfg.NewID()
	b.logger.Error("discord: incident", append([]any{"id", id}, attrs...)...)
	return fmt.Sprintf(t.Incident, "`"+id+"`")
}

func (c *call) route(ctx context.Context) error {
	if c.bot.closing.Load() && c.in.Type != discordgo.InteractionApplicationCommandAutocomplete {
		return errRestarting
	}
	switch c.in.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return c.bot.autocomplete(ctx, c)
	case discordgo.InteractionApplicationCommand:
		return c.command(ctx)
	case discordgo.InteractionMessageComponent:
		return c.component(ctx)
	case discordgo.InteractionModalSubmit:
		return c.form(ctx)
	}
	return fmt.Errorf("interaction of type %d is not known", c.in.Type)
}

func (c *call) command(ctx context.Context) error {
	data := c.in.ApplicationCommandData()
	opts := options(data.Options)
	switch data.Name {
	case cmdAsk:
		return c.ask(ctx, opts)
	case cmdLatest:
		return c.latest(ctx, opts)
	case cmdWeek:
		return c.week(ctx, opts)
	case cmdRelease:
		return c.release(ctx, opts)
	case cmdFigures:
		return c.figures(ctx, opts)
	case cmdStatus:
		return c.status(ctx)
	case cmdHelp:
		return c.help(ctx)
	case cmdSettings:
		return c.openSettings(ctx)
	case cmdAbout:
		return c.askAbout(ctx, data)
	case cmdSubscribe:
		return c.subscribe(ctx, opts, data.Resolved)
	case cmdSubscriptions:
		return c.subscriptions(ctx)
	case cmdUnsubscribe:
		return c.unsubscribe(ctx, opts)
	case cmdDigest:
		return c.digest(ctx, data.Options)
	}
	return fmt.Errorf("command %q is not known", data.Name)
}

// admit refuses who asks too fast or in a channel that is not for it.
func (c *call) admit() error {
	if err := c.bot.allowedIn(c.settings, c.in.place); err != nil {
		return err
	}
	return c.bot.gate.pass(c.in.user().ID, c.in.GuildID, c.bot.cfg.Now())
}

// publishing says who is to see an answer, and for an answer that cannot be
// public although it should be, why.
func (c *call) publishing(wish bool) (private bool, notices []string) {
	missing := missingPermissions(c.in.AppPermissions, c.in.place)
	if wish || len(missing) == 0 {
		return wish, nil
	}
	return true, []string{fmt.Sprintf(c.texts.CannotPublish, c.texts.permissionNames(missing))}
}
