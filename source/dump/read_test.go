package dump_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"motirbot/source/dump"
)

const (
	entry    = "-\nA Title\nA body. date2025-12-16\n"
	markdown = "---\ntitle: B Title\ndate: 2025-12-15\n---\nA body.\n"
)

func TestFolder(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "a/list.txt", entry)
	write(t, folder, "b.md", markdown)
	write(t, folder, "c.jsonl", goodLine+"\n{\n")
	write(t, folder, "d.TXT", "PK\x03\x04\x00")
	write(t, folder, "e.MARKDOWN", "\n")
	write(t, folder, ".git/f.txt", "left out")
	write(t, folder, "notes.go", "left out")
	batch, err := dump.Read(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	var titles, problems []string
	for _, r := range batch.Releases {
		titles = append(titles, r.Title)
	}
	for _, p := range batch.Problems {
		problems = append(problems, strings.TrimPrefix(p.Error(), folder+string(filepath.Separator)))
	}
	if got, want := strings.Join(titles, "|"), "A Title|B Title|Korea and the EU Talk Steel"; got != want {
		t.Errorf("titles %s, want %s", got, want)
	}
	want := `c.jsonl:2: the line ends before its JSON object does
d.TXT:1: it is not text; releases are read as the text form of the list page, JSON Lines, JSON, CSV or Markdown
e.MARKDOWN:1: it is empty; put releases in it or name another file`
	if got := strings.Join(problems, "\n"); got != want {
		t.Errorf("problems:\n%s\nwant:\n%s", got, want)
	}
}

func TestFormIsToldByContent(t *testing.T) {
	for name, content := range map[string]string{
		"text.md": entry, "text": "A Title\nA body. date2025-12-16\n", "jsonl.txt": goodLine, "markdown.jsonl": markdown,
	} {
		t.Run(name, func(t *testing.T) {
			batch := readOne(t, name, content)
			if len(batch.Releases) != 1 || len(batch.Problems) != 0 {
				t.Errorf("%+v", batch)
			}
		})
	}
}

func TestNothingToRead(t *testing.T) {
	eucKR := "-\n\xc7\xd1\xb1\xb9\xb0\xfa \xc0\xcf\xba\xbb\n"
	utf16 := strings.Join(strings.Split(entry, ""), "\x00") + "\x00"
	cases := []struct{ name, file, content, want string }{
		{"empty", "a.txt", "", "it is empty; put releases in it or name another file"},
		{"blank", "a.txt", "\uFEFF \r\n", "it is empty; put releases in it or name another file"},
		{"separators only", "a.txt", "-\n-\n", "it holds no releases; put at least one entry in it"},
		{"binary", "a.jsonl", "\x7fELF\x02\x01\x01\x00\x00", "it is not text; releases are read as the text form of the list page, JSON Lines, JSON, CSV or Markdown"},
		{"UTF-16 with a mark", "a.txt", "\xff\xfe-\x00\n\x00", "it looks like UTF-16 text; save it as UTF-8 and try again"},
		{"UTF-16 without", "a.txt", utf16, "it looks like UTF-16 text; save it as UTF-8 and try again"},
		{"EUC-KR", "a.txt", eucKR, "it looks like Korean text in EUC-KR (code page 949); save it as UTF-8 and try again"},
		{"another encoding", "a.txt", strings.Repeat("\xe9\xff ", 30), "it is not text in UTF-8; save it as UTF-8 and try again"},
		{"another form", "a.go", "package a\n", `it is in none of the forms read: entries between lines "-" that end in dateYYYY-MM-DD, ` +
			`JSON objects, one a line or in a list, CSV with the columns title, date and body, or Markdown that opens with front matter between lines "---"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, t.TempDir(), c.file, c.content)
			_, err := dump.Read(t.Context(), path)
			if want := "cannot read " + path + ": " + c.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestPathThatCannotBeRead(t *testing.T) {
	empty := t.TempDir()
	missing := filepath.Join(empty, "missing.txt")
	for path, want := range map[string]string{
		empty:   "the folder holds no .md, .markdown, .jsonl, .json, .csv or .txt file; name a folder with releases in it",
		missing: "no such file or directory; check the path",
	} {
		_, err := dump.Read(t.Context(), path)
		if want := "cannot read " + path + ": " + want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := dump.Read(t.Context(), missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not say that the file is missing", err)
	}
	locked := write(t, empty, "locked.txt", entry)
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		t.Skip("root may read everything, so a locked file cannot be tried")
	}
	if _, err := dump.Read(t.Context(), locked); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v does not say that the file is locked", err)
	}
}

func TestDeviceIsNotOpened(t *testing.T) {
	files := fstest.MapFS{"pipe.txt": {Mode: fs.ModeNamedPipe}, "a.txt": {Data: []byte(entry)}}
	_, err := dump.ReadFS(t.Context(), files, "pipe.txt")
	if want := "cannot read pipe.txt: it is neither a file nor a folder"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	batch, err := dump.ReadFS(t.Context(), files, ".")
	if err != nil || len(batch.Releases) != 1 || len(batch.Problems) != 1 {
		t.Errorf("%+v, %v", batch, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, root := range []string{"a.txt", "."} {
		_, err := dump.ReadFS(ctx, oneFile("a.txt", entry), root)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", root, err)
		}
	}
}

// endless is a file system with one file whose stated size is a lie.
type endless struct{ stated int64 }

func (e endless) Open(string) (fs.File, error) { return e, nil }
func (e endless) Stat() (fs.FileInfo, error)   { return e, nil }
func (e endless) Close() error                 { return nil }
func (e endless) Name() string                 { return "endless.txt" }
func (e endless) Size() int64                  { return e.stated }
func (e endless) Mode() fs.FileMode            { return 0o444 }
func (e endless) ModTime() time.Time           { return time.Time{} }
func (e endless) IsDir() bool                  { return false }
func (e endless) Sys() any                     { return nil }

func (e endless) Read(p []byte) (int, error) { return copy(p, xs), nil }

var xs = bytes.Repeat([]byte("x"), 1<<20)

func TestTooLarge(t *testing.T) {
	for name, file := range map[string]endless{"as stated": {1 << 40}, "as found": {0}} {
		t.Run(name, func(t *testing.T) {
			_, err := dump.ReadFS(t.Context(), file, "endless.txt")
			want := "cannot read endless.txt: it is larger than 256 MiB; split it into smaller files or folders"
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

func write(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWrappedLines: a paragraph wrapped over very many lines is put together
// once, and not anew with each of them.
func TestWrappedLines(t *testing.T) {
	const lines = 40_000
	body := "Opening.\n\n" + strings.Repeat("A short line.\n", lines)
	data, err := json.Marshal(map[string]string{"title": "Many lines", "date": "2025-12-01", "body": body})
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"a.jsonl": {Data: data}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	batch, err := dump.ReadFS(t.Context(), fsys, "a.jsonl")
	runtime.ReadMemStats(&after)
	if err != nil || len(batch.Releases) != 1 {
		t.Fatalf("%+v, %v", batch.Problems, err)
	}
	if got := batch.Releases[0].Body; strings.Count(got, "A short line.") != lines || strings.Count(got, "\n\n") != 1 {
		t.Errorf("a body of %d bytes", len(got))
	}
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 50*uint64(len(body)) {
		t.Errorf("%d bytes allocated for a body of %d", spent, len(body))
	}
}
