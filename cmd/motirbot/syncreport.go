package main

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"motirbot/ingest"
	"motirbot/release"
)

func (x *syncing) print(r ingest.Report) error {
	if x.json {
		return writeJSON(x.app.out, x.reportJSON(r))
	}
	prefix := ""
	if x.options.DryRun {
		prefix = "dry run: "
	}
	_, err := fmt.Fprintf(x.app.out, "%sadded %d, changed %d, unchanged %d, withdrawn %d, failed %d\n",
		prefix, r.Added, r.Changed, r.Unchanged, r.Withdrawn, len(r.Failed))
	return err
}

type syncJSON struct {
	DryRun      bool          `json:"dry_run"`
	Added       int           `json:"added"`
	Changed     int           `json:"changed"`
	Unchanged   int           `json:"unchanged"`
	Withdrawn   int           `json:"withdrawn"`
	Failed      int           `json:"failed"`
	Problems    []problemJSON `json:"problems"`
	New         []newJSON     `json:"new"`
	Requests    int           `json:"requests"`
	NotModified int           `json:"not_modified"`
	Embedded    int           `json:"embedded"`
	Missing     int           `json:"without_vectors,omitempty"`
	TookMS      float64       `json:"took_ms"`
}

type problemJSON struct {
	Source string `json:"source"`
	URL    string `json:"url"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

type newJSON struct {
	ID    release.ID   `json:"id"`
	Date  release.Date `json:"date"`
	Title string       `json:"title"`
	URL   string       `json:"url"`
}

func (x *syncing) reportJSON(r ingest.Report) syncJSON {
	out := syncJSON{
		DryRun: x.options.DryRun, Added: r.Added, Changed: r.Changed, Unchanged: r.Unchanged, Withdrawn: r.Withdrawn,
		Failed: len(r.Failed), Problems: []problemJSON{}, New: []newJSON{},
		Requests: r.Requests, NotModified: r.NotModified, Embedded: *x.embedded, Missing: r.Missing, TookMS: milliseconds(r.Took),
	}
	for _, p := range r.Failed {
		out.Problems = append(out.Problems, problemJSON(p))
	}
	for _, n := range r.NewReleases {
		out.New = append(out.New, newJSON{ID: n.ID, Date: n.Date, Title: n.Title, URL: n.URL})
	}
	return out
}

// arrivals says on stderr how far a sync is: a bar on a terminal, else a line
// for each batch that was stored.
type arrivals struct {
	out   io.Writer
	bar   *progressbar.ProgressBar // nil: lines
	count int
	told  int // of count
	page  int
}

func newArrivals(a *app) *arrivals {
	s := &arrivals{out: a.errOut}
	if screenOf(a.rawErr, a.environ).terminal {
		// How much there is shows only at the end.
		s.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.rawErr), progressbar.OptionSetDescription("reading the list"),
			progressbar.OptionShowCount(), progressbar.OptionEnableColorCodes(false), progressbar.OptionClearOnFinish())
	}
	return s
}

func (s *arrivals) event(e ingest.Event) {
	switch e.What {
	case ingest.Listed:
		s.page = e.Page
	case ingest.Added, ingest.Changed, ingest.Withdrawn:
		s.count++
	}
	switch {
	case s.bar != nil:
		s.bar.Describe(fmt.Sprintf("%s, page %d", e.Source, s.page))
		_ = s.bar.Set(s.count) // a bar that cannot be drawn is no reason to stop
	case e.What == ingest.Stored && s.count > s.told:
		s.told = s.count
		fmt.Fprintf(s.out, "%s: %d releases stored\n", cleanLine(e.Source), s.count)
	}
}

// end clears the bar, also where the sync stopped half way.
func (s *arrivals) end() {
	if s.bar != nil {
		_ = s.bar.Clear()
	}
}
