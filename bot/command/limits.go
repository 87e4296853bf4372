package command

import (
	"cmp"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/store"
)

// Limits bounds how much people may ask. Zero fields take the defaults.
type Limits struct {
	UserBurst  int           // questions in a row
	UserEvery  time.Duration // then one in so long
	GuildBurst int
	GuildEvery time.Duration

	// Counted in the store, for all processes on it. The managers of a server
	// may allow less.
	MemberHourly int // questions of one person, on one server or elsewhere; 30
	GuildHourly  int // of a server; 300
	ModelShare   int // of a day's calls of the chat model that one server may use, in percent; 50

	// ModelCalls a day; 0: no bound. It is only told here: Budget enforces it.
	ModelCalls int
}

func (l Limits) withDefaults() Limits {
	l.UserBurst, l.UserEvery = cmp.Or(l.UserBurst, 6), cmp.Or(l.UserEvery, 10*time.Second)
	l.GuildBurst, l.GuildEvery = cmp.Or(l.GuildBurst, 40), cmp.Or(l.GuildEvery, 500*time.Millisecond)
	l.MemberHourly, l.GuildHourly = cmp.Or(l.MemberHourly, 30), cmp.Or(l.GuildHourly, 300)
	l.ModelShare = cmp.Or(l.ModelShare, 50)
	return l
}

// directShare is the share of the chat model for one person in direct messages,
// in percent.
const directShare = 10

// at are the limits at a place: those of the operator, or what the server's
// managers allow of them.
func (l Limits) at(p discord.Place, s store.GuildSettings) Limits {
	if p.Guild == "" {
		l.ModelShare = min(l.ModelShare, directShare)
		return l
	}
	least := func(limit *int, allowed int) {
		if allowed > 0 {
			*limit = min(*limit, allowed)
		}
	}
	least(&l.MemberHourly, s.MemberHourly)
	least(&l.GuildHourly, s.GuildHourly)
	least(&l.ModelShare, s.ModelShare)
	return l
}

// Quotas are those that a question of the person there counts against.
func (c *Commands) Quotas(user string, p discord.Place) []store.Quota {
	l := c.cfg.Limits.at(p, c.Guilds.Of(p.Guild))
	if p.Guild == "" {
		return []store.Quota{{Who: "user " + user, Limit: l.MemberHourly, Every: time.Hour}}
	}
	return []store.Quota{
		{Who: "user " + user + " of guild " + p.Guild, Limit: l.MemberHourly, Every: time.Hour},
		{Who: guildPayer(p.Guild), Limit: l.GuildHourly, Every: time.Hour},
	}
}

func guildPayer(guild string) string { return "guild " + guild }

// payer is who pays for an answer of the chat model there.
func (c *Commands) payer(user string, p discord.Place) answer.Payer {
	l := c.cfg.Limits.at(p, c.Guilds.Of(p.Guild))
	switch {
	case p.Guild == "":
		return answer.Payer{ID: "user " + user, Percent: l.ModelShare}
	case c.Guilds.Of(p.Guild).ModelShare == 0 && c.Guilds.Count() < 2:
		return answer.Payer{ID: guildPayer(p.Guild), Percent: 100} // there is nobody to share with
	}
	return answer.Payer{ID: guildPayer(p.Guild), Percent: l.ModelShare}
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

// Allow refuses who asks too fast, as far as this process sees: it keeps floods
// from the store, where quotas are counted.
func (c *Commands) Allow(user, guild string) error {
	now := c.Clock()
	if at, ok := c.users.Take(user, now); !ok {
		return &tooFastError{until: at}
	}
	if guild == "" {
		return nil
	}
	if at, ok := c.guilds.Take(guild, now); !ok {
		return &tooFastError{until: at, guild: true}
	}
	return nil
}
