package discordtest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// call is one request on its way through the API.
type call struct {
	ctx     context.Context
	route   *route
	params  map[string]string
	query   url.Values
	auth    string
	payload []byte
	files   []File
	entry   *Request

	// What parse made of the payload.
	message  messageBody
	callback callbackBody
	commands []*command
	thread   threadBody
	page     pageQuery
	toUser   string
}

// reply is what the API answers.
type reply struct {
	status int
	body   any
	header http.Header
	err    *apiError
	text   string // in place of JSON, as proxies answer
	hangUp bool   // close the connection without an answer
}

func ok(body any) reply         { return reply{status: http.StatusOK, body: body} }
func nothing() reply            { return reply{status: http.StatusNoContent} }
func refuse(err apiError) reply { return reply{status: err.status, err: &err} }

// version is the part of a path before the template's.
var version = regexp.MustCompile(`^/api/v([0-9]+)(/.*)$`)

// serveREST answers one request.
func (s *Server) serveREST(w http.ResponseWriter, r *http.Request) {
	s.busy.Add(1)
	defer s.busy.Done()
	c, early := s.receive(r)
	s.begin(c)
	out := early
	if out == nil {
		answer := s.answer(c)
		out = &answer
	}
	s.finish(c, out)
	s.send(w, out)
}

// receive reads a request and finds its route, or why it has none.
func (s *Server) receive(r *http.Request) (*call, *reply) {
	c := &call{ctx: r.Context(), query: r.URL.Query(), auth: r.Header.Get("Authorization")}
	c.entry = &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Started: time.Now()}
	payload, files, err := readBody(r)
	c.payload, c.files = payload, files
	c.entry.Body, c.entry.Files = payload, files
	found := version.FindStringSubmatch(r.URL.Path)
	if found == nil {
		return c, asReply(errNoRoute)
	}
	if n, _ := strconv.Atoi(found[1]); n != 9 && n != 10 {
		return c, asReply(errVersion)
	}
	var otherMethod bool
	c.route, c.params, otherMethod = find(r.Method, found[2])
	switch {
	case c.route == nil && otherMethod:
		return c, asReply(errNoMethod)
	case c.route == nil:
		return c, asReply(errNoRoute)
	case err != nil:
		c.entry.Route = c.route.name()
		return c, asReply(errInvalidJSON)
	}
	c.entry.Route = c.route.name()
	return c, nil
}

func asReply(err apiError) *reply {
	r := refuse(err)
	return &r
}

// answer takes a request through faults, rights and rules to its handler.
func (s *Server) answer(c *call) reply {
	s.sleep(c.ctx, s.lag(c.route))
	f := s.fault(c.route)
	if f != nil && !f.after {
		c.entry.Fault = f.label
		return f.reply
	}
	out := s.process(c)
	if f != nil {
		c.entry.Fault = f.label
		return f.reply
	}
	return out
}

// process is the request's way when nothing goes wrong around it.
func (s *Server) process(c *call) reply {
	limit, refused := s.limited(c)
	if refused != nil {
		return *refused
	}
	out := s.carryOut(c)
	if limit != nil {
		out.header = rateHeader(c.route.name(), limit.limit, limit.left, time.Until(limit.reset))
	}
	return out
}

// carryOut checks rights and rules and does what was asked.
func (s *Server) carryOut(c *call) reply {
	if !c.route.open && c.auth != "Bot "+s.Token {
		return refuse(errUnauthorized)
	}
	if err := s.validate(c); err != nil {
		return refuse(*err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.route.handle(s, c)
}

// validate holds the request to the limits and to Discord's description.
func (s *Server) validate(c *call) *apiError {
	var body any
	if len(c.payload) > 0 {
		var err error
		if body, err = parseJSON(c.payload); err != nil {
			return &errInvalidJSON
		}
	}
	p := &problems{}
	c.checkIDs(p)
	if c.route.parse != nil {
		c.route.parse(c, p)
	}
	if s.spec != nil {
		s.spec.check(c, body, p)
	}
	if len(p.list) == 0 {
		return nil
	}
	err := invalidForm(p.list...)
	return &err
}

// checkIDs refuses paths whose IDs are none.
func (c *call) checkIDs(p *problems) {
	for name, value := range c.params {
		_, err := strconv.ParseUint(value, 10, 64)
		if strings.HasSuffix(name, "_id") && err != nil {
			p.add(name, "NUMBER_TYPE_COERCE", "Value \""+value+"\" is not snowflake.")
		}
	}
}

// send writes the answer, or hangs up.
func (s *Server) send(w http.ResponseWriter, out *reply) {
	if out.hangUp {
		hangUp(w)
		return
	}
	maps.Copy(w.Header(), out.header)
	body := out.body
	if out.err != nil {
		body = out.err.body()
	}
	switch {
	case out.text != "":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(out.status)
		_, _ = w.Write([]byte(out.text))
	case body == nil:
		w.WriteHeader(out.status)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(out.status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

// hangUp closes the connection as a network does, without a word.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}
