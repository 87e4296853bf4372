package discordtest

import "strings"

// User is a person on Discord, or the bot itself.
type User struct {
	ID   string
	Name string

	srv    *Server
	locale string
	bot    bool
	closed bool

	installed bool
}

// Trait is something about a user that the bot can notice.
type Trait func(*User)

// Locale sets the language of the user's client: "ko", "en-US" (the default).
func Locale(locale string) Trait { return func(u *User) { u.locale = locale } }

// ClosedDMs makes the user refuse direct messages.
func ClosedDMs() Trait { return func(u *User) { u.closed = true } }

// User is the person of that name, who joins Discord when first named. People
// join a guild when they first act in it, or with Guild.AddMember.
func (s *Server) User(name string, traits ...Trait) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.named[name]
	if u == nil {
		u = s.newUser(name)
		s.named[name] = u
	}
	for _, trait := range traits {
		trait(u)
	}
	return u
}

// newUser enters a user into the books. The caller holds mu, or is alone.
func (s *Server) newUser(name string) *User {
	u := &User{ID: s.newID(), Name: name, srv: s, locale: "en-US"}
	s.users[u.ID] = u
	return u
}

// Tag is the text that mentions the user: "<@id>".
func (u *User) Tag() string { return "<@" + u.ID + ">" }

func (u *User) payload() object {
	out := object{
		"id": u.ID, "username": strings.ToLower(strings.ReplaceAll(u.Name, " ", "_")),
		"global_name": u.Name, "discriminator": "0", "avatar": nil, "public_flags": 0, "flags": 0,
		"primary_guild": nil,
	}
	if u.bot {
		out["bot"] = true
		out["global_name"] = nil
	}
	return out
}

// Say posts a message to the channel.
func (u *User) Say(c *Channel, text string) *Message {
	u.srv.t.Helper()
	return u.post(c, text, nil, nil)
}

// Mention posts a message that begins with a mention of the bot.
func (u *User) Mention(c *Channel, text string) *Message {
	u.srv.t.Helper()
	return u.post(c, strings.TrimSpace(u.srv.Bot.Tag()+" "+text), nil, nil)
}

// Reply answers a message, which pings its author as the client does unless
// told otherwise.
func (u *User) Reply(to *Message, text string) *Message {
	u.srv.t.Helper()
	return u.post(to.Channel, text, to, nil)
}

// ReplyQuietly answers a message with the ping to its author switched off. A
// bot without the message content intent then gets no text.
func (u *User) ReplyQuietly(to *Message, text string) *Message {
	u.srv.t.Helper()
	noPing := &allowedMentions{Parse: field[[]string]{Value: []string{"everyone", "users", "roles"}}}
	return u.post(to.Channel, text, to, noPing)
}

// Forward shows a message in another channel.
func (u *User) Forward(c *Channel, m *Message) *Message {
	u.srv.t.Helper()
	return u.without(Message{Channel: c, forwarded: u.srv.Message(m.ID)})
}

// Show posts an embed, as a bot does or a link to a page.
func (u *User) Show(c *Channel, e Embed) *Message {
	u.srv.t.Helper()
	return u.without(Message{Channel: c, Embeds: []Embed{e}})
}

// without posts a message without a text.
func (u *User) without(m Message) *Message {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if why := u.cannotWrite(m.Channel); why != "" {
		s.t.Fatalf("discordtest: %s cannot write to %s: %s", u.Name, m.Channel.label(), why)
	}
	m.Author = u
	return s.publish(&record{Message: m})
}

// DM writes to the bot directly.
func (u *User) DM(text string) *Message {
	u.srv.t.Helper()
	return u.post(u.DMChannel(), text, nil, nil)
}

// DMChannel is the direct conversation between the user and the bot.
func (u *User) DMChannel() *Channel {
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	return u.srv.directChannel(u)
}

// directChannel finds or opens the conversation. The caller holds mu.
func (s *Server) directChannel(u *User) *Channel {
	for _, c := range s.channels {
		if c.recipient == u {
			return c
		}
	}
	return s.newChannel(&Channel{ID: s.newID(), kind: directChannel, recipient: u})
}

// post puts a person's message into a channel and tells the bot.
func (u *User) post(c *Channel, text string, to *Message, quiet *allowedMentions) *Message {
	s := u.srv
	s.t.Helper()
	if c == nil {
		s.t.Fatalf("discordtest: %s writes to a channel that does not exist", u.Name)
	}
	if n := units(text); n == 0 || n > maxContent {
		s.t.Fatalf("discordtest: %s cannot post %d characters: Discord takes 1 to %d", u.Name, n, maxContent)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if why := u.cannotWrite(c); why != "" {
		s.t.Fatalf("discordtest: %s cannot write to %s: %s", u.Name, c.label(), why)
	}
	r := &record{Message: Message{Author: u, Channel: c, Content: text}}
	if to != nil {
		r.reply(to.ID)
	}
	r.mentioned = s.mentionedUsers(r, quiet)
	return s.publish(r)
}

// cannotWrite says what keeps the user from writing to the channel.
func (u *User) cannotWrite(c *Channel) string {
	switch {
	case c.deleted:
		return "the channel was deleted"
	case c.Guild == nil && !c.has(u):
		return "it is someone else's direct conversation"
	case c.Guild == nil:
		return ""
	}
	c.Guild.member(u)
	send := ViewChannel | SendMessages
	if c.Parent != nil {
		send = ViewChannel | SendMessagesInThreads
	}
	if !c.permissions(u.ID).has(send) {
		return "no permission"
	}
	return ""
}

// label names the channel in error messages.
func (c *Channel) label() string {
	if c.kind == groupChannel {
		return "the group " + c.Name
	}
	if c.Guild == nil {
		return "direct messages of " + c.recipient.Name
	}
	return "#" + c.Name
}

// Edit changes a message the user wrote, as the pencil in the client does.
func (u *User) Edit(m *Message, text string) {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.messages[m.ID]
	if r == nil || r.Author != u {
		s.t.Fatalf("discordtest: %s has no message %s to edit", u.Name, m.ID)
	}
	r.Content = text
	r.mentioned = s.mentionedUsers(r, nil)
	s.edited(r)
}
