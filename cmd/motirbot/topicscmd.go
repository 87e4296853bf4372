package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/retrieval"
)

const topicsHelp = `Lists the topics: partners, agreements, industries and institutions, each with its
key and its other names. Any of them may stand behind ` + "`motirbot latest`" + ` and --topic.
A file of your own that MOTIRBOT_TOPICS names adds to them. With --json, one object
a line.`

// topicJSON is a topic as --json prints it.
type topicJSON struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Korean  string   `json:"ko"`
	Kind    string   `json:"kind"`
	Aliases []string `json:"aliases"`
}

func newTopicsCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "topics [WORDS…]",
		Short:             "List the topics and their names",
		Long:              topicsHelp,
		Example:           "  motirbot topics\n  motirbot topics chip\n  motirbot topics --json | jq -r 'select(.kind == \"partner\") | .key'",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			topics, err := retrieval.LoadTopics(a.cfg.Topics)
			if err != nil {
				return usageError{err}
			}
			return a.printTopics(topics.All(), strings.Join(args, " "), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// printTopics prints those of which a name holds the words.
func (a *app) printTopics(all []retrieval.Topic, words string, asJSON bool) error {
	p := a.printer()
	words = strings.ToLower(words)
	var rows [][2]string
	title, kind, found := "", "", false
	flush := func() {
		p.rows(title+kind+":", rows)
		if len(rows) > 0 {
			title = "\n"
		}
		rows = nil
	}
	for _, t := range all {
		names := []string{t.Key}
		for _, name := range append([]string{t.Name, t.Korean}, t.Aliases...) {
			if name != "" && !slices.Contains(names[1:], name) {
				names = append(names, name)
			}
		}
		if !strings.Contains(strings.ToLower(strings.Join(names, "\n")), words) {
			continue
		}
		found = true
		if asJSON {
			if err := writeJSON(a.out, topicJSON{t.Key, t.Name, t.Korean, t.Kind, append([]string{}, t.Aliases...)}); err != nil {
				return err
			}
			continue
		}
		if t.Kind != kind {
			flush()
			kind = t.Kind
		}
		rows = append(rows, [2]string{cleanLine(t.Key), cleanLine(strings.Join(names[1:], ", "))})
	}
	flush()
	if !found {
		a.note("no topic has a name with these words: `motirbot topics` lists all")
	}
	return p.err
}
