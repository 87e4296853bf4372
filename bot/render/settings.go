package render

import (
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/store"
)

// Names of the settings, as custom ids carry them.
const (
	SetChannels   = "channels"
	SetDeny       = "deny"
	SetVisibility = "visibility"
	SetLanguage   = "language"
	SetMentions   = "mentions"
	SetThreads    = "threads"
	SetMember     = "member"
	SetGuild      = "guild"
	SetModel      = "model"
)

// Values of the menus, beside the codes of languages and numbers.
const (
	ValuePublic  = "public"
	ValuePrivate = "private"
	ValueAuto    = "auto"
	ValueOn      = "on"
	ValueOff     = "off"
)

// Pages of the settings: Discord shows five rows at a time.
const (
	SettingsGeneral = iota
	SettingsChannels
	SettingsLimits
)

// maxChannels is the most that a menu of channels can name.
const maxChannels = 25

// SettingsPanel is the settings of a server as its managers change them.
type SettingsPanel struct {
	store.GuildSettings
	Page   int
	User   string // who opened it, and alone may use it
	Texts  *Texts
	Remark string

	// What the operator allows.
	MemberHourly, GuildHourly int
	ModelShare                int // 0: there is no model
}

// Message is menus that change the settings, each of which shows its setting: a
// list beside them would say everything twice. Buttons below lead to the other
// pages.
func (p SettingsPanel) Message() discord.Message {
	t := p.Texts
	names, hints := []string{t.GeneralPage, t.ChannelsPage, t.LimitsPage}, []string{t.SettingsHint, t.ChannelsHint, t.LimitsHint}
	rows := [][]discordgo.MessageComponent{
		{
			p.menu(SetVisibility, t.VisibilityLabel, setting{t.Public, ValuePublic, !p.Private}, setting{t.Private, ValuePrivate, p.Private}),
			p.menu(SetMentions, t.MentionsLabel,
				setting{t.MentionsOn, ValueOn, !p.IgnoreMentions}, setting{t.MentionsOff, ValueOff, p.IgnoreMentions}),
			p.menu(SetThreads, t.ThreadsLabel, setting{t.ThreadsOff, ValueOff, !p.Threads}, setting{t.ThreadsOn, ValueOn, p.Threads}),
			p.menu(SetLanguage, t.LanguageLabel,
				setting{t.LanguageAuto, ValueAuto, p.Language == ""},
				setting{"English", English.Lang, p.Language == English.Lang},
				setting{"한국어", Korean.Lang, p.Language == Korean.Lang}),
		},
		{
			p.menu(SetDeny, t.DenyLabel, setting{t.DenyOff, ValueOff, !p.Deny}, setting{t.DenyOn, ValueOn, p.Deny}),
			p.channels(),
		},
		{
			p.numbers(SetMember, t.MemberLabel, t.AnHour, p.MemberHourly, p.GuildSettings.MemberHourly, 5, 10, 20, 50, 100),
			p.numbers(SetGuild, t.GuildLabel, t.AnHour, p.GuildHourly, p.GuildSettings.GuildHourly, 20, 50, 100, 200, 500),
		},
	}
	if p.ModelShare > 0 {
		rows[SettingsLimits] = append(rows[SettingsLimits],
			p.numbers(SetModel, t.ModelLabel, t.APercentage, p.ModelShare, p.GuildSettings.ModelShare, 5, 10, 25, 50, 75))
	}
	embed := &discordgo.MessageEmbed{
		Title: t.SettingsTitle + " · " + names[p.Page], Description: hints[p.Page] + "\n-# " + p.Remark, Color: colourQuiet,
	}
	var shown, tabs []discordgo.MessageComponent
	for _, c := range rows[p.Page] {
		shown = append(shown, discord.Row(c))
	}
	for i, name := range names {
		tab := button(name, discordgo.SecondaryButton, CustomID{Action: DoSettings, Page: i, User: p.User})
		tab.Disabled = i == p.Page
		tabs = append(tabs, tab)
	}
	return discord.Card(embed, append(shown, discord.Row(tabs...))...)
}

func (p SettingsPanel) id(of string) string {
	return CustomID{Action: DoSet, Page: p.Page, User: p.User, Of: of}.String()
}

func (p SettingsPanel) channels() discordgo.MessageComponent {
	t, none := p.Texts, 0
	menu := discordgo.SelectMenu{
		MenuType: discordgo.ChannelSelectMenu, CustomID: p.id(SetChannels), Placeholder: t.NoChannels, MinValues: &none, MaxValues: maxChannels,
		ChannelTypes: []discordgo.ChannelType{
			discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum,
		},
	}
	for _, id := range p.Channels {
		menu.DefaultValues = append(menu.DefaultValues, discordgo.SelectMenuDefaultValue{
			ID: id, Type: discordgo.SelectMenuDefaultValueChannel,
		})
	}
	return menu
}

// setting is a line of a menu.
type setting struct {
	name, value string
	is          bool
}

// menu picks one of the settings. A closed menu shows the line that is picked
// and nothing else, so that each line says what it is about.
func (p SettingsPanel) menu(of, label string, settings ...setting) discordgo.MessageComponent {
	picked := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: p.id(of), Placeholder: label}
	for _, s := range settings {
		picked.Options = append(picked.Options, discordgo.SelectMenuOption{Label: label + ": " + s.name, Value: s.value, Default: s.is})
	}
	return picked
}

// numbers picks a limit: what the operator allows, or one of the steps below.
func (p SettingsPanel) numbers(of, label, format string, most, is int, steps ...int) discordgo.MessageComponent {
	if is >= most {
		is = 0
	}
	settings := []setting{{fmt.Sprintf(format, most) + " " + p.Texts.Most, ValueAuto, is == 0}}
	known := is == 0
	for _, n := range steps {
		if n < most {
			settings = append(settings, setting{fmt.Sprintf(format, n), strconv.Itoa(n), n == is})
			known = known || n == is
		}
	}
	if !known {
		settings = append(settings, setting{fmt.Sprintf(format, is), strconv.Itoa(is), true})
	}
	return p.menu(of, label, settings...)
}
