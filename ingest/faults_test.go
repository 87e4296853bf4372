package ingest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/source/polite"
	"motirbot/store"
)

// faults are those of the office, and what is to be reported of them.
var faults = map[string]struct {
	fault      motirtest.Fault
	kind       string // of a page that was never read, or of a list
	list       string // of a list, if otherwise
	retryAfter time.Duration
	loud       bool // layout: what is missing stands in the log
}{
	"404":                  {fault: motirtest.Fault{Kind: motirtest.Status404}, kind: ingest.KindGone, list: string(polite.NotFound)},
	"410":                  {fault: motirtest.Fault{Kind: motirtest.Status410}, kind: ingest.KindGone, list: string(polite.Gone)},
	"403":                  {fault: motirtest.Fault{Kind: motirtest.Status403}, kind: string(polite.Forbidden)},
	"500":                  {fault: motirtest.Fault{Kind: motirtest.Status500}, kind: string(polite.Unavailable)},
	"503":                  {fault: motirtest.Fault{Kind: motirtest.Status503}, kind: string(polite.Unavailable)},
	"503, wait an hour":    {fault: motirtest.Fault{Kind: motirtest.Status503, RetryAfter: time.Hour}, kind: string(polite.Unavailable), retryAfter: time.Hour},
	"slow":                 {fault: motirtest.Fault{Kind: motirtest.Slow}, kind: string(polite.Timeout)},
	"huge":                 {fault: motirtest.Fault{Kind: motirtest.Huge}, kind: string(polite.TooLarge)},
	"bomb":                 {fault: motirtest.Fault{Kind: motirtest.GzipBomb}, kind: string(polite.TooLarge)},
	"redirect loop":        {fault: motirtest.Fault{Kind: motirtest.RedirectLoop}, kind: string(polite.TooManyRedirects)},
	"redirect inside":      {fault: motirtest.Fault{Kind: motirtest.RedirectPrivate}, kind: string(polite.PrivateAddress)},
	"another layout":       {fault: motirtest.Fault{Kind: motirtest.LayoutChange}, kind: ingest.KindLayout, loud: true},
	"no text":              {fault: motirtest.Fault{Kind: motirtest.EmptyBody}, kind: ingest.KindLayout, loud: true},
	"maintenance":          {fault: motirtest.Fault{Kind: motirtest.Maintenance}, kind: ingest.KindLayout, loud: true},
	"deleted, status 200":  {fault: motirtest.Fault{Kind: motirtest.DeletedNotice}, kind: ingest.KindGone, list: ingest.KindLayout},
	"dropped":              {fault: motirtest.Fault{Kind: motirtest.Dropped}, kind: string(polite.Unreachable)},
	"cut off":              {fault: motirtest.Fault{Kind: motirtest.Truncated}, kind: string(polite.Unreachable)},
	"a picture":            {fault: motirtest.Fault{Kind: motirtest.Picture}, kind: string(polite.NotText)},
	"503 that passes soon": {fault: motirtest.Fault{Kind: motirtest.Status503, Times: 1}},
}

// faultyHouse follows an office with nine releases and three more to come, on
// pages of four.
func faultyHouse(t *testing.T, kind motirtest.FaultKind) *house {
	h := newHouse(t, motirtest.Options{PerPage: 4}, 9)
	if kind == motirtest.Slow {
		h.client = newClient(t, h.office, ingest.Pages(h.store), h.clock, func(o *polite.Options) { o.Timeout = 2 * time.Second })
		h.follow(h.list())
	}
	h.sync()
	h.office.Generate(3)
	return h
}

// healthy syncs once the trouble is over, and nothing may be lacking then.
func (h *house) healthy(path string, wait time.Duration) {
	h.t.Helper()
	h.office.Heal(path)
	h.clock.advance(wait)
	report := h.sync()
	if len(report.Failed) > 0 {
		h.t.Errorf("healed, and yet: %+v", report.Failed)
	}
	h.wantWhole()
	if got, want := sorted(h.announced()), "motir:2010 motir:2011 motir:2012"; got != want {
		h.t.Errorf("announced %s, want %s", got, want)
	}
	if s := h.state("motir"); !s.Healthy() {
		h.t.Errorf("healed, and yet the state is %+v", s)
	}
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 12, withdrawn 0, failed 0")
}

func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(list, " ")
}

// logged returns what the log says, without times, and empties it.
func (h *house) logged() string {
	h.logMu.Lock()
	defer h.logMu.Unlock()
	var lines []string
	for line := range strings.Lines(h.log.String()) {
		_, line, _ = strings.Cut(line, "level=")
		lines = append(lines, strings.ReplaceAll(strings.TrimSpace(line), h.office.URL(""), ""))
	}
	h.log.Reset()
	return strings.Join(lines, "\n")
}

