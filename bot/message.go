package bot

import (
	"encoding/json"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/rest"
)

// message is what is sent, in whichever way: as the response to an
// interaction, as an edit, as a message of its own. Every field is always
// sent, so that an edit replaces all that was there.
type message struct {
	Content    string                       `json:"content"`
	Embeds     []*discordgo.MessageEmbed    `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
	Mentions   pings                        `json:"allowed_mentions"`
	Flags      discordgo.MessageFlags       `json:"flags,omitempty"`

	Attachments []attachment `json:"attachments,omitempty"` // one for each file
	files       []rest.File

	// Of messages in a channel only.
	Reference    *discordgo.MessageReference `json:"message_reference,omitempty"`
	Nonce        string                      `json:"nonce,omitempty"`
	EnforceNonce bool                        `json:"enforce_nonce,omitempty"`
}

// attachment describes a file of the message, for those who do not see it too.
type attachment struct {
	ID          string `json:"id"` // the file's number
	Name        string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// maxAlt is the longest description that Discord takes.
const maxAlt = 1024

// attach adds a file, with what it shows in words.
func (m *message) attach(f rest.File, alt string) {
	m.Attachments = append(m.Attachments, attachment{ID: strconv.Itoa(len(m.files)), Name: f.Name, Description: alt})
	m.files = append(m.files, f)
}

// nobody is who a message may ping. It is a type of its own so that no path
// can forget to say so: where nothing is said, Discord pings.
type nobody struct{}

// MarshalJSON implements json.Marshaler.
func (nobody) MarshalJSON() ([]byte, error) {
	return []byte(`{"parse":[],"replied_user":false}`), nil
}

// pings is who a message of ours may ping: nobody, unless a subscription names
// a role.
type pings struct{ roles []string }

// MarshalJSON implements json.Marshaler.
func (p pings) MarshalJSON() ([]byte, error) {
	if len(p.roles) == 0 {
		return nobody{}.MarshalJSON()
	}
	return json.Marshal(map[string]any{"parse": []string{}, "roles": p.roles, "replied_user": false})
}

// plain is a message of words only.
func plain(content string) message {
	return message{
		Content:    content,
		Embeds:     []*discordgo.MessageEmbed{},
		Components: []discordgo.MessageComponent{},
	}
}

// card is a message of one embed, with rows of components below.
func card(embed *discordgo.MessageEmbed, rows ...discordgo.MessageComponent) message {
	m := plain("")
	m.Embeds = append(m.Embeds, embed)
	m.Components = append(m.Components, rows...)
	return m
}

// ephemeral is the message for the eyes of one person.
func (m message) ephemeral(private bool) message {
	if private {
		m.Flags |= discordgo.MessageFlagsEphemeral
	}
	return m
}

// row puts buttons side by side. Discord takes up to five.
func row(buttons ...discordgo.MessageComponent) discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: buttons}
}
