package delivery

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"motirbot/store"
)

// alertPage bounds how many announcements are planned in one transaction.
const alertPage = 500

// PlanAlerts plans a post for every announcement that is due and matches a
// subscription. Each announcement is planned once, by whichever process comes
// first. Errors are those of the store, and nothing is half planned.
func (e *Engine) PlanAlerts(ctx context.Context) error {
	_, err := e.planAlerts(ctx)
	return err
}

// progress is how far planning has come.
type progress int

const (
	finished progress = iota // nothing is left
	waiting                  // what is left has to wait
	more                     // there may be more to plan
)

func (e *Engine) planAlerts(ctx context.Context) (progress, error) {
	for ctx.Err() == nil {
		p, err := e.planPage(ctx)
		if err != nil || p != more {
			return p, err
		}
	}
	return finished, ctx.Err()
}

// planPage plans up to a page of announcements.
func (e *Engine) planPage(ctx context.Context) (progress, error) {
	cursor, err := e.cfg.Outbox.AlertCursor(ctx)
	if err != nil {
		return finished, err
	}
	announced, err := e.cfg.Outbox.Announcements(ctx, cursor, alertPage)
	if err != nil || len(announced) == 0 {
		return finished, err
	}
	// Only now the subscriptions: one that is made after this line begins
	// after every announcement that was read above it.
	subs, err := e.cfg.Outbox.ActiveSubscriptions(ctx)
	if err != nil {
		return finished, err
	}
	m := match(announced, subs, e.topicsOf)
	if m.upTo == 0 {
		return waiting, nil
	}
	posts, err := e.posts(m)
	if err != nil {
		return finished, err
	}
	planned, err := e.cfg.Outbox.PlanAlerts(ctx, cursor, m.upTo, posts)
	if planned && len(posts) > 0 {
		e.log.InfoContext(ctx, "alerts planned", "posts", len(posts), "up_to", m.upTo)
	}
	return more, err // what has to wait, or another process has left, is seen next
}

// readiness is whether an announcement can be planned.
type readiness int

const (
	ready   readiness = iota
	notYet            // nor anything after it: posts go in the order of announcement
	nothing           // nobody is to be told
)

// topicsOf returns the topics of an announced release.
func (e *Engine) topicsOf(a store.Announcement) ([]string, readiness) {
	age := e.cfg.Now().Sub(a.At)
	if age >= 0 && age < e.cfg.Settle { // in the future: the clock was set back
		return nil, notYet
	}
	if a.Withdrawn { // the library has forgotten it, or will: not to be waited for
		e.log.Info("an announced release has been withdrawn, nobody is told", "release", a.ReleaseID, "announcement", a.ID)
		return nil, nothing
	}
	topics, known := e.cfg.Library.Topics(a.ReleaseID)
	if known {
		return topics, ready
	}
	if age >= 0 && min(age, e.cfg.Now().Sub(e.started)) < e.cfg.Patience {
		return nil, notYet
	}
	e.log.Warn("an announced release is not in the library, nobody is told", "release", a.ReleaseID, "announcement", a.ID)
	return nil, nothing
}

// matched is which releases go where.
type matched struct {
	upTo    int64 // the last announcement looked at, 0 if the first has to wait
	targets []Target
	items   map[Target][]payloadItem
}

func match(announced []store.Announcement, subs []store.Subscription, topicsOf func(store.Announcement) ([]string, readiness)) matched {
	m := matched{items: map[Target][]payloadItem{}}
	for _, a := range announced {
		if !slices.ContainsFunc(subs, func(sub store.Subscription) bool { return a.ID > sub.FromAnnouncement }) {
			m.upTo = a.ID // nobody could be told: spare the look at its topics
			continue
		}
		about, is := topicsOf(a)
		if is == notYet {
			return m
		}
		m.upTo = a.ID
		if is == ready {
			m.add(a, about, subs)
		}
	}
	return m
}

// add notes the release once for each target, with all of the target's
// subscriptions that match it.
func (m *matched) add(a store.Announcement, about []string, subs []store.Subscription) {
	for _, sub := range subs {
		if a.ID <= sub.FromAnnouncement || sub.Topic != store.AnyTopic && !slices.Contains(about, sub.Topic) {
			continue
		}
		items, known := m.items[sub.Target]
		if !known {
			m.targets = append(m.targets, sub.Target)
		}
		if n := len(items); n > 0 && items[n-1].Release == a.ReleaseID {
			items[n-1].Subscriptions = append(items[n-1].Subscriptions, sub.ID)
		} else {
			items = append(items, payloadItem{Release: a.ReleaseID, Subscriptions: []int64{sub.ID}})
		}
		m.items[sub.Target] = items
	}
}

// posts makes a post of each release, or of groups where a target gets many.
func (e *Engine) posts(m matched) ([]store.Delivery, error) {
	now := e.cfg.Now()
	var all []store.Delivery
	for _, t := range m.targets {
		size := 1
		if len(m.items[t]) > e.cfg.Singles {
			size = e.cfg.GroupSize
		}
		for group := range slices.Chunk(m.items[t], size) {
			d, err := newDelivery(KindAlert, alertKey(t, group), t, payload{Items: group}, now)
			if err != nil {
				return nil, err
			}
			all = append(all, d)
		}
	}
	return all, nil
}

// alertKey is "alert:channel:release", with the number of further releases in
// a group.
func alertKey(t Target, group []payloadItem) string {
	key := fmt.Sprintf("alert:%s:%s", t, group[0].Release)
	if len(group) > 1 {
		key += "+" + strconv.Itoa(len(group)-1)
	}
	return key
}
