package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/bot/post"
	"motirbot/delivery"
	"motirbot/embed"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// newsroom is a world in which releases are announced and posted. Its clock,
// which Discord's is too, stands still unless a test moves it.
type newsroom struct {
	*world
	index  *retrieval.Retriever
	engine *delivery.Engine
	mu     sync.Mutex
	at     time.Time
	last   int // number of the last release published
}

func newNewsroom(t *testing.T, settings ...discordtest.Setting) *newsroom {
	t.Helper()
	n := &newsroom{at: now, last: 2490}
	n.world = emptyWorld(t, append(settings, discordtest.Clock(n.now))...)
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	if n.index, err = retrieval.New(n.store, embed.NewLocal(), topics); err != nil {
		t.Fatal(err)
	}
	n.answers.digest = answer.New(answer.Config{Retriever: n.index, Now: n.now}).Digest
	n.cfg.Now = n.now
	n.refresh()
	n.start()
	n.startEngine()
	return n
}

func (n *newsroom) startEngine() {
	n.engine = delivery.New(delivery.Config{
		Outbox: n.store, Library: post.Library(n.index), Poster: n.running.Poster(), Now: n.now, Settle: time.Nanosecond,
	})
}

// put stores releases with the chunks that digests are made of.
func (n *newsroom) put(rels ...release.Release) {
	n.t.Helper()
	if _, err := retrieval.NewIndexer(n.store, embed.NewLocal(), n.index.Topics()).Index(context.Background(), rels, nil); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) now() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.at
}

func (n *newsroom) refresh() {
	n.t.Helper()
	if _, err := n.index.Refresh(context.Background()); err != nil {
		n.t.Fatal(err)
	}
}

// publish brings a release as a sync does, and lets the engine work.
func (n *newsroom) publish(title, body string) release.Release {
	n.t.Helper()
	n.last++
	rel := released(n.last, title, body)
	n.put(rel)
	n.announce(rel)
	n.deliver()
	return rel
}

func released(number int, title, body string) release.Release {
	rel := releases()[0]
	rel.Number, rel.Title, rel.Body = fmt.Sprint(number), title, body
	rel.ID, rel.Date = release.NewID("motir", rel.Number, "", release.Date{}), release.NewDate(2025, 12, 19)
	rel.URL = "https://english.motir.go.kr/eng/article/EATCLdfa319ada/" + rel.Number + "/view"
	return rel
}

func (n *newsroom) announce(rels ...release.Release) {
	n.t.Helper()
	var seen []store.Seen
	for _, rel := range rels {
		seen = append(seen, store.Seen{Sighting: store.Sighting{
			Source: "motir", ID: rel.ID, Number: rel.Number, ListedAs: rel.Title, URL: rel.URL, Date: rel.Date, Hash: "x",
		}})
	}
	if _, err := n.store.RecordSightings(context.Background(), seen); err != nil {
		n.t.Fatal(err)
	}
	n.refresh()
}

// deliver has the engine do everything that is to be done now, some seconds
// later.
func (n *newsroom) deliver() { n.deliverAfter(10 * time.Second) }

func (n *newsroom) deliverAfter(d time.Duration) {
	n.t.Helper()
	n.mu.Lock()
	n.at = n.at.Add(d)
	n.mu.Unlock()
	ctx := context.Background()
	for _, do := range []func(context.Context) error{n.engine.PlanAlerts, n.engine.PlanDigests, n.engine.Dispatch} {
		if err := do(ctx); err != nil {
			n.t.Fatal(err)
		}
	}
}

// posted are the messages in a channel that answer nobody.
func (n *newsroom) posted(c *discordtest.Channel) []*discordtest.Message {
	var all []*discordtest.Message
	for _, m := range n.srv.Messages(c) {
		if m.Author == n.srv.Bot && m.Nonce != "" {
			all = append(all, m)
		}
	}
	return all
}

