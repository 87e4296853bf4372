package store

import (
	"context"
	"database/sql"
	"io/fs"
)

// What tests need beyond the API.

// ApplicationID is the mark of a store in the SQLite header.
const ApplicationID = applicationID

// Builtin is the folder of migrations that the package brings.
func Builtin() fs.FS { return builtin.files }

// WithMigrations makes Open use another folder of migrations.
func WithMigrations(files fs.FS) Option {
	return func(s *Store) { s.schema = mustSchema(files, nil) }
}

// Exec runs SQL on the connection that writes.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	_, err := s.writer.ExecContext(ctx, query, args...)
	return err
}

// Value runs SQL that returns one value on the connection that writes.
func (s *Store) Value(ctx context.Context, query string, value any) error {
	return s.writer.QueryRowContext(ctx, query).Scan(value)
}

// Write runs a write transaction in the middle of which something happens.
func (s *Store) Write(ctx context.Context, meanwhile func()) error {
	return s.write(ctx, func(*sql.Tx) error {
		meanwhile()
		return nil
	})
}
