package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"motirbot/figures"
	"motirbot/release"
	"motirbot/store"
)

const showHelp = `Shows a release of the index: text, date, link, attachments, earlier texts and the
figures that were read out of it. It is named by its id, or by words of its title;
where several have these, they are listed.`

const showExamples = `  motirbot show sample-3-uk-fta
  motirbot show critical mineral
  motirbot show 2487 --open                       # of an index: motir:2487
  motirbot show norway --json | jq -r .body`

// showing is the show command under way.
type showing struct {
	app        *app
	open, json bool
}

func newShowCommand(a *app) *cobra.Command {
	x := &showing{app: a}
	cmd := &cobra.Command{
		Use:               "show ID|TITLE",
		Short:             "Show a release whole",
		Long:              showHelp,
		Example:           showExamples,
		Args:              needsWords("show: name a release by its id or words of its title"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, args []string) error { return x.run(cmd.Context(), strings.Join(args, " ")) },
	}
	cmd.Flags().BoolVar(&x.open, "open", false, "open its page in the browser instead")
	cmd.Flags().BoolVar(&x.json, "json", false, "print JSON")
	return cmd
}

// needsWords refuses a command line without arguments.
func needsWords(mistake string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if strings.TrimSpace(strings.Join(args, " ")) == "" {
			return errors.New(mistake)
		}
		return nil
	}
}

func (x *showing) run(ctx context.Context, name string) error {
	lib, err := x.app.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	rec, err := x.app.find(ctx, lib.store, name)
	if err != nil {
		return err
	}
	if x.open {
		return x.app.browse(ctx, rec)
	}
	texts, err := lib.store.Revisions(ctx, rec.ID)
	if err != nil {
		return err
	}
	reader, err := x.app.figuresReader()
	if err != nil {
		return err
	}
	known, err := x.app.catalog()
	if err != nil {
		return err
	}
	if rec.Issuer.IsZero() {
		rec.Issuer = known.Default()
	}
	read := reader.Check(rec.Release)
	if x.json {
		return writeJSON(x.app.out, newShownJSON(rec, texts, read, lib.sample))
	}
	return x.print(rec, texts, read, lib.sample)
}

// shownNamed is how many of the releases with the same words are named.
const shownNamed = 10

// find returns the release of that id or number, or with these words in its
// title. An error names those that have them, if there are several.
func (a *app) find(ctx context.Context, kept *store.Store, name string) (store.Record, error) {
	name = strings.TrimSpace(name)
	ids := []release.ID{release.ID(name)}
	if strings.Trim(name, "0123456789") == "" {
		ids = append(ids, release.NewID("motir", name, "", release.Date{}))
	}
	for _, id := range ids {
		rec, err := kept.Release(ctx, id)
		if !errors.Is(err, store.ErrNotFound) {
			return rec, err
		}
	}
	found, err := kept.Releases(ctx, store.Filter{Text: name})
	if err != nil {
		return store.Record{}, err
	}
	var same []store.Record
	for _, rec := range found {
		if strings.EqualFold(rec.Title, name) {
			same = append(same, rec)
		}
	}
	if len(same) > 0 {
		found = same
	}
	switch len(found) {
	case 0:
		return store.Record{}, fmt.Errorf("no release has the id %q, or these words in its title: `motirbot releases --text` looks for some of them", name)
	case 1:
		return found[0], nil
	}
	for _, rec := range found[:min(len(found), shownNamed)] {
		fmt.Fprintf(a.errOut, "%s  %s  %s\n", cleanLine(string(rec.ID)), rec.Date, cleanLine(rec.Title))
	}
	return store.Record{}, usagef("%d releases have %q in their titles: name one by its id", len(found), name)
}

// browse opens the page of a release.
func (a *app) browse(ctx context.Context, rec store.Record) error {
	if rec.URL == "" {
		return fmt.Errorf("release %s has no link", rec.ID)
	}
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	// The link is known to be one of the web, so it is no option of the program.
	if err := exec.CommandContext(ctx, command[0], append(command[1:], rec.URL)...).Run(); err != nil {
		return fmt.Errorf("%s could not open %s: %w", command[0], rec.URL, err)
	}
	return nil
}

func (x *showing) print(rec store.Record, texts []store.Record, read figures.Reading, sample bool) error {
	p := x.app.printer()
	p.paragraph(cleanLine(rec.Title), "", p.on.strong)
	said := []string{rec.Date.String(), rec.Issuer.Label(), string(rec.ID)}
	if rec.Category != "" {
		said = append(said, rec.Category)
	}
	if rec.Withdrawn {
		said = append(said, "withdrawn")
	}
	if rec.Truncated {
		said = append(said, "its source cuts it short")
	}
	p.paragraph(cleanLine(strings.Join(said, " · ")), "", p.on.faint)
	p.link("", rec.URL)
	p.printf("\n")
	p.paragraph(rec.Body, "", nil)
	if len(rec.Attachments) > 0 {
		p.printf("\n%s\n", p.on.strong("Attachments"))
	}
	for _, file := range rec.Attachments {
		line := file.Name
		if size := file.SizeText(); size != "" {
			line += " (" + size + ")"
		}
		if file.Unread != "" {
			line += ", not read: " + file.Unread
		}
		p.paragraph("  "+cleanLine(line), "  ", nil)
		p.link("  ", file.URL)
	}
	if len(texts) > 1 {
		p.printf("\n%s\n", p.on.strong("Texts"))
		for _, text := range texts {
			p.paragraph(fmt.Sprintf("  %d  %s  %s", text.Revision, inSeoul(text.UpdatedAt), cleanLine(text.Title)), "     ", nil)
		}
	}
	if len(read.Observations) > 0 {
		p.printf("\n%s\n", p.on.strong("Figures"))
	}
	for _, o := range read.Observations {
		p.paragraph("  "+figureLine(o), "    ", nil)
	}
	p.sample(sample)
	return p.err
}

// shownJSON is a release as `show --json` prints it.
type shownJSON struct {
	releaseJSON
	Body      string         `json:"body"`
	Withdrawn bool           `json:"withdrawn,omitempty"`
	FirstSeen time.Time      `json:"first_seen"`
	Texts     []revisionJSON `json:"revisions"` // the first one first, the present one last
	Figures   []figureJSON   `json:"figures"`
}

type revisionJSON struct {
	Revision int          `json:"revision"`
	Stored   time.Time    `json:"stored"`
	Title    string       `json:"title"`
	Date     release.Date `json:"date"`
	Body     string       `json:"body"`
}

func newShownJSON(rec store.Record, texts []store.Record, read figures.Reading, sample bool) shownJSON {
	shown := shownJSON{
		releaseJSON: newReleaseJSON(rec, sample), Body: rec.Body, Withdrawn: rec.Withdrawn, FirstSeen: rec.FirstSeen,
		Texts: []revisionJSON{}, Figures: []figureJSON{},
	}
	for _, text := range texts {
		shown.Texts = append(shown.Texts, revisionJSON{text.Revision, text.UpdatedAt, text.Title, text.Date, text.Body})
	}
	for _, o := range read.Observations {
		o.ReleaseID = rec.ID
		shown.Figures = append(shown.Figures, newFigureJSON(figures.Cited{
			Observation: o, Date: rec.Date, Title: rec.Title, URL: rec.URL, Quote: rec.Body[o.Start:o.End],
		}))
	}
	return shown
}