const (
	euTitle = "Korea and the EU Agree on a Roadmap for Battery Supply Chains"
	euBody  = "Korea and the European Union agreed on December 19 on a joint roadmap for battery supply chains. " +
		"The EU and Korea will meet again in March."
	steelTitle = "Ministry Announces Measures for the Steel Industry"
	steelBody  = "The ministry announced measures for the steel industry on December 19. Steel makers welcomed them."
)

// TestSubscriptionLivedThrough is a subscription as a manager and a reader
// have it.
func TestSubscriptionLivedThrough(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner, mina := n.ctx(), n.guild.Owner, n.mina()
	log := &transcript{t: t}

	if choices := owner.Autocomplete(ctx, n.channel, "subscribe", "topic", "europ"); len(choices) == 0 || choices[0].Value != "eu" {
		t.Errorf("proposed %v", choices)
	}
	subscribed := owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "eu")).Wait(ctx)
	log.command("owner", "/subscribe topic:European Union", subscribed)
	shows(t, subscribed, "Subscribed: new releases on **European Union** will be posted in <#"+n.channel.ID+">, once each.")
	if !subscribed.Ephemeral() {
		t.Error("everybody sees the reply")
	}
	listed := owner.Slash(n.channel, "subscriptions").Wait(ctx)
	log.command("owner", "/subscriptions", listed)
	shows(t, listed, "**European Union** → <#"+n.channel.ID+">")

	n.publish(steelTitle, steelBody)
	if posts := n.posted(n.channel); len(posts) != 0 {
		t.Fatalf("posted about something else: %s", posts[0].Text())
	}
	rel := n.publish(euTitle, euBody)
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	log.post("news", posts[0])
	shows(t, posts[0], "New release", "[2025-12-19 · "+euTitle+"]("+rel.URL+")", "agreed on December 19", "Subscribed: European Union")
	if posts[0].Component("Read it at the ministry") == nil {
		t.Error("no link button")
	}
	rel.Body += " Corrected."
	n.put(rel)
	n.announce(rel)
	n.deliver()
	if got := len(n.posted(n.channel)); got != 1 {
		t.Errorf("an edit was posted again: %d posts", got)
	}

	form := mina.Click(posts[0], "Ask about this")
	form.WaitModal(ctx)
	answered := mina.SubmitModal(form, map[string]string{"q": "When do they meet again?"}).Wait(ctx)
	log.command("mina", "[Ask about this] When do they meet again?", answered)
	asked := n.answers.questions()
	if last := asked[len(asked)-1]; len(last.History) != 1 || !slices.Equal(last.History[0].Releases, []release.ID{rel.ID}) {
		t.Errorf("asked %+v", last)
	}

	choices := owner.Autocomplete(ctx, n.channel, "unsubscribe", "subscription", "")
	if len(choices) != 1 || choices[0].Name != "European Union → #news" {
		t.Fatalf("proposed %v", choices)
	}
	cancelled := owner.Slash(n.channel, "unsubscribe", discordtest.Opt("subscription", choices[0].Value)).Wait(ctx)
	log.command("owner", "/unsubscribe subscription:"+choices[0].Name, cancelled)
	shows(t, cancelled, "Cancelled: new releases on **European Union**")
	n.publish("EU and Korea Hold Another Meeting", euBody)
	if got := len(n.posted(n.channel)); got != 1 {
		t.Errorf("%d posts after it was cancelled", got)
	}
	shows(t, owner.Slash(n.channel, "subscriptions").Wait(ctx), "There are none.")
	n.checkMentions()
}

