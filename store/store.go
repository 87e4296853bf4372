// Package store is motirbot's memory: one SQLite file that holds releases and
// what they are searched by.
//
// # What a caller can rely on
//
// A release is written whole, with its index and figures, or not at all. A
// process killed at any instant leaves a store that opens again with
// everything that was committed. Any number of processes may use one store:
// readers never wait for a writer, and writers wait for each other. A file
// that is not a sound store is named as such and left untouched.
//
// # How
//
// The file is in SQLite's write-ahead-log mode. Each Store writes through one
// connection whose transactions take the write lock when they begin, so that
// none fails half way, and reads through a small pool.
//
// SQLite holds on to the file that it has opened, also when that is deleted or
// another takes its place: what is written then is lost. So each write looks
// whether the file still is where it was, and whoever runs for long has to ask
// [Store.Present] now and then.
package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	path       string // as given to Open
	file       string // where that leads to
	now        func() time.Time
	schema     schema
	reader     *sql.DB
	writer     *sql.DB // connects at the first write
	unwritable error   // why the store was opened for reading alone, or nil
	origin     origin  // what stood at path then
	copied     string  // the file as it was before an upgrade, or ""
	notice     func(line string)
}

// Option changes how Open works.
type Option func(*Store)

// WithClock replaces time.Now as the source of the times that are stored.
func WithClock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// WithNotice has Open tell what an upgrade did to what was stored, in one line.
func WithNotice(tell func(line string)) Option {
	return func(s *Store) { s.notice = tell }
}

// Path returns the path given to Open.
func (s *Store) Path() string { return s.path }

// Writable returns nil, or the ErrReadOnly or ErrFull for which the store was
// opened for reading alone.
func (s *Store) Writable() error { return s.unwritable }

// Close ends all use of the store. The last process to close it folds the
// write-ahead log into the file, which is then complete by itself.
func (s *Store) Close() error {
	return errors.Join(s.reader.Close(), s.writer.Close(), s.setLogAside())
}

// read runs do in one read transaction: all it reads is of one moment. It puts
// errors into words.
func (s *Store) read(ctx context.Context, do func(*sql.Tx) error) error {
	return s.inTx(ctx, s.reader, &sql.TxOptions{ReadOnly: true}, do)
}

// write runs do in one write transaction, which is committed if do returns nil
// and leaves no trace otherwise. It puts errors into words. What would go into a
// file that nobody can find any more is refused.
func (s *Store) write(ctx context.Context, do func(*sql.Tx) error) error {
	if s.unwritable != nil {
		return s.unwritable
	}
	if err := s.Present(); err != nil { // before a file that is not ours is touched
		return err
	}
	return s.inTx(ctx, s.writer, nil, func(tx *sql.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return s.Present()
	})
}

func (s *Store) inTx(ctx context.Context, db *sql.DB, opts *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, opts)
	if err != nil {
		return s.explain(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := do(tx); err != nil {
		return s.explain(ctx, err)
	}
	return s.explain(ctx, tx.Commit())
}

// timestamp is how a time is stored: microseconds since 1970, UTC.
func timestamp(t time.Time) int64 { return t.UnixMicro() }

func fromTimestamp(n int64) time.Time { return time.UnixMicro(n).UTC() }
