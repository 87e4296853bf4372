package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"motirbot/internal/dates"
	"motirbot/release"
)

// dateFlag is a flag that takes a day: as the ministry writes it, or as people
// say it, in English or Korean. Of a longer time it takes the first or last day.
type dateFlag struct {
	to   *release.Date
	last bool
	now  func() time.Time
}

// firstDay and lastDay are flags that begin and end a period.
func (a *app) firstDay(to *release.Date) dateFlag { return dateFlag{to, false, a.now} }
func (a *app) lastDay(to *release.Date) dateFlag  { return dateFlag{to, true, a.now} }

// slashed is a date that begins with the day or the month.
var slashed = regexp.MustCompile(`^(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})$`)

func (f dateFlag) Type() string   { return "DATE" }
func (f dateFlag) String() string { return f.to.String() }

func (f dateFlag) Set(s string) error {
	today := release.DateOf(f.now())
	s = strings.TrimSpace(s)
	date, err := release.ParseDate(s)
	said := dates.Read(s, today)
	if m := slashed.FindStringSubmatch(s); m != nil && len(said) == 1 {
		other := dates.Read(m[2]+"/"+m[1]+"/"+m[3], today)
		if len(other) == 1 && other[0].Period != said[0].Period {
			return fmt.Errorf("%q may be %s or %s: write it like one of these", s, said[0].Period, other[0].Period)
		}
	}
	switch {
	case err == nil:
	case len(said) != 1 || said[0].Start > 0 || said[0].End < len(s):
		return fmt.Errorf("%q is not a date: want a real day such as %s, a time such as 2025-12, 2025-Q4 or 2025, or today, yesterday or last week", s, today)
	case f.last:
		date = said[0].Period.To
	default:
		date = said[0].Period.From
	}
	if latest := lastOfNextYear(today); date.After(latest) {
		return fmt.Errorf("%q is too late: want a day up to %s", s, latest)
	}
	*f.to = date
	return nil
}

// lastOfNextYear is the last day that is not taken for a slip of the pen.
func lastOfNextYear(today release.Date) release.Date {
	return release.NewDate(today.Year+1, time.December, 31)
}

// countFlag is a flag that takes a number of things to list.
type countFlag struct{ to *int }

const maxCount = 1000

func (f countFlag) Type() string   { return "N" }
func (f countFlag) String() string { return strconv.Itoa(*f.to) }

func (f countFlag) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxCount {
		return fmt.Errorf("%q is not a number from 1 to %d", s, maxCount)
	}
	*f.to = n
	return nil
}

// frame holds the flags that the asking commands have in common: what a
// question is read in, and how its answer is printed.
type frame struct {
	asOf   release.Date
	period release.Period
	topic  string
	json   bool
	noLLM  bool
}

func (f *frame) addAsOf(a *app, cmd *cobra.Command) {
	cmd.Flags().Var(a.lastDay(&f.asOf), "as-of", "answer as on that day; later releases do not exist yet (default today in Seoul)")
}

func (f *frame) addPeriod(a *app, cmd *cobra.Command) {
	cmd.Flags().Var(a.firstDay(&f.period.From), "since", "only releases of that day or later")
	cmd.Flags().Var(a.lastDay(&f.period.To), "until", "only releases of that day or earlier")
}

func (f *frame) addTopic(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.topic, "topic", "", "only releases on the topic `NAME`, such as EU or semiconductors")
	// The error is for a flag that does not exist.
	_ = cmd.RegisterFlagCompletionFunc("topic", a.completeTopics)
}

func (f *frame) addIssuer(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.issuer, "issuer", "", "only releases of the ministry `NAME`, short or full, such as MOTIR")
}

func (f *frame) addJSON(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
}

func (f *frame) addNoLLM(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.noLLM, "no-llm", false, "take the answer verbatim from the releases even where a chat model is set")
}

// check finds what single flags cannot see.
func (f *frame) check() error {
	if f.period.IsEmpty() {
		return usagef("--since %s is after --until %s", f.period.From, f.period.To)
	}
	return nil
}

// asOfDay is the day the command answers as of.
func (a *app) asOfDay(f *frame) release.Date {
	if f.asOf.IsZero() {
		return release.DateOf(a.now())
	}
	return f.asOf
}
