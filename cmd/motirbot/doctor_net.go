package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"motirbot/bot"
	discordapi "motirbot/bot/discord"
	"motirbot/embed"
	"motirbot/internal/openaiapi"
	"motirbot/source/catalog"
	"motirbot/source/motir"
	"motirbot/source/polite"
)

// checkTimeout bounds one check. A local server may have to load its model.
const checkTimeout = time.Minute

// sources asks each site and feed that is followed for its newest, side by side.
func (x *examination) sources(ctx context.Context) []finding {
	o, err := loadOrigins(x.app.environ)
	switch {
	case errors.Is(err, errNoContact):
		return []finding{{"sources", skipped, "MOTIRBOT_CONTACT is not set, so no site is asked", ""}}
	case err != nil:
		return nil // settings has said so
	case x.offline:
		return []finding{{"sources", skipped, "offline", ""}}
	}
	options := o.manners(x.app.log)
	options.Attempts, options.Timeout, options.Deadline = 1, checkTimeout/2, checkTimeout
	client, err := polite.New(options)
	if err != nil {
		return []finding{failed("sources", err, "")}
	}
	defer client.Close()
	all := o.followed()
	found := make([]finding, len(all))
	var asked sync.WaitGroup
	for i, s := range all {
		asked.Go(func() { found[i] = x.source(ctx, client, s) })
	}
	asked.Wait()
	for i, s := range all {
		if found[i].Verdict == good && !x.timed {
			x.compareClock(ctx, s.Site.Reveal()+s.Feed.Reveal(), options.UserAgent)
		}
	}
	return found
}

func (x *examination) source(ctx context.Context, client *polite.Client, s catalog.Source) finding {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	if s.Feed.IsZero() {
		items, err := motir.New(client, motir.Config{ListURL: s.Site.Reveal(), Issuer: s.Issuer}).ListInFull(ctx, 1)
		switch _, drifted := errors.AsType[*motir.LayoutError](err); {
		case drifted:
			return failed(s.Name, err, "the site has changed its pages; look for a newer motirbot")
		case err != nil:
			return failed(s.Name, err, "check the address and the network; the site may be down for a while")
		}
		return finding{s.Name, good, fmt.Sprintf("%s shows %s on its first page", s.Site, plural(len(items), "release")), ""}
	}
	page, err := client.Get(ctx, s.Feed.Reveal(), polite.AsFeed())
	if err != nil {
		return failed(s.Name, err, "check the address and the network; the site may be down for a while")
	}
	head := strings.ToLower(string(page.Body[:min(len(page.Body), 4096)]))
	if !strings.Contains(head, "<rss") && !strings.Contains(head, "<feed") && !strings.Contains(head, "rdf") {
		return finding{s.Name, wrong, fmt.Sprintf("%s is no RSS or Atom feed", s.Feed), "look for its address on the site"}
	}
	return finding{s.Name, good, fmt.Sprintf("%s is a feed", s.Feed), ""}
}

// compareClock takes the time from a site that has just answered.
func (x *examination) compareClock(ctx context.Context, at, agent string) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout/2)
	defer cancel()
	u, err := url.Parse(at)
	if err != nil {
		return
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, u.Scheme+"://"+u.Host+"/robots.txt", nil)
	if err != nil {
		return
	}
	request.Header.Set("User-Agent", agent)
	// A redirect may lead anywhere, and the answer itself has the time.
	client := &http.Client{Timeout: checkTimeout / 2, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if theirs, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		x.ahead, x.timed = x.app.now().Sub(theirs), true
	}
}

