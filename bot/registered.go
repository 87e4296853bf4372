package bot

import (
	"context"
	"fmt"
	"slices"

	"motirbot/bot/discord"
)

// maxChecked bounds the servers whose own commands are looked at.
const maxChecked = 25

// Registered is the commands that Discord offers: everywhere, or on one server.
type Registered struct {
	Guild string // "" for everywhere
	Names []string
}

// twice tells whoever runs the bot of commands that a client shows twice, since
// they are registered everywhere and for a server, and how to remove which.
// Nothing is removed by itself: somebody may be using it.
func (b *Bot) twice(ctx context.Context) {
	others := []string{""}
	if b.cfg.GuildID == "" {
		others, _ = b.state.Guilds.Present()
	}
	for _, r := range registered(ctx, b.client, others) {
		switch {
		case r.Guild == "":
			b.notice(fmt.Sprintf("Commands stand twice on server %s: they are registered everywhere, too. `motirbot commands --clear everywhere` removes those.", b.cfg.GuildID))
		default:
			b.notice(fmt.Sprintf("Commands stand twice on server %s: they are registered for it alone, too. `motirbot commands --clear %[1]s` removes those.", r.Guild))
		}
	}
}

func (b *Bot) notice(line string) {
	if b.cfg.OnNotice != nil {
		b.cfg.OnNotice(line)
	}
}

// registered are the commands in those places, but where there are none or they
// may not be looked at.
func registered(ctx context.Context, client *discord.Client, guilds []string) []Registered {
	var all []Registered
	for _, guild := range guilds[:min(len(guilds), maxChecked)] {
		if names, err := client.CommandNames(ctx, guild); err == nil && len(names) > 0 {
			all = append(all, Registered{guild, names})
		}
	}
	return all
}

// ListCommands returns the commands that Discord offers for the bot, everywhere
// first and then on servers of which there are up to 25. Errors: those of
// CheckToken, and of Discord.
func ListCommands(ctx context.Context, cfg Config) ([]Registered, error) {
	client, _, err := dial(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	everywhere, err := client.CommandNames(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("asking Discord for the commands: %w", err)
	}
	guilds, err := client.Guilds(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking Discord for the bot's servers: %w", err)
	}
	if cfg.GuildID != "" && !slices.Contains(guilds, cfg.GuildID) {
		guilds = append([]string{cfg.GuildID}, guilds...)
	}
	return append([]Registered{{Names: everywhere}}, registered(ctx, client, guilds)...), nil
}

// ClearCommands removes the bot's commands everywhere, or with a guild, there. A
// bot that is to register them there does so anew when it starts, if Memory is
// that which it keeps.
func ClearCommands(ctx context.Context, cfg Config, guild string) error {
	client, app, err := dial(ctx, cfg)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.OverwriteCommands(ctx, guild, []any{}); err != nil {
		return fmt.Errorf("removing commands: %w", err)
	}
	if cfg.Memory == nil {
		return nil
	}
	return cfg.Memory.SetMeta(ctx, commandsKey(app.ID, guild), "")
}

// dial returns a client that knows its application.
func dial(ctx context.Context, cfg Config) (*discord.Client, discord.Application, error) {
	if err := CheckToken(cfg.Token); err != nil {
		return nil, discord.Application{}, err
	}
	client, err := newClient(cfg)
	if err != nil {
		return nil, discord.Application{}, err
	}
	app, err := client.Application(ctx)
	if err != nil {
		client.Close()
		return nil, app, startupError(err)
	}
	return client, app, nil
}

// commandsKey names the setting of the store that holds which commands are
// registered.
func commandsKey(app, guild string) string { return "discord commands " + app + " " + guild }
