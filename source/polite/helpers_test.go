package polite_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/internal/motirtest"
	"motirbot/source/polite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const agent = "motirbot/1.0 (+https://example.org/motirbot)"

// clock is a clock that moves only when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) advance(d time.Duration) { _ = c.Sleep(context.Background(), d) }

// newClient talks to the site only: every other address of ours is refused, as
// it would be in production.
func newClient(t *testing.T, site *motirtest.Site, change func(*polite.Options)) *polite.Client {
	t.Helper()
	opts := polite.Options{
		UserAgent: agent, MinInterval: -1, Timeout: time.Minute, Deadline: 5 * time.Minute,
		Admit:  func(at netip.AddrPort) bool { return at == site.Addr() },
		Sleep:  newClock().Sleep,
		Jitter: func(limit time.Duration) time.Duration { return limit / 2 },
	}
	if change != nil {
		change(&opts)
	}
	client, err := polite.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
