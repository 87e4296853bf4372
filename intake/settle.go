package intake

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
func (w *walk) lookForVanished(ctx context.Context) error {
	if !w.gapless || w.state.Backfilled.IsZero() {
		return nil
	}
	var known []string
	for number, g := range w.known {
		if _, stuck := w.stuck[number]; !stuck && !g.Gone && !w.looked[number] {
			known = append(known, number)
		}
	}
	vanished := motir.Vanished(known, w.listed, true)
	slices.Sort(vanished)
	if len(vanished) > maxVanished {
		vanished, w.clean = vanished[:maxVanished], false
	}
	for _, number := range vanished {
		if err := w.look(ctx, w.item(number), true); err != nil {
			return err
		}
	}
	return w.batch.flush(ctx)
}

// settle decides which of the releases whose pages say so are withdrawn.
func (w *walk) settle(ctx context.Context) error {
	var believed, fresh, listed []motir.Item
	for _, item := range w.suspects {
		since := w.stuck[item.Number].Since
		switch {
		case !since.IsZero() && overdue(since, w.cfg.Now(), believedAfter):
			believed = append(believed, item)
		case slices.ContainsFunc(w.listed, func(l motir.Item) bool { return l.Number == item.Number }):
			listed = append(listed, item)
		default:
			fresh = append(fresh, item)
		}
	}
	if len(believed)+len(fresh) > 0 {
		if err := w.seekWitness(ctx); err != nil {
			return err
		}
	}
	crowd := fmt.Sprintf("%d releases at once are more than can be believed", len(fresh))
	switch {
	case !w.well:
		listed = append(listed, append(believed, fresh...)...)
		return w.doubtAll(ctx, listed, nil, "the site shows no other release either")
	case len(fresh) > w.cfg.MaxWithdrawals:
		return errors.Join(w.withdraw(ctx, believed), w.doubtAll(ctx, listed, fresh, crowd))
	}
	return errors.Join(w.withdraw(ctx, append(believed, fresh...)), w.doubtAll(ctx, listed, nil, ""))
}

// seekWitness makes sure that the site is well, if nothing in this sync has
// shown it yet.
func (w *walk) seekWitness(ctx context.Context) error {
	if w.well {
		return nil
	}
	numbers := slices.SortedFunc(maps.Keys(w.known), func(a, b string) int {
		return w.known[b].Date.Compare(w.known[a].Date)
	})
	for _, number := range numbers {
		if w.known[number].Gone || w.looked[number] {
			continue
		}
		if err := w.look(ctx, w.item(number), true); err != nil {
			return err
		}
		return w.batch.flush(ctx)
	}
	return nil
}

func (w *walk) withdraw(ctx context.Context, items []motir.Item) error {
	var ids []release.ID
	for _, item := range items {
		known := w.known[item.Number]
		ids = append(ids, known.ID)
		w.tell(Event{Source: w.name, Title: known.ListedAs, Date: known.Date, What: Withdrawn})
		w.cfg.Logger.InfoContext(ctx, "withdrawn by the ministry", "source", w.name, "id", known.ID, "title", known.ListedAs)
	}
	if len(ids) == 0 {
		return nil
	}
	w.storing.Lock()
	defer w.storing.Unlock()
	if w.DryRun {
		for _, item := range items {
			w.touched[w.known[item.Number].ReleaseID] = true
		}
		w.report.Withdrawn += len(ids)
		return nil
	}
	withdrawn, err := w.cfg.Store.MarkGone(ctx, w.name, ids)
	if err != nil {
		return err
	}
	for _, id := range withdrawn {
		w.touched[id], w.pending = true, true
	}
	w.report.Withdrawn += len(withdrawn)
	return nil
}

// doubtAll keeps releases that seem withdrawn and are not believed: those that
// the list still shows, and others for the reason given.
func (w *walk) doubtAll(ctx context.Context, listed, others []motir.Item, why string) error {
	whyListed := "the list still shows it"
	if others == nil && why != "" {
		whyListed = why
	}
	return errors.Join(w.doubt(ctx, listed, whyListed), w.doubt(ctx, others, why))
}

func (w *walk) doubt(ctx context.Context, items []motir.Item, why string) error {
	for _, item := range items {
		if err := w.keepTrouble(ctx, item, fmt.Errorf("release %s: %w by its page, but %s", item.Number, motir.ErrWithdrawn, why)); err != nil {
			return err
		}
	}
	return nil
}

// keepTrouble reports a release that could not be read and remembers to try
// again.
func (w *walk) keepTrouble(ctx context.Context, item motir.Item, err error) error {
	w.clean = false
	p := Problem{Source: w.name, URL: urlOf(err, item.URL), Kind: kindOf(err), Reason: oneLine(err)}
	w.problem(ctx, p)
	w.drifted(ctx, w.name, err)
	if w.DryRun {
		return nil
	}
	t, stuck := w.stuck[item.Number]
	if !stuck {
		t = store.Trouble{Source: w.name, ID: release.NewID(motir.SourceName, item.Number, item.Title, item.Date),
			Since: w.cfg.Now(), Quiet: w.state.Backfilled.IsZero()}
	}
	t.Number, t.Title, t.URL, t.Date = item.Number, item.Title, item.URL, item.Date
	t.Kind, t.Reason = p.Kind, p.Reason
	t.Attempts++
	t.Next = w.cfg.Now().Add(patience(t.Attempts))
	w.stuck[item.Number] = t
	return w.cfg.Store.PutTrouble(ctx, t)
}
