package motir_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/motir"
)

// shelf follows the site as the package comment describes, with a map for a
// store.
type shelf struct {
	site  *motir.Site
	kept  map[string]release.Release
	whole bool // a sync has once come to the end of the list
	log   []string
}

func (s *shelf) sync(t *testing.T) {
	t.Helper()
	s.log = nil
	var listed []motir.Item
	var pages []int
	for page := 1; ; page++ {
		items, same, err := s.site.List(t.Context(), page)
		if err != nil {
			t.Fatal(err)
		}
		pages, listed = append(pages, page), append(listed, items...)
		added := s.take(t, items, s.site.Changed(page))
		if same || len(items) == 0 || !added && s.whole {
			break
		}
	}
	for _, number := range motir.Vanished(slices.Collect(maps.Keys(s.kept)), listed, true) {
		if _, _, err := s.site.Recheck(t.Context(), motir.Item{Number: number}); errors.Is(err, motir.ErrWithdrawn) {
			delete(s.kept, number)
			s.log = append(s.log, "withdrawn "+number)
		}
	}
	for _, page := range slices.Backward(pages) {
		if err := s.site.ConfirmList(t.Context(), page); err != nil {
			t.Fatal(err)
		}
	}
	s.whole = true
}

// take stores what is new or changed, and reports whether anything was new.
func (s *shelf) take(t *testing.T, items []motir.Item, changed bool) (added bool) {
	t.Helper()
	for _, item := range items {
		old, known := s.kept[item.Number]
		if known && old.Title == item.Title && !changed {
			continue
		}
		r, meta, err := s.site.Recheck(t.Context(), item)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case meta.NotModified:
			continue
		case !known:
			added = true
			s.log = append(s.log, "added "+item.Number)
		case old.ContentHash() != r.ContentHash():
			s.log = append(s.log, "revised "+item.Number)
		}
		s.kept[item.Number] = r
		if err := s.site.ConfirmView(t.Context(), meta); err != nil {
			t.Fatal(err)
		}
	}
	return added
}

func TestFollowingTheSite(t *testing.T) {
	office, site := newSite(t, motirtest.Options{})
	office.Generate(120)
	s := &shelf{site: site, kept: map[string]release.Release{}}
	s.sync(t)
	if len(s.log) != 120 || len(s.kept) != 120 {
		t.Fatalf("the first sync did %d things and kept %d", len(s.log), len(s.kept))
	}

	office.Forget()
	s.sync(t)
	if requests := office.Requests(); len(requests) != 1 || requests[0].Status != 304 || len(s.log) != 0 {
		t.Errorf("nothing had changed: %v, requests %+v", s.log, requests)
	}

	office.Generate(3)
	office.Edit("2118", func(r *motirtest.Release) { r.Paragraphs[0] = "The body alone was corrected." })
	office.Withdraw("2115")
	office.Forget()
	s.sync(t)
	slices.Sort(s.log)
	if diff := cmp.Diff([]string{"added 2121", "added 2122", "added 2123", "revised 2118", "withdrawn 2115"}, s.log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var statuses []string
	for _, r := range office.Requests() {
		statuses = append(statuses, fmt.Sprint(r.Status))
	}
	t.Logf("it took %d requests: %v", len(statuses), statuses)
	if office.Overlapped() {
		t.Error("two requests at once")
	}
}
