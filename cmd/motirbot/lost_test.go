package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/internal/discordtest"
	"motirbot/store"
)

// That the index is gone is noticed within a minute, without any write.
func TestWatch(t *testing.T) {
	tests := []struct {
		name string
		do   func(t *testing.T, folder string, kept *store.Store)
		lost time.Duration // when it is noticed; 0: never
		says int           // how often, within five minutes, that it cannot be told
	}{
		{"nothing happens", func(*testing.T, string, *store.Store) {}, 0, 0},
		{"deleted", func(t *testing.T, folder string, _ *store.Store) { check(t, os.RemoveAll(folder)) }, watchEvery, 0},
		{"put back at once", func(t *testing.T, folder string, kept *store.Store) {
			check(t, os.Rename(folder, folder+".bak"))
			if err := kept.SetMeta(t.Context(), "k", "v"); !errors.Is(err, store.ErrLost) {
				t.Errorf("the write: %v", err)
			}
			check(t, os.Rename(folder+".bak", folder))
		}, 0, 0},
		{"out of reach", func(t *testing.T, folder string, _ *store.Store) {
			check(t, os.Rename(folder, folder+".bak"))
			check(t, os.Symlink(filepath.Base(folder), folder)) // goes round in a circle
		}, 0, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "index")
			synctest.Test(t, func(t *testing.T) {
				kept, err := store.Open(t.Context(), filepath.Join(folder, "motirbot.db"))
				check(t, err)
				defer kept.Close()
				var logged bytes.Buffer
				a := newApp(nil, strings.NewReader(""), &logged, &logged)
				a.log = slog.New(slog.NewTextHandler(&logged, nil))
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute-time.Second)
				defer cancel()
				began := time.Now()
				test.do(t, folder, kept)
				err = a.watch(ctx, kept)
				took := time.Since(began)
				if errors.Is(err, store.ErrLost) != (test.lost > 0) || test.lost > 0 && took > test.lost || test.lost == 0 && err != nil {
					t.Errorf("after %s: %v", took, err)
				}
				if n := strings.Count(logged.String(), "the index cannot be reached"); n != test.says {
					t.Errorf("said %d times:\n%s", n, logged.String())
				}
			})
		})
	}
}

// TestServeWithoutItsIndex takes the index away from under a bot: whoever asks
// it to keep something is told that it cannot, and the bot ends with an error
// that says what to do. Started again, it works.
func TestServeWithoutItsIndex(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("Trade desk")
	channel := guild.AddChannel("news")
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db := filepath.Join(t.TempDir(), "motirbot.db")
	env := []string{"DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=" + srv.URL(), "MOTIRBOT_DB=" + db}
	subscribe := func() string {
		return guild.Owner.Slash(channel, "subscribe", discordtest.Opt("topic", "EU")).Wait(ctx).Text()
	}

	s := &serving{status: make(chan int, 1)}
	a := newApp(env, strings.NewReader(""), &s.out, &s.errOut)
	look := make(chan time.Time)
	a.watchNow = look
	go func() { s.status <- a.run(ctx, []string{"serve"}) }()
	srv.WaitReady(ctx)
	check(t, os.Remove(db))
	if said := subscribe(); !strings.Contains(said, "That could not be kept") {
		t.Errorf("the member is told: %s", said)
	}
	look <- time.Now()
	if status := <-s.status; status != exitFailure {
		t.Errorf("status %d", status)
	}
	said := s.errOut.String()
	if strings.Count(said, "the index is gone, so the bot stops") != 1 || !strings.Contains(said, "motirbot: "+db+" was deleted or replaced") || !strings.Contains(said, "restart motirbot") {
		t.Errorf("the operator is told:\n%s", said)
	}
	t.Log(said)
	srv.WaitGone(ctx)

	s = startServing(t, env...)
	srv.WaitReady(ctx)
	if said := subscribe(); !strings.Contains(said, "Subscribed") {
		t.Errorf("after a restart the member is told: %s", said)
	}
	s.ends(t, srv)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
