package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// Quota bounds how often somebody may ask, counted in windows of time that
// begin at the same moments for everybody, such as full hours.
type Quota struct {
	Who   string // such as "user 12"
	Limit int
	Every time.Duration // length of a window
}

// QuotaError says which quota is used up, and until when.
type QuotaError struct {
	Quota
	Until time.Time
}

func (e *QuotaError) Error() string { return "asked too often: " + e.Who }

func (q Quota) window(at time.Time) int64 { return timestamp(at.Truncate(q.Every)) }

// CheckQuotas returns a *QuotaError if one of the quotas is used up. It counts
// nothing and never waits for a writer.
func (s *Store) CheckQuotas(ctx context.Context, quotas ...Quota) error {
	return s.read(ctx, func(tx *sql.Tx) error { return s.checkQuotas(ctx, tx, quotas) })
}

func (s *Store) checkQuotas(ctx context.Context, tx *sql.Tx, quotas []Quota) error {
	now := s.now()
	for _, q := range quotas {
		var uses int
		err := tx.QueryRowContext(ctx, "SELECT uses FROM uses WHERE who = ? AND since = ?", q.Who, q.window(now)).Scan(&uses)
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		case uses >= q.Limit:
			return &QuotaError{q, now.Truncate(q.Every).Add(q.Every)}
		}
	}
	return nil
}

// Claim reserves an interaction or message for the caller. It returns true to
// one caller only, of all processes on the store, and counts it against the
// quotas then. Where one of these is used up, nothing is counted, and the error
// is a *QuotaError beside true.
func (s *Store) Claim(ctx context.Context, id string, quotas ...Quota) (bool, error) {
	var first bool
	var over error
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		first, err = changedOne(tx.ExecContext(ctx,
			"INSERT INTO claims (id, claimed_at) VALUES (?, ?) ON CONFLICT DO NOTHING", id, timestamp(s.now())))
		if err != nil || !first {
			return err
		}
		if over = s.checkQuotas(ctx, tx, quotas); over != nil {
			if _, is := errors.AsType[*QuotaError](over); is {
				return nil
			}
			return over
		}
		for _, q := range quotas {
			_, err := tx.ExecContext(ctx, `INSERT INTO uses (who, since, uses) VALUES (?, ?, 1)
				ON CONFLICT DO UPDATE SET uses = uses + 1`, q.Who, q.window(s.now()))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	return first, over
}

// PruneClaims forgets claims, uses and model calls of before then and returns
// how many claims that were.
func (s *Store) PruneClaims(ctx context.Context, before time.Time) (int, error) {
	if _, err := s.prune(ctx, "DELETE FROM uses WHERE since < ?", before); err != nil {
		return 0, err
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM model_calls WHERE day < ?", release.DateOf(before).String())
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.prune(ctx, "DELETE FROM claims WHERE claimed_at < ?", before)
}

// SpendModelCall counts one call of the chat model for the payer on that day,
// unless all have made limit calls already, or this one share of them: then it
// returns false.
func (s *Store) SpendModelCall(ctx context.Context, day release.Date, payer string, limit, share int) (bool, error) {
	var granted bool
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		granted, err = changedOne(tx.ExecContext(ctx, `
			INSERT INTO model_calls (day, payer, calls) SELECT ?1, ?2, 1
			WHERE ?4 > 0 AND (SELECT coalesce(sum(calls), 0) FROM model_calls WHERE day = ?1) < ?3
			ON CONFLICT DO UPDATE SET calls = calls + 1 WHERE calls < ?4`, day.String(), payer, limit, share))
		return err
	})
	return granted, err
}
