package discordtest

// guild finds the guild of the call, if the bot is in it.
func (s *Server) guild(c *call) (*Guild, *apiError) {
	for _, g := range s.guilds {
		if g.ID == c.params["guild_id"] {
			if g.gone {
				return nil, &errMissingAccess
			}
			return g, nil
		}
	}
	return nil, &errUnknownGuild
}

func (s *Server) getMe(*call) reply {
	me := s.Bot.payload()
	me["verified"], me["mfa_enabled"], me["locale"], me["email"] = true, true, "en-US", nil
	return ok(me)
}

func (s *Server) getMyGuilds(*call) reply {
	out := []object{}
	for _, g := range s.guilds {
		if !g.gone {
			out = append(out, object{
				"id": g.ID, "name": g.Name, "icon": nil, "banner": nil, "owner": false, "features": []string{},
				"permissions": g.basePermissions(s.Bot.ID).String(),
			})
		}
	}
	return ok(out)
}

func (s *Server) getGuild(c *call) reply {
	g, err := s.guild(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(g.summary())
}

func (s *Server) getGuildChannels(c *call) reply {
	g, err := s.guild(c)
	if err != nil {
		return refuse(*err)
	}
	out := []object{}
	for _, ch := range g.channels {
		if ch.Parent == nil && !ch.deleted {
			out = append(out, ch.payload())
		}
	}
	return ok(out)
}

func (s *Server) getRoles(c *call) reply {
	g, err := s.guild(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(g.summary()["roles"])
}

func (s *Server) getMember(c *call) reply {
	g, err := s.guild(c)
	if err != nil {
		return refuse(*err)
	}
	m := g.members[c.params["user_id"]]
	if m == nil {
		return refuse(errUnknownMember)
	}
	return ok(m.payload())
}

// getApplication describes the bot's application, with the flags by which a
// bot can learn which privileged intents it has.
func (s *Server) getApplication(*call) reply { return ok(s.application()) }

func (s *Server) application() object {
	flags := 0
	for intent, flag := range map[Intent]int{
		intentPresences: 1 << 13, intentGuildMembers: 1 << 15, intentMessageContent: 1 << 19,
	} {
		if s.set.privileged&intent != 0 {
			flags |= flag
		}
	}
	installs := object{"0": object{}}
	if !s.set.guildsOnly {
		installs["1"] = object{}
	}
	return object{
		"id": s.AppID, "name": s.Bot.Name, "icon": nil, "description": "", "type": nil, "flags": flags,
		"verify_key": "00", "bot_public": true, "bot_require_code_grant": false, "bot": s.Bot.payload(),
		"owner": s.Bot.payload(), "team": nil, "integration_types_config": installs,
	}
}

func (s *Server) getGateway(*call) reply { return ok(object{"url": s.gatewayURL()}) }

func (s *Server) getGatewayBot(*call) reply {
	of := s.set.sessions
	return ok(object{
		"url": s.gatewayURL(), "shards": of.Shards,
		"session_start_limit": object{
			"total": of.Starts, "remaining": max(of.Starts-s.gateway.started, 0), "reset_after": of.Reset.Milliseconds(),
			"max_concurrency": of.Concurrency,
		},
	})
}
