// Package gateway keeps one discordgo Session connected to Discord's gateway
// and hands on what arrives there, in order.
//
// It guards the Session against what it does not survive. Left alone, it blocks
// for ever when Discord asks to reconnect before it is ready or goes silent
// while it opens, identifies without a pause after each INVALID_SESSION, tries
// a refused token again for ever, and cannot be stopped while it waits.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
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
	// ErrRefused: any other reason that trying again does not remove.
	ErrRefused = errors.New("Discord refused the connection")
)

// Config is what a Gateway is made of.
type Config struct {
	Token   string // without "Bot "
	Intents discordgo.Intent

	// Address returns where to connect, for every new session.
	Address func(context.Context) (string, error)
	// Handle gets every dispatched event, one after the other. It must return
	// at once: while it runs, no heartbeat is answered.
	Handle func(name string, data json.RawMessage)

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
}

// Gateway is a connection. Run may be called once.
type Gateway struct {
	cfg   Config
	ready atomic.Bool

	handing sync.Mutex // events are handed on one by one,
	ended   bool       // and none when Run has returned
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
	return &Gateway{cfg: cfg}
}

const (
	firstPause = time.Second
	maxPause   = time.Minute
	patience   = 10 * time.Second
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

// Ready reports whether events arrive at present.
func (g *Gateway) Ready() bool { return g.ready.Load() }

// Run connects, and connects again whenever the connection is lost, until the
// context ends, which is no error, or Discord turns the bot away: then the
// error is one of this package's, with Discord's reason. No event is handed on
// after it; a goroutine of discordgo's may sleep for a second more.
func (g *Gateway) Run(ctx context.Context) error {
	defer g.end()
	failures, everReady := 0, false
	var session *discordgo.Session // the one that may be resumed
	for {
		if session == nil {
			session = g.begin(ctx)
		}
		began := time.Now()
		err := g.connect(ctx, session)
		wasReady := g.ready.Swap(false)
		if ctx.Err() != nil {
			return nil
		}
		if fatal := refusal(err); fatal != nil {
			return fatal
		}
		if wasReady && time.Since(began) > maxPause {
			failures = 0 // else it is accepted, and dropped again at once
		}
		everReady = everReady || wasReady
		if endsSession(err) {
			session = nil
		}
		wait := g.cfg.Pause(failures)
		failures++
		level := slog.LevelWarn
		if !wasReady && (!everReady || failures >= alarming) {
			level = slog.LevelError // nobody is heard, which is not to pass in silence
		}
		g.cfg.Logger.Log(ctx, level, "discord: no connection to the gateway", "err", err, "again_in", wait, "new_session", session == nil)
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
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
	closeInvalidIntents       = 4013
	closeDisallowedIntents    = 4014
)

// refusal returns the error to stop with, or nil if it is worth trying again.
func refusal(err error) error {
	var closed *websocket.CloseError
	if !errors.As(err, &closed) {
		return nil
	}
	switch {
	case closed.Code == closeAuthenticationFailed:
		return fmt.Errorf("%w (close code %d)", ErrTokenRefused, closed.Code)
	case closed.Code == closeDisallowedIntents, closed.Code == closeInvalidIntents:
		return fmt.Errorf("%w (close code %d)", ErrDisallowedIntents, closed.Code)
	case closed.Code >= closeInvalidShard && closed.Code < closeInvalidIntents:
		return fmt.Errorf("%w: %s (close code %d)", ErrRefused, closed.Text, closed.Code)
	}
	return nil
}

// endsSession reports whether the session cannot be resumed after err.
func endsSession(err error) bool {
	return errors.Is(err, errInvalidSession) || websocket.IsCloseError(err, closeInvalidSequence, closeSessionTimedOut)
}
