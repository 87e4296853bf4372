package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/retrieval"
)

// A life of a store: a first sync of 300 releases, one without news, one with.
func TestFollowingTheOffice(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 300).askable()
	report := h.sync()
	h.wantSummary(report, "added 300, changed 0, unchanged 0, withdrawn 0, failed 0")
	h.wantWhole()
	if h.announced() != "" || len(report.NewReleases) != 0 {
		t.Errorf("a first sync announced %s", h.announced())
	}
	t.Logf("first: %s; requests %v, %d texts embedded", summary(report), h.statuses(), h.embedder.texts.Load())

	generation, _ := h.store.Generation(t.Context())
	report = h.sync()
	h.wantSummary(report, "added 0, changed 0, unchanged 300, withdrawn 0, failed 0")
	if s := h.statuses(); s[304] == 0 || s[304] > 2 || len(s) != 1 {
		t.Errorf("nothing had changed, and the office answered %v", s)
	}
	if n := h.embedder.texts.Load(); n != 0 {
		t.Errorf("%d texts were embedded", n)
	}
	if g, _ := h.store.Generation(t.Context()); g != generation {
		t.Error("the store has changed")
	}
	t.Logf("again: %s; requests %v, %d texts embedded", summary(report), h.statuses(), h.embedder.texts.Load())

	h.office.Generate(3)
	h.office.Edit("2297", func(r *motirtest.Release) {
		r.Paragraphs[0] = "A wholly unforeseen zeppelin accord was signed in Busan on Tuesday."
	})
	h.office.Withdraw("2294")
	gone, err := h.store.Release(t.Context(), "motir:2294")
	if err != nil {
		t.Fatal(err)
	}
	if found := h.search(gone.Title); !strings.HasPrefix(found, "motir:2294") {
		t.Fatalf("the release to be withdrawn is not found before: %s", found)
	}
	report = h.sync()
	h.wantSummary(report, "added 3, changed 1, unchanged 298, withdrawn 1, failed 0")
	h.wantWhole()
	if got, want := h.announced(), "motir:2301 motir:2302 motir:2303"; got != want {
		t.Errorf("announced %s, want %s", got, want)
	}
	for i, r := range report.NewReleases {
		if want := fmt.Sprint(2301 + i); r.Number != want {
			t.Errorf("new release %d is %s, want %s", i, r.Number, want)
		}
	}
	if found := h.search(gone.Title); strings.Contains(found, "motir:2294") {
		t.Error("the withdrawn release is still found")
	}
	passages := h.passages("Where was the zeppelin accord signed?")
	if len(passages) == 0 || passages[0].ReleaseID != "motir:2297" || passages[0].Revision != 2 || !strings.Contains(passages[0].Text, "Busan") {
		t.Errorf("the edited text is not found in its newest revision: %+v", passages)
	}
	if h.embedder.texts.Load() > 30 {
		t.Errorf("%d texts were embedded for four releases", h.embedder.texts.Load())
	}
	if h.office.Overlapped() {
		t.Error("two requests at once")
	}
	t.Logf("news: %s; requests %v, %d texts embedded; announced %s", summary(report), h.statuses(), h.embedder.texts.Load(), h.announced())
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 302, withdrawn 0, failed 0")
}

func (h *house) passages(question string) []retrieval.Passage {
	h.t.Helper()
	view := h.view()
	passages, err := view.Search(context.Background(), view.Understand(question, retrieval.Frame{AsOf: release.DateOf(h.clock.now())}))
	if err != nil {
		h.t.Fatal(err)
	}
	return passages
}

// search returns the IDs found, best first.
func (h *house) search(question string) string {
	var ids []string
	for _, p := range h.passages(question) {
		ids = append(ids, string(p.ReleaseID))
	}
	return strings.Join(ids, " ")
}

