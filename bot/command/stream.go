package command

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"motirbot/bot/discord"
)

// stream shows an answer while it grows: at most one edit in every interval,
// never two at a time, the latest text each time.
type stream struct {
	out    discord.Responder
	every  time.Duration
	draft  func(text string) discord.Message
	logger *slog.Logger

	mu     sync.Mutex
	latest string

	stop chan struct{}
	done chan struct{}
}

// startStream begins to show drafts. The first appears after one interval,
// with or without text: by then a reader wants to know that somebody is at it.
func startStream(ctx context.Context, s *stream) *stream {
	s.stop, s.done = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(s.done)
		s.run(ctx)
	}()
	return s
}

// text takes the answer so far. It never waits.
func (s *stream) text(latest string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = latest
}

// finish ends the drafts. When it returns none is in flight, so that what is
// shown next stays.
func (s *stream) finish() {
	close(s.stop)
	<-s.done
}

func (s *stream) run(ctx context.Context) {
	shown, first := "", true
	for {
		select {
		case <-s.stop:
			return
		case <-ctx.Done():
			return
		case <-time.After(s.every):
		}
		s.mu.Lock()
		text := s.latest
		s.mu.Unlock()
		if !first && text == shown {
			continue
		}
		s.show(ctx, text)
		shown, first = text, false
	}
}

// show sends one draft. It is not cut short when the answer is done: a request
// given up on this side may still arrive, after the final text.
func (s *stream) show(ctx context.Context, text string) {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	if err := s.out.Show(ctx, s.draft(text), true); err != nil {
		s.logger.DebugContext(ctx, "discord: draft not shown", "err", err)
	}
}
