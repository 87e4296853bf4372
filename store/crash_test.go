package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"motirbot/store"
)

const (
	crashReleases = 360
	crashBatch    = 6
	crashKills    = 10
)

// writeUntilKilled is what the child does: it writes all releases, a few to a
// transaction, and says after each how far it is.
func writeUntilKilled(args []string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, args[0])
	if err != nil {
		return err
	}
	for n := 0; n < crashReleases; n += crashBatch {
		entries := generatedRange(n, n+crashBatch)
		if _, err := s.PutReleases(ctx, sized(1024, entries...), model); err != nil {
			return err
		}
		fmt.Println(n + crashBatch)
	}
	return s.Close()
}

func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "motirbot.db")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for kill := range crashKills {
		// The first is shot while the store is being made; each later one
		// gets further than the one before.
		reported := runAndKill(t, path, kill*crashReleases/crashKills, random)
		stored := checkWholeReleases(t, path)
		t.Logf("kill %d: %d releases reported as written, %d stored", kill+1, reported, stored)
		if stored < reported {
			t.Errorf("%d releases were reported as written, %d are there", reported, stored)
		}
	}
	if err := child(t, "write", path).Run(); err != nil {
		t.Fatal(err)
	}
	if stored := checkWholeReleases(t, path); stored != crashReleases {
		t.Errorf("the last run left %d releases, want %d", stored, crashReleases)
	}
}

// runAndKill starts a child, waits until it has reported so many releases and
// a random moment longer, kills it and returns the last number it reported.
func runAndKill(t *testing.T, path string, after int, random *rand.Rand) (reported int) {
	t.Helper()
	cmd := child(t, "write", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for reported < after && lines.Scan() {
		reported, _ = strconv.Atoi(lines.Text())
	}
	time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("it was over before it was killed: %v", err)
	}
	for lines.Scan() { // what was said before the end
		reported, _ = strconv.Atoi(lines.Text())
	}
	_ = cmd.Wait() // "signal: killed"
	return reported
}

// checkWholeReleases opens the store, checks that it is sound and holds
// complete transactions only, and returns the number of releases.
func checkWholeReleases(t *testing.T, path string) int {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var integrity string
	if err := s.Value(t.Context(), "PRAGMA integrity_check", &integrity); err != nil || integrity != "ok" {
		t.Fatalf("integrity: %s, %v", integrity, err)
	}
	snap := must[contents](t)(readIndex(t.Context(), s, model))
	if len(snap.Records)%crashBatch != 0 {
		t.Errorf("%d releases: a transaction is stored in part", len(snap.Records))
	}
	if len(snap.Rows) != len(snap.Records) {
		t.Errorf("%d releases, the index of %d", len(snap.Records), len(snap.Rows))
	}
	for _, row := range snap.Rows {
		if len(row.Vectors) != 3*1024 {
			t.Errorf("release %s: %d bytes of vectors", row.ID, len(row.Vectors))
		}
	}
	for _, rec := range snap.Records {
		if rec.Hash != rec.ContentHash() {
			t.Errorf("release %s: its text is not the one that was written", rec.ID)
		}
	}
	return len(snap.Records)
}

// A store copied together with its log, as after a crash, and reached over a
// link: the file is shorter than its header may say, and whole all the same.
func TestOpenWithALogToBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "motirbot.db")
	s := open(t, path)
	entries := generatedRange(0, 2*crashBatch)
	if _, err := s.PutReleases(t.Context(), sized(1024, entries...), model); err != nil {
		t.Fatal(err)
	}
	copied, link := filepath.Join(dir, "copy.db"), filepath.Join(dir, "link.db")
	for _, suffix := range []string{"", "-wal"} {
		content := must[[]byte](t)(os.ReadFile(path + suffix))
		if len(content) == 0 {
			t.Fatalf("nothing is in %s", path+suffix)
		}
		if err := os.WriteFile(copied+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(copied, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, copied} {
		if stored := checkWholeReleases(t, path); stored != len(entries) {
			t.Errorf("%s: %d releases, want %d", path, stored, len(entries))
		}
	}
}
