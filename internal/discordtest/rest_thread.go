package discordtest

import "net/http"

// threadBody asks for a thread.
type threadBody struct {
	Name    string `json:"name"`
	Archive int    `json:"auto_archive_duration"`
	Type    *int   `json:"type"`
}

func parseThread(c *call, p *problems) {
	c.decode(&c.thread, p)
	p.notBlank("name", c.thread.Name)
}

// postThread starts a thread, from a message when the path names one.
func (s *Server) postThread(c *call) reply {
	ch, err := s.channel(c)
	switch {
	case err != nil:
		return refuse(*err)
	case ch.kind != textChannel:
		return refuse(errChannelType)
	}
	kind := privateThread
	if c.thread.Type != nil {
		kind = *c.thread.Type
	}
	id := c.params["message_id"]
	if id != "" {
		kind = publicThread
	}
	if !ch.permissions(s.Bot.ID).has(threadPermission(kind)) {
		return refuse(errMissingPermissions)
	}
	if id == "" {
		return s.startThread(ch, s.newID(), kind, c)
	}
	r, err := s.standing(c)
	switch {
	case err != nil:
		return refuse(*err)
	case s.channels[id] != nil:
		return refuse(errThreadExists)
	}
	r.Flags |= FlagHasThread
	return s.startThread(ch, id, kind, c)
}

func threadPermission(kind int) Permission {
	if kind == privateThread {
		return CreatePrivateThreads
	}
	return CreatePublicThreads
}

func (s *Server) startThread(parent *Channel, id string, kind int, c *call) reply {
	archive := c.thread.Archive
	if archive == 0 {
		archive = 4320
	}
	t := s.newThread(parent, id, c.thread.Name, kind, archive, s.Bot.ID)
	return reply{status: http.StatusCreated, body: t.payload()}
}

func (s *Server) joinThread(c *call) reply {
	ch, err := s.channel(c)
	switch {
	case err != nil:
		return refuse(*err)
	case ch.Parent == nil:
		return refuse(errChannelType)
	}
	return nothing()
}

// parseRecipient reads whom the bot wants to write to.
func parseRecipient(c *call, p *problems) {
	var body struct {
		RecipientID string `json:"recipient_id"`
	}
	c.decode(&body, p)
	c.toUser = body.RecipientID
	if c.toUser == "" {
		p.required("recipient_id")
	}
}

// postDM opens the direct conversation with a user.
func (s *Server) postDM(c *call) reply {
	u := s.users[c.toUser]
	switch {
	case u == nil:
		return refuse(errUnknownUser)
	case u.bot:
		return refuse(errClosedDMs)
	}
	return ok(s.directChannel(u).payload())
}