// models asks each model that is set for a little.
func (x *examination) models(ctx context.Context) (found []finding) {
	cfg := x.app.cfg
	if x.offline && (cfg.ChatModel != "" || cfg.EmbedModel != "") {
		return []finding{{"models", skipped, "offline", ""}}
	}
	const mend = "check OPENAI_BASE_URL, the key, and that the server has this model"
	chat := func(name, model string, server *openaiapi.Client, err error) {
		if err == nil {
			defer server.Close()
			err = askModel(ctx, server, model)
		}
		if err != nil {
			found = append(found, failed(name, err, mend))
			return
		}
		found = append(found, finding{name, good, fmt.Sprintf("%s answers at %s", model, server.Host()), ""})
	}
	const impatient = -1
	if cfg.ChatModel == "" {
		found = append(found, finding{"chat model", skipped, "none is set, and answers are quoted", ""})
	} else {
		server, err := x.app.server(openaiapi.Config{MaxRetries: impatient})
		chat("chat model", cfg.ChatModel, server, cmp.Or(cfg.needKey("OPENAI_CHAT_MODEL"), err))
	}
	if cfg.Verify && (!cfg.VerifyURL.IsZero() || cfg.VerifyModel != cfg.ChatModel) {
		server, err := x.app.server(openaiapi.Config{MaxRetries: impatient})
		if !cfg.VerifyURL.IsZero() {
			server, err = x.app.client(openaiapi.Config{BaseURL: cfg.VerifyURL.Reveal(), Key: cfg.VerifyKey, MaxRetries: impatient})
		}
		chat("verifier", cfg.VerifyModel, server, err)
	}
	if cfg.Embedder == embedderLocal || cfg.EmbedModel == "" { // settings says it if that is wrong
		return append(found, finding{"vectors", good, "made here, by " + embed.NewLocal().Model(), ""})
	}
	server, err := x.app.server(openaiapi.Config{MaxRetries: impatient, EmbedTimeout: checkTimeout})
	if err = cmp.Or(cfg.needKey("OPENAI_EMBED_MODEL"), err); err == nil {
		defer server.Close()
		var vectors [][]float32
		if vectors, err = server.Embed(ctx, cfg.EmbedModel, cfg.EmbedDim, []string{"Korea and the EU met in Seoul."}); err == nil {
			return append(found, finding{"vectors", good, fmt.Sprintf("%s answers at %s, %d dimensions", cfg.EmbedModel, server.Host(), len(vectors[0])), ""})
		}
	}
	return append(found, failed("vectors", err, mend))
}

// askModel wants any answer: one that is cut is one.
func askModel(ctx context.Context, server *openaiapi.Client, model string) error {
	_, err := server.Complete(ctx, openaiapi.ChatRequest{
		Model: model, Messages: []openaiapi.Message{{Role: "user", Content: "Answer with the one word: ready"}}, MaxTokens: 64, Total: checkTimeout,
	})
	if refused, ok := errors.AsType[*openaiapi.Error](err); ok && refused.Kind == openaiapi.Length {
		return nil
	}
	return err
}

// discordAPI is where Discord's client says that the API is.
const discordAPI = "https://discord.com/api/v9/"

// few is how many more times the bot should be able to start today.
const few = 20

