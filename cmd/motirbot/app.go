package main

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/internal/logctx"
	"motirbot/retrieval"
	"motirbot/source/catalog"
)

// app is what every command has in common. Commands open the rest when they
// need it, so that --help and a mistyped date cost nothing.
type app struct {
	in          io.Reader
	out, errOut io.Writer // errOut does not let keys through
	rawErr      io.Writer // errOut itself, for what draws on a terminal
	screen      screen    // of out
	process     environ   // the environment alone
	merged
	now      func() time.Time
	watchNow <-chan time.Time // when serve looks whether its index is still there; nil: every watchEvery

	dbFlag  string
	envFile string
	issuer  string // whose releases alone are asked for; "": everybody's
	started bool   // the command line and the settings were understood

	cfg     config
	mistake error // the first in the settings, for commands that say so themselves
	log     *slog.Logger
	meter   answer.Meter
}

func newApp(env []string, in io.Reader, out, errOut io.Writer) *app {
	environment := newEnviron(env)
	return &app{
		in: in, out: out, errOut: errOut, rawErr: errOut,
		screen:  screenOf(out, environment),
		process: environment,
		merged:  merge(layer{ofProcess, environment}),
		now:     time.Now,
		log:     slog.New(slog.DiscardHandler),
	}
}

// start reads the configuration, once the command line is known to be good. What
// is odd in it is said. An error is of the first setting that is wrong, and all
// others are read.
func (a *app) start(cmd *cobra.Command) error {
	layers, err := a.layers(cmd.Flags().Changed("env-file"))
	if err != nil {
		return err
	}
	a.merged = merge(layers...)
	// They must not reach a screen or a log through a server's error message.
	a.errOut = redact(a.rawErr, a.secrets()...)
	a.screen = screenOf(a.out, a.environ)
	for _, key := range slices.Sorted(maps.Keys(a.withheld)) {
		a.note(a.withheld[key])
	}
	for _, stranger := range strangers(layers...) {
		a.note(stranger)
	}
	var db *string
	if cmd.Flags().Changed("db") {
		db = &a.dbFlag
	}
	a.cfg, err = loadConfig(a.environ, db)
	a.log = slog.New(logctx.Handler(slog.NewTextHandler(a.errOut, &slog.HandlerOptions{Level: a.cfg.LogLevel})))
	return err
}

// note says something on stderr beside what was asked for.
func (a *app) note(line string) { fmt.Fprintf(a.errOut, "motirbot: %s\n", cleanLine(line)) }

// layers are where settings stand: the process, the user's file or the one that
// the command line names, and the folder's. Who may write there is trusted less
// and less.
func (a *app) layers(named bool) ([]layer, error) {
	layers := []layer{{ofProcess, a.process}}
	path := a.userFile()
	if named {
		path = a.envFile
	}
	files := []string{path, ".env"}
	chosen, err := os.Stat(path)
	switch here, err2 := os.Stat(".env"); {
	case named && err != nil:
		return nil, usagef("--env-file: %w", err)
	case path == "":
		files = files[1:]
	case err == nil && err2 == nil && os.SameFile(chosen, here):
		files = files[:1]
	}
	for _, file := range files {
		l, err := readLayer(file)
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	return layers, nil
}

// userFile is the file of the user's settings, "" where no place is known.
func (a *app) userFile() string {
	if dir := a.process.configDir(); dir != "" {
		return filepath.Join(dir, "config.env")
	}
	return ""
}

// printer returns a new printer on stdout, with notes on stderr.
func (a *app) printer() *printer {
	return &printer{w: a.out, on: a.screen, notes: a.errOut, notesOn: screenOf(a.rawErr, a.environ)}
}

// catalog is what is known of issuers and their sources.
func (a *app) catalog() (*catalog.Catalog, error) {
	known, err := catalog.Load(a.cfg.Sources)
	if err != nil {
		return nil, usageError{fmt.Errorf("MOTIRBOT_SOURCES: %w", err)}
	}
	return known, nil
}

// completeTopics offers the topics to the shell, by their keys or by whichever of
// their names has been begun, in the letter case in which it has.
func (a *app) completeTopics(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	// Completion does not run start.
	if err := a.start(cmd); err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	topics, err := retrieval.LoadTopics(a.cfg.Topics)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []cobra.Completion
	for _, t := range topics.All() {
		list = append(list, cobra.CompletionWithDesc(t.Key, t.Name))
		for _, name := range append([]string{t.Name, t.Korean}, t.Aliases...) {
			if n := len(typed); n > 0 && len(name) > n && strings.EqualFold(name[:n], typed) && !strings.EqualFold(name, t.Key) {
				offered := typed + name[n:]
				if typed == strings.ToLower(typed) {
					offered = strings.ToLower(name)
				}
				list = append(list, cobra.CompletionWithDesc(offered, t.Key))
			}
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
