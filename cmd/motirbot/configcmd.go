package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"motirbot/bot"
	"motirbot/retrieval"
)

const configHelp = `Shows each setting, its value and where it comes from; keys are not shown. What
is wrong with a setting is said, and the status is then 2.

Settings come from the environment, then from the file config.env in your
configuration folder (or the one that --env-file names), then from a file .env in
the current folder. A key goes only to the server that it was set beside: where a
place that is trusted less names another server for it, it is not used. With
--json, one object a line.`

// ofFlag is where the index may be named besides.
const ofFlag = "the flag --db"

// settingJSON is a setting as --json prints it.
type settingJSON struct {
	Name  string `json:"name"`
	Set   bool   `json:"set"`
	Value string `json:"value"`
	From  string `json:"from"`
	Note  string `json:"note,omitempty"` // why it is not used
	About string `json:"about"`
}

func newConfigCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "config",
		Short:             "Show each setting and where it comes from",
		Long:              configHelp,
		Example:           "  motirbot config\n  motirbot config --env-file test.env\n  motirbot config --json | jq 'select(.set)'",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		// What is wrong is to be seen here.
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.lenient(cmd) },
		RunE: func(*cobra.Command, []string) error {
			var shown []settingJSON
			for _, s := range settings {
				shown = append(shown, a.shownSetting(s))
			}
			if err := a.printSettings(shown, asJSON); err != nil {
				return err
			}
			return a.complainOfMost(a.mistakes())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one setting a line")
	return cmd
}

// lenient is start for commands that say themselves what is wrong with settings.
func (a *app) lenient(cmd *cobra.Command) error {
	a.mistake = a.start(cmd)
	if a.log == nil || a.from == nil { // a file could not be read
		return a.mistake
	}
	return nil
}

func (a *app) shownSetting(s setting) settingJSON {
	value, set := a.environ[s.name]
	shown := settingJSON{Name: s.name, Set: set && value != "", Value: s.shown(value), From: a.from[s.name], Note: a.withheld[s.name], About: s.about}
	switch {
	case s.name == "MOTIRBOT_DB" && a.dbFlag != "":
		shown.Set, shown.Value, shown.From = true, a.dbFlag, ofFlag
	case s.name == "MOTIRBOT_DB" && !shown.Set:
		shown.Value = a.cfg.DB
	}
	if !shown.Set {
		shown.From = ""
	}
	return shown
}

// mistakes are what is wrong with settings, the first of each kind, whichever
// command reads them.
func (a *app) mistakes() []error {
	_, ofAll := loadConfig(a.environ, nil)
	_, ofTopics := retrieval.LoadTopics(a.environ["MOTIRBOT_TOPICS"])
	if ofTopics != nil {
		ofTopics = usagef("MOTIRBOT_TOPICS: %w", ofTopics)
	}
	_, ofBot := loadDiscord(a.environ)
	if errors.Is(ofBot, bot.ErrTokenMissing) {
		ofBot = nil
	}
	_, ofSources := loadOrigins(a.environ)
	if errors.Is(ofSources, errNoContact) {
		ofSources = nil
	}
	_, ofSync := loadSyncPlan(a.environ)
	if errors.Is(ofSync, errNoContact) && a.environ["MOTIRBOT_SYNC"] != "on" {
		ofSync = nil
	}
	var said []string
	return slices.DeleteFunc([]error{a.mistake, ofAll, ofTopics, ofBot, ofSources, ofSync}, func(err error) bool {
		again := err == nil || slices.Contains(said, err.Error())
		if !again {
			said = append(said, err.Error())
		}
		return again
	})
}

func (a *app) printSettings(shown []settingJSON, asJSON bool) error {
	if asJSON {
		for _, s := range shown {
			if err := writeJSON(a.out, s); err != nil {
				return err
			}
		}
		return nil
	}
	p := a.printer()
	title := ""
	for _, place := range append([]string{ofFlag}, append(a.places, "")...) {
		var rows [][2]string
		for _, s := range shown {
			switch {
			case s.From != place:
			case s.Set:
				rows = append(rows, [2]string{s.Name, s.Value})
			case s.Note != "":
				rows = append(rows, [2]string{s.Name, "not used: " + s.Note})
			default:
				rows = append(rows, [2]string{s.Name, cmp.Or(s.Value, s.About)})
			}
		}
		if len(rows) > 0 {
			p.rows(title+cmp.Or(place, "not set")+":", rows)
			title = "\n"
		}
	}
	return p.err
}
