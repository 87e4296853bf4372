package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"motirbot/release"
)

// Index is what a search needs of a release, made by the indexer. The store keeps
// it as it is.
type Index struct {
	Maker   string // names what made it: of another maker it is out of date
	Words   []byte // chunks, words and times
	Chunks  int
	Hashes  []string // of the texts that were embedded, as in PutVectors
	Vectors []byte   // one a chunk
	Made    int      // how many of those there are; NotAsked
}

// NotAsked is how many vectors were made of a release where nobody has been
// asked for them: they would cost something.
const NotAsked = -1

// Listing is a release that is shown, without its text.
type Listing struct {
	ID       release.ID
	Date     release.Date
	Revision int
	Issuer   string // label, "" where none is named
	Changed  int64  // generation in which its text or its index last changed
}

// Catalog is what there is to search at one moment.
type Catalog struct {
	Generation int64
	Listings   []Listing                 // in no order
	ShownAs    map[release.ID]release.ID // what is shown for releases that another source has, too
	Issuers    map[string]release.Issuer // by label
}

// IndexRow is the index of a release. Its bytes are valid until the next row.
type IndexRow struct {
	ID                release.ID
	Revision          int
	Maker, Title, URL string
	Words, Vectors    []byte // Vectors: those of one model, nil where they are out of date
}

// ReadIndex reads the catalog and then the index of the releases dated in the
// periods that want chooses, with the vectors of a model, all of one moment. Of
// releases whose text has changed since it was indexed the row is an old one, of
// some there is none; and there are rows of releases that are not shown.
//
// kept returns the segment of a year that KeepSegment has kept under a key, or nil.
func (s *Store) ReadIndex(ctx context.Context, model string, want func(c Catalog, kept func(year int, key uint64) []byte) []release.Period, row func(IndexRow) error) error {
	return s.read(ctx, func(tx *sql.Tx) error {
		c, err := catalog(ctx, tx)
		if err != nil {
			return err
		}
		var failed error
		kept := func(year int, key uint64) (data []byte) {
			err := tx.QueryRowContext(ctx, "SELECT data FROM segments WHERE year = ? AND key = ?", year, int64(key)).Scan(&data)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				failed = err
			}
			return data
		}
		for _, period := range want(c, kept) {
			if err := errors.Join(failed, readRows(ctx, tx, model, period, row)); err != nil {
				return err
			}
		}
		return failed
	})
}

// KeepSegment keeps what the index of a year was put together to, in place of
// what was kept of it. The key names what it was made from. Once the store has
// changed since that generation it keeps nothing: it may be of what was deleted.
func (s *Store) KeepSegment(ctx context.Context, since int64, year int, key uint64, data []byte) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if now, err := generation(ctx, tx); err != nil || now != since {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO segments (year, key, data) VALUES (?, ?, ?)", year, int64(key), data)
		return err
	})
}

func catalog(ctx context.Context, tx *sql.Tx) (c Catalog, err error) {
	c = Catalog{ShownAs: map[release.ID]release.ID{}, Issuers: map[string]release.Issuer{}}
	if c.Generation, err = generation(ctx, tx); err != nil {
		return c, err
	}
	rows, err := tx.QueryContext(ctx, "SELECT id, date, revision, issuer, changed, withdrawn, shown_as FROM releases")
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var l Listing
		var date string
		var front release.ID
		var withdrawn bool
		if err := rows.Scan(&l.ID, &date, &l.Revision, &l.Issuer, &l.Changed, &withdrawn, &front); err != nil {
			return c, err
		}
		if front != "" {
			c.ShownAs[l.ID] = front
		}
		if withdrawn || front != "" {
			continue
		}
		if l.Date, err = release.ParseDate(date); err != nil {
			return c, fmt.Errorf("release %s: %w", l.ID, err)
		}
		c.Listings = append(c.Listings, l)
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	labels, err := tx.QueryContext(ctx, "SELECT label, data FROM issuers")
	if err != nil {
		return c, err
	}
	_, err = scanAll(labels, func(row scanner) (label string, err error) {
		var data []byte
		if err := row.Scan(&label, &data); err != nil {
			return "", err
		}
		c.Issuers[label], err = decodeIssuer(data)
		return label, err
	})
	return c, err
}

