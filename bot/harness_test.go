package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/bot"
	"motirbot/bot/command"
	"motirbot/embed"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// now is the day on which the tests take place, in Seoul.
var now = time.Date(2025, 12, 19, 3, 0, 0, 0, time.UTC)

// tokens are what must never be seen in a log.
const secretToken = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t1"

// script is Answers as a test wants them. Nil functions answer with samples.
type script struct {
	ask    func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error)
	latest func(context.Context, answer.LatestRequest) (answer.Answer, error)
	digest func(context.Context, answer.DigestRequest) (answer.Answer, error)

	check func(answer.Question) error

	mu    sync.Mutex
	asked []answer.Question
}

func (s *script) Ask(ctx context.Context, q answer.Question, onText func(answer.Answer)) (answer.Answer, error) {
	s.mu.Lock()
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	if s.ask != nil {
		return s.ask(ctx, q, onText)
	}
	return batteries(), nil
}

func (s *script) Latest(ctx context.Context, r answer.LatestRequest) (answer.Answer, error) {
	if s.latest != nil {
		return s.latest(ctx, r)
	}
	return listed(answer.KindList, releases()...), nil
}

func (s *script) Digest(ctx context.Context, r answer.DigestRequest) (answer.Answer, error) {
	if s.digest != nil {
		return s.digest(ctx, r)
	}
	return listed(answer.KindDigest, releases()...), nil
}

// Check finds what the Answerer does without an index.
func (s *script) Check(q answer.Question) error {
	if !answer.HasWords(q.Text) {
		return answer.ErrEmptyQuestion
	}
	if s.check != nil {
		return s.check(q)
	}
	return nil
}

func (s *script) Help(ctx context.Context, r answer.HelpRequest) (answer.Answer, error) {
	return answer.Answer{Kind: answer.KindHelp, HelpOn: intent.What, Language: r.Language, Coverage: coverage(), Examples: s.Examples(ctx, r.Language)}, nil
}

func (s *script) Examples(_ context.Context, language string) []string {
	if language == "ko" {
		return []string{"EU 최신 소식", "이번 주에 나온 보도자료"}
	}
	return []string{"Latest on the EU", "What came out this week?"}
}

// questions are those asked so far.
func (s *script) questions() []answer.Question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]answer.Question(nil), s.asked...)
}

func releases() []release.Release {
	var all []release.Release
	for i, title := range []string{
		"Korea and the EU Launch Efforts to Operationalize Supply Chain and Economic Security Partnership",
		"Korea and Japan Discuss Critical Minerals Cooperation",
		"Korea, UK Conclude Negotiations on Upgraded FTA",
		"Norway and Korea Agree on Offshore Wind",
		"Minister Attends 62nd Trade Day Ceremony",
		"Incheon Free Economic Zone Expanded",
		"Korea-Africa Forum Held in Seoul",
	} {
		number := fmt.Sprint(2480 - i)
		all = append(all, release.Release{
			ID: release.NewID("motir", number, "", release.Date{}), Source: "motir", Number: number,
			Title: title, Date: release.NewDate(2025, 12, 18-i/2), Category: "Trade/Investment",
			Body: "The Ministry of Trade, Industry and Resources (MOTIR, Minister JK Kim) said so about " + title + ".",
			URL:  "https://english.motir.go.kr/eng/article/EATCLdfa319ada/" + number + "/view",
		})
	}
	return all
}

func coverage() retrieval.Coverage {
	return retrieval.Coverage{Releases: 7, From: release.NewDate(2025, 12, 15), To: release.NewDate(2025, 12, 18)}
}

// batteries is an answer as the extractive composer gives it.
func batteries() answer.Answer {
	rel := releases()[0]
	quote := "Korea asked the EU to support more demand for EV and ESS batteries made in the EU."
	return answer.Answer{
		Kind: answer.KindAnswer, Mode: answer.ModeExtractive, Language: "en", Coverage: coverage(),
		Claims: []answer.Claim{{
			Text: quote, Status: answer.StatusQuoted, Citations: []answer.ClaimCitation{{N: 1, ReleaseID: rel.ID, Quote: quote}},
		}},
		Citations: []answer.Citation{{N: 1, ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL, Revision: 1}},
		Passages: []retrieval.Passage{{
			ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL, Revision: 1,
			Text: "Korea also passed on what its companies worry about. " + quote + " On steel, Korea voiced concern.",
		}},
	}
}

