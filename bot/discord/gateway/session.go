package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// silent is below the lowest level at which discordgo writes a log.
const silent = discordgo.LogError - 1

// begin returns a Session that has no past. One that Discord has ended cannot
// be told to forget it.
func (g *Gateway) begin(ctx context.Context) *discordgo.Session {
	session, _ := discordgo.New("Bot " + g.cfg.Token) // never fails
	session.LogLevel = silent
	session.Client = &http.Client{Transport: g.asking(ctx)}
	session.SyncEvents, session.StateEnabled = true, false
	// Run connects again. The Session would do so even after its Close.
	session.ShouldReconnectOnError = false
	session.Compress = false
	session.Identify.Intents = g.cfg.Intents
	session.Identify.Properties.Browser = "motirbot"
	session.Identify.Properties.Device = "motirbot"
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { g.take(e) })
	return session
}

// asking answers the Session's question where the gateway is.
func (g *Gateway) asking(ctx context.Context) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		address, err := g.cfg.Address(ctx)
		if err != nil {
			return nil, err
		}
		answer, err := json.Marshal(map[string]string{"url": address})
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(answer)), Request: req,
		}, err
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// connect opens the Session and waits for its connection to end. The error
// says why; it is never nil.
func (g *Gateway) connect(ctx context.Context, session *discordgo.Session) error {
	w := &wire{patience: g.cfg.Patience, ready: g.Ready, done: make(chan struct{})}
	session.Dialer = w.dialer(ctx, g.cfg.Proxy)
	err := session.Open()
	if w.Conn == nil {
		return err // not even dialled
	}
	w.opened()
	if err != nil {
		w.cut(err)
		return w.reason
	}
	select {
	case <-ctx.Done():
	case <-w.done:
	}
	// The Session says goodbye, if it still can, and sleeps for a second, which
	// matters only where it is to be opened again.
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = session.Close()
	}()
	<-w.done
	if ctx.Err() == nil && refusal(w.reason) == nil && !endsSession(w.reason) {
		<-closed
	}
	return w.reason
}

// take hands an event on, but none after Run's end: discordgo's Close does not
// wait for what reads.
func (g *Gateway) take(e *discordgo.Event) {
	g.handing.Lock()
	defer g.handing.Unlock()
	if g.ended {
		return
	}
	if e.Type == "READY" || e.Type == "RESUMED" {
		g.ready.Store(true)
		g.cfg.Logger.Info("discord: connected", "event", e.Type)
	}
	g.cfg.Handle(e.Type, e.RawData)
}

func (g *Gateway) end() {
	g.handing.Lock()
	defer g.handing.Unlock()
	g.ended = true
}
