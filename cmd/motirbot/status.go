package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"motirbot/release"
	"motirbot/store"
)

const statusHelp = `Says what is indexed and how motirbot is set up. Keys are never printed, only
whether they are set.`

func newStatusCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "status",
		Short:             "Say what is indexed and how motirbot is set up",
		Long:              statusHelp,
		Example:           "  motirbot status\n  motirbot status --json | jq .releases",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.status(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(a.out, s)
			}
			return a.printStatus(s)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

type status struct {
	Path       string       `json:"path"`
	Sample     bool         `json:"sample"`
	Releases   int          `json:"releases"`
	Chunks     int          `json:"chunks"`
	From       release.Date `json:"from"`
	To         release.Date `json:"to"`
	SizeBytes  int64        `json:"size_bytes"`
	LastChange *time.Time   `json:"last_change"`
	Schema     int          `json:"schema"`
	EmbedModel string       `json:"embedding_model"`
	Vectors    int          `json:"vectors"` // of that model
	// Vectors of other models: they stay for a change back.
	OtherVectors map[string]int `json:"other_vectors,omitempty"`
	ChatModel    string         `json:"chat_model"`
	Server       string         `json:"server"`
	Key          string         `json:"openai_api_key"` // "set", "not set" or, beside another server, "not used"

	Sources []sourceStatus `json:"sources,omitempty"` // those that a sync has asked
}

// sourceStatus is how a source was when it was last asked.
type sourceStatus struct {
	Name        string     `json:"name"`
	LastSuccess *time.Time `json:"last_success"`
	Failures    int        `json:"failures"` // in a row; 0: it is well
	Error       string     `json:"error,omitempty"`
	Unread      int        `json:"unread"` // releases that cannot be read at present
	Reason      string     `json:"reason,omitempty"`
}

func (a *app) status(ctx context.Context) (status, error) {
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return status{}, err
	}
	defer lib.Close()
	if err := lib.store.Check(ctx); err != nil {
		return status{}, err
	}
	stats, err := lib.store.Stats(ctx)
	if err != nil {
		return status{}, err
	}
	s := status{
		Path: a.cfg.DB, Sample: lib.sample, Releases: stats.Releases, Chunks: stats.Chunks,
		From: stats.From, To: stats.To, SizeBytes: stats.SizeBytes, Schema: stats.Schema,
		ChatModel: a.cfg.ChatModel, Server: a.cfg.BaseURL.String(), Key: "not set",
	}
	switch {
	case a.cfg.Key != "":
		s.Key = "set"
	case a.withheld["OPENAI_API_KEY"] != "":
		s.Key = "not used"
	}
	if !stats.LastChange.IsZero() && !lib.sample {
		s.LastChange = &stats.LastChange
	}
	if s.EmbedModel, err = lib.embedModel(); err != nil {
		return status{}, err
	}
	s.countVectors(stats)
	states, err := lib.store.SourceStates(ctx)
	for _, state := range states {
		s.Sources = append(s.Sources, statusOf(state))
	}
	return s, err
}

func statusOf(state store.SourceState) sourceStatus {
	s := sourceStatus{Name: state.Name, Failures: state.Failures, Unread: state.Stuck, Reason: state.StuckReason}
	if !state.LastSuccess.IsZero() {
		s.LastSuccess = &state.LastSuccess
	}
	if s.Failures > 0 {
		s.Error = state.LastError
	}
	return s
}

// inWords is when the source was last read, and what is amiss.
func (s sourceStatus) inWords() string {
	said := s.Name + ": never read"
	if s.LastSuccess != nil {
		said = s.Name + ": read " + inSeoul(*s.LastSuccess)
	}
	if s.Failures > 0 {
		said += fmt.Sprintf("; failing, %s so far: %s", plural(s.Failures, "time"), s.Error)
	}
	if s.Unread > 0 {
		said += fmt.Sprintf("; %s cannot be read: %s", plural(s.Unread, "release"), s.Reason)
	}
	return said
}

func inSeoul(t time.Time) string { return t.In(release.Seoul).Format("2006-01-02 15:04 KST") }

func (s *status) countVectors(stats store.Stats) {
	for model, n := range stats.Vectors {
		if model == s.EmbedModel {
			s.Vectors = n
			continue
		}
		if s.OtherVectors == nil {
			s.OtherVectors = map[string]int{}
		}
		s.OtherVectors[model] = n
	}
}

func (a *app) printStatus(s status) error {
	p := a.printer()
	row := func(name, format string, args ...any) {
		p.printf("%s %s\n", p.on.faint(fmt.Sprintf("%-11s", name)), cleanLine(fmt.Sprintf(format, args...)))
	}
	if s.Sample {
		row("index", "none yet; `motirbot index` makes it at %s", orNone(s.Path))
	} else {
		row("index", "%s", s.Path)
	}
	row("releases", "%d", s.Releases)
	if s.Releases > 0 {
		row("from", "%s", s.From)
		row("to", "%s", s.To)
	}
	row("chunks", "%d", s.Chunks)
	row("vectors", "%d by %s", s.Vectors, s.EmbedModel)
	for _, model := range slices.Sorted(maps.Keys(s.OtherVectors)) {
		row("", "%d by %s, not in use", s.OtherVectors[model], model)
	}
	if s.Vectors == 0 && s.Releases > 0 {
		row("", "none of this model yet: run `motirbot index` again")
	}
	row("size", "%s", humanize.IBytes(uint64(max(s.SizeBytes, 0))))
	if s.LastChange != nil {
		row("last change", "%s", inSeoul(*s.LastChange))
	}
	for i, source := range s.Sources {
		row([]string{"sources", ""}[min(i, 1)], "%s", source.inWords())
	}
	row("schema", "%d", s.Schema)
	row("chat model", "%s", orNone(s.ChatModel))
	row("server", "%s", s.Server)
	row("API key", "%s", s.Key)
	p.sample(s.Sample)
	return p.err
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
