package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"

	"motirbot/figures"
	"motirbot/figures/chart"
	"motirbot/figures/observation"
	"motirbot/release"
	"motirbot/store"
)

const figuresHelp = `Lists the statistics that were read out of the releases: what was measured
(exports, imports, balance, production, sales, fdi-pledged …), of which item and
partner, when, how much, and how far that is from before. Without a MEASURE it
lists all of them. --since and --until are those of the period reported on.

--chart FILE draws figures of one unit into a .png or .svg file, as lines or bars; in
Korean where they are asked for in Korean.

--json prints one object a line, --csv a table for spreadsheets, each figure with
its release and the words it was read from. --check RELEASE shows what was read
of one release, and which of its numbers were left, and why.`

const figuresExamples = `  motirbot figures exports --item chips --since 2025-01-01
  motirbot figures exports --item total --partner china
  motirbot figures exports --item total --partner total --chart exports.png
  motirbot figures --csv > figures.csv
  motirbot figures --check sample-3-uk-fta`

// figuresCommand is the figures command under way.
type figuresCommand struct {
	app           *app
	item, partner string
	period        release.Period
	asOf          release.Date
	json, csv     bool
	check         string
	chart         string
	dark          bool
}

func newFiguresCommand(a *app) *cobra.Command {
	x := &figuresCommand{app: a}
	cmd := &cobra.Command{
		Use: "figures [MEASURE]", Short: "List the statistics read out of the releases", Long: figuresHelp, Example: figuresExamples,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd.Context(), strings.Join(args, " "))
		},
	}
	cmd.Flags().StringVar(&x.item, "item", "", "only figures of the `ITEM`, such as chips; total for those of all items")
	cmd.Flags().StringVar(&x.partner, "partner", "", "only figures with the `PARTNER`, such as China; total for those of all partners")
	cmd.Flags().Var(a.firstDay(&x.period.From), "since", "only periods that begin on that day or later")
	cmd.Flags().Var(a.lastDay(&x.period.To), "until", "only periods that end on that day or earlier")
	cmd.Flags().Var(a.lastDay(&x.asOf), "as-of", "as on that day; later releases do not exist yet (default today in Seoul)")
	cmd.Flags().BoolVar(&x.json, "json", false, "print JSON, one figure a line")
	cmd.Flags().BoolVar(&x.csv, "csv", false, "print comma-separated values")
	cmd.Flags().StringVar(&x.check, "check", "", "show what was read of the `RELEASE` with that id, and what was left")
	cmd.Flags().StringVar(&x.chart, "chart", "", "draw the figures into that `FILE`, .png or .svg")
	cmd.Flags().BoolVar(&x.dark, "dark", false, "draw on a dark ground")
	cmd.MarkFlagsMutuallyExclusive("json", "csv", "check")
	cmd.MarkFlagsMutuallyExclusive("chart", "check")
	return cmd
}

func (x *figuresCommand) run(ctx context.Context, measure string) (err error) {
	if x.period.IsEmpty() {
		return usagef("--since %s is after --until %s", x.period.From, x.period.To)
	}
	format := chart.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(x.chart)), "."))
	if x.chart != "" && format != chart.PNG && format != chart.SVG {
		return usagef("--chart %s: the file has to end in .png or .svg", x.chart)
	}
	reader, err := x.app.figuresReader()
	if err != nil {
		return err
	}
	lib, err := x.app.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	if x.check != "" {
		return x.checkRelease(ctx, reader, lib)
	}
	if _, err := reader.Update(ctx, lib.store); err != nil && !errors.Is(err, store.ErrReadOnly) {
		return err
	}
	data, err := reader.Load(ctx, lib.store, x.asOf)
	if err != nil {
		return err
	}
	query, err := x.query(data, measure)
	if err != nil {
		return err
	}
	found := data.Select(query)
	if x.chart != "" {
		if err := x.draw(found, data, format, measure); err != nil {
			return err
		}
	}
	switch {
	case x.csv:
		return figures.WriteCSV(x.app.out, found, cleanLine)
	case x.json:
		for _, c := range found {
			if err := writeJSON(x.app.out, newFigureJSON(c)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		if found = data.Nearest(query, nearestFigures); len(found) > 0 {
			fmt.Fprintln(x.app.errOut, "no figures of that time; the nearest are:")
		}
	}
	return x.print(found, lib.sample)
}

// nearestFigures is how many figures of other times are shown in place of none.
const nearestFigures = 3

// draw writes the chart and says what is on it.
func (x *figuresCommand) draw(found []figures.Cited, data *figures.Dataset, format chart.Format, measure string) error {
	drawn, err := chart.Draw(found, chart.Options{
		Format: format, Dark: x.dark, Name: data.Name,
		Korean: strings.ContainsFunc(measure+x.item+x.partner, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }),
	})
	_, mixed := errors.AsType[*chart.UnitsError](err)
	switch {
	case errors.Is(err, chart.ErrNothing), mixed:
		return usagef("--chart: %w", err)
	case err != nil:
		return err
	}
	if err := os.WriteFile(x.chart, drawn.Image, 0o644); err != nil {
		return fmt.Errorf("--chart: %w", err)
	}
	fmt.Fprintf(x.app.errOut, "%s: %s\n", cleanLine(x.chart), cleanLine(drawn.Alt(0)))
	if drawn.Left > 0 {
		fmt.Fprintf(x.app.errOut, "%s: %s of other periods or beyond what one chart shows\n", cleanLine(x.chart), plural(drawn.Left, "figure"))
	}
	return nil
}

