// Package gateway keeps a bot connected to Discord's gateway, with a discordgo
// Session for each of its shards, and hands on what arrives there, in order.
//
// It guards the Sessions against what they do not survive. Left alone, one
// blocks for ever when Discord asks to reconnect before it is ready or goes
// silent while it opens, identifies without a pause after each INVALID_SESSION,
// tries a refused token again for ever, and cannot be stopped while it waits.
// And it keeps the limits that Discord sets to starting sessions.
package gateway

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The reasons for which Discord turns a bot away for good.
var (
	// ErrTokenRefused: Discord does not know the token.
	ErrTokenRefused = errors.New("Discord refused the token")
	// ErrDisallowedIntents: the bot asked for intents that are not enabled for it.
	ErrDisallowedIntents = errors.New("Discord refused the gateway intents")
	// ErrShards: the bot is on more guilds than so few shards may have, or names a shard that does not exist.
	ErrShards = errors.New("Discord refused the shards")
	// ErrRefused: any other reason that trying again does not remove.
	ErrRefused = errors.New("Discord refused the connection")
)

// Config is what a Gateway is made of.
type Config struct {
	Token   string // without "Bot "
	Intents discordgo.Intent

	Shards int   // into how many the bot is split; 0: as many as Discord recommends
	IDs    []int // of those that are connected here; nil: all

	// Ask returns where to connect and how many sessions may be started.
	Ask func(context.Context) (discordgo.GatewayBotResponse, error)
	// Handle gets every dispatched event and the shard that it arrived at, one
	// after the other. It must return at once: while it runs, no heartbeat is
	// answered.
	Handle func(shard int, name string, data json.RawMessage)
	// Leases let several processes that share the bot take turns in starting
	// sessions; nil where there is one.
	Leases Leases

	Logger *slog.Logger
	// Pause returns how long to wait before connecting for the nth time
	// without success in between; nil for a second, doubled up to a minute.
	Pause func(n int) time.Duration
	// Proxy returns the proxy for a request to the gateway's host; nil for that of
	// the environment, as for all requests.
	Proxy func(*http.Request) (*url.URL, error)
	// Patience is how long an expected word of Discord's may take, such as
	// READY or the answer to a heartbeat; 0 for ten seconds.
	Patience time.Duration
	// IdentifyEvery is the time between sessions that are started one after the
	// other; 0 for the five seconds that Discord demands.
	IdentifyEvery time.Duration
}

// Gateway is the connections of one process. Run may be called once.
type Gateway struct {
	cfg    Config
	starts starts

	mu     sync.RWMutex
	count  int      // of all shards; 0 before it is known
	shards []*shard // that are connected here

	handing sync.Mutex // events are handed on one by one,
	ended   bool       // and none when Run has returned
}

// Shard is how a connection is.
type Shard struct {
	ID         int
	Connected  bool          // events arrive at present
	Reconnects int           // how often it was connected again
	Latency    time.Duration // of the last heartbeat; 0: there was none
}

// New returns a Gateway.
func New(cfg Config) *Gateway {
	if cfg.Pause == nil {
		cfg.Pause = pause
	}
	if cfg.Proxy == nil {
		cfg.Proxy = http.ProxyFromEnvironment
	}
	if cfg.Patience == 0 {
		cfg.Patience = patience
	}
	if cfg.IdentifyEvery == 0 {
		cfg.IdentifyEvery = identifyEvery
	}
	return &Gateway{cfg: cfg, starts: newStarts()}
}

const (
	firstPause    = time.Second
	maxPause      = time.Minute
	patience      = 10 * time.Second
	identifyEvery = 5 * time.Second
	// refusedPause is how long a shard rests that Discord refuses while it has
	// others: each try costs one of a thousand sessions a day.
	refusedPause = 10 * time.Minute
	// alarming is after how many attempts in a row a connection that was lost is
	// no longer a matter of course.
	alarming = 3
)

