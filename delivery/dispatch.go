package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"motirbot/store"
)

// recordTimeout bounds how long an outcome may take to be recorded once the
// engine is being stopped.
const recordTimeout = 5 * time.Second

// Dispatch sends what may be sent now and returns when there is nothing left.
// If ctx ends, requests under way are still waited for, and their outcome is
// recorded. What Discord refuses is no error of Dispatch; errors are those of
// the store, after which a delivery is as if its process had been killed.
func (e *Engine) Dispatch(ctx context.Context) error {
	first, found, err := e.claim(ctx)
	if err != nil || !found {
		return err
	}
	var mu sync.Mutex
	var errs []error
	var workers sync.WaitGroup
	start := func(d store.Delivery, found bool) {
		workers.Go(func() {
			if err := e.work(ctx, d, found); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	start(first, true)
	for range e.cfg.Workers - 1 {
		start(store.Delivery{}, false)
	}
	workers.Wait()
	return errors.Join(errs...)
}

// work sends the delivery, if it is given one, and then one after the other.
// A worker ends when it finds none. One whose lane another worker is busy with
// is left to that worker.
func (e *Engine) work(ctx context.Context, d store.Delivery, found bool) (err error) {
	for {
		if found {
			if err := e.attempt(context.WithoutCancel(ctx), d); err != nil {
				return err
			}
		}
		if d, found, err = e.claim(ctx); err != nil || !found {
			return err
		}
	}
}

// claim takes the next delivery, unless the engine is being stopped.
func (e *Engine) claim(ctx context.Context) (store.Delivery, bool, error) {
	if ctx.Err() != nil {
		return store.Delivery{}, false, nil //nolint:nilerr // being stopped is no error
	}
	return e.cfg.Outbox.ClaimDelivery(ctx, store.Claim{
		At: e.cfg.Now(), By: e.cfg.Owner, Lease: e.cfg.Lease, PerMinute: e.cfg.PerMinute,
	})
}

// attempt brings a claimed delivery one step further and records the outcome.
func (e *Engine) attempt(ctx context.Context, d store.Delivery) error {
	m, why, err := e.wanted(ctx, d)
	switch {
	case err != nil:
		return err
	case why != "":
		return e.record(ctx, e.dropped(ctx, d, why))
	}
	d, again, err := e.clear(ctx, d)
	if err != nil || !again {
		return err
	}
	if !e.cfg.Now().Add(e.cfg.PostTimeout).Before(d.ClaimedUntil) {
		// The process was asleep; somebody else may be at it by now.
		e.log.WarnContext(ctx, "no time left to send, left for the next attempt", "key", d.Key)
		return e.record(ctx, e.later(d, e.cfg.Now(), "the lease was over before it was sent"))
	}
	err = e.request(ctx, d, func(ctx context.Context) (err error) {
		d.MessageID, err = e.cfg.Poster.Post(ctx, d.Target, m, d.Nonce)
		return err
	})
	if err != nil {
		return e.failed(ctx, d, err)
	}
	return e.record(ctx, ended(d, store.DeliverySent, ""))
}

// wanted returns the message of the delivery, or why it is not to be sent any
// more.
func (e *Engine) wanted(ctx context.Context, d store.Delivery) (m Message, why string, err error) {
	now := e.cfg.Now()
	if age := now.Sub(d.CreatedAt); age > e.cfg.MaxAge {
		e.log.WarnContext(ctx, "delivery dropped, it is too old", "key", d.Key, "age", age, "attempts", d.Attempts-1, "last_error", d.Error)
		return m, "too old; " + d.Error, nil
	}
	p, err := payloadOf(d)
	if err != nil {
		// Nobody will ever read it; the lane must go on.
		e.log.ErrorContext(ctx, "delivery dropped, it cannot be read", "key", d.Key, "err", err)
		return m, "unreadable", nil
	}
	planned := len(p.Items)
	if p.Items, err = e.standing(ctx, p.Items); err != nil {
		return m, "", err
	}
	allGone := planned > 0 && len(p.Items) == 0
	switch Kind(d.Kind) {
	case KindAlert:
		m, why, err = e.wantedAlert(ctx, d, p, allGone)
	case KindDigest:
		m, why, err = e.wantedDigest(ctx, d, p, allGone)
	default:
		m, _ = messageOf(d, p, nil)
	}
	m.Late = m.Kind == KindDigest && now.Sub(m.Due) > e.cfg.LateAfter
	return m, why, err
}

// allWithdrawn is why a message is not sent of which nothing is left.
const allWithdrawn = "its releases have been withdrawn"

func (e *Engine) wantedAlert(ctx context.Context, d store.Delivery, p payload, allGone bool) (Message, string, error) {
	if allGone {
		return Message{}, allWithdrawn, nil
	}
	subs, err := e.cfg.Outbox.SubscriptionsOf(ctx, d.Target)
	if err != nil {
		return Message{}, "", err
	}
	m, left := messageOf(d, p, subs)
	if !left {
		return m, "nobody is subscribed any more", nil
	}
	return m, "", nil
}

func (e *Engine) wantedDigest(ctx context.Context, d store.Delivery, p payload, allGone bool) (Message, string, error) {
	settings, err := e.cfg.Outbox.Digest(ctx, d.Target.Guild, d.Target.Channel)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return Message{}, "", err
	case !settings.Active || !settings.PausedAt.IsZero():
		return Message{}, "the digest is off", nil
	case allGone && !settings.SayEmpty:
		return Message{}, allWithdrawn, nil
	}
	m, _ := messageOf(d, p, nil)
	return m, "", nil
}

// standing returns the items whose releases have not been withdrawn since they
// were planned.
func (e *Engine) standing(ctx context.Context, items []payloadItem) ([]payloadItem, error) {
	var kept []payloadItem
	for _, it := range items {
		rec, err := e.cfg.Outbox.Release(ctx, it.Release)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if !rec.Withdrawn {
			kept = append(kept, it)
		}
	}
	return kept, nil
}

// record notes the outcome of an attempt.
func (e *Engine) record(ctx context.Context, d store.Delivery) error {
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	done, err := e.cfg.Outbox.SettleDelivery(ctx, d, e.cfg.Now())
	switch {
	case err != nil:
		e.log.ErrorContext(ctx, "outcome not recorded", "key", d.Key, "state", d.State, "message", d.MessageID, "err", err)
	case !done:
		e.log.WarnContext(ctx, "somebody else has taken the delivery", "key", d.Key, "state", d.State, "message", d.MessageID)
	case d.State == store.DeliverySent:
		e.log.InfoContext(ctx, "delivered", "key", d.Key, "message", d.MessageID, "attempts", d.Attempts, "repeated", d.Repeated)
	case d.State != store.DeliveryPlanned:
		e.log.WarnContext(ctx, "delivery ended", "key", d.Key, "state", d.State, "why", d.Error)
	}
	return err
}

// ended returns d in its last state.
func ended(d store.Delivery, state store.DeliveryState, why string) store.Delivery {
	d.State, d.Error = state, why
	d.NotBefore = time.Time{}
	return d
}
