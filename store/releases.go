package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"motirbot/release"
)

// Filter says which releases to list. The zero Filter lists all.
type Filter struct {
	Period release.Period // released in this span of days
	AsOf   release.Date   // released on this day or before; zero for no bound
	Text   string         // words that stand in the title as they are, in any letter case
	Limit  int            // at most so many; 0 for no bound
}

// Find returns what is stored under rel's ID, also where it is withdrawn or
// another source's copy is shown for it. ErrNotFound if there is nothing.
func (s *Store) Find(ctx context.Context, rel release.Release) (Record, error) {
	var rec Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		id, err := identify(ctx, tx, rel.ID)
		if err != nil {
			return err
		}
		rec, err = current(ctx, tx, id)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Record{}, fail(ErrNotFound, nil, "no release %q of %s is in %s", rel.Title, rel.Date, s.path)
	}
	return rec, err
}

// Release returns the newest text of the release with this ID, or of the one
// that is shown for it, withdrawn or not. ErrNotFound if there is none.
func (s *Store) Release(ctx context.Context, id release.ID) (Record, error) {
	var rec Record
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		rec, err = s.resolved(ctx, tx, id)
		return err
	})
	return rec, err
}

// Revisions returns every text the release has had, the first one first and
// the present one last. ErrNotFound if there is no such release.
func (s *Store) Revisions(ctx context.Context, id release.ID) ([]Record, error) {
	var all []Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		rec, err := s.resolved(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, "SELECT "+recordColumns+`
			FROM releases r JOIN revisions v ON v.release_id = r.id
			WHERE r.id = ? ORDER BY v.revision`, rec.ID)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanRecord)
		return err
	})
	return all, err
}

// Releases lists the newest texts that the filter admits, without those
// withdrawn: the newest release first, those of one day by ID.
func (s *Store) Releases(ctx context.Context, filter Filter) ([]Record, error) {
	period := filter.Period.Intersect(release.Period{To: filter.AsOf})
	var all []Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, currentRecords+`
			WHERE `+shown+` AND r.date >= ?1 AND (?2 = '' OR r.date <= ?2)
			ORDER BY r.date DESC, r.id`, period.From.String(), period.To.String())
		if err != nil {
			return err
		}
		all, err = scanTitled(rows, filter.Text, filter.Limit)
		return err
	})
	return all, err
}

// scanTitled reads records with text in their title. SQLite's own LIKE knows
// the letter case of ASCII only.
func scanTitled(rows *sql.Rows, text string, limit int) ([]Record, error) {
	defer rows.Close()
	text = strings.ToLower(strings.TrimSpace(text))
	var all []Record
	for rows.Next() {
		rec, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		if strings.Contains(strings.ToLower(rec.Title), text) {
			all = append(all, rec)
		}
		if limit > 0 && len(all) == limit {
			break
		}
	}
	return all, rows.Err()
}

// resolved returns the newest text of the release known under id, or
// ErrNotFound in words.
func (s *Store) resolved(ctx context.Context, tx *sql.Tx, id release.ID) (Record, error) {
	row := tx.QueryRowContext(ctx, currentRecords+`
		WHERE r.id = (SELECT CASE o.shown_as WHEN '' THEN o.id ELSE o.shown_as END
			FROM identities i JOIN releases o ON o.id = i.release_id WHERE i.id = ?)`, id)
	rec, err := scanRecord(row)
	if errors.Is(err, sql.ErrNoRows) {
		return Record{}, fail(ErrNotFound, nil, "no release has the id %q in %s", id, s.path)
	}
	return rec, err
}

func current(ctx context.Context, tx *sql.Tx, id release.ID) (Record, error) {
	return scanRecord(tx.QueryRowContext(ctx, currentRecords+"WHERE r.id = ?", id))
}

// identify returns the ID under which a release is stored, or sql.ErrNoRows.
func identify(ctx context.Context, tx *sql.Tx, known release.ID) (release.ID, error) {
	var id release.ID
	err := tx.QueryRowContext(ctx, "SELECT release_id FROM identities WHERE id = ?", known).Scan(&id)
	return id, err
}
