package ingest

import (
	"context"
	"errors"
	"slices"
	"time"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// maxInARow is after how many failures without a success a site is left for
// the next sync. Each has been tried several times already.
const maxInARow = 5

// FromSite makes a source of a list of releases with pages of their own.
func FromSite(name string, site Site) Source { return siteSource{name, site} }

type siteSource struct {
	name string
	site Site
}

func (s siteSource) Name() string { return s.name }

// bring follows the list, tries again what failed before, and looks for what
// was edited or withdrawn without a word.
func (s siteSource) bring(ctx context.Context, r *run, state *store.SourceState) (func(context.Context) error, error) {
	c, err := newCrawl(ctx, r, s, state)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		c.followList, c.tryAgain, c.lookForVanished, c.recheckDue, c.confirmWithdrawals,
	} {
		if err := step(ctx); err != nil {
			return nil, c.abandon(ctx, err)
		}
	}
	c.complete()
	if !c.clean {
		return nil, nil
	}
	return c.confirm, nil
}

// crawl is one site during one sync.
type crawl struct {
	*run
	site  Site
	name  string
	state *store.SourceState
	batch *batch

	known map[string]store.Sighting // by number
	stuck map[string]store.Trouble  // by number
	gone  map[release.ID]bool       // forgotten: passed over

	listed  []motir.Item            // what the list showed, in order
	skipped bool                    // a page was not shown: 304
	gapless bool                    // listed is all that stands from page 1 down to its end
	toEnd   bool                    // the crawl goes to the end of the list
	pages   []int                   // to be confirmed
	looked  map[string]bool         // numbers whose page was asked for in this sync
	tooOld  map[string]release.Date // numbers that were passed over

	suspects []motir.Item // known, and their pages say that they are gone
	well     bool         // the site has shown a page since the last suspect
	inARow   int          // failures since it has shown one
	clean    bool         // nothing has failed or was passed over
}

func newCrawl(ctx context.Context, r *run, s siteSource, state *store.SourceState) (*crawl, error) {
	c := &crawl{run: r, site: s.site, name: s.name, state: state, batch: r.newBatch(s.name), gapless: true, clean: true,
		known: map[string]store.Sighting{}, stuck: map[string]store.Trouble{},
		looked: map[string]bool{}, tooOld: map[string]release.Date{}}
	known, err := r.cfg.Store.Sightings(ctx, s.name)
	if err != nil {
		return nil, err
	}
	// Another list may have been followed under this name; and this one by an
	// earlier version, which made IDs of the number alone.
	isOwn := func(id release.ID, item motir.Item) bool { return id == s.site.ReleaseID(item) || s.site.Has(item.URL) }
	for _, g := range known {
		if isOwn(g.ID, motir.Item{Number: g.Number, Title: g.ListedAs, Date: g.Date, URL: g.URL}) {
			c.known[g.Number] = g
		}
	}
	stuck, err := r.cfg.Store.Troubles(ctx, s.name)
	for _, t := range stuck {
		if isOwn(t.ID, motir.Item{Number: t.Number, Title: t.Title, Date: t.Date, URL: t.URL}) {
			c.stuck[t.Number] = t
		}
	}
	if err == nil {
		c.gone, err = r.cfg.Store.ForgottenIDs(ctx)
	}
	return c, err
}

// isForgotten reports whether an entry leads to a release that was forgotten.
func (c *crawl) isForgotten(item motir.Item) bool {
	return len(c.gone) > 0 && c.gone[c.site.ReleaseID(item)]
}

