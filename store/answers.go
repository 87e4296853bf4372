package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// SavedAnswer is an answer given on Discord. Its ID is that of the interaction
// or message that it answers.
type SavedAnswer struct {
	ID       string
	Guild    string // "" in direct messages
	Channel  string
	Asker    string
	Parent   string // the answer whose conversation it continues, or ""
	Private  bool   // only the asker has seen it
	Question string
	Answer   []byte // JSON, with its passages
	Prompt   string // version of the prompt
	Model    string // the chat model, "" for an extract
	Corpus   string // state of the index it was answered from
	Given    time.Time
}

const answerColumns = `id, guild, channel, asker, parent, private, question, answer, prompt, model, corpus, given_at`

// scanAnswer reads those columns, and more after them.
func scanAnswer(row scanner, more ...any) (SavedAnswer, error) {
	var a SavedAnswer
	var given int64
	err := row.Scan(append([]any{&a.ID, &a.Guild, &a.Channel, &a.Asker, &a.Parent, &a.Private,
		&a.Question, &a.Answer, &a.Prompt, &a.Model, &a.Corpus, &given}, more...)...)
	a.Given = fromTimestamp(given)
	return a, err
}

// SaveAnswer stores an answer. One with the same ID is replaced, with its question;
// its votes stay.
func (s *Store) SaveAnswer(ctx context.Context, a SavedAnswer) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO answers (`+answerColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET question = excluded.question, answer = excluded.answer, prompt = excluded.prompt,
				model = excluded.model, corpus = excluded.corpus, given_at = excluded.given_at`,
			a.ID, a.Guild, a.Channel, a.Asker, a.Parent, a.Private,
			a.Question, string(a.Answer), a.Prompt, a.Model, a.Corpus, timestamp(a.Given))
		return err
	})
}

// Answer returns a saved answer, or ErrNotFound.
func (s *Store) Answer(ctx context.Context, id string) (SavedAnswer, error) {
	var a SavedAnswer
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		a, err = scanAnswer(tx.QueryRowContext(ctx, "SELECT "+answerColumns+" FROM answers WHERE id = ?", id))
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "no answer %q is in %s", id, s.path)
		}
		return err
	})
	return a, err
}

// LastAnswer returns the last answer that the person was given in the channel
// since then, or with others, that anybody was whom it was not for alone; or
// ErrNotFound.
func (s *Store) LastAnswer(ctx context.Context, channel, asker string, others bool, since time.Time) (SavedAnswer, error) {
	var a SavedAnswer
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		a, err = scanAnswer(tx.QueryRowContext(ctx, "SELECT "+answerColumns+` FROM answers
			WHERE channel = ? AND (asker = ? OR ? AND NOT private) AND given_at >= ? ORDER BY given_at DESC, id DESC LIMIT 1`,
			channel, asker, others, timestamp(since)))
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "%s has no answer of that time in %s", asker, s.path)
		}
		return err
	})
	return a, err
}

// PruneAnswers deletes answers given before then, with their votes, and
// returns how many.
func (s *Store) PruneAnswers(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "DELETE FROM answers WHERE given_at < ?", before)
}

func (s *Store) prune(ctx context.Context, statement string, before time.Time) (int, error) {
	var n int64
	err := s.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, statement, timestamp(before))
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return int(n), err
}
