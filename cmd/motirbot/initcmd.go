package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/joho/godotenv"
	"github.com/peterh/liner"
	"github.com/spf13/cobra"

	"motirbot/bot"
)

const initHelp = `Asks for what motirbot needs and writes it into the file config.env in your
configuration folder, or the one that --env-file names, which nobody else may
read. Everything may be left out: then answers come from the sample.

Without a terminal, and for any other setting, --set gives the values. A value
@FILE is read from that file, and @- from the standard input, so that a key is in
no list of processes. A file that is there is left as it is: --change keeps what it
sets and changes what is asked or given, --force begins anew.`

const initExamples = `  motirbot init
  motirbot init --set MOTIRBOT_CONTACT=you@example.org --set DISCORD_TOKEN=@token.txt
  motirbot init --change --set OPENAI_CHAT_MODEL=llama3 --set OPENAI_BASE_URL=http://localhost:11434/v1
  motirbot init --change --set OPENAI_CHAT_MODEL=      # takes it out`

// settingUp is the init command under way.
type settingUp struct {
	app           *app
	set           []string
	force, change bool
	json          bool
}

func newInitCommand(a *app) *cobra.Command {
	x := &settingUp{app: a}
	cmd := &cobra.Command{
		Use:               "init",
		Short:             "Ask for the settings and write them into a file",
		Long:              initHelp,
		Example:           initExamples,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		// It mends what is wrong, and may be told to write a file that is not there.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE:              func(cmd *cobra.Command, _ []string) error { return x.run(cmd.Context()) },
	}
	cmd.Flags().StringArrayVar(&x.set, "set", nil, "set `NAME=VALUE`, and ask nothing; again for more")
	cmd.Flags().BoolVar(&x.change, "change", false, "keep what the file sets, and change what is asked or given")
	cmd.Flags().BoolVar(&x.force, "force", false, "begin anew where there is a file already")
	cmd.Flags().BoolVar(&x.json, "json", false, "print JSON")
	cmd.MarkFlagsMutuallyExclusive("force", "change")
	return cmd
}

func (x *settingUp) run(ctx context.Context) error {
	path := x.app.userFile()
	if x.app.envFile != "" {
		path = x.app.envFile
	}
	if path == "" {
		return usagef("there is no folder for settings: name a file with --env-file")
	}
	text, err := os.ReadFile(path)
	switch {
	case err == nil && !x.force && !x.change:
		return usagef("%s is there already: --change keeps what it sets, --force begins anew", path)
	case err != nil && !os.IsNotExist(err):
		return err
	}
	var before layer
	if x.force {
		text = nil
	} else if before, err = readLayer(path); err != nil {
		return err
	}
	var changes [][2]string
	switch {
	case len(x.set) > 0:
		changes, err = x.given(ctx)
	case isTerminal(x.app.in) && x.app.screen.terminal:
		prompt, end := terminalPrompt(ctx)
		changes, err = x.ask(prompt, before.values)
		err = errors.Join(err, end())
	default:
		err = usagef("init: there is no terminal to ask at: give the settings with --set NAME=VALUE")
	}
	if err != nil {
		return err
	}
	written := withSettings(string(text), changes)
	if mistakes := checkSettings(written, changes); len(mistakes) > 0 {
		return x.app.complainOfMost(mistakes)
	}
	if err := replaceFile(path, func(w io.Writer) error { _, err := io.WriteString(w, written); return err }); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	return x.print(path, changes)
}

func (x *settingUp) print(path string, changes [][2]string) error {
	names := []string{}
	for _, change := range changes {
		names = append(names, change[0])
	}
	if x.json {
		return writeJSON(x.app.out, struct {
			Path string   `json:"path"`
			Set  []string `json:"set"`
		}{path, names})
	}
	p := x.app.printer()
	p.paragraph(fmt.Sprintf("%s is written. `motirbot doctor` says whether all of it works.", path), "", nil)
	return p.err
}

// given are the values of the command line.
func (x *settingUp) given(ctx context.Context) (changes [][2]string, err error) {
	for _, pair := range x.set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usagef("--set %s: want NAME=VALUE", name)
		}
		if _, known := settingOf(name); !known {
			return nil, usagef("--set: %s %s", name, noSetting(name))
		}
		if file, ok := strings.CutPrefix(value, "@"); ok {
			var text []byte
			if file == "-" {
				text, err = io.ReadAll(interruptible(ctx, x.app.in))
			} else {
				text, err = os.ReadFile(file)
			}
			if err != nil {
				return nil, usagef("--set %s: %w", name, err)
			}
			value = strings.TrimSpace(string(text))
		}
		changes = append(changes, [2]string{name, value})
	}
	return changes, nil
}

