package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"motirbot/release"
)

// Record is a stored release: one of its texts, and what the store knows
// about it.
type Record struct {
	release.Release
	Hash      string    // ContentHash of this text
	Revision  int       // 1 is the first text
	FirstSeen time.Time // when the release was first stored
	UpdatedAt time.Time // when this text was stored
	Withdrawn bool
}

// recordColumns are those of releases r joined with revisions v, in the order
// that scanRecord expects.
const recordColumns = `r.id, r.first_seen, r.withdrawn, r.of_record, v.revision, v.hash, v.stored_at,
	v.source, v.number, v.title, v.date, v.category, v.body, v.url, v.attachments, v.truncated,
	(SELECT s.data FROM issuers s WHERE s.label = r.issuer)`

// currentRecords selects the newest text of each release.
const currentRecords = "SELECT " + recordColumns + `
	FROM releases r JOIN revisions v ON v.release_id = r.id AND v.revision = r.revision `

type scanner interface{ Scan(dest ...any) error }

func scanRecord(row scanner) (Record, error) {
	var (
		rec               Record
		firstSeen, stored int64
		date, attachments string
		issuer            sql.NullString
	)
	err := row.Scan(&rec.ID, &firstSeen, &rec.Withdrawn, &rec.OfRecord, &rec.Revision, &rec.Hash, &stored,
		&rec.Source, &rec.Number, &rec.Title, &date, &rec.Category, &rec.Body, &rec.URL,
		&attachments, &rec.Truncated, &issuer)
	if err != nil {
		return Record{}, err
	}
	rec.FirstSeen, rec.UpdatedAt = fromTimestamp(firstSeen), fromTimestamp(stored)
	if rec.Date, err = release.ParseDate(date); err != nil {
		return Record{}, fmt.Errorf("release %s: %w", rec.ID, err)
	}
	if attachments != "" {
		if err := json.Unmarshal([]byte(attachments), &rec.Attachments); err != nil {
			return Record{}, fmt.Errorf("release %s: attachments: %w", rec.ID, err)
		}
	}
	if issuer.Valid {
		if rec.Issuer, err = decodeIssuer([]byte(issuer.String)); err != nil {
			return Record{}, fmt.Errorf("release %s: %w", rec.ID, err)
		}
	}
	return rec, nil
}

func decodeIssuer(data []byte) (issuer release.Issuer, err error) {
	if err := json.Unmarshal(data, &issuer); err != nil {
		return release.Issuer{}, fmt.Errorf("issuer: %w", err)
	}
	return issuer, nil
}

// scanAll reads rows to the end with one and closes them.
func scanAll[T any](rows *sql.Rows, one func(scanner) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := one(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func encodeAttachments(attachments []release.Attachment) (string, error) {
	if len(attachments) == 0 {
		return "", nil
	}
	text, err := json.Marshal(attachments)
	return string(text), err
}
