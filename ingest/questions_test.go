package ingest_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/retrieval"
)

var questionReleases = flag.Int("questions", 30, "releases that TestQuestionsDuringASync brings in")

// watched keeps every view that was ever put in place.
type watched struct {
	*retrieval.Retriever
	mu    sync.Mutex
	views []*retrieval.View
}

func (w *watched) Refresh(ctx context.Context) (bool, error) {
	changed, err := w.Retriever.Refresh(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.views = append(w.views, w.View())
	return changed, err
}

// isOf reports whether an answer is of one view: every passage has the text and
// the revision that it has there, and the coverage is the view's.
func (w *watched) isOf(ans answer.Answer, view *retrieval.View, today release.Date) bool {
	if ans.Coverage != view.Coverage(today) {
		return false
	}
	return !slices.ContainsFunc(ans.Passages, func(p retrieval.Passage) bool {
		r, ok := view.Record(p.ReleaseID)
		return !ok || r.Revision != p.Revision || p.End > len(r.Body) || r.Body[p.Start:p.End] != p.Text
	})
}

// asker asks twenty questions a second until it is stopped.
type asker struct {
	*answer.Answerer
	answers []answer.Answer
	errs    []error
	took    []time.Duration
}

func (a *asker) ask(t *testing.T, stop <-chan struct{}) {
	var mu sync.Mutex
	var asking sync.WaitGroup
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-stop:
			asking.Wait()
			return
		case <-tick.C:
		}
		asking.Go(func() {
			began := time.Now() // waiting for others counts
			ans, err := a.Ask(t.Context(), answer.Question{Text: questions[n%len(questions)]}, nil)
			took := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			a.answers, a.errs, a.took = append(a.answers, ans), append(a.errs, err), append(a.took, took)
		})
	}
}

var questions = []string{
	"What did Korea and Japan agree on for semiconductors?",
	"Who led the Korean side in the talks with the European Union?",
	"How much will both sides invest in batteries?",
	"What is new with Viet Nam?",
	"What did the partners say about supply chains for steel?",
}

func (a *asker) percentile(p int) time.Duration {
	slices.Sort(a.took)
	return a.took[min(len(a.took)*p/100, len(a.took)-1)]
}

// Questions are asked all through a sync: none fails, and none is answered
// from a state that the index never had. How long they take is printed and
// not judged, since the machine is shared.
func TestQuestionsDuringASync(t *testing.T) {
	h := newHouse(t, motirtest.Options{}, 40).askable()
	h.sync()
	// The clock of this part is real, so that the index is refreshed on the way.
	h.clock.at = time.Now()
	seen := &watched{Retriever: h.retriever, views: []*retrieval.View{h.retriever.View()}}
	in := ingest.New(ingest.Config{
		Store: h.store, Indexer: h.indexer, Retriever: seen, Sources: []ingest.Source{h.list()}, RefreshEvery: 500 * time.Millisecond,
	})
	answerer := answer.New(answer.Config{Retriever: h.retriever, Now: time.Now})

	before := &asker{Answerer: answerer}
	stop := make(chan struct{})
	time.AfterFunc(2*time.Second, func() { close(stop) })
	before.ask(t, stop)

	h.office.Generate(*questionReleases)
	for n := range 10 {
		h.office.Edit(fmt.Sprint(2025+n), func(r *motirtest.Release) { r.Paragraphs[0] = "Corrected. " + r.Paragraphs[0] })
	}
	during := &asker{Answerer: answerer}
	stop = make(chan struct{})
	var syncing sync.WaitGroup
	began := time.Now()
	syncing.Go(func() {
		defer close(stop)
		report, err := in.Sync(t.Context(), ingest.Options{})
		if err != nil || report.Added != *questionReleases {
			t.Errorf("%s, %v", summary(report), err)
		}
	})
	during.ask(t, stop)
	syncing.Wait()
	took := time.Since(began)

	today := release.DateOf(time.Now())
	for i, ans := range during.answers {
		if during.errs[i] != nil {
			t.Errorf("question %d failed: %v", i, during.errs[i])
		} else if !slices.ContainsFunc(seen.views, func(v *retrieval.View) bool { return seen.isOf(ans, v, today) }) {
			t.Errorf("answer %d is of no state of the index: %+v", i, ans)
		}
	}
	t.Logf("%d releases in %.1f s, %d views; %d questions, 0 failed; p50 %v p99 %v, without sync p50 %v p99 %v",
		*questionReleases, took.Seconds(), len(seen.views), len(during.answers),
		during.percentile(50).Round(time.Microsecond), during.percentile(99).Round(time.Microsecond),
		before.percentile(50).Round(time.Microsecond), before.percentile(99).Round(time.Microsecond))
}
