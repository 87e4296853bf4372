// Package bot is motirbot's face on Discord. It answers commands, mentions,
// replies and direct messages from the releases, shows each answer with the
// dated releases it rests on, and keeps what its buttons need in the store, so
// that they work after a restart.
//
// An event takes this way: gateway → Bot.handle, which puts every interaction
// and message into a goroutine of its own → call (an interaction) or talk (a
// message), which respond within milliseconds → task, which produces the
// answer → view, which lays it out → outlet, which shows it.
package bot

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/semaphore"

	"motirbot/answer"
	"motirbot/bot/gateway"
	"motirbot/bot/rest"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Answers answers: *answer.Answerer.
type Answers interface {
	Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error)
	Latest(ctx context.Context, r answer.LatestRequest) (answer.Answer, error)
	Digest(ctx context.Context, r answer.DigestRequest) (answer.Answer, error)
}

// Releases is the part of *store.Store that holds releases.
type Releases interface {
	Generation(ctx context.Context) (int64, error)
	Releases(ctx context.Context, filter store.Filter) ([]store.Record, error)
	Release(ctx context.Context, id release.ID) (store.Record, error)
	Stats(ctx context.Context) (store.Stats, error)
}

// Memory is the part of *store.Store that remembers what happened on Discord.
type Memory interface {
	Claim(ctx context.Context, id string) (bool, error)
	PruneClaims(ctx context.Context, before time.Time) (int, error)

	AllGuildSettings(ctx context.Context) ([]store.GuildSettings, error)
	SaveGuildSettings(ctx context.Context, g store.GuildSettings) error

	SaveAnswer(ctx context.Context, a store.SavedAnswer) error
	Answer(ctx context.Context, id string) (store.SavedAnswer, error)
	LastAnswer(ctx context.Context, channel, asker string, since time.Time) (store.SavedAnswer, error)
	PruneAnswers(ctx context.Context, before time.Time) (int, error)
	Vote(ctx context.Context, answer, voter string, up bool) error

	Subscriptions

	Meta(ctx context.Context, key string) (string, error)
	SetMeta(ctx context.Context, key, value string) error
}

// Subscriptions is the part of *store.Store that holds what is to be posted
// unasked, and how the sources of it are.
type Subscriptions interface {
	Subscribe(ctx context.Context, sub store.Subscription) (store.Subscription, bool, error)
	Unsubscribe(ctx context.Context, guild, person string, id int64) (store.Subscription, error)
	Subscriptions(ctx context.Context, guild, person string) ([]store.Subscription, error)

	SaveDigest(ctx context.Context, d store.DigestSettings) error
	Digest(ctx context.Context, guild, channel string) (store.DigestSettings, error)
	Digests(ctx context.Context, guild string) ([]store.DigestSettings, error)

	SourceStates(ctx context.Context) ([]store.SourceState, error)

	// Release returns a release of the index, whatever answers come from.
	Release(ctx context.Context, id release.ID) (store.Record, error)
}

// Topics finds topics: *retrieval.Topics.
type Topics interface {
	All() []retrieval.Topic
	Find(name string) (retrieval.Topic, bool)
	Nearest(name string, n int) []retrieval.Topic
}

// Figures gives the statistics that the releases tell, up to a day: *figures.Source.
type Figures interface {
	Dataset(ctx context.Context, asOf release.Date) (*figures.Dataset, error)
}

