package discordtest

import (
	"context"
	"slices"
	"strings"
)

// Arg is a value for one option of a command.
type Arg struct {
	Name  string
	Value any
}

// Opt gives an option its value: text, a number, a bool, a *User, a *Role or a
// *Channel, as the option's type asks.
func Opt(name string, value any) Arg { return Arg{name, value} }

// Slash calls a command in a channel: "ask", or "settings show" with a
// subcommand. The command must be registered, be offered to this user there,
// and take these options.
func (u *User) Slash(c *Channel, name string, args ...Arg) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	words := strings.Fields(name)
	cmd := u.command(c, slashCommand, words[0])
	path, options := u.descend(cmd, words)
	filled := []object{}
	for _, a := range args {
		o := u.option(name, options, a.Name)
		value, why := o.accept(a.Value)
		if why != "" {
			s.t.Fatalf("discordtest: /%s: option %q: %s", name, a.Name, why)
		}
		filled = append(filled, object{"name": o.Name, "type": o.Type, "value": value})
	}
	for _, o := range options {
		if o.Required && !slices.ContainsFunc(args, func(a Arg) bool { return a.Name == o.Name }) {
			s.t.Fatalf("discordtest: /%s: option %q is required", name, o.Name)
		}
	}
	data := cmd.data(path, filled)
	data["resolved"] = resolve(c, args)
	return s.newInteraction(u, c, commandInteraction, cmd.Name, data)
}

// Autocomplete types into an option of a command and returns what the bot
// offers, which must come within the patience of the server.
func (u *User) Autocomplete(ctx context.Context, c *Channel, name, option, typed string, others ...Arg) []Choice {
	s := u.srv
	s.t.Helper()
	i := u.startAutocomplete(c, name, option, typed, others)
	if err := i.Acknowledge(ctx); err != nil {
		s.t.Fatalf("discordtest: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return i.choices
}

func (u *User) startAutocomplete(c *Channel, name, option, typed string, others []Arg) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	words := strings.Fields(name)
	cmd := u.command(c, slashCommand, words[0])
	path, options := u.descend(cmd, words)
	filled := []object{}
	for _, a := range others {
		o := u.option(name, options, a.Name)
		filled = append(filled, object{"name": o.Name, "type": o.Type, "value": a.Value})
	}
	o := u.option(name, options, option)
	if !o.Autocomplete {
		s.t.Fatalf("discordtest: /%s: option %q is not one the bot completes", name, option)
	}
	filled = append(filled, object{"name": o.Name, "type": o.Type, "value": typed, "focused": true})
	return s.newInteraction(u, c, autocompleteInteraction, cmd.Name, cmd.data(path, filled))
}

// MessageCommand uses a command from the menu of a message.
func (u *User) MessageCommand(name string, m *Message) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	cmd := u.command(m.Channel, messageCommand, name)
	r := s.message(m.ID)
	if r == nil {
		s.t.Fatalf("discordtest: %s uses %q on a message that is gone", u.Name, name)
	}
	data := cmd.data(nil, nil)
	data["target_id"] = m.ID
	// What a user points the bot at, it may read.
	data["resolved"] = object{"messages": object{m.ID: r.payload(true)}}
	return s.newInteraction(u, m.Channel, commandInteraction, cmd.Name, data)
}

// newInteraction makes an interaction and tells the bot. The caller holds mu.
func (s *Server) newInteraction(u *User, c *Channel, kind int, name string, data object) *Interaction {
	i := &Interaction{Name: name, User: u, Channel: c, srv: s, kind: kind, data: data}
	return i.begin()
}

// command finds a command the user is offered in the channel.
func (u *User) command(c *Channel, kind int, name string) *command {
	s := u.srv
	s.t.Helper()
	var found *command
	for _, cmd := range s.commandsIn(c.Guild) {
		// A guild's own command stands before one of the same name everywhere.
		if cmd.kind() == kind && cmd.Name == name {
			found = cmd
		}
	}
	if found == nil {
		s.t.Fatalf("discordtest: no command %q is registered in %s", name, c.label())
	}
	if why := u.notOffered(found, c); why != "" {
		s.t.Fatalf("discordtest: %s is not offered %q in %s: %s", u.Name, name, c.label(), why)
	}
	return found
}

