package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"motirbot/release"
	"motirbot/source/motir"
)

// maxPages ends a list that has no end. The ministry's has under three hundred
// pages.
const maxPages = 3000

// page is a list page as it was answered.
type page struct {
	number  int
	items   []motir.Item
	same    bool // 304
	changed bool // the site proved that something on it has
}

// followList reads the list as far as it has to. Afterwards w.listed holds
// what it showed.
func (w *walk) followList(ctx context.Context) error {
	w.toEnd = w.goesToEnd()
	if w.toEnd {
		return w.readDown(ctx)
	}
	return w.catchUp(ctx)
}

// goesToEnd reports whether the walk may not stop where it knows everything: a
// first sync has not been through the whole list, or it is time to read it
// again.
func (w *walk) goesToEnd() bool {
	return !w.isComplete() || w.Since.IsZero() && overdue(w.state.Walked, w.cfg.Now(), w.cfg.FullWalk)
}

// isComplete reports whether a first sync has been through the whole list.
func (w *walk) isComplete() bool { return !w.state.Backfilled.IsZero() && w.state.Floor.IsZero() }

// readDown takes page by page from the newest to the last. A page is confirmed
// when it is stored, so that a walk cut short soon is where it was; but not
// page 1.
func (w *walk) readDown(ctx context.Context) error {
	var before page
	for n := 1; n <= maxPages; n++ {
		// What a first sync has confirmed it need not read again; later, the
		// point of a long walk is to see every entry.
		p, err := w.read(ctx, n, w.isComplete() || !w.Since.IsZero())
		if err != nil || p.ends(before) {
			return err
		}
		before = p
		wasClean := w.clean
		w.clean = true
		if err := w.take(ctx, p); err != nil {
			return err
		}
		if n > 1 && w.clean && !w.DryRun {
			if err := w.site.ConfirmList(ctx, n); err != nil {
				return err
			}
		}
		if n == 1 {
			w.pages = append(w.pages, n)
		}
		w.clean = w.clean && wasClean
		if w.isBeforeSince(p) {
			return nil
		}
	}
	return failed(w.name, fmt.Errorf("the list goes on after %d pages", maxPages))
}

// catchUp reads down to the first page with nothing new on it, and then takes
// the pages from that one up.
func (w *walk) catchUp(ctx context.Context) error {
	var pages []page
	for n := 1; ; n++ {
		if n > maxPages {
			return failed(w.name, fmt.Errorf("the list goes on after %d pages", maxPages))
		}
		p, err := w.read(ctx, n, !w.Since.IsZero())
		if err != nil {
			return err
		}
		if len(pages) > 0 && p.ends(pages[len(pages)-1]) {
			break
		}
		pages = append(pages, p)
		w.pages = append(w.pages, n)
		if p.same || w.Since.IsZero() && w.knowsAll(p) || w.isBeforeSince(p) {
			break
		}
	}
	for _, p := range slices.Backward(pages) {
		if err := w.take(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// read asks for a list page.
func (w *walk) read(ctx context.Context, n int, full bool) (page, error) {
	p := page{number: n}
	err := w.outOfTime(w.name)
	if err != nil {
		return p, err
	}
	asking, done := w.timed(ctx)
	defer done()
	if full {
		p.items, err = w.site.ListInFull(asking, n)
	} else {
		p.items, p.same, err = w.site.List(asking, n)
		p.changed = err == nil && w.site.Changed(n)
	}
	w.report.Requests++
	switch {
	case ctx.Err() != nil:
		return p, ctx.Err()
	case err != nil:
		return p, cmp.Or(w.outOfTime(w.name), error(failed(w.name, err)))
	}
	w.brought++
	if w.isAstray(p) {
		return p, failed(w.name, &motir.LayoutError{URL: fmt.Sprintf("list page %d", n), Missing: []string{"entry that earlier pages lack"}})
	}
	if p.same {
		w.report.NotModified++
		w.skipped = true
	} else if w.skipped {
		w.gapless = false // what stands between is not known here
	}
	w.listed = append(w.listed, p.items...)
	w.tell(Event{Source: w.name, Page: n, What: Listed})
	return p, nil
}

// ends reports whether p comes after the last page: it is empty, or, as on
// some sites, the last page over again.
func (p page) ends(before page) bool {
	if p.same {
		return false
	}
	return len(p.items) == 0 || slices.EqualFunc(p.items, before.items, sameNumber)
}

// isAstray reports whether a page shows what an earlier one has shown: the site
// leads astray, to its first page say. The one before over again is the end.
func (w *walk) isAstray(p page) bool {
	if len(p.items) == 0 || len(w.listed) < len(p.items) || p.number <= 2 {
		return false
	}
	earlier := map[string]bool{}
	for _, item := range w.listed {
		earlier[item.Number] = true
	}
	before := w.listed[len(w.listed)-len(p.items):]
	return !slices.EqualFunc(p.items, before, sameNumber) &&
		!slices.ContainsFunc(p.items, func(item motir.Item) bool { return !earlier[item.Number] })
}

func sameNumber(a, b motir.Item) bool { return a.Number == b.Number }

// take looks at what is new or changed on a page, the oldest first.
func (w *walk) take(ctx context.Context, p page) error {
	for _, item := range slices.Backward(p.items) {
		if _, stuck := w.stuck[item.Number]; stuck {
			continue // tryAgain knows when
		}
		known, isKnown := w.known[item.Number]
		var err error
		switch {
		case !isKnown && !item.Date.IsZero() && item.Date.Before(w.Since):
			w.passOver(item.Number, item.Date)
		case !isKnown, known.Gone, item.Title != "" && item.Title != known.ListedAs:
			err = w.look(ctx, item, false)
		case p.changed && !w.toEnd, !w.Since.IsZero() && !known.Date.Before(w.Since):
			err = w.look(ctx, item, true)
		}
		if err != nil {
			return err
		}
	}
	return w.batch.flush(ctx)
}

func (w *walk) knowsAll(p page) bool {
	return !slices.ContainsFunc(p.items, func(item motir.Item) bool {
		_, known := w.known[item.Number]
		_, stuck := w.stuck[item.Number]
		return !known && !stuck
	})
}

// isBeforeSince reports whether everything on a page is older than asked for.
// One entry may be: old releases are pinned on top.
func (w *walk) isBeforeSince(p page) bool {
	if w.Since.IsZero() || len(p.items) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.items, func(item motir.Item) bool {
		date := item.Date
		if known, ok := w.known[item.Number]; ok {
			date = known.Date
		} else if old, ok := w.tooOld[item.Number]; ok {
			date = old
		}
		return date.IsZero() || !date.Before(w.Since)
	})
}

// passOver leaves out a release from before Since. Its page must not become a
// 304 that hides it from a sync that goes further.
func (w *walk) passOver(number string, date release.Date) {
	w.tooOld[number] = date
	w.clean = false
}
