package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// Backup writes all that the store holds at one moment to a new file, whichever
// processes use it meanwhile, and reads the copy back. It appears under its name
// when it is whole and on the disk. A file that is there already is replaced if
// so wanted, else fs.ErrExist. It returns how many releases are listed in it.
// Other errors are those of Open.
func (s *Store) Backup(ctx context.Context, file string, replace bool) (releases int, err error) {
	if file, err = filepath.Abs(file); err != nil {
		return 0, err
	}
	if sameFile(s.file, file) {
		return 0, fail(fs.ErrExist, nil, "%s is the index itself; choose another file", file)
	}
	if exists(file) && !replace {
		return 0, fail(fs.ErrExist, nil, "%s is there already", file)
	}
	draft, releases, err := draftOf(ctx, s.reader, s.path, file)
	if err != nil {
		return 0, err
	}
	defer os.Remove(draft)
	if replace {
		err = os.Rename(draft, file)
	} else {
		err = place(draft, file)
	}
	return releases, explain(ctx, file, errors.Join(err, syncFolder(filepath.Dir(file))))
}

// Restored says what Restore did.
type Restored struct {
	Releases int
	Before   string // the file that was there, under its new name; "": there was none
}

// Restore puts what the store in a file holds in place of the one at path. That
// one is kept beside it under another name, and is not replaced while any process
// has it open: ErrBusy. The file is left as it is. What is no sound store is
// ErrCorrupt, and one of a newer motirbot ErrNewerSchema; other errors are those
// of Open.
func Restore(ctx context.Context, path, file string, now time.Time) (done Restored, err error) {
	lockByHandle()
	target, err := resolve(path)
	if err == nil {
		file, err = filepath.Abs(file)
	}
	if err != nil {
		return done, err
	}
	if sameFile(target, file) {
		return done, fail(fs.ErrExist, nil, "%s is the index itself; name a backup of it", file)
	}
	from, err := openCopy(ctx, file)
	if err != nil {
		return done, unfit(err)
	}
	defer from.Close()
	dir := filepath.Dir(target)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return done, explain(ctx, path, err)
	}
	draft, releases, err := draftOf(ctx, from, file, target)
	if err != nil {
		return done, unfit(err)
	}
	defer os.Remove(draft)
	done.Releases = releases
	if exists(target) {
		release, err := claim(ctx, path, target)
		if err != nil {
			return done, err
		}
		defer release()
		if runtime.GOOS == "windows" { // where nobody may rename what is open
			release()
		}
		done.Before = target + ".before-restore-" + now.Format("20060102-150405")
		if err := place(target, done.Before); err != nil { // under both names, so that there never is none
			return done, explain(ctx, path, err)
		}
	}
	if log := target + "-wal"; size(log) > 0 { // of a store that is gone or too damaged to fold it in
		if err := os.Rename(log, log+".before-restore"); err != nil {
			return done, explain(ctx, path, err)
		}
	}
	_ = os.Remove(target + "-shm")
	return done, explain(ctx, path, errors.Join(os.Rename(draft, target), syncFolder(dir)))
}

// unfit puts advice about a backup in place of that about a store.
func unfit(err error) error {
	if i := strings.LastIndex(err.Error(), "; "); i > 0 && errors.Is(err, ErrCorrupt) {
		return fail(ErrCorrupt, err, "%s; name another backup: the index is as it was", err.Error()[:i])
	}
	return err
}

// openCopy opens a store for reading that is to be copied, and changes nothing
// about it.
func openCopy(ctx context.Context, file string) (*sql.DB, error) {
	found, err := inspect(file)
	switch {
	case err != nil:
		return nil, explain(ctx, file, err)
	case !found:
		return nil, fail(fs.ErrNotExist, nil, "%s does not exist: check the path", file)
	}
	modes := modes(file)
	from := openDB(file, modes[len(modes)-1]+"&_query_only=1", 1)
	var version int
	err = from.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version)
	if err == nil && version > builtin.latest {
		err = fail(ErrNewerSchema, nil, "%s was written by a newer motirbot (schema %d, this one knows %d): install the newer version",
			file, version, builtin.latest)
	}
	if err != nil {
		return nil, errors.Join(explain(ctx, file, err), from.Close())
	}
	return from, nil
}

