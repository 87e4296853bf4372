package discordtest

import "slices"

// visible tells whether the bot may read the message without the privileged
// intent: its own, those that mention it, and those sent to it directly.
func (m *Message) visible() bool {
	bot := m.srv.Bot
	return m.Author == bot || m.Channel.Guild == nil || m.mentions(bot)
}

func (m *Message) mentions(u *User) bool {
	return slices.Contains(m.mentioned, u)
}

// intent is the one that lets the bot hear of the message.
func (m *Message) intent() Intent {
	if m.Channel.Guild == nil {
		return intentDirectMessages
	}
	return intentGuildMessages
}

// announce tells the bot of a message, as much of it as each session may know.
func (s *Server) announce(event string, r *record) {
	if r.Channel.kind == groupChannel || !r.Channel.permissions(s.Bot.ID).has(ViewChannel) {
		return
	}
	s.dispatchTo(event, r.intent(), func(granted Intent) object {
		out := r.payload(granted&intentMessageContent != 0)
		if g := r.Channel.Guild; g != nil {
			out["guild_id"] = g.ID
			out["member"] = g.member(r.Author).partial()
		}
		return out
	})
}

// payload is the message as the API and the gateway tell it. What the bot may
// not read is empty, unless it has the intent for everything.
func (m *Message) payload(everything bool) object {
	out := object{
		"id": m.ID, "channel_id": m.Channel.ID, "author": m.Author.payload(), "type": m.kind,
		"timestamp": stamp(m.CreatedAt), "edited_timestamp": nil, "flags": m.Flags,
		"tts": m.tts, "pinned": false, "mention_everyone": m.pings("everyone"),
		"mentions": m.mentionPayload(), "mention_roles": m.pinged("role"),
		"content": "", "embeds": []Embed{}, "components": []Component{}, "attachments": []object{},
	}
	if !m.EditedAt.IsZero() {
		out["edited_timestamp"] = stamp(m.EditedAt)
	}
	if m.Nonce != "" {
		out["nonce"] = m.Nonce
	}
	if everything || m.visible() {
		m.reveal(out)
	}
	m.addOrigin(out)
	m.addReference(out, everything)
	return out
}

// reveal fills in what needs leave to be read.
func (m *Message) reveal(out object) {
	out["content"] = m.Content
	if m.Embeds != nil {
		out["embeds"] = m.Embeds
	}
	if m.Components != nil {
		out["components"] = m.Components
	}
	files := []object{}
	for i, f := range m.Files {
		url := "https://cdn.discordapp.com/attachments/" + m.Channel.ID + "/" + m.ID + "/" + f.Name
		files = append(files, object{
			"id": formatID(uint64(i)), "filename": f.Name, "size": f.Size, "content_type": f.ContentType,
			"url": url, "proxy_url": url, "description": f.Description,
		})
	}
	out["attachments"] = files
	if m.forwarded != nil {
		shown := object{"type": m.forwarded.kind, "timestamp": stamp(m.forwarded.CreatedAt), "edited_timestamp": nil, "flags": 0, "mentions": []object{}, "mention_roles": []string{}}
		m.forwarded.reveal(shown)
		out["message_snapshots"] = []object{{"message": shown}}
	}
}

// addOrigin names the interaction that a message answers.
func (m *Message) addOrigin(out object) {
	i := m.made
	if i == nil {
		return
	}
	out["application_id"], out["webhook_id"] = m.srv.AppID, m.srv.AppID
	out["interaction_metadata"] = object{
		"id": i.ID, "type": i.kind, "user": i.User.payload(),
		"authorizing_integration_owners": i.owners(),
	}
	if i.kind == commandInteraction {
		out["interaction"] = object{"id": i.ID, "type": i.kind, "name": i.Name, "user": i.User.payload()}
	}
}

// addReference shows the message that this one answers, null when it is gone.
func (m *Message) addReference(out object, everything bool) {
	if m.ReplyTo == "" {
		return
	}
	ref := object{"type": 0, "message_id": m.ReplyTo, "channel_id": m.Channel.ID}
	if g := m.Channel.Guild; g != nil {
		ref["guild_id"] = g.ID
	}
	out["message_reference"] = ref
	out["referenced_message"] = nil
	if r := m.srv.message(m.ReplyTo); r != nil && r.ReplyTo != m.ID {
		inner := r.payload(everything)
		// One level only, as the real one does.
		delete(inner, "referenced_message")
		out["referenced_message"] = inner
	}
}

func (m *Message) mentionPayload() []object {
	out := []object{}
	for _, u := range m.mentioned {
		entry := u.payload()
		if g := m.Channel.Guild; g != nil && g.members[u.ID] != nil {
			entry["member"] = g.members[u.ID].partial()
		}
		out = append(out, entry)
	}
	return out
}
