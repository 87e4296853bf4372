package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// The kinds of failure a caller can tell apart with errors.Is. What a method
// returns also names the file and says what to do, in one line that can be
// shown as it is.
var (
	// ErrNotFound: no release with this identity is stored.
	ErrNotFound = errors.New("not found")
	// ErrNewerSchema: a newer motirbot has upgraded the file.
	ErrNewerSchema = errors.New("the store has a newer schema")
	// ErrCorrupt: the file is damaged, or not a motirbot store at all. It is
	// left as it is.
	ErrCorrupt = errors.New("not a sound motirbot store")
	// ErrReadOnly: the file or its folder cannot be written.
	ErrReadOnly = errors.New("the store is read-only")
	// ErrFull: there is no room left to write.
	ErrFull = errors.New("the disk is full")
	// ErrLost: the file was deleted, or another was put in its place.
	ErrLost = errors.New("the store is gone")
	// ErrBusy: another process has kept the store to itself for too long.
	ErrBusy = errors.New("the store is busy")
)

// failure is an error of a kind, put into words, with its cause kept for
// errors.Is and errors.As but not shown.
type failure struct {
	kind  error
	words string
	cause error
}

func (f *failure) Error() string { return f.words }

func (f *failure) Unwrap() []error {
	if f.cause == nil {
		return []error{f.kind}
	}
	return []error{f.kind, f.cause}
}

func fail(kind, cause error, format string, args ...any) error {
	return &failure{kind: kind, words: fmt.Sprintf(format, args...), cause: cause}
}

// explain puts an error of SQLite or of the file system into words for the
// store at path. An error that is in words already, or that comes from the
// context, is returned as it is.
func explain(ctx context.Context, path string, err error) error {
	var inWords *failure
	var fromSQLite *sqlite.Error
	switch {
	case err == nil, errors.As(err, &inWords):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &fromSQLite):
		return explainSQLite(path, fromSQLite)
	}
	return explainOS(path, err)
}

func explainSQLite(path string, err *sqlite.Error) error {
	const primary = 0xff // the low byte is the kind, the rest its variety
	switch {
	case err.Code() == lib.SQLITE_IOERR_SHMSIZE, err.Code()&primary == lib.SQLITE_FULL:
		return failFull(path, err)
	case err.Code()&primary == lib.SQLITE_READONLY, err.Code()&primary == lib.SQLITE_PERM:
		return failReadOnly(path, err)
	case err.Code()&primary == lib.SQLITE_CANTOPEN:
		return fail(ErrReadOnly, err, "cannot open %s: its folder may be missing or closed to this user; check the path and its permissions", path)
	case err.Code()&primary == lib.SQLITE_NOTADB:
		return failForeign(path, "it is not an SQLite file")
	case err.Code()&primary == lib.SQLITE_CORRUPT:
		return failDamaged(path, err)
	case err.Code()&primary == lib.SQLITE_BUSY:
		return fail(ErrBusy, err, "%s is in use by another process for over %v: try again when it has finished", path, busyTimeout)
	case err.Code()&primary == lib.SQLITE_IOERR:
		return fmt.Errorf("%s cannot be read or written (%w): check the disk", path, err)
	}
	return fmt.Errorf("store %s: %w", path, err)
}

func explainOS(path string, err error) error {
	switch {
	case errors.Is(err, syscall.EROFS):
		return failReadOnly(path, err)
	case errors.Is(err, fs.ErrPermission):
		return fail(ErrReadOnly, err, "%s is closed to this user: give permission to read and write the file and its folder, or choose another path", path)
	case errors.Is(err, syscall.ENOSPC):
		return failFull(path, err)
	case errors.Is(err, syscall.ENOTDIR):
		return fail(ErrCorrupt, err, "%s cannot be a store: a part of its path is a file, not a folder; choose another path", path)
	case strings.Contains(err.Error(), path):
		return err
	}
	return fmt.Errorf("store %s: %w", path, err)
}

func failFull(path string, cause error) error {
	return fail(ErrFull, cause, "the disk is full: %s could not grow and is as it was before; free some space and try again", path)
}

func failReadOnly(path string, cause error) error {
	return fail(ErrReadOnly, cause, "%s is read-only for this user: give write permission on the file and its folder, or choose another path", path)
}

func failLost(path string) error {
	return fail(ErrLost, nil, "%s was deleted or replaced while motirbot had it open, so nothing can be kept any more: put the right file there, or none for a new one, and restart motirbot", path)
}

func failLogAlone(path string) error {
	return fail(ErrLost, nil, "%s is missing, but its log %s-wal is there, without which it is not whole: put the file back, or move the log away for a new one", path, path)
}

func failForeign(path, why string) error {
	return fail(ErrCorrupt, nil, "%s is not a motirbot store: %s; it was left untouched, choose another path", path, why)
}

func failDamaged(path string, cause error) error {
	return fail(ErrCorrupt, cause, "%s is damaged: it was left as it is; restore a backup, or move the file away and index again", path)
}
