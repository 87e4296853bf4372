package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

func retrieverOver(t testing.TB, library retrieval.Library, options ...retrieval.Option) *retrieval.Retriever {
	t.Helper()
	retriever, err := retrieval.New(library, embed.NewLocal(), topics(t), options...)
	if err != nil {
		t.Fatal(err)
	}
	return retriever
}

func refresh(t testing.TB, r *retrieval.Retriever) bool {
	t.Helper()
	changed, err := r.Refresh(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestRefreshSwapsTheView(t *testing.T) {
	shelf := openStore(t)
	retriever := retrieverOver(t, shelf)
	model := embed.NewLocal().Model()
	if n := retriever.View().Coverage(friday).Releases; n != 0 {
		t.Fatalf("before Refresh the view holds %d releases", n)
	}
	index(t, shelf, model, sampleReleases(t))
	if !refresh(t, retriever) || refresh(t, retriever) {
		t.Fatal("Refresh is to report the change, once")
	}
	old := retriever.View()
	before := searchIn(t, old, "steel exports", retrieval.Frame{AsOf: friday})

	index(t, shelf, model, monthly())
	if old != retriever.View() {
		t.Error("indexing alone swapped the view")
	}
	if !refresh(t, retriever) || retriever.View() == old {
		t.Fatal("Refresh did not swap the view")
	}
	if got := retriever.View().Coverage(friday).Releases; got != 8+len(monthly()) {
		t.Errorf("the new view holds %d releases", got)
	}
	after := searchIn(t, old, "steel exports", retrieval.Frame{AsOf: friday})
	if diff := cmp.Diff(before, after); diff != "" || old.Coverage(friday).Releases != 8 {
		t.Errorf("the old view has changed:\n%s", diff)
	}
}

func TestWithdrawnReleasesAreGone(t *testing.T) {
	shelf := openStore(t)
	retriever := retrieverOver(t, shelf)
	index(t, shelf, embed.NewLocal().Model(), monthly())
	refresh(t, retriever)
	if err := shelf.Withdraw(t.Context(), "steel-12"); err != nil {
		t.Fatal(err)
	}
	refresh(t, retriever)
	if got := search(t, retriever.View(), "steel exports to Brazil"); hasID(got, "steel-12") {
		t.Errorf("a withdrawn release is found: %v", got)
	}
	report, _ := index(t, shelf, embed.NewLocal().Model(), monthly())
	if refresh(t, retriever); report.Changed != 1 || !hasID(search(t, retriever.View(), "steel exports to Brazil"), "steel-12") {
		t.Errorf("listed again it is not found: %+v", report)
	}
}

// broken fails at one step.
type broken struct {
	*librarytest.Library
	generation, index, text error
}

func (b *broken) Generation(ctx context.Context) (int64, error) {
	n, err := b.Library.Generation(ctx)
	return n, errors.Join(err, b.generation)
}

func (b *broken) ReadIndex(ctx context.Context, model string, want func(store.Catalog, func(int, uint64) []byte) []release.Period, row func(store.IndexRow) error) error {
	return errors.Join(b.index, b.Library.ReadIndex(ctx, model, want, row))
}

func (b *broken) Text(ctx context.Context, id release.ID, revision int) (store.Record, error) {
	if b.text != nil {
		return store.Record{}, b.text
	}
	return b.Library.Text(ctx, id, revision)
}

func TestRefreshKeepsTheViewOnErrors(t *testing.T) {
	gone := errors.New("the file is gone")
	library := &broken{Library: libraryOf(t, onSteel()...)}
	retriever := retrieverOver(t, library)
	library.generation = gone
	if _, err := retriever.Refresh(t.Context()); !errors.Is(err, gone) {
		t.Errorf("looking for changes: %v", err)
	}
	library.generation, library.index = nil, gone
	if _, err := retriever.Refresh(t.Context()); !errors.Is(err, gone) || retriever.View().Coverage(friday).Releases != 0 {
		t.Errorf("reading: %v", err)
	}
	library.index = nil
	if !refresh(t, retriever) || retriever.View().Coverage(friday).Releases != 5 {
		t.Error("the next Refresh did not make up for it")
	}
}

// A text that cannot be read is told of; one that has been deleted is gone.
func TestTextsThatCannotBeRead(t *testing.T) {
	library := &broken{Library: libraryOf(t, onSteel()...)}
	retriever := retrieverOver(t, library)
	refresh(t, retriever)
	v := retriever.View()
	for _, c := range []struct {
		name string
		err  error
		told bool
	}{{"damaged", errors.New("the page is damaged"), true}, {"deleted", store.ErrNotFound, false}} {
		library.text = c.err
		mark := v.Mark()
		passages := searchIn(t, v, "steel", retrieval.Frame{AsOf: friday})
		if err := v.FailedSince(mark); len(passages) != 0 || errors.Is(err, c.err) != c.told {
			t.Errorf("%s: %d passages, %v", c.name, len(passages), err)
		}
	}
	library.text = nil
	mark := v.Mark()
	if passages := searchIn(t, v, "steel", retrieval.Frame{AsOf: friday}); len(passages) == 0 || v.FailedSince(mark) != nil {
		t.Errorf("readable again: %d passages, %v", len(passages), v.FailedSince(mark))
	}
}

// Questions hold the view they began with while releases come in.
func TestSearchesWhileRefreshing(t *testing.T) {
	shelf := openStore(t)
	retriever := retrieverOver(t, shelf)
	model := embed.NewLocal().Model()
	index(t, shelf, model, sampleReleases(t))
	refresh(t, retriever)
	done := make(chan struct{})
	var asking sync.WaitGroup
	for i := range 2 {
		asking.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				view := retriever.View()
				question := fmt.Sprintf("critical minerals and plant %d", i+n)
				passages, err := view.Search(context.Background(), view.Understand(question, retrieval.Frame{AsOf: friday}))
				if err != nil || len(passages) == 0 {
					t.Errorf("%d passages, %v", len(passages), err)
					return
				}
			}
		})
	}
	for n := range 4 {
		index(t, shelf, model, []release.Release{rel(fmt.Sprintf("new-%d", n), "2025-12-18", fmt.Sprintf("Plant %d", n), "A plant opened.")})
		refresh(t, retriever)
	}
	close(done)
	asking.Wait()
	if got := retriever.View().Coverage(friday).Releases; got != 12 {
		t.Errorf("%d releases at the end", got)
	}
}
