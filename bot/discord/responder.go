package discord

import (
	"context"
	"log/slog"

	"github.com/bwmarrin/discordgo"
)

// Responder is where an answer appears.
type Responder interface {
	// Show replaces what is there. A draft is sent now or never, and need not
	// arrive.
	Show(ctx context.Context, m Message, draft bool) error
}

// Response shows an answer in the response to an interaction. When that can no
// longer be edited, it goes on in the channel, or for a private answer in
// direct messages.
type Response struct {
	Client      *Client
	Interaction *Interaction
	Private     bool
	Expired     bool
	Logger      *slog.Logger
	ID          string // of the message, once it is there

	instead *ChannelMessage
}

// Show implements Responder.
func (r *Response) Show(ctx context.Context, m Message, draft bool) error {
	in := r.Interaction
	if !r.Expired {
		id, err := r.Client.EditOriginal(ctx, in, m, draft)
		if !IsExpired(err) {
			r.ID = id
			return err
		}
		r.Expired = true
		r.Logger.InfoContext(ctx, "discord: interaction expired, the answer goes elsewhere", "private", r.Private)
	}
	if draft {
		return nil
	}
	if r.instead == nil {
		channel := in.ChannelID
		if in.Elsewhere() || r.Private && in.GuildID != "" {
			var err error
			if channel, err = r.Client.OpenDM(ctx, in.Invoker().ID); err != nil {
				return err
			}
		}
		r.instead = &ChannelMessage{Client: r.Client, Channel: channel, Nonce: in.ID}
	}
	return r.instead.Show(ctx, m, false)
}

// ChannelMessage shows an answer in a message of its own.
type ChannelMessage struct {
	Client  *Client
	Channel string
	ReplyTo string // a message, or ""
	Nonce   string
	ID      string // of the message, once it is there

	unsure  bool  // a message was sent and no answer came back
	refused error // for good
}

// Show implements Responder. If an attempt before this one has arrived after
// all, Discord knows it by its nonce and keeps the old words, so that they have
// to be edited.
func (c *ChannelMessage) Show(ctx context.Context, m Message, draft bool) error {
	switch {
	case c.refused != nil:
		return c.refused
	case c.ID != "":
		return c.Client.Edit(ctx, c.Channel, c.ID, m, draft)
	}
	m.Nonce = c.Nonce
	if c.ReplyTo != "" {
		exists := false
		m.Reference = &discordgo.MessageReference{MessageID: c.ReplyTo, FailIfNotExists: &exists}
	}
	id, err := c.Client.Send(ctx, c.Channel, m, draft)
	if HasCode(err, codeReplyNeedsHistory) {
		// Without Read Message History, the answer stands for itself.
		c.ReplyTo, m.Reference = "", nil
		id, err = c.Client.Send(ctx, c.Channel, m, draft)
	}
	switch {
	case err == nil && c.unsure:
		err = c.Client.Edit(ctx, c.Channel, id, m, draft)
	case err != nil:
		c.unsure = true
	}
	c.ID = id
	if IsClosed(err) || IsGone(err) {
		c.refused = err
	}
	return err
}
