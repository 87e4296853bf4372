package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

const (
	// applicationID stands in the header of every store: "motr".
	applicationID = 0x6d6f7472
	// busyTimeout is how long a writer waits for one of another process.
	busyTimeout = 10 * time.Second
	// readers bounds the connections of one Store that read at a time.
	readers = 4

	// writing has a transaction take the write lock when it begins, and each
	// commit reach the disk before it is reported (synchronous=FULL). NORMAL
	// would survive a killed process as well, but a power cut could take the
	// last commits back, and with them the note that a digest has been sent.
	// The price is one fsync a transaction, and releases are written many to a
	// transaction. What is deleted is overwritten: it may be what somebody had
	// to take out of an address.
	writing = "mode=rw&_txlock=immediate&_journal_mode=WAL&_synchronous=FULL&_pragma=secure_delete(1)"
)

// lockByHandle makes the locks of SQLite belong to an open file and not to the
// process, where the system can (Linux). Otherwise, reading the header of a
// store that this process has open already would drop its locks.
var lockByHandle = sync.OnceFunc(func() { _, _ = sqlite.OFDLocking(true) })

// Open opens the store at path, and creates it, with its folder, where there
// is none. Both are for this user alone. An older schema is upgraded. If the
// file or its folder cannot be written, the store opens for reading and
// every writing method returns ErrReadOnly.
//
// Errors: ErrNewerSchema, ErrCorrupt, ErrLost (only its log is there), ErrReadOnly (nothing to read yet, or an
// upgrade is due), ErrFull, ErrBusy.
func Open(ctx context.Context, path string, options ...Option) (*Store, error) {
	s := &Store{path: path, now: time.Now, schema: builtin}
	for _, option := range options {
		option(s)
	}
	if err := s.open(ctx); err != nil {
		return nil, explain(ctx, path, err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	lockByHandle()
	var err error
	if s.file, err = resolve(s.path); err != nil {
		return err
	}
	found, err := inspect(s.file)
	if err != nil {
		return err
	}
	if !found {
		if size(s.file+"-wal") > 0 {
			return failLogAlone(s.path)
		}
		if err := create(ctx, s.file, s.schema); err != nil {
			return err
		}
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	if err := s.remember(); err != nil {
		return errors.Join(err, s.Close())
	}
	if err := s.upgrade(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	if err := s.split(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// resolve returns the place that path leads to: SQLite keeps the log there.
func resolve(path string) (string, error) {
	file, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(file); err == nil {
		return target, nil
	}
	return file, nil // there is nothing yet, or inspect says what is wrong
}

// connect opens the file for reading and writing or, if that cannot be, for
// reading alone.
func (s *Store) connect(ctx context.Context) error {
	var err error
	s.unwritable = failReadOnly(s.path, nil)
	for _, mode := range modes(s.file) {
		s.reader = openDB(s.file, mode+"&_query_only=1", readers)
		if err = explain(ctx, s.path, touch(ctx, s.reader)); err == nil {
			if mode == "mode=rw" {
				s.unwritable = nil
			}
			s.writer = openDB(s.file, writing, 1)
			return nil
		}
		_ = s.reader.Close()
		switch {
		case errors.Is(err, ErrFull):
			s.unwritable = err
		case !errors.Is(err, ErrReadOnly):
			return err
		}
	}
	if size(s.file+"-wal") > 0 {
		return fail(ErrReadOnly, err, "cannot open %s: its log has to be read first, which only who may write to its folder can do; have its owner run `motirbot status` once", s.path)
	}
	return err
}

// modes returns the ways to open the file, best first. Even to read, SQLite
// has to put its log and the index of the log beside the file: where the file
// cannot be written they would only be in the way later, and where the folder
// cannot be written there is no place for them. Without a log to be read, the
// file can then be taken as one that does not change.
func modes(file string) []string {
	var all []string
	if f, err := os.OpenFile(file, os.O_RDWR, 0); err == nil {
		_ = f.Close()
		all = append(all, "mode=rw")
	}
	log := file + "-wal"
	if exists(log) {
		all = append(all, "mode=ro")
	}
	if size(log) == 0 {
		all = append(all, "mode=ro&immutable=1")
	}
	return all
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

// touch makes db read the file for the first time.
func touch(ctx context.Context, db *sql.DB) error {
	var n int
	return db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
}

// openDB prepares a pool of at most conns connections; it opens none yet.
func openDB(file, params string, conns int) *sql.DB {
	db, err := sql.Open("sqlite", dsn(file, params))
	if err != nil {
		panic(err) // only if no driver has this name
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db
}

// dsn is what the driver knows a file and the ways to use it by.
func dsn(file, params string) string {
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	escaped := (&url.URL{Path: path}).EscapedPath()
	return fmt.Sprintf("file:%s?%s&_busy_timeout=%d&_foreign_keys=1&_dqs=0", escaped, params, busyTimeout.Milliseconds())
}

// size returns the length of a file, 0 if there is none.
func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}
