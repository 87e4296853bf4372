package discordtest

import (
	"encoding/json"
	"strings"
	"time"
)

// hear acts on one message of the bot.
func (s *Server) hear(c *conn, op int, data json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch op {
	case opHeartbeat:
		s.gateway.heartbeats++
		if !s.gateway.silent {
			c.send(opHeartbeatACK, nil)
		}
	case opIdentify:
		s.identify(c, data)
	case opResume:
		s.resume(c, data)
	case opPresence, opVoice:
		s.needSession(c)
	case opMembers:
		if s.needSession(c) {
			s.tellMembers(c, data)
		}
	default:
		c.close(CloseUnknownOpcode, "Unknown opcode.")
	}
	s.notify()
}

func (s *Server) needSession(c *conn) bool {
	if c.session == nil {
		c.close(CloseNotIdentified, "Not authenticated.")
	}
	return c.session != nil
}

// identify opens a session, if token and intents are in order.
func (s *Server) identify(c *conn, data json.RawMessage) {
	var body struct {
		Token      string         `json:"token"`
		Intents    Intent         `json:"intents"`
		Compress   bool           `json:"compress"`
		Shard      []int          `json:"shard"`
		Properties map[string]any `json:"properties"`
	}
	if json.Unmarshal(data, &body) != nil {
		c.close(CloseDecodeError, "Error while decoding payload.")
		return
	}
	seen := Identify{At: time.Now(), Intents: body.Intents, Compress: body.Compress, Shard: body.Shard, Properties: map[string]string{}}
	for name, value := range body.Properties {
		seen.Properties[name], _ = value.(string)
	}
	s.gateway.identifies = append(s.gateway.identifies, seen)
	shard, valid := shardOf(body.Shard)
	switch {
	case c.session != nil:
		c.close(CloseIdentifiedTwice, "Already authenticated.")
	case !s.isToken(body.Token):
		c.close(CloseBadToken, "Authentication failed.")
	case !valid:
		c.close(CloseInvalidShard, "Invalid shard.")
	case shard[1] < s.set.sessions.Least:
		c.close(CloseShardsRequired, "Sharding required.")
	case !s.mayStart(c, shard):
	case body.Intents&^knownIntents != 0:
		c.close(CloseInvalidIntents, "Invalid intent(s).")
	case body.Intents&privileged&^s.set.privileged != 0:
		c.close(CloseBadIntents, "Disallowed intent(s).")
	default:
		s.start(c, func() { s.ready(c, body.Intents, shard) })
	}
}

// isToken takes the token with or without its prefix, as the gateway does.
func (s *Server) isToken(token string) bool { return strings.TrimPrefix(token, "Bot ") == s.Token }

// ready opens a session and tells it the world.
func (s *Server) ready(c *conn, intents Intent, shard [2]int) {
	one := &session{id: "session-" + s.newID(), intents: intents, shard: shard, conn: c}
	s.gateway.sessions[one.id] = one
	c.session = one
	guilds := []object{}
	for _, g := range s.guilds {
		if !g.gone && one.hears(g.ID) {
			guilds = append(guilds, object{"id": g.ID, "unavailable": true})
		}
	}
	s.push(one, "READY", object{
		"v": 9, "user": s.Bot.payload(), "guilds": guilds, "session_id": one.id,
		"resume_gateway_url": s.gatewayURL(), "shard": shard,
		"application": object{"id": s.AppID, "flags": s.application()["flags"]}, "private_channels": []object{},
	})
	for _, g := range s.guilds {
		if intents.has(intentGuilds) && !g.gone && one.hears(g.ID) {
			s.push(one, "GUILD_CREATE", g.payload())
		}
	}
}

// resume takes a session up again and repeats what was missed.
func (s *Server) resume(c *conn, data json.RawMessage) {
	var body struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if json.Unmarshal(data, &body) != nil {
		c.close(CloseDecodeError, "Error while decoding payload.")
		return
	}
	one := s.gateway.sessions[body.SessionID]
	switch {
	case c.session != nil:
		c.close(CloseIdentifiedTwice, "Already authenticated.")
	case !s.isToken(body.Token):
		c.close(CloseBadToken, "Authentication failed.")
	case one == nil:
		c.send(opInvalidSession, false)
	case s.refused(c, one.shard[0]):
	case body.Seq > one.seq:
		c.close(CloseInvalidSeq, "Invalid seq.")
	default:
		s.start(c, func() { s.replay(c, one, body.Seq) })
	}
}

func (s *Server) replay(c *conn, one *session, seq int64) {
	if one.conn != nil {
		one.conn.close(CloseSessionTimedOut, "Session resumed elsewhere.")
	}
	one.conn, c.session = c, one
	if s.gateway.silent {
		return
	}
	for _, f := range one.log {
		if f.seq > seq {
			c.queue(f)
		}
	}
	s.push(one, "RESUMED", object{"_trace": []string{}})
}

// tellMembers answers a request for members with those it names, or with the
// bot alone: more would take the intent.
func (s *Server) tellMembers(c *conn, data json.RawMessage) {
	var body struct {
		Guild json.RawMessage `json:"guild_id"`
		Nonce string          `json:"nonce"`
	}
	_ = json.Unmarshal(data, &body)
	for _, g := range s.guilds {
		if !strings.Contains(string(body.Guild), g.ID) || g.gone || !c.session.hears(g.ID) {
			continue
		}
		s.push(c.session, "GUILD_MEMBERS_CHUNK", object{
			"guild_id": g.ID, "members": []object{g.members[s.Bot.ID].payload()}, "nonce": body.Nonce,
			"chunk_index": 0, "chunk_count": 1,
		})
	}
}
