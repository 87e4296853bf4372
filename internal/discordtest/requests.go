package discordtest

import (
	"fmt"
	"slices"
	"time"
)

// Request is one request the bot made, with what became of it.
type Request struct {
	Method string
	// Route is the method and the path with its variables named, as
	// RouteCallback; empty when there is no such route.
	Route string
	Path  string
	Query string
	// Body is the JSON sent, payload_json when there were files too.
	Body    []byte
	Files   []File
	Status  int
	Code    int // Discord's error code
	Started time.Time
	Took    time.Duration
	// Fault names the fault that met the request, if one did.
	Fault string
	// Overlapped tells that another edit of the same message was in flight.
	Overlapped bool
	Violations []Violation

	target string
}

// Violation is a rule that a request broke.
type Violation struct {
	Route   string
	Path    string
	Field   string
	Code    string
	Message string
}

// String says it in a line.
func (v Violation) String() string {
	where := v.Route
	if where == "" {
		where = v.Path
	}
	if v.Field == "" {
		return fmt.Sprintf("%s: %s %s", where, v.Code, v.Message)
	}
	return fmt.Sprintf("%s: %s: %s %s", where, v.Field, v.Code, v.Message)
}

// begin enters a request into the log, before anything can hold it up.
func (s *Server) begin(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, c.entry)
	if c.route == nil || c.entry.Method != "PATCH" {
		return
	}
	c.entry.target = s.editTarget(c)
	flying := s.editing[c.entry.target]
	for _, other := range flying {
		other.Overlapped, c.entry.Overlapped = true, true
	}
	s.editing[c.entry.target] = append(flying, c.entry)
}

// editTarget names the message that a request edits, however it is addressed.
func (s *Server) editTarget(c *call) string {
	if id := c.params["message_id"]; id != "" {
		return id
	}
	i := s.byToken(c.params["webhook_token"])
	if i != nil && i.original != nil {
		return i.original.ID
	}
	return c.entry.Path
}

// finish notes how the request ended.
func (s *Server) finish(c *call, out *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := c.entry
	e.Status, e.Took = out.status, time.Since(e.Started)
	if e.target != "" {
		s.editing[e.target] = slices.DeleteFunc(s.editing[e.target], func(r *Request) bool { return r == e })
	}
	if out.err != nil {
		e.Code = out.err.code
		e.Violations = violations(e, out.err)
	}
	s.notify()
}

// violations are the rules that a refusal stands for.
func violations(e *Request, err *apiError) []Violation {
	if !err.violation {
		return nil
	}
	if len(err.problems) == 0 {
		return []Violation{{e.Route, e.Path, "", fmt.Sprint(err.code), err.message}}
	}
	var out []Violation
	for _, p := range err.problems {
		out = append(out, Violation{e.Route, e.Path, p.Field, p.Code, p.Message})
	}
	return out
}

// Requests are all requests so far that have begun, in their order; those that
// match any of the routes, when routes are given.
func (s *Server) Requests(routes ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, e := range s.requests {
		if len(routes) == 0 || slices.Contains(routes, e.Route) {
			out = append(out, *e)
		}
	}
	return out
}

// Violations are all rules broken so far.
func (s *Server) Violations() []Violation {
	var out []Violation
	for _, r := range s.Requests() {
		out = append(out, r.Violations...)
	}
	return out
}

// Routes counts requests by route.
func (s *Server) Routes() map[string]int {
	out := map[string]int{}
	for _, r := range s.Requests() {
		out[r.Route]++
	}
	return out
}

// OverlappingEdits are the edits that were in flight while another edit of the
// same message was.
func (s *Server) OverlappingEdits() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return !r.Overlapped })
}
