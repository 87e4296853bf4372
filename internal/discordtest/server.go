package discordtest

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a Discord that lives as long as a test.
type Server struct {
	// Token is the bot's token, without the "Bot " prefix.
	Token string
	// AppID is the application's ID, which is also the bot user's.
	AppID string
	// Bot is the bot's own user.
	Bot *User

	t    testing.TB
	set  settings
	http *httptest.Server
	spec *description
	done chan struct{}
	busy sync.WaitGroup
	once sync.Once

	// mu guards everything below, and the state of every Guild, Channel, User
	// and Interaction. One lock keeps events in the order things happened.
	mu           sync.Mutex
	changed      chan struct{}
	lastID       uint64
	guilds       []*Guild
	channels     map[string]*Channel
	users        map[string]*User
	named        map[string]*User
	messages     map[string]*record
	nonces       map[string]*record
	interactions map[string]*Interaction
	commands     map[string][]*command
	faults       []*fault
	lags         map[string]time.Duration
	limits       map[string]*bucket
	buckets      map[string]*bucket
	globalUntil  time.Time
	requests     []*Request
	editing      map[string][]*Request
	gateway      gateway
}

// New starts a Discord for the test and closes it when the test ends.
func New(t testing.TB, choices ...Setting) *Server {
	t.Helper()
	s := &Server{
		t: t, set: defaults(),
		done:         make(chan struct{}),
		changed:      make(chan struct{}),
		channels:     map[string]*Channel{},
		users:        map[string]*User{},
		named:        map[string]*User{},
		messages:     map[string]*record{},
		nonces:       map[string]*record{},
		interactions: map[string]*Interaction{},
		commands:     map[string][]*command{},
		lags:         map[string]time.Duration{},
		limits:       map[string]*bucket{},
		buckets:      map[string]*bucket{},
		editing:      map[string][]*Request{},
		gateway:      newGateway(),
	}
	for _, choose := range choices {
		choose(&s.set)
	}
	s.describe()
	s.enrol()
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// describe reads Discord's description, when there is one.
func (s *Server) describe() {
	s.t.Helper()
	if s.set.described == "" {
		s.t.Logf("discordtest: no API description ($%s unset): most limits are not checked", sharedEnv)
		return
	}
	spec, err := readDescription(s.set.described)
	if err != nil {
		s.t.Fatalf("discordtest: Discord's API description: %v", err)
	}
	s.spec = spec
}

// enrol makes the application and its bot user.
func (s *Server) enrol() {
	s.Bot = s.newUser("motirbot")
	s.Bot.bot = true
	s.AppID = s.Bot.ID
	s.Token = s.set.token
	if s.Token == "" {
		// The real ones begin with the bot's ID in base64 as well.
		id := base64.RawURLEncoding.EncodeToString([]byte(s.AppID))
		s.Token = id + ".Gtestz." + strings.Repeat("discordtest", 4)[:38]
	}
}

// URL is the base of the HTTP API, "http://127.0.0.1:port/api/v9".
func (s *Server) URL() string { return s.http.URL + "/api/v9" }

// DescribedByDiscord tells whether requests are validated against Discord's
// OpenAPI description, or against the length limits only.
func (s *Server) DescribedByDiscord() bool { return s.spec != nil }

// Close ends every connection and fails the test if the bot broke a rule. It
// is called at the end of the test; calling it earlier is fine too.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.done)
		s.dropAll()
		s.http.CloseClientConnections()
		s.http.Close()
		s.busy.Wait()
		s.report()
	})
}

// report turns what was found into test errors.
func (s *Server) report() {
	s.t.Helper()
	if s.set.violationsOK {
		return
	}
	for _, v := range s.Violations() {
		s.t.Errorf("discordtest: the bot broke Discord's rules: %s", v)
	}
}

// serve parts the gateway from the HTTP API.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == gatewayPath || r.URL.Path == gatewayPath+"/" {
		s.serveGateway(w, r)
		return
	}
	s.serveREST(w, r)
}
