package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"motirbot/bot"
	"motirbot/bot/command"
	"motirbot/internal/address"
	"motirbot/internal/openaiapi"
	"motirbot/source/catalog"
	"motirbot/source/motir"
)

const defaultModelCalls = 500

// openAIBaseURL is the only server that surely wants a key.
const openAIBaseURL = "https://api.openai.com/v1"

// Which embedder makes the vectors.
const (
	embedderLocal  = "local"
	embedderOpenAI = "openai"
)

// config is what the environment, a .env file and the flags say, checked.
type config struct {
	DB       string // the store's file; "" where no place is known
	DBNamed  bool   // the user chose it, so it has to be there for readers
	StateDir string

	Embedder   string
	EmbedModel string
	EmbedDim   int // 0: as the model has it

	Key       openaiapi.Secret
	BaseURL   address.Address
	ChatModel string

	Verify         bool            // answers of the model are read a second time
	VerifyModel    string          // by this model
	VerifyURL      address.Address // of its server; zero: that of the chat model
	VerifyKey      openaiapi.Secret
	EvidenceTokens int // 0: as package answer has it

	FirstToken time.Duration // 0: as package answer has it
	Answer     time.Duration

	Topics   string // the user's topics file
	Sources  string // the user's file of sources
	LogLevel slog.Level
	LogNamed bool // the user chose it
}

// loadConfig checks every setting and returns the first mistake.
func loadConfig(env environ, dbFlag *string) (config, error) {
	read := reader{env: env}
	cfg := config{
		StateDir:   env.stateDir(),
		EmbedModel: env["OPENAI_EMBED_MODEL"],
		EmbedDim:   read.number("OPENAI_EMBED_DIM"),
		Key:        openaiapi.Secret(strings.TrimSpace(env["OPENAI_API_KEY"])),
		BaseURL:    read.server("OPENAI_BASE_URL", openAIBaseURL),
		ChatModel:  env["OPENAI_CHAT_MODEL"],
		FirstToken: read.duration("MOTIRBOT_FIRST_TOKEN_TIMEOUT"),
		Answer:     read.duration("MOTIRBOT_ANSWER_TIMEOUT"),
		Topics:     env["MOTIRBOT_TOPICS"],
		Sources:    env["MOTIRBOT_SOURCES"],
		LogLevel:   read.level("MOTIRBOT_LOG_LEVEL"),
		LogNamed:   env["MOTIRBOT_LOG_LEVEL"] != "",
	}
	cfg.Verify = read.choice("MOTIRBOT_VERIFY", "on", "off") != "off" && cmp.Or(cfg.ChatModel, env["OPENAI_VERIFY_MODEL"]) != ""
	cfg.VerifyModel = cmp.Or(env["OPENAI_VERIFY_MODEL"], cfg.ChatModel)
	cfg.VerifyURL = read.server("OPENAI_VERIFY_BASE_URL", "")
	cfg.VerifyKey = openaiapi.Secret(strings.TrimSpace(env["OPENAI_VERIFY_API_KEY"]))
	if cfg.EvidenceTokens = read.number("MOTIRBOT_EVIDENCE_TOKENS"); cfg.EvidenceTokens > 0 && cfg.EvidenceTokens < 500 {
		read.wrong("MOTIRBOT_EVIDENCE_TOKENS: want 500 or more: a release is about 1,000")
	}
	cfg.Embedder = read.embedder(cfg.EmbedModel)
	cfg.DB, cfg.DBNamed = read.db(dbFlag)
	return cfg, read.err
}

// needKey refuses to call OpenAI's own service without a key. Servers of other
// makers often need none.
func (c config) needKey(setting string) error {
	if c.Key != "" || c.BaseURL.Reveal() != openAIBaseURL {
		return nil
	}
	return usagef("%s is set but OPENAI_API_KEY is not: set the key, or OPENAI_BASE_URL for a server that needs none", setting)
}

