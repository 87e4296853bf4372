// Package bot is motirbot on Discord: it answers commands, mentions, replies and
// direct messages from the releases, shows each answer with the dated releases
// it rests on, and keeps what its buttons need in the store, so that they work
// after a restart.
//
// Here it is put together and events arrive: the gateway hands each to
// Bot.handle, which puts every interaction and message into a goroutine of its
// own. Package command serves interactions and answers questions, render lays
// out what is shown, post posts by itself, discord speaks with Discord, and
// state is what these share.
package bot

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"

	"motirbot/bot/command"
	"motirbot/bot/discord"
	"motirbot/bot/discord/gateway"
	"motirbot/bot/post"
	"motirbot/bot/state"
	"motirbot/release"
)

// Config is what a Bot is made of. Fields with a default may be zero.
type Config struct {
	Token   string // without "Bot "
	GuildID string // register commands there only, at once; "": everywhere
	APIURL  string // base of Discord's HTTP API; "": Discord's own

	Answers  state.Answers
	Releases state.Releases
	Memory   state.Memory
	Topics   state.Topics
	Figures  state.Figures  // nil: none are told
	Issuer   release.Issuer // of releases whose source names none

	Sample        bool          // the releases are the built-in sample
	Grown         func() bool   // with Sample: others have taken its place. nil: they never do
	SyncEvery     time.Duration // this process syncs; 0: it does not
	OnSettings    func()        // called when what is to be posted, and when, has changed
	Model         string        // the chat model, "" for none
	PromptVersion string
	Version       string   // of motirbot
	ModelServers  []string // the hosts that see questions, for those who want to know
	Limits        command.Limits

	// MessageContent: the application has the message content intent. Without being
	// called, the bot reads no more than the threads that it has opened.
	MessageContent bool

	Logger    *slog.Logger
	Now       func() time.Time
	NewID     func() string     // a short random id for an incident
	Transport http.RoundTripper // nil: one of its own
	// OnReady is called when Discord has accepted the bot, once.
	OnReady func(Invitation)
	// OnNotice is told what whoever runs the bot should know, in a line. nil: nobody is.
	OnNotice func(line string)

	AnswerTimeout time.Duration // 90 s
	StopGrace     time.Duration // 10 s: what answers under way get when the bot stops
	StreamEvery   time.Duration // 1 s between edits of a growing answer
	RefreshEvery  time.Duration // 15 s between looks at the store for news
	PruneEvery    time.Duration // 1 h
	Places        int           // 128 answers at a time
	KeepAnswers   time.Duration // 90 days; then they go, with their questions and votes

	Shards   int            // into how many the bot is split; AutoShards: as many as Discord recommends; 0: 1
	ShardIDs []int          // of those that this process has; nil: all
	Leases   gateway.Leases // by which processes that share the bot take turns; nil: there is one

	GatewayPause    func(int) time.Duration // see gateway.Config
	GatewayPatience time.Duration
	GatewayEvery    time.Duration
}

// Bot is one bot. Run may be called once.
type Bot struct {
	cfg      Config
	logger   *slog.Logger
	client   *discord.Client
	gateway  *gateway.Gateway
	state    *state.State
	poster   *post.Poster
	commands *command.Commands

	warned   *command.Buckets             // who has been told to slow down
	seen     *lru.Cache[string, struct{}] // interactions and messages taken up
	app      discord.Application
	moved    chan struct{} // the bot has come to a server, or left one
	announce sync.Once
	handlers sync.WaitGroup
	base     context.Context // of all handlers
}

// AutoShards has Discord say into how many shards the bot is split.
const AutoShards = -1

// maxSeen bounds the memory of what was taken up. The store remembers longer.
const maxSeen = 10_000

// New returns a Bot. It checks the token's form and connects to nothing.
func New(cfg Config) (*Bot, error) {
	if err := CheckToken(cfg.Token); err != nil {
		return nil, err
	}
	if cfg.Shards = cmp.Or(cfg.Shards, 1); cfg.Shards == AutoShards {
		cfg.Shards = 0
	}
	cfg.StopGrace = cmp.Or(cfg.StopGrace, 10*time.Second)
	cfg.RefreshEvery = cmp.Or(cfg.RefreshEvery, 15*time.Second)
	cfg.PruneEvery = cmp.Or(cfg.PruneEvery, time.Hour)
	cfg.KeepAnswers = cmp.Or(cfg.KeepAnswers, 90*24*time.Hour)
	client, err := newClient(cfg)
	if err != nil {
		return nil, err
	}
	seen, err := lru.New[string, struct{}](maxSeen)
	if err != nil {
		return nil, err
	}
	b := &Bot{cfg: cfg, logger: cfg.Logger, client: client, warned: command.NewBuckets(1, time.Minute), seen: seen, moved: make(chan struct{}, 1)}
	intents := discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages
	if cfg.MessageContent {
		intents |= discordgo.IntentMessageContent
	}
	b.gateway = gateway.New(gateway.Config{
		Token:   cfg.Token,
		Intents: intents,
		Shards:  cfg.Shards, IDs: cfg.ShardIDs, Leases: cfg.Leases,
		Ask: client.Gateway, Handle: b.handle, Logger: cfg.Logger, Pause: cfg.GatewayPause,
		Patience: cfg.GatewayPatience, IdentifyEvery: cfg.GatewayEvery,
	})
	b.state = state.New(state.Config{
		Answers: cfg.Answers, Releases: cfg.Releases, Memory: cfg.Memory, Topics: cfg.Topics, Figures: cfg.Figures,
		Issuer: cfg.Issuer, IsSample: cfg.Sample, Grown: cfg.Grown, PromptVersion: cfg.PromptVersion,
		Logger: cfg.Logger, Clock: cfg.Now,
	})
	b.poster = post.New(b.state, client)
	b.commands = command.New(command.Config{
		State: b.state, Client: client, Poster: b.poster, Limits: cfg.Limits,
		AnswerTimeout: cmp.Or(cfg.AnswerTimeout, 90*time.Second), StreamEvery: cmp.Or(cfg.StreamEvery, time.Second),
		Places: cmp.Or(cfg.Places, 128), NewID: cfg.NewID, OnSettings: cfg.OnSettings,
		Connected: b.gateway.Connected, SyncEvery: cfg.SyncEvery, Model: cfg.Model, Version: cfg.Version,
		KeepAnswers: cfg.KeepAnswers, KeepGuilds: keepGuilds, ModelServers: cfg.ModelServers, ReadsThreads: cfg.MessageContent,
	})
	return b, nil
}

func newClient(cfg Config) (*discord.Client, error) {
	return discord.New(discord.Config{
		Token: cfg.Token, BaseURL: cfg.APIURL, Transport: cfg.Transport, Logger: cfg.Logger,
		UserAgent: "DiscordBot (motirbot, " + cfg.Version + ")",
	})
}

// Shards tells how the connections of this process are.
func (b *Bot) Shards() []gateway.Shard { return b.gateway.Shards() }

// Poster posts what nobody asked for: alerts, digests and notices.
func (b *Bot) Poster() *post.Poster { return b.poster }

// Connected reports whether events arrive from Discord at present, at all shards
// of this process.
func (b *Bot) Connected() bool {
	shards := b.gateway.Shards()
	return len(shards) > 0 && !slices.ContainsFunc(shards, func(s gateway.Shard) bool { return !s.Connected })
}
