package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"motirbot/store"
)

const backupHelp = `Writes all that the index holds at one moment to a file: releases with every text,
vectors and figures, and what the bot keeps of servers, subscriptions and answers.
` + "`motirbot serve`" + ` and syncs may go on meanwhile. The file appears when it is whole, on
the disk and has been read back without a fault; nobody else may read it. To copy
the index by other means while it is in use loses what stands in its log.`

const restoreHelp = `Puts a file that ` + "`motirbot backup`" + ` has written in place of the index, after it has been
checked. The index that was there is kept beside it, and nothing may have it open:
stop ` + "`motirbot serve`" + ` before.`

func newBackupCommand(a *app) *cobra.Command {
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:     "backup FILE",
		Short:   "Back the index up, also while it is in use",
		Long:    backupHelp,
		Example: "  motirbot backup motirbot-$(date +%F).db\n  motirbot backup --force /backup/motirbot.db",
		Args:    needsFile("backup"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			ctx, file := cmd.Context(), args[0]
			if !a.cfg.exists() {
				return a.cfg.missing()
			}
			kept, err := a.openStore(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, kept.Close()) }()
			releases, err := kept.Backup(ctx, file, force)
			if errors.Is(err, fs.ErrExist) && !force {
				return usageError{errors.New(withAdvice(err, "--force replaces it, or choose another file"))}
			}
			if err != nil {
				return fmt.Errorf("backup: %w", err)
			}
			return a.printBackup(file, releases, asJSON)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that is there already")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func needsFile(command string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return fmt.Errorf("%s: name one file", command)
		}
		return nil
	}
}

func (a *app) printBackup(file string, releases int, asJSON bool) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.out, struct {
			Path      string `json:"path"`
			Releases  int    `json:"releases"`
			SizeBytes int64  `json:"size_bytes"`
		}{file, releases, info.Size()})
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s, checked\n", cleanLine(file), plural(releases, "release"), humanize.IBytes(uint64(info.Size())))
	return err
}

func newRestoreCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "restore FILE",
		Short:   "Put a backup in place of the index",
		Long:    restoreHelp,
		Example: "  motirbot restore motirbot-2025-12-18.db",
		Args:    needsFile("restore"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.cfg.DB == "" {
				return usagef("there is no data folder to keep the index in: name a file with --db or MOTIRBOT_DB")
			}
			done, err := store.Restore(cmd.Context(), a.cfg.DB, args[0], a.now())
			if err != nil {
				return fmt.Errorf("restore: %w", err)
			}
			if asJSON {
				return writeJSON(a.out, struct {
					Path     string `json:"path"`
					Releases int    `json:"releases"`
					Before   string `json:"before,omitempty"`
				}{a.cfg.DB, done.Releases, done.Before})
			}
			p := a.printer()
			p.paragraph(fmt.Sprintf("%s: %s restored from %s.", a.cfg.DB, plural(done.Releases, "release"), args[0]), "", nil)
			if done.Before != "" {
				p.paragraph("What was there is kept as "+done.Before+".", "", nil)
			}
			return p.err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