// modelServers are the hosts that see questions.
func (c config) modelServers() []string {
	var hosts []string
	add := func(used bool, at address.Address) {
		u, err := url.Parse(at.Reveal())
		if used && err == nil && !slices.Contains(hosts, u.Hostname()) {
			hosts = append(hosts, u.Hostname())
		}
	}
	add(c.ChatModel != "" || c.Embedder == embedderOpenAI, c.BaseURL)
	add(c.ChatModel != "" && c.Verify && !c.VerifyURL.IsZero(), c.VerifyURL)
	return hosts
}

// exists reports whether a store is there. An error other than absence counts
// as presence: opening says more about it.
func (c config) exists() bool {
	if c.DB == "" {
		return false
	}
	_, err := os.Stat(c.DB)
	return !os.IsNotExist(err)
}

func (c config) missing() error {
	return fmt.Errorf("no index at %s: make one with `motirbot index`", c.DB)
}

// discord is what the environment says about the bot.
type discord struct {
	token      openaiapi.Secret
	guild      string
	api        address.Address // zero: Discord's own
	modelCalls int
	metrics    string // address to serve metrics on; "": none
	limits     command.Limits
	keep       time.Duration // of answers; 0: as package bot has it
	shards     int           // bot.AutoShards: as many as Discord recommends
	shardIDs   []int         // of this process; nil: all
	content    bool          // the message content intent is switched on
}

func loadDiscord(env environ) (discord, error) {
	read := reader{env: env}
	d := discord{
		token: openaiapi.Secret(strings.TrimSpace(env["DISCORD_TOKEN"])),
		guild: strings.TrimSpace(env["DISCORD_GUILD_ID"]),
		api:   read.address("DISCORD_API_URL", ""), modelCalls: read.number("MOTIRBOT_MODEL_CALLS"),
		metrics: read.listen("MOTIRBOT_METRICS"), content: read.choice("DISCORD_MESSAGE_CONTENT", "on", "off") == "on",
	}
	d.shards, d.shardIDs = read.shards()
	if d.modelCalls == 0 {
		d.modelCalls = defaultModelCalls
	}
	d.limits = command.Limits{
		MemberHourly: read.number("MOTIRBOT_MEMBER_HOURLY"), GuildHourly: read.number("MOTIRBOT_SERVER_HOURLY"),
		ModelShare: read.number("MOTIRBOT_MODEL_SHARE"), ModelCalls: d.modelCalls,
	}
	if d.limits.ModelShare > 100 {
		read.wrong("MOTIRBOT_MODEL_SHARE: want 1 to 100: it is a percentage")
	}
	d.keep = time.Duration(read.number("MOTIRBOT_KEEP_DAYS")) * 24 * time.Hour
	if strings.Trim(d.guild, "0123456789") != "" {
		read.wrong("DISCORD_GUILD_ID: %q is not the id of a server: want digits only, as “Copy Server ID” gives them", d.guild)
	}
	if err := bot.CheckToken(d.token.Reveal()); err != nil {
		read.wrong("%w", err)
	}
	return d, read.err
}

var errNoContact = errors.New("MOTIRBOT_CONTACT is not set")

// origins is what the environment says about where releases come from.
type origins struct {
	list    address.Address // of the source motir; zero: the catalog's
	contact string
	feeds   []address.Address
	private bool
	files   bool // attachments are read
	catalog *catalog.Catalog
}

// followed are the sources that are synced, by precedence: the text of record
// first. Those of MOTIRBOT_FEEDS are the last.
func (o origins) followed() []catalog.Source {
	var all []catalog.Source
	for _, s := range o.catalog.Sources() {
		if s.Name == motir.SourceName && !o.list.IsZero() {
			s.Site = o.list
		}
		if s.Follow {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b catalog.Source) int {
		switch {
		case a.Site.IsZero() == b.Site.IsZero():
			return 0
		case a.Site.IsZero():
			return 1
		}
		return -1
	})
	for _, at := range o.feeds {
		all = append(all, catalog.Source{Name: feedName(at), Feed: at, Issuer: o.catalog.At(at.Reveal()), Follow: true})
	}
	return all
}

