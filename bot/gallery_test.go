package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot/render"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/source/sample"
	"motirbot/store"
)

// gallery shows every kind of message once, in one language, of the sample and
// what is in the folder of MOTIRBOT_SHARED, if it is set.
type gallery struct {
	*newsroom
	texts *render.Texts
	shown int
	real  *answer.Answerer
	mina  *discordtest.User
	owner *discordtest.User
}

// TestGallery is for a reader to look at; see show.
func TestGallery(t *testing.T) {
	if *show == "" {
		t.Skip("no -show")
	}
	for _, locale := range []string{"en-US", "ko"} {
		t.Run(locale, func(t *testing.T) {
			g := newGallery(t, locale)
			g.drafts()
			g.questions()
			g.lists()
			g.releases()
			g.panels()
			g.subscriptions()
			g.posts()
			g.refusals()
		})
	}
}

func newGallery(t *testing.T, locale string) *gallery {
	g := &gallery{newsroom: newNewsroom(t), texts: &render.English}
	if locale == "ko" {
		g.texts = &render.Korean
	}
	g.stop()
	g.cfg.StreamEvery = 50 * time.Millisecond

	g.mina = g.srv.User("mina", discordtest.Locale(locale))
	g.owner = g.guild.Owner
	discordtest.Locale(locale)(g.owner)
	batch, err := dump.ReadFS(context.Background(), sample.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	g.put(batch.Releases...)
	if folder := os.Getenv("MOTIRBOT_SHARED"); folder != "" {
		for _, name := range []string{"motir-december-2025.txt", "dev-releases.jsonl"} {
			batch, err := dump.Read(context.Background(), filepath.Join(folder, "data", name))
			if err != nil {
				t.Fatal(err)
			}
			g.put(batch.Releases...)
		}
	}
	g.guild.SetLocale(locale)
	g.start()
	g.startEngine()
	g.refresh()
	g.real = answer.New(answer.Config{Retriever: g.index, Now: g.now, Logger: slog.New(slog.DiscardHandler)})
	g.answers.ask, g.answers.latest, g.answers.digest = g.real.Ask, g.real.Latest, g.real.Digest
	return g
}

// keep writes the message to the folder, under a number in the order shown.
func (g *gallery) keep(name string, m *discordtest.Message) *discordtest.Message {
	g.shown++
	record(g.t, fmt.Sprintf("%s-%02d-%s", g.texts.Lang, g.shown, name), m)
	return m
}

func (g *gallery) slash(name, command string, args ...discordtest.Arg) *discordtest.Message {
	asked := g.mina.Slash(g.channel, command, args...)
	asked.Wait(g.ctx())
	return g.keep(name, asked.WaitFor(g.ctx(), g.whole))
}

// whole reports whether a message is no draft.
func (g *gallery) whole(m *discordtest.Message) bool { return m.Component(g.texts.Stop) == nil }

func (g *gallery) asks(name, question string) *discordtest.Message {
	return g.slash(name, "ask", discordtest.Opt("question", question))
}

// manage is the owner of the server giving a command.
func (g *gallery) manage(name, command string, args ...discordtest.Arg) *discordtest.Message {
	return g.keep(name, g.owner.Slash(g.channel, command, args...).Wait(g.ctx()))
}

func (g *gallery) drafts() {
	for name, part := range map[string]answer.Answer{"draft-empty": {}, "draft": batteries()} {
		g.answers.ask = func(ctx context.Context, _ answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
			onPart(part)
			<-ctx.Done()
			return answer.Answer{}, ctx.Err()
		}
		asked := g.mina.Slash(g.channel, "ask", discordtest.Opt("question", "What did Korea ask the EU for on batteries?"))
		draft := g.keep(name, asked.WaitFor(g.ctx(), hasButton(g.texts.Stop)))
		g.mina.Click(draft, g.texts.Stop)
		g.keep(name+"-stopped", asked.WaitFor(g.ctx(), g.whole))
	}
	g.answers.ask = g.real.Ask
}

func (g *gallery) questions() {
	a := g.asks("quoted", "What did Korea ask the EU for on batteries?")
	g.keep("sources", g.mina.Click(a, g.texts.Sources).Wait(g.ctx()))
	b := g.asks("several", "What did Korea agree with Norway and the UK in December 2025?")
	g.keep("sources-several", g.mina.Click(b, g.texts.Sources).Wait(g.ctx()))
	g.asks("abstained", "What did the ministry say about whaling in Antarctica?")
	g.asks("abstained-future", "Why did Korea leave the WTO?")
	g.asks("abstained-period", "What happened in March 2011?")
	g.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		return g.worded(), nil
	}
	g.asks("model", "Which agreements did Korea conclude or launch in December 2025?")
	g.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		ans := g.worded()
		ans.Mode, ans.Model, ans.Notices = answer.ModeExtractive, "", []answer.Notice{{Code: answer.NoticeModel, Trouble: answer.TroubleLate}}
		return ans, nil
	}
	g.asks("model-failed", "Which agreements did Korea conclude or launch in December 2025?")
	g.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		return g.long(), nil
	}
	long := g.asks("long", "Tell me everything about "+strings.Repeat("supply chains and ", 8)+"trade")
	g.keep("long-sources", g.mina.Click(long, g.texts.Sources).Wait(g.ctx()))
	g.answers.ask = g.real.Ask
	mention := g.mina.Mention(g.channel, g.texts.FormHint)
	g.keep("mention", g.srv.WaitAnswer(g.ctx(), mention, hasButton(g.texts.FollowUp)))
	said := g.srv.User("jun").Say(g.channel, "Did Korea really sign with the UK?")
	g.keep("about", g.mina.MessageCommand("Ask about this", said).Wait(g.ctx()))
}

