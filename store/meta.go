package store

import (
	"context"
	"database/sql"
	"errors"
)

// Meta returns a small setting of the store, such as the version of the
// chunker that its chunks come from; "" if it was never set.
func (s *Store) Meta(ctx context.Context, key string) (string, error) {
	var value string
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return value, err
}

// SetMeta stores a small setting under key, in place of what was there; "" takes
// it away.
func (s *Store) SetMeta(ctx context.Context, key, value string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if value == "" {
			return execAll(ctx, tx, key, "DELETE FROM meta WHERE key = ?")
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value`, key, value)
		return err
	})
}
