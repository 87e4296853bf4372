package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// silent is below the lowest level at which discordgo writes a log.
const silent = discordgo.LogError - 1

// shard is one connection.
type shard struct {
	g         *Gateway
	id        int
	log       *slog.Logger
	ready     atomic.Bool
	resumable atomic.Bool  // Discord has opened the session, which may be resumed
	connected atomic.Int64 // how often
	latency   atomic.Int64
}

func (s *shard) status() Shard {
	return Shard{
		ID: s.id, Connected: s.ready.Load(), Reconnects: int(max(s.connected.Load()-1, 0)),
		Latency: time.Duration(s.latency.Load()),
	}
}

// run keeps the shard connected until the context ends, which is no error, or
// Discord turns it away while no other is connected.
func (s *shard) run(ctx context.Context) error {
	failures, everReady := 0, false
	var session *discordgo.Session // the one that may be resumed
	for {
		began := time.Now()
		err := s.connect(ctx, &session)
		wasReady := s.ready.Swap(false)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // being stopped is no error
		}
		if wasReady && time.Since(began) > maxPause {
			failures = 0 // else it is accepted, and dropped again at once
		}
		everReady = everReady || wasReady
		fatal := refusal(err)
		if fatal != nil && !s.othersConnected() {
			return fatal
		}
		if fatal != nil || endsSession(err) || !s.resumable.Load() {
			session = nil
		}
		wait := s.g.cfg.Pause(failures)
		failures++
		if fatal != nil {
			s.log.ErrorContext(ctx, "discord: the shard is refused", "err", fatal)
			wait = max(wait, refusedPause)
		}
		level := slog.LevelWarn
		if !wasReady && (!everReady || failures >= alarming) {
			level = slog.LevelError // nobody is heard, which is not to pass in silence
		}
		s.log.Log(ctx, level, "discord: no connection to the gateway", "err", err, "again_in", wait, "new_session", session == nil)
		if sleep(ctx, wait) != nil {
			return nil //nolint:nilerr // being stopped is no error
		}
	}
}

func (s *shard) othersConnected() bool {
	for _, other := range s.g.Shards() {
		if other.Connected {
			return true
		}
	}
	return false
}

// connect opens the Session, a new one if there is none to be resumed, and
// waits for its connection to end. The error says why; it is never nil.
func (s *shard) connect(ctx context.Context, session **discordgo.Session) error {
	begun := func(bool) {} // to be told whether the shard has identified
	if *session == nil {
		address, done, err := s.g.turn(ctx, s)
		if err != nil {
			return err
		}
		*session, begun = s.begin(address), done
	}
	w := &wire{patience: s.g.cfg.Patience, ready: s.ready.Load, latency: &s.latency, done: make(chan struct{})}
	(*session).Dialer = w.dialer(ctx, s.g.cfg.Proxy)
	err := (*session).Open()
	begun(w.interval > 0)
	if w.Conn == nil {
		return err // not even dialled
	}
	w.opened()
	if err != nil {
		w.cut(err)
		return w.reason
	}
	select {
	case <-ctx.Done(): // the Session says goodbye and closes
	case <-w.done: // the Session tidies up
	}
	// discordgo says goodbye and then sleeps for a second, whether or not Discord
	// has hung up. Only a Session that is opened again has to wait for that.
	closed := make(chan struct{})
	go func(session *discordgo.Session) {
		defer close(closed)
		_ = session.Close()
	}(*session)
	<-w.done
	if ctx.Err() == nil {
		<-closed
	}
	return w.reason
}

// begin returns a Session that has no past. One that Discord has ended cannot
// be told to forget it.
func (s *shard) begin(address string) *discordgo.Session {
	s.resumable.Store(false)
	session, _ := discordgo.New("Bot " + s.g.cfg.Token) // never fails
	session.LogLevel = silent
	session.Client = &http.Client{Transport: telling(address)}
	session.ShardID, session.ShardCount = s.id, s.g.Count()
	session.SyncEvents, session.StateEnabled = true, false
	// run connects again. The Session would do so even after its Close.
	session.ShouldReconnectOnError = false
	session.Compress = false
	session.Identify.Intents = s.g.cfg.Intents
	session.Identify.Properties.Browser = "motirbot"
	session.Identify.Properties.Device = "motirbot"
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.take(e) })
	return session
}

// telling answers the Session's question where the gateway is.
func telling(address string) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		answer, err := json.Marshal(map[string]string{"url": address})
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(answer)), Request: req,
		}, err
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// take hands an event on, but none after the end of Run: discordgo's Close does
// not wait for what reads.
func (s *shard) take(e *discordgo.Event) {
	s.g.handing.Lock()
	defer s.g.handing.Unlock()
	if s.g.ended {
		return
	}
	if e.Type == "READY" || e.Type == "RESUMED" {
		s.resumable.Store(true)
		s.ready.Store(true)
		s.connected.Add(1)
		s.log.Info("discord: connected", "event", e.Type)
	}
	s.g.cfg.Handle(s.id, e.Type, e.RawData)
}

func (g *Gateway) end() {
	g.handing.Lock()
	defer g.handing.Unlock()
	g.ended = true
}