// shownNames is how many of the names with most figures a mistake is met with.
const shownNames = 12

// query resolves the names of the command line. A name without any figure is
// an error that says what there is.
func (x *figuresCommand) query(data *figures.Dataset, measure string) (figures.Query, error) {
	q, err := data.Resolve(measure, x.item, x.partner)
	q.Period = x.period
	unknown, ok := errors.AsType[*figures.UnknownError](err)
	switch {
	case !ok:
		return q, err
	case len(unknown.Known) == 0:
		return q, usagef("figures: there are no figures in the index")
	}
	var keys []string
	for _, c := range unknown.Known[:min(len(unknown.Known), shownNames)] {
		keys = append(keys, c.Key)
	}
	return q, usagef("figures: %w; those with most are %s", unknown, strings.Join(keys, ", "))
}

func (x *figuresCommand) print(found []figures.Cited, sample bool) error {
	p := x.app.printer()
	if len(found) == 0 {
		p.note("no figures")
		p.sample(sample)
		return p.err
	}
	table := tabwriter.NewWriter(x.app.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PERIOD\tMEASURE\tITEM\tPARTNER\tVALUE\tCHANGE\tRELEASED")
	for _, c := range found {
		fmt.Fprintln(table, strings.Join([]string{
			c.When(), cleanLine(c.Measure), cleanLine(c.Item), cleanLine(c.Partner), valueText(c.Observation), changeText(c.Observation), c.Date.String(),
		}, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p.sample(sample)
	return p.err
}

func valueText(o observation.Observation) string {
	if o.Value.IsZero() {
		return ""
	}
	return strings.TrimSpace(o.Value.Approx + " " + o.Value.String())
}

func changeText(o observation.Observation) string {
	if o.Change.IsZero() {
		return ""
	}
	text := o.Change.String()
	if o.Change.Number > 0 {
		text = "+" + text
	}
	if o.Basis == observation.YearBefore {
		return text
	}
	return text + " (" + string(o.Basis) + ")"
}

// figureLine is a figure in one line.
func figureLine(o observation.Observation) string {
	return strings.Join(strings.Fields(strings.Join([]string{
		o.When(), cleanLine(o.Measure), cleanLine(o.Item), cleanLine(o.Partner), valueText(o), changeText(o), o.Record,
	}, " ")), " ")
}

// checkRelease shows what is read of one release, and what is left.
func (x *figuresCommand) checkRelease(ctx context.Context, reader *figures.Reader, lib *library) error {
	rec, err := x.app.find(ctx, lib.store, x.check)
	if err != nil {
		return err
	}
	reading := reader.Check(rec.Release)
	p := x.app.printer()
	p.printf("%s · %s\n", rec.Date, cleanLine(rec.Title))
	if reading.Period.IsZero() {
		p.printf("no period that it reports on\n")
	} else {
		p.printf("reports on %s\n", reading.Period)
	}
	p.printf("\n%s read:\n", plural(len(reading.Observations), "figure"))
	for _, o := range reading.Observations {
		p.printf("  %s\n", figureLine(o))
	}
	p.printf("\n%s left:\n", plural(len(reading.Left), "number"))
	for _, l := range reading.Left {
		p.printf("  %s: %s\n", cleanLine(l.Written), l.Why)
	}
	p.sample(lib.sample)
	return p.err
}

// figureJSON is a figure as --json prints it, one a line; --csv has the same
// columns: see figures.WriteCSV.
type figureJSON struct {
	Measure     string            `json:"measure"`
	Item        string            `json:"item"`
	Partner     string            `json:"partner"`
	From        release.Date      `json:"from"`
	To          release.Date      `json:"to"`
	Grain       observation.Grain `json:"grain"`
	Value       string            `json:"value"`
	Number      *float64          `json:"number"`
	Unit        string            `json:"unit"`
	Approx      string            `json:"approx,omitempty"`
	Change      string            `json:"change"`
	ChangeBy    *float64          `json:"change_number"`
	Basis       observation.Basis `json:"basis"`
	Record      string            `json:"record,omitempty"`
	Provisional bool              `json:"provisional"`
	Earlier     bool              `json:"earlier"`
	ReleaseID   release.ID        `json:"release_id"`
	Date        release.Date      `json:"date"`
	Title       string            `json:"title"`
	URL         string            `json:"url"`
	Quote       string            `json:"quote"`
}

func newFigureJSON(c figures.Cited) figureJSON {
	f := figureJSON{
		Measure: c.Measure, Item: c.Item, Partner: c.Partner, From: c.Period.From, To: c.Period.To, Grain: c.Grain, Value: c.Value.Written, Unit: c.Value.Unit,
		Approx: c.Value.Approx, Change: c.Change.Written, Basis: c.Basis, Record: c.Record, Provisional: c.Provisional, Earlier: c.Earlier,
		ReleaseID: c.ReleaseID, Date: c.Date, Title: c.Title, URL: c.URL, Quote: c.Quote,
	}
	if !c.Value.IsZero() {
		f.Number = &c.Value.Number
	}
	if !c.Change.IsZero() {
		f.ChangeBy = &c.Change.Number
	}
	return f
}
