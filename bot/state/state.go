// Package state is what the parts of the bot share and remember: the releases
// as they are proposed while a user types, the servers and their settings, and
// the answers given.
package state

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Answers answers: *answer.Answerer.
type Answers interface {
	Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error)
	Latest(ctx context.Context, r answer.LatestRequest) (answer.Answer, error)
	Digest(ctx context.Context, r answer.DigestRequest) (answer.Answer, error)
	Help(ctx context.Context, r answer.HelpRequest) (answer.Answer, error)
	Check(q answer.Question) error
	Examples(ctx context.Context, language string) []string
}

// Releases is the part of *store.Store that holds releases.
type Releases interface {
	Generation(ctx context.Context) (int64, error)
	Releases(ctx context.Context, filter store.Filter) ([]store.Record, error)
	Release(ctx context.Context, id release.ID) (store.Record, error)
	Stats(ctx context.Context) (store.Stats, error)
}

// Memory is the part of *store.Store that remembers what happened on Discord.
type Memory interface {
	Claim(ctx context.Context, id string, quotas ...store.Quota) (bool, error)
	CheckQuotas(ctx context.Context, quotas ...store.Quota) error
	PruneClaims(ctx context.Context, before time.Time) (int, error)

	RecordGuilds(ctx context.Context, present []string, known func(guild string) bool) error
	PruneGuilds(ctx context.Context, leftBefore time.Time) (int, error)

	AllGuildSettings(ctx context.Context) ([]store.GuildSettings, error)
	SaveGuildSettings(ctx context.Context, g store.GuildSettings) error

	SaveAnswer(ctx context.Context, a store.SavedAnswer) error
	Answer(ctx context.Context, id string) (store.SavedAnswer, error)
	LastAnswer(ctx context.Context, channel, asker string, others bool, since time.Time) (store.SavedAnswer, error)
	PruneAnswers(ctx context.Context, before time.Time) (int, error)
	Vote(ctx context.Context, answer, voter string, up bool) error
	VotesOn(ctx context.Context, guild string, since time.Time) (store.Votes, error)
	ForgetQuestion(ctx context.Context, id string) error
	PersonalData(ctx context.Context, person string) (store.Personal, error)
	ForgetPerson(ctx context.Context, person string, settings ...string) (store.Personal, error)

	Subscribe(ctx context.Context, sub store.Subscription) (store.Subscription, bool, error)
	Unsubscribe(ctx context.Context, guild, person string, id int64) (store.Subscription, error)
	Subscriptions(ctx context.Context, guild, person string) ([]store.Subscription, error)

	SaveDigest(ctx context.Context, d store.DigestSettings) error
	Digest(ctx context.Context, guild, channel string) (store.DigestSettings, error)
	Digests(ctx context.Context, guild string) ([]store.DigestSettings, error)

	SourceStates(ctx context.Context) ([]store.SourceState, error)

	// Release returns a release of the index, whatever answers come from.
	Release(ctx context.Context, id release.ID) (store.Record, error)

	Meta(ctx context.Context, key string) (string, error)
	SetMeta(ctx context.Context, key, value string) error
}

// Topics finds topics: *retrieval.Topics.
type Topics interface {
	All() []retrieval.Topic
	Find(name string) (retrieval.Topic, bool)
	Nearest(name string, n int) []retrieval.Topic
}

// Figures gives the statistics that the releases tell, up to a day: *figures.Source.
type Figures interface {
	Dataset(ctx context.Context, asOf release.Date) (*figures.Dataset, error)
}

// Config is what a State is made of.
type Config struct {
	Answers  Answers
	Releases Releases
	Memory   Memory
	Topics   Topics
	Figures  Figures        // nil: none are told
	Issuer   release.Issuer // of releases whose source names none

	IsSample      bool        // the releases are the built-in sample
	Grown         func() bool // with IsSample: others have taken its place. nil: they never do
	PromptVersion string

	Logger *slog.Logger
	Clock  func() time.Time
}

// State is what the parts of the bot share. It may be used from several
// goroutines.
type State struct {
	Config
	Guilds  *Guilds
	Catalog *Catalog

	me atomic.Pointer[string]
}

// New returns a State that has read nothing yet.
func New(cfg Config) *State {
	s := &State{Config: cfg, Guilds: newGuilds(cfg.Memory, cfg.Logger)}
	s.Catalog = newCatalog(cfg, s.Statistics)
	return s
}

// Me is the bot's own id, "" before Discord has told it.
func (s *State) Me() string {
	if id := s.me.Load(); id != nil {
		return *id
	}
	return ""
}

