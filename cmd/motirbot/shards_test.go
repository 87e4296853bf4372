package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/bot"
	"motirbot/internal/discordtest"
)

func TestShardSettings(t *testing.T) {
	const token = "DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz1234567890ab"
	tests := []struct {
		env   string // separated by spaces
		count int
		ids   []int
		want  string
	}{
		{"", 1, nil, ""},
		{"DISCORD_SHARDS=auto", bot.AutoShards, nil, ""},
		{"DISCORD_SHARDS=16", 16, nil, ""},
		{"DISCORD_SHARDS=16 DISCORD_SHARD_IDS=0-3", 16, []int{0, 1, 2, 3}, ""},
		{"DISCORD_SHARDS=16 DISCORD_SHARD_IDS=15,5-7,6-8,0", 16, []int{0, 5, 6, 7, 8, 15}, ""},
		{"DISCORD_SHARDS=0", 0, nil, `DISCORD_SHARDS: "0" is neither auto nor a number`},
		{"DISCORD_SHARDS=many", 0, nil, "neither auto nor a number"},
		{"DISCORD_SHARD_IDS=0-3", 0, nil, "set DISCORD_SHARDS to it"},
		{"DISCORD_SHARDS=auto DISCORD_SHARD_IDS=0-3", 0, nil, "set DISCORD_SHARDS to it"},
		{"DISCORD_SHARDS=4 DISCORD_SHARD_IDS=0-4", 0, nil, `DISCORD_SHARD_IDS: "0-4" names no shards from 0 to 3`},
		{"DISCORD_SHARDS=4 DISCORD_SHARD_IDS=3-1", 0, nil, "names no shards"},
		{"DISCORD_SHARDS=4 DISCORD_SHARD_IDS=0,,1", 0, nil, "names no shards"},
		{"DISCORD_SHARDS=4 DISCORD_SHARD_IDS=-1", 0, nil, "names no shards"},
	}
	for _, test := range tests {
		d, err := loadDiscord(newEnviron(append(strings.Fields(test.env), token)))
		switch {
		case test.want == "" && (err != nil || d.shards != test.count || !slices.Equal(d.shardIDs, test.ids)):
			t.Errorf("%s: %d, %v, %v", test.env, d.shards, d.shardIDs, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v", test.env, err)
		}
	}
}

// TestServeShards has Discord recommend two shards, and lose one of them.
func TestServeShards(t *testing.T) {
	srv := discordtest.New(t, discordtest.SessionLimits(discordtest.Sessions{Shards: 2, Concurrency: 2}))
	channels := [2]*discordtest.Channel{}
	for range 2 {
		g := srv.AddGuild("desk")
		channels[g.Shard(2)] = g.AddChannel("news")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s := startServing(t, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(), "DISCORD_SHARDS=auto",
		"MOTIRBOT_DB="+filepath.Join(t.TempDir(), "motirbot.db"), "MOTIRBOT_METRICS=127.0.0.1:0", "MOTIRBOT_SYNC=off")
	srv.WaitShards(ctx, 0, 1)
	for _, c := range channels {
		srv.User("mina").Slash(c, "status").Wait(ctx)
	}
	srv.LoseShard(1)
	for _, want := range []string{
		`motirbot_shard_connected{shard="0"} 1`, `motirbot_shard_connected{shard="1"} 0`, "motirbot_gateway_connected 0",
		`motirbot_shard_reconnects_total{shard="1"} 0`,
	} {
		for !strings.Contains(s.metrics(ctx, t), want) {
			wait(ctx, t)
		}
	}
	srv.User("mina").Slash(channels[0], "ask", discordtest.Opt("question", "Who is the minister?")).Wait(ctx)
	srv.RestoreShard(1)
	for _, want := range []string{"motirbot_gateway_connected 1", `motirbot_shard_reconnects_total{shard="1"} 1`} {
		for !strings.Contains(s.metrics(ctx, t), want) {
			wait(ctx, t)
		}
	}
	s.stop()
	if status := <-s.status; status != exitOK {
		t.Errorf("status %d:\n%s", status, s.errOut.String())
	}
	if out := s.out.String(); !strings.Contains(out, "On Discord as motirbot, with 2 of 2 shards.") {
		t.Errorf("stdout:\n%s", out)
	}
	srv.WaitGone(context.Background())
}