func TestTwoSubscriptionsOnePost(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner := n.ctx(), n.guild.Owner
	role := n.guild.AddRole("trade watchers", 0)
	for _, topic := range []string{"eu", "batteries"} {
		args := []discordtest.Arg{discordtest.Opt("topic", topic)}
		if topic == "eu" {
			args = append(args, discordtest.Opt("role", role))
		}
		said := owner.Slash(n.channel, "subscribe", args...).Wait(ctx)
		if topic == "eu" {
			shows(t, said, "Each post will mention <@&"+role.ID+">.", "Discord will not notify")
		}
	}
	n.publish(euTitle+" @everyone", euBody)
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], "European Union", "Batteries")
	sent := n.srv.Requests(discordtest.RouteCreateMessage)
	var body struct {
		Content  string          `json:"content"`
		Allowed  json.RawMessage `json:"allowed_mentions"`
		Nonce    string          `json:"nonce"`
		Enforced bool            `json:"enforce_nonce"`
	}
	if err := json.Unmarshal(sent[len(sent)-1].Body, &body); err != nil {
		t.Fatal(err)
	}
	if string(body.Allowed) != `{"parse":[],"replied_user":false,"roles":["`+role.ID+`"]}` ||
		body.Content != "<@&"+role.ID+">" || body.Nonce == "" || !body.Enforced {
		t.Errorf("sent %+v, allowed %s", body, body.Allowed)
	}
	if pings := n.srv.Pings(); len(pings) != 1 || pings[0] != (discordtest.Ping{Kind: "role", ID: role.ID}) {
		t.Errorf("pinged %v", pings)
	}
}

func TestManyReleasesAreGrouped(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx := n.ctx()
	n.guild.Owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "*")).Wait(ctx)
	var all []release.Release
	for i := range 7 {
		all = append(all, released(3000+i, fmt.Sprintf("Release Number %d of a Busy Day", i), strings.Repeat("A long sentence about trade goes on and on ", 12)+"."))
	}
	n.put(all...)
	n.announce(all...)
	n.deliver()
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], "7 new releases", "Release Number 0", "Release Number 6", "All topics")
	menu := posts[0].Components[0].Components[0]
	form := n.mina().Select(posts[0], menu.CustomID, string(all[3].ID))
	form.WaitModal(ctx)
	n.mina().SubmitModal(form, map[string]string{"q": "What else?"}).Wait(ctx)
	asked := n.answers.questions()
	if last := asked[len(asked)-1]; len(last.History) != 1 || last.History[0].Releases[0] != all[3].ID {
		t.Errorf("asked %+v", last)
	}
}

func TestSubscribeRefusals(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner := n.ctx(), n.guild.Owner
	closed := n.guild.AddChannel("closed")
	closed.Deny(n.guild.BotRole(), discordtest.SendMessages|discordtest.EmbedLinks)
	shows(t, owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "eu"), discordtest.Opt("channel", closed)).Wait(ctx),
		"I cannot post in <#"+closed.ID+">", "**Send Messages**, **Embed Links**")
	shows(t, owner.Slash(closed, "subscribe", discordtest.Opt("topic", "eu")).Wait(ctx), "I cannot post in <#"+closed.ID+">")
	shows(t, owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "semiconducters")).Wait(ctx), "No topic is called", "Did you mean **Semiconductors**")
	shows(t, owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "eu"), discordtest.Opt("role", n.guild.Everyone())).Wait(ctx), "I do not ping everyone")
	shows(t, owner.Slash(n.channel, "unsubscribe", discordtest.Opt("subscription", "99")).Wait(ctx), "No subscription is called “99”")
	if n.mina().Offered(n.channel, "subscribe") || n.mina().Offered(n.channel, "digest") {
		t.Error("offered to those who may not manage the server")
	}
	if all, err := n.store.ActiveSubscriptions(ctx); err != nil || len(all) != 0 {
		t.Errorf("subscribed: %+v, %v", all, err)
	}
}

