package delivery_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motirbot/delivery"
	"motirbot/store"
)

// sequencesVar says how many random sequences of events are tried.
const sequencesVar = "MOTIRBOT_DELIVERY_SEQUENCES"

// Whatever happens in whatever order: nothing is posted that was not asked
// for, nothing twice unless Discord gave no answer, and nothing is forgotten.
func TestRandomEvents(t *testing.T) {
	sequences := 2
	if n, err := strconv.Atoi(os.Getenv(sequencesVar)); err == nil {
		sequences = n
	}
	base := uint64(time.Now().UnixNano())
	total := tally{}
	for n := range uint64(sequences) {
		seed := base + n
		if !t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			l := newLife(t, rand.New(rand.NewPCG(seed, 0)), n%2 == 0)
			for range 120 {
				l.event()
			}
			l.settle()
			l.check(&total)
		}) {
			break
		}
	}
	t.Logf("%d sequences: %+v", sequences, total)
}

type tally struct{ Posts, Alerts, Digests, Notices, SentOnceMore, Twice, Deaths, Uncertain int }

// life is a store with two engines, to which things happen.
type life struct {
	*world
	random  *rand.Rand
	skew    time.Duration // of the engines' clock; Discord's runs as it should
	finder  bool
	engines []*delivery.Engine
	dying   bool // outcomes are not recorded
	deaths  int
	gone    map[string]bool
}

var lifeChannels = []string{"a", "b", "c"}

func newLife(t *testing.T, random *rand.Rand, finder bool) *life {
	l := &life{world: newWorld(t), random: random, finder: finder, gone: map[string]bool{}}
	truth := &clock{at: l.clock.now()}
	l.discord.now = truth.now
	l.discord.fault = l.fault
	l.clock = truth
	l.store = must[*store.Store](t)(store.Open(t.Context(), l.path, store.WithClock(l.now)))
	t.Cleanup(func() { check(t, l.store.Close()) })
	l.engines = []*delivery.Engine{l.restarted(), l.restarted()}
	l.subscribe("h", "steady", store.AnyTopic)
	l.subscribe("g", "a", "chips")
	return l
}

func (l *life) now() time.Time { return l.clock.now().Add(l.skew) }

// restarted returns an engine as a new process would have it.
func (l *life) restarted() *delivery.Engine {
	return l.newEngine(forgetful{l.store, func() bool { return l.dying }}, func(c *delivery.Config) {
		c.Now, c.Random, c.Workers = l.now, l.random.Float64, 1
		if l.finder {
			c.Poster = finding{l.discord}
		}
	})
}

// fault is the weather.
func (l *life) fault(t delivery.Target, _ delivery.Message) fault {
	if l.gone[t.Channel] {
		return gone
	}
	switch l.random.IntN(12) {
	case 0:
		return lost
	case 1:
		return unanswered
	case 2:
		l.discord.after = time.Duration(l.random.IntN(100)) * time.Second
		return later
	case 3:
		return boom
	}
	return fine
}

// event has one thing happen.
func (l *life) event() {
	channel := lifeChannels[l.random.IntN(len(lifeChannels))]
	switch n := l.random.IntN(100); {
	case n < 25:
		for range 1 + l.random.IntN(2)*l.random.IntN(8) {
			l.announce([]string{"chips", "ships"}[l.random.IntN(2)])
		}
	case n < 30:
		l.subscribe("g", channel, []string{"chips", "ships", store.AnyTopic}[l.random.IntN(3)])
	case n < 32:
		l.unsubscribe()
	case n < 35:
		l.digest("g", channel, time.Weekday(l.random.IntN(7)), fmt.Sprintf("%02d:30", l.random.IntN(24)),
			[]string{"Asia/Seoul", "Europe/Brussels", "America/New_York"}[l.random.IntN(3)], l.random.IntN(2) == 0)
	case n < 37:
		l.gone[channel] = !l.gone[channel]
	case n < 42:
		l.setClock()
	case n < 45:
		l.engines[l.random.IntN(2)] = l.restarted()
	case n < 50:
		l.die()
	case n < 60:
		l.clock.add(time.Duration(l.random.Int64N(int64(30 * time.Hour))))
	default:
		l.clock.add(time.Duration(l.random.Int64N(int64(2 * time.Minute))))
	}
	l.runEngine(l.engines[l.random.IntN(2)])
}