func loadOrigins(env environ) (origins, error) {
	read := reader{env: env}
	known, err := catalog.Load(env["MOTIRBOT_SOURCES"])
	if err != nil {
		return origins{}, usageError{fmt.Errorf("MOTIRBOT_SOURCES: %w", err)}
	}
	o := origins{
		catalog: known,
		contact: strings.TrimSpace(env["MOTIRBOT_CONTACT"]), private: read.yes("MOTIRBOT_ALLOW_PRIVATE"),
		files: read.choice("MOTIRBOT_ATTACHMENTS", "on", "off") != "off",
	}
	if list := env["MOTIRBOT_SOURCE_URL"]; list != "" {
		var ok bool
		if o.list, ok = site(list); !ok || strings.ContainsAny(list, "?#") {
			read.wrong("MOTIRBOT_SOURCE_URL: want the address of a list, without user, password or query")
		}
	}
	for raw := range strings.SplitSeq(env["MOTIRBOT_FEEDS"], ",") {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		feed, ok := site(raw)
		if !ok {
			read.wrong("MOTIRBOT_FEEDS: want addresses of feeds, separated by commas, without user or password")
		}
		o.feeds = append(o.feeds, feed)
	}
	switch {
	case o.contact == "" && !o.private:
		read.wrong("%w: name a web or mail address at which the people who run the ministry's site can reach you", errNoContact)
	case o.contact != "" && !strings.ContainsAny(o.contact, "@:") || strings.ContainsFunc(o.contact, func(r rune) bool { return r < ' ' }):
		read.wrong("MOTIRBOT_CONTACT: want a web or mail address")
	}
	return o, read.err
}

// site reads the address of a site, which has no user and no password.
func site(raw string) (at address.Address, ok bool) {
	at, err := address.Parse(raw)
	u, err2 := url.Parse(at.Reveal())
	return at, err == nil && err2 == nil && u.User == nil
}

// isOwn reports whether every site is on this very machine, where a pause
// between requests spares nobody.
func (o origins) isOwn() bool {
	for _, s := range o.followed() {
		u, err := url.Parse(s.Site.Reveal() + s.Feed.Reveal()) // it has one of them
		ip, ipErr := netip.ParseAddr(u.Hostname())
		if err != nil || ipErr != nil || !ip.IsLoopback() {
			return false
		}
	}
	return true
}

const (
	defaultSyncEvery = 15 * time.Minute
	// minSyncEvery keeps a slip of the pen from pestering the ministry.
	minSyncEvery = time.Minute
)

const noContactNote = "Not syncing: MOTIRBOT_CONTACT is not set, so sites could not tell who asks."

// syncPlan is whether and how often serve syncs.
type syncPlan struct {
	every time.Duration // 0: never
	note  string        // for the owner
}

// loadSyncPlan asks nobody for pages without a contact, but lets a bot that is
// only tried out start without one.
func loadSyncPlan(env environ) (syncPlan, error) {
	read := reader{env: env}
	p := syncPlan{every: cmp.Or(read.duration("MOTIRBOT_SYNC_EVERY"), defaultSyncEvery)}
	if p.every < minSyncEvery && !read.yes("MOTIRBOT_ALLOW_PRIVATE") {
		read.wrong("MOTIRBOT_SYNC_EVERY: want %s or more", minSyncEvery)
	}
	wish := read.choice("MOTIRBOT_SYNC", "on", "off")
	if read.err != nil || wish == "off" {
		return syncPlan{}, read.err
	}
	o, err := loadOrigins(env)
	switch {
	case errors.Is(err, errNoContact) && wish == "" && o.list.IsZero() && len(o.feeds) == 0 && env["MOTIRBOT_SOURCES"] == "":
		return syncPlan{note: noContactNote}, nil
	case err != nil:
		return syncPlan{}, err
	}
	p.note = fmt.Sprintf("Syncing every %s.", strings.Replace(p.every.String(), "m0s", "m", 1))
	return p, nil
}
