package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"motirbot/answer"
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
	env         environ
	now         func() time.Time

	dbFlag  string
	issuer  string // whose releases alone are asked for; "": everybody's
	started bool   // the command line was understood

	cfg      config
	withheld map[string]string // keys that are not used, and why
	log      *slog.Logger
	meter    answer.Meter
}

func newApp(env []string, in io.Reader, out, errOut io.Writer) *app {
	environment := newEnviron(env)
	return &app{
		in: in, out: out, errOut: errOut, rawErr: errOut,
		screen: screenOf(out, environment),
		env:    environment,
		now:    time.Now,
		log:    slog.New(slog.DiscardHandler),
	}
}

// start reads the configuration, once the command line is known to be good.
func (a *app) start(cmd *cobra.Command) error {
	a.started = true
	env, withheld, err := a.env.withFile(".env")
	if err != nil {
		return err
	}
	a.env, a.withheld = env, withheld
	// They must not reach a screen or a log through a server's error message.
	a.errOut = redact(a.errOut, env.secrets()...)
	a.screen = screenOf(a.out, env)
	var db *string
	if cmd.Flags().Changed("db") {
		db = &a.dbFlag
	}
	if a.cfg, err = loadConfig(env, db); err != nil {
		return err
	}
	a.log = slog.New(slog.NewTextHandler(a.errOut, &slog.HandlerOptions{Level: a.cfg.LogLevel}))
	return nil
}

// printer returns a new printer on stdout.
func (a *app) printer() *printer { return &printer{w: a.out, on: a.screen} }

// catalog is what is known of issuers and their sources.
func (a *app) catalog() (*catalog.Catalog, error) {
	known, err := catalog.Load(a.cfg.Sources)
	if err != nil {
		return nil, usageError{fmt.Errorf("MOTIRBOT_SOURCES: %w", err)}
	}
	return known, nil
}

// completeTopics offers the topics to the shell.
func (a *app) completeTopics(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
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
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
