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
