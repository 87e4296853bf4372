package render

import (
	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/store"
)

// Names of the settings, as custom ids carry them.
const (
	SetChannels   = "channels"
	SetVisibility = "visibility"
	SetLanguage   = "language"
	SetMentions   = "mentions"
)

// Values of the menus, beside the codes of languages.
const (
	ValuePublic  = "public"
	ValuePrivate = "private"
	ValueAuto    = "auto"
	ValueOn      = "on"
	ValueOff     = "off"
)

// maxChannels is the most that a menu of channels can name.
const maxChannels = 25

// Settings is the menus that change the settings, each of which shows its
// setting: a list beside them would say everything twice.
func Settings(g store.GuildSettings, t *Texts, remark string) discord.Message {
	none := 0
	channels := discordgo.SelectMenu{
		MenuType: discordgo.ChannelSelectMenu, CustomID: CustomID{Action: DoSet, Of: SetChannels}.String(),
		Placeholder: t.ChannelsLabel + ": " + t.AllChannels, MinValues: &none, MaxValues: maxChannels,
		ChannelTypes: []discordgo.ChannelType{
			discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum,
		},
	}
	for _, id := range g.Channels {
		channels.DefaultValues = append(channels.DefaultValues, discordgo.SelectMenuDefaultValue{
			ID: id, Type: discordgo.SelectMenuDefaultValueChannel,
		})
	}
	return discord.Card(
		&discordgo.MessageEmbed{Title: t.SettingsTitle, Description: t.SettingsHint + "\n-# " + remark, Color: colourQuiet},
		discord.Row(channels),
		discord.Row(menu(SetVisibility, t.VisibilityLabel,
			setting{t.Public, ValuePublic, !g.Private}, setting{t.Private, ValuePrivate, g.Private})),
		discord.Row(menu(SetMentions, t.MentionsLabel,
			setting{t.MentionsOn, ValueOn, !g.IgnoreMentions}, setting{t.MentionsOff, ValueOff, g.IgnoreMentions})),
		discord.Row(menu(SetLanguage, t.LanguageLabel,
			setting{t.LanguageAuto, ValueAuto, g.Language == ""},
			setting{"English", English.Lang, g.Language == English.Lang},
			setting{"한국어", Korean.Lang, g.Language == Korean.Lang})),
	)
}

// setting is a line of a menu.
type setting struct {
	name, value string
	is          bool
}

// menu picks one of the settings. A closed menu shows the line that is picked
// and nothing else, so that each line says what it is about.
func menu(of, label string, settings ...setting) discordgo.MessageComponent {
	picked := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, CustomID: CustomID{Action: DoSet, Of: of}.String(), Placeholder: label,
	}
	for _, s := range settings {
		picked.Options = append(picked.Options, discordgo.SelectMenuOption{Label: label + ": " + s.name, Value: s.value, Default: s.is})
	}
	return picked
}
