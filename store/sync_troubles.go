package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// Trouble is a release that a source could not deliver, or that seems
// withdrawn and is not believed yet.
type Trouble struct {
	Source   string
	ID       release.ID
	Number   string
	Title    string
	URL      string
	Date     release.Date
	Kind     string
	Reason   string
	Since    time.Time
	Attempts int
	Next     time.Time // when to try again
	Quiet    bool      // it was found by a first sync: it will not be news
}

// Troubles returns those of a source, the oldest first.
func (s *Store) Troubles(ctx context.Context, source string) ([]Trouble, error) {
	var all []Trouble
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT source, id, number, title, url, date, kind, reason, since, attempts, next_at, quiet
			FROM troubles WHERE source = ? ORDER BY since, id`, source)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanTrouble)
		return err
	})
	return all, err
}

func scanTrouble(row scanner) (Trouble, error) {
	var t Trouble
	var date string
	err := row.Scan(&t.Source, &t.ID, &t.Number, &t.Title, &t.URL, &date, &t.Kind, &t.Reason,
		timeOrZero{&t.Since}, &t.Attempts, timeOrZero{&t.Next}, &t.Quiet)
	return t, errors.Join(err, t.Date.UnmarshalText([]byte(date)))
}

// PutTrouble stores t in place of what was there. RecordSightings and MarkGone
// end it.
func (s *Store) PutTrouble(ctx context.Context, t Trouble) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT OR REPLACE INTO troubles (source, id, number, title, url, date, kind, reason, since, attempts, next_at, quiet)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			t.Source, t.ID, t.Number, t.Title, t.URL, t.Date.String(), t.Kind, t.Reason,
			stampOrZero(t.Since), t.Attempts, stampOrZero(t.Next), t.Quiet)
		return err
	})
}

// DropTrouble gives up on a release.
func (s *Store) DropTrouble(ctx context.Context, source string, id release.ID) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM troubles WHERE source = ? AND id = ?", source, id)
		return err
	})
}
