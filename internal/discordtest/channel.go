package discordtest

import (
	"slices"
	"time"
)

// Kinds of channel.
const (
	textChannel   = 0
	directChannel = 1
	groupChannel  = 3
	newsThread    = 10
	publicThread  = 11
	privateThread = 12
	forumChannel  = 15
)

// Channel is a text channel, a thread or a direct conversation with the bot.
type Channel struct {
	ID   string
	Name string
	// Guild is nil for direct messages.
	Guild *Guild
	// Parent is the channel of a thread, and nil for others.
	Parent *Channel

	srv        *Server
	kind       int
	recipient  *User   // of direct messages with the bot
	people     []*User // of a group
	overwrites map[string]overwrite
	messages   []*record
	archive    int
	ownerID    string
	deleted    bool
	archived   bool
	locked     bool

	lastMessage string // ID of the newest there has been, deleted or not
}

// AddChannel makes a text channel in the guild.
func (g *Guild) AddChannel(name string) *Channel {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	c := g.srv.newChannel(&Channel{ID: g.srv.newID(), Name: name, Guild: g, kind: textChannel})
	g.channels = append(g.channels, c)
	g.srv.dispatch("CHANNEL_CREATE", intentGuilds, c.payload())
	return c
}

// newChannel enters a channel into the books. The caller holds mu.
func (s *Server) newChannel(c *Channel) *Channel {
	c.srv = s
	c.overwrites = map[string]overwrite{}
	s.channels[c.ID] = c
	return c
}

// newThread makes a thread under a channel. The caller holds mu.
func (s *Server) newThread(parent *Channel, id, name string, kind, archive int, owner string) *Channel {
	c := s.newChannel(&Channel{
		ID: id, Name: name, Guild: parent.Guild, Parent: parent,
		kind: kind, archive: archive, ownerID: owner,
	})
	parent.Guild.channels = append(parent.Guild.channels, c)
	created := c.payload()
	created["newly_created"] = true
	s.dispatch("THREAD_CREATE", intentGuilds, created)
	s.notify()
	return c
}

// StartThread opens a public thread in the channel as its owner's doing.
func (c *Channel) StartThread(name string) *Channel {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	return c.srv.newThread(c, c.srv.newID(), name, publicThread, 1440, c.Guild.Owner.ID)
}

// StartThread opens a public thread from the message as somebody's doing.
func (m *Message) StartThread(name string) *Channel {
	m.srv.mu.Lock()
	defer m.srv.mu.Unlock()
	m.srv.messages[m.ID].Flags |= FlagHasThread
	return m.srv.newThread(m.Channel, m.ID, name, publicThread, 1440, m.Channel.Guild.Owner.ID)
}

// Deny takes permissions from a role or a user in this channel, the bot's
// included: that is how the bot loses one.
func (c *Channel) Deny(who Subject, taken Permission) {
	c.change(who, func(o *overwrite) { o.deny |= taken; o.allow &^= taken })
}

// Allow gives permissions to a role or a user in this channel.
func (c *Channel) Allow(who Subject, given Permission) {
	c.change(who, func(o *overwrite) { o.allow |= given; o.deny &^= given })
}

func (c *Channel) change(who Subject, edit func(*overwrite)) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	id, kind := who.subject()
	o := c.overwrites[id]
	o.kind = kind
	edit(&o)
	c.overwrites[id] = o
	c.srv.dispatch("CHANNEL_UPDATE", intentGuilds, c.payload())
}

// Delete removes the channel; whoever writes to it meets Unknown Channel.
func (c *Channel) Delete() {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.delete()
}

func (c *Channel) delete() {
	c.deleted = true
	event := "CHANNEL_DELETE"
	if c.Parent != nil {
		event = "THREAD_DELETE"
	}
	c.srv.dispatch(event, intentGuilds, c.payload())
	c.srv.notify()
}

// Threads are the threads of the channel, oldest first.
func (c *Channel) Threads() []*Channel {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	var out []*Channel
	if c.Guild == nil {
		return nil
	}
	for _, t := range c.Guild.channels {
		if t.Parent == c && !t.deleted {
			out = append(out, t)
		}
	}
	return out
}

// Channel finds a channel or thread by its ID, nil if there is none.
func (s *Server) Channel(id string) *Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[id]
}

// has tells whether the user takes part in a conversation outside of guilds.
func (c *Channel) has(u *User) bool { return c.recipient == u || slices.Contains(c.people, u) }

// payload is the channel as the API and the gateway tell it.
func (c *Channel) payload() object {
	out := object{"id": c.ID, "type": c.kind, "flags": 0, "last_message_id": nil}
	if c.lastMessage != "" {
		out["last_message_id"] = c.lastMessage
	}
	if c.Guild == nil {
		recipients := []object{}
		for _, u := range append(c.people, c.recipient) {
			if u != nil {
				recipients = append(recipients, u.payload())
			}
		}
		out["recipients"] = recipients
		return out
	}
	out["guild_id"], out["name"] = c.Guild.ID, c.Name
	if c.Parent == nil {
		c.describeText(out)
	} else {
		c.describeThread(out)
	}
	return out
}

func (c *Channel) describeText(out object) {
	overwrites := []object{}
	for id, o := range c.overwrites {
		overwrites = append(overwrites, object{
			"id": id, "type": o.kind, "allow": o.allow.String(), "deny": o.deny.String(),
		})
	}
	out["permission_overwrites"] = overwrites
	out["parent_id"], out["topic"] = nil, nil
	out["position"], out["rate_limit_per_user"], out["nsfw"] = 0, 0, false
}

func (c *Channel) describeThread(out object) {
	out["parent_id"], out["owner_id"] = c.Parent.ID, c.ownerID
	out["message_count"], out["total_message_sent"], out["member_count"] = len(c.messages), len(c.messages), 1
	out["thread_metadata"] = object{
		"archived": c.archived, "auto_archive_duration": c.archive, "locked": c.locked,
		"archive_timestamp": stamp(time.Now()),
	}
}
