package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest"
	"motirbot/internal/motirtest"
	"motirbot/release"
)

// TestServeSyncs begins with an empty index: the sample answers until the
// first sync has stored something, and what comes after it is announced.
func TestServeSyncs(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("Trade desk")
	channel := guild.AddChannel("news")
	office := motirtest.New(t, motirtest.Options{First: release.DateOf(time.Now()).AddDays(-6)})
	office.Generate(12)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	s := startServing(t, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(),
		"MOTIRBOT_DB="+filepath.Join(t.TempDir(), "motirbot.db"),
		"MOTIRBOT_SOURCE_URL="+office.ListURL(), "MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_SYNC_EVERY=1s")
	srv.WaitReady(ctx)
	guild.Owner.Slash(channel, "subscribe", discordtest.Opt("topic", "*")).Wait(ctx)
	status := func() string { return srv.User("mina").Slash(channel, "status").Wait(ctx).Text() }
	for !strings.Contains(status(), "12") || strings.Contains(status(), "sample") {
		wait(ctx, t)
	}
	if m := unasked(srv, channel); m != nil {
		t.Errorf("a first sync announced: %s", m.Text())
	}

	published := office.Generate(1)[0]
	var post *discordtest.Message
	for post = unasked(srv, channel); post == nil; post = unasked(srv, channel) {
		wait(ctx, t)
	}
	if !strings.Contains(post.Text(), published.Title) || post.Component("Ask about this") == nil {
		t.Errorf("posted:\n%s", post.Text())
	}
	if said := status(); !strings.Contains(said, "Last sync") || strings.Contains(said, "does not sync") {
		t.Errorf("status:\n%s", said)
	}
	s.ends(t, srv)
}

// unasked is the first message that answers nobody, or nil.
func unasked(srv *discordtest.Server, channel *discordtest.Channel) *discordtest.Message {
	for _, m := range srv.Messages(channel) {
		if m.Author == srv.Bot && m.Nonce != "" {
			return m
		}
	}
	return nil
}

func wait(ctx context.Context, t *testing.T) {
	t.Helper()
	select {
	case <-ctx.Done():
		t.Fatal("the index is not served")
	case <-time.After(100 * time.Millisecond):
	}
}

func TestSyncPlan(t *testing.T) {
	tests := []struct {
		env        string // separated by spaces
		every      time.Duration
		note, want string
	}{
		{"", 0, noContactNote, ""},
		{"MOTIRBOT_SYNC=on", 0, "", "MOTIRBOT_CONTACT is not set"},
		{"MOTIRBOT_SYNC=off MOTIRBOT_CONTACT=you@example.org", 0, "", ""},
		{"MOTIRBOT_CONTACT=you@example.org", defaultSyncEvery, "Syncing every 15m.", ""},
		{"MOTIRBOT_CONTACT=you@example.org MOTIRBOT_SYNC_EVERY=2h", 2 * time.Hour, "Syncing every 2h0m.", ""},
		{"MOTIRBOT_CONTACT=you@example.org MOTIRBOT_SYNC_EVERY=2s", 0, "", "MOTIRBOT_SYNC_EVERY: want"},
		{"MOTIRBOT_SYNC=perhaps", 0, "", "want on or off"},
	}
	for _, test := range tests {
		a := newApp(strings.Fields(test.env), nil, nil, nil)
		plan, err := a.syncPlan()
		if err != nil {
			if test.want == "" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v", test.env, err)
			}
			continue
		}
		if test.want != "" || plan.every != test.every || plan.note != test.note {
			t.Errorf("%s: %+v", test.env, plan)
		}
	}
}