// terminalPrompt asks at the terminal, without showing what is typed if it is a
// secret.
func terminalPrompt(ctx context.Context) (prompt func(s setting) (string, error), end func() error) {
	editor := liner.NewLiner()
	editor.SetCtrlCAborts(true)
	return func(s setting) (string, error) {
		return nextLine(ctx, func() (string, error) {
			if s.kind == secret {
				return editor.PasswordPrompt(s.name + "=")
			}
			return editor.Prompt(s.name + "=")
		})
	}, editor.Close
}

// ask asks for what most people need. Enter leaves a setting as it is.
func (x *settingUp) ask(prompt func(setting) (string, error), now environ) (changes [][2]string, err error) {
	p := x.app.printer()
	p.paragraph("Enter leaves a setting as it is, Ctrl-C leaves all of them.", "", p.on.faint)
	one := func(name, what string, check func(string) error) (set bool) {
		s, _ := settingOf(name)
		if now[name] != "" {
			what += " Now: " + s.shown(now[name])
		}
		p.printf("\n")
		p.paragraph(what, "", nil)
		for err == nil {
			var value string
			if value, err = prompt(s); err != nil {
				return false
			}
			if value = strings.TrimSpace(value); value == "" {
				return now[name] != ""
			}
			if mistake := check(value); mistake != nil {
				x.app.complain(mistake)
				continue
			}
			changes = append(changes, [2]string{name, value})
			return true
		}
		return false
	}
	config := func(name string) func(string) error {
		return func(value string) error { _, err := loadConfig(environ{name: value}, nil); return err }
	}
	one("MOTIRBOT_CONTACT", "Your web or mail address, by which sites can reach you when releases are read from them. Without one, none are.",
		func(value string) error { _, err := loadOrigins(environ{"MOTIRBOT_CONTACT": value}); return err })
	one("DISCORD_TOKEN", "The token of your Discord bot; it is not shown. Without one there is no bot.", bot.CheckToken)
	if one("OPENAI_CHAT_MODEL", "The chat model that is to word answers. Without one they are quoted.", config("OPENAI_CHAT_MODEL")) {
		one("OPENAI_BASE_URL", "Its server, such as http://localhost:11434/v1. Without one it is OpenAI's.", config("OPENAI_BASE_URL"))
		one("OPENAI_API_KEY", "The server's key; it is not shown. Many of your own need none.", config("OPENAI_API_KEY"))
	}
	switch {
	case errors.Is(err, liner.ErrPromptAborted), errors.Is(err, io.EOF):
		return nil, errors.New("stopped: nothing is written")
	case err == nil && len(changes) == 0:
		return nil, errors.New("nothing is set, so nothing is written: motirbot answers without settings, too")
	}
	return changes, cmp.Or(err, p.err)
}

// withSettings sets values in the text of a file of settings. Other lines stay.
// What is set to nothing is taken out.
func withSettings(text string, changes [][2]string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if text == "" {
		lines = []string{"# Settings of motirbot: `motirbot config` lists them all, `motirbot init --change` changes them."}
	}
	for _, change := range changes {
		name, value := change[0], change[1]
		isIts := func(line string) bool {
			key, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
			return ok && strings.TrimSpace(key) == name
		}
		at := slices.IndexFunc(lines, isIts)
		lines = slices.DeleteFunc(lines, isIts)
		if value == "" {
			continue
		}
		if at < 0 {
			at = len(lines)
		}
		lines = slices.Insert(lines, at, name+"="+quoted(value))
	}
	return strings.Join(lines, "\n") + "\n"
}

// quoted writes a value so that it is read as it is, by motirbot and by systemd.
func quoted(value string) string {
	if strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+,=%?&~") == "" {
		return value
	}
	if !strings.ContainsAny(value, "'\n\r") {
		return "'" + value + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "\n", `\n`, "\r", `\r`).Replace(value) + `"`
}

// checkSettings reads what is about to be written, as motirbot will.
func checkSettings(text string, changes [][2]string) []error {
	values, err := godotenv.Unmarshal(text)
	for _, change := range changes {
		if values[change[0]] != change[1] {
			return []error{usagef("%s: its value cannot be written into a file of settings", change[0])}
		}
	}
	if err != nil {
		return []error{usagef("the file is not in the form NAME=value, one a line; mend it by hand first")}
	}
	return (&app{merged: merge(layer{"the file", values})}).mistakes()
}

// replaceFile writes a file that only its owner may read, whole or not at all.
func replaceFile(path string, write func(io.Writer) error) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err = errors.Join(write(file), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
