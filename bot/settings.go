package bot

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"motirbot/store"
)

// Names of the settings, as custom ids carry them.
const (
	setChannels   = "channels"
	setVisibility = "visibility"
	setLanguage   = "language"
	setMentions   = "mentions"
)

// Values of the menus.
const (
	valuePublic  = "public"
	valuePrivate = "private"
	valueAuto    = "auto"
	valueOn      = "on"
	valueOff     = "off"
)

// maxChannels is the most that a menu of channels can name.
const maxChannels = 25

// openSettings serves /settings. Discord hides it from those who may not
// manage the server, but a server can change that.
func (c *call) openSettings(ctx context.Context) error {
	if !c.in.manages() {
		return c.say(ctx, c.texts.OnlyManagers)
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.show(ctx, c.texts.settingsPanel(c.settings, c.texts.SettingsHint))
}

// changeSetting serves the panel's menus and buttons.
func (c *call) changeSetting(ctx context.Context, id customID, values []string) error {
	if !c.in.manages() {
		return c.say(ctx, c.texts.OnlyManagers)
	}
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	changed, err := c.bot.guilds.change(ctx, c.in.GuildID, func(g *store.GuildSettings) { applySetting(g, id, values) })
	if err != nil {
		return err
	}
	t := c.texts
	if changed.Language != "" {
		t = catalogue(changed.Language)
	}
	return c.show(ctx, t.settingsPanel(changed, t.SettingsSaved))
}

func applySetting(g *store.GuildSettings, id customID, values []string) {
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	switch id.Of {
	case setChannels:
		g.Channels = slices.Clone(values)
	case setVisibility:
		g.Private = first == valuePrivate
	case setLanguage:
		g.Language = ""
		if first == english.Lang || first == korean.Lang {
			g.Language = first
		}
	case setMentions + "-" + valueOn:
		g.IgnoreMentions = false
	case setMentions + "-" + valueOff:
		g.IgnoreMentions = true
	}
}

// settingsPanel shows the settings with what changes them.
func (t *texts) settingsPanel(g store.GuildSettings, remark string) message {
	channels, mentions := t.AllChannels, t.MentionsOn
	if len(g.Channels) > 0 {
		channels = channelNames(g.Channels)
	}
	visibility, language := t.Public, t.LanguageAuto
	if g.Private {
		visibility = t.Private
	}
	if g.Language != "" {
		language = languageName(g.Language)
	}
	if g.IgnoreMentions {
		mentions = t.MentionsOff
	}
	embed := &discordgo.MessageEmbed{
		Title: t.SettingsTitle, Description: remark, Color: colourQuiet,
		Fields: []*discordgo.MessageEmbedField{
			{Name: t.ChannelsLabel, Value: channels},
			{Name: t.VisibilityLabel, Value: visibility},
			{Name: t.LanguageLabel, Value: language},
			{Name: t.MentionsLabel, Value: mentions},
		},
	}
	return card(embed, row(t.channelMenu(g)), row(t.visibilityMenu(g)), row(t.languageMenu(g)), row(t.mentionsButton(g)))
}

func languageName(lang string) string {
	if lang == korean.Lang {
		return "한국어"
	}
	return "English"
}

func (t *texts) channelMenu(g store.GuildSettings) discordgo.MessageComponent {
	none := 0
	menu := discordgo.SelectMenu{
		MenuType: discordgo.ChannelSelectMenu, CustomID: customID{Action: actSet, Of: setChannels}.String(),
		Placeholder: t.ChannelsLabel, MinValues: &none, MaxValues: maxChannels,
		ChannelTypes: []discordgo.ChannelType{
			discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum,
		},
	}
	for _, id := range g.Channels {
		menu.DefaultValues = append(menu.DefaultValues, discordgo.SelectMenuDefaultValue{
			ID: id, Type: discordgo.SelectMenuDefaultValueChannel,
		})
	}
	return menu
}

func (t *texts) visibilityMenu(g store.GuildSettings) discordgo.MessageComponent {
	return discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, CustomID: customID{Action: actSet, Of: setVisibility}.String(),
		Placeholder: t.VisibilityLabel,
		Options: []discordgo.SelectMenuOption{
			{Label: t.VisibilityLabel + ": " + t.Public, Value: valuePublic, Default: !g.Private},
			{Label: t.VisibilityLabel + ": " + t.Private, Value: valuePrivate, Default: g.Private},
		},
	}
}

func (t *texts) languageMenu(g store.GuildSettings) discordgo.MessageComponent {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, CustomID: customID{Action: actSet, Of: setLanguage}.String(),
		Placeholder: t.LanguageLabel,
		Options:     []discordgo.SelectMenuOption{{Label: t.LanguageLabel + ": " + t.LanguageAuto, Value: valueAuto, Default: g.Language == ""}},
	}
	for _, lang := range []string{english.Lang, korean.Lang} {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: t.LanguageLabel + ": " + languageName(lang), Value: lang, Default: g.Language == lang,
		})
	}
	return menu
}

func (t *texts) mentionsButton(g store.GuildSettings) discordgo.MessageComponent {
	label, value := t.SwitchOff, valueOff
	if g.IgnoreMentions {
		label, value = t.SwitchOn, valueOn
	}
	return button(label, discordgo.SecondaryButton, customID{Action: actSet, Of: setMentions + "-" + value})
}
