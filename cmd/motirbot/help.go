package main

import (
	"cmp"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupOf annotates a command with the group of settings that its help lists.
const groupOf = "settings"

// plainWidth is that of help which goes to no terminal.
const plainWidth = 80

// help explains a command at the width of the terminal. What is indented in its
// long text, and its examples, are to be copied and stay as they are.
func (a *app) help(cmd *cobra.Command, _ []string) {
	p := a.printer()
	p.on.width = cmp.Or(p.on.width, plainWidth)
	for block := range strings.SplitSeq(strings.TrimSpace(cmp.Or(cmd.Long, cmd.Short)), "\n\n") {
		if strings.HasPrefix(block, " ") || strings.HasPrefix(block, "\t") {
			p.printf("%s\n\n", block)
			continue
		}
		p.paragraph(strings.Join(strings.Fields(block), " "), "", nil)
		p.printf("\n")
	}
	p.printf("Usage:\n")
	if cmd.Runnable() {
		p.paragraph("  "+cmd.UseLine(), "      ", nil)
	}
	if cmd.HasAvailableSubCommands() {
		p.paragraph("  "+cmd.CommandPath()+" [command]", "      ", nil)
	}
	if cmd.Example != "" {
		p.printf("\nExamples:\n%s\n", cmd.Example)
	}
	var commands, read [][2]string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			commands = append(commands, [2]string{sub.Name(), sub.Short})
		}
	}
	p.rows("\nAvailable Commands:", commands)
	for _, s := range settingsOf(cmd) {
		read = append(read, [2]string{s.name, s.about})
	}
	title := "\nSettings:"
	if cmd.HasParent() {
		title = "\nSettings besides those of every command:"
	}
	p.rows(title, read)
	p.rows("\nFlags:", flagRows(cmd.LocalFlags()))
	p.rows("\nGlobal Flags:", flagRows(cmd.InheritedFlags()))
	if cmd.HasAvailableSubCommands() {
		p.printf("\n")
		p.paragraph("Use \""+cmd.CommandPath()+" [command] --help\" for more about a command.", "", nil)
	}
}

// settingsOf are those that the help of a command lists.
func settingsOf(cmd *cobra.Command) (listed []setting) {
	for _, s := range settings {
		group, lists := cmd.Annotations[groupOf]
		if lists && s.group == group || !cmd.HasParent() && s.group == "" {
			listed = append(listed, s)
		}
	}
	return listed
}

func flagRows(flags *pflag.FlagSet) (rows [][2]string) {
	flags.VisitAll(func(f *pflag.Flag) {
		value, about := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + value
		}
		if f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false" && f.DefValue != "[]" {
			about += " (default " + f.DefValue + ")"
		}
		if !f.Hidden {
			rows = append(rows, [2]string{name, about})
		}
	})
	return rows
}

// rows prints names, each with a text beside it, or below where that is narrow.
func (p *printer) rows(title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	p.printf("%s\n", title)
	column := 0
	for _, row := range rows {
		column = max(column, uniseg.StringWidth(row[0])+4)
	}
	for _, row := range rows {
		name := "  " + row[0]
		switch {
		case row[1] == "":
			p.printf("%s\n", name)
		case p.on.width > 0 && p.on.width < 2*column:
			p.printf("%s\n", name)
			p.paragraph("        "+row[1], "        ", nil)
		default:
			name += strings.Repeat(" ", column-uniseg.StringWidth(name))
			p.printf("%s", name)
			p.after(column, clean(row[1]), strings.Repeat(" ", column), nil)
		}
	}
}
