package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// Stats says what a store holds. Withdrawn releases and second
// copies do not count.
type Stats struct {
	Releases, Chunks int
	From, To         release.Date   // of the oldest and the newest release; zero without releases
	SizeBytes        int64          // of the file and its log
	Schema           int            // number of the last migration
	LastChange       time.Time      // of releases or their index; zero before the first
	Vectors          map[string]int // by model
}

// Stats counts.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	stats := Stats{Schema: s.schema.latest, SizeBytes: size(s.file) + size(s.file+"-wal")}
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		if err := countReleases(ctx, tx, &stats); err != nil {
			return err
		}
		stats.Vectors, err = countVectors(ctx, tx)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	return stats, nil
}

func countReleases(ctx context.Context, tx *sql.Tx, stats *Stats) error {
	var from, to string
	var changed int64
	err := tx.QueryRowContext(ctx, `
		SELECT count(*), coalesce(min(date), ''), coalesce(max(date), ''),
			(SELECT coalesce(sum(w.chunks), 0) FROM word_index w JOIN releases r ON r.id = w.release_id AND r.revision = w.revision WHERE `+shown+`),
			(SELECT changed_at FROM state)
		FROM releases r WHERE `+shown).Scan(&stats.Releases, &from, &to, &stats.Chunks, &changed)
	if err != nil {
		return err
	}
	if changed != 0 {
		stats.LastChange = fromTimestamp(changed)
	}
	return errors.Join(stats.From.UnmarshalText([]byte(from)), stats.To.UnmarshalText([]byte(to)))
}

func countVectors(ctx context.Context, tx *sql.Tx) (map[string]int, error) {
	rows, err := tx.QueryContext(ctx, "SELECT model, sum(made) FROM vector_index WHERE made > 0 GROUP BY model")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := make(map[string]int)
	for rows.Next() {
		var model string
		var n int
		if err := rows.Scan(&model, &n); err != nil {
			return nil, err
		}
		counts[model] = n
	}
	return counts, rows.Err()
}

// Generation returns a number that grows with every change to releases or
// to their index, by this or any other process.
func (s *Store) Generation(ctx context.Context) (int64, error) {
	var n int64
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		n, err = generation(ctx, tx)
		return err
	})
	return n, err
}

func generation(ctx context.Context, tx *sql.Tx) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, "SELECT generation FROM state").Scan(&n)
	return n, err
}

// bump records a change to releases or their index.
func (s *Store) bump(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE state SET generation = generation + 1, changed_at = ?", timestamp(s.now()))
	return err
}

// Renew makes a new generation of what is stored although no release has
// changed: figures have been added to it.
func (s *Store) Renew(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error { return s.bump(ctx, tx) })
}