func TestSubscriptionInDirectMessages(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx := n.ctx()
	jun := n.srv.User("jun", discordtest.Locale("ko"))
	dm := jun.DMChannel()
	shows(t, jun.Slash(dm, "subscribe", discordtest.Opt("topic", "EU")).Wait(ctx), "구독했습니다", "이 대화에")
	rel := n.publish(euTitle, euBody)
	posts := n.posted(dm)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], "새 보도자료", rel.Title, "구독: ")
	if posts[0].Component("이 내용 질문하기") == nil {
		t.Error("no button")
	}
	shows(t, jun.Slash(dm, "unsubscribe", discordtest.Opt("subscription", "eu")).Wait(ctx), "취소했습니다")
	n.publish("EU and Korea Hold Another Meeting", euBody)
	if got := len(n.posted(dm)); got != 1 {
		t.Errorf("%d posts after it was cancelled", got)
	}
}

func TestDigestCommand(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner := n.ctx(), n.guild.Owner
	log := &transcript{t: t}
	on := func(args ...discordtest.Arg) *discordtest.Message {
		return owner.Slash(n.channel, "digest on", args...).Wait(ctx)
	}
	shows(t, on(discordtest.Opt("time", "25 o'clock")), "“25 o'clock” is not a time of day")
	shows(t, on(discordtest.Opt("timezone", "Seoul time")), "“Seoul time” is not a time zone")
	choices := owner.Autocomplete(ctx, n.channel, "digest on", "timezone", "brus")
	if len(choices) == 0 || choices[0].Value != "Europe/Brussels" || choices[0].Name != "Europe/Brussels (UTC+01:00)" {
		t.Errorf("proposed %v", choices)
	}
	said := on(discordtest.Opt("day", "1"), discordtest.Opt("time", "08:30"), discordtest.Opt("timezone", "Europe/Brussels"))
	log.command("owner", "/digest on day:Monday time:08:30 timezone:Europe/Brussels", said)
	shows(t, said, "every Monday at 08:30 (Europe/Brussels)", fmt.Sprintf("<t:%d:F>", time.Date(2025, 12, 22, 7, 30, 0, 0, time.UTC).Unix()), "is skipped")
	shows(t, owner.Slash(n.channel, "subscriptions").Wait(ctx), "Digest in <#"+n.channel.ID+">: every Monday at 08:30")

	log.command("owner", "/digest now", owner.Slash(n.channel, "digest now").Wait(ctx))
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	log.post("news", posts[0])
	shows(t, posts[0], "Weekly digest, 2025-12-13 to 2025-12-19", "page 1 of 2", "Korea and the EU")
	shows(t, n.mina().Click(posts[0], "Next ▶").Wait(ctx), "page 2 of 2")

	n.deliverAfter(3*24*time.Hour + 10*time.Hour) // Monday 13:00 UTC, hours late
	n.deliver()
	posts = n.posted(n.channel)
	if len(posts) != 2 {
		t.Fatalf("%d posts", len(posts))
	}
	log.post("news", posts[1])
	shows(t, posts[1], "Weekly digest, 2025-12-15 to 2025-12-21", "and comes late")

	shows(t, owner.Slash(n.channel, "digest off").Wait(ctx), "No more digests in <#"+n.channel.ID+">.")
	shows(t, owner.Slash(n.channel, "digest off").Wait(ctx), "There is no digest in")
	n.deliverAfter(7 * 24 * time.Hour)
	if got := len(n.posted(n.channel)); got != 2 {
		t.Errorf("%d posts after it was turned off", got)
	}
	n.checkMentions()
}

// TestClosedChannel gives a channel up after a day, and tells the owner once.
func TestClosedChannel(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner := n.ctx(), n.guild.Owner
	owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", "eu")).Wait(ctx)
	n.channel.Deny(n.guild.BotRole(), discordtest.SendMessages)
	n.publish(euTitle, euBody)
	for range 30 {
		n.deliverAfter(time.Hour)
	}
	notices := n.posted(owner.DMChannel())
	if len(notices) != 1 {
		t.Fatalf("%d notices", len(notices))
	}
	shows(t, notices[0], "I have stopped posting in a channel", "#news", "**Trade desk**", "50013")
	shows(t, owner.Slash(n.channel, "subscriptions").Wait(ctx), "⏸ paused")
}

