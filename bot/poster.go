package bot

import (
	"context"

	"motirbot/release"
)

// Address is where to post: a channel, or the direct messages with a user.
type Address struct{ Channel, User string }

// PostRelease posts a release that nobody asked for, with a button to ask
// about it, in one of the languages of package answer. Discord takes a second
// message with the same nonce, of at most 25 characters, for the first, as
// long as it remembers that.
func (b *Bot) PostRelease(ctx context.Context, to Address, id release.ID, lang, nonce string) (messageID string, err error) {
	rec, err := b.cfg.Releases.Release(ctx, id)
	if err != nil {
		return "", err
	}
	return b.post(ctx, to, b.releaseCard(rec, catalogue(lang), nil), nonce)
}

func (b *Bot) post(ctx context.Context, to Address, m message, nonce string) (string, error) {
	channel := to.Channel
	if channel == "" {
		var err error
		if channel, err = b.api.openDM(ctx, to.User); err != nil {
			return "", err
		}
	}
	m.Nonce = nonce
	return b.api.send(ctx, channel, m, false)
}