func (l *life) unsubscribe() {
	subs := must[[]store.Subscription](l.t)(l.store.Subscriptions(l.t.Context(), "g", ""))
	if len(subs) > 0 {
		must[store.Subscription](l.t)(l.store.Unsubscribe(l.t.Context(), "g", "", subs[l.random.IntN(len(subs))].ID))
	}
}

// setClock sets the engines' clock wrong. Without a history to be read, it is
// not set back while an answer is missing: see the guarantees.
func (l *life) setClock() {
	skew := time.Duration(l.random.Int64N(int64(4*24*time.Hour))) - 2*24*time.Hour
	open := slices.ContainsFunc(l.deliveries(), func(d store.Delivery) bool {
		return d.State == store.DeliverySending || d.State == store.DeliveryPlanned && !d.UnsureAt.IsZero()
	})
	if skew > l.skew || l.finder || !open {
		l.skew = skew
	}
}

// die has a process be killed after it has sent something, or nothing.
func (l *life) die() {
	l.announce("chips")
	l.dying = true
	e := l.engines[0]
	if err := errors.Join(e.PlanAlerts(l.t.Context()), e.Dispatch(l.t.Context())); err != nil {
		l.deaths++
	}
	l.dying = false
	l.engines[0] = l.restarted()
}

// settle lets the weather clear up and time pass until all is done.
func (l *life) settle() {
	l.gone = map[string]bool{}
	l.discord.fault = nil
	for range 150 {
		l.clock.add(20 * time.Minute)
		l.runEngine(l.engines[0])
	}
}

func (l *life) check(total *tally) {
	repeated := map[string]bool{}
	for _, d := range l.deliveries() {
		if d.State == store.DeliveryPlanned || d.State == store.DeliverySending {
			l.t.Errorf("%s is still %s", d.Key, d.State)
		}
		if d.State == store.DeliveryUncertain {
			total.Uncertain++
		}
		if d.Repeated {
			repeated[d.Nonce] = true
			total.SentOnceMore++
		}
		if l.finder && d.Repeated {
			l.t.Errorf("%s was sent once more although the history can be read", d.Key)
		}
	}
	l.checkPosts(repeated, total)
	l.checkSteady()
	total.Posts += len(l.discord.posts)
	total.Deaths += l.deaths
}

// checkSteady expects every release in the channel that had a subscription all
// the time, apart from those of deliveries that were given up as uncertain or,
// the clock having jumped a few days at a time, as too old.
func (l *life) checkSteady() {
	posted := map[string]bool{}
	for _, p := range l.discord.posts {
		for _, it := range p.m.Releases {
			posted[p.target.Channel+" "+number(it.Release)] = true
		}
	}
	excused := 0
	for _, d := range l.deliveries() {
		if d.Target.Channel == "steady" && d.State != store.DeliverySent {
			if d.State != store.DeliveryUncertain && !strings.HasPrefix(d.Error, "too old") {
				l.t.Errorf("%s is %s: %s", d.Key, d.State, d.Error)
			}
			excused++
		}
	}
	for n := range l.n {
		if !posted[fmt.Sprint("steady ", n+1)] && excused == 0 {
			l.t.Errorf("release %d has not been posted", n+1)
		}
	}
}

// checkPosts expects each thing at most once, or twice if that was recorded,
// and alerts in their order.
func (l *life) checkPosts(repeated map[string]bool, total *tally) {
	seen := map[string]int{}
	last := map[string]int{}
	for _, p := range l.discord.posts {
		things := []string{fmt.Sprint(p.m.Kind, " ", p.target, " ", p.m.Key)}
		switch p.m.Kind {
		case delivery.KindAlert:
			total.Alerts++
			things = nil
			for _, it := range p.m.Releases {
				things = append(things, fmt.Sprint("alert ", p.target, " ", it.Release))
			}
			n, _ := strconv.Atoi(number(p.m.Releases[0].Release))
			if n <= last[p.target.String()] && !repeated[p.nonce] {
				l.t.Errorf("%s: release %d after %d", p.target, n, last[p.target.String()])
			}
			last[p.target.String()] = n
		case delivery.KindDigest:
			total.Digests++
			things = []string{fmt.Sprint("digest ", p.target, " ", p.m.Week)}
		case delivery.KindNotice:
			total.Notices++
		}
		for _, thing := range things {
			seen[thing]++
			if seen[thing] == 2 {
				total.Twice++
			}
			if n := seen[thing]; n > 2 || n > 1 && !repeated[p.nonce] {
				l.t.Errorf("%d times: %s", n, thing)
			}
		}
	}
}

var _ delivery.Outbox = forgetful{}