// pause also keeps the one to five seconds that Discord wants between an
// invalid session and the next identify, give or take.
func pause(n int) time.Duration {
	d := min(firstPause<<min(n, 10), maxPause)
	return d + rand.N(d)
}

// Count is into how many shards the bot is split, 0 before it is known.
func (g *Gateway) Count() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.count
}

// Shards tells how the connections of this process are, by their ids.
func (g *Gateway) Shards() []Shard {
	g.mu.RLock()
	defer g.mu.RUnlock()
	var all []Shard
	for _, s := range g.shards {
		all = append(all, s.status())
	}
	return all
}

// ShardOf is the shard that has the guild, or with "" direct messages.
func (g *Gateway) ShardOf(guild string) int {
	id, err := strconv.ParseUint(guild, 10, 64)
	count := g.Count()
	if err != nil || count == 0 {
		return 0
	}
	return int(id >> 22 % uint64(count))
}

// Connected reports whether the events of that guild arrive here at present.
func (g *Gateway) Connected(guild string) bool {
	id := g.ShardOf(guild)
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, s := range g.shards {
		if s.id == id {
			return s.ready.Load()
		}
	}
	return false
}

// Run connects all shards, and again whenever a connection is lost, until the
// context ends, which is no error, or Discord turns the bot away: then the
// error is one of this package's, with Discord's reason. A shard that is lost
// or refused does not affect the others. No event is handed on after it; a
// goroutine of discordgo's may sleep for a second more.
func (g *Gateway) Run(ctx context.Context) error {
	defer g.end()
	if err := g.split(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("asking Discord how many shards to have: %w", err)
	}
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var parts sync.WaitGroup
	for _, s := range g.shards {
		parts.Go(func() {
			if err := s.run(running); err != nil {
				stop(err)
			}
		})
	}
	parts.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(running)
}

// split makes the shards.
func (g *Gateway) split(ctx context.Context) error {
	count, ids := g.cfg.Shards, g.cfg.IDs
	if count != 1 {
		info, err := g.cfg.Ask(ctx)
		if err != nil {
			return err
		}
		count = max(cmp.Or(count, info.Shards), 1)
		g.starts.learn(info)
	}
	for id := 0; g.cfg.IDs == nil && id < count; id++ {
		ids = append(ids, id)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count = count
	for _, id := range ids {
		g.shards = append(g.shards, &shard{g: g, id: id, log: g.cfg.Logger.With("shard", id)})
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// Close codes of Discord's.
const (
	closeAuthenticationFailed = 4004
	closeInvalidSequence      = 4007
	closeSessionTimedOut      = 4009
	closeInvalidShard         = 4010
	closeShardsRequired       = 4011
	closeInvalidIntents       = 4013
	closeDisallowedIntents    = 4014
)

// refusal returns the error to stop with, or nil if it is worth trying again.
func refusal(err error) error {
	var closed *websocket.CloseError
	if !errors.As(err, &closed) {
		return nil
	}
	switch closed.Code {
	case closeAuthenticationFailed:
		return fmt.Errorf("%w (close code %d)", ErrTokenRefused, closed.Code)
	case closeDisallowedIntents, closeInvalidIntents:
		return fmt.Errorf("%w (close code %d)", ErrDisallowedIntents, closed.Code)
	case closeInvalidShard, closeShardsRequired:
		return fmt.Errorf("%w: %s (close code %d)", ErrShards, closed.Text, closed.Code)
	}
	if closed.Code > closeShardsRequired && closed.Code < closeInvalidIntents {
		return fmt.Errorf("%w: %s (close code %d)", ErrRefused, closed.Text, closed.Code)
	}
	return nil
}

// endsSession reports whether the session cannot be resumed after err.
func endsSession(err error) bool {
	return errors.Is(err, errInvalidSession) || websocket.IsCloseError(err, closeInvalidSequence, closeSessionTimedOut)
}
