package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/rest"
	"motirbot/delivery"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Poster posts what nobody asked for: alerts, digests and notices.
func (b *Bot) Poster() delivery.Poster { return poster{b} }

type poster struct{ bot *Bot }

var (
	// errNothingLeft: every release of a message has been withdrawn since.
	errNothingLeft = errors.New("its releases have been withdrawn")
	// errNotSeen: another process has planned a digest of releases that this
	// one has not read yet.
	errNotSeen = errors.New("its releases have not been read yet")
)

// Post implements delivery.Poster.
func (p poster) Post(ctx context.Context, t delivery.Target, m delivery.Message, nonce string) (string, error) {
	channel, err := p.bot.channelOf(ctx, t)
	if err != nil {
		return "", troubleBefore(err)
	}
	worded, err := p.bot.worded(ctx, t, m, nonce)
	if err != nil {
		return "", troubleBefore(err)
	}
	if !worded.carries(nonce) {
		return "", troubleBefore(errUnmarked)
	}
	worded.Nonce = nonce
	// Once, so that the error tells of all that was sent. The engine repeats.
	id, err := p.bot.api.send(ctx, channel, worded, true)
	if err != nil {
		return "", trouble(err)
	}
	return id, nil
}

// channelOf is the channel to post in, that of direct messages for a person
// and for the owner of a guild.
func (b *Bot) channelOf(ctx context.Context, t delivery.Target) (string, error) {
	if t.Channel != "" {
		return t.Channel, nil
	}
	user := t.User
	if user == "" {
		if user = b.guilds.ownerOf(t.Guild); user == "" {
			return "", &delivery.PostError{Trouble: delivery.Retry, Err: fmt.Errorf("the owner of server %s is not known yet", t.Guild)}
		}
	}
	return b.api.openDM(ctx, user)
}

// languageAt is what a post is worded in: as the server's managers set it, or
// as the server or the person has Discord.
func (b *Bot) languageAt(ctx context.Context, t delivery.Target) string {
	if t.User != "" {
		lang, err := b.cfg.Memory.Meta(ctx, languageKey(t.User))
		if err != nil {
			b.logger.Warn("discord: language not read", "err", err)
		}
		return catalogue(lang).Lang
	}
	if set := b.guilds.of(t.Guild).Language; set != "" {
		return set
	}
	return languageOf(b.guilds.localeOf(t.Guild))
}

// worded puts a message into words.
func (b *Bot) worded(ctx context.Context, t delivery.Target, m delivery.Message, nonce string) (message, error) {
	lang := b.languageAt(ctx, t)
	switch m.Kind {
	case delivery.KindAlert:
		return b.alertMessage(ctx, m, catalogue(lang), nonce)
	case delivery.KindDigest:
		return b.digestMessage(ctx, t, m, lang, nonce)
	case delivery.KindNotice:
		return b.noticeMessage(t, m, catalogue(lang), nonce), nil
	}
	return message{}, &delivery.PostError{Trouble: delivery.Refused, Err: fmt.Errorf("a message of kind %q is not known", m.Kind)}
}

// digestMessage is the digest as an answer that nobody has asked for: it is
// kept like one, so that its pages and sources can be shown. Whoever turns a
// page gets a copy of their own.
func (b *Bot) digestMessage(ctx context.Context, at delivery.Target, m delivery.Message, lang, id string) (message, error) {
	ans, err := b.digestOf(ctx, m, lang)
	if err != nil {
		return message{}, err
	}
	t := catalogue(lang)
	title := fmt.Sprintf(t.DigestTitle, m.Period.From, m.Period.To)
	var notices []string
	if m.Late {
		notices = append(notices, fmt.Sprintf(t.DigestLate, fmt.Sprintf("<t:%d:R>", m.Due.Unix())))
	}
	if len(ans.Items) == 0 {
		ans = answer.Answer{Kind: answer.KindDigest, Mode: ans.Mode, Language: ans.Language, Coverage: ans.Coverage}
	}
	v := view{question: title, answer: ans, notices: notices, texts: t, figures: b.headlines(ctx, listed(ans), t)}
	if b.keep(ctx, &task{id: id, place: place{Guild: at.Guild, Channel: at.Channel}, question: title}, ans) {
		v.id = id
	}
	return v.message(), nil
}

// digestOf is the digest without what has been withdrawn since the index was
// read. The sample is never posted: where answers come from it, the index is
// empty.
func (b *Bot) digestOf(ctx context.Context, m delivery.Message, lang string) (answer.Answer, error) {
	if !b.sample() {
		var only []release.ID // nil for one that was not planned but asked for
		if m.Week != "" {
			only = []release.ID{} // each release is told of once: what comes in between is for the next
		}
		for _, item := range m.Releases {
			only = append(only, item.Release)
		}
		ans, err := b.cfg.Answers.Digest(ctx, answer.DigestRequest{Period: m.Period, Only: only, AsOf: b.today(), Language: lang})
		if err != nil {
			return answer.Answer{}, err
		}
		return b.standing(ctx, ans)
	}
	if len(m.Releases) > 0 {
		return answer.Answer{}, errNotSeen
	}
	return answer.Answer{Kind: answer.KindDigest, Mode: answer.ModeExtractive, Language: lang}, nil
}

