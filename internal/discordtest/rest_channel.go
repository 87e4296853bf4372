package discordtest

import (
	"slices"
	"strings"
	"time"
)

// parseMessage reads and checks the body of a request that writes a message.
func parseMessage(c *call, p *problems) {
	c.decode(&c.message, p)
	checkMessage(p, "", &c.message)
	checkFiles(p, "", &c.message, c.files)
}

// channel finds the channel of the call, if the bot may look into it.
func (s *Server) channel(c *call) (*Channel, *apiError) {
	ch := s.channels[c.params["channel_id"]]
	switch {
	case ch == nil, ch.deleted, ch.Parent != nil && ch.Parent.deleted:
		return nil, &errUnknownChannel
	case !ch.permissions(s.Bot.ID).has(ViewChannel):
		return nil, &errMissingAccess
	}
	return ch, nil
}

func (s *Server) getChannel(c *call) reply {
	ch, err := s.channel(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(ch.payload())
}

// readsEverything tells whether the application has the message content
// intent, which rules what the API shows as well.
func (s *Server) readsEverything() bool { return s.set.privileged&intentMessageContent != 0 }

// standing finds the message of the call in the channel of the call.
func (s *Server) standing(c *call) (*record, *apiError) {
	ch, err := s.channel(c)
	if err != nil {
		return nil, err
	}
	r := s.message(c.params["message_id"])
	if r == nil || r.Channel != ch || r.Ephemeral() {
		return nil, &errUnknownMessage
	}
	return r, nil
}

func (s *Server) getMessage(c *call) reply {
	r, err := s.standing(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(r.stored(s.readsEverything()))
}

// nonceMemory is how long a nonce is enforced: Discord says "a few minutes".
const nonceMemory = 3 * time.Minute

// postMessage writes a message of the bot into a channel.
func (s *Server) postMessage(c *call) reply {
	ch, err := s.channel(c)
	if err == nil {
		err = s.mayPost(ch, &c.message, len(c.files))
	}
	switch {
	case err != nil:
		return refuse(*err)
	case ch.recipient != nil && ch.recipient.closed:
		return refuse(errClosedDMs)
	case c.message.empty(len(c.files)):
		return refuse(errEmptyMessage)
	}
	key := string(c.message.Nonce)
	if first := s.nonces[key]; first != nil && c.message.EnforceNonce && key != "" && s.set.now().Sub(first.CreatedAt) < nonceMemory {
		return ok(first.payload(true))
	}
	r := &record{Message: Message{Author: s.Bot, Channel: ch, Nonce: key}}
	if err := s.refer(r, c.message.Reference); err != nil {
		return refuse(*err)
	}
	s.fill(r, &c.message, c.files)
	s.publish(r)
	if key != "" {
		s.nonces[key] = r
	}
	return ok(r.payload(true))
}

// refer makes the message a reply, if it says so and the other one stands.
func (s *Server) refer(r *record, ref *reference) *apiError {
	if ref == nil {
		return nil
	}
	to := s.message(ref.MessageID)
	lenient := ref.FailIfNotExists != nil && !*ref.FailIfNotExists
	switch {
	case to != nil && to.Channel == r.Channel:
		r.reply(ref.MessageID)
	case !lenient:
		// Not the bot's mistake: people delete messages.
		err := invalidForm(problem{"message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"})
		err.violation = false
		return &err
	}
	return nil
}

// fill puts what a body says into a message; what it leaves out stays.
func (s *Server) fill(r *record, b *messageBody, files []File) {
	if b.Content.Set {
		r.Content = strings.TrimSpace(b.Content.Value)
	}
	if b.Embeds.Set {
		r.Embeds = b.Embeds.Value
		for i := range r.Embeds {
			r.Embeds[i].Type = "rich"
		}
	}
	if b.Components.Set {
		r.Components = b.Components.Value
		number(r.Components)
	}
	if b.Attachments.Set {
		r.Files = nil
	}
	if b.Flags.Set {
		keep := FlagEphemeral | FlagHasThread
		r.Flags = r.Flags&keep | b.Flags.Value&^(keep|FlagLoading)
	}
	r.tts = b.TTS
	r.Files = append(slices.Clone(r.Files), files...)
	r.mentioned = s.mentionedUsers(r, b.AllowedMentions)
}

// empty tells whether a new message would have nothing in it.
func (b *messageBody) empty(files int) bool {
	return strings.TrimSpace(b.Content.Value) == "" && len(b.Embeds.Value) == 0 && len(b.Components.Value) == 0 &&
		len(b.StickerIDs) == 0 && files == 0 && (b.Poll == nil || string(b.Poll) == "null")
}

// patchMessage edits a message of the bot.
func (s *Server) patchMessage(c *call) reply {
	r, err := s.standing(c)
	switch {
	case err != nil:
		return refuse(*err)
	case r.Author != s.Bot:
		return refuse(errNotYourMessage)
	}
	return s.change(r, c)
}

// change edits a message and answers with it.
func (s *Server) change(r *record, c *call) reply {
	before := r.Message
	s.fill(r, &c.message, c.files)
	r.Flags &^= FlagLoading
	if r.Content == "" && len(r.Embeds) == 0 && len(r.Components) == 0 && len(r.Files) == 0 {
		r.Message = before
		return refuse(errEmptyMessage)
	}
	s.edited(r)
	return ok(r.payload(true))
}

func (s *Server) deleteMessage(c *call) reply {
	r, err := s.standing(c)
	switch {
	case err != nil:
		return refuse(*err)
	case r.Author != s.Bot && !r.Channel.permissions(s.Bot.ID).has(ManageMessages):
		return refuse(errMissingPermissions)
	}
	s.remove(r)
	return nothing()
}

func (s *Server) postTyping(c *call) reply {
	ch, err := s.channel(c)
	if err == nil {
		err = s.mayPost(ch, &messageBody{}, 0)
	}
	if err != nil {
		return refuse(*err)
	}
	s.notify()
	return nothing()
}
