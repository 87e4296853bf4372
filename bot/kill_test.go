package bot_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/delivery"
	"motirbot/embed"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// killsVar says how often the child is killed; CI has time for a few.
const killsVar = "MOTIRBOT_DELIVERY_KILLS"

// killing is a store, a Discord, and bots that are killed.
type killing struct {
	t       *testing.T
	path    string
	store   *store.Store
	srv     *discordtest.Server
	random  *rand.Rand
	indexer *retrieval.Indexer
	guild   *discordtest.Guild
	mina    *discordtest.User

	mu  sync.Mutex
	sim simulated

	channels map[string]*discordtest.Channel
	titles   []string
	during   int // kills while a delivery was being sent
}

// TestKilledWhilePosting kills the bot, as it is, at any moment while it posts
// alerts, digests, empty ones too, and notices, and while answers of Discord's
// are lost. Everything has to be there once.
func TestKilledWhilePosting(t *testing.T) {
	t.Parallel()
	kills := 4
	if n, err := strconv.Atoi(os.Getenv(killsVar)); err == nil {
		kills = n
	}
	k := newKilling(t)
	for n := range kills {
		k.round(n)
	}
	k.drain()
	k.check(kills)
}

func newKilling(t *testing.T) *killing {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{
		t: t, path: filepath.Join(t.TempDir(), "motirbot.db"), random: rand.New(rand.NewPCG(seed, 1)),
		sim:      simulated{From: time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC), Real: time.Now()},
		channels: map[string]*discordtest.Channel{},
	}
	k.srv = discordtest.New(t, discordtest.Token(secretToken), discordtest.Clock(k.now))
	t.Cleanup(func() { tally.add(k.srv) })
	var err error
	if k.store, err = store.Open(t.Context(), k.path, store.WithClock(k.now)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.store.Close() })
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	k.indexer = retrieval.NewIndexer(k.store, embed.NewLocal(), topics)
	k.guild, k.mina = k.srv.AddGuild("Trade desk"), k.srv.User("mina")
	for _, name := range []string{"all", "eu", "closed"} {
		k.channels[name] = k.guild.AddChannel(name)
	}
	k.channels["closed"].Deny(k.guild.BotRole(), discordtest.SendMessages)
	k.subscribe(store.Target{Guild: k.guild.ID, Channel: k.channels["all"].ID}, store.AnyTopic)
	k.subscribe(store.Target{Guild: k.guild.ID, Channel: k.channels["eu"].ID}, "eu")
	k.subscribe(store.Target{User: k.mina.ID}, store.AnyTopic)
	for _, day := range []time.Weekday{time.Monday, time.Wednesday, time.Friday} {
		c := k.guild.AddChannel(day.String())
		k.channels[c.Name] = c
		if err := k.store.SaveDigest(t.Context(), store.DigestSettings{
			Guild: k.guild.ID, Channel: c.ID, Active: true, Weekday: day, Minute: 540, Zone: "Asia/Seoul", SayEmpty: true,
		}); err != nil {
			t.Fatal(err)
		}
	}
	k.publish(1)
	return k
}

func (k *killing) subscribe(to store.Target, topic string) {
	k.t.Helper()
	if _, _, err := k.store.Subscribe(k.t.Context(), store.Subscription{Target: to, Topic: topic}); err != nil {
		k.t.Fatal(err)
	}
}

func (k *killing) clock() simulated {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sim
}

func (k *killing) now() time.Time { return k.clock().now() }

// jump lets simulated time pass while no child runs.
func (k *killing) jump(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sim = simulated{From: k.sim.now().Add(d), Real: time.Now()}
}

// publish announces n releases, of which every second is about the EU.
func (k *killing) publish(n int) {
	var rels []release.Release
	var seen []store.Seen
	for range n {
		subject := "Chile"
		if len(k.titles)%2 == 0 {
			subject = "the EU"
		}
		rel := released(3000+len(k.titles), fmt.Sprintf("Meeting No. %04d with %s", len(k.titles), subject), "Korea and "+subject+" met in Seoul and agreed to meet again.")
		rel.Date = release.DateOf(k.now())
		k.titles, rels = append(k.titles, rel.Title), append(rels, rel)
		seen = append(seen, store.Seen{Sighting: store.Sighting{
			Source: "motir", ID: rel.ID, Number: rel.Number, ListedAs: rel.Title, URL: rel.URL, Date: rel.Date, Hash: "x",
		}})
	}
	if _, err := k.indexer.Index(k.t.Context(), rels, nil); err != nil {
		k.t.Fatal(err)
	}
	announced, err := k.store.RecordSightings(k.t.Context(), seen)
	if err != nil || len(announced) != n {
		k.t.Fatalf("announced %d of %d: %v", len(announced), n, err)
	}
}