// SetMe takes the bot's own id.
func (s *State) SetMe(id string) { s.me.Store(&id) }

// Mention is how the bot is called in a message.
func (s *State) Mention() string { return "<@" + s.Me() + ">" }

// Claim asks the store whether this process is the first to answer the
// interaction or message, and counts it against the quotas then: the error is a
// *store.QuotaError where one is used up. A store that cannot say does not keep
// us from answering: the memory of this process has been asked already.
func (s *State) Claim(ctx context.Context, id string, quotas ...store.Quota) (bool, error) {
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	first, err := s.Memory.Claim(ctx, id, quotas...)
	if _, over := errors.AsType[*store.QuotaError](err); err == nil || over {
		return first, err
	}
	s.Logger.ErrorContext(ctx, "discord: not claimed", "err", err)
	return true, nil
}

// CheckQuotas returns a *store.QuotaError if one of the quotas is used up, as
// far as the store can say in time for a first response.
func (s *State) CheckQuotas(ctx context.Context, quotas ...store.Quota) error {
	ctx, cancel := context.WithTimeout(ctx, discord.RespondTimeout/3)
	defer cancel()
	err := s.Memory.CheckQuotas(ctx, quotas...)
	if _, over := errors.AsType[*store.QuotaError](err); err == nil || over {
		return err
	}
	s.Logger.ErrorContext(ctx, "discord: quotas not read", "err", err)
	return nil
}

// Sample reports whether answers come from the built-in sample.
func (s *State) Sample() bool { return s.IsSample && (s.Grown == nil || !s.Grown()) }

// Today is the day in Seoul, which is what a reader of releases means by it.
func (s *State) Today() release.Date { return release.DateOf(s.Clock()) }

// Statistics are the figures of the releases as they are, nil where none are told.
func (s *State) Statistics(ctx context.Context) (*figures.Dataset, error) {
	if s.Figures == nil {
		return nil, nil
	}
	return s.Figures.Dataset(ctx, s.Today())
}

// FigureLines are the main figures of releases, each as a line. It is empty
// where they cannot be read: what shows them does without.
func (s *State) FigureLines(ctx context.Context, ids []release.ID, t *render.Texts) map[release.ID]string {
	if len(ids) == 0 {
		return nil
	}
	data, err := s.Statistics(ctx)
	if err != nil {
		s.Logger.WarnContext(ctx, "discord: figures not read", "err", err)
	}
	if data == nil {
		return nil
	}
	return render.FigureLines(data, ids, t)
}

// Issuers are those of the releases there are, or whose they will be.
func (s *State) Issuers() []release.Issuer {
	if known := s.Catalog.Now().Issuers; len(known) > 0 || s.Issuer.IsZero() {
		return known
	}
	return []release.Issuer{s.Issuer}
}

// By is who issued a release, "" where all are by one.
func (s *State) By(rec store.Record) string {
	if len(s.Catalog.Now().Issuers) < 2 {
		return ""
	}
	return cmp.Or(rec.Issuer.Label(), s.Issuer.Label())
}

// TopicTitle is the name of the topic in the reader's language, or what was
// typed.
func (s *State) TopicTitle(typed string, t *render.Texts) string {
	switch topic, ok := s.Topics.Find(typed); {
	case typed == store.AnyTopic:
		return t.AllReleases
	case ok:
		return t.TopicName(topic)
	}
	return typed
}

// Language is what a post to the target is worded in: as the server's managers
// set it, or as the server or the person has Discord.
func (s *State) Language(ctx context.Context, t store.Target) string {
	if t.User != "" {
		lang, err := s.Memory.Meta(ctx, languageKey(t.User))
		if err != nil {
			s.Logger.WarnContext(ctx, "discord: language not read", "err", err)
		}
		return render.For(lang).Lang
	}
	if set := s.Guilds.Of(t.Guild).Language; set != "" {
		return set
	}
	return render.LanguageOf(s.Guilds.Locale(t.Guild))
}

// KeepLanguage keeps the language of a person for Language, since Discord tells
// it with interactions only.
func (s *State) KeepLanguage(ctx context.Context, user, lang string) error {
	return s.Memory.SetMeta(ctx, languageKey(user), lang)
}

// Forget deletes what is kept of a person.
func (s *State) Forget(ctx context.Context, user string) (store.Personal, error) {
	return s.Memory.ForgetPerson(ctx, user, languageKey(user))
}

func languageKey(user string) string { return "language of user " + user }
