// Package command serves what people do with the bot: commands, buttons, menus
// and forms. A file holds a command, with its definition and its handler; a
// question is answered in answer.go, whichever way it was asked.
package command

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"motirbot/bot/discord"
	"motirbot/bot/post"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/store"
)

// Config is what Commands are made of.
type Config struct {
	State  *state.State
	Client *discord.Client
	Poster *post.Poster

	Limits        Limits
	AnswerTimeout time.Duration
	StreamEvery   time.Duration // between edits of a growing answer
	Places        int           // answers at a time

	NewID      func() string // a short random id for an incident
	OnSettings func()        // called when what is to be posted, and when, has changed; may be nil

	// For the status.
	Connected func(guild string) bool // events of the server arrive
	SyncEvery time.Duration
	Model     string
	Version   string

	ReadsThreads bool // of its own, whether or not a message calls the bot

	// For what is told of privacy.
	KeepAnswers, KeepGuilds time.Duration
	ModelServers            []string // that see questions
}

// Commands serves interactions and answers questions.
type Commands struct {
	*state.State
	cfg           Config
	client        *discord.Client
	all           []command
	users, guilds *Buckets
	places        *semaphore.Weighted
	started       time.Time
	closing       atomic.Bool

	// Running is what is under way.
	Running *Running
}

// command is one command: how Discord is told of it, and what serves it.
type command struct {
	definition
	serve func(*call, context.Context, discord.Options) error
}

// New returns Commands.
func New(cfg Config) *Commands {
	cfg.Limits = cfg.Limits.withDefaults()
	return &Commands{
		State: cfg.State, cfg: cfg, client: cfg.Client, all: commands(),
		users: NewBuckets(cfg.Limits.UserBurst, cfg.Limits.UserEvery), guilds: NewBuckets(cfg.Limits.GuildBurst, cfg.Limits.GuildEvery),
		places: semaphore.NewWeighted(int64(cfg.Places)), started: cfg.State.Clock(),
		Running: newRunning(),
	}
}

// commands are all commands, in the order in which a client shows them.
func commands() []command {
	return []command{
		askCommand(), latestCommand(), weekCommand(), releaseCommand(), figuresCommand(), statusCommand(), helpCommand(), privacyCommand(),
		settingsCommand(), aboutCommand(), subscribeCommand(), subscriptionsCommand(), unsubscribeCommand(), digestCommand(),
	}
}

// Close makes whatever is asked from now on be told that the bot restarts.
func (c *Commands) Close() { c.closing.Store(true) }

// Closing reports whether Close was called.
func (c *Commands) Closing() bool { return c.closing.Load() }

// Cancel ends an answer under way, and reports whether there was one.
func (c *Commands) Cancel(id string) bool { return c.Running.Stop(id, errStopped) }

// Incident logs what only the log can explain, under an id that the user is
// told.
func (c *Commands) Incident(ctx context.Context, t *render.Texts, attrs ...any) string {
	id := c.cfg.NewID()
	c.Logger.ErrorContext(ctx, "discord: incident", append([]any{"id", id}, attrs...)...)
	return fmt.Sprintf(t.Incident, "`"+id+"`")
}

// AllowedIn returns an error where the server's managers want no answers.
func AllowedIn(s store.GuildSettings, p discord.Place) error {
	named := slices.Contains(s.Channels, p.Channel) || slices.Contains(s.Channels, p.Top())
	if len(s.Channels) == 0 || p.Guild == "" || named != s.Deny {
		return nil
	}
	return &elsewhereError{channels: s.Channels, deny: s.Deny}
}
