package gateway

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// dialTimeout bounds dialling.
	dialTimeout = 20 * time.Second
	// maxFrame bounds one event. A guild of Discord's largest kind is a few
	// megabytes.
	maxFrame = 32 << 20
)

// final marks a frame that is a whole message.
const final = 0x80

// Opcodes of the gateway.
const (
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

var (
	errReconnect      = errors.New("Discord asked to reconnect")
	errInvalidSession = errors.New("Discord ended the session")
	errResumable      = errors.New("Discord interrupted the session")
	errNoInterval     = errors.New("the gateway's HELLO has no heartbeat interval")
	errNonsense       = errors.New("the gateway sent what is no event")
	errTooLarge       = errors.New("the gateway sends more at once than it may")
)

// wire is the network connection under a discordgo Session's websocket. It
// reads along, since what follows would harm in the Session's hands or never
// leave them: requests to reconnect, ends of sessions, close codes, silence.
// Any of these ends the connection, with a reason.
type wire struct {
	net.Conn
	in       *bufio.Reader
	opened   func() bool   // keeps the end of the context from cutting it
	greeted  bool          // the handshake is over
	unread   []byte        // of the current frame
	patience time.Duration // for READY and what comes before
	interval time.Duration // between heartbeats
	ready    func() bool
	latency  *atomic.Int64 // of heartbeats
	beat     atomic.Int64  // when the last one was sent

	once   sync.Once
	done   chan struct{}
	reason error // why it ended; to be read when done is closed
}

// dialer returns what connects the wire, unless the context ends before it is
// opened.
func (w *wire) dialer(ctx context.Context, proxy func(*http.Request) (*url.URL, error)) *websocket.Dialer {
	d := dialer{proxy: proxy}
	tapped := func(encrypted bool) func(context.Context, string, string) (net.Conn, error) {
		return func(_ context.Context, network, address string) (net.Conn, error) {
			conn, err := d.dial(ctx, network, address, encrypted)
			if err != nil {
				return nil, err
			}
			w.Conn, w.in = conn, bufio.NewReader(conn)
			w.opened = context.AfterFunc(ctx, func() { w.cut(ctx.Err()) })
			return w, nil
		}
	}
	return &websocket.Dialer{NetDialContext: tapped(false), NetDialTLSContext: tapped(true)}
}

// Read implements net.Conn.
func (w *wire) Read(p []byte) (int, error) {
	if len(w.unread) == 0 {
		if err := w.next(); err != nil {
			// At once, before the Session can say a goodbye that would end
			// what is to be resumed.
			w.cut(err)
			return 0, err
		}
	}
	n := copy(p, w.unread)
	w.unread = w.unread[n:]
	return n, nil
}

// next reads the next frame, or the handshake, and looks at it.
func (w *wire) next() error {
	patience := w.patience
	if w.ready() {
		// Heartbeats are answered, so that no sound connection is silent for long.
		patience += 2 * w.interval
	}
	if err := w.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if !w.greeted {
		return w.greet()
	}
	frame, payload, err := readFrame(w.in)
	if err != nil {
		return err
	}
	w.unread = frame
	return w.look(frame[0], payload)
}

// greet reads the answer to the handshake.
func (w *wire) greet() error {
	for !bytes.HasSuffix(w.unread, []byte("\r\n\r\n")) {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if w.unread = append(w.unread, line...); len(w.unread) > maxFrame {
			return errTooLarge
		}
	}
	if !bytes.HasPrefix(w.unread, []byte("HTTP/1.1 101 ")) {
		status, _, _ := bytes.Cut(w.unread, []byte("\r\n"))
		return fmt.Errorf("the gateway answers the handshake with %q", status)
	}
	w.greeted = true
	return nil
}

// readFrame reads a frame as servers send them, without a mask.
func readFrame(in *bufio.Reader) (frame, payload []byte, err error) {
	head, err := in.Peek(2)
	if err != nil {
		return nil, nil, err
	}
	size, start := int(head[1]&0x7f), 2
	if size > 125 { // the size follows, in two bytes or eight
		start = map[int]int{126: 4, 127: 10}[size]
		if head, err = in.Peek(start); err != nil {
			return nil, nil, err
		}
		size = 0
		for _, digit := range head[2:] {
			size = size<<8 | int(digit)
		}
	}
	if size < 0 || size > maxFrame {
		return nil, nil, errTooLarge
	}
	frame = make([]byte, start+size)
	_, err = io.ReadFull(in, frame)
	return frame, frame[start:], err
}

// look returns the reason to end the connection after such a frame, if any.
func (w *wire) look(kind byte, payload []byte) error {
	if kind == final|websocket.CloseMessage && len(payload) >= 2 {
		return &websocket.CloseError{Code: int(payload[0])<<8 | int(payload[1]), Text: string(payload[2:])}
	}
	var f *struct {
		Op   int             `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if kind != final|websocket.TextMessage {
		return nil // such as a part of one: then it is long, and nothing to act on
	}
	if err := json.Unmarshal(payload, &f); err != nil || f == nil {
		return errNonsense // the Session would panic
	}
	switch {
	case f.Op == opHello:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if json.Unmarshal(f.Data, &hello) != nil || hello.Interval <= 0 {
			return errNoInterval // the Session would panic
		}
		w.interval = time.Duration(hello.Interval) * time.Millisecond
	case f.Op == opHeartbeatAck && w.beat.Load() > 0:
		w.latency.Store(time.Now().UnixNano() - w.beat.Load())
	case f.Op == opReconnect:
		return errReconnect
	case f.Op == opInvalidSession && string(f.Data) == "true":
		return errResumable
	case f.Op == opInvalidSession:
		return errInvalidSession
	}
	return nil
}

// Write implements net.Conn. It notes when a heartbeat leaves: what the Session
// notes of that cannot be read without a race.
func (w *wire) Write(p []byte) (int, error) {
	const head, heartbeat = 6, `{"op":1,` // a short frame begins with its kind, its size and a mask of four bytes
	if len(p) >= head+len(heartbeat) && p[0] == final|websocket.TextMessage && p[1]&0x7f < 126 {
		same := true
		for i := range len(heartbeat) {
			same = same && p[head+i]^p[2+i%4] == heartbeat[i]
		}
		if same {
			w.beat.Store(time.Now().UnixNano())
		}
	}
	return w.Conn.Write(p)
}

// Close implements net.Conn.
func (w *wire) Close() error {
	w.cut(net.ErrClosed)
	return nil
}

func (w *wire) cut(reason error) {
	w.once.Do(func() {
		w.reason = reason
		_ = w.Conn.Close()
		close(w.done)
	})
}
