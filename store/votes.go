package store

import (
	"context"
	"database/sql"
	"errors"
)

// Votes counts what people said of an answer.
type Votes struct{ Up, Down int }

// Vote records what a person says of an answer, in place of what they said
// before. ErrNotFound if there is no such answer.
func (s *Store) Vote(ctx context.Context, answer, voter string, up bool) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var id string
		err := tx.QueryRowContext(ctx, "SELECT id FROM answers WHERE id = ?", answer).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "no answer %q is in %s", answer, s.path)
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO votes (answer, voter, up, voted_at) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET up = excluded.up, voted_at = excluded.voted_at`,
			answer, voter, up, timestamp(s.now()))
		return err
	})
}

// Votes returns the votes on an answer.
func (s *Store) Votes(ctx context.Context, answer string) (Votes, error) {
	var v Votes
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx,
			"SELECT coalesce(sum(up), 0), coalesce(sum(1 - up), 0) FROM votes WHERE answer = ?", answer).
			Scan(&v.Up, &v.Down)
	})
	return v, err
}
