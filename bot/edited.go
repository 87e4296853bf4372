package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/command"
	"motirbot/bot/discord"
	"motirbot/bot/state"
	"motirbot/store"
)

// editable is how long after a message was written the bot looks at it for the
// first time when it is edited: the mention may have been forgotten.
const editable = 30 * time.Minute

// again takes that the message was edited, and reports whether it is to be
// answered, as what to claim it: anew where it asks something else than before, or
// as any other message where it was not for the bot. An answer under way begins
// again with the new words by itself.
func (m *mention) again(ctx context.Context) (claim string, is bool) {
	written, err := discordgo.SnowflakeTimestamp(m.ID)
	if err != nil || m.bot.commands.Running.Stop(m.ID, &command.EditedError{Words: m.words}) {
		return "", false
	}
	given, err := m.bot.state.Recall(ctx, m.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return m.ID, m.bot.cfg.Now().Sub(written) < editable
	case err != nil:
		m.bot.logger.WarnContext(ctx, "discord: an edited question stays as it was", "err", err)
		return "", false
	case given.Question == m.words:
		return "", false // Discord has added a preview, or such
	}
	channel := given.Place.Channel // a thread, maybe
	m.place = m.bot.state.Guilds.Place(m.Guild, channel)
	if m.about = (state.Subject{Answer: given.Parent}); m.repliesTo(m.bot.state.Me()) {
		m.about = m.bot.state.SubjectOf(m.to)
	}
	// What is said beside the answer, or in place of one that is gone, must not be
	// taken for a copy of it.
	m.out = &discord.ChannelMessage{Client: m.bot.client, Channel: channel, Nonce: fmt.Sprintf("%s-%04d", m.ID, len(m.words)%10000)}
	if channel == m.Channel {
		m.out.ReplyTo = m.ID
	}
	m.shown = m.out
	shown, found, err := m.bot.poster.Find(ctx, store.Target{Channel: channel}, m.ID, written)
	if err != nil {
		m.bot.logger.InfoContext(ctx, "discord: the answer of an edited question was not found", "err", err)
	} else if found {
		m.shown = &discord.ChannelMessage{Client: m.bot.client, Channel: channel, ID: shown}
	}
	return "edited " + m.ID + " " + m.Edited, true
}

// answerAsItIs answers the message in the place of what it was answered before,
// and begins again when it is edited meanwhile.
func (m *mention) answerAsItIs(ctx context.Context) error {
	if m.shown != nil {
		m.out = m.shown
	}
	for {
		err := m.answer(ctx)
		edited, is := errors.AsType[*command.EditedError](err)
		if !is {
			return err
		}
		m.words, m.shown = edited.Words, m.out
	}
}

// openThread opens a thread from the message and has the answer appear there. It
// returns what to say of it.
func (m *mention) openThread(ctx context.Context) []string {
	if m.Guild == "" || m.place.Thread {
		return nil
	}
	thread, err := m.bot.commands.OpenThread(ctx, m.place, m.ID, m.words)
	if missing, is := errors.AsType[command.NoThreadError](err); is {
		return []string{fmt.Sprintf(m.texts.NoThread, m.texts.PermissionNames(missing))}
	}
	if err != nil {
		m.bot.logger.InfoContext(ctx, "discord: no thread opened", "channel", m.Channel, "err", err)
		return nil
	}
	m.place = discord.Place{Guild: m.Guild, Channel: thread, Parent: m.Channel, Thread: true, Owner: m.bot.state.Me()}
	m.out = &discord.ChannelMessage{Client: m.bot.client, Channel: thread, Nonce: m.ID}
	return []string{m.bot.commands.ThreadHint(m.texts)}
}
