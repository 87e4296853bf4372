package bot

import (
	"context"
	"log/slog"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/rest"
)

// outlet is where an answer appears.
type outlet interface {
	// show replaces what is there. A draft is sent now or never, and its
	// failure is of no account.
	show(ctx context.Context, m message, draft bool) error
}

// responseOutlet shows an answer in the response to an interaction. When that
// can no longer be edited, it goes on in the channel, or for a private answer
// in direct messages.
type responseOutlet struct {
	api     *api
	in      *interaction
	private bool
	expired bool
	instead *channelOutlet
	logger  *slog.Logger
}

func (o *responseOutlet) show(ctx context.Context, m message, draft bool) error {
	if !o.expired {
		err := o.api.editOriginal(ctx, o.in, m, draft)
		if !rest.IsExpired(err) {
			return err
		}
		o.expired = true
		o.logger.Info("discord: interaction expired, the answer goes elsewhere", "interaction", o.in.ID, "private", o.private)
	}
	if draft {
		return nil
	}
	return o.showInstead(ctx, m)
}

func (o *responseOutlet) showInstead(ctx context.Context, m message) error {
	if o.instead == nil {
		channel := o.in.ChannelID
		if o.private && o.in.GuildID != "" {
			var err error
			if channel, err = o.api.openDM(ctx, o.in.user().ID); err != nil {
				return err
			}
		}
		o.instead = &channelOutlet{api: o.api, channel: channel, nonce: o.in.ID}
	}
	return o.instead.show(ctx, m, false)
}

// channelOutlet shows an answer in a message of its own.
type channelOutlet struct {
	api     *api
	channel string
	replyTo string // a message, or ""
	nonce   string

	id      string // of the message, once it is there
	unsure  bool   // a message was sent and no answer came back
	refused error  // for good
}

func (o *channelOutlet) show(ctx context.Context, m message, draft bool) error {
	if o.refused != nil {
		return o.refused
	}
	if o.id != "" {
		return o.api.edit(ctx, o.channel, o.id, m, draft)
	}
	err := o.post(ctx, m, draft)
	if rest.IsForbidden(err) || rest.IsGone(err) {
		o.refused = err
	}
	return err
}

// post sends the first message. If an attempt before this one has arrived
// after all, Discord knows it by its nonce and keeps the old words, so that
// they have to be edited.
func (o *channelOutlet) post(ctx context.Context, m message, draft bool) error {
	m.Nonce = o.nonce
	if o.replyTo != "" {
		exists := false
		m.Reference = &discordgo.MessageReference{MessageID: o.replyTo, FailIfNotExists: &exists}
	}
	id, err := o.api.send(ctx, o.channel, m, draft)
	if err != nil {
		o.unsure = true
		return err
	}
	o.id = id
	if o.unsure {
		return o.api.edit(ctx, o.channel, id, m, draft)
	}
	return nil
}
