package discordtest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Bits of Message.Flags.
const (
	FlagSuppressEmbeds = 1 << 2
	FlagHasThread      = 1 << 5
	FlagEphemeral      = 1 << 6
	FlagLoading        = 1 << 7
	FlagComponentsV2   = 1 << 15
)

// Kinds of message.
const (
	plainMessage   = 0
	replyMessage   = 19
	slashMessage   = 20
	contextMessage = 23
)

// Message is a message as it was when it was asked for; later edits do not
// show in it.
type Message struct {
	ID         string
	Channel    *Channel
	Author     *User
	Content    string
	Embeds     []Embed
	Components []Component
	Files      []File
	Flags      int
	Nonce      string
	// ReplyTo is the ID of the message it answers, if it does.
	ReplyTo string
	// Pings are those whom its text would notify, given its allowed mentions.
	Pings     []Ping
	CreatedAt time.Time
	EditedAt  time.Time // zero when never edited
	Deleted   bool

	srv       *Server
	kind      int
	mentioned []*User
	tts       bool
	made      *Interaction
	forwarded *Message
}

// Edit is what a message became, and when.
type Edit struct {
	At      time.Time
	Message *Message
}

// record is a message in the books, with all it has been.
type record struct {
	Message
	history []Edit
}

// snapshot is the message as it is now. The caller holds mu.
func (r *record) snapshot() *Message {
	m := r.Message
	return &m
}

// Ephemeral tells whether only the person who asked sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Loading tells whether the message is still "thinking".
func (m *Message) Loading() bool { return m.Flags&FlagLoading != 0 }

// JSON is the message as Discord's API returns it.
func (m *Message) JSON() []byte {
	m.srv.mu.Lock()
	defer m.srv.mu.Unlock()
	raw, err := json.Marshal(m.payload(true))
	if err != nil {
		m.srv.t.Errorf("discordtest: message %s: %v", m.ID, err)
	}
	return raw
}

// Text is everything a reader sees: content, then embeds top to bottom.
func (m *Message) Text() string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(m.Content)
	for _, e := range m.Embeds {
		if e.Author != nil {
			add(e.Author.Name)
		}
		add(e.Title)
		add(e.Description)
		for _, f := range e.Fields {
			add(f.Name)
			add(f.Value)
		}
		if e.Footer != nil {
			add(e.Footer.Text)
		}
	}
	each(m.Components, func(c *Component) { add(c.Content) })
	return strings.Join(parts, "\n")
}

// Shown is the message as a reader sees it, with its buttons and menus, indented for a
// transcript.
func (m *Message) Shown() string {
	lines := []string{m.Text()}
	for _, row := range m.Components {
		var buttons []string
		for _, c := range row.Components {
			label := cmp.Or(c.Label, c.Placeholder)
			if c.Emoji != nil {
				label += c.Emoji.Name
			}
			buttons = append(buttons, "["+label+"]")
		}
		lines = append(lines, strings.Join(buttons, " "))
	}
	if m.Ephemeral() {
		lines = append(lines, "(only they see this)")
	}
	return "    " + strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n    ")
}

// Component finds a component by its custom ID or its label, nil if there is
// none.
func (m *Message) Component(customIDOrLabel string) *Component {
	var byLabel, byID *Component
	each(m.Components, func(c *Component) {
		switch customIDOrLabel {
		case "":
		case c.CustomID:
			byID = c
		case c.Label:
			byLabel = c
		}
	})
	if byID != nil {
		return byID
	}
	return byLabel
}

// reply makes the message an answer to another. The caller holds mu.
func (r *record) reply(to string) {
	r.ReplyTo, r.kind = to, replyMessage
}

// publish gives a new message its ID and its place, and tells the bot. The
// caller holds mu.
func (s *Server) publish(r *record) *Message {
	s.store(r)
	if !r.Ephemeral() {
		r.Channel.messages, r.Channel.lastMessage = append(r.Channel.messages, r), r.ID
		s.announce("MESSAGE_CREATE", r)
	}
	s.notify()
	return r.snapshot()
}

// store enters a message into the books.
func (s *Server) store(r *record) {
	r.srv, r.ID, r.CreatedAt = s, s.newID(), s.set.now()
	s.messages[r.ID] = r
	r.history = []Edit{{r.CreatedAt, r.snapshot()}}
}

// edited writes an edit into the books and tells the bot. The caller holds mu.
func (s *Server) edited(r *record) {
	r.EditedAt = s.set.now()
	r.history = append(r.history, Edit{r.EditedAt, r.snapshot()})
	if !r.Ephemeral() {
		s.announce("MESSAGE_UPDATE", r)
	}
	s.notify()
}

// remove deletes a message and tells the bot. The caller holds mu.
func (s *Server) remove(r *record) {
	r.Deleted = true
	r.Channel.messages = slices.DeleteFunc(r.Channel.messages, func(o *record) bool { return o == r })
	gone := object{"id": r.ID, "channel_id": r.Channel.ID}
	if g := r.Channel.Guild; g != nil {
		gone["guild_id"] = g.ID
	}
	if !r.Ephemeral() {
		s.dispatch("MESSAGE_DELETE", r.intent(), gone)
	}
	s.notify()
}

// message finds a message that still stands. The caller holds mu.
func (s *Server) message(id string) *record {
	r := s.messages[id]
	if r == nil || r.Deleted || r.Channel.deleted {
		return nil
	}
	return r
}

// Messages are those that stand in the channel, oldest first. Ephemeral ones
// are not in the channel: see Interaction.Response.
func (s *Server) Messages(c *Channel) []*Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*Message
	for _, r := range c.messages {
		out = append(out, r.snapshot())
	}
	return out
}

// Message is the message as it stands now, nil if it is gone.
func (s *Server) Message(id string) *Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.message(id); r != nil {
		return r.snapshot()
	}
	return nil
}

// Edits is all the message has been, the first version included.
func (s *Server) Edits(m *Message) []Edit {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages[m.ID].history)
}
