package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord/gateway"
	"motirbot/internal/discordtest"
	"motirbot/store"
)

// split is a Gateway of several shards on a Discord.
type split struct {
	*gateway.Gateway
	t   *testing.T
	mu  sync.Mutex
	got map[string][]int // shards at which an event came in, by its name and guild

	ended func() error // waits for the end of Run and returns its error
	stop  func() error // ends it
}

const every = 40 * time.Millisecond

func connectShards(t *testing.T, srv *discordtest.Server, change func(*gateway.Config)) *split {
	s := &split{t: t, got: map[string][]int{}}
	cfg := gateway.Config{
		Token: srv.Token, Intents: discordgo.IntentGuilds, Ask: asking(srv), Handle: s.handle,
		Logger: slog.New(slog.DiscardHandler), Pause: func(int) time.Duration { return time.Millisecond }, IdentifyEvery: every,
	}
	change(&cfg)
	s.Gateway = gateway.New(cfg)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	s.ended = sync.OnceValue(func() error { return <-done })
	s.stop = func() error { cancel(); return s.ended() }
	t.Cleanup(func() { _ = s.stop() })
	return s
}

// asking asks the server as the bot's client does.
func asking(srv *discordtest.Server) func(context.Context) (discordgo.GatewayBotResponse, error) {
	return func(ctx context.Context) (info discordgo.GatewayBotResponse, err error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL()+"/gateway/bot", nil)
		if err != nil {
			return info, err
		}
		req.Header.Set("Authorization", "Bot "+srv.Token)
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		resp, err := client.Do(req)
		if err != nil {
			return info, err
		}
		defer resp.Body.Close()
		return info, json.NewDecoder(resp.Body).Decode(&info)
	}
}

func (s *split) handle(shard int, name string, data json.RawMessage) {
	var event struct {
		ID    string `json:"id"`
		Guild string `json:"guild_id"`
	}
	_ = json.Unmarshal(data, &event)
	s.mu.Lock()
	defer s.mu.Unlock()
	key := name + " " + event.ID
	if event.Guild != "" {
		key = name + " " + event.Guild
	}
	s.got[key] = append(s.got[key], shard)
}

// hears waits until the event has come in, and expects it at this shard alone.
func (s *split) hears(event string, shard int) {
	s.t.Helper()
	for range 20000 {
		s.mu.Lock()
		at := slices.Clone(s.got[event])
		s.mu.Unlock()
		if len(at) > 0 {
			if !slices.Equal(at, []int{shard}) {
				s.t.Errorf("%s came in at the shards %v, want %d", event, at, shard)
			}
			return
		}
		time.Sleep(time.Millisecond)
	}
	s.t.Errorf("%s never came in", event)
}

func manyGuilds(srv *discordtest.Server, n int) (all []*discordtest.Guild) {
	for i := range n {
		all = append(all, srv.AddGuild(fmt.Sprint("guild ", i)))
	}
	return all
}

