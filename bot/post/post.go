// Package post posts what nobody asked for: alerts, digests and notices.
package post

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// Poster is a delivery.Poster and delivery.Finder.
type Poster struct {
	state  *state.State
	client *discord.Client
	asked  *lru.Cache[string, time.Time] // when Discord was asked about a server
}

const (
	// maxAsked bounds the memory of servers asked about.
	maxAsked = 10_000
	// askAgain is how long what Discord said of a server is taken to hold.
	askAgain = time.Hour
)

var (
	_ delivery.Poster = (*Poster)(nil)
	_ delivery.Finder = (*Poster)(nil)
)

// New returns a Poster.
func New(s *state.State, c *discord.Client) *Poster {
	asked, err := lru.New[string, time.Time](maxAsked)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &Poster{state: s, client: c, asked: asked}
}

var (
	// errNothingLeft: every release of a message has been withdrawn since.
	errNothingLeft = errors.New("its releases have been withdrawn")
	// errNotSeen: another process has planned a digest of releases that this
	// one has not read yet.
	errNotSeen = errors.New("its releases have not been read yet")
)

// Post implements delivery.Poster.
func (p *Poster) Post(ctx context.Context, t delivery.Target, m delivery.Message, nonce string) (string, error) {
	p.meet(ctx, t.Guild)
	channel, err := p.channelOf(ctx, t)
	if err != nil {
		return "", troubleBefore(err)
	}
	posted, err := p.render(ctx, t, m, nonce)
	if err != nil {
		return "", troubleBefore(err)
	}
	if !carriesNonce(posted, nonce) {
		return "", troubleBefore(errUnmarked)
	}
	posted.Nonce = nonce
	// Once, so that the error tells of all that was sent. The engine repeats.
	id, err := p.client.Send(ctx, channel, posted, true)
	if err != nil {
		return "", trouble(err)
	}
	return id, nil
}

// meet asks Discord about a server that no shard of this process has, for its
// language and its owner. If that fails, the post itself will say why.
func (p *Poster) meet(ctx context.Context, guild string) {
	at, asked := p.asked.Get(guild)
	now := p.state.Clock()
	if guild == "" || !asked && p.state.Guilds.Knows(guild) || asked && now.Sub(at).Abs() < askAgain {
		return
	}
	raw, err := p.client.Guild(ctx, guild)
	if err != nil {
		p.state.Logger.InfoContext(ctx, "discord: server not known", "guild", guild, "err", err)
		return
	}
	p.asked.Add(guild, now)
	p.state.Guilds.Learn("GUILD_UPDATE", raw)
}

// channelOf is the channel to post in, that of direct messages for a person
// and for the owner of a guild.
func (p *Poster) channelOf(ctx context.Context, t delivery.Target) (string, error) {
	if t.Channel != "" {
		return t.Channel, nil
	}
	user := t.User
	if user == "" {
		if user = p.state.Guilds.Owner(t.Guild); user == "" {
			return "", &delivery.PostError{Trouble: delivery.Retry, Err: fmt.Errorf("the owner of server %s is not known yet", t.Guild)}
		}
	}
	return p.client.OpenDM(ctx, user)
}

func (p *Poster) render(ctx context.Context, to delivery.Target, m delivery.Message, nonce string) (discord.Message, error) {
	t := render.For(p.state.Language(ctx, to))
	switch m.Kind {
	case delivery.KindAlert:
		return p.alert(ctx, m, t, nonce)
	case delivery.KindDigest:
		return p.Digest(ctx, to, m, t, nonce)
	case delivery.KindNotice:
		guilds := p.state.Guilds
		return render.Notice(to.Guild, guilds.Name(to.Guild), m.Channel, guilds.ChannelName(m.Channel), m.Reason, nonce, t), nil
	}
	return discord.Message{}, &delivery.PostError{Trouble: delivery.Refused, Err: fmt.Errorf("a message of kind %q is not known", m.Kind)}
}

