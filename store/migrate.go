package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schema is a sequence of migrations, files named NNNN_subject.sql.
type schema struct {
	files  fs.FS
	latest int // number of the last file
}

var builtin = mustSchema(fs.Sub(migrations, "migrations"))

func mustSchema(files fs.FS, err error) schema {
	if err != nil {
		panic(err) // the folder is embedded above
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		panic("store: no migrations")
	}
	latest, err := numberOf(names[len(names)-1]) // names come sorted
	if err != nil {
		panic(err)
	}
	return schema{files: files, latest: int(latest)}
}

// apply brings the file behind db up to the latest migration. The driver takes
// a file of several statements as it is; goose's own parser of such files would
// take four megabytes for each statement.
func (m schema) apply(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(m.files, "*.sql")
	if err != nil {
		return err
	}
	var steps []*goose.Migration
	for _, name := range names {
		number, err := numberOf(name)
		if err != nil {
			return err
		}
		steps = append(steps, goose.NewGoMigration(number, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			statements, err := fs.ReadFile(m.files, name)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, string(statements))
			return err
		}}, nil))
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, nil,
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

func numberOf(name string) (int64, error) {
	number, _, _ := strings.Cut(name, "_")
	return strconv.ParseInt(number, 10, 64)
}

// upgrade applies the migrations that the store lacks, after it has been copied.
// Another process may be upgrading the same store: then its step and ours meet at
// the write lock, the second one fails because the step is recorded already, and
// what is left is tried again.
func (s *Store) upgrade(ctx context.Context) error {
	var failed error
	for before := -1; ; {
		version, err := s.schemaVersion(ctx)
		switch {
		case err != nil:
			return err
		case version > s.schema.latest:
			return fail(ErrNewerSchema, nil,
				"%s was written by a newer motirbot (schema %d, this one knows %d): install the newer version, or choose another path",
				s.path, version, s.schema.latest)
		case version == s.schema.latest:
			return nil
		case version == before:
			return failed // nobody got any further
		case s.unwritable != nil:
			return fail(s.unwritable, nil, "%s has an older schema and cannot be upgraded: %v", s.path, s.unwritable)
		}
		before = version
		if err := s.copyFirst(ctx, version); err != nil {
			return err
		}
		failed = s.schema.apply(ctx, s.writer)
	}
}

// schemaVersion returns the number of the last migration in the file.
func (s *Store) schemaVersion(ctx context.Context) (int, error) {
	var version int
	err := s.reader.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, failDamaged(s.path, err)
	}
	return version, err
}