// Config is what a Bot is made of. Fields with a default may be zero.
type Config struct {
	Token   string // without "Bot "
	GuildID string // register commands there only, at once; "": everywhere
	APIURL  string // base of Discord's HTTP API; "": Discord's own

	Answers  Answers
	Releases Releases
	Memory   Memory
	Topics   Topics
	Figures  Figures        // nil: none are told
	Issuer   release.Issuer // of releases whose source names none

	Sample        bool          // the releases are the built-in sample
	Grown         func() bool   // with Sample: others have taken its place. nil: they never do
	SyncEvery     time.Duration // this process syncs; 0: it does not
	OnSettings    func()        // called when what is to be posted, and when, has changed
	Model         string        // the chat model, "" for none
	PromptVersion string
	Version       string // of motirbot
	Limits        Limits
	Spent         func() Spent // what answers have cost since the start; nil: not told

	Logger    *slog.Logger
	Now       func() time.Time
	NewID     func() string     // a short random id for an incident
	Transport http.RoundTripper // nil: one of its own
	// OnReady is called when Discord has accepted the bot, once.
	OnReady func(Invitation)

	AnswerTimeout time.Duration // 90 s
	StopGrace     time.Duration // 10 s: what answers under way get when the bot stops
	StreamEvery   time.Duration // 1 s between edits of a growing answer
	RefreshEvery  time.Duration // 15 s between looks at the store for news
	PruneEvery    time.Duration // 1 h
	Places        int           // 128 answers at a time

	GatewayPause    func(int) time.Duration // see gateway.Config
	GatewayPatience time.Duration
}

func (c Config) withDefaults() Config {
	setDefault(&c.AnswerTimeout, 90*time.Second)
	setDefault(&c.StopGrace, 10*time.Second)
	setDefault(&c.StreamEvery, time.Second)
	setDefault(&c.RefreshEvery, 15*time.Second)
	setDefault(&c.PruneEvery, time.Hour)
	setDefault(&c.Places, 128)
	c.Limits = c.Limits.withDefaults()
	return c
}

// Bot is one bot. Run may be called once.
type Bot struct {
	cfg     Config
	logger  *slog.Logger
	rest    *rest.Client
	api     *api
	gateway *gateway.Gateway
	guilds  *guilds
	shelf   *shelf
	gate    *gate
	warned  *buckets // who has been told to slow down
	running *running
	places  *semaphore.Weighted
	seen    *lru.Cache[string, struct{}] // interactions and messages taken up

	user     atomic.Pointer[string] // the bot's own id
	started  time.Time
	announce sync.Once
	closing  atomic.Bool
	handlers sync.WaitGroup
	base     context.Context // of all handlers
}

// maxSeen bounds the memory of what was taken up. The store remembers longer.
const maxSeen = 10_000

// New returns a Bot. It checks the token's form and connects to nothing.
func New(cfg Config) (*Bot, error) {
	if err := CheckToken(cfg.Token); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	client, err := rest.New(rest.Config{
		Token: cfg.Token, BaseURL: cfg.APIURL, Transport: cfg.Transport, Logger: cfg.Logger,
		UserAgent: "DiscordBot (motirbot, " + cfg.Version + ")",
	})
	if err != nil {
		return nil, err
	}
	seen, err := lru.New[string, struct{}](maxSeen)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		cfg: cfg, logger: cfg.Logger, rest: client, api: &api{rest: client},
		guilds: newGuilds(cfg.Memory, cfg.Logger), shelf: newShelf(cfg.Releases, cfg.Topics.All(), cfg.Issuer),
		gate: newGate(cfg.Limits), warned: newBuckets(1, time.Minute),
		running: newRunning(), places: semaphore.NewWeighted(int64(cfg.Places)), seen: seen,
	}
	b.shelf.figures = b.statistics
	b.gateway = gateway.New(gateway.Config{
		Token:   cfg.Token,
		Intents: discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages,
		Address: b.api.gatewayAddress, Handle: b.handle, Logger: cfg.Logger, Pause: cfg.GatewayPause,
		Patience: cfg.GatewayPatience,
	})
	return b, nil
}

// sample reports whether answers come from the built-in sample.
func (b *Bot) sample() bool {
	return b.cfg.Sample && (b.cfg.Grown == nil || !b.cfg.Grown())
}

// today is the day in Seoul, which is what a reader of releases means by it.
func (b *Bot) today() release.Date { return release.DateOf(b.cfg.Now()) }

// me is the bot's own id, "" before Discord has told it.
func (b *Bot) me() string {
	if id := b.user.Load(); id != nil {
		return *id
	}
	return ""
}

// tag mentions the bot.
func (b *Bot) tag() string { return "<@" + b.me() + ">" }
