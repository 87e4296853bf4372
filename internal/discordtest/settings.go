package discordtest

import (
	"os"
	"path/filepath"
	"time"
)

// settings are what a test may choose before the server starts.
type settings struct {
	token        string
	described    string
	privileged   Intent
	heartbeat    time.Duration
	deadline     time.Duration
	tokenLife    time.Duration
	patience     time.Duration
	violationsOK bool
	guildsOnly   bool
	expired      apiError
	sessions     Sessions
	now          func() time.Time
}

// Setting changes how a Server behaves from its start.
type Setting func(*settings)

// sharedEnv names the folder whose data/discord-openapi.json describes the API.
const sharedEnv = "MOTIRBOT_SHARED"

func defaults() settings {
	s := settings{
		heartbeat: 41250 * time.Millisecond,
		deadline:  3 * time.Second,
		tokenLife: 15 * time.Minute,
		patience:  10 * time.Second,
		expired:   errUnknownWebhook,
		sessions:  Sessions{}.withDefaults(),
		now:       time.Now,
	}
	if dir := os.Getenv(sharedEnv); dir != "" {
		s.described = filepath.Join(dir, "data", "discord-openapi.json")
	}
	return s
}

// Token sets the bot's token, without the "Bot " prefix.
func Token(token string) Setting { return func(s *settings) { s.token = token } }

// Described validates requests against the OpenAPI description in that file.
// The default is data/discord-openapi.json under $MOTIRBOT_SHARED, or no
// description when the variable is unset; an empty file name turns it off.
func Described(file string) Setting { return func(s *settings) { s.described = file } }

// Privileged enables privileged intents for the application, as its owner
// would in the developer portal. None is enabled by default, so that asking
// for one closes the gateway with 4014.
func Privileged(intents Intent) Setting { return func(s *settings) { s.privileged = intents } }

// Heartbeat sets the interval that HELLO asks for; 41.25 s by default.
func Heartbeat(every time.Duration) Setting { return func(s *settings) { s.heartbeat = every } }

// InteractionDeadline sets how long the first response to an interaction may
// take; 3 s by default. A later one meets "Unknown interaction".
func InteractionDeadline(d time.Duration) Setting { return func(s *settings) { s.deadline = d } }

// Clock sets what the time is for messages: it stands in their IDs, and nonces
// are forgotten by it. Deadlines and rate limits go by the real time.
func Clock(now func() time.Time) Setting { return func(s *settings) { s.now = now } }

// TokenLife sets how long an interaction token is good for; 15 min by default.
func TokenLife(d time.Duration) Setting { return func(s *settings) { s.tokenLife = d } }

// Patience sets how long a Wait lasts when its context has no nearer deadline;
// 10 s by default.
func Patience(d time.Duration) Setting { return func(s *settings) { s.patience = d } }

// ExpiredAsUnauthorized answers an expired interaction token with 401 and code
// 50027, "Invalid Webhook Token", in place of 404 and 10015. The real service
// has been seen to do either; a bot must live with both.
func ExpiredAsUnauthorized() Setting {
	return func(s *settings) { s.expired = errInvalidWebhookToken }
}

// GuildInstallOnly keeps people from installing the application for themselves,
// as its owner may on its Installation page.
func GuildInstallOnly() Setting { return func(s *settings) { s.guildsOnly = true } }

// ExpectViolations keeps violations from failing the test when the server
// closes, for tests that break the rules on purpose.
func ExpectViolations() Setting { return func(s *settings) { s.violationsOK = true } }
