package delivery_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// killsVar says how often the child is killed; CI has time for a few.
const killsVar = "MOTIRBOT_DELIVERY_KILLS"

// killing is a store, a Discord, and children that are killed.
type killing struct {
	t       *testing.T
	path    string
	finder  bool
	store   *store.Store
	discord *faultyDiscord
	url     string
	random  *rand.Rand

	releases int
	during   int // kills while a delivery was being sent
	repeated int
}

func TestKilledWhileDelivering(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv(killsVar)); err == nil {
		kills = n
	}
	for _, finder := range []bool{true, false} {
		t.Run(fmt.Sprintf("history readable %v", finder), func(t *testing.T) {
			k := newKilling(t, finder)
			for range kills {
				k.round()
			}
			k.drain()
			k.check(kills)
		})
	}
}

var killChannels = map[string][]string{
	"all":   {store.AnyTopic, "chips"},
	"chips": {"chips"},
	"two":   {"ships", "coal"},
}

func newKilling(t *testing.T, finder bool) *killing {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{t: t, path: filepath.Join(t.TempDir(), "motirbot.db"), finder: finder, random: rand.New(rand.NewPCG(seed, 1))}
	k.discord = &faultyDiscord{random: rand.New(rand.NewPCG(seed, 2)), sim: simulated{
		From: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC), Real: time.Now(),
	}}
	server := httptest.NewServer(k.discord)
	t.Cleanup(server.Close)
	k.url = server.URL
	k.store = must[*store.Store](t)(store.Open(t.Context(), k.path,
		store.WithClock(func() time.Time { return k.discord.clock().now() })))
	t.Cleanup(func() { check(t, k.store.Close()) })
	for channel, topics := range killChannels {
		for _, topic := range topics {
			_, _, err := k.store.Subscribe(t.Context(), store.Subscription{
				Target: store.Target{Guild: "g-" + channel, Channel: channel}, Topic: topic,
			})
			check(t, err)
		}
	}
	for channel, zone := range map[string]string{"all": "Asia/Seoul", "chips": "Europe/Brussels"} {
		check(t, k.store.SaveDigest(t.Context(), store.DigestSettings{
			Guild: "g-" + channel, Channel: channel, Active: true, Weekday: time.Wednesday, Minute: 540, Zone: zone,
		}))
	}
	return k
}

// announce announces up to n releases.
func (k *killing) announce(n int) {
	for range k.random.IntN(n + 1) {
		k.releases++
		today := release.DateOf(k.discord.clock().now())
		must[release.ID](k.t)(announce(k.t.Context(), k.store, k.releases, today))
	}
}

// round lets some time pass, has a child deliver, and kills it: before it has
// sent anything, or a moment after one of its requests has come in.
func (k *killing) round() {
	switch n := k.random.IntN(10); {
	case n < 2: // started again at once
	case n < 7:
		k.discord.jump(time.Duration(k.random.Int64N(int64(5 * time.Minute))))
	default:
		k.discord.jump(time.Duration(k.random.Int64N(int64(40 * time.Hour))))
	}
	k.announce(3)
	if k.random.IntN(10) == 0 {
		k.announce(20)
	}
	cmd := k.child(false)
	out := must[*bufio.Scanner](k.t)(start(cmd))
	out.Scan() // "ready"
	enough := k.discord.called() + k.random.IntN(12)
	for end := time.Now().Add(time.Second); k.discord.called() < enough && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(k.random.IntN(30_000)) * time.Microsecond)
	check(k.t, cmd.Process.Kill())
	_ = cmd.Wait() // "signal: killed"
	for _, d := range k.deliveries() {
		if d.State == store.DeliverySending {
			k.during++
		}
	}
}

func start(cmd *exec.Cmd) (*bufio.Scanner, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return bufio.NewScanner(out), cmd.Start()
}

func (k *killing) child(drain bool) *exec.Cmd {
	args, env := childArgs(childTask{Path: k.path, URL: k.url, Finder: k.finder, Drain: drain, Sim: k.discord.clock()})
	cmd := exec.CommandContext(k.t.Context(), must[string](k.t)(os.Executable()), args...)
	cmd.Env, cmd.Stderr = env, k.t.Output()
	return cmd
}

// drain lets a child do all that is left.
func (k *killing) drain() {
	k.discord.mu.Lock()
	k.discord.calm = true
	k.discord.mu.Unlock()
	for range 10 {
		check(k.t, k.child(true).Run())
		k.discord.jump(8 * time.Hour)
	}
}

