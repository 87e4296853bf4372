package discordtest

import (
	"net/http"
	"reflect"
	"slices"
)

func parseCommands(c *call, p *problems) {
	c.decode(&c.commands, p)
	checkCommands(p, c.commands)
}

func parseCommand(c *call, p *problems) {
	one := &command{}
	c.decode(one, p)
	checkCommand(p, "", one)
	c.commands = []*command{one}
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

// postCommand adds one command, or replaces the one of that name.
func (s *Server) postCommand(c *call) reply {
	scope, err := s.commandScope(c)
	if err != nil {
		return refuse(*err)
	}
	cmd := c.commands[0]
	status := http.StatusCreated
	if s.register(scope, cmd) {
		status = http.StatusOK
	}
	others := slices.DeleteFunc(slices.Clone(s.commands[scope]), func(o *command) bool { return o.ID == cmd.ID })
	s.commands[scope] = append(others, cmd)
	s.notify()
	return reply{status: status, body: cmd}
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

func (s *Server) findCommand(c *call) (scope string, cmd *command, err *apiError) {
	scope, err = s.commandScope(c)
	if err != nil {
		return "", nil, err
	}
	for _, have := range s.commands[scope] {
		if have.ID == c.params["command_id"] {
			return scope, have, nil
		}
	}
	return "", nil, &errUnknownCommand
}

func (s *Server) getCommand(c *call) reply {
	_, cmd, err := s.findCommand(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(cmd)
}

func (s *Server) deleteCommand(c *call) reply {
	scope, cmd, err := s.findCommand(c)
	if err != nil {
		return refuse(*err)
	}
	s.commands[scope] = slices.DeleteFunc(s.commands[scope], func(o *command) bool { return o == cmd })
	s.notify()
	return nothing()
}
