package discordtest

import (
	"reflect"
)

func parseCommands(c *call, p *problems) {
	c.decode(&c.commands, p)
	checkCommands(p, c.commands)
}

// commandScope finds where the call registers commands: "" for everywhere.
func (s *Server) commandScope(c *call) (guildID string, err *apiError) {
	if c.params["application_id"] != s.AppID {
		return "", &errNotYourApplication
	}
	id := c.params["guild_id"]
	if id == "" {
		return "", nil
	}
	if _, err := s.guild(c); err != nil {
		return "", &errMissingAccess
	}
	return id, nil
}

func (s *Server) getCommands(c *call) reply {
	scope, err := s.commandScope(c)
	if err != nil {
		return refuse(*err)
	}
	out := []*command{}
	for _, have := range s.commands[scope] {
		shown := *have
		if c.query.Get("with_localizations") != "true" {
			shown.NameLocalizations, shown.DescriptionLocalizations = nil, nil
		}
		out = append(out, &shown)
	}
	return ok(out)
}

// putCommands replaces all commands of the scope.
func (s *Server) putCommands(c *call) reply {
	scope, err := s.commandScope(c)
	if err != nil {
		return refuse(*err)
	}
	for _, cmd := range c.commands {
		s.register(scope, cmd)
	}
	s.commands[scope] = c.commands
	s.notify()
	return ok(append([]*command{}, c.commands...))
}

// register gives a command its identity: the one it had, if it is known.
func (s *Server) register(scope string, cmd *command) (known bool) {
	cmd.Type, cmd.ApplicationID, cmd.GuildID = cmd.kind(), s.AppID, scope
	for _, have := range s.commands[scope] {
		if have.Name == cmd.Name && have.Type == cmd.Type {
			cmd.ID, cmd.Version = have.ID, have.Version
			if !reflect.DeepEqual(have, cmd) {
				cmd.Version = s.newID()
			}
			return true
		}
	}
	cmd.ID, cmd.Version = s.newID(), s.newID()
	return false
}