func TestTroubles(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	rel := releases()[0]
	alert := delivery.Message{Kind: delivery.KindAlert, Releases: []delivery.Item{{Release: rel.ID, Topics: []string{"eu"}}}}
	here := delivery.Target{Guild: n.guild.ID, Channel: n.channel.ID}
	deleted := n.guild.AddChannel("deleted")
	deleted.Delete()
	forum, locked := n.guild.AddChannel("forum"), n.channel.StartThread("locked")
	forum.BecomeForum()
	locked.Archive(true)
	shy := n.srv.User("shy", discordtest.ClosedDMs())
	withdrawn := delivery.Message{Kind: delivery.KindAlert, Releases: []delivery.Item{{Release: "motir:1"}}}
	tests := []struct {
		name   string
		before func()
		to     delivery.Target
		m      delivery.Message
		want   delivery.Trouble
	}{
		{"deleted", nil, delivery.Target{Guild: n.guild.ID, Channel: deleted.ID}, alert, delivery.Gone},
		{"a forum by now", nil, delivery.Target{Guild: n.guild.ID, Channel: forum.ID}, alert, delivery.Gone},
		{"locked", nil, delivery.Target{Guild: n.guild.ID, Channel: locked.ID}, alert, delivery.Gone},
		{"closed direct messages", nil, delivery.Target{User: shy.ID}, alert, delivery.Gone},
		{"nothing left", nil, here, withdrawn, delivery.Refused},
		{"malformed", func() { n.srv.Fail(discordtest.RouteCreateMessage, 1, http.StatusBadRequest) }, here, alert, delivery.Refused},
		{"no answer", func() { n.srv.DropAnswer(discordtest.RouteCreateMessage, 1) }, here, alert, delivery.Unknown},
		{"limited", func() { n.srv.RateLimit(discordtest.RouteCreateMessage, 9, time.Minute) }, here, alert, delivery.Retry},
		{"held back", nil, here, alert, delivery.Retry}, // by the limit before
	}
	for _, test := range tests {
		if test.before != nil {
			test.before()
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		_, err := n.running.Poster().Post(ctx, test.to, test.m, "nonce-"+fmt.Sprint(len(test.name)))
		cancel()
		failed, ok := err.(*delivery.PostError)
		if !ok || failed.Trouble != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
		if test.name == "limited" && failed.After < 30*time.Second {
			t.Errorf("to be tried after %v", failed.After)
		}
	}
}

func TestStatusOfSyncs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.SyncEvery = 15 * time.Minute })
	state := store.SourceState{
		Name: "motir", LastAttempt: now, LastSuccess: now.Add(-time.Hour), Failures: 2,
		FailingSince: now.Add(-30 * time.Minute), LastError: "the list has changed its layout", LastErrorAt: now,
	}
	if err := w.store.SaveSourceState(w.ctx(), state); err != nil {
		t.Fatal(err)
	}
	status := w.mina().Slash(w.channel, "status").Wait(w.ctx())
	if strings.Contains(status.Text(), state.LastError) {
		t.Error("internals are shown")
	}
	shows(t, status,
		"Last sync", fmt.Sprintf("<t:%d:R>", now.Add(-time.Hour).Unix()), "Next sync", fmt.Sprintf("<t:%d:R>", now.Add(15*time.Minute).Unix()),
		"Source: motir", "not read since <t:1766111400:R>; I answer from what I have")
}

// transcript writes down what people see, for go test -v.
type transcript struct{ t *testing.T }

func (l *transcript) command(who, did string, m *discordtest.Message) {
	l.t.Logf("%s: %s\n%s", who, did, m.Shown())
}

func (l *transcript) post(where string, m *discordtest.Message) {
	l.t.Logf("#%s, posted by the bot:\n%s", where, m.Shown())
}
