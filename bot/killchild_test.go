package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/bot/post"
	"motirbot/delivery"
	"motirbot/embed"
	"motirbot/retrieval"
	"motirbot/store"
)

// childVar has a re-executed test binary be a bot that is killed.
const childVar = "MOTIRBOT_BOT_TEST_CHILD"

// childTask is what a child is told to do.
type childTask struct {
	Path  string // of the store
	URL   string // of the parent's Discord
	Drain bool   // end when nothing is left to do now
	Sim   simulated

	Shards int   // 0: as bot.Config has it; more go by the real time
	IDs    []int // of this child
}

// simulated is a clock that runs fast, the same in parent and child.
type simulated struct {
	From time.Time // of the simulated time
	Real time.Time // when that was
}

const simSpeed = 100

func (s simulated) now() time.Time { return s.From.Add(time.Since(s.Real) * simSpeed) }

// runChild ends the process if it is a child.
func runChild() {
	if os.Getenv(childVar) == "" {
		return
	}
	if err := postUntilKilled(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// postUntilKilled is what the child does: it runs a bot and posts what is due.
func postUntilKilled(task string) error {
	var c childTask
	if err := json.Unmarshal([]byte(task), &c); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	clock := c.Sim.now
	if c.Shards > 0 {
		clock = time.Now
	}
	s, err := store.Open(ctx, c.Path, store.WithClock(clock))
	if err != nil {
		return err
	}
	topics, err := loadTopics()
	if err != nil {
		return err
	}
	index, err := retrieval.New(s, embed.NewLocal(), topics)
	if err != nil {
		return err
	}
	if _, err := index.Refresh(ctx); err != nil {
		return err
	}
	ready := make(chan struct{})
	b, err := bot.New(bot.Config{
		Token: secretToken, APIURL: c.URL, Answers: answer.New(answer.Config{Retriever: index, Now: clock}),
		Releases: s, Memory: s, Topics: topics, PromptVersion: "p1", Version: "test",
		Logger: slog.New(slog.DiscardHandler), Now: clock, NewID: func() string { return "INC1" },
		Shards: c.Shards, ShardIDs: c.IDs, Leases: s, GatewayEvery: 20 * time.Millisecond,
		OnReady: func(bot.Invitation) { close(ready) },
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ready:
	}
	fmt.Println("ready")
	if c.Shards > 0 {
		c.share(ctx, s, index, b.Poster())
	} else if err := c.post(ctx, s, index, b.Poster()); err != nil {
		return err
	}
	stop()
	return errors.Join(<-ended, s.Close())
}

func (c childTask) post(ctx context.Context, s *store.Store, index *retrieval.Retriever, poster delivery.Poster) error {
	e := delivery.New(delivery.Config{
		Outbox: s, Library: post.Library(index), Poster: poster, Now: c.Sim.now, Settle: 1, PerMinute: 1000,
		MaxAge: 365 * 24 * time.Hour, // the bot is down for weeks
	})
	for {
		if _, err := index.Refresh(ctx); err != nil {
			return err
		}
		if err := errors.Join(e.PlanAlerts(ctx), e.PlanDigests(ctx), e.Dispatch(ctx)); err != nil {
			return err
		}
		due, open, err := s.NextDelivery(ctx, c.Sim.now())
		if c.Drain && (err != nil || !open || due.After(c.Sim.now().Add(5*time.Minute))) {
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// share posts when it is this child's turn, as `motirbot serve` does.
func (c childTask) share(ctx context.Context, s *store.Store, index *retrieval.Retriever, poster delivery.Poster) {
	e := delivery.New(delivery.Config{
		Outbox: s, Library: post.Library(index), Poster: poster, Settle: 1, PerMinute: 1000,
		PostTimeout: time.Second, NonceWindow: 4 * time.Second, Poll: 50 * time.Millisecond,
	})
	go func() {
		for ctx.Err() == nil {
			_, _ = index.Refresh(ctx)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	s.Lead(ctx, "serve", fmt.Sprint(os.Getpid()), time.Second, func(err error) { fmt.Fprintln(os.Stderr, err) }, func(ctx context.Context) {
		fmt.Println("leads")
		e.Run(ctx)
	})
}

// childArgs are the arguments and the environment that make a child.
func childArgs(task childTask) (args, env []string) {
	text, err := json.Marshal(task)
	if err != nil {
		panic(err)
	}
	return []string{string(text)}, append(os.Environ(), childVar+"=1", "GORACE="+strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0"))
}