// onDiscord asks Discord of the bot.
func (x *examination) onDiscord(ctx context.Context) []finding {
	d, err := loadDiscord(x.app.environ)
	switch {
	case d.token == "":
		return []finding{{"discord", skipped, "DISCORD_TOKEN is not set, so there is no bot", ""}}
	case err != nil:
		return nil // settings has said so
	case x.offline:
		return []finding{{"discord", skipped, "offline", ""}}
	}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	client, err := discordapi.New(discordapi.Config{Token: d.token.Reveal(), BaseURL: d.api.Reveal(), UserAgent: "DiscordBot (motirbot, " + version() + ")", Logger: x.app.log})
	if err != nil {
		return []finding{failed("discord", err, "")}
	}
	defer client.Close()
	get := func(path string, into any) error {
		return client.Call(ctx, discordapi.Request{Method: http.MethodGet, Endpoint: discordAPI + path, Into: into})
	}
	var application struct {
		ID, Name string
		Flags    int64
	}
	if err := get("applications/@me", &application); err != nil {
		do := "check the network, and https://discordstatus.com"
		if discordapi.HasStatus(err, http.StatusUnauthorized) {
			do = "reset the token on the Bot page of the developer portal, and set it anew"
		}
		return []finding{failed("discord", err, do)}
	}
	found := []finding{{"discord", good, "the token is that of " + application.Name, ""}}
	// As https://docs.discord.com/developers/resources/application has the flags.
	const presence, members, content = 3 << 12, 3 << 14, 3 << 18
	if application.Flags&(presence|members|content) != 0 {
		found = append(found, finding{"intents", remark, "privileged intents are on, and motirbot needs none of them", "switch them off on the Bot page, unless something else needs them"})
	} else {
		found = append(found, finding{"intents", good, "no privileged one is on, and none is needed", ""})
	}
	var gateway struct {
		Limit struct {
			Total, Remaining int
		} `json:"session_start_limit"`
	}
	switch err := get("gateway/bot", &gateway); {
	case err != nil:
		found = append(found, failed("gateway", err, ""))
	case gateway.Limit.Remaining < few:
		found = append(found, finding{"gateway", wrong, fmt.Sprintf("the bot may start %d more times today", gateway.Limit.Remaining), "find out why it starts so often before it may no more"})
	default:
		found = append(found, finding{"gateway", good, fmt.Sprintf("the bot may start %d more times today", gateway.Limit.Remaining), ""})
	}
	return append(append(found, x.permissions(get, application.ID, d.guild)...), x.commands(get, application.ID, d.guild)...)
}

// permissions are those of the bot on the servers that it is on.
func (x *examination) permissions(get func(string, any) error, app, wanted string) (found []finding) {
	var guilds []struct{ ID, Name, Permissions string }
	if err := get("users/@me/guilds", &guilds); err != nil {
		return []finding{failed("servers", err, "")}
	}
	invite := "invite it: " + bot.Invitation{AppID: app}.URL()
	if len(guilds) == 0 {
		return []finding{{"servers", remark, "the bot is on no server", invite}}
	}
	const administrator = 1 << 3
	on := false
	for _, g := range guilds {
		on = on || g.ID == wanted
		have, err := strconv.ParseInt(g.Permissions, 10, 64)
		if lacking := discordapi.Needed &^ have; err == nil && have&administrator == 0 && lacking != 0 {
			found = append(found, finding{"servers", wrong, fmt.Sprintf("on %s the bot lacks %s", g.Name, permissionNames(lacking)), "give them to its role, or " + invite})
		}
	}
	if wanted != "" && !on {
		found = append(found, finding{"servers", wrong, "the bot is not on the server of DISCORD_GUILD_ID", invite})
	}
	if len(found) == 0 {
		found = append(found, finding{"servers", good, fmt.Sprintf("on %s, with all that it needs; channels may say otherwise", plural(len(guilds), "server")), ""})
	}
	return found
}

func permissionNames(bits int64) string {
	var names []string
	for _, p := range []struct {
		bit  int64
		name string
	}{{1 << 10, "View Channels"}, {1 << 11, "Send Messages"}, {1 << 38, "Send Messages in Threads"}, {1 << 14, "Embed Links"}, {1 << 15, "Attach Files"}, {1 << 16, "Read Message History"}} {
		if bits&p.bit != 0 {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ", ")
}

func (x *examination) commands(get func(string, any) error, app, guild string) []finding {
	path := "applications/" + app + "/commands"
	if guild != "" {
		path = "applications/" + app + "/guilds/" + guild + "/commands"
	}
	var commands []struct{ Name string }
	switch err := get(path, &commands); {
	case err != nil:
		return []finding{failed("commands", err, "")}
	case len(commands) == 0:
		return []finding{{"commands", remark, "none is registered yet", "`motirbot serve` registers them when it starts"}}
	}
	return []finding{{"commands", good, plural(len(commands), "command") + " registered", ""}}
}
