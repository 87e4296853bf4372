package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// splitVersion is the migration before which the file is copied: it takes
// releases apart, which nothing can undo.
const splitVersion = 6

func (s *Store) copyName() string { return fmt.Sprintf("%s.before-%04d", s.file, splitVersion) }

// copyFirst copies a store whose releases the upgrade may take apart, and checks
// the copy. One that is there already is of before, too.
func (s *Store) copyFirst(ctx context.Context) error {
	var due bool
	err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM releases WHERE revision > 1)
		OR EXISTS (SELECT 1 FROM identities WHERE id <> release_id)`).Scan(&due)
	if err != nil || !due || exists(s.copyName()) {
		return err
	}
	dir := filepath.Dir(s.file)
	draft, err := newDraft(dir)
	if err != nil {
		return fmt.Errorf("copying %s before it is upgraded: %w", s.path, err)
	}
	defer os.Remove(draft)
	if err := s.copyTo(ctx, draft); err != nil {
		return fmt.Errorf("copying %s before it is upgraded: %w", s.path, err)
	}
	if err := place(draft, s.copyName()); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("copying %s before it is upgraded: %w", s.path, err)
	}
	return syncFolder(dir)
}

// copyTo writes all that the store holds at one moment to another file, and reads
// it back.
func (s *Store) copyTo(ctx context.Context, file string) error {
	was, err := contents(ctx, s.reader) // before: what comes meanwhile may be in the copy
	if err != nil {
		return err
	}
	if _, err := s.writer.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	copied := openDB(file, "mode=ro&immutable=1", 1)
	defer copied.Close()
	var sound string
	if err := copied.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&sound); err != nil {
		return err
	}
	is, err := contents(ctx, copied)
	if err != nil {
		return err
	}
	if sound != "ok" || is < was {
		return fmt.Errorf("the copy is not what was copied: %s, %d of %d rows", strings.TrimSpace(sound), is, was)
	}
	return nil
}

// contents counts the rows that cannot be made anew. Other processes may add
// some, and never take any away.
func contents(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM releases) + (SELECT count(*) FROM revisions)
		+ (SELECT count(*) FROM identities) + (SELECT count(*) FROM chunks)`).Scan(&n)
	return n, err
}
