package discord

import (
	"encoding/json"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Message is what is sent, in whichever way: as the response to an
// interaction, as an edit, as a message of its own. Every field is always
// sent, so that an edit replaces all that was there.
type Message struct {
	Content    string                       `json:"content"`
	Embeds     []*discordgo.MessageEmbed    `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
	Mentions   Mentions                     `json:"allowed_mentions"`
	Flags      discordgo.MessageFlags       `json:"flags,omitempty"`

	Attachments []Attachment `json:"attachments,omitempty"` // one for each file
	files       []File

	// Of messages in a channel only.
	Reference    *discordgo.MessageReference `json:"message_reference,omitempty"`
	Nonce        string                      `json:"nonce,omitempty"`
	EnforceNonce bool                        `json:"enforce_nonce,omitempty"`
}

// Attachment describes a file of the message, for those who do not see it too.
type Attachment struct {
	ID          string `json:"id"` // the file's number
	Name        string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// MaxAlt is the longest description that Discord takes.
const MaxAlt = 1024

// Attach adds a file, with what it shows in words.
func (m *Message) Attach(f File, alt string) {
	m.Attachments = append(m.Attachments, Attachment{ID: strconv.Itoa(len(m.files)), Name: f.Name, Description: alt})
	m.files = append(m.files, f)
}

// Mentions are the roles that a message may ping: none, unless a subscription
// names one. It says so always, since Discord pings where nothing is said.
type Mentions struct{ Roles []string }

// MarshalJSON implements json.Marshaler.
func (m Mentions) MarshalJSON() ([]byte, error) {
	if len(m.Roles) == 0 {
		return []byte(`{"parse":[],"replied_user":false}`), nil
	}
	return json.Marshal(map[string]any{"parse": []string{}, "roles": m.Roles, "replied_user": false})
}

// Plain is a message of words only.
func Plain(content string) Message {
	return Message{
		Content:    content,
		Embeds:     []*discordgo.MessageEmbed{},
		Components: []discordgo.MessageComponent{},
	}
}

// Card is a message of one embed, with rows of components below.
func Card(embed *discordgo.MessageEmbed, rows ...discordgo.MessageComponent) Message {
	m := Plain("")
	m.Embeds = append(m.Embeds, embed)
	m.Components = append(m.Components, rows...)
	return m
}

// Ephemeral is the message for the eyes of one person.
func (m Message) Ephemeral(private bool) Message {
	if private {
		m.Flags |= discordgo.MessageFlagsEphemeral
	}
	return m
}

// Row puts buttons side by side. Discord takes up to five.
func Row(buttons ...discordgo.MessageComponent) discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: buttons}
}
