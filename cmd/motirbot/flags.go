package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"motirbot/release"
)

// dateFlag is a flag that takes a real day.
type dateFlag struct{ to *release.Date }

func (f dateFlag) Type() string   { return "DATE" }
func (f dateFlag) String() string { return f.to.String() }

func (f dateFlag) Set(s string) error {
	date, err := release.ParseDate(s)
	if err != nil {
		return err
	}
	*f.to = date
	return nil
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

func (f *frame) addAsOf(cmd *cobra.Command) {
	cmd.Flags().Var(dateFlag{&f.asOf}, "as-of", "answer as on that day; later releases do not exist yet (default today in Seoul)")
}

func (f *frame) addPeriod(cmd *cobra.Command) {
	cmd.Flags().Var(dateFlag{&f.period.From}, "since", "only releases of that day or later")
	cmd.Flags().Var(dateFlag{&f.period.To}, "until", "only releases of that day or earlier")
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