// notOffered says why the client would not show the command.
func (u *User) notOffered(cmd *command, c *Channel) string {
	switch {
	case c.deleted:
		return "the channel was deleted"
	case c.Guild == nil && !c.has(u):
		return "it is someone else's direct conversation"
	case c.kind == groupChannel && !(u.installed && cmd.forUsers() && slices.Contains(cmd.Contexts, 2)):
		return "it is not installed for conversations between people"
	case c.kind == groupChannel:
		return ""
	case c.Guild == nil && !cmd.inDMs():
		return "it is for guilds only"
	case c.Guild == nil:
		return ""
	case !(cmd.forGuilds() && !c.Guild.gone) && !(u.installed && cmd.forUsers()):
		return "it is not installed in the guild or for the user"
	case !cmd.inGuilds():
		return "it is for direct messages only"
	}
	c.Guild.member(u)
	may := c.permissions(u.ID)
	if !may.has(ViewChannel | UseCommands) {
		return "no permission to use commands"
	}
	if !c.Guild.gone && !c.Guild.mayUse(cmd, u, may) {
		return "the guild does not permit it"
	}
	return ""
}

// Offered tells whether the client would show the user this slash command in
// the channel.
func (u *User) Offered(c *Channel, name string) bool {
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	return slices.ContainsFunc(u.srv.commandsIn(c.Guild), func(cmd *command) bool {
		return cmd.kind() == slashCommand && cmd.Name == name && u.notOffered(cmd, c) == ""
	})
}

// descend follows the words of subcommands to the options they take.
func (u *User) descend(cmd *command, words []string) (path []*commandOption, options []*commandOption) {
	u.srv.t.Helper()
	options = cmd.Options
	for _, word := range words[1:] {
		o := u.option(strings.Join(words, " "), options, word)
		if o.Type > subCommandGroup {
			u.srv.t.Fatalf("discordtest: /%s: %q is no subcommand", cmd.Name, word)
		}
		path, options = append(path, o), o.Options
	}
	if len(options) > 0 && options[0].Type <= subCommandGroup {
		u.srv.t.Fatalf("discordtest: /%s needs a subcommand", strings.Join(words, " "))
	}
	return path, options
}

func (u *User) option(command string, options []*commandOption, name string) *commandOption {
	u.srv.t.Helper()
	for _, o := range options {
		if o.Name == name {
			return o
		}
	}
	u.srv.t.Fatalf("discordtest: /%s has no option %q", command, name)
	return nil
}

// data is the part of an interaction that tells the command.
func (cmd *command) data(path []*commandOption, filled []object) object {
	for _, o := range slices.Backward(path) {
		filled = []object{{"name": o.Name, "type": o.Type, "options": filled}}
	}
	out := object{"id": cmd.ID, "name": cmd.Name, "type": cmd.kind()}
	if len(filled) > 0 {
		out["options"] = filled
	}
	if cmd.GuildID != "" {
		out["guild_id"] = cmd.GuildID
	}
	return out
}

// resolve describes the users, roles and channels among the values.
func resolve(c *Channel, args []Arg) object {
	users, members, roles, channels := object{}, object{}, object{}, object{}
	for _, a := range args {
		switch v := a.Value.(type) {
		case *User:
			users[v.ID] = v.payload()
			if c.Guild != nil {
				members[v.ID] = c.Guild.member(v).partial()
			}
		case *Role:
			roles[v.ID] = v.payload()
		case *Channel:
			channels[v.ID] = object{"id": v.ID, "name": v.Name, "type": v.kind, "permissions": v.permissions(c.srv.Bot.ID).String()}
		}
	}
	out := object{}
	for name, list := range map[string]object{"users": users, "members": members, "roles": roles, "channels": channels} {
		if len(list) > 0 {
			out[name] = list
		}
	}
	return out
}
