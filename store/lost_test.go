package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/store"
)

// A store that is no longer where it was opened takes nothing more, says so in
// words, and leaves alone what is there instead.
func TestStoreIsGone(t *testing.T) {
	tests := []struct {
		name string
		take func(t *testing.T, path string) // the store away
		left string                          // whose store is there then
	}{
		{"deleted", func(t *testing.T, path string) { remove(t, path) }, ""},
		{"deleted with its log", func(t *testing.T, path string) { remove(t, path, path+"-wal", path+"-shm") }, ""},
		{"moved", func(t *testing.T, path string) { rename(t, path, path+".bak") }, ""},
		{"its folder deleted", func(t *testing.T, path string) { removeAll(t, filepath.Dir(path)) }, ""},
		{"its folder is a file now", func(t *testing.T, path string) {
			removeAll(t, filepath.Dir(path))
			if err := os.WriteFile(filepath.Dir(path), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "nobody's"},
		{"replaced", func(t *testing.T, path string) {
			other := filepath.Join(t.TempDir(), "other.db")
			s := must[*store.Store](t)(store.Open(t.Context(), other))
			if err := errors.Join(s.SetMeta(t.Context(), "whose", "other"), s.Close()); err != nil {
				t.Fatal(err)
			}
			rename(t, other, path)
		}, "other"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "index", "motirbot.db")
			s, ctx := must[*store.Store](t)(store.Open(t.Context(), path)), t.Context()
			if err := errors.Join(s.SetMeta(ctx, "whose", "ours"), s.Present()); err != nil {
				t.Fatal(err)
			}
			test.take(t, path)
			_, _, err := s.Subscribe(ctx, store.Subscription{Target: store.Target{User: "1"}, Topic: "eu"})
			if !errors.Is(err, store.ErrLost) || !strings.Contains(err.Error(), path) ||
				!strings.Contains(err.Error(), "restart motirbot") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the write: %v", err)
			}
			if err := s.Present(); !errors.Is(err, store.ErrLost) {
				t.Errorf("present: %v", err)
			}
			if whose, err := s.Meta(ctx, "whose"); whose != "ours" || err != nil {
				t.Errorf("what was read before is %q, %v", whose, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if test.left == "nobody's" {
				return
			}
			next := open(t, path) // as after a restart
			if whose := must[string](t)(next.Meta(ctx, "whose")); whose != test.left {
				t.Errorf("the next store is %q", whose)
			}
			if err := next.SetMeta(ctx, "whose", "next"); err != nil {
				t.Error(err)
			}
		})
	}
}

// Where it cannot be told, nothing is written either, until it can be told.
func TestStoreIsOutOfReach(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	s := open(t, filepath.Join(dir, "motirbot.db"))
	rename(t, dir, dir+".bak")
	if err := os.Symlink("index", dir); err != nil { // a link that goes round in a circle
		t.Skip(err)
	}
	err := s.SetMeta(t.Context(), "k", "v")
	if err == nil || errors.Is(err, store.ErrLost) || !strings.Contains(err.Error(), s.Path()) {
		t.Errorf("the write: %v", err)
	}
	remove(t, dir)
	rename(t, dir+".bak", dir)
	if err := s.SetMeta(t.Context(), "k", "v"); err != nil {
		t.Errorf("the write after that: %v", err)
	}
}

// A link that leads elsewhere now is another store as well.
func TestLinkLeadsElsewhere(t *testing.T) {
	dir := t.TempDir()
	open(t, filepath.Join(dir, "one.db"))
	open(t, filepath.Join(dir, "two.db"))
	link := filepath.Join(dir, "link.db")
	if err := os.Symlink("one.db", link); err != nil {
		t.Skip(err)
	}
	s := open(t, link)
	if err := s.SetMeta(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	remove(t, link)
	if err := os.Symlink("two.db", link); err != nil {
		t.Fatal(err)
	}
	if err := s.SetMeta(t.Context(), "k", "w"); !errors.Is(err, store.ErrLost) {
		t.Errorf("the write: %v", err)
	}
}

// A write that is under way when the file goes is not reported as kept.
func TestStoreGoesDuringAWrite(t *testing.T) {
	s := fresh(t)
	if err := s.Write(t.Context(), func() { remove(t, s.Path()) }); !errors.Is(err, store.ErrLost) {
		t.Errorf("the write: %v", err)
	}
}

// A log without its store is not taken for that of a new one.
func TestLogWithoutStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	if err := os.WriteFile(path+"-wal", []byte("log"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path)
	if !errors.Is(err, store.ErrLost) || !strings.Contains(err.Error(), "put the file back, or move the log away") {
		t.Errorf("opened: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a store was made")
	}
}

func remove(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

func removeAll(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
