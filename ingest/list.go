package ingest

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

// followList reads the list as far as it has to. Afterwards c.listed holds
// what it showed.
func (c *crawl) followList(ctx context.Context) error {
	c.toEnd = c.goesToEnd()
	if c.toEnd {
		return c.readDown(ctx)
	}
	return c.catchUp(ctx)
}

// goesToEnd reports whether the crawl may not stop where it knows everything: a
// first sync has not been through the whole list, or it is time to read it
// again.
func (c *crawl) goesToEnd() bool {
	return !c.isComplete() || c.Since.IsZero() && overdue(c.state.Crawled, c.cfg.Now(), c.cfg.FullCrawl)
}

// isComplete reports whether a first sync has been through the whole list.
func (c *crawl) isComplete() bool { return !c.state.Backfilled.IsZero() && c.state.Floor.IsZero() }

// readDown takes page by page from the newest to the last. A page is confirmed
// when it is stored, so that a crawl cut short soon is where it was; but not
// page 1.
func (c *crawl) readDown(ctx context.Context) error {
	var before page
	for n := 1; n <= maxPages; n++ {
		// What a first sync has confirmed it need not read again; later, the
		// point of a long crawl is to see every entry.
		p, err := c.read(ctx, n, c.isComplete() || !c.Since.IsZero())
		if err != nil || p.ends(before) {
			return err
		}
		before = p
		wasClean := c.clean
		c.clean = true
		if err := c.take(ctx, p); err != nil {
			return err
		}
		if n > 1 && c.clean && !c.DryRun {
			if err := c.site.ConfirmList(ctx, n); err != nil {
				return err
			}
		}
		if n == 1 {
			c.pages = append(c.pages, n)
		}
		c.clean = c.clean && wasClean
		if c.isBeforeSince(p) {
			return nil
		}
	}
	return failed(c.name, fmt.Errorf("the list goes on after %d pages", maxPages))
}

// catchUp reads down to the first page with nothing new on it, and then takes
// the pages from that one up.
func (c *crawl) catchUp(ctx context.Context) error {
	var pages []page
	for n := 1; ; n++ {
		if n > maxPages {
			return failed(c.name, fmt.Errorf("the list goes on after %d pages", maxPages))
		}
		p, err := c.read(ctx, n, !c.Since.IsZero())
		if err != nil {
			return err
		}
		if len(pages) > 0 && p.ends(pages[len(pages)-1]) {
			break
		}
		pages = append(pages, p)
		c.pages = append(c.pages, n)
		if p.same || c.Since.IsZero() && c.knowsAll(p) || c.isBeforeSince(p) {
			break
		}
	}
	for _, p := range slices.Backward(pages) {
		if err := c.take(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// read asks for a list page.
func (c *crawl) read(ctx context.Context, n int, full bool) (page, error) {
	p := page{number: n}
	err := c.outOfTime(c.name)
	if err != nil {
		return p, err
	}
	asking, done := c.timed(ctx)
	defer done()
	if full {
		p.items, err = c.site.ListInFull(asking, n)
	} else {
		p.items, p.same, err = c.site.List(asking, n)
		p.changed = err == nil && c.site.Changed(n)
	}
	c.report.Requests++
	switch {
	case ctx.Err() != nil:
		return p, ctx.Err()
	case err != nil:
		return p, cmp.Or(c.outOfTime(c.name), error(failed(c.name, err)))
	}
	c.brought++
	if c.isAstray(p) {
		return p, failed(c.name, &motir.LayoutError{URL: fmt.Sprintf("list page %d", n), Missing: []string{"entry that earlier pages lack"}})
	}
	if p.same {
		c.report.NotModified++
		c.skipped = true
	} else if c.skipped {
		c.gapless = false // what stands between is not known here
	}
	c.listed = append(c.listed, p.items...)
	c.tell(Event{Source: c.name, Page: n, What: Listed})
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
func (c *crawl) isAstray(p page) bool {
	if len(p.items) == 0 || len(c.listed) < len(p.items) || p.number <= 2 {
		return false
	}
	earlier := map[string]bool{}
	for _, item := range c.listed {
		earlier[item.Number] = true
	}
	before := c.listed[len(c.listed)-len(p.items):]
	return !slices.EqualFunc(p.items, before, sameNumber) &&
		!slices.ContainsFunc(p.items, func(item motir.Item) bool { return !earlier[item.Number] })
}

func sameNumber(a, b motir.Item) bool { return a.Number == b.Number }

// take looks at what is new or changed on a page, the oldest first.
func (c *crawl) take(ctx context.Context, p page) error {
	for _, item := range slices.Backward(p.items) {
		if _, stuck := c.stuck[item.Number]; stuck {
			continue // tryAgain knows when
		}
		known, isKnown := c.known[item.Number]
		var err error
		switch {
		case !isKnown && !item.Date.IsZero() && item.Date.Before(c.Since):
			c.passOver(item.Number, item.Date)
		case !isKnown, known.Gone, item.Title != "" && item.Title != known.ListedAs:
			err = c.look(ctx, item, false)
		case p.changed && !c.toEnd, !c.Since.IsZero() && !known.Date.Before(c.Since):
			err = c.look(ctx, item, true)
		}
		if err != nil {
			return err
		}
	}
	return c.batch.flush(ctx)
}

func (c *crawl) knowsAll(p page) bool {
	return !slices.ContainsFunc(p.items, func(item motir.Item) bool {
		_, known := c.known[item.Number]
		_, stuck := c.stuck[item.Number]
		return !known && !stuck && !c.isForgotten(item)
	})
}

// isBeforeSince reports whether everything on a page is older than asked for.
// One entry may be: old releases are pinned on top.
func (c *crawl) isBeforeSince(p page) bool {
	if c.Since.IsZero() || len(p.items) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.items, func(item motir.Item) bool {
		date := item.Date
		if known, ok := c.known[item.Number]; ok {
			date = known.Date
		} else if old, ok := c.tooOld[item.Number]; ok {
			date = old
		}
		return date.IsZero() || !date.Before(c.Since)
	})
}

// passOver leaves out a release from before Since. Its page must not become a
// 304 that hides it from a sync that goes further.
func (c *crawl) passOver(number string, date release.Date) {
	c.tooOld[number] = date
	c.clean = false
}
