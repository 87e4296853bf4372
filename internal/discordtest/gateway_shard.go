package discordtest

import (
	"cmp"
	"context"
	"strconv"
	"time"
)

// Sessions is how a bot may split up and how often it may identify. Zero fields
// take the defaults.
type Sessions struct {
	Shards      int           // that GET /gateway/bot recommends; 1
	Least       int           // fewer are turned away with 4011; 1
	Starts      int           // sessions that may be started; 1000
	Reset       time.Duration // after which there are as many again; a day
	Concurrency int           // shards that may identify at a time; 1
	// Every is how long each of these has to wait for the next. Who does not is
	// told that the session is invalid. 0: nobody has to.
	Every time.Duration
}

func (o Sessions) withDefaults() Sessions {
	o.Shards, o.Least = cmp.Or(o.Shards, 1), cmp.Or(o.Least, 1)
	o.Starts, o.Reset = cmp.Or(o.Starts, 1000), cmp.Or(o.Reset, 24*time.Hour)
	o.Concurrency = cmp.Or(o.Concurrency, 1)
	return o
}

// SessionLimits sets how the bot may split up and how often it may identify.
func SessionLimits(of Sessions) Setting { return func(s *settings) { s.sessions = of.withDefaults() } }

// shardOf reads which shard identifies, of how many. None is the only one.
func shardOf(told []int) (shard [2]int, valid bool) {
	if told == nil {
		return [2]int{0, 1}, true
	}
	if len(told) != 2 || told[0] < 0 || told[0] >= told[1] {
		return shard, false
	}
	return [2]int(told), true
}

// hears reports whether the session's shard has the guild, or with "" what
// happens outside of guilds.
func (o *session) hears(guild string) bool {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil {
		return o.shard[0] == 0
	}
	return int(id>>22%uint64(o.shard[1])) == o.shard[0]
}

// guildOf is the guild that an event is about, "" for one outside of guilds.
func guildOf(event string, data object) string {
	switch event {
	case "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE":
		id, _ := data["id"].(string)
		return id
	}
	id, _ := data["guild_id"].(string)
	return id
}

// mayStart counts a session, and turns away who starts them too often: at once
// in the same bucket with an invalid session, and beyond the limit as the real
// one does, which resets the token.
func (s *Server) mayStart(c *conn, shard [2]int) bool {
	of, now := s.set.sessions, time.Now()
	bucket := shard[0] % of.Concurrency
	last := s.gateway.identified[bucket]
	s.gateway.identified[bucket] = now
	s.gateway.started++
	switch {
	case s.gateway.started > of.Starts:
		c.close(CloseBadToken, "Authentication failed.")
		return false
	case now.Sub(last) < of.Every:
		c.send(opInvalidSession, false)
		return false
	}
	return !s.refused(c, shard[0])
}

// refused ends the connection of a shard that is to have none.
func (s *Server) refused(c *conn, shard int) bool {
	code, lost := s.gateway.lost[shard]
	switch {
	case lost && code == 0:
		c.cut()
	case lost:
		c.close(code, "Refused by the test.")
	}
	return lost
}

// LoseShard cuts the connections of a shard, and gives it none until
// RestoreShard is called.
func (s *Server) LoseShard(id int) { s.RefuseShard(id, 0) }

// RefuseShard is LoseShard with a close code.
func (s *Server) RefuseShard(id, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.lost[id] = code
	for c := range s.gateway.conns {
		if c.session != nil && c.session.shard[0] == id {
			s.refused(c, id)
		}
	}
}

// RestoreShard ends what LoseShard began.
func (s *Server) RestoreShard(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.gateway.lost, id)
}

// ResetSessionStarts lets as many sessions be started again as at the beginning.
func (s *Server) ResetSessionStarts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.started = 0
}

// WaitShards waits until exactly these shards hear events.
func (s *Server) WaitShards(ctx context.Context, ids ...int) {
	s.t.Helper()
	err := s.await(ctx, func() bool {
		connected := map[int]bool{}
		for _, one := range s.gateway.sessions {
			if one.conn != nil {
				connected[one.shard[0]] = true
			}
		}
		for _, id := range ids {
			if !connected[id] {
				return false
			}
		}
		return len(connected) == len(ids)
	})
	if err != nil {
		s.t.Fatalf("discordtest: waited for the shards %v: %v", ids, err)
	}
}

// Shard is the number of the guild's shard, where there are so many.
func (g *Guild) Shard(of int) int {
	id, err := strconv.ParseUint(g.ID, 10, 64)
	if err != nil {
		panic(err) // it was made by newID
	}
	return int(id >> 22 % uint64(of))
}
