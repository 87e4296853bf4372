package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/bot"
)

const commandsHelp = `Lists the bot's commands as Discord offers them: everywhere, and on servers that
have commands of their own, as DISCORD_GUILD_ID makes them. Commands that are
registered both ways stand twice in the client; --clear removes one of them. What
serve is to register there it registers anew at its next start.`

const commandsExamples = `  motirbot commands
  motirbot commands --clear everywhere
  motirbot commands --clear 123456789012345678`

const everywhere = "everywhere"

func newCommandsCommand(a *app) *cobra.Command {
	var where string
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "commands",
		Short:             "List the bot's commands at Discord, or remove them",
		Long:              commandsHelp,
		Example:           commandsExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if where != "" && where != everywhere && strings.Trim(where, "0123456789") != "" {
				return usagef("--clear: want %s or the id of a server", everywhere)
			}
			return a.commands(cmd.Context(), where, asJSON)
		},
	}
	cmd.Flags().StringVar(&where, "clear", "", "remove the commands of `WHERE`: everywhere, or the id of a server")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	return cmd
}

func (a *app) commands(ctx context.Context, where string, asJSON bool) error {
	d, err := loadDiscord(a.environ)
	if err != nil {
		return err
	}
	cfg := bot.Config{Token: d.token.Reveal(), GuildID: d.guild, APIURL: d.api.Reveal(), Version: version(), Logger: a.log}
	if where != "" && a.cfg.exists() {
		kept, err := a.openStore(ctx)
		if err != nil {
			return err
		}
		defer kept.Close()
		cfg.Memory = kept
	}
	if where != "" {
		guild := where
		if where == everywhere {
			guild = ""
		}
		if err := bot.ClearCommands(ctx, cfg, guild); err != nil {
			return turnedAway(err)
		}
	}
	all, err := bot.ListCommands(ctx, cfg)
	if err != nil {
		return turnedAway(err)
	}
	p := a.printer()
	for _, r := range all {
		place := everywhere
		if r.Guild != "" {
			place = "server " + r.Guild
		}
		if asJSON {
			err := writeJSON(a.out, struct {
				Server   string   `json:"server"` // "" for everywhere
				Commands []string `json:"commands"`
			}{r.Guild, append([]string{}, r.Names...)})
			if err != nil {
				return err
			}
			continue
		}
		p.paragraph(place+": "+orNone(strings.Join(r.Names, ", ")), "  ", nil)
	}
	return p.err
}
