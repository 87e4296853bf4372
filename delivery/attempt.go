package delivery

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"motirbot/store"
)

const (
	firstPause = time.Minute
	longPause  = 6 * time.Hour
	// repost is the pause after an attempt without an answer: short enough for
	// Discord to know the nonce still.
	repost = 30 * time.Second
	// clockDoubt is how far Discord's clock may be from ours without a message
	// being overlooked that has arrived.
	clockDoubt = time.Hour
	// maxWait bounds what Discord may ask us to wait.
	maxWait = 24 * time.Hour
)

// clear settles whether an attempt before this one has arrived. It returns d,
// and true if it is to be sent now: because there was no such attempt, or it
// has not arrived, or Discord will know its nonce, or it may be sent once more
// all the same. Otherwise the outcome has been recorded.
func (e *Engine) clear(ctx context.Context, d store.Delivery) (store.Delivery, bool, error) {
	if d.UnsureAt.IsZero() {
		return d, true, nil
	}
	id, found, err := e.lookUp(ctx, d)
	known := e.known(d, e.cfg.Now()) // the look has taken its time
	switch {
	case err == nil && found:
		d.MessageID = id
		return d, false, e.record(ctx, ended(d, store.DeliverySent, ""))
	case known: // even if the request before is still on its way
		return d, true, nil
	case err == nil:
		d.UnsureAt = time.Time{}
		return d, true, nil
	case !errors.Is(err, errNoLook):
		_, after := troubleOf(err)
		return d, false, e.failed(ctx, d, &PostError{Trouble: Retry, After: after, Err: fmt.Errorf("looking it up: %w", err)})
	}
	return e.onceMore(ctx, d)
}

// dropped returns d ended without another attempt, as what is known of those
// before.
func (e *Engine) dropped(ctx context.Context, d store.Delivery, why string) store.Delivery {
	if d.UnsureAt.IsZero() {
		return ended(d, store.DeliverySkipped, why)
	}
	id, found, err := e.lookUp(ctx, d)
	switch {
	case err != nil:
		return ended(d, store.DeliveryUncertain, why)
	case !found:
		return ended(d, store.DeliverySkipped, why)
	}
	d.MessageID = id
	return ended(d, store.DeliverySent, "")
}

// known reports whether Discord surely knows the nonce of an attempt without
// an answer, until the next request has arrived. If the clock stands before
// the attempt, it has been set back, and nothing is sure.
func (e *Engine) known(d store.Delivery, now time.Time) bool {
	passed := now.Sub(d.UnsureAt)
	return passed >= 0 && passed+e.cfg.PostTimeout <= e.cfg.NonceWindow
}

// errNoLook means that nobody can look whether a message has arrived.
var errNoLook = errors.New("not to be looked up")

// lookUp asks Discord whether a delivery without an answer has arrived.
func (e *Engine) lookUp(ctx context.Context, d store.Delivery) (id string, found bool, err error) {
	finder, ok := e.cfg.Poster.(Finder)
	if !ok {
		return "", false, errNoLook
	}
	err = e.request(ctx, d, func(ctx context.Context) (err error) {
		id, found, err = finder.Find(ctx, d.Target, d.Nonce, e.since(d))
		return err
	})
	// The bot may be allowed to post where it may not read.
	if trouble, _ := troubleOf(err); err != nil && (trouble == Gone || trouble == Refused) {
		return "", false, fmt.Errorf("%w: %w", errNoLook, err)
	}
	return id, found, err
}

// since is when a delivery without an answer may have arrived at the earliest.
// If the clock stands before the attempt, it was wrong then.
func (e *Engine) since(d store.Delivery) time.Time {
	from := d.UnsureAt
	if now := e.cfg.Now(); now.Before(from) {
		from = now
	}
	return from.Add(-clockDoubt)
}

// onceMore has d sent a second time although it may have arrived, or gives it
// up if that has been done.
func (e *Engine) onceMore(ctx context.Context, d store.Delivery) (store.Delivery, bool, error) {
	if d.Repeated {
		return d, false, e.record(ctx, ended(d, store.DeliveryUncertain, "sent twice, and both times no answer came"))
	}
	held, err := e.cfg.Outbox.RepeatDelivery(ctx, d, e.cfg.Now())
	if err != nil || !held {
		return d, false, err
	}
	e.log.WarnContext(ctx, "no answer came and the nonce has expired: sent once more", "key", d.Key, "unsure_since", d.UnsureAt)
	d.Repeated, d.UnsureAt = true, time.Time{}
	return d, true, nil
}