func TestShardsAreConnected(t *testing.T) {
	t.Parallel()
	limits := discordtest.Sessions{Shards: 5, Concurrency: 2, Every: every}
	for name, change := range map[string]func(*gateway.Config){
		"as many as recommended": func(*gateway.Config) {},
		"as many as wanted":      func(c *gateway.Config) { c.Shards = 5 },
	} {
		t.Run(name, func(t *testing.T) {
			srv := discordtest.New(t, discordtest.SessionLimits(limits))
			guilds := manyGuilds(srv, 10)
			s := connectShards(t, srv, change)
			srv.WaitShards(t.Context(), 0, 1, 2, 3, 4)
			for _, g := range guilds {
				s.hears("GUILD_CREATE "+g.ID, g.Shard(5))
				g.AddChannel("news")
				s.hears("CHANNEL_CREATE "+g.ID, g.Shard(5))
				if s.ShardOf(g.ID) != g.Shard(5) || !s.Connected(g.ID) {
					t.Errorf("%s is at shard %d, connected %v", g.ID, s.ShardOf(g.ID), s.Connected(g.ID))
				}
			}
			// One that had come too early would have been sent away, and come again.
			if n := len(srv.Identifies()); n != 5 {
				t.Errorf("%d identifies for 5 shards", n)
			}
			if err := s.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestLostShardLeavesTheOthers(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t, discordtest.Heartbeat(200*time.Millisecond))
	var guilds [2]*discordtest.Guild // one of each shard
	for guilds[0] == nil || guilds[1] == nil {
		g := srv.AddGuild("guild")
		guilds[g.Shard(2)] = g
		time.Sleep(time.Millisecond) // the ID, and so the shard, is that of the time
	}
	s := connectShards(t, srv, func(c *gateway.Config) { c.Shards = 2 })
	srv.WaitShards(t.Context(), 0, 1)
	srv.LoseShard(1)
	srv.WaitShards(t.Context(), 0)
	for s.Connected(guilds[1].ID) {
		time.Sleep(time.Millisecond)
	}
	if !s.Connected(guilds[0].ID) || !s.Connected("") {
		t.Error("shard 0 is lost, too")
	}
	guilds[0].AddChannel("news")
	s.hears("CHANNEL_CREATE "+guilds[0].ID, 0)
	guilds[1].AddChannel("missed")
	srv.RestoreShard(1)
	srv.WaitShards(t.Context(), 0, 1)
	s.hears("CHANNEL_CREATE "+guilds[1].ID, 1)
	for s.Shards()[0].Latency == 0 || !s.Connected(guilds[1].ID) {
		time.Sleep(time.Millisecond)
	}
	if all := s.Shards(); len(all) != 2 || all[0].Reconnects != 0 || all[1].Reconnects != 1 || !all[1].Connected {
		t.Errorf("shards: %+v", all)
	}
}

// A shard waits for the limit to be reset, instead of being turned away for
// good with the token.
func TestSessionsAreUsedUp(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t, discordtest.SessionLimits(discordtest.Sessions{Starts: 1, Reset: every}))
	s := connectShards(t, srv, func(c *gateway.Config) { c.Shards = 2 })
	srv.WaitReady(t.Context()) // either of them
	requests := len(srv.Requests(discordtest.RouteGatewayBot))
	for len(srv.Requests(discordtest.RouteGatewayBot)) < requests+2 {
		time.Sleep(time.Millisecond)
	}
	if n := len(srv.Identifies()); n != 1 {
		t.Errorf("%d identifies, and 1 is allowed", n)
	}
	srv.ResetSessionStarts()
	srv.WaitShards(t.Context(), 0, 1)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// Two processes have one pace.
func TestProcessesTakeTurns(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t, discordtest.SessionLimits(discordtest.Sessions{Every: every}))
	turns, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "motirbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer turns.Close()
	var all []*split
	for _, ids := range [][]int{{0, 2}, {1, 3}} {
		all = append(all, connectShards(t, srv, func(c *gateway.Config) { c.Shards, c.IDs, c.Leases = 4, ids, turns }))
	}
	srv.WaitShards(t.Context(), 0, 1, 2, 3)
	if n := len(srv.Identifies()); n != 4 {
		t.Errorf("%d identifies for 4 shards", n)
	}
	for _, s := range all {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}
}

// A bot of which some shards are connected goes on without one that is refused.
func TestOneShardIsRefused(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	s := connectShards(t, srv, func(c *gateway.Config) { c.Shards = 2 })
	srv.WaitShards(t.Context(), 0, 1)
	srv.RefuseShard(1, discordtest.CloseShardsRequired)
	srv.WaitShards(t.Context(), 0)
	g := manyGuilds(srv, 2)
	for _, guild := range g {
		if guild.Shard(2) == 0 {
			s.hears("GUILD_CREATE "+guild.ID, 0)
		}
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	alone := connectShards(t, srv, func(c *gateway.Config) { c.Shards, c.IDs = 2, []int{1} })
	if err := alone.ended(); !errors.Is(err, gateway.ErrShards) {
		t.Errorf("ended with %v", err)
	}
}
