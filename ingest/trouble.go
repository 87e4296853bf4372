package ingest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"motirbot/source/motir"
	"motirbot/store"
)

const (
	eagerTries  = 3 // then the pauses begin
	firstPause  = 30 * time.Minute
	longPause   = 24 * time.Hour
	maxTries    = 40 // in one sync
	giveUpAfter = 10 // tries of a release that is not stored and said to be gone
)

// patience is how long to wait after so many tries: at first not at all, for
// most trouble passes by the next sync.
func patience(attempts int) time.Duration {
	if attempts < eagerTries {
		return 0
	}
	return min(firstPause<<min(attempts-eagerTries, 10), longPause)
}

// tryAgain asks for the pages that failed in earlier syncs. With Since, which a
// person has typed, nothing waits.
func (c *crawl) tryAgain(ctx context.Context) error {
	tried := 0
	for _, t := range sortedTroubles(c.stuck) {
		if c.looked[t.Number] || t.Next.After(c.cfg.Now()) && c.Since.IsZero() {
			continue
		}
		if tried++; tried > maxTries {
			c.clean = false
			break
		}
		err := c.lookAgain(ctx, t)
		var f *failure
		if errors.As(err, &f) && f.Kind == KindAiling {
			// These have failed before. They say nothing of the site.
			c.inARow = 0
			break
		}
		if err != nil {
			return err
		}
	}
	return c.batch.flush(ctx)
}

func (c *crawl) lookAgain(ctx context.Context, t store.Trouble) error {
	known, isKnown := c.known[t.Number]
	if err := c.look(ctx, motir.Item{Number: t.Number, Title: t.Title, Date: t.Date, URL: t.URL}, isKnown); err != nil {
		return err
	}
	if now := c.stuck[t.Number]; (!isKnown || known.Gone) && now.Kind == KindGone && now.Attempts >= giveUpAfter && !c.DryRun {
		c.cfg.Logger.WarnContext(ctx, "never to be read: its page is gone", "source", c.name, "title", t.Title, "url", urlOf(nil, t.URL))
		return c.cfg.Store.DropTrouble(ctx, c.name, t.ID)
	}
	return nil
}

// sortedTroubles puts those first that have waited longest.
func sortedTroubles(stuck map[string]store.Trouble) []store.Trouble {
	var list []store.Trouble
	for _, t := range stuck {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b store.Trouble) int {
		return cmp.Or(a.Next.Compare(b.Next), cmp.Compare(a.ID, b.ID))
	})
	return list
}
