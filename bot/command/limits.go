package command

import (
	"cmp"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Limits bounds how much people may ask. Zero fields take the defaults.
type Limits struct {
	UserBurst  int           // questions in a row
	UserEvery  time.Duration // then one in so long
	GuildBurst int
	GuildEvery time.Duration

	// ModelCalls a day; 0: no bound. It is only told here: Budget enforces it.
	ModelCalls int
}

// maxBuckets bounds the memory of who asked. Somebody forgotten gets a full
// bucket, which takes an attack by so many users to exploit.
const maxBuckets = 20_000

// Buckets are token Buckets by the id of a user or guild.
type Buckets struct {
	burst int
	every time.Duration
	known *lru.Cache[string, *rate.Limiter]
}

// NewBuckets returns Buckets of that many tokens, which come back one in every so long.
func NewBuckets(burst int, every time.Duration) *Buckets {
	known, err := lru.New[string, *rate.Limiter](maxBuckets)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &Buckets{burst: burst, every: every, known: known}
}

// Take spends one token, or returns false and when there will be one.
func (b *Buckets) Take(id string, now time.Time) (time.Time, bool) {
	limiter := rate.NewLimiter(rate.Every(b.every), b.burst)
	if known, found, _ := b.known.PeekOrAdd(id, limiter); found {
		limiter = known
		b.known.Get(id) // counts as used
	}
	reservation := limiter.ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return now.Add(wait), false
	}
	return now, true
}

// Limiter lets people through at a bearable rate.
type Limiter struct{ users, guilds *Buckets }

// NewLimiter returns a Limiter.
func NewLimiter(l Limits) *Limiter {
	return &Limiter{
		users:  NewBuckets(cmp.Or(l.UserBurst, 6), cmp.Or(l.UserEvery, 10*time.Second)),
		guilds: NewBuckets(cmp.Or(l.GuildBurst, 40), cmp.Or(l.GuildEvery, 500*time.Millisecond)),
	}
}

// Allow returns nil, or the error that says who has to wait until when.
func (g *Limiter) Allow(user, guild string, now time.Time) error {
	if at, ok := g.users.Take(user, now); !ok {
		return &tooFastError{until: at}
	}
	if guild == "" {
		return nil
	}
	if at, ok := g.guilds.Take(guild, now); !ok {
		return &tooFastError{until: at, guild: true}
	}
	return nil
}
