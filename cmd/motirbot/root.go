package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

const rootHelp = `motirbot answers questions from the press releases of trade ministries: by
itself those of Korea's (MOTIR), and of others that you switch on (see
` + "`motirbot sources --help`" + `). Every sentence of an answer leads to the dated
release it was taken from.

Without an index it answers from a built-in sample: our own briefs of eight
releases of December 2025. It needs no key and no model; where a chat model is
set, the model words the answer and motirbot checks each sentence.

Settings come from the environment, then from the file config.env in your
configuration folder (or the one that --env-file names), then from a file .env in
the current folder. ` + "`motirbot init`" + ` writes the second, and ` + "`motirbot config`" + ` says
what is set and where.

Exit status: 0 done (that the releases hold no answer is an answer, too);
1 failure; 2 a mistake in the command line, the question or a setting;
3 some entries failed and the rest is kept.`

const rootExamples = `  motirbot ask "What did Korea ask the EU for on batteries?"
  motirbot latest EU
  motirbot week --of 2025-12-17
  motirbot latest steel --issuer MOTIR
  motirbot index releases.txt && motirbot status`

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:               "motirbot",
		Short:             "Answers from the press releases of trade ministries",
		Long:              rootHelp,
		Example:           rootExamples,
		Version:           version(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.start(cmd) },
	}
	root.PersistentFlags().StringVar(&a.dbFlag, "db", "", "`FILE` of the index (default MOTIRBOT_DB, or motirbot.db in your data folder)")
	root.PersistentFlags().StringVar(&a.envFile, "env-file", "", "`FILE` of settings, in place of config.env in your configuration folder")
	root.SetHelpFunc(a.help)
	root.SetVersionTemplate("motirbot {{.Version}}\n")
	root.AddCommand(
		newAskCommand(a), newLatestCommand(a), newWeekCommand(a), newReleasesCommand(a), newFiguresCommand(a),
		newShowCommand(a), newSearchCommand(a), newTopicsCommand(a), newForgetCommand(a), newExportCommand(a), newBackupCommand(a), newRestoreCommand(a),
		newIndexCommand(a), newSyncCommand(a), newSourcesCommand(a), newServeCommand(a), newStatusCommand(a), newFeedbackCommand(a), newCommandsCommand(a),
		newConfigCommand(a), newInitCommand(a), newDoctorCommand(a), newEvalCommand(a), newHealthcheckCommand(a), newManCommand(),
	)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("completion")
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help": // cobra's has status 0 for a command that there is not
			show := cmd.Run
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				if _, _, err := root.Find(args); err != nil {
					return usageError{err}
				}
				show(cmd, args)
				return nil
			}
		case "completion":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				if len(args) > 0 {
					return fmt.Errorf("completion: %q is no shell that it knows: want bash, zsh, fish or powershell", args[0])
				}
				return nil
			}
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			for _, shell := range cmd.Commands() {
				shell.Args = noArgs
			}
		}
		run := cmd.RunE
		cmd.RunE = func(cmd *cobra.Command, args []string) error { a.started = true; return run(cmd, args) }
	}
	return root
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s: it takes no arguments such as %q: see `%s --help`", strings.TrimPrefix(cmd.CommandPath(), "motirbot "), args[0], cmd.CommandPath())
	}
	return nil
}

// released is the version of a release; deploy/release.sh sets it.
var released string

// version is that of the release, or what the build knows of itself.
func version() string {
	if released != "" {
		return released
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
