//go:build unix

package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"motirbot/store"
)

const nobody = 65534

func init() { childParts["read-only"] = useReadOnly }

// useReadOnly is what the child does: as a user whom permissions do stop, it
// reads and tries to write, and prints what it was told.
func useReadOnly(args []string) error {
	if os.Geteuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return fmt.Errorf("cannot become another user: %w", err)
		}
	}
	ctx := context.Background()
	s, err := store.Open(ctx, args[0])
	if err != nil {
		fmt.Println("open:", kind(err), err)
		return nil
	}
	defer s.Close()
	all, err := s.Releases(ctx, store.Filter{})
	fmt.Println("read:", len(all), err)
	_, err = s.PutReleases(ctx, generatedRange(0, 9), model)
	fmt.Println("put:", kind(err), err)
	err = s.SetMeta(ctx, "k", "v")
	fmt.Println("set:", kind(err), err)
	return nil
}

func kind(err error) string {
	if errors.Is(err, store.ErrReadOnly) {
		return "read-only"
	}
	return "OTHER"
}

func TestReadOnly(t *testing.T) {
	const reads = "read: 5 <nil>\nput: read-only PATH is read-only for this user"
	tests := []struct {
		name   string
		arrive func(t *testing.T, dir, path string) string // the path to open
		want   string
	}{
		{"file and folder closed", closed(0o444, 0o555), reads},
		{"folder closed, file open", closed(0o666, 0o555), reads},
		{"file closed, folder open", closed(0o444, 0o777), reads},
		{"in use by its owner", inUse, reads},
		{"left by a killed writer", killed, "open: read-only cannot open PATH: its log has to be read first"},
		{"an upgrade is due", outdated, "open: read-only PATH has an older schema and cannot be upgraded"},
		{"nothing there", nothing, "open: read-only PATH is closed to this user"},
		{"file may not be read", closed(0o000, 0o555), "open: read-only PATH is closed to this user"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := publicFolder(t)
			path := filepath.Join(dir, "motirbot.db")
			s := must[*store.Store](t)(store.Open(t.Context(), path))
			put(t, s, generatedRange(0, 5)...)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			path = tt.arrive(t, dir, path)
			before := len(must[[]os.DirEntry](t)(os.ReadDir(dir)))
			out, err := child(t, "read-only", path).Output()
			got := strings.ReplaceAll(string(out), path, "PATH")
			if err != nil && os.Geteuid() == 0 {
				t.Skipf("permissions do not stop root, and root cannot become another user here: %v", err)
			}
			t.Logf("told:\n%s", got)
			if !strings.HasPrefix(got, tt.want) || strings.Contains(got, "OTHER") {
				t.Errorf("got:\n%swant: %s", got, tt.want)
			}
			if after := len(must[[]os.DirEntry](t)(os.ReadDir(dir))); after != before {
				t.Errorf("the folder held %d files, now %d", before, after)
			}
		})
	}
}

// publicFolder is a folder that other users can reach, unlike t.TempDir.
func publicFolder(t *testing.T) string {
	t.Helper()
	dir := must[string](t)(os.MkdirTemp("", "motirbot-store-"))
	t.Cleanup(func() {
		chmod(t, dir, 0o700)
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	chmod(t, dir, 0o777)
	return dir
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func closed(file, folder os.FileMode) func(*testing.T, string, string) string {
	return func(t *testing.T, dir, path string) string {
		chmod(t, path, file)
		chmod(t, dir, folder)
		return path
	}
}

func nothing(t *testing.T, dir, path string) string {
	chmod(t, dir, 0o555)
	return filepath.Join(dir, "none.db")
}

// inUse leaves the store open, with its log beside it.
func inUse(t *testing.T, dir, path string) string {
	s := open(t, path)
	if err := s.SetMeta(t.Context(), "make", "a log"); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		chmod(t, path+suffix, 0o644)
	}
	chmod(t, dir, 0o555)
	return path
}

// killed leaves a copy with a log that nobody has folded in.
func killed(t *testing.T, dir, path string) string {
	inUse(t, dir, path)
	copied := filepath.Join(dir, "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		content := must[[]byte](t)(os.ReadFile(path + suffix))
		if err := os.WriteFile(copied+suffix, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// outdated leaves a store whose migrations seem not to have been applied.
func outdated(t *testing.T, dir, path string) string {
	s := must[*store.Store](t)(store.Open(t.Context(), path))
	if err := errors.Join(s.Exec(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 0"), s.Close()); err != nil {
		t.Fatal(err)
	}
	return closed(0o444, 0o555)(t, dir, path)
}
