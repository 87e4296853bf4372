package discord

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// firstBlock is how long nothing is sent after an address was turned away for
	// the first time. It doubles each time, up to lastBlock.
	firstBlock = time.Minute
	lastBlock  = time.Hour
)

// BlockedError means that nothing is sent for now, since this address was turned
// away: by Discord, by the guard in front of it or by a proxy. Asking on would
// make it last. It is an ErrRateLimited.
type BlockedError struct {
	Status int
	Until  time.Time
}

func (e *BlockedError) Error() string {
	return fmt.Sprintf("requests from this address are turned away with %d %s, nothing is sent until %s",
		e.Status, http.StatusText(e.Status), e.Until.UTC().Format(time.RFC3339))
}

// Is makes it an ErrRateLimited.
func (e *BlockedError) Is(target error) bool { return target == ErrRateLimited }

// block is whether this address is turned away at present.
type block struct {
	mu    sync.Mutex
	last  *BlockedError
	pause time.Duration
}

// now returns the error to fail with, or nil.
func (b *block) now() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last == nil || !time.Now().Before(b.last.Until) {
		return nil
	}
	return b.last
}

// note looks at the answer to a request, and returns the error where it turns
// this address away: a refusal that is not in Discord's own form.
func (b *block) note(resp *http.Response, body []byte) error {
	turnedAway := resp.StatusCode == http.StatusForbidden || resp.StatusCode == http.StatusTooManyRequests
	b.mu.Lock()
	defer b.mu.Unlock()
	if !turnedAway || bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		b.pause = 0
		return nil
	}
	b.pause = min(max(2*b.pause, firstBlock), lastBlock)
	wait := b.pause
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		wait = min(max(wait, time.Duration(seconds)*time.Second), lastBlock)
	}
	b.last = &BlockedError{Status: resp.StatusCode, Until: time.Now().Add(wait)}
	return b.last
}
