package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// digestDays is how many days a digest tells of.
const digestDays = 7

// PlanDigests plans the digests that are due. Whether one is follows from the
// clock and the settings: the newest occasion that has come, unless it came
// before the settings were made, or its week has been planned already. A
// channel whose digest cannot be planned does not stop the others; the errors
// are joined.
func (e *Engine) PlanDigests(ctx context.Context) error {
	_, err := e.planDigests(ctx)
	return err
}

// planDigests also returns when the next digest is due; zero if there is none.
func (e *Engine) planDigests(ctx context.Context) (time.Time, error) {
	all, err := e.cfg.Outbox.ActiveDigests(ctx)
	if err != nil {
		return time.Time{}, err
	}
	now := e.cfg.Now()
	var next time.Time
	var errs []error
	for _, d := range all {
		schedule, err := ScheduleOf(d)
		if err != nil {
			errs = append(errs, fmt.Errorf("digest of channel %s: %w", d.Channel, err))
			continue
		}
		if err := e.planDigest(ctx, d, schedule.Last(now), now); err != nil {
			errs = append(errs, fmt.Errorf("digest of channel %s: %w", d.Channel, err))
		}
		next = earlier(next, schedule.Next(now).At)
	}
	return next, errors.Join(errs...)
}

func (e *Engine) planDigest(ctx context.Context, d store.DigestSettings, due Due, now time.Time) error {
	if !due.At.After(d.Since) || d.PlannedWeek == due.Week() {
		return nil
	}
	period := periodOf(due, d.CoveredTo)
	if !e.complete(period, due, now) {
		return nil
	}
	t := Target{Guild: d.Guild, Channel: d.Channel}
	p := payload{Week: due.Week(), Period: period, Due: due.At}
	ids, err := e.releasesOf(ctx, d, period)
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.Items = append(p.Items, payloadItem{Release: id})
	}
	planned, err := newDelivery(KindDigest, digestKey(t, due.Week()), t, p, now)
	if err != nil {
		return err
	}
	if len(p.Items) == 0 && !d.SayEmpty {
		planned.State, planned.Error = store.DeliverySkipped, "no release in "+period.String()
	}
	done, err := e.cfg.Outbox.PlanDigest(ctx, planned, due.Week(), period.To)
	if done {
		e.log.InfoContext(ctx, "digest planned", "key", planned.Key, "state", planned.State, "releases", len(p.Items), "due", due.At)
	}
	return err
}

// lateMargin is how long before a digest was planned a release may have been
// announced that was not yet in the library then.
const lateMargin = 24 * time.Hour

// releasesOf returns the releases of a period and then those that the digest
// before it lacks, since they came after it with a date of before it ended.
func (e *Engine) releasesOf(ctx context.Context, d store.DigestSettings, period release.Period) ([]release.ID, error) {
	ids := e.cfg.Library.Released(period)
	if d.PlannedWeek == "" {
		return ids, nil
	}
	before, err := e.cfg.Outbox.Delivery(ctx, digestKey(Target{Guild: d.Guild, Channel: d.Channel}, d.PlannedWeek))
	if errors.Is(err, store.ErrNotFound) {
		return ids, nil // so long ago that it has been pruned
	}
	if err != nil {
		return nil, err
	}
	p, err := payloadOf(before)
	if err != nil {
		return nil, err
	}
	told := map[release.ID]bool{}
	for _, item := range p.Items {
		told[item.Release] = true
		// Another source's copy may be shown for it by now.
		if rec, err := e.cfg.Outbox.Release(ctx, item.Release); err == nil {
			told[rec.ID] = true
		}
	}
	for _, id := range ids {
		told[id] = true
	}
	late, err := e.cfg.Outbox.LateReleases(ctx, before.CreatedAt.Add(-lateMargin), d.CoveredTo)
	if err != nil {
		return nil, err
	}
	for _, id := range late {
		// One that is not in the library yet is told of in the digest after this.
		if _, known := e.cfg.Library.Topics(id); known && !told[id] {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// digestKey has the week in it, and nothing that settings can change.
func digestKey(t Target, week string) string {
	return fmt.Sprintf("digest:%s:%s:%s", t.Guild, t.Channel, week)
}

// periodOf returns the days a digest tells of: the last seven that were over
// in Seoul when it was due. If its predecessor ended shortly before or within
// them, since the weekday has been changed, it begins where that ended.
func periodOf(due Due, covered release.Date) release.Period {
	to := release.DateOf(due.At).AddDays(-1)
	if !covered.IsZero() && covered.Before(to) && covered.DaysUntil(to) < 2*digestDays {
		return release.Period{From: covered.AddDays(1), To: to}
	}
	return release.Period{From: to.AddDays(1 - digestDays), To: to}
}

// complete reports whether all releases of the period may be expected to be in
// the library, or it is no use to wait any longer.
func (e *Engine) complete(p release.Period, due Due, now time.Time) bool {
	if e.cfg.Synced == nil || !e.cfg.Synced().Before(p.To.AddDays(1).Start()) {
		return true
	}
	// After downtime, the first sync has to come before the digest.
	waited := min(now.Sub(due.At), now.Sub(e.started))
	return waited < 0 || waited >= e.cfg.Patience
}

// NextDigest returns when the channel's next digest is due: the first occasion
// in a week that has had none. It is zero if the digest is off or paused.
func (e *Engine) NextDigest(ctx context.Context, d store.DigestSettings) (time.Time, error) {
	if !d.Active || !d.PausedAt.IsZero() {
		return time.Time{}, nil
	}
	schedule, err := ScheduleOf(d)
	if err != nil {
		return time.Time{}, err
	}
	due := schedule.Next(e.cfg.Now())
	for range 2 { // no more than this week's can have been sent
		_, err := e.cfg.Outbox.Delivery(ctx, digestKey(Target{Guild: d.Guild, Channel: d.Channel}, due.Week()))
		if errors.Is(err, store.ErrNotFound) {
			return due.At, nil
		}
		if err != nil {
			return time.Time{}, err
		}
		due = schedule.Next(due.At)
	}
	return due.At, nil
}

// earlier returns the earlier of two times, of which the zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
