package discordtest

import (
	"regexp"
	"slices"
)

// Ping is one notification that a message would cause.
type Ping struct {
	Kind string // "everyone", "role", "user" or "reply"
	ID   string // of the role or user
}

// allowedMentions is the field of that name in a message body.
type allowedMentions struct {
	Parse       field[[]string] `json:"parse"`
	Users       []string        `json:"users"`
	Roles       []string        `json:"roles"`
	RepliedUser bool            `json:"replied_user"`
}

var (
	everyoneMention = regexp.MustCompile(`@(everyone|here)\b`)
	userMention     = regexp.MustCompile(`<@!?([0-9]+)>`)
	roleMention     = regexp.MustCompile(`<@&([0-9]+)>`)
)

// everything tells whether nothing is held back: no allowed_mentions at all,
// or one that names neither kinds nor people. Discord has been seen to let a
// null "parse" ping, so that is taken at its worst.
func (a *allowedMentions) everything() bool {
	return a == nil || (a.Parse.Value == nil && a.Users == nil && a.Roles == nil)
}

// allows tells whether a mention of that kind, and of that one, may ping.
func (a *allowedMentions) allows(kind, id string) bool {
	if a.everything() {
		return true
	}
	switch kind {
	case "everyone":
		return slices.Contains(a.Parse.Value, "everyone")
	case "user":
		return slices.Contains(a.Parse.Value, "users") || slices.Contains(a.Users, id)
	default:
		return slices.Contains(a.Parse.Value, "roles") || slices.Contains(a.Roles, id)
	}
}

// pingsOf are the notifications that a text would cause. It judges harshly:
// mentions inside code count, and so do those the bot has no permission for
// today, since an owner may grant it tomorrow. Embeds never ping.
func pingsOf(content string, replied *User, allowed *allowedMentions) []Ping {
	var out []Ping
	add := func(kind, id string) {
		p := Ping{kind, id}
		if allowed.allows(kind, id) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if everyoneMention.MatchString(content) {
		add("everyone", "")
	}
	for _, found := range roleMention.FindAllStringSubmatch(content, -1) {
		add("role", found[1])
	}
	for _, found := range userMention.FindAllStringSubmatch(content, -1) {
		add("user", found[1])
	}
	if replied != nil && (allowed == nil || allowed.RepliedUser) {
		out = append(out, Ping{"reply", replied.ID})
	}
	return out
}

// mentionedUsers works out whom the message pings, and which users that are.
// The caller holds mu.
func (s *Server) mentionedUsers(r *record, allowed *allowedMentions) []*User {
	var replied *User
	if to := s.message(r.ReplyTo); to != nil && to.Author != r.Author {
		replied = to.Author
	}
	r.Pings = pingsOf(r.Content, replied, allowed)
	var out []*User
	for _, p := range r.Pings {
		u := s.users[p.ID]
		if u != nil && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// pings tells whether the message notifies anyone in that way.
func (m *Message) pings(kind string) bool {
	return slices.ContainsFunc(m.Pings, func(p Ping) bool { return p.Kind == kind })
}

// pinged are the IDs of those it notifies in that way.
func (m *Message) pinged(kind string) []string {
	out := []string{}
	for _, p := range m.Pings {
		if p.Kind == kind {
			out = append(out, p.ID)
		}
	}
	return out
}

// Pings are all notifications that the bot's messages have caused or would
// have, in every version of every message.
func (s *Server) Pings() []Ping {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Ping
	for _, r := range s.messages {
		if r.Author != s.Bot {
			continue
		}
		for _, e := range r.history {
			out = append(out, e.Message.Pings...)
		}
	}
	return out
}