func TestFaultOfANewRelease(t *testing.T) {
	for name, test := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := faultyHouse(t, test.fault.Kind)
			path := h.office.ViewPath("2011")
			h.office.Fail(path, test.fault)
			report := h.sync()
			log := h.logged()
			if test.kind == "" {
				h.wantSummary(report, "added 3, changed 0, unchanged 9, withdrawn 0, failed 0")
				h.healthy(path, 0)
				return
			}
			if len(report.Failed) == 0 || report.Failed[0].Kind != test.kind || report.Withdrawn+report.Changed != 0 {
				t.Errorf("reported %s, %+v; want kind %q", summary(report), report.Failed, test.kind)
			}
			// The neighbours came in, unless the site wants to be left alone.
			if test.retryAfter == 0 && report.Added != 2 {
				t.Errorf("added %d, want 2", report.Added)
			}
			h.wantOnlyWholeReleases()
			state := h.state("motir")
			if state.Stuck != 1 || state.StuckReason == "" || (state.Failures > 0) != (test.retryAfter > 0) {
				t.Errorf("state %+v", state)
			}
			if test.loud && !strings.Contains(log, `ERROR msg="a page has changed its layout"`) || test.loud && !strings.Contains(log, "missing=") {
				t.Errorf("the layout is not logged as an error: %s", log)
			}
			t.Logf("reported: %s: %s\nstate: %d stuck: %s\nlog: %s", summary(report), report.Failed[0].Kind, state.Stuck, state.StuckReason, log)
			h.healthy(path, test.retryAfter)
		})
	}
}

func TestFaultOfAKnownRelease(t *testing.T) {
	for name, test := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := faultyHouse(t, test.fault.Kind)
			path := h.office.ViewPath("2008")
			h.office.Edit("2008", func(r *motirtest.Release) { r.Paragraphs[0] = "What was said is said otherwise now." })
			h.office.Fail(path, test.fault)
			report := h.sync()
			if report.Withdrawn != 0 {
				t.Errorf("%s: %s", name, summary(report))
			}
			if test.retryAfter == 0 && report.Added != 3 {
				t.Errorf("%s, want 3 added", summary(report))
			}
			h.wantOnlyWholeReleases()
			h.healthy(path, test.retryAfter)
		})
	}
}

func TestFaultOfTheList(t *testing.T) {
	for name, test := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := faultyHouse(t, test.fault.Kind)
			h.office.Fail(motirtest.ListPath, test.fault)
			report := h.sync()
			log := h.logged()
			if test.kind == "" {
				h.healthy(motirtest.ListPath, 0)
				return
			}
			kind := test.kind
			if test.list != "" {
				kind = test.list
			}
			if len(report.Failed) != 1 || report.Failed[0].Kind != kind || report.Added+report.Changed+report.Withdrawn != 0 {
				t.Errorf("reported %s, %+v; want kind %q", summary(report), report.Failed, kind)
			}
			state := h.state("motir")
			if state.Failures != 1 || !state.FailingSince.Equal(h.clock.now()) || state.LastError == "" || !state.LastSuccess.Before(state.LastAttempt) {
				t.Errorf("state %+v", state)
			}
			if !strings.Contains(log, `ERROR msg="a source failed"`) {
				t.Errorf("the log says %s", log)
			}
			h.sync()
			if again := h.state("motir"); test.retryAfter == 0 && (again.Failures != 2 || again.FailingSince != state.FailingSince) {
				t.Errorf("after the second failure: %+v", again)
			}
			t.Logf("reported: %s: %s\nstate: %d failures since %s: %s\nlog: %s", summary(report), report.Failed[0].Kind,
				state.Failures, state.FailingSince.Format("15:04"), strings.ReplaceAll(state.LastError, h.office.URL(""), ""), log)
			h.healthy(motirtest.ListPath, test.retryAfter)
		})
	}
}

// A first sync meets a fault on its way: one of each class.
func TestFaultDuringTheFirstSync(t *testing.T) {
	for _, where := range []string{"view", "list"} {
		for _, name := range []string{"404", "500", "503, wait an hour", "redirect loop", "no text", "deleted, status 200", "cut off"} {
			test := faults[name]
			t.Run(where+"/"+name, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, motirtest.Options{PerPage: 3}, 11)
				path := map[string]string{"view": h.office.ViewPath("2006"), "list": h.office.ListPagePath(3)}[where]
				h.office.Fail(path, test.fault)
				h.sync()
				h.wantOnlyWholeReleases()
				h.office.Heal(path)
				h.clock.advance(test.retryAfter)
				h.sync()
				h.wantWhole()
				if h.announced() != "" {
					t.Errorf("a first sync announced %s", h.announced())
				}
				h.wantSummary(h.sync(), "added 0, changed 0, unchanged 11, withdrawn 0, failed 0")
			})
		}
	}
}

// wantOnlyWholeReleases checks that what is stored is as the office had it.
func (h *house) wantOnlyWholeReleases() {
	h.t.Helper()
	bodies := map[string]bool{}
	for _, r := range h.office.Releases() {
		bodies[r.Body()] = true
	}
	records, err := h.store.Releases(h.t.Context(), store.Filter{})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, rec := range records {
		if !bodies[rec.Body] && rec.Number != "2008" { // the one that is edited
			h.t.Errorf("%s is stored with a text that the office never had: %q", rec.ID, rec.Body)
		}
	}
	h.wantIndexed()
}
