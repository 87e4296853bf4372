package discordtest

import (
	"encoding/json"
	"slices"
)

// What people do to a bot from outside its conversations: invite it and throw it
// out, say who may use its commands, install it for themselves.

// Return invites the bot to a guild again that it has left.
func (g *Guild) Return() {
	s := g.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	g.gone = false
	g.members[s.Bot.ID] = &member{user: s.Bot, roles: []*Role{g.roles[1]}, joined: s.set.now()}
	s.dispatch("GUILD_CREATE", intentGuilds, g.payload())
}

// Outage makes the guild unavailable, as a fault of Discord's does, and
// available again.
func (g *Guild) Outage() {
	s := g.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch("GUILD_DELETE", intentGuilds, object{"id": g.ID, "unavailable": true})
	s.dispatch("GUILD_CREATE", intentGuilds, g.payload())
}

// AddGuildWithoutBot makes a guild that the bot was never invited to.
func (s *Server) AddGuildWithoutBot(name string) *Guild {
	g := s.AddGuild(name)
	g.Leave()
	return g
}

// Permit is what a guild's administrators set for a command in their server
// settings, in place of the permissions that the bot proposes: whether a role or
// a user may use it.
func (g *Guild) Permit(command string, who Subject, allowed bool) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	if g.permits == nil {
		g.permits = map[string]map[string]bool{}
	}
	if g.permits[command] == nil {
		g.permits[command] = map[string]bool{}
	}
	id, _ := who.subject()
	g.permits[command][id] = allowed
}

// mayUse tells whether the member may use the command: administrators always,
// others as is set for them, for one of their roles, for everybody, or else as
// the bot proposes.
func (g *Guild) mayUse(cmd *command, u *User, may Permission) bool {
	if may == AllPermissions {
		return true
	}
	set := g.permits[cmd.Name]
	if allowed, ok := set[u.ID]; ok {
		return allowed
	}
	found := false
	for _, r := range g.member(u).roles {
		allowed, ok := set[r.ID]
		if allowed {
			return true
		}
		found = found || ok
	}
	if found {
		return false
	}
	if allowed, ok := set[g.ID]; ok {
		return allowed
	}
	need := cmd.MemberPermissions
	return need == nil || *need != 0 && may.has(Permission(*need))
}

// Install adds the application to the user's own account, so that its commands
// for users are offered everywhere.
func (u *User) Install() {
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	u.installed = true
}

// forUsers and forGuilds tell where the command was registered for.
func (c *command) forUsers() bool { return slices.Contains(c.IntegrationTypes, 1) }
func (c *command) forGuilds() bool {
	return c.IntegrationTypes == nil || slices.Contains(c.IntegrationTypes, 0)
}

// AddGroup makes a group conversation between people, which the bot is no part of.
func (s *Server) AddGroup(name string, people ...*User) *Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newChannel(&Channel{ID: s.newID(), Name: name, kind: groupChannel, people: people})
}

// Delete deletes a message as its author or a moderator does.
func (m *Message) Delete() {
	s := m.Channel.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.message(m.ID)
	if r == nil {
		s.t.Fatalf("discordtest: message %s is gone already", m.ID)
	}
	s.remove(r)
}

// Purge deletes messages of one channel at a time, as moderators do.
func (s *Server) Purge(all ...*Message) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, m := range all {
		r := s.message(m.ID)
		r.Deleted = true
		r.Channel.messages = slices.DeleteFunc(r.Channel.messages, func(o *record) bool { return o == r })
		ids = append(ids, r.ID)
	}
	c := all[0].Channel
	s.dispatch("MESSAGE_DELETE_BULK", intentGuildMessages, object{"ids": ids, "channel_id": c.ID, "guild_id": c.Guild.ID})
	s.notify()
}

// Archive closes a thread. Whoever may write there opens it again by doing so,
// unless it is locked: then only those who manage threads may.
func (c *Channel) Archive(locked bool) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.archived, c.locked = true, locked
	c.srv.dispatch("THREAD_UPDATE", intentGuilds, c.payload())
}

// BecomeForum makes of the channel one that holds nothing but threads.
func (c *Channel) BecomeForum() {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.kind = forumChannel
	c.srv.dispatch("CHANNEL_UPDATE", intentGuilds, c.payload())
}

// Rename gives a component of a message another custom ID, as a bot of another
// version might have. The component is found by its custom ID or label.
func (s *Server) Rename(m *Message, component, customID string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	found := false
	message := s.messages[m.ID]
	written, err := json.Marshal(message.Components)
	if err != nil {
		s.t.Fatal(err)
	}
	var components []Component // others, for those may be on their way to the bot
	if err := json.Unmarshal(written, &components); err != nil {
		s.t.Fatal(err)
	}
	message.Components = components
	each(components, func(c *Component) {
		if c.CustomID == component || c.Label == component {
			c.CustomID, found = customID, true
		}
	})
	if !found {
		s.t.Fatalf("discordtest: message %s has no component %q", m.ID, component)
	}
}

// HandOver makes somebody else the guild's owner.
func (g *Guild) HandOver(to *User) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.member(to)
	g.Owner = to
	out := g.summary()
	out["member_count"] = len(g.members)
	g.srv.dispatch("GUILD_UPDATE", intentGuilds, out)
}