func listed(kind answer.Kind, rels ...release.Release) answer.Answer {
	ans := answer.Answer{Kind: kind, Mode: answer.ModeExtractive, Language: "en", Coverage: coverage()}
	for i, rel := range rels {
		claim(&ans, rel, rel.Body, i+1)
		ans.Items = append(ans.Items, answer.Item{N: i + 1, ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL})
	}
	return ans
}

// claim adds a claim that cites a release for its body.
func claim(ans *answer.Answer, rel release.Release, text string, item int) {
	n := len(ans.Citations) + 1
	ans.Citations = append(ans.Citations, answer.Citation{N: n, ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL, Revision: 1 + (n-1)%2})
	ans.Claims = append(ans.Claims, answer.Claim{
		Text: text, Item: item, Citations: []answer.ClaimCitation{{N: n, ReleaseID: rel.ID, Quote: rel.Body}},
	})
}

// world is a Discord with a bot on it.
type world struct {
	t       testing.TB
	srv     *discordtest.Server
	guild   *discordtest.Guild
	channel *discordtest.Channel
	answers *script
	store   *store.Store
	cfg     bot.Config
	log     *logBook
	running *bot.Bot

	stop  func()          // stops the bot that runs and waits for it
	ended <-chan struct{} // closed when the bot has ended
	err   error           // what its Run returned
}

// newWorld starts a Discord and a bot. change may alter the bot's config.
func newWorld(t testing.TB, change func(*bot.Config), settings ...discordtest.Setting) *world {
	t.Helper()
	w := emptyWorld(t, settings...)
	if change != nil {
		change(&w.cfg)
	}
	w.start()
	return w
}

// drafting shows drafts often. Other tests see answers when they are whole.
func drafting(c *bot.Config) { c.StreamEvery = 100 * time.Millisecond }

// motir issues the releases of the tests.
var motir = release.Issuer{Name: "Ministry of Trade, Industry and Resources", Short: "MOTIR", Korean: "산업통상부", Country: "KR"}

var loadTopics = sync.OnceValues(func() (*retrieval.Topics, error) { return retrieval.LoadTopics("") })

// emptyWorld is one whose bot is not started yet.
func emptyWorld(t testing.TB, settings ...discordtest.Setting) *world {
	t.Helper()
	srv := discordtest.New(t, append([]discordtest.Setting{discordtest.Token(secretToken)}, settings...)...)
	w := &world{t: t, srv: srv, answers: &script{}, log: &logBook{}}
	w.guild = srv.AddGuild("Trade desk")
	w.channel = w.guild.AddChannel("news")
	w.store = openStore(t)
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	w.cfg = bot.Config{
		Token: srv.Token, APIURL: srv.URL(),
		Answers: w.answers, Releases: w.store, Memory: w.store, Topics: topics, Issuer: motir,
		PromptVersion: "p1", Version: "test",
		Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:    func() time.Time { return now }, NewID: func() string { return "INC1" },
		Limits:       command.Limits{UserBurst: 10_000, GuildBurst: 10_000, MemberHourly: 10_000, GuildHourly: 10_000},
		GatewayPause: func(int) time.Duration { return 20 * time.Millisecond }, GatewayPatience: 2 * time.Second, GatewayEvery: time.Millisecond,
		StreamEvery: time.Hour, RefreshEvery: 50 * time.Millisecond,
	}
	t.Cleanup(func() {
		w.stopIfRunning()
		w.checkLog()
		tally.add(srv)
	})
	return w
}

// storeFile is a store with the releases of the tests, as a file to copy: to
// make one anew takes long.
var storeFile = sync.OnceValues(func() ([]byte, error) { return storeOf(releases()) })

