package discord

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Interaction is what a user did with a command, a component or a form.
// discordgo's type leaves out the channel, which tells a thread's parent.
type Interaction struct {
	discordgo.Interaction
	Place Place

	On     PostedMessage // that a component is on, or a form was opened from
	Target PostedMessage // of a command in the menu of a message
}

// Place is where something happened.
type Place struct {
	Guild   string
	Channel string
	Parent  string // the channel of a thread
	Thread  bool
	Owner   string // who has opened the thread, if that is known
}

// Top is the channel itself, or that of a thread.
func (p Place) Top() string {
	if p.Thread && p.Parent != "" {
		return p.Parent
	}
	return p.Channel
}

// Continues reports whether a person's questions there follow on each other
// without replying to anything.
func (p Place) Continues() bool { return p.Guild == "" || p.Thread }

// IsThread reports whether a channel of that kind is a thread.
func IsThread(kind discordgo.ChannelType) bool {
	return kind == discordgo.ChannelTypeGuildNewsThread ||
		kind == discordgo.ChannelTypeGuildPublicThread || kind == discordgo.ChannelTypeGuildPrivateThread
}

// ParseInteraction reads an interaction as the gateway sends it.
func ParseInteraction(raw json.RawMessage) (*Interaction, error) {
	in := new(Interaction)
	if err := json.Unmarshal(raw, &in.Interaction); err != nil {
		return nil, err
	}
	var more struct {
		Channel struct {
			Type   discordgo.ChannelType `json:"type"`
			Parent string                `json:"parent_id"`
		} `json:"channel"`
		On   PostedMessage `json:"message"`
		Data struct {
			Target   string `json:"target_id"`
			Resolved struct {
				Messages map[string]PostedMessage `json:"messages"`
			} `json:"resolved"`
		} `json:"data"`
	}
	if err := json.Unmarshal(raw, &more); err != nil {
		return nil, err
	}
	if in.Invoker() == nil {
		return nil, fmt.Errorf("interaction %s has no user", in.ID)
	}
	in.On, in.Target = more.On, more.Data.Resolved.Messages[more.Data.Target]
	in.Place = Place{
		Guild: in.GuildID, Channel: in.ChannelID,
		Parent: more.Channel.Parent, Thread: IsThread(more.Channel.Type),
	}
	if in.Elsewhere() {
		in.Place = Place{Channel: in.ChannelID}
	}
	return in, nil
}

// Elsewhere reports whether it was done where the bot is no member, by somebody
// who has installed the bot for themselves: on a server that has not invited it,
// or in a conversation between people. Nothing there is the bot's business but
// what this person asks.
func (in *Interaction) Elsewhere() bool {
	_, invited := in.AuthorizingIntegrationOwners[discordgo.ApplicationIntegrationGuildInstall]
	return in.Context == discordgo.InteractionContextPrivateChannel || in.GuildID != "" && len(in.AuthorizingIntegrationOwners) > 0 && !invited
}

// Shared reports whether others are there who could see a response.
func (in *Interaction) Shared() bool {
	return in.GuildID != "" || in.Context == discordgo.InteractionContextPrivateChannel
}

// Invoker is who did it.
func (in *Interaction) Invoker() *discordgo.User {
	if in.Member != nil {
		return in.Member.User
	}
	return in.User
}

// Manages reports whether that person may change the server's settings.
func (in *Interaction) Manages() bool {
	const either = discordgo.PermissionManageGuild | discordgo.PermissionAdministrator
	return in.Member != nil && in.Member.Permissions&either != 0
}

// ShownPrivately reports whether the message that the component is on is for
// one person's eyes.
func (in *Interaction) ShownPrivately() bool {
	return in.Message != nil && in.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// Options are those of a command.
type Options []*discordgo.ApplicationCommandInteractionDataOption

// Sub is the name and the options of a subcommand; of a command without any,
// "" and its own.
func (o Options) Sub() (string, Options) {
	if len(o) == 1 && o[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		return o[0].Name, o[0].Options
	}
	return "", o
}

func (o Options) find(name string) any {
	for _, opt := range o {
		if opt.Name == name {
			return opt.Value
		}
	}
	return nil
}

// Text is an option that is text, without blanks around it.
func (o Options) Text(name string) string {
	s, _ := o.find(name).(string)
	return strings.TrimSpace(s)
}

// Number is an option that is a number, or otherwise.
func (o Options) Number(name string, otherwise int) int {
	if n, ok := o.find(name).(float64); ok {
		return int(n)
	}
	return otherwise
}

// Truth is an option that is true or false, or otherwise.
func (o Options) Truth(name string, otherwise bool) bool {
	if b, ok := o.find(name).(bool); ok {
		return b
	}
	return otherwise
}

// Focused is the option being typed.
func (o Options) Focused() (name, typed string) {
	for _, opt := range o {
		if opt.Focused {
			// Numbers are typed as text.
			return opt.Name, strings.TrimSpace(fmt.Sprint(opt.Value))
		}
	}
	return "", ""
}

// FormText is the text of a form's only field.
func FormText(data discordgo.ModalSubmitInteractionData) string {
	for _, component := range data.Components {
		row, ok := component.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, field := range row.Components {
			if input, ok := field.(*discordgo.TextInput); ok {
				return strings.TrimSpace(input.Value)
			}
		}
	}
	return ""
}
