// Package delivery decides who gets which alert and which digest when, and
// sees to it that each arrives once.
//
// Every post goes through an outbox in the store: it is planned under a key
// that makes it what it is (this release in that channel; this channel's digest
// of that week), recorded as being sent before it is sent, and as sent after.
//
// # Guarantees
//
// Planned once. A release is announced once, and planning its alerts moves a
// cursor in the same transaction as it adds them, so a release is posted to a
// channel once however many of its subscriptions match, however often the
// release is edited, and whatever is subscribed or cancelled in between. A
// digest's key is guild, channel and ISO week of the local day on which it is
// due; whether it is due follows from the clock and the settings alone. So
// neither restarts, nor several processes on one store, nor a clock that jumps
// either way, nor daylight saving, nor other settings bring about a second one.
// After downtime the newest digest that was missed is sent, marked as late,
// and none before it.
//
// Sent once, as long as Discord answers. One process at a time holds a
// delivery, for a time that outlasts any request. If no answer came (the
// process was killed, the connection broke), it is sent again with the same
// nonce, by which Discord knows it for [Config.NonceWindow]. Before that,
// whether it has arrived is looked up, where the [Poster] is a [Finder]: then
// it is still sent exactly once, however much later. Where it is not, or may
// not read the channel, and the nonce has expired, the message is sent at most
// once more, which is recorded beforehand, and if that has no answer either it
// is given up as uncertain. So a post appears twice at most, and only where
// Discord gave no answer that reached the store.
//
// Two things no outbox rules out: that a process is frozen for longer than its
// lease between its last look at the clock and the first byte to Discord; and,
// just while an answer is missing, a clock that is wrong: without a Finder, set
// back by minutes, so that a nonce seems fresh that Discord has forgotten; with
// one, more than an hour ahead of Discord's, so that the look begins too late.
//
// Not lost. A delivery is open until Discord has confirmed or refused it, its
// channel is given up, nobody wants it any more, or it is a week old. Alerts of
// one channel go out in the order of their announcement.
//
// Not taken back. A release that the ministry has withdrawn is left out of what
// is not posted yet, up to the moment before it is.
//
// A failing channel disturbs nobody else: it is tried for a day, then its
// subscriptions and its digest are paused and the guild's owner is told once.
//
// # Time zones
//
// Digests need the time zone database. The package does not bring it:
// cmd/motirbot imports time/tzdata, for systems that have none, and so do the
// tests.
package delivery

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// Outbox is the part of *store.Store that keeps deliveries and what they are
// made for.
type Outbox interface {
	ActiveSubscriptions(ctx context.Context) ([]store.Subscription, error)
	SubscriptionsOf(ctx context.Context, t store.Target) ([]store.Subscription, error)
	ActiveDigests(ctx context.Context) ([]store.DigestSettings, error)
	Digest(ctx context.Context, guild, channel string) (store.DigestSettings, error)

	LateReleases(ctx context.Context, since time.Time, upTo release.Date) ([]release.ID, error)
	Announcements(ctx context.Context, after int64, limit int) ([]store.Announcement, error)
	Release(ctx context.Context, id release.ID) (store.Record, error)
	AlertCursor(ctx context.Context) (int64, error)
	PlanAlerts(ctx context.Context, from, to int64, planned []store.Delivery) (bool, error)
	PlanDigest(ctx context.Context, d store.Delivery, week string, covers release.Date) (bool, error)
	Delivery(ctx context.Context, key string) (store.Delivery, error)

	ClaimDelivery(ctx context.Context, c store.Claim) (store.Delivery, bool, error)
	RepeatDelivery(ctx context.Context, d store.Delivery, at time.Time) (bool, error)
	SettleDelivery(ctx context.Context, d store.Delivery, at time.Time) (bool, error)
	PauseTarget(ctx context.Context, d store.Delivery, reason string, notice store.Delivery, at time.Time) (bool, error)
	NextDelivery(ctx context.Context, at time.Time) (time.Time, bool, error)
	PruneDeliveries(ctx context.Context, before, toPersons time.Time) (int, error)
}

