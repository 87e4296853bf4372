package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/rest"
)

// heard is a message as far as it has to be known to tell whether it is
// addressed to the bot. Its words are not even decoded before that is known.
type heard struct {
	ID      string                `json:"id"`
	Channel string                `json:"channel_id"`
	Guild   string                `json:"guild_id"`
	Type    discordgo.MessageType `json:"type"`
	Webhook string                `json:"webhook_id"`
	Author  struct {
		ID  string `json:"id"`
		Bot bool   `json:"bot"`
	} `json:"author"`
	Mentions []struct {
		ID string `json:"id"`
	} `json:"mentions"`
	// The message replied to, if it is one of the bot's own.
	RepliedTo *struct {
		Author struct {
			ID string `json:"id"`
		} `json:"author"`
		Components json.RawMessage `json:"components"`
	} `json:"referenced_message"`
}

// talk is a message addressed to the bot.
type talk struct {
	bot   *Bot
	msg   heard
	words string // without the mention of the bot
	place place
	texts *texts
	out   *channelOutlet
}

// hear returns the message if it is for the bot: a mention, a reply to the
// bot, a direct message. Those of other bots are not.
func (b *Bot) hear(raw json.RawMessage) (*talk, bool) {
	var m heard
	if json.Unmarshal(raw, &m) != nil || m.Author.Bot || m.Webhook != "" || m.Author.ID == b.me() {
		return nil, false
	}
	if m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return nil, false
	}
	if m.Guild != "" && !m.mentions(b.me()) && !m.repliesTo(b.me()) {
		return nil, false
	}
	var said struct {
		Content string `json:"content"`
	}
	if json.Unmarshal(raw, &said) != nil {
		return nil, false
	}
	return &talk{bot: b, msg: m, words: withoutTags(said.Content), out: &channelOutlet{
		api: b.api, channel: m.Channel, replyTo: m.ID, nonce: m.ID,
	}}, true
}

func (m *heard) mentions(user string) bool {
	for _, mentioned := range m.Mentions {
		if mentioned.ID == user {
			return true
		}
	}
	return false
}

func (m *heard) repliesTo(user string) bool {
	return m.RepliedTo != nil && m.RepliedTo.Author.ID == user
}

// tags are mentions of people, roles and channels, commands and emoji: ids
// that say nothing to the releases.
var tags = regexp.MustCompile(`<(?:@[!&]?\d+|#\d+|/[^>]+:\d+|a?:\w+:\d+)>`)

// withoutTags is what a message says in words.
func withoutTags(content string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(content, " ")), " ")
}

// serve answers the message and tells its author what went wrong, if
// something did.
func (t *talk) serve(ctx context.Context) {
	settings := t.bot.guilds.of(t.msg.Guild)
	t.place = t.bot.guilds.place(t.msg.Guild, t.msg.Channel)
	lang := settings.Language
	if lang == "" {
		lang = languageOfText(t.words)
	}
	t.texts = catalogue(lang)
	if settings.IgnoreMentions || t.bot.allowedIn(settings, t.place) != nil {
		return // not wanted here, which managers have said on purpose
	}
	defer t.rescue(ctx)
	if !t.bot.claim(ctx, t.msg.ID) {
		return
	}
	err := t.answer(ctx)
	if err == nil {
		return
	}
	words, known := t.texts.explain(err)
	if !known {
		words = t.bot.incident(t.texts, "message", t.msg.ID, "err", err)
	}
	t.tell(ctx, words)
}

func (t *talk) rescue(ctx context.Context) {
	if r := recover(); r != nil {
		t.tell(ctx, t.bot.incident(t.texts, "message", t.msg.ID, "panic", r, "stack", string(debug.Stack())))
	}
}

// tell says something where the answer would be.
func (t *talk) tell(ctx context.Context, words string) {
	ctx, cancel := sending(ctx)
	defer cancel()
	if err := t.out.show(ctx, plain(words), false); err != nil {
		t.bot.logger.Warn("discord: user not told", "message", t.msg.ID, "err", err)
	}
}

func (t *talk) answer(ctx context.Context) error {
	if t.bot.closing.Load() {
		return errRestarting
	}
	if missing := t.bot.guilds.missing(t.bot.me(), t.place); len(missing) > 0 {
		return t.explainElsewhere(ctx, missing)
	}
	if err := t.bot.gate.pass(t.msg.Author.ID, t.msg.Guild, t.bot.cfg.Now()); err != nil {
		return t.onceInAWhile(err)
	}
	if t.words == "" && t.msg.repliesTo(t.bot.me()) && !t.msg.mentions(t.bot.me()) {
		t.tell(ctx, fmt.Sprintf(t.texts.CannotRead, t.bot.tag()))
		return nil
	}
	if err := t.bot.api.typing(ctx, t.msg.Channel); err != nil {
		t.bot.logger.Debug("discord: not shown as typing", "err", err)
	}
	err := t.bot.carryOut(ctx, t.bot.asking(&task{
		id: t.msg.ID, place: t.place, asker: t.msg.Author.ID, parent: t.parent(ctx),
		question: t.words, texts: t.texts, out: t.out,
	}, answer.Question{Text: t.words}))
	if rest.IsForbidden(err) || rest.IsGone(err) {
		t.bot.logger.Info("discord: no answer possible", "channel", t.msg.Channel, "err", err)
		return nil
	}
	return err
}

// onceInAWhile keeps a flood from being answered with a flood.
func (t *talk) onceInAWhile(err error) error {
	if _, ok := t.bot.warned.take(t.msg.Author.ID, t.bot.cfg.Now()); !ok {
		return nil
	}
	return err
}

// parent is the answer that the message follows up on, or "".
func (t *talk) parent(ctx context.Context) string {
	if t.msg.repliesTo(t.bot.me()) {
		return answerShownBy(t.msg.RepliedTo.Components)
	}
	return t.bot.lastAnswer(ctx, t.place, t.msg.Author.ID)
}

// answerShownBy returns the id of the answer that a message of the bot's
// shows, which its buttons know.
func answerShownBy(components json.RawMessage) string {
	var rows []struct {
		Components []struct {
			CustomID string `json:"custom_id"`
		} `json:"components"`
	}
	if json.Unmarshal(components, &rows) != nil {
		return ""
	}
	for _, row := range rows {
		for _, component := range row.Components {
			if id, ok := parseCustomID(component.CustomID); ok && id.Action == actFollow {
				return id.Of
			}
		}
	}
	return ""
}

// explainElsewhere tells the author directly what keeps the bot from
// answering in the channel. It would be silent otherwise, and who sees a
// mention ignored has no way to find out why.
func (t *talk) explainElsewhere(ctx context.Context, missing []int64) error {
	if err := t.onceInAWhile(errMissingPermissions); err == nil {
		return nil
	}
	ctx, cancel := sending(ctx)
	defer cancel()
	channel, err := t.bot.api.openDM(ctx, t.msg.Author.ID)
	if err == nil {
		words := fmt.Sprintf(t.texts.MissingPermissions, "<#"+t.msg.Channel+">", t.texts.permissionNames(missing))
		out := channelOutlet{api: t.bot.api, channel: channel, nonce: t.msg.ID}
		err = out.show(ctx, plain(words), false)
	}
	if err != nil {
		t.bot.logger.Info("discord: missing permissions", "channel", t.msg.Channel, "not told because", err)
	}
	return nil
}

var errMissingPermissions = errors.New("permissions are missing")