// look asks for a page: for one that is stored conditionally, unless there is
// reason to think that it has changed.
func (c *crawl) look(ctx context.Context, item motir.Item, conditional bool) error {
	if c.looked[item.Number] || c.isForgotten(item) {
		return nil
	}
	if err := c.outOfTime(c.name); err != nil {
		return err
	}
	c.looked[item.Number] = true
	known, isKnown := c.known[item.Number]
	if c.DryRun && !isKnown {
		c.report.Added++
		c.tell(Event{Source: c.name, Title: item.Title, Date: item.Date, What: Added})
		return nil
	}
	ask := c.site.View
	if conditional {
		ask = c.site.Recheck
	}
	asking, done := c.timed(ctx)
	rel, meta, err := ask(asking, item)
	done()
	c.report.Requests++
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && c.outOfTime(c.name) != nil:
		return c.outOfTime(c.name) // which says nothing of the page
	case err != nil:
		return c.miss(ctx, item, err, isKnown && !known.Gone)
	}
	c.well, c.inARow = true, 0
	c.brought++
	if isKnown && !meta.NotModified {
		rel.ID = known.ID
	}
	seen := store.Seen{
		Sighting: store.Sighting{ListedAs: item.Title, URL: item.URL},
		Page:     meta.URL.Key(), Validators: store.Validators(meta.Validators), Quiet: c.quiet(item, rel.Date),
	}
	if seen.ListedAs == "" {
		seen.ListedAs = known.ListedAs
	}
	if meta.NotModified {
		c.report.NotModified++
		known.ListedAs = seen.ListedAs
		c.batch.touch(known, seen)
		return nil
	}
	if !isKnown && rel.Date.Before(c.Since) {
		c.passOver(item.Number, rel.Date)
		return nil
	}
	rel.OfRecord = true
	return c.batch.add(ctx, shown{text: rel, seen: seen})
}

// quiet reports whether a release cannot be news: a first sync brings it, or
// would have.
func (c *crawl) quiet(item motir.Item, date release.Date) bool {
	return c.state.Backfilled.IsZero() || c.stuck[item.Number].Quiet || date.Before(c.state.Floor)
}

// miss deals with a page that could not be had. Only what concerns the whole
// site is returned.
func (c *crawl) miss(ctx context.Context, item motir.Item, err error, isKnown bool) error {
	c.inARow++
	if isKnown && errors.Is(err, motir.ErrWithdrawn) {
		c.suspects, c.well = append(c.suspects, item), false
	} else if err := c.keepTrouble(ctx, item, err); err != nil {
		return err
	}
	switch {
	case polite.RetryAfter(err) > 0:
		return failed(c.name, err) // the site wants to be left alone, and not by this page only
	case c.inARow >= maxInARow:
		f := failed(c.name, err)
		f.Kind, f.Reason = KindAiling, "page after page failed, the last one so: "+f.Reason
		return f
	}
	return nil
}

// abandon ends the crawl for the reason given. What is in hand is stored.
func (c *crawl) abandon(ctx context.Context, reason error) error {
	if _, ok := errors.AsType[*failure](reason); !ok {
		return reason
	}
	if err := c.batch.flush(ctx); err != nil {
		return err
	}
	if err := c.doubt(ctx, c.suspects, "the site is in trouble"); err != nil {
		return err
	}
	return reason
}

// complete notes what a crawl to the end of the list has achieved.
func (c *crawl) complete() {
	now := c.cfg.Now()
	if !c.toEnd {
		return
	}
	if c.Since.IsZero() {
		c.state.Crawled, c.state.Floor = now, release.Date{}
	} else if c.state.Backfilled.IsZero() || c.Since.Before(c.state.Floor) {
		c.state.Floor = c.Since
	}
	if c.state.Backfilled.IsZero() {
		c.state.Backfilled = now
	}
}

// confirm makes 304s count, page 1 last, since its ends the next sync before
// any other page is asked for.
func (c *crawl) confirm(ctx context.Context) error {
	for _, page := range slices.Backward(c.pages) {
		if err := c.site.ConfirmList(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// recheckDue looks again at the few releases whose turn it is.
func (c *crawl) recheckDue(ctx context.Context) error {
	var seen []motir.Seen
	for number, g := range c.known {
		if _, stuck := c.stuck[number]; !g.Gone && !stuck && !c.looked[number] {
			seen = append(seen, motir.Seen{Number: number, Date: g.Date, Checked: g.Checked})
		}
	}
	for _, number := range motir.Due(seen, c.cfg.Now(), duePerSync) {
		if err := c.look(ctx, c.item(number), true); err != nil {
			return err
		}
	}
	return c.batch.flush(ctx)
}

// duePerSync is what motir.Due recommends.
const duePerSync = 2

// item is a known release as the list last showed it.
func (c *crawl) item(number string) motir.Item {
	g := c.known[number]
	return motir.Item{Number: number, Title: g.ListedAs, Date: g.Date, URL: g.URL}
}

// overdue reports whether something that is done every so often was last done
// that long ago.
func overdue(last, now time.Time, every time.Duration) bool { return now.Sub(last) >= every }
