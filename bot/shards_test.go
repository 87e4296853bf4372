package bot_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// sharing is a Discord with two processes on one store, which have two shards
// each.
type sharing struct {
	t        *testing.T
	path     string
	srv      *discordtest.Server
	store    *store.Store
	indexer  *retrieval.Indexer
	guilds   []*discordtest.Guild
	channels []*discordtest.Channel
	titles   []string
	leads    chan string // the children that begin to lead
}

const sharedShards = 4

func newSharing(t *testing.T) *sharing {
	s := &sharing{
		t: t, path: filepath.Join(t.TempDir(), "motirbot.db"), leads: make(chan string, 10),
		srv: discordtest.New(t, discordtest.Token(secretToken), discordtest.Patience(time.Minute)),
	}
	t.Cleanup(func() { tally.add(s.srv) })
	var err error
	if s.store, err = store.Open(t.Context(), s.path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.store.Close() })
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	s.indexer = retrieval.NewIndexer(s.store, embed.NewLocal(), topics)
	for n := range 2 * sharedShards {
		g := s.srv.AddGuild(fmt.Sprint("guild ", n))
		if n%2 == 0 {
			g.SetLocale("ko")
		}
		s.guilds = append(s.guilds, g)
		for i := range 3 {
			c := g.AddChannel(fmt.Sprint("news ", i))
			s.channels = append(s.channels, c)
			sub := store.Subscription{Target: store.Target{Guild: g.ID, Channel: c.ID}, Topic: store.AnyTopic}
			if _, _, err := s.store.Subscribe(t.Context(), sub); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.publish()
	return s
}

func (s *sharing) publish() {
	s.t.Helper()
	rel := released(3000+len(s.titles), fmt.Sprintf("Meeting No. %04d with Chile", len(s.titles)), "Korea and Chile met in Seoul and agreed to meet again.")
	rel.Date = release.DateOf(time.Now())
	if _, err := s.indexer.Index(s.t.Context(), []release.Release{rel}, nil); err != nil {
		s.t.Fatal(err)
	}
	_, err := s.store.RecordSightings(s.t.Context(), []store.Seen{{Sighting: store.Sighting{
		Source: "motir", ID: rel.ID, Number: rel.Number, ListedAs: rel.Title, URL: rel.URL, Date: rel.Date, Hash: "x",
	}}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.titles = append(s.titles, rel.Title)
}

// start runs a child with these shards.
func (s *sharing) start(name string, ids ...int) *exec.Cmd {
	s.t.Helper()
	args, env := childArgs(childTask{Path: s.path, URL: s.srv.URL(), Shards: sharedShards, IDs: ids})
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.CommandContext(s.t.Context(), self, args...)
	cmd.Env, cmd.Stderr = env, s.t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == "leads" {
				s.leads <- name
			}
		}
	}()
	return cmd
}

// ask asks on every server, and directly, and expects each answer once: the
// Discord of the tests refuses a second one and fails the test.
func (s *sharing) ask(shards ...int) {
	s.t.Helper()
	var asked []*discordtest.Interaction
	for n, g := range s.guilds {
		if slices.Contains(shards, g.Shard(sharedShards)) {
			s.srv.DeliverTwice(1)
			asked = append(asked, s.srv.User(fmt.Sprint("user ", n)).Slash(s.channels[3*n], "ask", discordtest.Opt("question", "What did Korea and Chile agree to in Seoul?")))
		}
	}
	var direct *discordtest.Message
	if slices.Contains(shards, 0) {
		direct = s.srv.User("mina").DM("What did Korea and Chile agree to in Seoul?")
	}
	for _, i := range asked {
		if said := i.Wait(s.t.Context()).Text(); !strings.Contains(said, "Chile") || len(i.Followups()) > 0 {
			s.t.Errorf("answered %q, and %d more", said, len(i.Followups()))
		}
	}
	if direct != nil {
		s.srv.WaitAnswer(s.t.Context(), direct, hasButton("Sources"))
		asked, answers := 0, 0
		for _, m := range s.srv.Messages(direct.Channel) {
			if m.Author == s.srv.Bot {
				answers++
			} else {
				asked++
			}
		}
		if answers != asked {
			s.t.Errorf("%d answers to %d direct messages", answers, asked)
		}
	}
}

// posted waits until every channel has every release, and expects each once, in
// the language of the server.
func (s *sharing) posted() {
	s.t.Helper()
	for n, c := range s.channels {
		for _, title := range s.titles {
			s.srv.WaitMessage(s.t.Context(), c, func(m *discordtest.Message) bool { // what was being sent at the kill may come last
				return m.Nonce != "" && strings.Contains(m.Text(), title)
			})
			found := 0
			for _, m := range s.srv.Messages(c) {
				if m.Author == s.srv.Bot && m.Nonce != "" && strings.Contains(m.Text(), title+"](") {
					found++
					if korean := strings.Contains(m.Text(), "새 보도자료"); korean != (n/3%2 == 0) {
						s.t.Errorf("%s of %s is posted in another language: %s", c.Name, c.Guild.Name, m.Text())
					}
				}
			}
			if found != 1 {
				s.t.Errorf("%s of %s has %q %d times", c.Name, c.Guild.Name, title, found)
			}
		}
	}
}

// TestTwoProcessesShareTheWork has two processes with two shards each answer and
// post, kills the one that posts while it does, and starts it again.
func TestTwoProcessesShareTheWork(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes, which takes a minute with the race detector")
	}
	t.Parallel()
	s := newSharing(t)
	children := map[string]*exec.Cmd{"a": s.start("a", 0, 1)}
	shards := map[string][]int{"a": {0, 1}, "b": {2, 3}}
	if first := <-s.leads; first != "a" {
		t.Fatalf("%s leads", first)
	}
	children["b"] = s.start("b", 2, 3)
	s.srv.WaitShards(t.Context(), 0, 1, 2, 3)
	s.ask(0, 1, 2, 3)
	s.posted()

	s.srv.Lag(discordtest.RouteCreateMessage, 20*time.Millisecond)
	before := len(s.srv.Requests(discordtest.RouteCreateMessage))
	s.publish()
	for len(s.srv.Requests(discordtest.RouteCreateMessage)) < before+6 {
		time.Sleep(time.Millisecond)
	}
	if err := children["a"].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = children["a"].Wait() // "signal: killed"
	sending, waiting := 0, 0
	all, err := s.store.Deliveries(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		switch d.State {
		case store.DeliverySending:
			sending++
		case store.DeliveryPlanned:
			waiting++
		}
	}
	t.Logf("killed while %d posts were being sent and %d waited", sending, waiting)
	if sending+waiting == 0 {
		t.Error("killed too late")
	}
	s.srv.WaitShards(t.Context(), shards["b"]...)
	if next := <-s.leads; next != "b" {
		t.Fatalf("%s leads", next)
	}
	s.ask(shards["b"]...)
	s.posted()

	children["a"] = s.start("a", shards["a"]...)
	s.srv.WaitShards(t.Context(), 0, 1, 2, 3)
	s.ask(0, 1, 2, 3)
	s.publish()
	s.posted()
	select {
	case next := <-s.leads:
		t.Errorf("%s leads beside b", next)
	default:
	}
}

// Who asks for the status is told how their own shard is.
func TestStatusOfTheOwnShard(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	w.cfg.Shards = 2
	channels := [2]*discordtest.Channel{}
	for channels[0] == nil || channels[1] == nil {
		g := w.srv.AddGuild("desk")
		channels[g.Shard(2)] = g.AddChannel("news")
	}
	w.run()
	w.srv.WaitShards(w.ctx(), 0, 1)
	for !w.running.Connected() {
		time.Sleep(time.Millisecond)
	}
	for _, c := range channels {
		shows(t, w.mina().Slash(c, "status").Wait(w.ctx()), "connected")
	}
	w.srv.LoseShard(1)
	w.srv.WaitShards(w.ctx(), 0)
	for w.running.Connected() {
		time.Sleep(time.Millisecond)
	}
	shows(t, w.mina().Slash(channels[0], "status").Wait(w.ctx()), "connected")
	shows(t, w.mina().Slash(channels[0], "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "batteries")
	missed := w.mina().Slash(channels[1], "status")
	w.srv.RestoreShard(1)
	w.srv.WaitShards(w.ctx(), 0, 1)
	shows(t, missed.Wait(w.ctx()), "connected")
}
