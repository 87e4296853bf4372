package store_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"motirbot/store"
)

// withNext is the built-in migrations and one more, which does harm if it is
// applied twice.
func withNext(t *testing.T, sql string) fs.FS {
	t.Helper()
	files := fstest.MapFS{"9998_next.sql": {Data: []byte("-- +goose Up\n" + sql)}}
	names := must[[]string](t)(fs.Glob(store.Builtin(), "*.sql"))
	for _, name := range names {
		files[name] = &fstest.MapFile{Data: must[[]byte](t)(fs.ReadFile(store.Builtin(), name))}
	}
	return files
}

const appendToMeta = "INSERT INTO meta VALUES ('next', '+') ON CONFLICT DO UPDATE SET value = value || '+';"

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	newer := must[*store.Store](t)(store.Open(t.Context(), path, store.WithMigrations(withNext(t, appendToMeta))))
	put(t, newer, generated(1))
	if err := newer.Close(); err != nil {
		t.Fatal(err)
	}
	before := must[[]byte](t)(os.ReadFile(path))
	_, err := store.Open(t.Context(), path)
	checkRefusal(t, err, store.ErrNewerSchema, path, "newer motirbot")
	if after := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(before, after) {
		t.Error("the file changed")
	}
}

func TestUpgradeKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	older := must[*store.Store](t)(store.Open(t.Context(), path))
	put(t, older, generatedRange(0, 5)...)
	if err := older.Close(); err != nil {
		t.Fatal(err)
	}
	files := withNext(t, appendToMeta)
	var openers sync.WaitGroup
	for range 4 { // at once, and each upgrades or finds it done
		openers.Go(func() {
			s, err := store.Open(t.Context(), path, store.WithMigrations(files))
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	openers.Wait()
	s := open(t, path, store.WithMigrations(files))
	if got := must[string](t)(s.Meta(t.Context(), "next")); got != "+" {
		t.Errorf("the step was applied %d times", len(got))
	}
	if stats := must[store.Stats](t)(s.Stats(t.Context())); stats.Releases != 5 || stats.Schema != 9998 {
		t.Errorf("%+v", stats)
	}
}

func TestFailedUpgradeLeavesTheStoreAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	older := must[*store.Store](t)(store.Open(t.Context(), path))
	put(t, older, generated(1))
	if err := older.Close(); err != nil {
		t.Fatal(err)
	}
	broken := withNext(t, appendToMeta+"\nINSERT INTO no_such_table VALUES (1);")
	if _, err := store.Open(t.Context(), path, store.WithMigrations(broken)); err == nil {
		t.Fatal("no error")
	} else {
		t.Log(err)
	}
	s := open(t, path)
	if got := must[string](t)(s.Meta(t.Context(), "next")); got != "" {
		t.Errorf("half of the step is there: %q", got)
	}
	if stats := must[store.Stats](t)(s.Stats(t.Context())); stats.Releases != 1 {
		t.Errorf("%+v", stats)
	}
}