// request makes one request to Discord. If the Poster panics, it may have
// been sent.
func (e *Engine) request(ctx context.Context, d store.Delivery, do func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			e.log.ErrorContext(ctx, "panic while sending", "key", d.Key, "panic", v, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.cfg.PostTimeout)
	defer cancel()
	return do(ctx)
}

// failed records an attempt that did not succeed, and when the next one is.
func (e *Engine) failed(ctx context.Context, d store.Delivery, cause error) error {
	now := e.cfg.Now()
	trouble, after := troubleOf(cause)
	e.log.InfoContext(ctx, "delivery failed", "key", d.Key, "attempt", d.Attempts, "trouble", trouble, "err", cause)
	switch trouble {
	case Refused:
		return e.record(ctx, ended(d, store.DeliveryFailed, cause.Error()))
	case Gone:
		return e.gone(ctx, d, cause)
	case Retry:
		d = e.later(d, now, cause.Error())
		if after > 0 {
			d.NotBefore = now.Add(min(after, maxWait))
		}
		return e.record(ctx, d)
	default:
		return e.record(ctx, e.unanswered(d, now, cause.Error()))
	}
}

// troubleOf returns what a Poster's error means.
func troubleOf(err error) (Trouble, time.Duration) {
	if said, ok := errors.AsType[*PostError](err); ok {
		return said.Trouble, said.After
	}
	return Unknown, 0
}

// later returns d to be tried again after a pause that grows.
func (e *Engine) later(d store.Delivery, now time.Time, why string) store.Delivery {
	d.State, d.Error = store.DeliveryPlanned, why
	pause := longPause
	if n := d.Attempts - 1; n < 9 { // 2⁹ minutes are more than the longest
		pause = min(firstPause<<n, longPause)
	}
	d.NotBefore = now.Add(e.jitter(pause))
	return d
}

// unanswered returns d to be tried again with the same nonce, soon while
// Discord knows it.
func (e *Engine) unanswered(d store.Delivery, now time.Time, why string) store.Delivery {
	if d.UnsureAt.IsZero() {
		d.UnsureAt = d.TriedAt
	}
	d = e.later(d, now, why)
	if soon := now.Add(e.jitter(min(repost, e.cfg.NonceWindow/4))); e.known(d, soon) {
		d.NotBefore = soon
	}
	return d
}

// jitter returns a time within a quarter of d.
func (e *Engine) jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.75 + 0.5*e.cfg.Random()))
}

// gone handles a channel that refuses: it is tried for a day, then given up.
func (e *Engine) gone(ctx context.Context, d store.Delivery, cause error) error {
	now := e.cfg.Now()
	if d.GoneSince.IsZero() || d.GoneSince.After(now) {
		d.GoneSince = now
	}
	end := d.GoneSince.Add(e.cfg.GoneAfter)
	if now.Before(end) {
		d = e.later(d, now, cause.Error())
		if d.NotBefore.After(end) {
			d.NotBefore = end
		}
		return e.record(ctx, d)
	}
	return e.giveUp(ctx, ended(d, store.DeliveryFailed, cause.Error()), now)
}

// giveUp pauses all that goes to the target of d, and tells the guild's owner
// unless the owner is the one who cannot be reached.
func (e *Engine) giveUp(ctx context.Context, d store.Delivery, now time.Time) error {
	var notice store.Delivery
	if d.Target.Guild != "" && Kind(d.Kind) != KindNotice {
		var err error
		key := fmt.Sprintf("notice:%s:%d", d.Target, now.Unix())
		notice, err = newDelivery(KindNotice, key, Target{Guild: d.Target.Guild},
			payload{Channel: d.Target.Channel, Reason: d.Error}, now)
		if err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	paused, err := e.cfg.Outbox.PauseTarget(ctx, d, d.Error, notice, now)
	if err == nil {
		e.log.WarnContext(ctx, "target given up", "target", d.Target, "key", d.Key, "paused", paused, "why", d.Error)
	}
	return err
}
