package discordtest

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// frame is one message on its way to the bot, or the end of the connection.
type frame struct {
	seq   int64
	data  []byte
	close int    // close code, when not zero
	why   string // for the close frame
}

// conn is one connection of the bot.
type conn struct {
	srv     *Server
	ws      *websocket.Conn
	session *session // guarded by the server's mu, as goodbye
	goodbye bool
	closing atomic.Bool // by the server's own decision

	mu      sync.Mutex
	waiting []frame
	wake    chan struct{}
	over    chan struct{}
}

func newConn(s *Server, ws *websocket.Conn) *conn {
	return &conn{srv: s, ws: ws, wake: make(chan struct{}, 1), over: make(chan struct{})}
}

// queue hands a frame to the writer. It never blocks, so that a slow reader
// cannot hold up the server.
func (c *conn) queue(f frame) {
	c.mu.Lock()
	c.waiting = append(c.waiting, f)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *conn) send(op int, data any) {
	raw, err := json.Marshal(object{"op": op, "d": data, "s": nil, "t": nil})
	if err != nil {
		c.srv.t.Errorf("discordtest: op %d: %v", op, err)
		return
	}
	c.queue(frame{data: raw})
}

// close ends the connection with a code, after what is queued.
func (c *conn) close(code int, why string) {
	c.closing.Store(true)
	c.queue(frame{close: code, why: why})
}

// cut ends the connection as a pulled cable does.
func (c *conn) cut() { _ = c.ws.UnderlyingConn().Close() }

// run reads and writes until the connection is over.
func (c *conn) run() {
	var writer sync.WaitGroup
	writer.Go(c.write)
	c.read()
	close(c.over)
	_ = c.ws.Close()
	writer.Wait()
}

func (c *conn) write() {
	for {
		select {
		case <-c.over:
			return
		case <-c.wake:
		}
		c.mu.Lock()
		batch := c.waiting
		c.waiting = nil
		c.mu.Unlock()
		for _, f := range batch {
			if !c.writeFrame(f) {
				return
			}
		}
	}
}

// writeFrame sends one frame and reports whether there can be more.
func (c *conn) writeFrame(f frame) bool {
	if f.close == 0 {
		return c.ws.WriteMessage(websocket.TextMessage, f.data) == nil
	}
	message := websocket.FormatCloseMessage(f.close, f.why)
	_ = c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(time.Second))
	// Not every client answers a close frame; do not wait for it long.
	select {
	case <-c.over:
	case <-c.srv.done:
	case <-time.After(time.Second):
		_ = c.ws.Close()
	}
	return false
}

// read takes what the bot sends until the connection ends.
func (c *conn) read() {
	for {
		c.expectHeartbeat()
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			c.noteEnd(err)
			return
		}
		var message struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if json.Unmarshal(raw, &message) != nil {
			c.close(CloseDecodeError, "Error while decoding payload.")
			continue
		}
		c.srv.hear(c, message.Op, message.Data)
	}
}

// expectHeartbeat ends the connection of a bot that has stopped to beat.
func (c *conn) expectHeartbeat() {
	grace := max(3*c.srv.set.heartbeat, 3*time.Second)
	_ = c.ws.SetReadDeadline(time.Now().Add(grace))
}

// noteEnd keeps in mind whether the bot left for good: it does with the codes
// 1000 and 1001, unless they only answer the server's own close frame.
func (c *conn) noteEnd(err error) {
	var end *websocket.CloseError
	if c.closing.Load() || !errors.As(err, &end) {
		return
	}
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.goodbye = end.Code == websocket.CloseNormalClosure || end.Code == websocket.CloseGoingAway
}