// worded is an answer in a model's words.
func (g *gallery) worded() answer.Answer {
	ans := batteries()
	ans.Mode, ans.Model = answer.ModeLLM, "gpt-4.1-mini-2025-04-14"
	ans.Claims, ans.Citations = nil, nil
	for _, rel := range releases()[:4] {
		claim(&ans, rel, fmt.Sprintf("Korea said this about %s.", rel.Title), 0)
		ans.Passages = append(ans.Passages, retrieval.Passage{ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL, Text: rel.Body})
	}
	ans.Claims[1].Bold = []answer.Span{{Start: 0, End: len("Korea")}}
	ans.Claims[2].Block, ans.Claims[3].Block = answer.BlockBullet, answer.BlockBullet
	ans.Claims[3].Status = answer.StatusNotStated
	ans.Removed = []answer.Removed{{Text: "Korea said 5 billion.", Why: "figure \"5 billion\" is in none of the releases"}}
	return ans
}

// long is an answer of two pages.
func (g *gallery) long() answer.Answer {
	ans := g.worded()
	ans.Claims, ans.Citations, ans.Passages = nil, nil, nil
	for i := range 14 {
		rel := releases()[i%7]
		claim(&ans, rel, fmt.Sprintf("Korea and its partners said this, and rather a lot more, about the matter of %s.", rel.Title), 0)
		ans.Passages = append(ans.Passages, retrieval.Passage{ReleaseID: rel.ID, Title: rel.Title, Date: rel.Date, URL: rel.URL, Text: strings.Repeat("Before it. ", i) + rel.Body})
	}
	return ans
}

func (g *gallery) lists() {
	g.slash("latest", "latest", discordtest.Opt("topic", "eu"))
	g.slash("latest-none", "latest", discordtest.Opt("topic", "brazil"))
	g.slash("latest-unknown", "latest", discordtest.Opt("topic", "zzqx"))
	g.slash("latest-typo", "latest", discordtest.Opt("topic", "semiconducters"))
	week := g.slash("week", "week")
	g.keep("week-page-of-others", g.owner.Click(week, g.texts.Next+" ▶").Wait(g.ctx()))
	g.slash("week-empty", "week", discordtest.Opt("of", "2011-03-08"))
}

func (g *gallery) releases() {
	g.slash("release", "release", discordtest.Opt("title", "motir:2480"))
	g.slash("release-none", "release", discordtest.Opt("title", "xyzzy"))
	rel := releases()[1]
	rel.Body += " Corrected. " + strings.Repeat("The two sides agreed to meet again and to go on. ", 30)
	rel.Attachments = []release.Attachment{
		{Name: "Press release (English) of the meeting, with its annexes.pdf", URL: "https://english.motir.go.kr/a"}, {Name: "Photo 1.jpg", URL: "https://english.motir.go.kr/b"},
	}
	g.put(rel)
	g.slash("release-updated", "release", discordtest.Opt("title", "motir:2479"))
	if err := g.store.Withdraw(g.ctx(), rel.ID); err != nil {
		g.t.Fatal(err)
	}
	g.slash("release-withdrawn", "release", discordtest.Opt("title", "motir:2479"))
}

