package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"motirbot/figures/observation"
	"motirbot/release"
)

// Observations are the figures of a release, and the version of what read them.
type Observations struct {
	Reader string
	List   []observation.Observation
}

// Statistics is a release with figures.
type Statistics struct {
	Record
	Observations []observation.Observation
}

// check returns why the observations cannot be those of a text.
func (o *Observations) check(rel release.Release) error {
	if o == nil {
		return nil
	}
	for i, one := range o.List {
		if one.Start < 0 || one.End < one.Start || one.End > len(rel.Body) {
			return fmt.Errorf("observation %d: bytes %d to %d are not in the body of %d", i, one.Start, one.End, len(rel.Body))
		}
		for _, a := range []observation.Amount{one.Value, one.Change} {
			if !strings.Contains(rel.Body[one.Start:one.End], a.Written) {
				return fmt.Errorf("observation %d: %q does not stand where it was read", i, a.Written)
			}
		}
	}
	return nil
}

// put replaces the observations of a release and reports whether they are new
// ones. Without any of its own the text keeps what was read of it.
func (o *Observations) put(ctx context.Context, tx *sql.Tx, id release.ID, revision int) (changed bool, err error) {
	if o == nil {
		return false, nil
	}
	data, err := json.Marshal(append([]observation.Observation{}, o.List...))
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO observations (release_id, revision, reader, data) VALUES (?, ?, ?, ?)
		ON CONFLICT (release_id) DO UPDATE SET revision = excluded.revision, reader = excluded.reader, data = excluded.data
		WHERE revision <> excluded.revision OR reader <> excluded.reader OR data <> excluded.data`, id, revision, o.Reader, string(data))
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// Unread returns up to n releases whose newest text this reader has not read.
func (s *Store) Unread(ctx context.Context, reader string, n int) ([]Record, error) {
	var all []Record
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, currentRecords+`
			WHERE NOT EXISTS (SELECT 1 FROM observations o WHERE o.release_id = r.id AND o.revision = r.revision AND o.reader = ?)
			ORDER BY r.id LIMIT ?`, reader, n)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanRecord)
		return err
	})
	return all, err
}

// PutObservations stores what was read of releases that are stored already, as
// they were when they were read. No new generation of the store is made of it:
// see Renew. Errors are those of PutReleases.
func (s *Store) PutObservations(ctx context.Context, of []Record, read []Observations) error {
	for i, rec := range of {
		if err := read[i].check(rec.Release); err != nil {
			return fmt.Errorf("release %q: %w", rec.ID, err)
		}
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		for i, rec := range of {
			var revision int
			err := tx.QueryRowContext(ctx, "SELECT revision FROM releases WHERE id = ?", rec.ID).Scan(&revision)
			if errors.Is(err, sql.ErrNoRows) || err == nil && revision != rec.Revision {
				continue // edited meanwhile, and read again then
			}
			if err != nil {
				return err
			}
			if _, err := read[i].put(ctx, tx, rec.ID, rec.Revision); err != nil {
				return err
			}
		}
		return nil
	})
}

// Observations calls each with the releases that have figures, up to a day (zero:
// all), the newest first; without those withdrawn or shown as another.
func (s *Store) Observations(ctx context.Context, asOf release.Date, each func(Statistics)) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT o.data, "+recordColumns+`
			FROM releases r JOIN revisions v ON v.release_id = r.id AND v.revision = r.revision
			JOIN observations o ON o.release_id = r.id AND o.revision = r.revision
			WHERE `+shown+` AND o.data <> '[]' AND (?1 = '' OR r.date <= ?1) ORDER BY r.date DESC, r.id`, asOf.String())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var st Statistics
			var data sql.RawBytes
			if st.Record, err = scanRecord(prefixed{rows, &data}); err != nil {
				return err
			}
			if err := json.Unmarshal(data, &st.Observations); err != nil {
				return fmt.Errorf("release %s: observations: %w", st.ID, err)
			}
			for i := range st.Observations {
				st.Observations[i].ReleaseID = st.ID
			}
			each(st)
		}
		return rows.Err()
	})
}

// prefixed scans a column that stands before those of a record.
type prefixed struct {
	scanner
	first any
}

func (p prefixed) Scan(dest ...any) error { return p.scanner.Scan(append([]any{p.first}, dest...)...) }
