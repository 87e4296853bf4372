package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest"
)

// While the bot runs its index can be backed up, and not be replaced.
func TestBackupAndRestoreWhileServing(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	srv.AddGuild("Trade desk")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	folder := t.TempDir()
	db, backup := filepath.Join(folder, "motirbot.db"), filepath.Join(folder, "backup.db")
	s := startServing(t, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(), "MOTIRBOT_DB="+db)
	srv.WaitReady(ctx)
	command := func(args ...string) (int, string) {
		var said strings.Builder
		return run(ctx, append(args, "--db", db), nil, strings.NewReader(""), &said, &said), said.String()
	}
	if status, said := command("backup", backup); status != exitOK {
		t.Errorf("backup: status %d, %s", status, said)
	}
	if status, said := command("restore", backup); status != exitFailure || !strings.Contains(said, "is in use: stop `motirbot serve`") {
		t.Errorf("restore: status %d, %s", status, said)
	}
	s.ends(t, srv)
	if status, said := command("restore", backup); status != exitOK {
		t.Errorf("restore, when it has ended: status %d, %s", status, said)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 3 { // the index, the backup, what was there
		t.Errorf("%v, %v", entries, err)
	}
}
