package discordtest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest"
)

// guildsHeard identifies as a shard and returns the guilds in its READY.
func guildsHeard(t *testing.T, srv *discordtest.Server, shard ...int) ([]string, *wire) {
	t.Helper()
	w := dial(t, srv)
	w.next()
	w.send(2, m{"token": srv.Token, "intents": 1, "shard": shard})
	ready := w.next()
	var hello struct {
		Guilds []struct {
			ID string `json:"id"`
		} `json:"guilds"`
		Shard []int `json:"shard"`
	}
	if err := json.Unmarshal(ready.Data, &hello); err != nil || ready.Type != "READY" || !slices.Equal(hello.Shard, shard) {
		t.Fatalf("ready = %+v, %v", ready, err)
	}
	var ids []string
	for _, g := range hello.Guilds {
		ids = append(ids, g.ID)
		w.next() // GUILD_CREATE
	}
	return ids, w
}

func TestShardsHearOfTheirGuilds(t *testing.T) {
	srv := discordtest.New(t)
	var want [2][]string
	var guilds []*discordtest.Guild
	for range 6 {
		g := srv.AddGuild("g")
		guilds = append(guilds, g)
		want[g.Shard(2)] = append(want[g.Shard(2)], g.ID)
	}
	wires := [2]*wire{}
	for id := range wires {
		var got []string
		if got, wires[id] = guildsHeard(t, srv, id, 2); !slices.Equal(got, want[id]) || len(got) == 0 {
			t.Errorf("shard %d has the guilds %v, want %v", id, got, want[id])
		}
	}
	for _, g := range guilds {
		g.AddChannel("news")
		if p := wires[g.Shard(2)].next(); p.Type != "CHANNEL_CREATE" || !strings.Contains(string(p.Data), g.ID) {
			t.Errorf("shard %d hears %+v", g.Shard(2), p)
		}
	}
}

func TestShardsAreRefused(t *testing.T) {
	srv := discordtest.New(t, discordtest.SessionLimits(discordtest.Sessions{Least: 2}))
	for name, c := range map[string]struct {
		shard any
		code  int
	}{
		"beyond":   {[]int{2, 2}, discordtest.CloseInvalidShard},
		"negative": {[]int{-1, 2}, discordtest.CloseInvalidShard},
		"one":      {[]int{0}, discordtest.CloseInvalidShard},
		"too few":  {[]int{0, 1}, discordtest.CloseShardsRequired},
		"none":     {nil, discordtest.CloseShardsRequired},
	} {
		w := dial(t, srv)
		w.send(2, m{"token": srv.Token, "intents": 0, "shard": c.shard})
		if code := w.closed(); code != c.code {
			t.Errorf("%s: closed with %d, want %d", name, code, c.code)
		}
	}
}

func TestSessionStartLimit(t *testing.T) {
	srv := discordtest.New(t, discordtest.SessionLimits(discordtest.Sessions{Shards: 4, Starts: 4, Concurrency: 2, Every: time.Hour}))
	guildsHeard(t, srv, 0, 4)
	guildsHeard(t, srv, 1, 4) // in another bucket
	w := dial(t, srv)
	w.next()
	w.send(2, m{"token": srv.Token, "intents": 0, "shard": []int{2, 4}})
	if p := w.next(); p.Op != 9 || string(p.Data) != "false" {
		t.Errorf("too early: %+v", p)
	}
	_, told := raw(t, srv, "GET", "/gateway/bot", nil)
	limit, _ := told["session_start_limit"].(map[string]any)
	if told["shards"] != 4.0 || limit["remaining"] != 1.0 || limit["max_concurrency"] != 2.0 {
		t.Errorf("told %v", told)
	}
	for n := range 2 {
		w = dial(t, srv)
		w.send(2, m{"token": srv.Token, "intents": 0, "shard": []int{2, 4}})
		w.next()
		if n == 0 {
			w.next() // it was counted before the one that is too many
		}
	}
	if code := w.closed(); code != discordtest.CloseBadToken {
		t.Errorf("beyond the limit: closed with %d", code)
	}
}
