package bot

import (
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

// Spent is what answers have cost at the model's servers.
type Spent struct{ Answers, Requests, Tokens int }

func (l Limits) withDefaults() Limits {
	setDefault(&l.UserBurst, 6)
	setDefault(&l.UserEvery, 10*time.Second)
	setDefault(&l.GuildBurst, 40)
	setDefault(&l.GuildEvery, 500*time.Millisecond)
	return l
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// maxBuckets bounds the memory of who asked. Somebody forgotten gets a full
// bucket, which takes an attack by so many users to exploit.
const maxBuckets = 20_000

// buckets are token buckets by the id of a user or guild.
type buckets struct {
	burst int
	every time.Duration
	known *lru.Cache[string, *rate.Limiter]
}

func newBuckets(burst int, every time.Duration) *buckets {
	known, err := lru.New[string, *rate.Limiter](maxBuckets)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &buckets{burst: burst, every: every, known: known}
}

// take spends one token, or returns false and when there will be one.
func (b *buckets) take(id string, now time.Time) (time.Time, bool) {
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

// gate lets people through at a bearable rate.
type gate struct{ users, guilds *buckets }

func newGate(l Limits) *gate {
	return &gate{
		users:  newBuckets(l.UserBurst, l.UserEvery),
		guilds: newBuckets(l.GuildBurst, l.GuildEvery),
	}
}

// pass returns nil, or the error that says who has to wait until when.
func (g *gate) pass(user, guild string, now time.Time) error {
	if at, ok := g.users.take(user, now); !ok {
		return &tooFastError{until: at}
	}
	if guild == "" {
		return nil
	}
	if at, ok := g.guilds.take(guild, now); !ok {
		return &tooFastError{until: at, guild: true}
	}
	return nil
}