func TestFirstSyncGoesOnWhereItStopped(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 45)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stored := 0
	report, err := h.in.Sync(ctx, ingest.Options{Progress: func(e ingest.Event) {
		if e.What == ingest.Stored {
			if stored++; stored == 3 {
				cancel()
			}
		}
	}})
	if !errors.Is(err, context.Canceled) || report.Added != 30 {
		t.Fatalf("stopped after three batches: %s, %v", summary(report), err)
	}
	h.office.Generate(2)
	h.follow(h.list())
	report = h.sync()
	h.wantSummary(report, "added 17, changed 0, unchanged 30, withdrawn 0, failed 0")
	views := 0
	for _, r := range h.office.Requests() {
		if strings.HasSuffix(r.Path, "/view") {
			views++
		}
	}
	if views != 17 {
		t.Errorf("%d pages were fetched for 17 releases", views)
	}
	h.wantWhole()
	if h.announced() != "" {
		t.Errorf("announced %s", h.announced())
	}
}

// A later sync that is cut short must not hide behind what it has stored.
func TestLaterSyncGoesOnWhereItStopped(t *testing.T) {
	h := newHouse(t, motirtest.Options{PerPage: 5}, 12)
	h.sync()
	h.office.Generate(17)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := h.in.Sync(ctx, ingest.Options{Progress: func(e ingest.Event) {
		if e.What == ingest.Stored {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	h.sync()
	h.wantWhole()
	if n := len(strings.Fields(h.announced())); n != 17 {
		t.Errorf("%d announcements, want 17: %s", n, h.announced())
	}
}

func TestSince(t *testing.T) {
	for name, opts := range map[string]motirtest.Options{"dated list": {}, "list without dates": {NoListDates: true}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, opts, 48)
			since := release.DateOf(h.clock.now()).AddDays(-5)
			report := h.syncWith(ingest.Options{Since: since})
			if report.Added < 10 || report.Added > 13 || len(report.Failed) > 0 {
				t.Errorf("since %s: %s", since, summary(report))
			}
			if n := len(h.office.Requests()); n > 40 {
				t.Errorf("%d requests for six days", n)
			}
			// The rest is fetched later, and none of it is news.
			h.sync()
			h.wantWhole()
			if h.announced() != "" {
				t.Errorf("announced %s", h.announced())
			}
			h.office.Generate(1)
			h.wantSummary(h.sync(), "added 1, changed 0, unchanged 48, withdrawn 0, failed 0")
			// A person who doubts the last days has them read again.
			h.office.Edit("2046", func(r *motirtest.Release) { r.Paragraphs[0] += " It was corrected." })
			h.wantSummary(h.syncWith(ingest.Options{Since: since}), "added 0, changed 1, unchanged 48, withdrawn 0, failed 0")
		})
	}
}

func TestDryRun(t *testing.T) {
	h := newHouse(t, motirtest.Options{PerPage: 5}, 15)
	report := h.syncWith(ingest.Options{DryRun: true})
	h.wantSummary(report, "added 15, changed 0, unchanged 0, withdrawn 0, failed 0")
	if s := h.statuses(); s[200] > 4 {
		t.Errorf("a dry run made the requests %v", s)
	}
	h.sync()
	h.office.Generate(2)
	h.office.Edit("2013", func(r *motirtest.Release) { r.Paragraphs[0] += " It was corrected." })
	h.office.Withdraw("2011")
	generation, _ := h.store.Generation(t.Context())
	h.wantSummary(h.syncWith(ingest.Options{DryRun: true}), "added 2, changed 1, unchanged 13, withdrawn 1, failed 0")
	if g, _ := h.store.Generation(t.Context()); g != generation || h.announced() != "" {
		t.Error("a dry run stored something")
	}
	h.wantSummary(h.sync(), "added 2, changed 1, unchanged 13, withdrawn 1, failed 0")
	h.wantWhole()
}

func TestWholeListNowAndThen(t *testing.T) {
	h := newHouse(t, motirtest.Options{PerPage: 5}, 30)
	h.sync()
	h.office.Withdraw("2003")
	h.office.Edit("2007", func(r *motirtest.Release) { r.Title += " (corrected)" })
	h.wantSummary(h.sync(), "added 0, changed 0, unchanged 30, withdrawn 0, failed 0")
	h.clock.advance(7 * 24 * time.Hour)
	h.wantSummary(h.sync(), "added 0, changed 1, unchanged 28, withdrawn 1, failed 0")
	h.wantWhole()
	if h.announced() != "" {
		t.Errorf("announced %s", h.announced())
	}
}