// standing takes out of a list what has been withdrawn.
func (b *Bot) standing(ctx context.Context, ans answer.Answer) (answer.Answer, error) {
	gone := map[release.ID]bool{}
	for _, item := range ans.Items {
		rec, err := b.cfg.Memory.Release(ctx, item.ReleaseID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return answer.Answer{}, err
		}
		gone[item.ReleaseID] = rec.Withdrawn
	}
	return ans.Without(gone), nil
}

// trouble says what an error of the request that posts means.
func trouble(err error) *delivery.PostError {
	var refused *rest.Error
	kind := delivery.PostError{Trouble: delivery.Unknown, Err: err}
	if !errors.As(err, &refused) {
		if errors.Is(err, rest.ErrRateLimited) {
			kind.Trouble = delivery.Retry
		}
		return &kind
	}
	switch {
	case refused.Status == http.StatusTooManyRequests:
		kind.Trouble, kind.After = delivery.Retry, refused.RetryAfter
	case refused.Status == http.StatusUnauthorized:
		kind.Trouble = delivery.Retry // the token, not the channel
	case refused.Status == http.StatusForbidden, refused.Status == http.StatusNotFound, isClosed(refused):
		kind.Trouble = delivery.Gone
	case refused.Status < 500:
		kind.Trouble = delivery.Refused
	}
	return &kind
}

// isClosed knows Discord's codes for a channel that the bot cannot post in,
// whatever the status they come with.
func isClosed(err error) bool {
	return rest.HasCode(err,
		discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild, discordgo.ErrCodeUnknownUser,
		discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions,
		discordgo.ErrCodeCannotSendMessagesToThisUser, discordgo.ErrCodeCannotSendMessagesInVoiceChannel)
}

// troubleBefore is trouble with what comes before the message is sent: however
// it failed, the message has not arrived.
func troubleBefore(err error) *delivery.PostError {
	var said *delivery.PostError
	switch {
	case errors.As(err, &said):
		return said
	case errors.Is(err, errNothingLeft):
		return &delivery.PostError{Trouble: delivery.Refused, Err: err}
	}
	said = trouble(err)
	if said.Trouble == delivery.Unknown {
		said.Trouble = delivery.Retry
	}
	return said
}

// Library is the index as alerts and digests look at it.
func Library(index interface{ View() *retrieval.View }) delivery.Library { return library{index} }

type library struct {
	index interface{ View() *retrieval.View }
}

// Topics implements delivery.Library.
func (l library) Topics(id release.ID) ([]string, bool) {
	view := l.index.View()
	if _, known := view.Record(id); !known {
		return nil, false
	}
	var keys []string
	for _, topic := range view.TopicsOf(id) {
		keys = append(keys, topic.Key)
	}
	return keys, true
}

// Released implements delivery.Library.
func (l library) Released(period release.Period) []release.ID {
	var ids []release.ID
	for _, rec := range l.index.View().Records(period, release.Date{}) {
		ids = append(ids, rec.ID)
	}
	return ids
}

// ownerOf is the id of a guild's owner, "" if it is not known.
func (g *guilds) ownerOf(guild string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil {
		return known.OwnerID
	}
	return ""
}

// localeOf is the language that a guild has set at Discord.
func (g *guilds) localeOf(guild string) discordgo.Locale {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil {
		return discordgo.Locale(known.PreferredLocale)
	}
	return ""
}

// nameOf is the name of a guild, or its id.
func (g *guilds) nameOf(guild string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil && known.Name != "" {
		return known.Name
	}
	return guild
}

// channelName is the name of a channel, "" if it is not known.
func (g *guilds) channelName(channel string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Channel(channel); err == nil {
		return known.Name
	}
	return ""
}

// records are those of the releases that can still be told of, from the index
// also where answers come from the sample.
func (b *Bot) records(ctx context.Context, items []delivery.Item) ([]store.Record, error) {
	var records []store.Record
	for _, it := range items {
		rec, err := b.cfg.Memory.Release(ctx, it.Release)
		if errors.Is(err, store.ErrNotFound) || err == nil && rec.Withdrawn {
			continue
		}
		if err != nil {
			return nil, err
		}
		records = append(records, rec)
	}
	if len(records) == 0 {
		return nil, errNothingLeft
	}
	return records, nil
}
