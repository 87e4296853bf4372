package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"go.uber.org/goleak"

	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// childVar has a re-executed test binary be a bot that is killed.
const childVar = "MOTIRBOT_DELIVERY_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVar) != "" {
		if err := deliverUntilKilled(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// clock is a clock that tests turn.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// library knows releases by their topics and dates.
type library struct {
	mu     sync.Mutex
	topics map[release.ID][]string
	dates  map[release.ID]release.Date
}

func newLibrary() *library {
	return &library{topics: map[release.ID][]string{}, dates: map[release.ID]release.Date{}}
}

func (l *library) add(id release.ID, date release.Date, topics ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.topics[id], l.dates[id] = topics, date
}

func (l *library) Topics(id release.ID) ([]string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	topics, known := l.topics[id]
	return topics, known
}

func (l *library) Released(period release.Period) []release.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []release.ID
	for _, id := range slices.Sorted(maps.Keys(l.dates)) {
		if period.Contains(l.dates[id]) {
			all = append(all, id)
		}
	}
	return all
}

// announce puts the release with that number into s and announces it.
func announce(ctx context.Context, s *store.Store, n int, date release.Date) (release.ID, error) {
	number, title := fmt.Sprint(n), fmt.Sprintf("Minister opens plant no. %d", n)
	rel := release.Release{
		ID:     release.NewID("motir", number, title, date),
		Source: "motir", Number: number, Title: title, Date: date, Body: title + ".",
		URL: "https://english.motir.go.kr/view/" + number,
	}
	if _, err := s.PutReleases(ctx, []store.Entry{{Release: rel}}, ""); err != nil {
		return "", err
	}
	announced, err := s.RecordSightings(ctx, []store.Seen{{Sighting: store.Sighting{
		Source: "motir", ID: rel.ID, Number: number, Date: date,
	}}})
	if err == nil && len(announced) != 1 {
		err = fmt.Errorf("release %s was not announced", rel.ID)
	}
	return rel.ID, err
}

// world is an engine on a store of its own, with a clock to be turned.
type world struct {
	t       *testing.T
	clock   *clock
	path    string
	store   *store.Store
	lib     *library
	discord *discord
	engine  *delivery.Engine
	n       int
}

// newWorld begins on Wednesday, 2025-12-17, 09:00 in Seoul.
func newWorld(t *testing.T, change ...func(*delivery.Config)) *world {
	t.Helper()
	w := &world{
		t: t, clock: &clock{at: time.Date(2025, time.December, 17, 0, 0, 0, 0, time.UTC)},
		path: filepath.Join(t.TempDir(), "motirbot.db"), lib: newLibrary(),
	}
	w.discord = newDiscord(w.clock.now)
	w.store = w.open()
	w.engine = w.newEngine(w.store, change...)
	return w
}

func (w *world) open() *store.Store {
	s := must[*store.Store](w.t)(store.Open(w.t.Context(), w.path, store.WithClock(w.clock.now)))
	w.t.Cleanup(func() { check(w.t, s.Close()) })
	return s
}

func (w *world) newEngine(outbox delivery.Outbox, change ...func(*delivery.Config)) *delivery.Engine {
	cfg := delivery.Config{
		Outbox: outbox, Library: w.lib, Poster: w.discord, Logger: testLog(w.t), Now: w.clock.now, Settle: 1,
	}
	for _, c := range change {
		c(&cfg)
	}
	return delivery.New(cfg)
}

// testLog is for the eyes of who asks for it with -v; a lot is logged.
func testLog(t testing.TB) *slog.Logger {
	if !testing.Verbose() || os.Getenv("MOTIRBOT_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

// announce announces a new release on the topics.
func (w *world) announce(topics ...string) release.ID {
	w.t.Helper()
	w.n++
	today := release.DateOf(w.clock.now())
	id := must[release.ID](w.t)(announce(w.t.Context(), w.store, w.n, today))
	w.lib.add(id, today, topics...)
	w.clock.add(time.Millisecond) // more than Settle
	return id
}

func (w *world) subscribe(guild, channel, topic string) store.Subscription {
	w.t.Helper()
	sub, _, err := w.store.Subscribe(w.t.Context(), store.Subscription{
		Target: store.Target{Guild: guild, Channel: channel}, Topic: topic, CreatedBy: "mina",
	})
	check(w.t, err)
	return sub
}

func (w *world) digest(guild, channel string, weekday time.Weekday, clock, zone string, sayEmpty bool) {
	w.t.Helper()
	check(w.t, w.store.SaveDigest(w.t.Context(), store.DigestSettings{
		Guild: guild, Channel: channel, Active: true, Weekday: weekday,
		Minute: must[int](w.t)(delivery.ParseClock(clock)), Zone: zone, SayEmpty: sayEmpty,
	}))
}

// run takes all steps once.
func (w *world) run() {
	w.t.Helper()
	w.runEngine(w.engine)
}

func (w *world) runEngine(e *delivery.Engine) {
	w.t.Helper()
	check(w.t, e.PlanAlerts(w.t.Context()), e.PlanDigests(w.t.Context()), e.Dispatch(w.t.Context()))
}

// runFor takes all steps again and again while the time passes.
func (w *world) runFor(d, every time.Duration) {
	w.t.Helper()
	for end := w.clock.now().Add(d); w.clock.now().Before(end); {
		w.clock.add(every)
		w.run()
	}
}

// deliveries returns all of the outbox.
func (w *world) deliveries() []store.Delivery {
	w.t.Helper()
	return must[[]store.Delivery](w.t)(w.store.Deliveries(w.t.Context(), 0, 100_000))
}

// states are how deliveries ended, by key.
func (w *world) states() map[string]store.DeliveryState {
	states := map[string]store.DeliveryState{}
	for _, d := range w.deliveries() {
		states[d.Key] = d.State
	}
	return states
}

// id returns the ID of the release with that number.
func (l *library) id(n int) release.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.topics {
		if number(id) == fmt.Sprint(n) {
			return id
		}
	}
	return ""
}

func (l *library) forget(id release.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.topics, id)
}
