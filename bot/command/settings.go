package command

import (
	"context"
	"slices"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/store"
)

func settingsCommand() command {
	return command{forManagers(slash(word{"settings", "설정"}, word{"Channels, visibility, language and mentions", "채널, 공개 범위, 언어, 멘션"})), (*call).openSettings}
}

// openSettings shows the settings. Discord hides the command from those who may
// not manage the server, but a server can change that.
func (c *call) openSettings(ctx context.Context, _ discord.Options) error {
	if !c.in.Manages() {
		return c.say(ctx, c.texts.OnlyManagers)
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.show(ctx, render.Settings(c.settings, c.texts, c.texts.SettingsEffect))
}

// changeSetting serves the panel's menus.
func (c *call) changeSetting(ctx context.Context, id render.CustomID, values []string) error {
	if !c.in.Manages() {
		return c.say(ctx, c.texts.OnlyManagers)
	}
	if !slices.Contains([]string{render.SetChannels, render.SetVisibility, render.SetLanguage, render.SetMentions}, id.Of) {
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
	return c.show(ctx, render.Settings(changed, t, t.SettingsSaved))
}

func applySetting(g *store.GuildSettings, setting string, values []string) {
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	switch setting {
	case render.SetChannels:
		g.Channels = slices.Clone(values)
	case render.SetVisibility:
		g.Private = first == render.ValuePrivate
	case render.SetLanguage:
		g.Language = ""
		if first == render.English.Lang || first == render.Korean.Lang {
			g.Language = first
		}
	case render.SetMentions:
		g.IgnoreMentions = first == render.ValueOff
	}
}