// claim keeps everybody else off the store until release is called, and folds its
// log into the file. Whoever has it open, also only to read, makes this ErrBusy.
// A file that SQLite cannot read is nobody's.
func claim(ctx context.Context, path, file string) (release func(), err error) {
	db := openDB(file, "mode=rw", 1)
	for _, statement := range []string{"PRAGMA busy_timeout = 1000", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"} {
		if _, err = db.ExecContext(ctx, statement); err != nil {
			break
		}
	}
	switch err = explain(ctx, path, err); {
	case errors.Is(err, ErrBusy):
		err = fail(ErrBusy, err, "%s is in use: stop `motirbot serve` and whatever else has it open, and try again", path)
	case errors.Is(err, ErrCorrupt):
		err = nil
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() { _ = db.Close() }, nil
}

// draftOf writes what a store holds to a new file beside the one that it is to
// become. It returns its name, and how many releases are listed in it.
func draftOf(ctx context.Context, from *sql.DB, path, file string) (draft string, releases int, err error) {
	draft, err = newDraft(filepath.Dir(file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, fail(fs.ErrNotExist, err, "there is no folder %s: make it, or choose another file", filepath.Dir(file))
	}
	if err != nil {
		return "", 0, explain(ctx, file, err)
	}
	if releases, err = copyTo(ctx, from, path, draft, file); err != nil {
		for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
			_ = os.Remove(draft + suffix)
		}
		return "", 0, err
	}
	return draft, releases, nil
}

// stepPages is how much is copied before the context is looked at.
const stepPages = 1024

// copyTo copies what a store holds at one moment into an empty file, which is
// known as another, and reads it back.
func copyTo(ctx context.Context, from *sql.DB, path, file, as string) (releases int, err error) {
	conn, err := from.Conn(ctx)
	if err != nil {
		return 0, explain(ctx, path, err)
	}
	defer conn.Close()
	// Within it, what others write meanwhile is not seen, and does not make the
	// copying begin anew.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, explain(ctx, path, err)
	}
	defer func() { _ = tx.Rollback() }()
	var was int
	if err := tx.QueryRowContext(ctx, countRows).Scan(&was); err != nil {
		return 0, explain(ctx, path, err)
	}
	err = conn.Raw(func(driver any) error {
		// No journal: a draft that is not finished is thrown away.
		backup, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(dsn(file, "mode=rw&_journal_mode=OFF&_synchronous=OFF"))
		if err != nil {
			return err
		}
		for more := true; more && err == nil; err = errors.Join(err, ctx.Err()) {
			more, err = backup.Step(stepPages)
		}
		return errors.Join(err, backup.Finish())
	})
	if errors.Is(explain(ctx, path, err), ErrCorrupt) {
		return 0, explain(ctx, path, err)
	}
	if err != nil {
		return 0, explain(ctx, as, err)
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return 0, explain(ctx, as, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return 0, explain(ctx, as, err)
	}
	copied := openDB(file, "mode=ro&immutable=1", 1)
	defer copied.Close()
	if err := check(ctx, copied, path, "PRAGMA integrity_check(3)"); err != nil {
		return 0, err
	}
	var is int
	if err := copied.QueryRowContext(ctx, countRows).Scan(&is); err != nil {
		return 0, explain(ctx, as, err)
	}
	if is != was {
		return 0, fmt.Errorf("the copy %s is not what was copied: %d of %d rows; check the disk", as, is, was)
	}
	err = copied.QueryRowContext(ctx, "SELECT count(*) FROM releases r WHERE "+shown).Scan(&releases)
	if err != nil { // of before there were copies of other sources
		err = copied.QueryRowContext(ctx, "SELECT count(*) FROM releases r WHERE r.withdrawn = 0").Scan(&releases)
	}
	return releases, explain(ctx, as, err)
}

// countRows counts what cannot be made anew.
const countRows = `SELECT (SELECT count(*) FROM releases) + (SELECT count(*) FROM revisions)
	+ (SELECT count(*) FROM identities)`

// copyFirst copies the store before an upgrade from a version, since no upgrade
// is undone. A copy that is there already is of before, too.
func (s *Store) copyFirst(ctx context.Context, version int) error {
	s.copied = fmt.Sprintf("%s.before-%04d", s.file, version+1)
	if exists(s.copied) {
		return nil
	}
	draft, _, err := draftOf(ctx, s.reader, s.path, s.copied)
	if err != nil {
		return fmt.Errorf("copying %s before it is upgraded: %w", s.path, err)
	}
	defer os.Remove(draft)
	if err := place(draft, s.copied); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("copying %s before it is upgraded: %w", s.path, err)
	}
	return syncFolder(filepath.Dir(s.file))
}

// Copies are the files beside the store that hold it as it was before upgrades
// and restores.
func (s *Store) Copies() ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(s.file))
	var all []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), filepath.Base(s.file)+".before-") {
			all = append(all, filepath.Join(filepath.Dir(s.file), entry.Name()))
		}
	}
	return all, err
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}
