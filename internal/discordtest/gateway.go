package discordtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// gatewayPath is where the gateway listens on this server.
const gatewayPath = "/gateway"

// Gateway operations.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoice          = 4
	opResume         = 6
	opReconnect      = 7
	opMembers        = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
)

// Gateway close codes.
const (
	CloseUnknownError    = 4000
	CloseUnknownOpcode   = 4001
	CloseDecodeError     = 4002
	CloseNotIdentified   = 4003
	CloseBadToken        = 4004
	CloseIdentifiedTwice = 4005
	CloseInvalidSeq      = 4007
	CloseSessionTimedOut = 4009
	CloseInvalidShard    = 4010
	CloseShardsRequired  = 4011
	CloseInvalidVersion  = 4012
	CloseInvalidIntents  = 4013
	CloseBadIntents      = 4014
)

// gateway is what Discord knows of the bot's connections.
type gateway struct {
	sessions   map[string]*session
	conns      map[*conn]bool
	accepted   int
	identifies []Identify
	heartbeats int
	silent     bool
	twice      int
	starts     []Start
	failDials  int
	started    int               // sessions, of those that may be
	identified map[int]time.Time // by bucket of concurrency, the last time
	lost       map[int]int       // shards that get no session: the close code, 0 for none
}

// session is what survives a lost connection.
type session struct {
	id      string
	intents Intent
	shard   [2]int // its number, and how many there are
	seq     int64
	log     []frame
	conn    *conn // nil while the bot is away
}

// Identify is how the bot introduced itself.
type Identify struct {
	At         time.Time
	Intents    Intent
	Compress   bool
	Shard      []int
	Properties map[string]string
}

func newGateway() gateway {
	return gateway{
		sessions: map[string]*session{}, conns: map[*conn]bool{}, identified: map[int]time.Time{}, lost: map[int]int{},
	}
}

// gatewayURL is the address that GET /gateway tells.
func (s *Server) gatewayURL() string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + gatewayPath
}

// serveGateway holds one connection of the bot.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.busy.Add(1)
	defer s.busy.Done()
	query := r.URL.Query()
	if s.refuseDial() {
		http.Error(w, "upstream connect error", http.StatusServiceUnavailable)
		return
	}
	// Transport compression would have to be honoured; none is offered here.
	if query.Get("compress") != "" {
		http.Error(w, "compression is not offered", http.StatusBadRequest)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := newConn(s, ws)
	if !s.admit(c) {
		_ = ws.Close()
		return
	}
	if v := query.Get("v"); v != "9" && v != "10" {
		c.close(CloseInvalidVersion, "Invalid API version.")
	}
	c.run()
	s.dismiss(c)
}

func (s *Server) refuseDial() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gateway.failDials == 0 {
		return false
	}
	s.gateway.failDials--
	return true
}

// admit greets a connection, unless the server is closing.
func (s *Server) admit(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return false
	default:
	}
	s.gateway.accepted++
	s.gateway.conns[c] = true
	c.send(opHello, object{"heartbeat_interval": s.set.heartbeat.Milliseconds()})
	s.notify()
	return true
}

// dismiss forgets a connection that ended. Its session waits for the bot,
// unless the bot said goodbye for good.
func (s *Server) dismiss(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.gateway.conns, c)
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
		if c.goodbye {
			delete(s.gateway.sessions, c.session.id)
		}
	}
	s.notify()
}

// dropAll cuts every connection.
func (s *Server) dropAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.gateway.conns {
		c.cut()
	}
}

// dispatch tells every session that asked for such events. It reports whether
// there was any. The caller holds mu.
func (s *Server) dispatch(event string, need Intent, data object) bool {
	return s.dispatchTo(event, need, func(Intent) object { return data })
}

// dispatchTo is dispatch for events that not every session may see in full.
func (s *Server) dispatchTo(event string, need Intent, data func(Intent) object) bool {
	heard, times := false, 1
	if s.gateway.twice > 0 && twiceable[event] {
		s.gateway.twice--
		times = 2
	}
	for _, one := range s.gateway.sessions {
		if !one.intents.has(need) {
			continue
		}
		payload := data(one.intents)
		if !one.hears(guildOf(event, payload)) {
			continue
		}
		heard = true
		for range times {
			s.push(one, event, payload)
		}
	}
	return heard
}

// twiceable are the events that DeliverTwice doubles.
var twiceable = map[string]bool{"INTERACTION_CREATE": true, "MESSAGE_CREATE": true}

// push gives an event its number and sends it, now or after a resume.
func (s *Server) push(one *session, event string, data any) {
	one.seq++
	raw, err := json.Marshal(object{"op": opDispatch, "t": event, "s": one.seq, "d": data})
	if err != nil {
		s.t.Errorf("discordtest: event %s: %v", event, err)
		return
	}
	f := frame{seq: one.seq, data: raw}
	one.log = append(one.log, f)
	if one.conn != nil && !s.gateway.silent {
		one.conn.queue(f)
	}
}
