package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/store"
)

var restoredAt = time.Date(2025, time.December, 18, 9, 0, 0, 0, time.UTC)

// A backup is of one moment: no transaction is in it in part, whatever is
// written meanwhile, and nothing is missing that was written before.
func TestBackupWhileWriting(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "motirbot.db")
	writer, reader := open(t, path), open(t, path)
	const releases = 120
	written := make(chan int, releases)
	go func() {
		defer close(written)
		for n := 0; n < releases; n += crashBatch {
			entries := generatedRange(n, n+crashBatch)
			if _, err := writer.PutReleases(t.Context(), sized(1024, entries...), model); err != nil {
				t.Error(err)
				return
			}
			written <- n + crashBatch
		}
	}()
	copies := 0
	for n := range written {
		file := filepath.Join(dir, "backup.db")
		if _, err := reader.Backup(t.Context(), file, true); err != nil {
			t.Fatal(err)
		}
		if stored := checkWholeReleases(t, file); stored < n {
			t.Fatalf("%d releases were written before the backup, it has %d", n, stored)
		}
		copies++
		for len(written) > 1 { // those that were written meanwhile
			<-written
		}
	}
	if copies < 3 {
		t.Errorf("only %d backups were made while writing", copies)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".motirbot-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBackupKeepsWhatIsThere(t *testing.T) {
	s := fresh(t)
	put(t, s, generatedRange(0, 3)...)
	dir := t.TempDir()
	file := filepath.Join(dir, "backup.db")
	if err := os.WriteFile(file, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), file, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("in place of a file: %v", err)
	}
	if _, err := s.Backup(t.Context(), s.Path(), true); !errors.Is(err, fs.ErrExist) {
		t.Errorf("in place of the store: %v", err)
	}
	if text := must[[]byte](t)(os.ReadFile(file)); string(text) != "notes" {
		t.Errorf("the file is %q", text)
	}
	if _, err := s.Backup(t.Context(), filepath.Join(dir, "none", "backup.db"), false); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("into no folder: %v", err)
	}
	if _, err := s.Backup(t.Context(), file, true); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if n := must[int](t)(s.Backup(t.Context(), "here.db", false)); n != 3 || !exists("here.db") {
		t.Errorf("%d releases in the current folder", n)
	}
	if info := must[os.FileInfo](t)(os.Stat(file)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestRestore(t *testing.T) {
	s := fresh(t)
	put(t, s, generatedRange(0, 3)...)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	before := must[[]byte](t)(os.ReadFile(backup))
	put(t, s, generatedRange(3, 5)...)

	if _, err := store.Restore(t.Context(), s.Path(), backup, restoredAt); !errors.Is(err, store.ErrBusy) || !strings.Contains(err.Error(), "motirbot serve") {
		t.Fatalf("while it is open: %v", err)
	}
	if n := must[store.Stats](t)(s.Stats(t.Context())).Releases; n != 5 {
		t.Fatalf("%d releases after that", n)
	}
	put(t, s, generated(5))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	done := must[store.Restored](t)(store.Restore(t.Context(), s.Path(), backup, restoredAt))
	if done.Releases != 3 || done.Before != s.Path()+".before-restore-20251218-090000" {
		t.Errorf("%+v", done)
	}
	if n := checkWholeReleasesOf(t, s.Path()); n != 3 {
		t.Errorf("%d releases are restored", n)
	}
	if n := checkWholeReleasesOf(t, done.Before); n != 6 {
		t.Errorf("%d releases are kept", n)
	}
	if after := must[[]byte](t)(os.ReadFile(backup)); !bytes.Equal(before, after) {
		t.Error("the backup has changed")
	}
	t.Chdir(filepath.Dir(backup))
	fresh := filepath.Join("new", "motirbot.db")
	if done := must[store.Restored](t)(store.Restore(t.Context(), fresh, "backup.db", restoredAt)); done.Before != "" {
		t.Errorf("where there is none: %+v", done)
	}
	if n := checkWholeReleasesOf(t, fresh); n != 3 {
		t.Errorf("%d releases where there were none", n)
	}
}

func checkWholeReleasesOf(t *testing.T, path string) int {
	t.Helper()
	s := open(t, path)
	return must[store.Stats](t)(s.Stats(t.Context())).Releases
}

// A store that is damaged or no store at all is put aside as it is; nothing that
// is no sound store is put in place of one.
func TestRestoreOfAndOverDamage(t *testing.T) {
	s := fresh(t)
	put(t, s, generatedRange(0, 60)...)
	dir := t.TempDir()
	backup, broken, notes := filepath.Join(dir, "backup.db"), filepath.Join(dir, "broken.db"), filepath.Join(dir, "notes.db")
	if _, err := s.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	sound := must[[]byte](t)(os.ReadFile(backup))
	write := func(path string, content []byte) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(broken, overwritten(t, sound))
	write(notes, []byte("notes"))
	cut := filepath.Join(dir, "cut.db")
	write(cut, sound[:len(sound)/2])
	newer := filepath.Join(dir, "newer.db")
	if err := must[*store.Store](t)(store.Open(t.Context(), newer, store.WithMigrations(withNext(t, appendToMeta)))).Close(); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "motirbot.db")
	write(target, sound)
	for file, kind := range map[string]error{broken: store.ErrCorrupt, cut: store.ErrCorrupt, notes: store.ErrCorrupt, newer: store.ErrNewerSchema, filepath.Join(dir, "none"): fs.ErrNotExist, target: fs.ErrExist} {
		if _, err := store.Restore(t.Context(), target, file, restoredAt); !errors.Is(err, kind) {
			t.Errorf("of %s: %v", filepath.Base(file), err)
		} else if kind == store.ErrCorrupt && !strings.HasSuffix(err.Error(), "; name another backup: the index is as it was") {
			t.Errorf("of %s it does not say what to do: %v", filepath.Base(file), err)
		}
		if !bytes.Equal(sound, must[[]byte](t)(os.ReadFile(target))) {
			t.Fatalf("after %s: the store has changed", filepath.Base(file))
		}
	}
	for name, content := range map[string][]byte{"damaged": overwritten(t, sound), "no store": []byte("notes")} {
		write(target, content)
		write(target+"-wal", []byte("a log of before"))
		done := must[store.Restored](t)(store.Restore(t.Context(), target, backup, restoredAt))
		if n := checkWholeReleasesOf(t, target); n != 60 {
			t.Errorf("over one that is %s: %d releases", name, n)
		}
		if !exists(done.Before) {
			t.Errorf("%s: what was there is not kept", name)
		}
		for _, file := range []string{done.Before, target} {
			if err := os.Remove(file); err != nil {
				t.Error(err)
			}
		}
	}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// overwritten is a store of which a page in the middle is lost.
func overwritten(t *testing.T, content []byte) []byte {
	t.Helper()
	const page = 4096
	content = bytes.Clone(content)
	at := bytes.LastIndex(content, []byte("The plant of 7 workers opened")) / page * page
	if at <= 0 {
		t.Fatal("the text is not in the file")
	}
	copy(content[at:at+page], bytes.Repeat([]byte{0xff}, page))
	return content
}

func TestCheckNamesWhatIsDamaged(t *testing.T) {
	s := fresh(t)
	put(t, s, generatedRange(0, 60)...)
	if err := errors.Join(s.CheckTexts(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
	sound := must[[]byte](t)(os.ReadFile(s.Path()))
	tests := []struct {
		name    string
		content []byte
		page    bool // also seen without reading the texts
		says    string
	}{
		{"a page", overwritten(t, sound), true, "of revisions"},
		{"a text", bytes.Replace(sound, []byte("The plant of 7 workers"), []byte("The plant of 8 workers"), 1), false, "revision 1 of release motir:0 is not the text that was stored"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "motirbot.db")
			if err := os.WriteFile(path, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, path)
			if err := s.Check(t.Context()); (err != nil) != test.page {
				t.Errorf("pages: %v", err)
			}
			err := s.CheckTexts(t.Context())
			checkRefusal(t, err, store.ErrCorrupt, path, test.says)
			t.Log(err)
		})
	}
}

// What is upgraded is copied before, whatever it holds.
func TestCopyBeforeUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "motirbot.db")
	older := must[*store.Store](t)(store.Open(t.Context(), path))
	put(t, older, generatedRange(0, 5)...)
	version := must[store.Stats](t)(older.Stats(t.Context())).Schema
	if err := older.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, path, store.WithMigrations(withNext(t, appendToMeta)))
	copies := must[[]string](t)(s.Copies())
	if len(copies) != 1 {
		t.Fatalf("copies: %v", copies)
	}
	was := open(t, copies[0])
	if stats := must[store.Stats](t)(was.Stats(t.Context())); stats.Releases != 5 || stats.Schema != version {
		t.Errorf("the copy: %+v", stats)
	}
}
