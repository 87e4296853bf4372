package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Claim says who wants to send, and within which bounds.
type Claim struct {
	At        time.Time     // now
	By        string        // one name for each process
	Lease     time.Duration // how long the delivery is the claimant's alone
	PerMinute int           // attempts a minute to one guild, or one person
}

// farAhead is further in the future than any lease or retry is set: a time
// beyond it was written before the clock was set back, and is taken as past.
const farAhead = 48 * time.Hour

// claimable selects the first delivery that may be sent now: it is due, or was
// left by a process that died; nothing before it in its lane is open; and its
// guild has had fewer posts in the last minute than it may, and the bot is there.
const claimable = "SELECT " + deliveryColumns + ` FROM deliveries d INDEXED BY deliveries_open
	WHERE state IN ('planned', 'sending') AND ` + onServer + `
	AND (state = 'planned' AND (not_before <= ?1 OR not_before > ?2)
		OR state = 'sending' AND (claimed_until <= ?1 OR claimed_until > ?2))
	AND NOT EXISTS (SELECT 1 FROM deliveries e
		WHERE e.lane = d.lane AND e.seq < d.seq AND e.state IN ('planned', 'sending'))
	AND (SELECT count(*) FROM deliveries e
		WHERE e.bucket = d.bucket AND e.tried_at > ?3 AND e.tried_at <= ?1) < ?4
	ORDER BY seq LIMIT 1`

// ClaimDelivery takes the next delivery that is to be sent and records, before
// anything is sent, that this claimant is at it. Of all processes on the store
// one gets it. It returns false if there is nothing to do.
//
// UnsureAt of the delivery is set if an attempt before this one has had no
// answer, be it that its process died.
func (s *Store) ClaimDelivery(ctx context.Context, c Claim) (Delivery, bool, error) {
	var d Delivery
	find := func(tx *sql.Tx) (err error) {
		d, err = scanDelivery(tx.QueryRowContext(ctx, claimable, timestamp(c.At), timestamp(c.At.Add(farAhead)),
			timestamp(c.At.Add(-time.Minute)), c.PerMinute))
		return err
	}
	// Looking first spares the lock of writers when there is nothing, as usual.
	err := s.read(ctx, find)
	if err == nil {
		err = s.write(ctx, func(tx *sql.Tx) error {
			if err := find(tx); err != nil {
				return err
			}
			return take(ctx, tx, &d, c)
		})
	}
	if errors.Is(err, sql.ErrNoRows) {
		return Delivery{}, false, nil
	}
	return d, err == nil, err
}

func take(ctx context.Context, tx *sql.Tx, d *Delivery, c Claim) error {
	if d.State == DeliverySending && d.UnsureAt.IsZero() {
		d.UnsureAt = d.TriedAt
	}
	d.State, d.Attempts = DeliverySending, d.Attempts+1
	d.ClaimedBy, d.ClaimedUntil, d.TriedAt, d.UpdatedAt = c.By, c.At.Add(c.Lease), c.At, c.At
	_, err := tx.ExecContext(ctx, `
		UPDATE deliveries SET state = ?, attempts = ?, claimed_by = ?, claimed_until = ?, tried_at = ?,
			unsure_at = ?, updated_at = ? WHERE seq = ?`,
		d.State, d.Attempts, d.ClaimedBy, timestamp(d.ClaimedUntil), timestamp(d.TriedAt),
		stampOrZero(d.UnsureAt), timestamp(d.UpdatedAt), d.Seq)
	return err
}

// stillOurs holds for a delivery since this claimant took it, until somebody
// else does: each claim has its own number of attempts.
const stillOurs = " WHERE seq = ? AND state = 'sending' AND claimed_by = ? AND attempts = ?"

// RepeatDelivery records, before it is done, that a claimed delivery is sent
// once more although it may have arrived. From then on, UnsureAt is about the
// repetition. It returns false if the delivery is
// no longer the claimant's, who must not send it then.
func (s *Store) RepeatDelivery(ctx context.Context, d Delivery, at time.Time) (bool, error) {
	var held bool
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		held, err = changedOne(tx.ExecContext(ctx,
			"UPDATE deliveries SET repeated = 1, unsure_at = 0, updated_at = ?"+stillOurs,
			timestamp(at), d.Seq, d.ClaimedBy, d.Attempts))
		return err
	})
	return held, err
}