func (g *gallery) panels() {
	g.slash("status", "status")
	state := store.SourceState{
		Name: "motir", LastAttempt: now, LastSuccess: now.Add(-time.Hour), Failures: 2,
		FailingSince: now.Add(-30 * time.Minute), LastError: "the list has changed its layout", LastErrorAt: now,
	}
	if err := g.store.SaveSourceState(g.ctx(), state); err != nil {
		g.t.Fatal(err)
	}
	g.slash("status-failing", "status")
	g.slash("help", "help")
	panel := g.manage("settings", "settings")
	visibility := "m1:set:0:" + g.owner.ID + ":visibility"
	g.owner.Select(panel, visibility, "private")
	for ctx := g.ctx(); g.srv.Message(panel.ID).Text() == panel.Text() && ctx.Err() == nil; {
		time.Sleep(5 * time.Millisecond)
	}
	g.keep("settings-saved", g.srv.Message(panel.ID))
	g.owner.Select(panel, visibility, "public")
}

func (g *gallery) subscriptions() {
	role := g.guild.AddRole("trade watchers", 0)
	g.manage("subscriptions-none", "subscriptions")
	g.manage("subscribe", "subscribe", discordtest.Opt("topic", "eu"))
	g.manage("subscribe-again", "subscribe", discordtest.Opt("topic", "eu"))
	g.manage("subscribe-role", "subscribe", discordtest.Opt("topic", "steel"), discordtest.Opt("role", role))
	g.manage("subscribe-everyone", "subscribe", discordtest.Opt("topic", "steel"), discordtest.Opt("role", g.guild.Everyone()))
	g.manage("subscribe-all", "subscribe", discordtest.Opt("topic", "*"))
	g.manage("digest-on", "digest on")
	g.manage("digest-says", "digest on", discordtest.Opt("empty", true), discordtest.Opt("time", "17:30"), discordtest.Opt("timezone", "Europe/Brussels"))
	g.manage("digest-wrong", "digest on", discordtest.Opt("time", "25 o'clock"))
	g.manage("subscriptions", "subscriptions")
	g.manage("digest-now", "digest now")
	g.manage("unsubscribe-none", "unsubscribe", discordtest.Opt("subscription", "99"))
	g.manage("unsubscribe", "unsubscribe", discordtest.Opt("subscription", "eu"))
	closed := g.guild.AddChannel("closed")
	closed.Deny(g.guild.BotRole(), discordtest.SendMessages|discordtest.EmbedLinks)
	g.manage("subscribe-closed", "subscribe", discordtest.Opt("topic", "eu"), discordtest.Opt("channel", closed))
	dm := g.mina.DMChannel()
	g.keep("subscribe-direct", g.mina.Slash(dm, "subscribe", discordtest.Opt("topic", "EU")).Wait(g.ctx()))
}

func (g *gallery) posts() {
	last := func(name string) {
		posts := g.posted(g.channel)
		g.keep(name, posts[len(posts)-1])
	}
	last("digest")
	g.publish(euTitle, euBody)
	last("alert")
	g.publish(steelTitle, steelBody)
	last("alert-role")
	var all []release.Release
	for i := range 7 {
		all = append(all, released(3000+i, fmt.Sprintf("Release Number %d of a Busy Day", i), strings.Repeat("A long sentence about trade goes on and on ", 12)+"."))
	}
	g.put(all...)
	g.announce(all...)
	g.deliver()
	last("alert-group")
	g.deliverAfter(3*24*time.Hour + 15*time.Hour)
	last("digest-late")
	g.deliverAfter(21 * 24 * time.Hour)
	g.deliverAfter(60 * 24 * time.Hour)
	last("digest-empty")
	g.manage("digest-off", "digest off")
	g.manage("digest-none", "digest off")
	g.channel.Deny(g.guild.BotRole(), discordtest.SendMessages)
	g.publish(euTitle+" Again", euBody)
	for range 30 {
		g.deliverAfter(time.Hour)
	}
	if notices := g.posted(g.owner.DMChannel()); len(notices) > 0 {
		g.keep("notice", notices[0])
	}
	g.manage("subscriptions-paused", "subscriptions")
}

func (g *gallery) refusals() {
	g.asks("cannot-publish", "What did Korea ask the EU for on batteries?")
	g.mina.Mention(g.channel, g.texts.FormHint)
	g.keep("missing-permissions", g.srv.WaitMessage(g.ctx(), g.mina.DMChannel(), func(*discordtest.Message) bool { return true }))
}
