package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
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

// VotesOn returns the votes on the answers of that server given since then.
func (s *Store) VotesOn(ctx context.Context, guild string, since time.Time) (Votes, error) {
	var v Votes
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT coalesce(sum(up), 0), coalesce(sum(1 - up), 0)
			FROM votes v JOIN answers a ON a.id = v.answer WHERE guild = ? AND given_at >= ?`, guild, timestamp(since)).
			Scan(&v.Up, &v.Down)
	})
	return v, err
}

// JudgedAnswer is an answer with the votes on it.
type JudgedAnswer struct {
	SavedAnswer
	Votes
}

// JudgedAnswers returns the answers given since then that were voted on, the
// worst first and then the newest.
func (s *Store) JudgedAnswers(ctx context.Context, since time.Time) ([]JudgedAnswer, error) {
	var all []JudgedAnswer
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+answerColumns+`, ups, downs FROM answers
			JOIN (SELECT answer AS of, sum(up) AS ups, sum(1 - up) AS downs FROM votes GROUP BY answer) ON of = id
			WHERE given_at >= ? ORDER BY ups - downs, given_at DESC, id`, timestamp(since))
		if err != nil {
			return err
		}
		all, err = scanAll(rows, func(row scanner) (j JudgedAnswer, err error) {
			j.SavedAnswer, err = scanAnswer(row, &j.Up, &j.Down)
			return j, err
		})
		return err
	})
	return all, err
}
