package discordtest

import (
	"context"
	"time"
)

// epoch is the first millisecond of 2015, where Discord's IDs begin.
const epoch = 1420070400000

// newID makes a snowflake: larger than all before it, with the time in it as
// the real ones have. The caller holds mu.
func (s *Server) newID() string {
	now := uint64(s.set.now().UnixMilli()-epoch) << 22
	s.lastID = max(s.lastID+1, now)
	return formatID(s.lastID)
}

// notify wakes every waiter. The caller holds mu.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// await returns when cond, called under mu, is true, or when time is up.
func (s *Server) await(ctx context.Context, cond func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, s.set.patience)
	defer cancel()
	for {
		s.mu.Lock()
		met, changed := cond(), s.changed
		s.mu.Unlock()
		if met {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// sleep waits unless the server closes first.
func (s *Server) sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.done:
	}
}
