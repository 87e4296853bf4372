package store

import (
	"context"
	"database/sql"
	"fmt"

	"motirbot/release"
)

// Snapshot is everything an index is filled from, all of one moment.
type Snapshot struct {
	Generation int64
	Records    []Record                  // newest first, as Releases lists them
	ShownAs    map[release.ID]release.ID // what is shown for releases that another source has, too
	Chunks     []Chunk                   // in the order of Records, then by Seq
	Vectors    map[string][]float32      // by EmbedHash; of one model, and only those that a chunk uses
}

// Snapshot reads releases, chunks and the vectors of the model in one read
// transaction. Withdrawn releases are left out, and those for which another one is shown. A chunk whose text the model
// has not embedded yet has no entry in Vectors.
func (s *Store) Snapshot(ctx context.Context, model string) (Snapshot, error) {
	var snap Snapshot
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		if snap.Generation, err = generation(ctx, tx); err != nil {
			return err
		}
		if snap.Records, err = listed(ctx, tx); err != nil {
			return err
		}
		if snap.ShownAs, err = shownAs(ctx, tx); err != nil {
			return err
		}
		if snap.Chunks, err = chunksOf(ctx, tx, snap.Records); err != nil {
			return err
		}
		snap.Vectors, err = vectorsInUse(ctx, tx, model)
		return err
	})
	if err != nil {
		return Snapshot{}, err
	}
	return snap, nil
}

func listed(ctx context.Context, tx *sql.Tx) ([]Record, error) {
	rows, err := tx.QueryContext(ctx, currentRecords+"WHERE "+shown+" ORDER BY r.date DESC, r.id")
	if err != nil {
		return nil, err
	}
	return scanAll(rows, scanRecord)
}

func shownAs(ctx context.Context, tx *sql.Tx) (map[release.ID]release.ID, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, shown_as FROM releases WHERE shown_as <> ''")
	if err != nil {
		return nil, err
	}
	all := map[release.ID]release.ID{}
	_, err = scanAll(rows, func(row scanner) (id release.ID, err error) {
		var front release.ID
		err = row.Scan(&id, &front)
		all[id] = front
		return id, err
	})
	return all, err
}

// chunksOf returns the chunks of the records, with their texts.
func chunksOf(ctx context.Context, tx *sql.Tx, records []Record) ([]Chunk, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT c.release_id, c.seq, c.start_byte, c.end_byte, c.embed_hash
		FROM chunks c JOIN releases r ON r.id = c.release_id
		WHERE `+shown+` ORDER BY r.date DESC, r.id, c.seq`)
	if err != nil {
		return nil, err
	}
	chunks, err := scanAll(rows, scanChunk)
	if err != nil {
		return nil, err
	}
	bodies := make(map[release.ID]string, len(records))
	for _, rec := range records {
		bodies[rec.ID] = rec.Body
	}
	for i, c := range chunks {
		body := bodies[c.ReleaseID]
		if c.Start < 0 || c.End < c.Start || c.End > len(body) {
			return nil, fmt.Errorf("chunk %d of release %s reaches beyond its text: index that release again", c.Seq, c.ReleaseID)
		}
		chunks[i].Text = body[c.Start:c.End]
	}
	return chunks, nil
}

func vectorsInUse(ctx context.Context, tx *sql.Tx, model string) (map[string][]float32, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT v.hash, v.vector FROM (
			SELECT DISTINCT c.embed_hash AS hash FROM chunks c JOIN releases r ON r.id = c.release_id
			WHERE `+shown+` ORDER BY 1) used
		CROSS JOIN vectors v ON v.model = ? AND v.hash = used.hash`, model)
	if err != nil {
		return nil, err
	}
	return scanVectors(rows)
}
