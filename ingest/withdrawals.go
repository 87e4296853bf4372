package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/store"
)

// When a page is gone
//
// A site in trouble answers 404 to everything, and a release that is taken
// from the index wrongly is an answer that somebody does not get. So a page
// that says it is gone is believed when the site has shown another page
// since, the list does not show the release, and no more than
// MaxWithdrawals say so at once. Otherwise it is asked again, and believed
// after a day all the same.

// believedAfter is how long a page has to be gone to outweigh everything else.
const believedAfter = 24 * time.Hour

// maxVanished bounds the rechecks of one sync: a list that is broken may lack
// everything.
const maxVanished = 30

// lookForVanished rechecks known releases that the list should show and does
// not.
func (c *crawl) lookForVanished(ctx context.Context) error {
	if !c.gapless || c.state.Backfilled.IsZero() {
		return nil
	}
	var known []string
	for number, g := range c.known {
		if _, stuck := c.stuck[number]; !stuck && !g.Gone && !c.looked[number] {
			known = append(known, number)
		}
	}
	vanished := motir.Vanished(known, c.listed, true)
	slices.Sort(vanished)
	if len(vanished) > maxVanished {
		vanished, c.clean = vanished[:maxVanished], false
	}
	for _, number := range vanished {
		if err := c.look(ctx, c.item(number), true); err != nil {
			return err
		}
	}
	return c.batch.flush(ctx)
}

// confirmWithdrawals decides which of the releases whose pages say so are withdrawn.
func (c *crawl) confirmWithdrawals(ctx context.Context) error {
	var believed, fresh, listed []motir.Item
	for _, item := range c.suspects {
		since := c.stuck[item.Number].Since
		switch {
		case !since.IsZero() && overdue(since, c.cfg.Now(), believedAfter):
			believed = append(believed, item)
		case slices.ContainsFunc(c.listed, func(l motir.Item) bool { return l.Number == item.Number }):
			listed = append(listed, item)
		default:
			fresh = append(fresh, item)
		}
	}
	if len(believed)+len(fresh) > 0 {
		if err := c.seekWitness(ctx); err != nil {
			return err
		}
	}
	crowd := fmt.Sprintf("%d releases at once are more than can be believed", len(fresh))
	switch {
	case !c.well:
		listed = append(listed, append(believed, fresh...)...)
		return c.doubtAll(ctx, listed, nil, "the site shows no other release either")
	case len(fresh) > c.cfg.MaxWithdrawals:
		return errors.Join(c.withdraw(ctx, believed), c.doubtAll(ctx, listed, fresh, crowd))
	}
	return errors.Join(c.withdraw(ctx, append(believed, fresh...)), c.doubtAll(ctx, listed, nil, ""))
}

// seekWitness makes sure that the site is well, if nothing in this sync has
// shown it yet.
func (c *crawl) seekWitness(ctx context.Context) error {
	if c.well {
		return nil
	}
	numbers := slices.SortedFunc(maps.Keys(c.known), func(a, b string) int {
		return c.known[b].Date.Compare(c.known[a].Date)
	})
	for _, number := range numbers {
		if c.known[number].Gone || c.looked[number] {
			continue
		}
		if err := c.look(ctx, c.item(number), true); err != nil {
			return err
		}
		return c.batch.flush(ctx)
	}
	return nil
}

func (c *crawl) withdraw(ctx context.Context, items []motir.Item) error {
	var ids []release.ID
	for _, item := range items {
		known := c.known[item.Number]
		ids = append(ids, known.ID)
		c.tell(Event{Source: c.name, Title: known.ListedAs, Date: known.Date, What: Withdrawn})
		c.cfg.Logger.InfoContext(ctx, "withdrawn by the ministry", "source", c.name, "id", known.ID, "title", known.ListedAs)
	}
	if len(ids) == 0 {
		return nil
	}
	c.storing.Lock()
	defer c.storing.Unlock()
	if c.DryRun {
		for _, item := range items {
			c.touched[c.known[item.Number].ReleaseID] = true
		}
		c.report.Withdrawn += len(ids)
		return nil
	}
	withdrawn, err := c.cfg.Store.MarkGone(ctx, c.name, ids)
	if err != nil {
		return err
	}
	for _, id := range withdrawn {
		c.touched[id], c.pending = true, true
	}
	c.report.Withdrawn += len(withdrawn)
	return nil
}

// doubtAll keeps releases that seem withdrawn and are not believed: those that
// the list still shows, and others for the reason given.
func (c *crawl) doubtAll(ctx context.Context, listed, others []motir.Item, why string) error {
	whyListed := "the list still shows it"
	if others == nil && why != "" {
		whyListed = why
	}
	return errors.Join(c.doubt(ctx, listed, whyListed), c.doubt(ctx, others, why))
}

func (c *crawl) doubt(ctx context.Context, items []motir.Item, why string) error {
	for _, item := range items {
		if err := c.keepTrouble(ctx, item, fmt.Errorf("release %s: %w by its page, but %s", item.Number, motir.ErrWithdrawn, why)); err != nil {
			return err
		}
	}
	return nil
}

// keepTrouble reports a release that could not be read and remembers to try
// again.
func (c *crawl) keepTrouble(ctx context.Context, item motir.Item, err error) error {
	c.clean = false
	p := Problem{Source: c.name, URL: urlOf(err, item.URL), Kind: kindOf(err), Reason: oneLine(err)}
	c.problem(ctx, p)
	c.drifted(ctx, c.name, err)
	if c.DryRun {
		return nil
	}
	t, stuck := c.stuck[item.Number]
	if !stuck {
		t = store.Trouble{Source: c.name, ID: c.site.ReleaseID(item),
			Since: c.cfg.Now(), Quiet: c.state.Backfilled.IsZero()}
	}
	t.Number, t.Title, t.URL, t.Date = item.Number, item.Title, item.URL, item.Date
	t.Kind, t.Reason = p.Kind, p.Reason
	t.Attempts++
	t.Next = c.cfg.Now().Add(patience(t.Attempts))
	c.stuck[item.Number] = t
	return c.cfg.Store.PutTrouble(ctx, t)
}