func (k *killing) deliveries() []store.Delivery {
	return must[[]store.Delivery](k.t)(k.store.Deliveries(k.t.Context(), 0, 1_000_000))
}

// check compares what Discord has with what it should have.
func (k *killing) check(kills int) {
	counts := map[string]int{}
	for _, p := range k.discord.posts {
		for _, it := range p.Message.Releases {
			counts[fmt.Sprint(p.Message.Kind, " ", p.Target.Channel, " ", p.Message.Week, it.Release)]++
		}
	}
	excused := map[string]bool{} // without an answer from Discord
	states := map[store.DeliveryState]int{}
	for _, d := range k.deliveries() {
		states[d.State]++
		if d.Repeated {
			k.repeated++
			excused[d.Nonce] = true
		}
	}
	wanted := k.wanted()
	duplicates, lost, missing, alerts := 0, 0, 0, 0
	for _, what := range wanted {
		switch n := counts[what]; {
		case n == 0 && k.mayBeMissing(what):
			missing++
		case n == 0:
			lost++
			k.t.Errorf("lost: %s", what)
		case n > 1 && (k.finder || !k.isExcused(what, excused)):
			k.t.Errorf("%d times: %s", n, what)
			duplicates++
		case n > 1:
			duplicates++
		}
		delete(counts, what)
		alerts++
	}
	for what := range counts {
		k.t.Errorf("never asked for: %s", what)
	}
	d := k.discord
	k.t.Logf("%d kills, %d deliveries caught while being sent; %d posts; Discord: %d lost, %d arrived without an answer, %d rate limited, %d nonces recognised, %d found in the history",
		kills, k.during, len(d.posts), d.lost, d.unanswered, d.limited, d.deduped, d.found)
	k.t.Logf("of %d alerts and digests: lost %d, twice %d, given up as uncertain %d; sent once more without knowing: %d; deliveries: %v",
		alerts, lost, duplicates, missing, k.repeated, states)
	if k.finder && (k.repeated > 0 || states[store.DeliveryUncertain] > 0) {
		k.t.Error("uncertain although the history can be read")
	}
}

// wanted are the alerts and digests that should have been posted.
func (k *killing) wanted() []string {
	var all []string
	for n := range k.releases {
		id := release.ID(fmt.Sprint("motir:", n+1))
		topics, _ := numbered{}.Topics(id)
		for channel, wants := range killChannels {
			if slices.Contains(wants, store.AnyTopic) || slices.Contains(wants, topics[0]) {
				all = append(all, fmt.Sprint(delivery.KindAlert, " ", channel, " ", id))
			}
		}
	}
	end := k.discord.clock().now().Add(-8 * time.Hour)
	for day := time.Date(2025, 12, 3, 9, 0, 0, 0, time.UTC); day.Before(end); day = day.AddDate(0, 0, 7) {
		year, week := day.ISOWeek()
		for _, channel := range []string{"all", "chips"} {
			all = append(all, fmt.Sprintf("%s %s %d-W%02d%s", delivery.KindDigest, channel, year, week, "motir:1"))
		}
	}
	return all
}

// mayBeMissing reports whether the thing belongs to a delivery that was given
// up since neither it nor its repetition had an answer.
func (k *killing) mayBeMissing(what string) bool {
	return !k.finder && slices.ContainsFunc(k.deliveries(), func(d store.Delivery) bool {
		return d.State == store.DeliveryUncertain && d.Repeated &&
			slices.Contains(thingsIn(d), what)
	})
}

// thingsIn returns what a delivery tells of, as wanted does.
func thingsIn(d store.Delivery) []string {
	var content struct {
		Week  string
		Items []struct{ Release release.ID }
	}
	if err := json.Unmarshal(d.Payload, &content); err != nil {
		panic(err)
	}
	var all []string
	for _, it := range content.Items {
		all = append(all, fmt.Sprint(d.Kind, " ", d.Target.Channel, " ", content.Week, it.Release))
	}
	return all
}

// isExcused reports whether every post of the thing belongs to a delivery that
// was knowingly sent once more.
func (k *killing) isExcused(what string, excused map[string]bool) bool {
	n := 0
	for _, p := range k.discord.posts {
		for _, it := range p.Message.Releases {
			if fmt.Sprint(p.Message.Kind, " ", p.Target.Channel, " ", p.Message.Week, it.Release) == what {
				n++
				if !excused[p.Nonce] {
					return false
				}
			}
		}
	}
	return n <= 2
}