// SettleDelivery records how an attempt ended: the State, NotBefore, UnsureAt,
// GoneSince, MessageID and Error of d. It returns false, and records nothing,
// if somebody else has taken the delivery since. That it was sent is recorded
// in any case, so that nobody sends it again.
func (s *Store) SettleDelivery(ctx context.Context, d Delivery, at time.Time) (bool, error) {
	var done bool
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		done, err = settle(ctx, tx, d, at)
		return err
	})
	return done, err
}

func settle(ctx context.Context, tx *sql.Tx, d Delivery, at time.Time) (bool, error) {
	where, args := stillOurs, []any{d.Seq, d.ClaimedBy, d.Attempts}
	if d.State == DeliverySent {
		where, args = " WHERE seq = ? AND state <> 'sent'", []any{d.Seq}
	}
	return changedOne(tx.ExecContext(ctx, `
		UPDATE deliveries SET state = ?, not_before = ?, unsure_at = ?, gone_since = ?, message_id = ?, error = ?,
			claimed_by = '', claimed_until = 0, updated_at = ?`+where,
		append([]any{d.State, stampOrZero(d.NotBefore), stampOrZero(d.UnsureAt), stampOrZero(d.GoneSince), d.MessageID, d.Error,
			timestamp(at)}, args...)...))
}

// PauseTarget gives up a claimed delivery and everything else that waits for
// its target, pauses the subscriptions and the digest of the target, and plans
// the notice (none if it has no key), all in one step. It returns false, and
// plans no notice, if nothing was active there: so one notice is planned
// however many processes find out.
func (s *Store) PauseTarget(ctx context.Context, d Delivery, reason string, notice Delivery, at time.Time) (bool, error) {
	var paused bool
	err := s.write(ctx, func(tx *sql.Tx) error {
		if _, err := settle(ctx, tx, d, at); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE deliveries SET state = 'failed', error = ?, updated_at = ?
			WHERE state = 'planned' AND guild = ? AND channel = ? AND person = ?`,
			reason, timestamp(at), d.Target.Guild, d.Target.Channel, d.Target.User)
		if err != nil {
			return err
		}
		if paused, err = pauseAll(ctx, tx, d.Target, reason, at); err != nil || !paused || notice.Key == "" {
			return err
		}
		_, err = planDelivery(ctx, tx, notice)
		return err
	})
	return paused && err == nil, err
}

func pauseAll(ctx context.Context, tx *sql.Tx, t Target, reason string, at time.Time) (bool, error) {
	subscriptions, err := changedOne(tx.ExecContext(ctx, `
		UPDATE subscriptions SET paused_at = ?, pause_reason = ?
		WHERE guild = ? AND channel = ? AND person = ? AND paused_at = 0`,
		timestamp(at), reason, t.Guild, t.Channel, t.User))
	if err != nil {
		return false, err
	}
	digest, err := changedOne(tx.ExecContext(ctx, `
		UPDATE digests SET paused_at = ?, pause_reason = ?
		WHERE guild = ? AND channel = ? AND active AND paused_at = 0`,
		timestamp(at), reason, t.Guild, t.Channel))
	return subscriptions || digest, err
}

// NextDelivery returns when ClaimDelivery may next find something, as far as
// is known now, not before the time at; false if nothing is waiting. A
// delivery held back by its guild's rate limit counts as due.
func (s *Store) NextDelivery(ctx context.Context, at time.Time) (time.Time, bool, error) {
	var next sql.NullInt64
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `
			SELECT min(CASE state WHEN 'planned' THEN not_before ELSE claimed_until END)
			FROM deliveries d INDEXED BY deliveries_open
			WHERE state IN ('planned', 'sending') AND `+onServer+` AND NOT EXISTS (SELECT 1 FROM deliveries e
				WHERE e.lane = d.lane AND e.seq < d.seq AND e.state IN ('planned', 'sending'))`).Scan(&next)
	})
	if err != nil || !next.Valid {
		return time.Time{}, false, err
	}
	when := fromTimestamp(next.Int64)
	if when.Before(at) || when.After(at.Add(farAhead)) {
		when = at
	}
	return when, true, nil
}
