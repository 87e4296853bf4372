package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newManCommand writes the manual pages, for packages. SOURCE_DATE_EPOCH sets
// their date, so that the same source gives the same pages.
func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man FOLDER",
		Short:  "Write the manual pages into a folder",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			root.DisableAutoGenTag = true // it names the generator and the day
			forManual(root)
			return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "motirbot " + version(), Manual: "motirbot"}, args[0])
		},
	}
}

// forManual prepares the help of a command and those below it for Markdown,
// which joins lines unless they are indented by a tab. The settings come behind.
func forManual(cmd *cobra.Command) {
	cmd.Hidden = cmd.Hidden || cmd.Name() == "completion" // whose help is cobra's
	lines := strings.Split(cmd.Long, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "  ") {
			lines[i] = "\t" + line
		}
	}
	cmd.Long = strings.Join(lines, "\n")
	if list := settingsOf(cmd); len(list) > 0 {
		cmd.Long += "\n\n# SETTINGS\n"
		for _, s := range list {
			cmd.Long += "\n**" + s.name + "**\n:   " + s.about + "\n"
		}
	}
	for _, sub := range cmd.Commands() {
		forManual(sub)
	}
}
