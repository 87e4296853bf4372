package discordtest

import (
	"context"
	"slices"
)

// Start is how the gateway meets a bot that identifies or resumes.
type Start int

// Ways to meet a bot that starts.
const (
	StartNormally      Start = iota
	StartReconnect           // op 7 in place of READY
	StartInvalid             // op 9, not resumable, in place of READY
	StartDropped             // the connection is cut in place of READY
	StartSilent              // nothing comes
	StartThenDropped         // READY, and the connection is cut
	StartThenReconnect       // READY, and op 7
)

// OnStart chooses how the next attempts to identify or resume are met, one
// after the other; those after that are met normally.
func (s *Server) OnStart(ways ...Start) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.starts = append(s.gateway.starts, ways...)
}

// start meets a bot in the way that is due. The caller holds mu.
func (s *Server) start(c *conn, normally func()) {
	way := StartNormally
	if len(s.gateway.starts) > 0 {
		way, s.gateway.starts = s.gateway.starts[0], s.gateway.starts[1:]
	}
	switch way {
	case StartReconnect:
		c.send(opReconnect, nil)
	case StartInvalid:
		c.send(opInvalidSession, false)
	case StartDropped:
		c.cut()
	case StartSilent:
	default:
		normally()
	}
	switch way {
	case StartThenDropped:
		c.close(CloseUnknownError, "")
	case StartThenReconnect:
		c.send(opReconnect, nil)
	}
}

// DropConnections cuts all gateway connections without a close frame.
func (s *Server) DropConnections() { s.eachConn((*conn).cut) }

// CloseConnections closes all gateway connections with a code.
func (s *Server) CloseConnections(code int) {
	s.eachConn(func(c *conn) { c.close(code, "") })
}

// Reconnect asks the bot to connect anew and resume (op 7).
func (s *Server) Reconnect() {
	s.eachConn(func(c *conn) { c.send(opReconnect, nil) })
}

// InvalidateSession tells the bot that its session is over (op 9). If it is
// not resumable, it is forgotten, and what happens meanwhile is lost.
func (s *Server) InvalidateSession(resumable bool) {
	s.eachConn(func(c *conn) {
		if c.session != nil {
			c.session.conn = nil
			if !resumable {
				delete(s.gateway.sessions, c.session.id)
			}
			c.session = nil
		}
		c.send(opInvalidSession, resumable)
	})
}

// ForgetSessions makes every attempt to resume fail.
func (s *Server) ForgetSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.gateway.sessions)
}

// GoSilent stops all that the gateway sends, heartbeat ACKs included, or lets
// it speak again. Connections that were silent get what they missed only by
// resuming.
func (s *Server) GoSilent(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.silent = on
}

// FailDials answers the next n attempts to connect to the gateway with 503.
func (s *Server) FailDials(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.failDials = n
}

// DeliverTwice makes the next n interactions and messages reach the bot twice.
func (s *Server) DeliverTwice(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.twice = n
}

func (s *Server) eachConn(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.gateway.conns {
		do(c)
	}
}

// ConnectionCount is how many gateway connections there have been.
func (s *Server) ConnectionCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.accepted
}

// Connections is how many gateway connections there are.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.gateway.conns)
}

// Heartbeats is how many heartbeats there have been.
func (s *Server) Heartbeats() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.heartbeats
}

// Identifies are the bot's introductions so far.
func (s *Server) Identifies() []Identify {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.gateway.identifies)
}

// WaitReady waits until a bot is connected and hears events.
func (s *Server) WaitReady(ctx context.Context) {
	s.t.Helper()
	s.WaitConnection(ctx, 1)
}

// WaitConnection waits until the nth gateway connection, or a later one, has a
// bot that hears events.
func (s *Server) WaitConnection(ctx context.Context, n int) {
	s.t.Helper()
	err := s.await(ctx, func() bool { return s.gateway.accepted >= n && s.listening() })
	if err != nil {
		s.t.Fatalf("discordtest: waited for a bot on connection %d, there have been %d: %v", n, s.ConnectionCount(), err)
	}
}

// WaitGone waits until no bot is connected.
func (s *Server) WaitGone(ctx context.Context) {
	s.t.Helper()
	if err := s.await(ctx, func() bool { return len(s.gateway.conns) == 0 }); err != nil {
		s.t.Fatalf("discordtest: waited for the bot to leave: %v", err)
	}
}

// WaitMessage waits for a message in the channel that is as wanted.
func (s *Server) WaitMessage(ctx context.Context, c *Channel, want func(*Message) bool) *Message {
	s.t.Helper()
	var found *Message
	err := s.await(ctx, func() bool {
		for _, r := range c.messages {
			if found = r.snapshot(); want(found) {
				return true
			}
		}
		return false
	})
	if err != nil {
		s.t.Fatalf("discordtest: waited for a message in %s: %v", c.label(), err)
	}
	return found
}

// WaitAnswer waits for a message of the bot in the channel that was written
// after m and is as wanted; a nil want takes any.
func (s *Server) WaitAnswer(ctx context.Context, m *Message, want func(*Message) bool) *Message {
	s.t.Helper()
	return s.WaitMessage(ctx, m.Channel, func(found *Message) bool {
		return found.Author == s.Bot && found.ID > m.ID && (want == nil || want(found))
	})
}

// listening tells whether a connected session hears events.
func (s *Server) listening() bool {
	for _, one := range s.gateway.sessions {
		if one.conn != nil {
			return true
		}
	}
	return false
}
