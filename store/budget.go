package store

import (
	"context"
	"database/sql"

	"motirbot/release"
)

// SpendModelCall counts one call of the chat model on that day, unless limit
// calls have been counted already: then it returns false.
func (s *Store) SpendModelCall(ctx context.Context, day release.Date, limit int) (bool, error) {
	var granted bool
	err := s.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `
			INSERT INTO model_calls (day, calls) SELECT ?1, 1 WHERE ?2 > 0
			ON CONFLICT DO UPDATE SET calls = calls + 1 WHERE calls < ?2`, day.String(), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		granted = n == 1
		return err
	})
	return granted, err
}
