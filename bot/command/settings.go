package command

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/store"
)

func settingsCommand() command {
	return command{forManagers(slash(word{"settings", "설정"}, word{"Channels, visibility, language, mentions and limits", "채널, 공개 범위, 언어, 멘션, 한도"})), (*call).openSettings}
}

// openSettings shows the settings to whom the server's administrators permit the
// command.
func (c *call) openSettings(ctx context.Context, _ discord.Options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.showSettings(ctx, c.settings, render.SettingsGeneral, c.texts, c.texts.SettingsEffect)
}

func (c *call) showSettings(ctx context.Context, g store.GuildSettings, page int, t *render.Texts, remark string) error {
	p := render.SettingsPanel{
		GuildSettings: g, Page: page, User: c.in.Invoker().ID, Texts: t, Remark: remark,
		MemberHourly: c.cfg.Limits.MemberHourly, GuildHourly: c.cfg.Limits.GuildHourly,
	}
	if c.cfg.Model != "" {
		p.ModelShare = c.cfg.Limits.ModelShare
	}
	return c.show(ctx, p.Message())
}

// settingsLife is how long a panel of settings may be used. It was permitted
// when it was opened, which Discord is not asked again.
const settingsLife = 15 * time.Minute

// ownPanel refuses a panel that somebody else has opened, or too long ago.
func (c *call) ownPanel(id render.CustomID) error {
	if c.in.GuildID == "" || id.User != c.in.Invoker().ID || !c.in.ShownPrivately() {
		return refuse("%s", c.texts.OldSettings)
	}
	opened, err := discordgo.SnowflakeTimestamp(c.in.Message.ID)
	if err != nil || c.Clock().Sub(opened) > settingsLife {
		return refuse("%s", c.texts.OldSettings)
	}
	return nil
}

// turnSettings serves the panel's buttons.
func (c *call) turnSettings(ctx context.Context, id render.CustomID) error {
	if err := c.ownPanel(id); err != nil {
		return err
	}
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	return c.showSettings(ctx, c.settings, min(id.Page, render.SettingsLimits), c.texts, c.texts.SettingsEffect)
}

// changeSetting serves the panel's menus.
func (c *call) changeSetting(ctx context.Context, id render.CustomID, values []string) error {
	if err := c.ownPanel(id); err != nil {
		return err
	}
	changed := c.settings
	if !applySetting(&changed, id.Of, values) {
		return c.say(ctx, c.texts.OldButton)
	}
	if err := c.acknowledgeUpdate(ctx); err != nil {
		return err
	}
	changed, err := c.Guilds.Change(ctx, c.in.GuildID, func(g *store.GuildSettings) { applySetting(g, id.Of, values) })
	if err != nil {
		return err
	}
	t := c.texts
	if changed.Language != "" {
		t = render.For(changed.Language)
	}
	return c.showSettings(ctx, changed, min(id.Page, render.SettingsLimits), t, t.SettingsSaved)
}

// applySetting changes a setting, and reports whether there is such a one.
func applySetting(g *store.GuildSettings, setting string, values []string) bool {
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	number, err := strconv.Atoi(first)
	if err != nil || number < 0 {
		number = 0 // what the operator allows
	}
	switch setting {
	case render.SetChannels:
		g.Channels = slices.Clone(values)
	case render.SetDeny:
		g.Deny = first == render.ValueOn
	case render.SetVisibility:
		g.Private = first == render.ValuePrivate
	case render.SetLanguage:
		g.Language = ""
		if first == render.English.Lang || first == render.Korean.Lang {
			g.Language = first
		}
	case render.SetMentions:
		g.IgnoreMentions = first == render.ValueOff
	case render.SetThreads:
		g.Threads = first == render.ValueOn
	case render.SetMember:
		g.MemberHourly = number
	case render.SetGuild:
		g.GuildHourly = number
	case render.SetModel:
		g.ModelShare = min(number, 100)
	default:
		return false
	}
	return true
}
