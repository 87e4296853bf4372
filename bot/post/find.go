package post

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/delivery"
)

// A post is found again by the custom id of a button or menu on it, which holds
// its nonce: Discord keeps those with the message, and the nonce itself it
// forgets within minutes. So every kind of post has a button of some use.

const (
	// maxPages bounds the search in a channel where much is written.
	maxPages = 20
	// discordEpoch is when Discord's ids begin, in Unix milliseconds.
	discordEpoch = 1420070400000
)

var (
	errUnmarked   = errors.New("the message has nothing on it to find it again by")
	errUnreadable = errors.New("the channel's history cannot be read")
	errTooBusy    = errors.New("too much has been written in the channel since")
	errNobody     = errors.New("Discord has not told yet who the bot is")
)

// Find implements delivery.Finder.
func (p *Poster) Find(ctx context.Context, t delivery.Target, nonce string, since time.Time) (string, bool, error) {
	channel, err := p.channelOf(ctx, t)
	if err != nil {
		return "", false, troubleBefore(err)
	}
	id, found, err := p.find(ctx, channel, nonce, since)
	if err != nil {
		return "", false, troubleBefore(err)
	}
	return id, found, nil
}

// find looks through what was written in the channel since then, the oldest
// first: a post that arrived stands near the beginning.
func (p *Poster) find(ctx context.Context, channel, nonce string, since time.Time) (id string, found bool, err error) {
	me := p.state.Me()
	if me == "" {
		return "", false, errNobody
	}
	after := snowflakeAt(since)
	for n := range maxPages {
		page, err := p.client.MessagesAfter(ctx, channel, after)
		switch {
		case n > 0 && (errors.Is(err, discord.ErrRateLimited) || errors.Is(err, context.DeadlineExceeded)):
			// The next look would be no shorter, and all posts after this one wait.
			return "", false, &delivery.PostError{Trouble: delivery.Refused, Err: errTooBusy}
		case err != nil:
			return "", false, err
		case len(page) == 0 && n == 0:
			return "", false, p.readable(ctx, channel)
		case len(page) == 0:
			return "", false, nil
		}
		for _, m := range page {
			if m.Author.ID == me && carries(m.Components, nonce) {
				return m.ID, true, nil
			}
			if newer(m.ID, after) {
				after = m.ID
			}
		}
	}
	return "", false, &delivery.PostError{Trouble: delivery.Refused, Err: errTooBusy}
}

// readable returns nil if an empty page means that nothing was written. Where
// the bot may look into a channel and not read its history, Discord lists
// nothing and says no more.
func (p *Poster) readable(ctx context.Context, channel string) error {
	last, err := p.client.LastMessage(ctx, channel)
	if err != nil || last == "" { // nobody has ever written there
		return err
	}
	newest, err := p.client.NewestMessages(ctx, channel)
	if err == nil && len(newest) == 0 {
		return &delivery.PostError{Trouble: delivery.Refused, Err: errUnreadable}
	}
	return err
}

// carries reports whether a component among them has the nonce in its id.
func carries(components []discord.PostedComponent, nonce string) bool {
	return slices.ContainsFunc(components, func(c discord.PostedComponent) bool {
		id, ok := render.ParseCustomID(c.CustomID)
		return ok && (id.User == nonce || id.Of == nonce) || carries(c.Components, nonce)
	})
}

// carriesNonce reports whether the message can be found again by the nonce.
func carriesNonce(m discord.Message, nonce string) bool {
	raw, err := json.Marshal(m.Components)
	if err != nil {
		return false
	}
	var sent []discord.PostedComponent
	return json.Unmarshal(raw, &sent) == nil && carries(sent, nonce)
}

// snowflakeAt is the id before all that Discord gives from that moment on.
func snowflakeAt(at time.Time) string {
	return strconv.FormatInt(max(at.UnixMilli()-discordEpoch, 0)<<22, 10)
}

// newer compares two ids, which are numbers.
func newer(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}
