package store

import (
	"context"
	"database/sql"
	"time"
)

// Claim reserves an interaction or message for the caller. It returns true to
// one caller only, of all processes on the store.
func (s *Store) Claim(ctx context.Context, id string) (bool, error) {
	var first bool
	err := s.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx,
			"INSERT INTO claims (id, claimed_at) VALUES (?, ?) ON CONFLICT DO NOTHING", id, timestamp(s.now()))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		first = n == 1
		return err
	})
	return first, err
}

// PruneClaims forgets claims made before then and returns how many.
func (s *Store) PruneClaims(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "DELETE FROM claims WHERE claimed_at < ?", before)
}
