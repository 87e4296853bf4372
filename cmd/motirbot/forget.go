package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/release"
	"motirbot/store"
)

const forgetHelp = `Takes releases out of the index for good: every text they have had, their passages,
vectors and figures, copies of them that other sources have brought, and answers on
Discord that quote them. No sync and no index command brings them back, until
--undo lets them in again; then ` + "`motirbot sync --since`" + ` or ` + "`motirbot index`" + ` reads them.

A release is named by its id or by words of its title. With --source, everything that
one source has brought is forgotten, and copies of other sources stay; it is a name
that ` + "`motirbot status`" + ` shows, or a file or folder that was indexed. Copies of the file that
you have made, and those from before an upgrade or a restore, keep what they hold.`

const forgetExamples = `  motirbot forget motir:2487
  motirbot forget --source example.org/rss --yes
  motirbot forget --undo motir:2487`

// forgetting is the forget command under way.
type forgetting struct {
	app             *app
	source          string
	yes, undo, json bool
}

func newForgetCommand(a *app) *cobra.Command {
	x := &forgetting{app: a}
	cmd := &cobra.Command{
		Use:               "forget ID|TITLE…",
		Short:             "Take releases out of the index for good",
		Long:              forgetHelp,
		Example:           forgetExamples,
		ValidArgsFunction: cobra.NoFileCompletions,
		Args: func(_ *cobra.Command, args []string) error {
			if (len(args) == 0) == (x.source == "") {
				return errors.New("forget: name releases by their ids or titles, or a source with --source")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return x.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVar(&x.source, "source", "", "all that the `SOURCE` has brought")
	cmd.Flags().BoolVar(&x.yes, "yes", false, "do not ask")
	cmd.Flags().BoolVar(&x.undo, "undo", false, "let what was forgotten come in again")
	cmd.Flags().BoolVar(&x.json, "json", false, "print JSON")
	return cmd
}

func (x *forgetting) run(ctx context.Context, names []string) (err error) {
	if !x.app.cfg.exists() {
		return x.app.cfg.missing()
	}
	kept, err := x.app.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	if x.undo {
		return x.readmit(ctx, kept, names)
	}
	if x.source != "" {
		return x.forgetSource(ctx, kept)
	}
	var ids []release.ID
	var titles []string
	for _, name := range names {
		rec, err := x.app.find(ctx, kept, name)
		if err != nil {
			return err
		}
		ids = append(ids, rec.ID)
		titles = append(titles, fmt.Sprintf("%s %s (%s)", rec.Date, rec.Title, rec.ID))
	}
	if err := x.confirm(ctx, "Forget "+strings.Join(titles, "; ")+"?"); err != nil {
		return err
	}
	n, err := kept.Forget(ctx, ids)
	if err != nil {
		return err
	}
	if !x.json {
		for _, title := range titles {
			if _, err := fmt.Fprintln(x.app.out, cleanLine(title)); err != nil {
				return err
			}
		}
	}
	return x.print("forgotten", n)
}

func (x *forgetting) forgetSource(ctx context.Context, kept *store.Store) error {
	origins, err := kept.Origins(ctx)
	if err != nil {
		return err
	}
	// A folder is all the files in it.
	var chosen []string
	n := 0
	path, _ := filepath.Abs(x.source)
	for _, origin := range origins {
		if origin.Name == x.source || origin.Name == "file:"+path || strings.HasPrefix(origin.Name, "file:"+path+string(filepath.Separator)) {
			chosen = append(chosen, origin.Name)
			n += origin.Releases
		}
	}
	if len(chosen) == 0 {
		var names []string
		for _, origin := range origins {
			names = append(names, origin.Name)
		}
		return usagef("forget: no release is of a source %q; there are %s", x.source, orNone(strings.Join(names[:min(len(names), shownNamed)], ", ")))
	}
	if err := x.confirm(ctx, fmt.Sprintf("Forget %s of %s?", plural(n, "release"), strings.Join(chosen, ", "))); err != nil {
		return err
	}
	forgotten := 0
	for _, origin := range chosen {
		n, err := kept.ForgetSource(ctx, origin)
		if forgotten += n; err != nil {
			return err
		}
	}
	return x.print("forgotten", forgotten)
}

func (x *forgetting) readmit(ctx context.Context, kept *store.Store, names []string) error {
	source := x.source
	if path, err := filepath.Abs(source); err == nil && fileExists(source) {
		source = "file:" + path
	}
	if source != "" {
		names = []string{x.source}
	}
	total := 0
	var unknown []string
	for _, name := range names {
		var ids []release.ID
		if source == "" {
			ids = append(ids, release.ID(name))
			if strings.Trim(name, "0123456789") == "" {
				ids = append(ids, release.NewID("motir", name, "", release.Date{}))
			}
		}
		n, err := kept.Readmit(ctx, ids, source)
		if err != nil {
			return err
		}
		if total += n; n == 0 {
			unknown = append(unknown, strconv.Quote(name))
		}
	}
	if len(unknown) > 0 {
		err := errors.New("nothing was forgotten under the name " + strings.Join(unknown, ", ") + ": its id is wanted, or the source's name")
		if total == 0 {
			return err
		}
		x.app.complain(err)
	}
	return x.print("let in again", total)
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return path != "" && err == nil
}

func (x *forgetting) print(what string, n int) error {
	if x.json {
		return writeJSON(x.app.out, map[string]int{strings.ReplaceAll(what, " ", "_"): n})
	}
	_, err := fmt.Fprintf(x.app.out, "%s %s\n", plural(n, "release"), what)
	return err
}

// confirm asks at a terminal, and refuses elsewhere unless --yes was given.
func (x *forgetting) confirm(ctx context.Context, question string) error {
	switch {
	case x.yes:
		return nil
	case x.app.attended():
		if x.app.agrees(ctx, question) {
			return nil
		}
		return errors.New("stopped: nothing is changed")
	}
	return usagef("%s Add --yes: there is no terminal to ask at", question)
}

// attended reports whether there is somebody to ask.
func (a *app) attended() bool { return isTerminal(a.in) && isTerminal(a.rawErr) }

// agrees asks a question, to which only yes is agreement.
func (a *app) agrees(ctx context.Context, question string) bool {
	p := &printer{w: a.errOut, on: screenOf(a.rawErr, a.environ)}
	p.paragraph(cleanLine(question)+" [y/N]", "", nil)
	line, err := bufio.NewReader(interruptible(ctx, a.in)).ReadString('\n')
	return err == nil && slices.Contains([]string{"y", "yes"}, strings.ToLower(strings.TrimSpace(line)))
}
