package rest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// Discord allows a bot 50 requests a second over all routes but those of
	// interactions. Staying below costs nothing and avoids a ban of minutes.
	globalRate = 45
	// maxRoutes bounds the memory of routes. Every interaction has its own.
	maxRoutes = 4096
)

// limiter keeps requests within the limits that Discord announces in its
// answers. discordgo's cannot be used: it waits without a context, sends the
// edits of all interactions one after the other, and never forgets a route.
type limiter struct {
	now    func() time.Time
	global *rate.Limiter
	routes *lru.Cache[string, window]

	mu      sync.Mutex
	blocked time.Time // no route may be used before
}

// window is what is left of a route's allowance until reset.
type window struct {
	remaining int
	reset     time.Time
}

func newLimiter(now func() time.Time) *limiter {
	routes, err := lru.New[string, window](maxRoutes)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &limiter{now: now, global: rate.NewLimiter(globalRate, globalRate), routes: routes}
}

// wait returns when a request on the route may be sent, or at once with an
// error if that is not before the context's end; with now, if it is not now.
func (l *limiter) wait(ctx context.Context, route string, now bool) error {
	if isCallback(route) {
		return ctx.Err() // no limit, and three seconds to live
	}
	if !isInteraction(route) {
		if err := l.global.Wait(ctx); err != nil {
			return err
		}
	}
	pause := l.take(route).Sub(l.now())
	if now && pause > 0 {
		return context.DeadlineExceeded
	}
	return sleep(ctx, pause)
}

// take spends one request of the route and returns when it may be sent.
func (l *limiter) take(route string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.blocked
	w, known := l.routes.Get(route)
	if !known || !w.reset.After(l.now()) {
		return at
	}
	if w.remaining <= 0 && w.reset.After(at) {
		at = w.reset
	}
	w.remaining--
	l.routes.Add(route, w)
	return at
}

// learn notes what an answer says about its route.
func (l *limiter) learn(route string, header http.Header) {
	remaining, err := strconv.Atoi(header.Get("X-RateLimit-Remaining"))
	if err != nil {
		return
	}
	after, err := strconv.ParseFloat(header.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || after <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	reset := l.now().Add(time.Duration(after * float64(time.Second)))
	// Answers may overtake each other: within one window the least counts.
	if w, known := l.routes.Get(route); known && w.reset.After(l.now()) {
		remaining = min(remaining, w.remaining)
	}
	l.routes.Add(route, window{remaining: remaining, reset: reset})
}

// refused notes a 429.
func (l *limiter) refused(route string, e *Error) {
	until := l.now().Add(e.RetryAfter)
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Global {
		l.blocked = until
		return
	}
	l.routes.Add(route, window{reset: until})
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

// redacted is the route without the token that webhooks and interactions have
// in their path.
func redacted(route string) string {
	method, path, _ := strings.Cut(route, " /")
	parts := strings.Split(path, "/")
	if len(parts) > 2 && (parts[0] == "webhooks" || parts[0] == "interactions") {
		parts[2] = ":token"
	}
	return method + " /" + strings.Join(parts, "/")
}

func isCallback(route string) bool { return strings.HasSuffix(route, "/callback") }

func isInteraction(route string) bool {
	return isCallback(route) || strings.Contains(route, " /webhooks/")
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