// Library knows the releases.
type Library interface {
	// Topics returns the keys of the topics that a release is about; false if
	// the release is not, or not yet, in the library.
	Topics(id release.ID) ([]string, bool)
	// Released lists the releases of a period, newest first.
	Released(period release.Period) []release.ID
}

// Config is what an Engine is made of. Fields after Logger have a default.
type Config struct {
	Outbox  Outbox
	Library Library
	Poster  Poster
	Logger  *slog.Logger

	Now    func() time.Time // time.Now
	Random func() float64   // in [0, 1); rand.Float64
	Owner  string           // a name that no other process has; a random one

	// Synced returns when the library was last brought up to date. A digest
	// waits for that, at most Patience, until its period is complete. Nil: it
	// does not wait.
	Synced   func() time.Time
	Patience time.Duration // also how long an announcement waits for its release; 15 min

	Poll        time.Duration // a look at the clock and the store at least so often; 1 min
	Settle      time.Duration // age of an announcement at which it is planned, so that a sync's come together; 10 s
	PostTimeout time.Duration // for one request to Discord; 15 s
	Lease       time.Duration // at least 3 × PostTimeout, which is the default
	NonceWindow time.Duration // how long Discord surely knows a nonce; 2 min
	GoneAfter   time.Duration // how long a channel is tried that refuses; 24 h
	MaxAge      time.Duration // of a delivery; 7 days
	LateAfter   time.Duration // a digest so long after it was due is late; 1 h
	Retention   time.Duration // of finished deliveries; 400 days
	Personal    time.Duration // of those to persons, of whom little is to be kept; 30 days

	Workers   int // posts under way at a time; 4
	PerMinute int // posts a minute to one guild or person; 6
	Singles   int // so many new releases at once get a post each; more are grouped; 3
	GroupSize int // releases in a grouped post; 10
}

func (c Config) withDefaults() Config {
	setDefault(&c.Logger, slog.New(slog.DiscardHandler))
	setDefault(&c.Patience, 15*time.Minute)
	setDefault(&c.Poll, time.Minute)
	setDefault(&c.Settle, 10*time.Second)
	setDefault(&c.PostTimeout, 15*time.Second)
	setDefault(&c.Lease, 3*c.PostTimeout)
	setDefault(&c.NonceWindow, 2*time.Minute)
	setDefault(&c.GoneAfter, 24*time.Hour)
	setDefault(&c.MaxAge, 7*24*time.Hour)
	setDefault(&c.LateAfter, time.Hour)
	setDefault(&c.Retention, 400*24*time.Hour)
	setDefault(&c.Personal, 30*24*time.Hour)
	setDefault(&c.Workers, 4)
	setDefault(&c.PerMinute, 6)
	setDefault(&c.Singles, 3)
	setDefault(&c.GroupSize, 10)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	setDefault(&c.Owner, strconv.FormatUint(rand.Uint64(), 36))
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Engine plans and sends. Its methods may be called from several goroutines,
// and several engines may work on one store.
type Engine struct {
	cfg     Config
	started time.Time
	wake    chan struct{}
	log     *slog.Logger
}

// New returns an Engine. It panics if a part of cfg without a default is
// missing, or if the lease is shorter than three requests: those are mistakes
// in the wiring.
func New(cfg Config) *Engine {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		panic("delivery: " + err.Error())
	}
	return &Engine{
		cfg: cfg, started: cfg.Now(), wake: make(chan struct{}, 1),
		log: cfg.Logger.With("component", "delivery"),
	}
}

func (c Config) check() error {
	switch {
	case c.Outbox == nil, c.Library == nil, c.Poster == nil:
		return errors.New("a part is missing")
	case c.Lease < 3*c.PostTimeout:
		// A lookup and a post, and some time to record the outcome.
		return errors.New("the lease is too short for two requests")
	case c.Poll < 0, c.Workers < 0, c.PerMinute < 0, c.Singles < 0, c.GroupSize < 0:
		return errors.New("a bound is negative")
	}
	return nil
}