func storeOf(rels []release.Release) ([]byte, error) {
	dir, err := os.MkdirTemp("", "motirbot")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, ctx := filepath.Join(dir, "motirbot.db"), context.Background()
	s, err := store.Open(ctx, path, store.WithClock(func() time.Time { return now }))
	if err != nil {
		return nil, err
	}
	topics, err := loadTopics()
	if err != nil {
		return nil, err
	}
	_, err = retrieval.NewIndexer(s, embed.NewLocal(), topics).Index(ctx, rels, nil)
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// openStore returns a store with the releases of the tests.
func openStore(t testing.TB) *store.Store {
	t.Helper()
	file, err := storeFile()
	if err != nil {
		t.Fatal(err)
	}
	return openCopy(t, file)
}

func openCopy(t testing.TB, file []byte) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "motirbot.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), path, store.WithClock(func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t testing.TB, s *store.Store, rels ...release.Release) {
	t.Helper()
	var entries []store.Entry
	for _, rel := range rels {
		entries = append(entries, store.Entry{Release: rel})
	}
	if _, err := s.PutReleases(context.Background(), entries, "none"); err != nil {
		t.Fatal(err)
	}
}

// start runs the bot until stop is called, and waits until it hears.
func (w *world) start() {
	w.t.Helper()
	w.run()
	w.srv.WaitReady(w.ctx())
}

// run runs the bot.
func (w *world) run() {
	w.t.Helper()
	b, err := bot.New(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.running = b
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.err = b.Run(ctx)
	}()
	w.stop = func() {
		cancel()
		<-done
		w.stop = nil
	}
	w.ended = done
	w.t.Cleanup(cancel)
}

func (w *world) stopIfRunning() {
	if w.stop != nil {
		w.stop()
	}
}

func (w *world) restart() {
	w.t.Helper()
	w.stopIfRunning()
	if w.err != nil {
		w.t.Fatalf("stopped with %v", w.err)
	}
	w.srv.WaitGone(w.ctx())
	w.start()
}

// ctx ends with the test, or when it takes far too long.
func (w *world) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	w.t.Cleanup(cancel)
	return ctx
}

// checkLog looks for what must not be in a log: the bot's token, and those of
// interactions.
func (w *world) checkLog() {
	log := w.log.String()
	if strings.Contains(log, secretToken) {
		w.t.Error("the log holds the bot's token")
	}
	for _, r := range w.srv.Requests() {
		parts := strings.Split(r.Path, "/")
		for i, part := range parts {
			if i > 0 && len(part) > 30 && strings.Contains(log, part) {
				w.t.Errorf("the log holds the token of an interaction: %s", part)
			}
		}
	}
	if w.t.Failed() && testing.Verbose() {
		w.t.Log(log)
	}
}

type logBook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// ask is mina asking in the channel.
func (w *world) ask(question string, args ...discordtest.Arg) *discordtest.Interaction {
	w.t.Helper()
	return w.mina().Slash(w.channel, "ask", append([]discordtest.Arg{discordtest.Opt("question", question)}, args...)...)
}

func (w *world) mina() *discordtest.User { return w.srv.User("mina") }

// shows fails the test unless the message shows all the words. Hyphens at which
// no line ends count as hyphens.
func shows(t testing.TB, m *discordtest.Message, words ...string) {
	t.Helper()
	if m == nil {
		t.Fatal("no message")
	}
	text := strings.ReplaceAll(m.Text(), "\u2011", "-")
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is missing in:\n%s", word, text)
		}
	}
}

// checkMentions fails the test if any message could have pinged: each has to
// say so itself.
func (w *world) checkMentions() {
	w.t.Helper()
	for _, r := range w.srv.Requests() {
		var body struct {
			Data json.RawMessage `json:"data"`
		}
		raw := r.Body
		switch r.Route {
		case discordtest.RouteCallback:
			_ = json.Unmarshal(raw, &body)
			if raw = body.Data; !bytes.Contains(raw, []byte(`"content"`)) {
				continue
			}
		case discordtest.RouteEditOriginal, discordtest.RouteCreateMessage, discordtest.RouteEditMessage:
		default:
			continue
		}
		if !bytes.Contains(raw, []byte(`"allowed_mentions":{"parse":[],"replied_user":false}`)) {
			w.t.Errorf("%s without an empty list of mentions: %s", r.Route, raw)
		}
	}
}

// show is a folder for a reader to look at what the bot sent:
// go test ./bot -run TestGallery -args -show /some/folder
var show = flag.String("show", "", "write messages as JSON to this `folder`")

// record writes a message to that folder.
func record(t testing.TB, name string, m *discordtest.Message) {
	t.Helper()
	if *show == "" || m == nil {
		return
	}
	if err := os.WriteFile(filepath.Join(*show, name+".json"), m.JSON(), 0o600); err != nil {
		t.Error(err)
	}
}
