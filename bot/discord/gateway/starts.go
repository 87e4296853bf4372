package gateway

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Leases is the part of *store.Store by which processes take turns.
type Leases interface {
	TakeLease(ctx context.Context, name, holder string, length time.Duration) (taken bool, until time.Time, err error)
}

const (
	// startLease outlasts an attempt to connect: a process that dies in it keeps
	// the others waiting for so long.
	startLease = dialTimeout + 3*patience
	// leasePolls is how often a turn is asked for in the time that one takes.
	leasePolls = 5
)

// starts is whose turn it is to start a session. Discord lets shards identify
// at the same time whose ids differ modulo its max_concurrency, and of the
// others one in five seconds.
type starts struct {
	holder string // of leases

	mu          sync.Mutex
	concurrency int
	buckets     map[int]chan time.Time // each holds from when on the next may, while nobody does
}

func newStarts() starts {
	return starts{holder: strconv.FormatUint(rand.Uint64(), 36), concurrency: 1, buckets: map[int]chan time.Time{}}
}

// learn takes what Discord tells of its limits.
func (s *starts) learn(info discordgo.GatewayBotResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.concurrency = max(info.SessionStartLimit.MaxConcurrency, 1)
}

func (s *starts) bucket(id int) (int, chan time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := id % s.concurrency
	if s.buckets[n] == nil {
		s.buckets[n] = make(chan time.Time, 1)
		s.buckets[n] <- time.Time{}
	}
	return n, s.buckets[n]
}

// turn waits until the shard may identify, and returns where. What it returns
// besides has to be called when it has: with false if it has not come to that.
func (g *Gateway) turn(ctx context.Context, s *shard) (address string, done func(identified bool), err error) {
	n, bucket := g.starts.bucket(s.id)
	var from time.Time
	select {
	case <-ctx.Done():
		return "", nil, ctx.Err()
	case from = <-bucket:
	}
	lease := fmt.Sprintf("discord identify %d", n)
	done = func(identified bool) {
		if !identified {
			bucket <- time.Now()
			return
		}
		g.lease(context.WithoutCancel(ctx), lease, g.cfg.IdentifyEvery)
		bucket <- time.Now().Add(g.cfg.IdentifyEvery)
	}
	err = sleep(ctx, time.Until(from))
	for err == nil && !g.lease(ctx, lease, startLease) {
		err = sleep(ctx, g.cfg.IdentifyEvery/leasePolls)
	}
	for err == nil {
		var info discordgo.GatewayBotResponse
		if info, err = g.cfg.Ask(ctx); err != nil {
			break
		}
		g.starts.learn(info)
		limit := info.SessionStartLimit
		if limit.Remaining > 0 || limit.Total == 0 {
			return info.URL, done, nil
		}
		wait := max(time.Duration(limit.ResetAfter)*time.Millisecond, g.cfg.IdentifyEvery)
		s.log.ErrorContext(ctx, "discord: no session may be started until the limit is reset", "limit", limit.Total, "again_in", wait)
		err = sleep(ctx, wait)
	}
	done(false)
	return "", nil, err
}

// lease takes or prolongs what only one process may have. Where the store does
// not answer, the shard goes ahead: at worst Discord tells it to wait.
func (g *Gateway) lease(ctx context.Context, name string, length time.Duration) bool {
	if g.cfg.Leases == nil {
		return true
	}
	taken, _, err := g.cfg.Leases.TakeLease(ctx, name, g.starts.holder, length)
	if err != nil {
		g.cfg.Logger.WarnContext(ctx, "discord: turn not taken in the store", "err", err)
	}
	return taken || err != nil
}
