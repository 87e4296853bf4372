package motir_test

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/source/polite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newSite(t *testing.T, opts motirtest.Options) (*motirtest.Site, *motir.Site) {
	t.Helper()
	return newSiteWithin(t, opts, time.Minute)
}

// newSiteWithin bounds a request by timeout, which only tests of slowness
// should make short: a busy machine is slow as well.
func newSiteWithin(t *testing.T, opts motirtest.Options, timeout time.Duration) (*motirtest.Site, *motir.Site) {
	t.Helper()
	office := motirtest.New(t, opts)
	return office, motir.New(newClient(t, office, timeout), motir.Config{ListURL: office.ListURL()})
}

func newClient(t *testing.T, office *motirtest.Site, timeout time.Duration) *polite.Client {
	t.Helper()
	client, err := polite.New(polite.Options{
		UserAgent: "motirbot/1.0 (+https://example.org)", MinInterval: -1, Attempts: 2,
		Timeout: timeout, Deadline: 5 * time.Minute, MaxBytes: 1 << 20,
		Admit:  func(at netip.AddrPort) bool { return at == office.Addr() },
		Cache:  &motirtest.Validators{},
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// asPublished is what a reader of the site should make of a release.
func asPublished(office *motirtest.Site, r motirtest.Release, opts motirtest.Options) release.Release {
	want := release.Release{
		ID: release.ID("motir:" + r.Number), Source: "motir", Number: r.Number, Title: r.Title,
		Date: r.Date, Category: r.Category, Body: r.Body(), URL: office.URL(office.ViewPath(r.Number)),
	}
	if opts.OldForm || opts.Korean {
		want.Category = "" // those show none
	}
	if opts.Korean {
		want.ID = release.ID("motir:ko/" + r.Number)
	}
	for i, name := range r.Attachments {
		a := release.Attachment{Name: name, URL: office.URL(office.FilePath(r.Number, i))}
		if !opts.OldForm {
			a.Size = 182 << 10
		}
		want.Attachments = append(want.Attachments, a)
	}
	return want
}

func TestEveryReleaseComesWhole(t *testing.T) {
	variants := map[string]motirtest.Options{
		"plain":         {},
		"Korean board":  {Korean: true},
		"EUC-KR":        {EUCKR: true},
		"older form":    {OldForm: true},
		"older, EUC-KR": {OldForm: true, EUCKR: true},
		"undated list":  {NoListDates: true},
		"no validators": {NoValidators: true},
		"pages overlap": {Overlap: 2},
		"a page of 11":  {PerPage: 11},
		"a page of one": {PerPage: 1},
	}
	for name, opts := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office, site := newSite(t, opts)
			office.Generate(34)
			items := walk(t, site)
			published := office.Releases()
			if len(items) != len(published) {
				t.Fatalf("%d items, want %d", len(items), len(published))
			}
			for i, item := range items {
				want := asPublished(office, published[i], opts)
				if item.Number != want.Number || item.Title != want.Title || item.URL != want.URL {
					t.Errorf("item %d is %+v", i, item)
				}
				if item.Date != want.Date && !opts.NoListDates {
					t.Errorf("item %s has the date %s, want %s", item.Number, item.Date, want.Date)
				}
				got, _, err := site.View(t.Context(), item)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("release %s (-want +got):\n%s", item.Number, diff)
				}
			}
		})
	}
}

// walk reads all pages and keeps the first entry of each number.
func walk(t *testing.T, site *motir.Site) []motir.Item {
	t.Helper()
	var all []motir.Item
	for page := 1; ; page++ {
		items, same, err := site.List(t.Context(), page)
		if err != nil || same {
			t.Fatalf("page %d: 304 %t, error %v", page, same, err)
		}
		if len(items) == 0 {
			return all
		}
		for _, item := range items {
			if !slices.ContainsFunc(all, func(i motir.Item) bool { return i.Number == item.Number }) {
				all = append(all, item)
			}
		}
	}
}

func TestUnchangedListIsOneRequest(t *testing.T) {
	office, site := newSite(t, motirtest.Options{})
	office.Generate(12)
	if _, same, err := site.List(t.Context(), 1); same || err != nil {
		t.Fatal(same, err)
	}
	if _, same, err := site.List(t.Context(), 1); same || err != nil {
		t.Error("a list that was not confirmed must be read in full:", same, err)
	}
	if err := site.ConfirmList(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	office.Forget()
	if items, same, err := site.List(t.Context(), 1); !same || err != nil || items != nil || site.Changed(1) {
		t.Error("after confirming:", items, same, err)
	}
	if n := len(office.Requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
	office.Generate(1)
	if items, same, err := site.List(t.Context(), 1); same || err != nil || items[0].Number != "2013" || !site.Changed(1) {
		t.Error("after a new release:", items, same, err)
	}
	if items, err := site.ListInFull(t.Context(), 1); err != nil || len(items) != 10 {
		t.Error(items, err)
	}
	if site.Changed(1) {
		t.Error("an unconditional answer proves no change")
	}
	if err := site.ConfirmList(t.Context(), 7); err == nil {
		t.Error("a page that was never read was confirmed")
	}
}

func TestEditsAndWithdrawals(t *testing.T) {
	office, site := newSite(t, motirtest.Options{})
	office.Generate(3)
	items, _, err := site.List(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		_, meta, err := site.View(t.Context(), item)
		if err != nil {
			t.Fatal(err)
		}
		if err := site.ConfirmView(t.Context(), meta); err != nil {
			t.Fatal(err)
		}
	}
	if _, meta, err := site.Recheck(t.Context(), items[1]); err != nil || !meta.NotModified {
		t.Errorf("unchanged: %+v, %v", meta, err)
	}
	office.Edit("2002", func(r *motirtest.Release) { r.Paragraphs[0] = "The figures were corrected." })
	r, meta, err := site.Recheck(t.Context(), items[1])
	if err != nil || meta.NotModified || r.Body[:27] != "The figures were corrected." {
		t.Errorf("edited: %+v, %+v, %v", r, meta, err)
	}
	if _, meta, _ := site.Recheck(t.Context(), items[1]); meta.NotModified {
		t.Error("an edit that was not confirmed is lost")
	}
	office.Withdraw("2002")
	if _, _, err := site.Recheck(t.Context(), items[1]); !errors.Is(err, motir.ErrWithdrawn) || !polite.Missing(err) {
		t.Errorf("withdrawn: %v", err)
	}
	left, _, err := site.List(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if gone := motir.Vanished([]string{"2003", "2002", "2001"}, left, true); !slices.Equal(gone, []string{"2002"}) {
		t.Errorf("vanished: %v", gone)
	}
}

func TestViewWithoutADate(t *testing.T) {
	office, site := newSite(t, motirtest.Options{})
	made := office.Generate(1)[0]
	office.Edit(made.Number, func(r *motirtest.Release) { r.NoDate = true })
	item := motir.Item{Number: made.Number, Date: made.Date}
	r, meta, err := site.View(t.Context(), item)
	if err != nil || r.Date != made.Date || !meta.DateFromList {
		t.Errorf("%s, %+v, %v", r.Date, meta, err)
	}
	item.Date = release.Date{}
	_, _, err = site.View(t.Context(), item)
	var layout *motir.LayoutError
	if !errors.As(err, &layout) || !slices.Equal(layout.Missing, []string{"registration date"}) {
		t.Errorf("no date anywhere: %v", err)
	}
}
