package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// interaction is what a user did with a command, a component or a form.
// discordgo's type leaves out the channel, which tells a thread's parent.
type interaction struct {
	discordgo.Interaction
	place place
}

// place is where something happened.
type place struct {
	Guild   string
	Channel string
	Parent  string // the channel of a thread
	Thread  bool
}

// parent is the channel itself, or that of a thread.
func (p place) parent() string {
	if p.Thread && p.Parent != "" {
		return p.Parent
	}
	return p.Channel
}

// talks reports whether a person's questions there follow on each other
// without replying to anything.
func (p place) talks() bool { return p.Guild == "" || p.Thread }

func isThread(kind discordgo.ChannelType) bool {
	return kind == discordgo.ChannelTypeGuildNewsThread ||
		kind == discordgo.ChannelTypeGuildPublicThread || kind == discordgo.ChannelTypeGuildPrivateThread
}

func parseInteraction(raw json.RawMessage) (*interaction, error) {
	in := new(interaction)
	if err := json.Unmarshal(raw, &in.Interaction); err != nil {
		return nil, err
	}
	var more struct {
		Channel struct {
			Type   discordgo.ChannelType `json:"type"`
			Parent string                `json:"parent_id"`
		} `json:"channel"`
	}
	if err := json.Unmarshal(raw, &more); err != nil {
		return nil, err
	}
	if in.user() == nil {
		return nil, fmt.Errorf("interaction %s has no user", in.ID)
	}
	in.place = place{
		Guild: in.GuildID, Channel: in.ChannelID,
		Parent: more.Channel.Parent, Thread: isThread(more.Channel.Type),
	}
	return in, nil
}

// user is who did it.
func (in *interaction) user() *discordgo.User {
	if in.Member != nil {
		return in.Member.User
	}
	return in.User
}

// manages reports whether that person may change the server's settings.
func (in *interaction) manages() bool {
	const either = discordgo.PermissionManageGuild | discordgo.PermissionAdministrator
	return in.Member != nil && in.Member.Permissions&either != 0
}

// shownPrivately reports whether the message that the component is on is for
// one person's eyes.
func (in *interaction) shownPrivately() bool {
	return in.Message != nil && in.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// options are those of a command.
type options []*discordgo.ApplicationCommandInteractionDataOption

// sub is the name and the options of a subcommand; of a command without any,
// "" and its own.
func (o options) sub() (string, options) {
	if len(o) == 1 && o[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		return o[0].Name, o[0].Options
	}
	return "", o
}

func (o options) find(name string) any {
	for _, opt := range o {
		if opt.Name == name {
			return opt.Value
		}
	}
	return nil
}

func (o options) text(name string) string {
	s, _ := o.find(name).(string)
	return strings.TrimSpace(s)
}

func (o options) number(name string, otherwise int) int {
	if n, ok := o.find(name).(float64); ok {
		return int(n)
	}
	return otherwise
}

func (o options) truth(name string, otherwise bool) bool {
	if b, ok := o.find(name).(bool); ok {
		return b
	}
	return otherwise
}

// focused is the option being typed.
func (o options) focused() (name, typed string) {
	for _, opt := range o {
		if opt.Focused {
			// Numbers are typed as text.
			return opt.Name, strings.TrimSpace(fmt.Sprint(opt.Value))
		}
	}
	return "", ""
}

// typedInForm is the text of a form's only field.
func typedInForm(data discordgo.ModalSubmitInteractionData) string {
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
