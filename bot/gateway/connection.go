package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

const (
	// dialTimeout bounds asking for the address and dialling it.
	dialTimeout = 20 * time.Second
	// writeTimeout bounds one frame.
	writeTimeout = 10 * time.Second
	// maxFrame bounds one event. A guild of Discord's largest kind is a few
	// megabytes.
	maxFrame = 32 << 20
	// closeToResume ends a connection, not the session.
	closeToResume = 4900
)

// Opcodes of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
)

var (
	errReconnect      = errors.New("Discord asked to reconnect")
	errInvalidSession = errors.New("Discord ended the session")
	errSilent         = errors.New("the gateway does not answer heartbeats")
)

// frame is what goes over the socket in either direction.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s,omitempty"`
	Name string          `json:"t,omitempty"`
}

// connection is one socket.
type connection struct {
	gateway *Gateway
	socket  *websocket.Conn
	writing sync.Mutex
	beaten  atomic.Int64 // heartbeats since the last answer to one
	silent  atomic.Bool  // closed by us for want of an answer
}

// connect opens a connection and reads from it until it ends. The error says
// why; it is never nil.
func (g *Gateway) connect(ctx context.Context) error {
	socket, err := g.dial(ctx)
	if err != nil {
		return err
	}
	c := &connection{gateway: g, socket: socket}
	inner, cancel := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	defer func() {
		cancel()
		helpers.Wait()
		_ = socket.Close()
	}()
	helpers.Go(func() {
		<-inner.Done()
		if ctx.Err() != nil {
			// A read knows no contexts: closing is what ends it. This code
			// tells Discord that the session is over.
			c.close(websocket.CloseNormalClosure)
		}
	})
	interval, err := c.open()
	if err != nil {
		return err
	}
	helpers.Go(func() { c.beat(inner, interval) })
	err = c.read(interval)
	if c.silent.Load() {
		return errSilent
	}
	return err
}

// open speaks the first words and returns the heartbeats' interval.
func (c *connection) open() (time.Duration, error) {
	interval, err := c.hello()
	if err != nil {
		return 0, err
	}
	return interval, c.introduce()
}

func (g *Gateway) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	address := g.resume
	if address == "" || g.session == "" {
		var err error
		if address, err = g.cfg.Address(ctx); err != nil {
			return nil, fmt.Errorf("asking for the gateway's address: %w", err)
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the gateway's address: %w", err)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()
	dialer := websocket.Dialer{HandshakeTimeout: dialTimeout}
	socket, resp, err := dialer.DialContext(ctx, u.String(), nil)
	if err != nil {
		g.resume = "" // ask again next time
		return nil, fmt.Errorf("dialling the gateway: %w", err)
	}
	_ = resp.Body.Close()
	socket.SetReadLimit(maxFrame)
	return socket, nil
}

func (c *connection) close(code int) {
	_ = c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = c.socket.Close()
}

func (c *connection) receive(timeout time.Duration) (frame, error) {
	var f frame
	if err := c.socket.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return f, err
	}
	err := c.socket.ReadJSON(&f)
	return f, err
}

func (c *connection) send(op int, data any) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.socket.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return c.socket.WriteJSON(map[string]any{"op": op, "d": data})
}

// hello waits for the first frame and returns the heartbeats' interval.
func (c *connection) hello() (time.Duration, error) {
	f, err := c.receive(c.gateway.cfg.Patience)
	if err != nil {
		return 0, fmt.Errorf("waiting for HELLO: %w", err)
	}
	var d struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if f.Op != opHello {
		return 0, fmt.Errorf("the gateway began with op %d instead of HELLO", f.Op)
	}
	if err := json.Unmarshal(f.Data, &d); err != nil || d.Interval <= 0 {
		return 0, errors.New("the gateway's HELLO has no heartbeat interval")
	}
	return time.Duration(d.Interval) * time.Millisecond, nil
}

// introduce resumes the session, or begins one.
func (c *connection) introduce() error {
	g := c.gateway
	if g.session != "" {
		return c.send(opResume, map[string]any{
			"token": g.cfg.Token, "session_id": g.session, "seq": g.seq.Load(),
		})
	}
	return c.send(opIdentify, map[string]any{
		"token":      g.cfg.Token,
		"intents":    g.cfg.Intents,
		"compress":   false,
		"properties": map[string]string{"os": "linux", "browser": "motirbot", "device": "motirbot"},
	})
}

// beat sends heartbeats until the context ends or one goes unanswered.
func (c *connection) beat(ctx context.Context, interval time.Duration) {
	// The first one comes early, at a random moment, as Discord asks.
	for wait := rand.N(interval); sleep(ctx, wait) == nil; wait = interval {
		if c.beaten.Load() > 0 && !c.answers(ctx, min(interval, c.gateway.cfg.Patience)) {
			return
		}
		if c.heartbeat() != nil {
			return // the reader sees why
		}
	}
}

// answers gives a late answer some more time. Without one the socket is dead,
// whatever the network says, and is closed.
func (c *connection) answers(ctx context.Context, patience time.Duration) bool {
	if sleep(ctx, patience) != nil {
		return false
	}
	if c.beaten.Load() == 0 {
		return true
	}
	c.silent.Store(true)
	c.close(closeToResume)
	return false
}

func (c *connection) heartbeat() error {
	c.beaten.Add(1)
	var seq any // null before the first event
	if n := c.gateway.seq.Load(); n > 0 {
		seq = n
	}
	return c.send(opHeartbeat, seq)
}

// read hands on events until the connection ends.
func (c *connection) read(interval time.Duration) error {
	for {
		// Heartbeats are answered, so that no sound socket is silent for long.
		timeout := c.gateway.cfg.Patience
		if c.gateway.Ready() {
			timeout += 2 * interval
		}
		f, err := c.receive(timeout)
		if err != nil {
			if endsSession(err) {
				c.gateway.forget()
			}
			return err
		}
		if err := c.take(f); err != nil {
			return err
		}
	}
}

func (c *connection) take(f frame) error {
	switch f.Op {
	case opDispatch:
		c.dispatch(f)
	case opHeartbeat:
		return c.heartbeat()
	case opHeartbeatACK:
		c.beaten.Store(0)
	case opReconnect:
		c.close(closeToResume)
		return errReconnect
	case opInvalidSession:
		if string(f.Data) != "true" {
			c.gateway.forget()
		}
		c.close(closeToResume)
		return errInvalidSession
	}
	return nil
}

func (c *connection) dispatch(f frame) {
	g := c.gateway
	switch f.Name {
	case "READY":
		var ready struct {
			Session string `json:"session_id"`
			Resume  string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(f.Data, &ready); err != nil {
			g.cfg.Logger.Error("discord: READY is not understood", "err", err)
			return
		}
		g.session, g.resume = ready.Session, ready.Resume
		g.ready.Store(true)
		g.cfg.Logger.Info("discord: connected")
	case "RESUMED":
		g.ready.Store(true)
		g.cfg.Logger.Info("discord: session resumed")
	}
	g.cfg.Handle(f.Name, f.Data)
	// Only now: a process that ends in between gets the event again.
	g.seq.Store(f.Seq)
}
