package store

import (
	"context"
	"database/sql"
	"errors"
)

// Validators are what a site gave to recognise a page by.
type Validators struct{ ETag, LastModified string }

// IsZero reports whether nothing is known of the page.
func (v Validators) IsZero() bool { return v == Validators{} }

// Validators returns what to ask for the page with this key with; zero if nothing
// is known of it. A key is an address in which nothing is secret.
func (s *Store) Validators(ctx context.Context, key string) (Validators, error) {
	var v Validators
	err := s.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT etag, last_modified FROM validators WHERE url = ?", key).Scan(&v.ETag, &v.LastModified)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return v, err
}

// PutValidators remembers them in place of older ones. Zero ones are
// forgotten.
func (s *Store) PutValidators(ctx context.Context, key string, v Validators) error {
	return s.write(ctx, func(tx *sql.Tx) error { return putValidators(ctx, tx, key, v) })
}

func putValidators(ctx context.Context, tx *sql.Tx, key string, v Validators) error {
	if v.IsZero() {
		_, err := tx.ExecContext(ctx, "DELETE FROM validators WHERE url = ?", key)
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO validators (url, etag, last_modified) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified`,
		key, v.ETag, v.LastModified)
	return err
}
