package intake

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
	w, err := newWalk(ctx, r, s, state)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		w.followList, w.tryAgain, w.lookForVanished, w.recheckDue, w.settle,
	} {
		if err := step(ctx); err != nil {
			return nil, w.abandon(ctx, err)
		}
	}
	w.complete()
	if !w.clean {
		return nil, nil
	}
	return w.confirm, nil
}

// walk is one site during one sync.
type walk struct {
	*run
	site  Site
	name  string
	state *store.SourceState
	batch *batch

	known map[string]store.Sighting // by number
	stuck map[string]store.Trouble  // by number

	listed  []motir.Item            // what the list showed, in order
	skipped bool                    // a page was not shown: 304
	gapless bool                    // listed is all that stands from page 1 down to its end
	toEnd   bool                    // the walk goes to the end of the list
	pages   []int                   // to be confirmed
	looked  map[string]bool         // numbers whose page was asked for in this sync
	tooOld  map[string]release.Date // numbers that were passed over

	suspects []motir.Item // known, and their pages say that they are gone
	well     bool         // the site has shown a page since the last suspect
	inARow   int          // failures since it has shown one
	clean    bool         // nothing has failed or was passed over
}

func newWalk(ctx context.Context, r *run, s siteSource, state *store.SourceState) (*walk, error) {
	w := &walk{run: r, site: s.site, name: s.name, state: state, batch: r.newBatch(s.name), gapless: true, clean: true,
		known: map[string]store.Sighting{}, stuck: map[string]store.Trouble{},
		looked: map[string]bool{}, tooOld: map[string]release.Date{}}
	known, err := r.cfg.Store.Sightings(ctx, s.name)
	if err != nil {
		return nil, err
	}
	for _, g := range known {
		w.known[g.Number] = g
	}
	stuck, err := r.cfg.Store.Troubles(ctx, s.name)
	for _, t := range stuck {
		w.stuck[t.Number] = t
	}
	return w, err
}

// look asks for a page: for one that is stored conditionally, unless there is
// reason to think that it has changed.
func (w *walk) look(ctx context.Context, item motir.Item, conditional bool) error {
	if w.looked[item.Number] {
		return nil
	}
	if err := w.outOfTime(w.name); err != nil {
		return err
	}
	w.looked[item.Number] = true
	known, isKnown := w.known[item.Number]
	if w.DryRun && !isKnown {
		w.report.Added++
		w.tell(Event{Source: w.name, Title: item.Title, Date: item.Date, What: Added})
		return nil
	}
	ask := w.site.View
	if conditional {
		ask = w.site.Recheck
	}
	asking, done := w.timed(ctx)
	rel, meta, err := ask(asking, item)
	done()
	w.report.Requests++
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && w.outOfTime(w.name) != nil:
		return w.outOfTime(w.name) // which says nothing of the page
	case err != nil:
		return w.miss(ctx, item, err, isKnown && !known.Gone)
	}
	w.well, w.inARow = true, 0
	w.brought++
	seen := store.Seen{
		Sighting: store.Sighting{ListedAs: item.Title, URL: item.URL},
		Page:     meta.URL.Key(), Validators: store.Validators(meta.Validators), Quiet: w.quiet(item, rel.Date),
	}
	if seen.ListedAs == "" {
		seen.ListedAs = known.ListedAs
	}
	if meta.NotModified {
		w.report.NotModified++
		known.ListedAs = seen.ListedAs
		w.batch.touch(known, seen)
		return nil
	}
	if !isKnown && rel.Date.Before(w.Since) {
		w.passOver(item.Number, rel.Date)
		return nil
	}
	return w.batch.add(ctx, shown{rel, seen, known, w.pageIsGone})
}

// quiet reports whether a release cannot be news: a first sync brings it, or
// would have.
func (w *walk) quiet(item motir.Item, date release.Date) bool {
	return w.state.Backfilled.IsZero() || w.stuck[item.Number].Quiet || date.Before(w.state.Floor)
}

func (w *walk) pageIsGone(stored store.Record) bool {
	return stored.Source == motir.SourceName && w.known[stored.Number].Gone
}

// miss deals with a page that could not be had. Only what concerns the whole
// site is returned.
func (w *walk) miss(ctx context.Context, item motir.Item, err error, isKnown bool) error {
	w.inARow++
	if isKnown && errors.Is(err, motir.ErrWithdrawn) {
		w.suspects, w.well = append(w.suspects, item), false
	} else if err := w.keepTrouble(ctx, item, err); err != nil {
		return err
	}
	switch {
	case polite.RetryAfter(err) > 0:
		return failed(w.name, err) // the site wants to be left alone, and not by this page only
	case w.inARow >= maxInARow:
		f := failed(w.name, err)
		f.Kind, f.Reason = KindAiling, "page after page failed, the last one so: "+f.Reason
		return f
	}
	return nil
}

// abandon ends the walk for the reason given. What is in hand is stored.
func (w *walk) abandon(ctx context.Context, reason error) error {
	var f *failure
	if !errors.As(reason, &f) {
		return reason
	}
	if err := w.batch.flush(ctx); err != nil {
		return err
	}
	if err := w.doubt(ctx, w.suspects, "the site is in trouble"); err != nil {
		return err
	}
	return reason
}

// complete notes what a walk to the end of the list has achieved.
func (w *walk) complete() {
	now := w.cfg.Now()
	if !w.toEnd {
		return
	}
	if w.Since.IsZero() {
		w.state.Walked, w.state.Floor = now, release.Date{}
	} else if w.state.Backfilled.IsZero() || w.Since.Before(w.state.Floor) {
		w.state.Floor = w.Since
	}
	if w.state.Backfilled.IsZero() {
		w.state.Backfilled = now
	}
}

// confirm makes 304s count, page 1 last, since its ends the next sync before
// any other page is asked for.
func (w *walk) confirm(ctx context.Context) error {
	for _, page := range slices.Backward(w.pages) {
		if err := w.site.ConfirmList(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// recheckDue looks again at the few releases whose turn it is.
func (w *walk) recheckDue(ctx context.Context) error {
	var seen []motir.Seen
	for number, g := range w.known {
		if _, stuck := w.stuck[number]; !g.Gone && !stuck && !w.looked[number] {
			seen = append(seen, motir.Seen{Number: number, Date: g.Date, Checked: g.Checked})
		}
	}
	for _, number := range motir.Due(seen, w.cfg.Now(), duePerSync) {
		if err := w.look(ctx, w.item(number), true); err != nil {
			return err
		}
	}
	return w.batch.flush(ctx)
}

// duePerSync is what motir.Due recommends.
const duePerSync = 2

// item is a known release as the list last showed it.
func (w *walk) item(number string) motir.Item {
	g := w.known[number]
	return motir.Item{Number: number, Title: g.ListedAs, Date: g.Date, URL: g.URL}
}

// overdue reports whether something that is done every so often was last done
// that long ago.
func overdue(last, now time.Time, every time.Duration) bool { return now.Sub(last) >= every }
