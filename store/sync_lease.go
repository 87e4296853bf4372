package store

import (
	"context"
	"database/sql"
	"time"
)

// TakeLease gives the named lease to holder for so long, or prolongs it, unless
// another holds it: then it returns false and when that one's ends.
func (s *Store) TakeLease(ctx context.Context, name, holder string, length time.Duration) (taken bool, until time.Time, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		now := s.now()
		result, err := tx.ExecContext(ctx, `
			INSERT INTO leases (name, holder, expires_at) VALUES (?1, ?2, ?3)
			ON CONFLICT DO UPDATE SET holder = ?2, expires_at = ?3 WHERE holder = ?2 OR expires_at <= ?4`,
			name, holder, timestamp(now.Add(length)), timestamp(now))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		taken = n == 1
		return tx.QueryRowContext(ctx, "SELECT expires_at FROM leases WHERE name = ?", name).Scan(timeOrZero{&until})
	})
	return taken, until, err
}

// DropLease ends the lease if holder has it.
func (s *Store) DropLease(ctx context.Context, name, holder string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM leases WHERE name = ? AND holder = ?", name, holder)
		return err
	})
}

// Lead runs do while holder has the named lease, which it prolongs meanwhile:
// as soon as no other has it, and again when another has had it. The context of
// do ends with ctx, and when the lease is lost: another has taken it, or the
// store has failed for so long that one may have. It returns when ctx has ended
// and do has returned; the lease is free then. Errors of the store are told to
// problem.
func (s *Store) Lead(ctx context.Context, name, holder string, length time.Duration, problem func(error), do func(context.Context)) {
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := s.DropLease(context.WithoutCancel(ctx), name, holder); err != nil {
				problem(err)
			}
			return
		case <-wait.C:
		}
		taken, _, err := s.TakeLease(ctx, name, holder, length)
		switch {
		case err != nil && ctx.Err() == nil:
			problem(err)
		case taken:
			s.whileHeld(ctx, name, holder, length, problem, do)
		}
		wait.Reset(length / 4)
	}
}

// whileHeld runs do until it returns, ctx ends, or the lease just taken is lost.
func (s *Store) whileHeld(ctx context.Context, name, holder string, length time.Duration, problem func(error), do func(context.Context)) {
	ours := time.Now().Add(length) // until then, nobody else can take it
	held, lose := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(held)
	}()
	defer func() { <-done }()
	defer lose()
	tick := time.NewTicker(length / 4)
	defer tick.Stop()
	for {
		select {
		case <-held.Done():
			return
		case <-done:
			return
		case <-tick.C:
		}
		asked := time.Now()
		switch taken, _, err := s.TakeLease(ctx, name, holder, length); {
		case ctx.Err() != nil || err == nil && !taken:
			return
		case err == nil:
			ours = asked.Add(length)
		case asked.Add(length / 4).After(ours):
			problem(err)
			return
		default:
			problem(err)
		}
	}
}