// alert tells of new releases: those that still stand, from the index also
// where answers come from the sample.
func (p *Poster) alert(ctx context.Context, m delivery.Message, t *render.Texts, nonce string) (discord.Message, error) {
	alert := render.Alert{By: p.state.By, Roles: m.Roles, Nonce: nonce, Texts: t}
	var ids []release.ID
	for _, it := range m.Releases {
		for _, key := range it.Topics {
			if name := p.state.TopicTitle(key, t); !slices.Contains(alert.Topics, name) {
				alert.Topics = append(alert.Topics, name)
			}
		}
		rec, err := p.state.Memory.Release(ctx, it.Release)
		if errors.Is(err, store.ErrNotFound) || err == nil && rec.Withdrawn {
			continue
		}
		if err != nil {
			return discord.Message{}, err
		}
		alert.Releases, ids = append(alert.Releases, rec), append(ids, rec.ID)
	}
	if len(ids) == 0 {
		return discord.Message{}, errNothingLeft
	}
	alert.Figures = p.state.FigureLines(ctx, ids, t)
	return alert.Message(), nil
}

// Digest is the digest as an answer that nobody has asked for: it is kept under
// the id like one, so that its pages and sources can be shown. Whoever turns a
// page gets a copy of their own.
func (p *Poster) Digest(ctx context.Context, to delivery.Target, m delivery.Message, t *render.Texts, id string) (discord.Message, error) {
	ans, err := p.digestOf(ctx, m, t.Lang)
	if err != nil {
		return discord.Message{}, err
	}
	if len(ans.Items) == 0 {
		ans = answer.Answer{Kind: answer.KindDigest, Mode: ans.Mode, Language: ans.Language, Coverage: ans.Coverage}
	}
	given := state.Given{
		ID: id, Place: discord.Place{Guild: to.Guild, Channel: to.Channel},
		Question: fmt.Sprintf(t.DigestTitle, m.Period.From, m.Period.To), Answer: ans,
	}
	v := p.state.View(ctx, given, t)
	v.Sample = false // it is never posted
	if !p.state.Save(ctx, given) {
		v.ID = ""
	}
	if m.Late {
		v.Notices = append(v.Notices, fmt.Sprintf(t.DigestLate, fmt.Sprintf("<t:%d:R>", m.Due.Unix())))
	}
	return v.Message(), nil
}

// digestOf is the digest without what has been withdrawn since the index was
// read. The sample is never posted: where answers come from it, the index is
// empty.
func (p *Poster) digestOf(ctx context.Context, m delivery.Message, lang string) (answer.Answer, error) {
	if p.state.Sample() {
		if len(m.Releases) > 0 {
			return answer.Answer{}, errNotSeen
		}
		return answer.Answer{Kind: answer.KindDigest, Mode: answer.ModeExtractive, Language: lang}, nil
	}
	var only []release.ID // nil for one that was not planned but asked for
	if m.Week != "" {
		only = []release.ID{} // each release is told of once: what comes in between is for the next
	}
	for _, item := range m.Releases {
		only = append(only, item.Release)
	}
	ans, err := p.state.Answers.Digest(ctx, answer.DigestRequest{Period: m.Period, Only: only, AsOf: p.state.Today(), Language: lang})
	if err != nil {
		return answer.Answer{}, err
	}
	gone := map[release.ID]bool{}
	for _, item := range ans.Items {
		rec, err := p.state.Memory.Release(ctx, item.ReleaseID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return answer.Answer{}, err
		}
		gone[item.ReleaseID] = rec.Withdrawn
	}
	return ans.Without(gone), nil
}

// trouble says what an error of the request that posts means.
func trouble(err error) *delivery.PostError {
	var refused *discord.Error
	kind := delivery.PostError{Trouble: delivery.Unknown, Err: err}
	if blocked, is := errors.AsType[*discord.BlockedError](err); is {
		kind.Trouble, kind.After = delivery.Retry, max(time.Until(blocked.Until), 0)
		return &kind
	}
	if !errors.As(err, &refused) {
		if errors.Is(err, discord.ErrRateLimited) {
			kind.Trouble = delivery.Retry
		}
		return &kind
	}
	switch {
	case refused.Status == http.StatusTooManyRequests:
		kind.Trouble, kind.After = delivery.Retry, refused.RetryAfter
	case refused.Status == http.StatusUnauthorized:
		kind.Trouble = delivery.Retry // the token, not the channel
	case refused.Status == http.StatusNotFound, discord.IsClosed(refused):
		kind.Trouble = delivery.Gone
	case refused.Status < 500:
		kind.Trouble = delivery.Refused
	}
	return &kind
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
