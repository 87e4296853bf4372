package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
)

// origin is what stood at the path of a store when it was opened.
type origin struct {
	path string      // absolute, for the process may change its folder
	file os.FileInfo // the store
	log  os.FileInfo // its write-ahead log; nil: none
}

// remember notes what stands at the path.
func (s *Store) remember() (err error) {
	if s.origin.path, err = filepath.Abs(s.path); err != nil {
		return err
	}
	s.origin.log, _ = os.Stat(s.file + "-wal") // an immutable file has none
	s.origin.file, err = os.Stat(s.origin.path)
	return err
}

// Present returns nil if the path still leads to the file that was opened. Else
// it is ErrLost, which lasts unless the file is put back, or another error if
// it cannot be told at present, as when its folder may not be read.
//
//nolint:contextcheck // only an error is put into words, at once
func (s *Store) Present() error {
	now, err := os.Stat(s.origin.path)
	switch {
	case err == nil && os.SameFile(s.origin.file, now):
		return nil
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return failLost(s.path)
	}
	return explain(context.Background(), s.path, err)
}

// explain puts an error into words. A connection that finds no file is told from
// one that may not read it.
func (s *Store) explain(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*sqlite.Error](err); ok {
		if lost := s.Present(); errors.Is(lost, ErrLost) {
			return lost
		}
	}
	return explain(ctx, s.path, err)
}

// setLogAside gives the log of a store that is gone another name when the store
// is closed. SQLite, which would fold it into the file, leaves it where it is,
// and would take it for that of the next file at the path.
func (s *Store) setLogAside() error {
	log := s.file + "-wal"
	now, err := os.Stat(log)
	if s.origin.log == nil || err != nil || !os.SameFile(s.origin.log, now) || !errors.Is(s.Present(), ErrLost) {
		return nil //nolint:nilerr // there is no log, or it may stay
	}
	return os.Rename(log, log+".old")
}
