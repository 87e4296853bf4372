package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Vectors returns the vectors that the model made of the texts with these
// hashes. A text it has not seen is absent from the map.
func (s *Store) Vectors(ctx context.Context, model string, hashes []string) (map[string][]float32, error) {
	wanted, err := json.Marshal(hashes)
	if err != nil {
		return nil, err
	}
	var vectors map[string][]float32
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT v.hash, v.vector FROM json_each(?) wanted
			CROSS JOIN vectors v ON v.model = ? AND v.hash = wanted.value`, string(wanted), model)
		if err != nil {
			return err
		}
		vectors, err = scanVectors(rows)
		return err
	})
	return vectors, err
}

// PutVectors stores what the model made of texts, by the hash of the text, in
// one transaction. A vector that is there already is replaced if it differs.
// Errors: an empty vector or no model; else as PutReleases.
func (s *Store) PutVectors(ctx context.Context, model string, vectors map[string][]float32) error {
	if err := checkVectors(model, vectors); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error { return putVectors(ctx, tx, model, vectors) })
}

func checkVectors(model string, vectors map[string][]float32) error {
	if len(vectors) > 0 && model == "" {
		return errors.New("vectors cannot be stored without the name of their model")
	}
	for hash, vector := range vectors {
		if hash == "" || len(vector) == 0 {
			return fmt.Errorf("the vector of text %q cannot be stored: it is empty or has no hash", hash)
		}
	}
	return nil
}

func putVectors(ctx context.Context, tx *sql.Tx, model string, vectors map[string][]float32) error {
	if len(vectors) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, `
		INSERT INTO vectors (model, hash, vector) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET vector = excluded.vector WHERE vector <> excluded.vector`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	// In the order of the key, neighbours in the file are written together.
	for _, hash := range slices.Sorted(maps.Keys(vectors)) {
		if _, err := stmt.ExecContext(ctx, model, hash, encodeVector(vectors[hash])); err != nil {
			return err
		}
	}
	return nil
}

// scanVectors reads rows of hash and vector to the end and closes them.
func scanVectors(rows *sql.Rows) (map[string][]float32, error) {
	defer rows.Close()
	vectors := make(map[string][]float32)
	var hash string
	var blob sql.RawBytes // valid until the next row
	for rows.Next() {
		if err := rows.Scan(&hash, &blob); err != nil {
			return nil, err
		}
		vectors[hash] = decodeVector(blob)
	}
	return vectors, rows.Err()
}

// encodeVector writes little-endian float32.
func encodeVector(vector []float32) []byte {
	blob := make([]byte, 0, 4*len(vector))
	for _, x := range vector {
		blob = binary.LittleEndian.AppendUint32(blob, math.Float32bits(x))
	}
	return blob
}

func decodeVector(blob []byte) []float32 {
	vector := make([]float32, len(blob)/4)
	for i := range vector {
		vector[i] = math.Float32frombits(binary.LittleEndian.Uint32(blob[4*i:]))
	}
	return vector
}
