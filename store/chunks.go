package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"motirbot/release"
)

// checkEntries returns every reason why an entry cannot be stored, joined.
func checkEntries(entries []Entry) error {
	var errs []error
	for _, entry := range entries {
		if err := entry.Release.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("release %q cannot be stored: %w", entry.Release.ID, err))
		}
		if err := entry.Observations.check(entry.Release); err != nil {
			errs = append(errs, fmt.Errorf("release %q cannot be stored: %w", entry.Release.ID, err))
		}
		for i, chunk := range entry.Chunks {
			if err := chunk.check(entry.Release, i); err != nil {
				errs = append(errs, fmt.Errorf("release %q, chunk %d cannot be stored: %w", entry.Release.ID, i, err))
			}
		}
	}
	return errors.Join(errs...)
}

func (c Chunk) check(rel release.Release, seq int) error {
	switch {
	case c.ReleaseID != rel.ID:
		return fmt.Errorf("it belongs to %q", c.ReleaseID)
	case c.Seq != seq:
		return fmt.Errorf("its number is %d", c.Seq)
	case c.Start < 0 || c.End < c.Start || c.End > len(rel.Body):
		return fmt.Errorf("bytes %d to %d are not in the body of %d", c.Start, c.End, len(rel.Body))
	case c.Text != rel.Body[c.Start:c.End]:
		return fmt.Errorf("its text is not bytes %d to %d of the body", c.Start, c.End)
	case c.EmbedHash == "":
		return errors.New("it has no hash of the embedded text")
	}
	return nil
}

// putChunks replaces the chunks of a release.
func putChunks(ctx context.Context, tx *sql.Tx, id release.ID, chunks []Chunk) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM chunks WHERE release_id = ?", id); err != nil {
		return err
	}
	for _, c := range chunks {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO chunks (release_id, seq, start_byte, end_byte, embed_hash) VALUES (?, ?, ?, ?, ?)`,
			id, c.Seq, c.Start, c.End, c.EmbedHash)
		if err != nil {
			return err
		}
	}
	return nil
}

// hasChunks reports whether the release has exactly these chunks.
func hasChunks(ctx context.Context, tx *sql.Tx, id release.ID, chunks []Chunk) (bool, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT release_id, seq, start_byte, end_byte, embed_hash
		FROM chunks WHERE release_id = ? ORDER BY seq`, id)
	if err != nil {
		return false, err
	}
	stored, err := scanAll(rows, scanChunk)
	return slices.EqualFunc(stored, chunks, sameSpan), err
}

func sameSpan(a, b Chunk) bool {
	return a.Seq == b.Seq && a.Start == b.Start && a.End == b.End && a.EmbedHash == b.EmbedHash
}

// scanChunk reads a chunk without its text.
func scanChunk(row scanner) (Chunk, error) {
	var c Chunk
	err := row.Scan(&c.ReleaseID, &c.Seq, &c.Start, &c.End, &c.EmbedHash)
	return c, err
}
