package motir_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/internal/motirtest"
	"motirbot/source/motir"
	"motirbot/source/polite"
)

func TestFaults(t *testing.T) {
	tests := map[string]struct {
		fault motirtest.FaultKind
		view  error // what View gives
		list  error // what List gives
		says  string
	}{
		"404":                   {motirtest.Status404, motir.ErrWithdrawn, polite.NotFound, "404"},
		"410":                   {motirtest.Status410, motir.ErrWithdrawn, polite.Gone, "410"},
		"403":                   {motirtest.Status403, polite.Forbidden, polite.Forbidden, "403"},
		"503":                   {motirtest.Status503, polite.Unavailable, polite.Unavailable, "503"},
		"slow":                  {motirtest.Slow, polite.Timeout, polite.Timeout, "in time"},
		"huge":                  {motirtest.Huge, polite.TooLarge, polite.TooLarge, "bytes"},
		"bomb":                  {motirtest.GzipBomb, polite.TooLarge, polite.TooLarge, "bytes"},
		"redirect loop":         {motirtest.RedirectLoop, polite.TooManyRedirects, polite.TooManyRedirects, "circle"},
		"redirect inside":       {motirtest.RedirectPrivate, polite.PrivateAddress, polite.PrivateAddress, "127.0.0.1:1"},
		"another layout":        {motirtest.LayoutChange, motir.ErrLayout, motir.ErrLayout, "News | MOTIR"},
		"a view without a text": {motirtest.EmptyBody, motir.ErrLayout, motir.ErrLayout, "no "},
		"maintenance":           {motirtest.Maintenance, motir.ErrLayout, motir.ErrLayout, "System maintenance"},
		"deleted, status 200":   {motirtest.DeletedNotice, motir.ErrWithdrawn, motir.ErrLayout, ""},
		"dropped":               {motirtest.Dropped, polite.Unreachable, polite.Unreachable, ""},
		"truncated":             {motirtest.Truncated, polite.Unreachable, polite.Unreachable, "broke off"},
		"picture":               {motirtest.Picture, polite.NotText, polite.NotText, "image/png"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := time.Minute
			if test.fault == motirtest.Slow {
				timeout = 2 * time.Second
			}
			office, site := newSiteWithin(t, motirtest.Options{}, timeout)
			office.Generate(3)
			office.Fail(office.ViewPath("2002"), motirtest.Fault{Kind: test.fault})
			office.Fail(motirtest.ListPath, motirtest.Fault{Kind: test.fault})

			r, _, err := site.View(t.Context(), motir.Item{Number: "2002"})
			check(t, "View", err, test.view, test.says)
			if r.Body != "" || r.ID != "" {
				t.Errorf("View gave %+v beside its error", r)
			}
			items, _, err := site.List(t.Context(), 1)
			check(t, "List", err, test.list, test.says)
			if items != nil {
				t.Errorf("List gave %v beside its error", items)
			}
			if _, _, err := site.View(t.Context(), motir.Item{Number: "2003"}); err != nil {
				t.Errorf("the neighbour suffers: %v", err)
			}
			office.Heal(office.ViewPath("2002"))
			if _, _, err := site.View(t.Context(), motir.Item{Number: "2002"}); err != nil {
				t.Errorf("healed: %v", err)
			}
		})
	}
}

func check(t *testing.T, what string, err, want error, says string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
		return
	}
	if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %q, want one line with %q", what, err, says)
	}
}
