package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/store"
)

func TestOpenCreates(t *testing.T) {
	for _, path := range []string{"motirbot.db", "new/folder/motirbot.db", "with space, ?query#hash & 100%.db", "한국.db", "?mode=memory"} {
		t.Run(path, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), path)
			s := open(t, path)
			if s.Path() != path {
				t.Errorf("path %q", s.Path())
			}
			put(t, s, generated(1))
			var integrity, journal string
			var synchronous, foreignKeys int
			for pragma, value := range map[string]any{
				"integrity_check": &integrity, "journal_mode": &journal, "synchronous": &synchronous, "foreign_keys": &foreignKeys,
			} {
				if err := s.Value(t.Context(), "PRAGMA "+pragma, value); err != nil {
					t.Fatal(err)
				}
			}
			if integrity != "ok" || journal != "wal" || synchronous != 2 || foreignKeys != 1 {
				t.Errorf("integrity %s, journal %s, synchronous %d, foreign keys %d", integrity, journal, synchronous, foreignKeys)
			}
			for _, file := range []string{path, path + "-wal", path + "-shm"} {
				if mode := fileMode(t, file); mode != 0o600 {
					t.Errorf("%s has mode %o", file, mode)
				}
			}
		})
	}
}

func TestOpenCreatesPrivateFolderAndLeavesNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s, err := store.Open(t.Context(), filepath.Join(dir, "motirbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, generated(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if mode := fileMode(t, d); mode != 0o700 {
			t.Errorf("folder has mode %o", mode)
		}
	}
	left := must[[]os.DirEntry](t)(os.ReadDir(dir))
	if len(left) != 1 || left[0].Name() != "motirbot.db" {
		t.Errorf("folder holds %v", left)
	}
}

func fileMode(t *testing.T, file string) os.FileMode {
	t.Helper()
	return must[os.FileInfo](t)(os.Stat(file)).Mode().Perm()
}

func TestReopenFindsAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	first := open(t, path)
	put(t, first, generatedRange(0, 10)...)
	want := must[contents](t)(readIndex(t.Context(), first, model))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	got := must[contents](t)(readIndex(t.Context(), open(t, path), model))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestOpenRefusesAndLeavesUntouched(t *testing.T) {
	whole := wholeStore(t)
	wreck := bytes.Clone(whole)
	for i := 100; i < 4096; i++ {
		wreck[i] = 0xa5 // the schema page, below a sound header
	}
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "empty"},
		{"text", []byte("<html>not a database</html>"), "not an SQLite file"},
		{"long garbage", bytes.Repeat([]byte{0xde, 0xad}, 1<<15), "not an SQLite file"},
		{"only the SQLite magic", []byte("SQLite format 3\x00"), "not an SQLite file"},
		{"another program's SQLite file", foreignSQLite(t), "another program"},
		{"store cut in the header", whole[:60], "not an SQLite file"},
		{"store cut after the header", whole[:100], "damaged"},
		{"store cut in the middle", whole[:len(whole)/2], "damaged"},
		{"store cut by one byte", whole[:len(whole)-1], "damaged"},
		{"store with its schema overwritten", wreck, "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "motirbot.db")
			if err := os.WriteFile(path, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), path)
			checkRefusal(t, err, store.ErrCorrupt, path, tt.want)
			after := must[[]byte](t)(os.ReadFile(path))
			if !bytes.Equal(tt.content, after) {
				t.Errorf("the file changed: %d bytes, then %d", len(tt.content), len(after))
			}
			if left := must[[]os.DirEntry](t)(os.ReadDir(filepath.Dir(path))); len(left) != 1 {
				t.Errorf("files were left beside it: %v", left)
			}
		})
	}
}

// checkRefusal checks that err is of a kind, names the path, holds some words
// and is one line.
func checkRefusal(t *testing.T, err, kind error, path, words string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("error %v, want one that is %q", err, kind)
	}
	text := err.Error()
	if !strings.Contains(text, path) || !strings.Contains(text, words) || strings.Contains(text, "\n") {
		t.Errorf("message %q, want one line with the path and %q", text, words)
	}
	t.Log(strings.ReplaceAll(text, path, "PATH"))
}

// wholeStore returns the bytes of a sound store.
func wholeStore(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "whole.db")
	s := open(t, path)
	put(t, s, generatedRange(0, 50)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(os.ReadFile(path))
}

func foreignSQLite(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "foreign.db")
	db := must[*sql.DB](t)(sql.Open("sqlite", path))
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE releases (id TEXT); INSERT INTO releases VALUES ('mine')"); err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(os.ReadFile(path))
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, []byte("x"), 0o600), os.Symlink(filepath.Join(dir, "nowhere"), link)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, path, want string }{
		{"a folder", dir, "is a folder"},
		{"below a file", filepath.Join(file, "motirbot.db"), "a part of its path is a file"},
		{"a link that leads nowhere", link, "leads nowhere"},
		{"a device", os.DevNull, "not a regular file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := store.Open(t.Context(), tt.path)
			checkRefusal(t, err, store.ErrCorrupt, tt.path, tt.want)
		})
	}
}

func TestDamageInTheMiddleIsNamed(t *testing.T) {
	content := wholeStore(t)
	for i := 2 * 4096; i < len(content); i++ {
		content[i] = 0x5a
	}
	path := filepath.Join(t.TempDir(), "motirbot.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path)
	if err == nil {
		_, err = readIndex(t.Context(), s, model)
		_, putErr := s.PutReleases(t.Context(), generatedRange(50, 60), model)
		checkRefusal(t, putErr, store.ErrCorrupt, path, "damaged")
		_ = s.Close()
	}
	checkRefusal(t, err, store.ErrCorrupt, path, "damaged")
	if after := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(content, after) {
		t.Error("the file changed")
	}
}

func TestHeaderMark(t *testing.T) {
	if got := binary.BigEndian.Uint32(wholeStore(t)[68:]); got != store.ApplicationID {
		t.Errorf("application id %x, want %x", got, store.ApplicationID)
	}
}

func TestCancelledContext(t *testing.T) {
	s := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, put := s.PutReleases(ctx, generatedRange(0, 2), model)
	_, reading := readIndex(ctx, s, model)
	_, opening := store.Open(ctx, filepath.Join(t.TempDir(), "motirbot.db"))
	for name, err := range map[string]error{"PutReleases": put, "ReadIndex": reading, "Open": opening} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := fmt.Sprint(must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))); got != "[]" {
		t.Errorf("stored: %s", got)
	}
}
