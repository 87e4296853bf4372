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

// Find returns what is stored of the release that rel is a copy of. That is
// the one stored under rel's ID or, if none is, the one of another source with
// the same title key. Withdrawn releases are found too. ErrNotFound if there
// is none.
func (s *Store) Find(ctx context.Context, rel release.Release) (Record, error) {
	var rec Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		id, err := identify(ctx, tx, rel)
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

// Release returns the newest text of the release with this ID, or with an ID
// under which another source has brought it, withdrawn or not. ErrNotFound if
// there is none.
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
			WHERE r.withdrawn = 0 AND r.date >= ?1 AND (?2 = '' OR r.date <= ?2)
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
		JOIN identities i ON i.release_id = r.id WHERE i.id = ?`, id)
	rec, err := scanRecord(row)
	if errors.Is(err, sql.ErrNoRows) {
		return Record{}, fail(ErrNotFound, nil, "no release has the id %q in %s", id, s.path)
	}
	return rec, err
}

func current(ctx context.Context, tx *sql.Tx, id release.ID) (Record, error) {
	return scanRecord(tx.QueryRowContext(ctx, currentRecords+"WHERE r.id = ?", id))
}

// identify returns the ID under which rel is stored, or sql.ErrNoRows. Two
// releases of one source with the same title and date are two releases: the
// title key only joins what different sources bring.
func identify(ctx context.Context, tx *sql.Tx, rel release.Release) (release.ID, error) {
	var id release.ID
	err := tx.QueryRowContext(ctx, "SELECT release_id FROM identities WHERE id = ?", rel.ID).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = tx.QueryRowContext(ctx, `
		SELECT r.id FROM releases r
		WHERE r.title_key = ? AND NOT EXISTS (
			SELECT 1 FROM identities i WHERE i.release_id = r.id AND i.source = ?)
		ORDER BY r.first_seen, r.id LIMIT 1`,
		release.TitleKey(rel.Title, rel.Date), rel.Source).Scan(&id)
	return id, err
}
