package discord

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// Discord allows a bot 50 requests a second over all routes but those of
	// interactions. A burst and what follows in the same second stay within that.
	globalRate  = 40
	globalBurst = 10
	// maxInteractions bounds the memory of interactions, each of which has
	// limits of its own.
	maxInteractions = 4096
	// lockPause is the time between looks at a bucket that is in use.
	lockPause = 2 * time.Millisecond
)

// lock returns the route's bucket, locked and with one request taken from it,
// as soon as that may be sent; or an error at once if it may not be sent
// before the context's end, or with now, if it may not be at present.
// discordgo's own LockBucket waits without a context.
func (c *Client) lock(ctx context.Context, route string, now bool) (*discordgo.Bucket, error) {
	limiter := c.limiter(route)
	if limiter == c.session.Ratelimiter {
		if err := c.global.Wait(ctx); err != nil {
			return nil, err
		}
	}
	bucket := limiter.GetBucket(route)
	for {
		pause := lockPause
		if bucket.TryLock() {
			if pause = limiter.GetWaitTime(bucket, 1); pause <= 0 {
				bucket.Remaining--
				return bucket, nil
			}
			bucket.Unlock()
			if now {
				return nil, context.DeadlineExceeded
			}
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// limiter returns what keeps the route's limits. Interactions have one each:
// their edits need not wait for each other, and discordgo's never forgets.
func (c *Client) limiter(route string) *discordgo.RateLimiter {
	token := tokenIn(route)
	if token == "" {
		return c.session.Ratelimiter
	}
	fresh := discordgo.NewRatelimiter()
	if known, ok, _ := c.interactions.PeekOrAdd(token, fresh); ok {
		return known
	}
	return fresh
}

// routeOf names what shares one limit: the method and the path, in which the
// ids of channels, guilds and webhooks count and other ids do not.
func routeOf(method, path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		major := i == 1 && (parts[0] == "channels" || parts[0] == "guilds" || parts[0] == "webhooks")
		if isID(part) && !major {
			parts[i] = ":id"
		}
	}
	return method + " /" + strings.Join(parts, "/")
}

// tokenIn returns the token that interactions have in their path, or "".
func tokenIn(route string) string {
	_, path, _ := strings.Cut(route, " /")
	parts := strings.Split(path, "/")
	if len(parts) > 2 && (parts[0] == "webhooks" || parts[0] == "interactions") {
		return parts[2]
	}
	return ""
}

// redacted is the route without that token.
func redacted(route string) string {
	if token := tokenIn(route); token != "" {
		return strings.Replace(route, "/"+token, "/:token", 1)
	}
	return route
}

func isID(s string) bool {
	if len(s) < 15 {
		return false
	}
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// sleep waits, but not in vain: where the context ends before, it returns at
// once.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
