package discordtest

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"time"
)

// fault is what meets the next requests to a route.
type fault struct {
	pattern string
	left    int
	after   bool // the request is carried out first, the answer lost
	label   string
	reply   reply
}

// bucket is a rate limit in force.
type bucket struct {
	limit int
	per   time.Duration
	left  int
	reset time.Time
}

// Fail answers the next n requests with an error of the service: 500, 502, 503
// or any other status. A route is "METHOD /path/{with}/{variables}", see
// RouteCallback and its like, a path alone, or "*" for all.
func (s *Server) Fail(route string, n, status int) {
	s.t.Helper()
	out := reply{status: status}
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		out.text = fmt.Sprintf("error code: %d", status)
	default:
		out.err = &apiError{status: status, message: fmt.Sprintf("%d: %s", status, http.StatusText(status))}
	}
	s.addFault(&fault{pattern: route, left: n, label: strconv.Itoa(status), reply: out})
}

// RateLimit answers the next n requests to the route with 429 and that
// retry_after.
func (s *Server) RateLimit(route string, n int, retryAfter time.Duration) {
	s.t.Helper()
	s.addFault(&fault{pattern: route, left: n, label: "429", reply: tooMany(route, 5, retryAfter)})
}

// RateLimitGlobally answers all requests with 429 for that long, but for those
// that answer interactions, which the global limit does not bind.
func (s *Server) RateLimitGlobally(retryAfter time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.globalUntil = time.Now().Add(retryAfter)
}

// Limit puts a rate limit on the route, counted apart for each channel, guild
// or interaction, and told in the headers of every answer.
func (s *Server) Limit(route string, n int, per time.Duration) {
	s.t.Helper()
	s.mustKnow(route)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits[route] = &bucket{limit: n, per: per}
}

// Drop closes the connection under the next n requests to the route, before
// they are carried out.
func (s *Server) Drop(route string, n int) {
	s.t.Helper()
	s.addFault(&fault{pattern: route, left: n, label: "dropped", reply: reply{hangUp: true}})
}

// DropAnswer carries the next n requests to the route out and then closes the
// connection, so that the bot cannot know.
func (s *Server) DropAnswer(route string, n int) {
	s.t.Helper()
	s.addFault(&fault{pattern: route, left: n, after: true, label: "answer dropped", reply: reply{hangUp: true}})
}

// Lag makes requests to the route wait that long before they are looked at;
// zero ends it.
func (s *Server) Lag(route string, d time.Duration) {
	s.t.Helper()
	s.mustKnow(route)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lags[route] = d
}

// Recover ends all faults, lags and limits.
func (s *Server) Recover() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.globalUntil = nil, time.Time{}
	clear(s.lags)
	clear(s.limits)
	clear(s.buckets)
}

func (s *Server) addFault(f *fault) {
	s.t.Helper()
	s.mustKnow(f.pattern)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

func (s *Server) mustKnow(pattern string) {
	s.t.Helper()
	if !known(pattern) {
		s.t.Fatalf("discordtest: no route %q", pattern)
	}
}

// lag is how long a request to the route has to wait.
func (s *Server) lag(r *route) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	var most time.Duration
	for pattern, d := range s.lags {
		if covers(pattern, r) {
			most = max(most, d)
		}
	}
	return most
}

// fault takes the fault that is due for the route, if one is.
func (s *Server) fault(r *route) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.left > 0 && covers(f.pattern, r) {
			f.left--
			return f
		}
	}
	return nil
}

// limited counts the request against the limits in force. It returns the
// bucket it fell into, if any, and the refusal when that was empty.
func (s *Server) limited(c *call) (*bucket, *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if wait := time.Until(s.globalUntil); wait > 0 && !c.route.open {
		out := tooManyGlobally(wait)
		return nil, &out
	}
	for pattern, rule := range s.limits {
		if !covers(pattern, c.route) {
			continue
		}
		b := s.bucketFor(c, rule)
		if time.Now().After(b.reset) {
			b.left, b.reset = b.limit, time.Now().Add(b.per)
		}
		if b.left == 0 {
			out := tooMany(c.route.name(), b.limit, time.Until(b.reset))
			return nil, &out
		}
		b.left--
		state := *b
		return &state, nil
	}
	return nil, nil
}

// bucketFor finds the count of the call's channel, guild or interaction.
func (s *Server) bucketFor(c *call, rule *bucket) *bucket {
	major := c.params["channel_id"] + c.params["guild_id"] + c.params["webhook_token"]
	key := c.route.name() + " " + major
	b := s.buckets[key]
	if b == nil {
		b = &bucket{limit: rule.limit, per: rule.per}
		s.buckets[key] = b
	}
	return b
}

// tooMany is a 429 of one route.
func tooMany(name string, limit int, wait time.Duration) reply {
	h := rateHeader(name, limit, 0, wait)
	h.Set("X-RateLimit-Scope", "user")
	return slowDown(h, wait, false)
}

// tooManyGlobally is a 429 of the whole bot, which names no bucket.
func tooManyGlobally(wait time.Duration) reply {
	h := http.Header{}
	h.Set("X-RateLimit-Global", "true")
	h.Set("X-RateLimit-Scope", "global")
	return slowDown(h, wait, true)
}

func slowDown(h http.Header, wait time.Duration, global bool) reply {
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return reply{status: http.StatusTooManyRequests, header: h, body: object{
		"message": "You are being rate limited.", "global": global,
		"retry_after": math.Round(wait.Seconds()*1000) / 1000,
	}}
}

// rateHeader tells the state of a limit as Discord does.
func rateHeader(route string, limit, left int, reset time.Duration) http.Header {
	name := fnv.New64a()
	_, _ = name.Write([]byte(route))
	h := http.Header{}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(time.Now().Add(reset).UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", reset.Seconds()))
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", name.Sum64()))
	return h
}
