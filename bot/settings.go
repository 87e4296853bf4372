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
	return c.show(ctx, c.texts.settingsPanel(c.settings, c.texts.SettingsEffect))
}

// changeSetting serves the panel's menus.
func (c *call) changeSetting(ctx context.Context, id customID, values []string) error {
	if !c.in.manages() {
		return c.say(ctx, c.texts.OnlyManagers)
	}
	if !slices.Contains([]string{setChannels, setVisibility, setLanguage, setMentions}, id.Of) {
		return c.say(ctx, c.texts.OldButton)
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
	case setMentions:
		g.IgnoreMentions = first == valueOff
	}
}

// settingsPanel is the menus that change the settings, each of which shows its
// setting: a list beside them would say everything twice.
func (t *texts) settingsPanel(g store.GuildSettings, remark string) message {
	embed := &discordgo.MessageEmbed{Title: t.SettingsTitle, Description: t.SettingsHint + "\n-# " + remark, Color: colourQuiet}
	return card(embed, row(t.channelMenu(g)), row(t.visibilityMenu(g)), row(t.mentionsMenu(g)), row(t.languageMenu(g)))
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
		Placeholder: t.ChannelsLabel + ": " + t.AllChannels, MinValues: &none, MaxValues: maxChannels,
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
	return menu(setVisibility, t.VisibilityLabel,
		setting{t.Public, valuePublic, !g.Private}, setting{t.Private, valuePrivate, g.Private})
}

func (t *texts) languageMenu(g store.GuildSettings) discordgo.MessageComponent {
	return menu(setLanguage, t.LanguageLabel,
		setting{t.LanguageAuto, valueAuto, g.Language == ""},
		setting{languageName(english.Lang), english.Lang, g.Language == english.Lang},
		setting{languageName(korean.Lang), korean.Lang, g.Language == korean.Lang})
}

func (t *texts) mentionsMenu(g store.GuildSettings) discordgo.MessageComponent {
	return menu(setMentions, t.MentionsLabel,
		setting{t.MentionsOn, valueOn, !g.IgnoreMentions}, setting{t.MentionsOff, valueOff, g.IgnoreMentions})
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
		MenuType: discordgo.StringSelectMenu, CustomID: customID{Action: actSet, Of: of}.String(), Placeholder: label,
	}
	for _, s := range settings {
		picked.Options = append(picked.Options, discordgo.SelectMenuOption{Label: label + ": " + s.name, Value: s.value, Default: s.is})
	}
	return picked
}
