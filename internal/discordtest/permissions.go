package discordtest

import "strconv"

// Permission is a set of Discord's permission bits.
type Permission int64

// The permissions that matter to a bot that answers questions.
const (
	Administrator         Permission = 1 << 3
	ManageGuild           Permission = 1 << 5
	AddReactions          Permission = 1 << 6
	ViewChannel           Permission = 1 << 10
	SendMessages          Permission = 1 << 11
	ManageMessages        Permission = 1 << 13
	EmbedLinks            Permission = 1 << 14
	AttachFiles           Permission = 1 << 15
	ReadMessageHistory    Permission = 1 << 16
	MentionEveryone       Permission = 1 << 17
	UseExternalEmojis     Permission = 1 << 18
	ManageRoles           Permission = 1 << 28
	UseCommands           Permission = 1 << 31
	ManageThreads         Permission = 1 << 34
	CreatePublicThreads   Permission = 1 << 35
	CreatePrivateThreads  Permission = 1 << 36
	SendMessagesInThreads Permission = 1 << 38

	// AllPermissions is what an owner or an administrator has.
	AllPermissions Permission = 1<<53 - 1
	// MemberPermissions is what the @everyone role of a new guild grants here.
	MemberPermissions = AddReactions | ViewChannel | SendMessages | EmbedLinks | AttachFiles |
		ReadMessageHistory | UseExternalEmojis | UseCommands | CreatePublicThreads | SendMessagesInThreads
)

func (p Permission) has(all Permission) bool { return p&all == all }

func (p Permission) String() string { return strconv.FormatInt(int64(p), 10) }

// overwrite changes permissions in one channel for a role or a user.
type overwrite struct {
	kind        int // 0 role, 1 user
	allow, deny Permission
}

// Subject is whom permissions are given to: a *Role or a *User.
type Subject interface{ subject() (id string, kind int) }

func (r *Role) subject() (string, int) { return r.ID, 0 }
func (u *User) subject() (string, int) { return u.ID, 1 }

// basePermissions is what the user's roles grant in the whole guild.
func (g *Guild) basePermissions(userID string) Permission {
	m := g.members[userID]
	switch {
	case m == nil:
		return 0
	case userID == g.Owner.ID:
		return AllPermissions
	}
	granted := g.roles[0].granted
	for _, r := range m.roles {
		granted |= r.granted
	}
	if granted.has(Administrator) {
		return AllPermissions
	}
	return granted
}

// permissions is what the user may do in this channel. The caller holds mu.
func (c *Channel) permissions(userID string) Permission {
	if c.Guild == nil {
		return AllPermissions
	}
	if c.Parent != nil {
		return c.Parent.permissions(userID)
	}
	granted := c.Guild.basePermissions(userID)
	m := c.Guild.members[userID]
	if granted == AllPermissions || m == nil {
		return granted
	}
	granted = c.overwrites[c.Guild.ID].apply(granted)
	var roles overwrite
	for _, r := range m.roles {
		o := c.overwrites[r.ID]
		roles.allow |= o.allow
		roles.deny |= o.deny
	}
	return c.overwrites[userID].apply(roles.apply(granted))
}

func (o overwrite) apply(p Permission) Permission { return p&^o.deny | o.allow }

// mayPost tells whether the bot may put a message with such content here.
func (s *Server) mayPost(c *Channel, body *messageBody, files int) *apiError {
	p := c.permissions(s.Bot.ID)
	send := SendMessages
	if c.Parent != nil {
		send = SendMessagesInThreads
	}
	switch {
	case !p.has(ViewChannel), c.kind == groupChannel:
		return &errMissingAccess
	case c.kind == forumChannel:
		return &errNotText
	case c.locked && !p.has(ManageThreads):
		return &errArchived
	case !p.has(send),
		len(body.Embeds.Value) > 0 && !p.has(EmbedLinks),
		files > 0 && !p.has(AttachFiles):
		return &errMissingPermissions
	case body.Reference != nil && !p.has(ReadMessageHistory):
		return &errReplyHistory
	}
	return nil
}
