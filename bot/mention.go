package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/command"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/store"
)

// mention is a message addressed to the bot: a mention of it or of its role, a
// reply to it, a direct message, a message in a thread of its own.
type mention struct {
	header
	bot      *Bot
	withheld bool                    // Discord does not show its words
	words    string                  // without the mention of the bot
	to       discord.PostedMessage   // of the bot's own, that it replies to
	shown    *discord.ChannelMessage // the answer that its words had before they were edited
	about    state.Subject
	place    discord.Place
	texts    *render.Texts
	out      *discord.ChannelMessage
}

// header is a message as far as it has to be known to tell whether it is
// addressed to the bot. Its words are not even decoded before that is known.
type header struct {
	ID      string                `json:"id"`
	Channel string                `json:"channel_id"`
	Guild   string                `json:"guild_id"`
	Type    discordgo.MessageType `json:"type"`
	Webhook string                `json:"webhook_id"`
	Author  struct {
		ID  string `json:"id"`
		Bot bool   `json:"bot"`
	} `json:"author"`
	Edited   string `json:"edited_timestamp"`
	Mentions []struct {
		ID string `json:"id"`
	} `json:"mentions"`
	Roles     []string `json:"mention_roles"`
	Everybody bool     `json:"mention_everyone"`
	RepliedTo *struct {
		Author struct {
			ID string `json:"id"`
		} `json:"author"`
	} `json:"referenced_message"`
}

// hear returns the message if it is for the bot. Those of other bots are not.
func (b *Bot) hear(raw json.RawMessage) (*mention, bool) {
	var h header
	if json.Unmarshal(raw, &h) != nil || h.Author.Bot || h.Webhook != "" || h.Author.ID == b.state.Me() {
		return nil, false
	}
	if h.Type != discordgo.MessageTypeDefault && h.Type != discordgo.MessageTypeReply {
		return nil, false
	}
	called := h.Guild == "" || h.mentions(b.state.Me()) || h.repliesTo(b.state.Me()) || b.callsRole(&h)
	if !called && !b.isInOwnThread(&h) {
		return nil, false
	}
	var said struct {
		Content string          `json:"content"`
		To      json.RawMessage `json:"referenced_message"`
	}
	m := &mention{header: h, bot: b, out: &discord.ChannelMessage{
		Client: b.client, Channel: h.Channel, ReplyTo: h.ID, Nonce: h.ID,
	}}
	if json.Unmarshal(raw, &said) != nil || h.repliesTo(b.state.Me()) && json.Unmarshal(said.To, &m.to) != nil {
		return nil, false
	}
	m.words = command.WithoutTags(said.Content)
	m.withheld = said.Content == "" && h.Guild != "" && !h.mentions(b.state.Me()) && !b.cfg.MessageContent
	return m, called || answer.HasWords(m.words)
}

func (h *header) mentions(user string) bool {
	for _, mentioned := range h.Mentions {
		if mentioned.ID == user {
			return true
		}
	}
	return false
}

func (h *header) repliesTo(user string) bool {
	return h.RepliedTo != nil && h.RepliedTo.Author.ID == user
}

// callsRole reports whether the message mentions the role that the bot has on the
// server, which a client proposes beside the bot itself.
func (b *Bot) callsRole(h *header) bool {
	role := ""
	if len(h.Roles) > 0 {
		role = b.state.Guilds.OwnRole(b.state.Me(), h.Guild)
	}
	return role != "" && slices.Contains(h.Roles, role)
}

// isInOwnThread reports whether the message, which calls nobody, is in a thread
// that the bot has opened, where it may read it.
func (b *Bot) isInOwnThread(h *header) bool {
	if !b.cfg.MessageContent || len(h.Mentions) > 0 || len(h.Roles) > 0 || h.Everybody || h.RepliedTo != nil {
		return false
	}
	p := b.state.Guilds.Place(h.Guild, h.Channel)
	return p.Thread && p.Owner == b.state.Me()
}

// serve answers the message and tells its author what went wrong, if something
// did. A panic does not end the process.
func (m *mention) serve(ctx context.Context) {
	guilds := m.bot.state.Guilds
	settings := guilds.Of(m.Guild)
	m.place = guilds.Place(m.Guild, m.Channel)
	m.texts = render.For(cmp.Or(settings.Language, render.LanguageOfText(m.words)))
	if !answer.HasWords(m.words) {
		m.texts = render.For(m.bot.state.Language(ctx, store.Target{Guild: m.Guild}))
	}
	if settings.IgnoreMentions || command.AllowedIn(settings, m.place) != nil {
		return // not wanted here, which managers have said on purpose
	}
	defer func() {
		if r := recover(); r != nil {
			m.tell(ctx, m.bot.commands.Incident(ctx, m.texts, "panic", r, "stack", string(debug.Stack())))
		}
	}()
	claim := m.ID
	if m.Edited != "" {
		var again bool
		if claim, again = m.again(ctx); !again {
			return
		}
	}
	err := m.admit()
	var quotas []store.Quota
	if err == nil {
		quotas = m.bot.commands.Quotas(m.Author.ID, m.place)
	}
	first, over := m.bot.state.Claim(ctx, claim, quotas...)
	if !first {
		return
	}
	if err = cmp.Or(err, over); err == nil {
		err = m.answerAsItIs(ctx)
	} else if _, ok := m.bot.warned.Take(m.Author.ID, m.bot.cfg.Now()); !ok && !errors.Is(err, command.ErrRestarting) {
		return // a flood is not to be answered with a flood
	}
	if closed, is := errors.AsType[*closedError](err); is {
		m.explainElsewhere(ctx, closed)
		return
	}
	if err == nil {
		return
	}
	words, known := command.Explain(m.texts, err)
	if !known {
		words = m.bot.commands.Incident(ctx, m.texts, "err", err)
	}
	m.tell(ctx, words)
}

// tell says something where the answer would be.
func (m *mention) tell(ctx context.Context, words string) {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	if err := m.out.Show(ctx, discord.Plain(words), false); err != nil {
		m.bot.logger.WarnContext(ctx, "discord: user not told", "err", err)
	}
}

// closedError says that the bot cannot write in the channel of the message: it
// lacks permissions, as far as is known before, or Discord says so.
type closedError struct{ error }

// errMissing holds the permissions that are missing.
type errMissing []int64

func (e errMissing) Error() string { return "permissions are missing" }

// admit refuses what cannot be answered in its place, or comes too fast.
func (m *mention) admit() error {
	b := m.bot
	if b.commands.Closing() {
		return command.ErrRestarting
	}
	if missing := b.state.Guilds.Missing(b.state.Me(), m.place); len(missing) > 0 {
		return &closedError{errMissing(missing)}
	}
	return b.commands.Allow(m.Author.ID, m.Guild)
}

func (m *mention) answer(ctx context.Context) error {
	b, me := m.bot, m.bot.state.Me()
	if m.withheld {
		words := m.texts.CannotRead
		if !m.repliesTo(me) {
			words = m.texts.RoleCalled
		}
		m.tell(ctx, fmt.Sprintf(words, b.state.Mention()))
		return nil
	}
	asks := answer.HasWords(m.words)
	if asks && m.about.IsZero() {
		m.about = m.before(ctx)
	}
	var notices []string
	if asks && m.shown == nil && b.state.Guilds.Of(m.Guild).Threads {
		notices = m.openThread(ctx)
	}
	if err := b.client.Typing(ctx, m.place.Channel); err != nil {
		b.logger.DebugContext(ctx, "discord: not shown as typing", "err", err)
	}
	job := &command.Job{ID: m.ID, Place: m.place, Asker: m.Author.ID, Title: m.words, Texts: m.texts, Out: m.out, Ask: answer.Question{Text: m.words}}
	if job.About, job.Notices = m.about, notices; !asks {
		job.List = func(ctx context.Context) (answer.Answer, error) {
			return b.state.Answers.Help(ctx, answer.HelpRequest{AsOf: b.state.Today(), Language: m.texts.Lang})
		}
	}
	err := b.commands.Answer(ctx, job)
	if discord.IsClosed(err) || discord.IsGone(err) {
		b.logger.InfoContext(ctx, "discord: no answer possible", "channel", m.Channel, "err", err)
		return &closedError{err}
	}
	return err
}

// before is what the message is about beside its words: what the message of the
// bot's shows that it replies to, or what came before.
func (m *mention) before(ctx context.Context) state.Subject {
	if m.repliesTo(m.bot.state.Me()) {
		return m.bot.state.SubjectOf(m.to)
	}
	return m.bot.commands.Following(ctx, m.place, m.Author.ID)
}

// explainElsewhere tells the author directly what keeps the bot from
// answering in the channel. It would be silent otherwise, and who sees a
// mention ignored has no way to find out why.
func (m *mention) explainElsewhere(ctx context.Context, why *closedError) {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	channel, err := m.bot.client.OpenDM(ctx, m.Author.ID)
	if err == nil {
		words := fmt.Sprintf(m.texts.ClosedChannel, render.Channel(m.Channel))
		if missing, is := errors.AsType[errMissing](why.error); is {
			words = fmt.Sprintf(m.texts.MissingPermissions, render.Channel(m.Channel), m.texts.PermissionNames(missing))
		}
		out := discord.ChannelMessage{Client: m.bot.client, Channel: channel, Nonce: m.ID}
		err = out.Show(ctx, discord.Plain(words), false)
	}
	if err != nil {
		m.bot.logger.InfoContext(ctx, "discord: no answer possible", "channel", m.Channel, "why", why.error, "not told because", err)
	}
}
