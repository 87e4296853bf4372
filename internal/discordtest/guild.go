package discordtest

import "time"

// Guild is a Discord server the bot has been invited to.
type Guild struct {
	ID   string
	Name string
	// Owner may do everything in the guild.
	Owner *User

	srv      *Server
	locale   string
	roles    []*Role // the first is @everyone
	members  map[string]*member
	channels []*Channel
	gone     bool
	permits  map[string]map[string]bool // of commands, by the ID of a user or role
}

// Role is a named set of permissions in a guild.
type Role struct {
	ID    string
	Name  string
	Guild *Guild

	granted Permission
}

// member is a user's place in a guild.
type member struct {
	user   *User
	roles  []*Role
	joined time.Time
}

// AddGuild makes a guild with an owner and the bot in it. The bot has the
// permissions of an ordinary member; see BotRole and Channel.Deny.
func (s *Server) AddGuild(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID += 1 << 22 // guilds are not all of one millisecond, which would be one shard
	g := &Guild{ID: s.newID(), Name: name, srv: s, locale: "en-US", members: map[string]*member{}}
	g.Owner = s.newUser(name + " owner")
	everyone := &Role{ID: g.ID, Name: "@everyone", Guild: g, granted: MemberPermissions}
	bot := &Role{ID: s.newID(), Name: s.Bot.Name, Guild: g}
	g.roles = []*Role{everyone, bot}
	g.members[g.Owner.ID] = &member{user: g.Owner, joined: time.Now()}
	g.members[s.Bot.ID] = &member{user: s.Bot, roles: []*Role{bot}, joined: time.Now()}
	s.guilds = append(s.guilds, g)
	s.dispatch("GUILD_CREATE", intentGuilds, g.payload())
	s.notify()
	return g
}

// Everyone is the role that all members have.
func (g *Guild) Everyone() *Role { return g.roles[0] }

// BotRole is the role the bot got with its invitation.
func (g *Guild) BotRole() *Role { return g.roles[1] }

// AddRole makes a role that grants these permissions.
func (g *Guild) AddRole(name string, granted Permission) *Role {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	r := &Role{ID: g.srv.newID(), Name: name, Guild: g, granted: granted}
	g.roles = append(g.roles, r)
	g.srv.dispatch("GUILD_ROLE_CREATE", intentGuilds, object{"guild_id": g.ID, "role": r.payload()})
	return r
}

// Grant changes what the role may do from now on.
func (r *Role) Grant(granted Permission) {
	s := r.Guild.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	r.granted = granted
	s.dispatch("GUILD_ROLE_UPDATE", intentGuilds, object{"guild_id": r.Guild.ID, "role": r.payload()})
}

// AddMember lets a user in, or changes the roles of one who is in.
func (g *Guild) AddMember(u *User, roles ...*Role) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	m := g.member(u)
	m.roles = roles
	g.srv.dispatch("GUILD_MEMBER_UPDATE", intentGuildMembers, g.withGuildID(m.payload()))
}

// Leave takes the bot out of the guild, as a moderator's kick does.
func (g *Guild) Leave() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.gone = true
	delete(g.members, g.srv.Bot.ID)
	g.srv.dispatch("GUILD_DELETE", intentGuilds, object{"id": g.ID})
}

// SetLocale sets the guild's own language, "en-US" by default.
func (g *Guild) SetLocale(locale string) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.locale = locale
}

// member finds the user's membership; whoever acts in a guild is in it.
func (g *Guild) member(u *User) *member {
	m := g.members[u.ID]
	if m == nil {
		m = &member{user: u, joined: time.Now()}
		g.members[u.ID] = m
		g.srv.dispatch("GUILD_MEMBER_ADD", intentGuildMembers, g.withGuildID(m.payload()))
	}
	return m
}

func (g *Guild) withGuildID(o object) object {
	o["guild_id"] = g.ID
	return o
}

// payload is the guild as GUILD_CREATE tells it. Without the members intent
// the bot learns of no member but itself.
func (g *Guild) payload() object {
	out := g.summary()
	channels, threads := []object{}, []object{}
	for _, c := range g.channels {
		if !c.permissions(g.srv.Bot.ID).has(ViewChannel) {
			continue
		}
		if c.Parent == nil {
			channels = append(channels, c.payload())
		} else {
			threads = append(threads, c.payload())
		}
	}
	out["channels"], out["threads"] = channels, threads
	out["members"] = []object{g.members[g.srv.Bot.ID].payload()}
	out["member_count"] = len(g.members)
	out["joined_at"] = stamp(g.members[g.srv.Bot.ID].joined)
	out["large"], out["unavailable"] = false, false
	out["presences"], out["voice_states"] = []object{}, []object{}
	return out
}

// summary is the guild as GET /guilds/{guild_id} tells it.
func (g *Guild) summary() object {
	roles := []object{}
	for i, r := range g.roles {
		role := r.payload()
		role["position"] = i
		roles = append(roles, role)
	}
	return object{
		"id": g.ID, "name": g.Name, "owner_id": g.Owner.ID, "roles": roles,
		"preferred_locale": g.locale, "icon": nil, "emojis": []object{}, "features": []string{},
		"verification_level": 0, "default_message_notifications": 0, "premium_tier": 0, "nsfw_level": 0,
	}
}

func (r *Role) payload() object {
	return object{
		"id": r.ID, "name": r.Name, "permissions": r.granted.String(), "position": 0,
		"color": 0, "colors": object{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
		"icon": nil, "unicode_emoji": nil, "hoist": false, "managed": r.Guild.roles[1] == r, "mentionable": false, "flags": 0,
	}
}

// payload is the member with the user inside.
func (m *member) payload() object {
	out := m.partial()
	out["user"] = m.user.payload()
	return out
}

// partial is the member as it accompanies a message of the user.
func (m *member) partial() object {
	roles := []string{}
	for _, r := range m.roles {
		roles = append(roles, r.ID)
	}
	return object{
		"roles": roles, "joined_at": stamp(m.joined), "nick": nil, "avatar": nil, "banner": nil, "premium_since": nil,
		"deaf": false, "mute": false, "pending": false, "flags": 0, "communication_disabled_until": nil,
	}
}

// stamp writes a time as Discord does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }
