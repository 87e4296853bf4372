package command

import (
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// Names of options.
const (
	optQuestion = "question"
	optTopic    = "topic"
	optSince    = "since"
	optPrivate  = "private"
	optCount    = "count"
	optOf       = "of"
	optTitle    = "title"
	optMeasure  = "measure"
	optItem     = "item"
	optPartner  = "partner"
	optUntil    = "until"
	optChart    = "chart"

	optChannel      = "channel"
	optRole         = "role"
	optSubscription = "subscription"
	optDay          = "day"
	optTime         = "time"
	optZone         = "timezone"
	optEmpty        = "empty"
)

// maxOption is the longest text that Discord's client lets a user type into an
// option.
const maxOption = 200

// word is one in both languages.
type word struct{ en, ko string }

func (w word) localized() map[discordgo.Locale]string {
	return map[discordgo.Locale]string{discordgo.Korean: w.ko}
}

// definition is a command as Discord is told of it. discordgo's type cannot be
// used: it writes default_member_permissions as a text.
type definition struct {
	Name         string                             `json:"name"`
	NameLocal    map[discordgo.Locale]string        `json:"name_localizations"`
	About        string                             `json:"description,omitempty"`
	AboutLocal   map[discordgo.Locale]string        `json:"description_localizations,omitempty"`
	Type         discordgo.ApplicationCommandType   `json:"type"`
	Options      []option                           `json:"options,omitempty"`
	Contexts     []discordgo.InteractionContextType `json:"contexts"`
	Integrations []int                              `json:"integration_types"`
	Permissions  *int64                             `json:"default_member_permissions,omitempty"`
}

type option struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	NameLocal    map[discordgo.Locale]string            `json:"name_localizations"`
	About        string                                 `json:"description"`
	AboutLocal   map[discordgo.Locale]string            `json:"description_localizations"`
	Options      []option                               `json:"options,omitempty"`
	Choices      []fixedChoice                          `json:"choices,omitempty"`
	ChannelTypes []discordgo.ChannelType                `json:"channel_types,omitempty"`
	Required     bool                                   `json:"required,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
	MaxLength    int                                    `json:"max_length,omitempty"`
	MinValue     int                                    `json:"min_value,omitempty"`
	MaxValue     int                                    `json:"max_value,omitempty"`
}

// fixedChoice is one of the only values that an option takes.
type fixedChoice struct {
	Name      string                      `json:"name"`
	NameLocal map[discordgo.Locale]string `json:"name_localizations"`
	Value     string                      `json:"value"`
}

// Where commands are used and installed, unless it is said otherwise: on servers
// that have invited the bot and in direct messages, and by those who have
// installed it for themselves in all their conversations.
var (
	anywhere  = []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel}
	forAnyone = []int{int(discordgo.ApplicationIntegrationGuildInstall), int(discordgo.ApplicationIntegrationUserInstall)}
)

func slash(name, about word, options ...option) definition {
	return definition{
		Type: discordgo.ChatApplicationCommand, Options: options,
		Name: name.en, NameLocal: name.localized(), About: about.en, AboutLocal: about.localized(),
		Contexts: anywhere, Integrations: forAnyone,
	}
}

func typed(kind discordgo.ApplicationCommandOptionType, name, about word) option {
	return option{Type: kind, Name: name.en, NameLocal: name.localized(), About: about.en, AboutLocal: about.localized()}
}

func textOption(name, about word) option {
	o := typed(discordgo.ApplicationCommandOptionString, name, about)
	o.MaxLength = maxOption
	return o
}

func (o option) required() option { o.Required = true; return o }
func (o option) suggest() option  { o.Autocomplete = true; return o }

// privateOption lets the user say who sees what comes.
func privateOption() option {
	return typed(discordgo.ApplicationCommandOptionBoolean, word{optPrivate, "비공개"}, word{"Only you see the answer", "나에게만 답변 표시"})
}

func topicOption() option {
	return textOption(word{optTopic, "주제"}, word{"A partner, agreement or industry", "상대국, 협정 또는 산업"}).suggest()
}

// channelOption takes the channels and threads that hold messages.
func channelOption(about word) option {
	o := typed(discordgo.ApplicationCommandOptionChannel, word{optChannel, "채널"}, about)
	o.ChannelTypes = []discordgo.ChannelType{
		discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews,
		discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPrivateThread,
	}
	return o
}

// forManagers proposes a command to those with Manage Server, on servers only.
// Whom it is really for, a server's administrators set at Discord, which holds
// to it: it is not for the bot to know better.
func forManagers(d definition) definition {
	d = managed(d)
	d.Contexts = anywhere[:1]
	return d
}

// managed proposes a command on servers to those with Manage Server, and to
// everybody in direct messages.
func managed(d definition) definition {
	manage := int64(discordgo.PermissionManageGuild)
	d.Permissions, d.Contexts, d.Integrations = &manage, anywhere[:2], forAnyone[:1]
	return d
}

// Definitions are all commands as Discord is told of them, in JSON: with what is
// for users who install the bot for themselves where the application allows that.
func Definitions(userInstall bool) (json.RawMessage, error) {
	var all []definition
	for _, c := range commands() {
		if !userInstall && len(c.Integrations) > 1 {
			c.Contexts, c.Integrations = anywhere[:2], forAnyone[:1]
		}
		all = append(all, c.definition)
	}
	return json.Marshal(all)
}