func readRows(ctx context.Context, tx *sql.Tx, model string, period release.Period, one func(IndexRow) error) error {
	where, args := "", []any{model}
	if !period.IsZero() { // else the table is read in its own order, which is much quicker
		where, args = "WHERE w.date >= ? AND w.date <= ?", append(args, period.From.String(), period.To.String())
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT w.release_id, w.revision, w.maker, w.title, w.url, w.data, v.data
		FROM word_index w LEFT JOIN vector_index v
			ON v.model = ? AND v.release_id = w.release_id AND v.revision = w.revision AND v.maker = w.maker `+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r IndexRow
		var words, vectors sql.RawBytes
		if err := rows.Scan(&r.ID, &r.Revision, &r.Maker, &r.Title, &r.URL, &words, &vectors); err != nil {
			return err
		}
		r.Words, r.Vectors = words, vectors
		if err := one(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Text returns a text of a release; texts never change. ErrNotFound if it has
// been deleted.
func (s *Store) Text(ctx context.Context, id release.ID, revision int) (Record, error) {
	var rec Record
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		rec, err = scanRecord(tx.QueryRowContext(ctx, "SELECT "+recordColumns+`
			FROM releases r JOIN revisions v ON v.release_id = r.id WHERE r.id = ? AND v.revision = ?`, id, revision))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Record{}, fail(ErrNotFound, nil, "no release has the id %q in %s", id, s.path)
	}
	return rec, err
}

// put replaces the index of a release, and reports whether it is another one.
func (x *Index) put(ctx context.Context, tx *sql.Tx, id release.ID, revision int, rel release.Release, model string) (changed bool, err error) {
	if x == nil {
		return false, nil
	}
	hashes, err := hex.DecodeString(strings.Join(x.Hashes, ""))
	if err != nil {
		return false, fmt.Errorf("release %s: a hash that is none: %w", id, err)
	}
	words, err := tx.ExecContext(ctx, `
		INSERT INTO word_index (release_id, revision, maker, date, title, url, chunks, hashes, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET revision = excluded.revision, maker = excluded.maker, date = excluded.date, title = excluded.title,
			url = excluded.url, chunks = excluded.chunks, hashes = excluded.hashes, data = excluded.data
		WHERE revision <> excluded.revision OR maker <> excluded.maker OR data <> excluded.data`,
		id, revision, x.Maker, rel.Date.String(), rel.Title, rel.URL, x.Chunks, hashes, x.Words)
	if err != nil {
		return false, err
	}
	vectors, err := tx.ExecContext(ctx, `
		INSERT INTO vector_index (model, release_id, revision, maker, made, data) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET revision = excluded.revision, maker = excluded.maker, made = excluded.made, data = excluded.data
		WHERE revision <> excluded.revision OR maker <> excluded.maker OR made <> excluded.made OR data <> excluded.data`,
		model, id, revision, x.Maker, x.Made, append([]byte{}, x.Vectors...))
	if err != nil {
		return false, err
	}
	n, err := words.RowsAffected()
	if err != nil {
		return false, err
	}
	m, err := vectors.RowsAffected()
	if err != nil || n+m == 0 {
		return false, err
	}
	// Of other models and makers something lacks from now on.
	whole := x.Made == x.Chunks
	_, err = tx.ExecContext(ctx, "DELETE FROM meta WHERE key GLOB 'index/*' AND NOT (? AND key = 'index/' || ? AND value = ?)", whole, model, x.Maker)
	return true, err
}

// Indexed reports whether every release that is shown has an index by this
// maker and whole vectors of this model.
func (s *Store) Indexed(ctx context.Context, maker, model string) (bool, error) {
	said, err := s.Meta(ctx, "index/"+model)
	return said == maker, err
}

// Lacking is a release without an index by the present maker, or without vectors
// of the present model.
type Lacking struct {
	Record
	Tried bool // the model has been asked for its vectors, and did not give them all
}

// lacking is what Unindexed looks for: ?1 is the maker, ?2 the model, and where
// ?3 is not set what nobody has asked for is passed over.
const lacking = `
	LEFT JOIN word_index w ON w.release_id = r.id AND w.revision = r.revision AND w.maker = ?1
	LEFT JOIN vector_index x ON x.model = ?2 AND x.release_id = r.id AND x.revision = r.revision AND x.maker = ?1
	WHERE ` + shown + ` AND (w.release_id IS NULL OR x.release_id IS NULL OR x.made < w.chunks AND (?3 OR x.made >= 0))`

// Unindexed returns up to n releases, by ID from after on, that lack an index by
// this maker or vectors of this model. Those of which nobody has asked for the
// vectors are passed over, unless asked is set.
func (s *Store) Unindexed(ctx context.Context, maker, model string, asked bool, after release.ID, n int) ([]Lacking, error) {
	var all []Lacking
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT coalesce(x.made, -1) >= 0, "+recordColumns+`
			FROM releases r JOIN revisions v ON v.release_id = r.id AND v.revision = r.revision`+lacking+`
			AND r.id > ?4 ORDER BY r.id LIMIT ?5`, maker, model, asked, after, n)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, func(row scanner) (l Lacking, err error) {
			l.Record, err = scanRecord(prefixed{row, &l.Tried})
			return l, err
		})
		return err
	})
	return all, err
}

// CountUnindexed returns how many releases Unindexed would return in all.
func (s *Store) CountUnindexed(ctx context.Context, maker, model string, asked bool) (n int, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT count(*) FROM releases r"+lacking, maker, model, asked).Scan(&n)
	})
	return n, err
}

// SetIndexed has Indexed say so, if it is so.
func (s *Store) SetIndexed(ctx context.Context, maker, model string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT OR REPLACE INTO meta (key, value) SELECT 'index/' || ?2, ?1
			WHERE NOT EXISTS (SELECT 1 FROM releases r`+lacking+`)`, maker, model, true)
		return err
	})
}

// notIndexed has Indexed say that it has to be looked again.
func notIndexed(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM meta WHERE key GLOB 'index/*'")
	return err
}
