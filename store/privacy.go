package store

import (
	"context"
	"database/sql"
	"time"
)

// Personal counts what is kept of a person.
type Personal struct{ Answers, Votes, Subscriptions int }

// personal are the rows about a person. Votes come before answers, which take
// theirs with them.
var personal = [...]string{"votes WHERE voter = ?", "answers WHERE asker = ?", "subscriptions WHERE person = ?"}

// PersonalData counts what is kept of the person.
func (s *Store) PersonalData(ctx context.Context, person string) (Personal, error) {
	var n [len(personal)]int
	err := s.read(ctx, func(tx *sql.Tx) error {
		for i, rows := range personal {
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+rows, person).Scan(&n[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return Personal{Votes: n[0], Answers: n[1], Subscriptions: n[2]}, err
}

// ForgetPerson deletes what is kept of the person: questions with their answers,
// votes, subscriptions in direct messages with what was to be sent for them, and
// the settings named. What the person set up for a server stays, without their
// name. How often they asked today stays as well, or deleting would be a way
// around limits.
func (s *Store) ForgetPerson(ctx context.Context, person string, settings ...string) (Personal, error) {
	var n [len(personal)]int
	err := s.write(ctx, func(tx *sql.Tx) error {
		for i, rows := range personal {
			result, err := tx.ExecContext(ctx, "DELETE FROM "+rows, person)
			if err != nil {
				return err
			}
			deleted, err := result.RowsAffected()
			if err != nil {
				return err
			}
			n[i] = int(deleted)
		}
		for _, key := range settings {
			if _, err := tx.ExecContext(ctx, "DELETE FROM meta WHERE key = ?", key); err != nil {
				return err
			}
		}
		return execAll(ctx, tx, person,
			"DELETE FROM deliveries WHERE person = ?",
			"UPDATE subscriptions SET created_by = '' WHERE created_by = ?",
			"UPDATE digests SET created_by = '' WHERE created_by = ?")
	})
	return Personal{Votes: n[0], Answers: n[1], Subscriptions: n[2]}, err
}

// ForgetQuestion deletes the words of the question that was answered with this
// id; the answer stays for its buttons.
func (s *Store) ForgetQuestion(ctx context.Context, id string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		return execAll(ctx, tx, id, "UPDATE answers SET question = '' WHERE id = ?")
	})
}

// withData are the servers of which something is kept.
const withData = `SELECT id FROM guilds UNION SELECT guild FROM answers WHERE guild <> ''
	UNION SELECT guild FROM subscriptions WHERE guild <> '' UNION SELECT guild FROM digests`

// RecordGuilds records which servers the bot is on. Of the others that are known
// about and of which something is kept it notes that the bot has left them, now
// unless it was noted before: what was to be posted there rests until it is back.
func (s *Store) RecordGuilds(ctx context.Context, present []string, known func(guild string) bool) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, withData)
		if err != nil {
			return err
		}
		kept, err := scanAll(rows, scanText)
		if err != nil {
			return err
		}
		for _, id := range kept {
			if !known(id) {
				continue
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO guilds_left (id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING", id, timestamp(s.now()))
			if err != nil {
				return err
			}
		}
		for _, id := range present {
			if err := execAll(ctx, tx, id, "DELETE FROM guilds_left WHERE id = ?"); err != nil {
				return err
			}
		}
		return nil
	})
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// PruneGuilds deletes all that is kept of servers which the bot left before
// then, and returns how many servers that were.
func (s *Store) PruneGuilds(ctx context.Context, before time.Time) (int, error) {
	var gone []string
	err := s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id FROM guilds_left WHERE left_at < ?", timestamp(before))
		if err != nil {
			return err
		}
		gone, err = scanAll(rows, scanText)
		if err != nil {
			return err
		}
		for _, id := range gone {
			err := execAll(ctx, tx, id,
				"DELETE FROM guilds WHERE id = ?", "DELETE FROM answers WHERE guild = ?",
				"DELETE FROM subscriptions WHERE guild = ?", "DELETE FROM digests WHERE guild = ?",
				"DELETE FROM deliveries WHERE guild = ?", "DELETE FROM guilds_left WHERE id = ?")
			if err != nil {
				return err
			}
		}
		return nil
	})
	return len(gone), err
}

// execAll runs statements that take the one value.
func execAll(ctx context.Context, tx *sql.Tx, value string, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement, value); err != nil {
			return err
		}
	}
	return nil
}
