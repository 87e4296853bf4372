package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"motirbot/delivery"
	"motirbot/release"
)

// fault is what happens to a post.
type fault int

const (
	fine       fault = iota
	lost             // it does not arrive, and no answer comes
	unanswered       // it arrives, and no answer comes
	later            // rate limited
	gone             // no such channel
	refused          // malformed
	boom             // it arrives and the poster panics
)

// discordKnows is how long the fake enforces a nonce: more than the engine
// counts on, as Discord says no more than "a few minutes".
const discordKnows = 3 * time.Minute

// posted is a message that the fake has.
type posted struct {
	id     string
	target delivery.Target
	nonce  string
	m      delivery.Message
	at     time.Time
}

// discord is a Discord in memory. It enforces nonces for some minutes.
type discord struct {
	now   func() time.Time
	mu    sync.Mutex
	posts []posted
	calls int
	looks int
	// fault decides what happens to a call; nil: all is fine.
	fault func(t delivery.Target, m delivery.Message) fault
	after time.Duration // with later
}

func newDiscord(now func() time.Time) *discord { return &discord{now: now} }

func (d *discord) Post(_ context.Context, t delivery.Target, m delivery.Message, nonce string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	var f fault
	if d.fault != nil {
		f = d.fault(t, m)
	}
	switch f {
	case lost:
		return "", errors.New("connection reset")
	case later:
		return "", &delivery.PostError{Trouble: delivery.Retry, After: d.after, Err: errors.New("429")}
	case gone:
		return "", &delivery.PostError{Trouble: delivery.Gone, Err: errors.New("Unknown Channel (10003)")}
	case refused:
		return "", &delivery.PostError{Trouble: delivery.Refused, Err: errors.New("Invalid Form Body (50035)")}
	}
	id := d.add(t, m, nonce)
	switch f {
	case unanswered:
		return "", &delivery.PostError{Trouble: delivery.Unknown, Err: context.DeadlineExceeded}
	case boom:
		panic("boom")
	}
	return id, nil
}

// add keeps the message, unless there is one with its nonce.
func (d *discord) add(t delivery.Target, m delivery.Message, nonce string) string {
	for _, p := range d.posts {
		if p.nonce == nonce && d.now().Sub(p.at) < discordKnows {
			return p.id
		}
	}
	p := posted{id: fmt.Sprint("m", len(d.posts)+1), target: t, nonce: nonce, m: m, at: d.now()}
	d.posts = append(d.posts, p)
	return p.id
}

// all returns the posts so far.
func (d *discord) all() []posted {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.posts)
}

// to returns what was posted at a target, in short.
func (d *discord) to(target string) []string {
	var all []string
	for _, p := range d.all() {
		if p.target.String() == target {
			all = append(all, inShort(p.m))
		}
	}
	return all
}

func inShort(m delivery.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", m.Kind)
	if m.Week != "" {
		fmt.Fprintf(&b, " %s (%s)", m.Week, m.Period)
	}
	if m.Late {
		b.WriteString(" late")
	}
	for _, it := range m.Releases {
		b.WriteString(" " + number(it.Release))
	}
	if m.Reason != "" {
		fmt.Fprintf(&b, " %s: %s", m.Channel, m.Reason)
	}
	return b.String()
}

// number is the last part of a release's ID.
func number(id release.ID) string {
	_, n, _ := strings.Cut(string(id), ":")
	return n
}

// finding is a discord whose history can be read.
type finding struct{ *discord }

func (d finding) Find(_ context.Context, t delivery.Target, nonce string, since time.Time) (string, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looks++
	for _, p := range d.posts {
		if p.nonce == nonce && p.target == t {
			return p.id, true, nil
		}
	}
	return "", false, nil
}
