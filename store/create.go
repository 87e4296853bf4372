package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// create makes an empty store at file. The store is built under another name
// and then linked into place, so that nobody ever sees one half built, even if
// the process is killed in between; and nothing that has appeared at file in
// the meantime is replaced.
func create(ctx context.Context, file string, schema schema) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	draft, err := newDraft(dir)
	if err != nil {
		return err
	}
	defer func() {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(draft + suffix)
		}
	}()
	if err := build(ctx, draft, schema); err != nil {
		return err
	}
	if err := place(draft, file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

func newDraft(dir string) (string, error) {
	f, err := os.CreateTemp(dir, ".motirbot-*.new") // with mode 0600
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			failed.Path = dir // and not a name that nobody has heard of
		}
		return "", err
	}
	return f.Name(), f.Close()
}

// build fills the draft. Closing the last connection leaves all of it in the
// one file, on the disk.
func build(ctx context.Context, draft string, schema schema) error {
	db := openDB(draft, writing, 1)
	return errors.Join(schema.apply(ctx, db), db.Close())
}

// place gives the draft its name. fs.ErrExist means that another process was
// faster.
func place(draft, file string) error {
	err := os.Link(draft, file)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links.
	if exists(file) {
		return fs.ErrExist
	}
	return os.Rename(draft, file)
}

// syncFolder makes a new name in dir last through a power cut, where the
// system has a way to do so.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