// round lets some time pass, has a child post, and kills it a moment after one
// of its posts has come in.
func (k *killing) round(n int) {
	switch i := k.random.IntN(10); {
	case i < 2: // started again at once
	case i < 6:
		k.jump(time.Duration(k.random.Int64N(int64(5 * time.Minute))))
	default:
		k.jump(time.Duration(k.random.Int64N(int64(40 * time.Hour))))
	}
	if n%50 < 25 { // then there are weeks without releases
		k.publish(k.random.IntN(3))
		if k.random.IntN(8) == 0 {
			k.publish(12)
		}
	}
	if n%12 == 0 {
		k.subscribe(store.Target{Guild: k.guild.ID, Channel: k.channels["closed"].ID}, store.AnyTopic)
	}
	k.trouble()
	cmd := k.child(false)
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	bufio.NewScanner(out).Scan() // "ready"
	enough := k.posts() + k.random.IntN(8)
	for end := time.Now().Add(time.Second); k.posts() < enough && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(k.random.IntN(30_000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		k.t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed"
	for _, d := range k.deliveries() {
		if d.State == store.DeliverySending {
			k.during++
		}
	}
}

// trouble has Discord fail in one way or another.
func (k *killing) trouble() {
	k.srv.Recover()
	k.srv.Lag(discordtest.RouteCreateMessage, time.Duration(k.random.IntN(20))*time.Millisecond)
	switch n := 1 + k.random.IntN(3); k.random.IntN(6) {
	case 0, 1:
		k.srv.DropAnswer(discordtest.RouteCreateMessage, n)
	case 2:
		k.srv.Drop(discordtest.RouteCreateMessage, n)
	case 3:
		k.srv.RateLimit(discordtest.RouteCreateMessage, n, 50*time.Millisecond)
	case 4:
		k.srv.Fail(discordtest.RouteGetMessages, n, 502)
	}
}

func (k *killing) posts() int { return len(k.srv.Requests(discordtest.RouteCreateMessage)) }

func (k *killing) child(drain bool) *exec.Cmd {
	args, env := childArgs(childTask{Path: k.path, URL: k.srv.URL(), Drain: drain, Sim: k.clock()})
	self, err := os.Executable()
	if err != nil {
		k.t.Fatal(err)
	}
	cmd := exec.CommandContext(k.t.Context(), self, args...)
	cmd.Env, cmd.Stderr = env, k.t.Output()
	return cmd
}

// drain lets a child do all that is left.
func (k *killing) drain() {
	k.srv.Recover()
	for range 10 {
		if err := k.child(true).Run(); err != nil {
			k.t.Fatal(err)
		}
		if _, open, err := k.store.NextDelivery(k.t.Context(), k.now()); err == nil && !open {
			return
		}
		k.jump(8 * time.Hour)
	}
}

func (k *killing) deliveries() []store.Delivery {
	all, err := k.store.Deliveries(k.t.Context(), 0, 1_000_000)
	if err != nil {
		k.t.Fatal(err)
	}
	return all
}

// check compares what Discord has with what was to be posted.
func (k *killing) check(kills int) {
	seen := map[string]int{} // posts by nonce
	for _, c := range k.places() {
		for _, m := range k.srv.Messages(c) {
			seen[m.Nonce]++
		}
	}
	kinds, states := map[string]int{}, map[store.DeliveryState]int{}
	lost, twice, uncertain, blind, empty := 0, 0, 0, 0, 0
	for _, d := range k.deliveries() {
		kinds[d.Kind]++
		states[d.State]++
		if d.Kind == string(delivery.KindDigest) && !strings.Contains(string(d.Payload), "items") {
			empty++
		}
		switch n := seen[d.Nonce]; {
		case d.State == store.DeliveryUncertain:
			uncertain++
		case d.State == store.DeliverySent && n == 0:
			lost++
		case n > 1:
			twice++
		}
		if d.Repeated {
			blind++
		}
		if d.State == store.DeliverySkipped || d.State == store.DeliveryFailed && d.Target.Channel != k.channels["closed"].ID {
			k.t.Errorf("%s is %s: %s", d.Key, d.State, d.Error)
		}
	}
	k.t.Logf("%d kills, %d deliveries caught while being sent; %d posts asked for, %d looks at a history",
		kills, k.during, k.posts(), len(k.srv.Requests(discordtest.RouteGetMessages)))
	k.t.Logf("of %d alerts, %d digests (%d of them empty) and %d notices: lost %d, twice %d, given up as uncertain %d; sent once more without knowing: %d; deliveries: %v",
		kinds["alert"], kinds["digest"], empty, kinds["notice"], lost, twice, uncertain, blind, states)
	if lost+twice+uncertain+blind > 0 {
		k.t.Error("something is not there exactly once")
	}
	k.checkReleases()
}

func (k *killing) places() []*discordtest.Channel {
	places := []*discordtest.Channel{k.mina.DMChannel(), k.guild.Owner.DMChannel()}
	for _, c := range k.channels {
		places = append(places, c)
	}
	return places
}

// checkReleases finds every release once wherever it was to be told of.
func (k *killing) checkReleases() {
	for name, c := range map[string]*discordtest.Channel{"all": k.channels["all"], "eu": k.channels["eu"], "mina": k.mina.DMChannel()} {
		var text strings.Builder
		for _, m := range k.srv.Messages(c) {
			text.WriteString(m.Text())
		}
		for i, title := range k.titles {
			want := 1
			if name == "eu" && i%2 == 1 {
				want = 0
			}
			if got := strings.Count(text.String(), title+"]("); got != want {
				k.t.Errorf("%s has %q %d times", name, title, got)
			}
		}
	}
}
