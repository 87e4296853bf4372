package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/internal/discordtest"
	"motirbot/store"
)

// until waits for what another goroutine does.
func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	for ctx := w.ctx(); !done(); time.Sleep(2 * time.Millisecond) {
		if ctx.Err() != nil {
			w.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// Who may use a command, administrators say at Discord; the bot does not know
// better.
func TestPermissionsAreDiscords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	editors := w.guild.AddRole("editors", 0)
	w.guild.AddMember(w.mina(), editors)
	for _, command := range []string{"settings", "subscribe", "subscriptions", "unsubscribe", "digest"} {
		if w.mina().Offered(w.channel, command) {
			t.Errorf("/%s is offered to everybody", command)
		}
		w.guild.Permit(command, editors, true)
	}
	panel := w.mina().Slash(w.channel, "settings").Wait(w.ctx())
	w.mina().Select(panel, "m1:set:0:"+w.mina().ID+":visibility", "private").Wait(w.ctx())
	shows(t, w.srv.Message(panel.ID), "Saved.")
	shows(t, w.mina().Slash(w.channel, "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx()), "Subscribed")
	shows(t, w.mina().Slash(w.channel, "digest on").Wait(w.ctx()), "will be posted")
	if choices := w.mina().Autocomplete(w.ctx(), w.channel, "unsubscribe", "subscription", ""); len(choices) != 1 {
		t.Errorf("proposed to cancel: %v", choices)
	}
	shows(t, w.mina().Slash(w.channel, "unsubscribe", discordtest.Opt("subscription", "eu")).Wait(w.ctx()), "Cancelled")
	shows(t, w.mina().Slash(w.channel, "subscriptions").Wait(w.ctx()), "Digest in")
}

// The panel of settings is for whoever opened it, for a quarter of an hour.
func TestSettingsPanelIsItsOpeners(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		user  func(*world) string // that the panel names
		later time.Duration
		saved bool
	}{
		"own":          {func(w *world) string { return w.guild.Owner.ID }, 0, true},
		"another's":    {func(w *world) string { return w.mina().ID }, 0, false},
		"nobody's":     {func(*world) string { return "" }, 0, false},
		"still fresh":  {func(w *world) string { return w.guild.Owner.ID }, 14 * time.Minute, true},
		"too long ago": {func(w *world) string { return w.guild.Owner.ID }, 16 * time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var late atomic.Int64
			clock := func() time.Time { return now.Add(time.Duration(late.Load())) }
			w := newWorld(t, func(c *bot.Config) { c.Now = clock }, discordtest.Clock(func() time.Time { return now }))
			panel := w.guild.Owner.Slash(w.channel, "settings").Wait(w.ctx())
			late.Store(int64(c.later))
			w.srv.Rename(panel, "m1:set:0:"+w.guild.Owner.ID+":visibility", "m1:set:0:"+c.user(w)+":visibility")
			w.guild.Owner.Select(w.srv.Message(panel.ID), "m1:set:0:"+c.user(w)+":visibility", "private").Wait(w.ctx())
			all, err := w.store.AllGuildSettings(w.ctx())
			if saved := len(all) == 1 && all[0].Private; saved != c.saved || err != nil {
				t.Errorf("saved: %+v, %v", all, err)
			}
		})
	}
}

// A member, a server and a person in direct messages may ask so much in an hour,
// managers may allow less, and a bot on the same store counts along.
func TestHourlyLimits(t *testing.T) {
	t.Parallel()
	w, later := clockedWorld(t, func(c *bot.Config) { c.Limits.MemberHourly, c.Limits.GuildHourly = 3, 4 })
	refused := func(i *discordtest.Interaction, words ...string) {
		t.Helper()
		said := i.Wait(w.ctx())
		shows(t, said, words...)
		if !said.Ephemeral() {
			t.Error("a limit is told in public")
		}
	}
	next := "Try again <t:1766116800:R>." // the next full hour
	for range 3 {
		shows(t, w.ask("x").Wait(w.ctx()), "batteries")
	}
	refused(w.ask("x"), "as much as you may within an hour (3)", next)
	jun := w.srv.User("jun")
	shows(t, jun.Slash(w.channel, "latest", discordtest.Opt("topic", "eu")).Wait(w.ctx()), "2025-12-18")
	refused(jun.Slash(w.channel, "week"), "This server has asked as much as it may within an hour (4)", next)
	shows(t, w.srv.WaitAnswer(w.ctx(), jun.Mention(w.channel, "x"), anyAnswer), "within an hour (4)", next)
	for range 3 {
		shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().DM("x"), anyAnswer), "batteries")
	}
	shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().DM("x"), anyAnswer), "within an hour (3)")
	before := len(w.srv.Messages(w.mina().DMChannel()))
	w.mina().DM("x") // told once in a while, or a flood would be answered with a flood
	shows(t, jun.Slash(w.channel, "status").Wait(w.ctx()), "Releases")
	if got := len(w.srv.Messages(w.mina().DMChannel())); got != before+1 {
		t.Errorf("%d messages, want %d", got, before+1)
	}
	w.restart()
	refused(w.ask("x"), "within an hour (3)")
	if got := len(w.answers.questions()); got != 6 {
		t.Errorf("%d questions answered", got)
	}

	later(time.Hour)
	if err := w.store.SaveGuildSettings(w.ctx(), store.GuildSettings{GuildID: w.guild.ID, MemberHourly: 1, GuildHourly: 100}); err != nil {
		t.Fatal(err)
	}
	w.restart()
	shows(t, w.ask("x").Wait(w.ctx()), "batteries")
	refused(w.ask("x"), "within an hour (1)")
}

func anyAnswer(m *discordtest.Message) bool { return m.Text() != "" }

// Of a day's calls of the model, one server and one person may use a share.
func TestModelShares(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.Model, c.Limits.ModelCalls, c.Limits.ModelShare = "gpt-x", 20, 40 })
	budget := bot.NewBudget(w.store, 20, func() time.Time { return now })
	w.answers.ask = func(ctx context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		ans := batteries()
		if budget.Take(ctx, q.Payer) == nil {
			ans.Mode, ans.Model = answer.ModeLLM, "gpt-x"
		}
		return ans, nil
	}
	worded := func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "Worded by gpt-x") }
	if w.ask("x").Wait(w.ctx()); w.asked().Payer.Percent != 100 {
		t.Errorf("the only server has a share: %+v", w.asked().Payer)
	}
	other := w.srv.AddGuild("Other desk")
	w.until("the bot is on two servers", func() bool { w.ask("x").Wait(w.ctx()); return w.asked().Payer.Percent == 40 })
	n := 0
	for worded(w.ask("x").Wait(w.ctx())) {
		n++
	}
	if payer := w.asked().Payer; payer != (answer.Payer{ID: "guild " + w.guild.ID, Percent: 40}) || n > 8 {
		t.Errorf("%+v had %d more answers", payer, n)
	}
	if !worded(w.mina().Slash(other.AddChannel("c"), "ask", discordtest.Opt("question", "x")).Wait(w.ctx())) {
		t.Error("a server's share is used up by another")
	}
	for _, want := range []bool{true, true, false} { // a tenth of 20
		if got := worded(w.srv.WaitAnswer(w.ctx(), w.mina().DM("x"), anyAnswer)); got != want {
			t.Errorf("worded in direct messages: %v, want %v", got, want)
		}
	}
	if err := w.store.SaveGuildSettings(w.ctx(), store.GuildSettings{GuildID: other.ID, ModelShare: 5}); err != nil {
		t.Fatal(err)
	}
	w.restart()
	if worded(w.mina().Slash(other.AddChannel("d"), "ask", discordtest.Opt("question", "x")).Wait(w.ctx())) {
		t.Error("managers cannot allow less")
	}
}

// asked is the last question that was answered.
func (w *world) asked() answer.Question {
	all := w.answers.questions()
	return all[len(all)-1]
}

// Invited, the bot says so where it may write, once. An outage or a restart is no
// invitation.
func TestGreeting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	guild := w.srv.AddGuildWithoutBot("New desk")
	guild.SetLocale("ko")
	closed, open := guild.AddChannel("closed"), guild.AddChannel("open")
	closed.Deny(guild.Everyone(), discordtest.SendMessages)
	guild.Return()
	shows(t, w.srv.WaitMessage(w.ctx(), open, anyAnswer), "안녕하세요", "/설정", "/개인정보", w.srv.Bot.Tag())
	guild.Outage()
	w.restart()
	w.guild.Outage()
	shows(t, w.mina().Slash(open, "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "batteries")
	mute := w.srv.AddGuildWithoutBot("Mute desk")
	none := mute.AddChannel("none")
	none.Deny(mute.Everyone(), discordtest.ViewChannel)
	mute.Return()
	w.until("it has been tried", func() bool { return strings.Contains(w.log.String(), "no channel to greet in") })
	for c, want := range map[*discordtest.Channel]int{closed: 0, open: 2, none: 0, w.channel: 0} {
		if got := len(w.srv.Messages(c)); got != want {
			t.Errorf("%d messages in #%s, want %d", got, c.Name, want)
		}
	}
}

// What is kept of a server goes 30 days after the bot was thrown out, unless it
// is back by then.
func TestThrownOut(t *testing.T) {
	t.Parallel()
	w, later := clockedWorld(t, func(c *bot.Config) { c.PruneEvery = 10 * time.Millisecond })
	kept := func() int {
		t.Helper()
		subs, err := w.store.Subscriptions(w.ctx(), w.guild.ID, "")
		digests, err2 := w.store.Digests(w.ctx(), w.guild.ID)
		settings, err3 := w.store.AllGuildSettings(w.ctx())
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		return len(subs) + len(digests) + len(settings)
	}
	active := func() int {
		subs, err := w.store.ActiveSubscriptions(w.ctx())
		if err != nil {
			t.Fatal(err)
		}
		return len(subs)
	}
	owner := w.guild.Owner
	asked := w.ask("x")
	asked.Wait(w.ctx())
	owner.Slash(w.channel, "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx())
	owner.Slash(w.channel, "digest on").Wait(w.ctx())
	panel := owner.Slash(w.channel, "settings").Wait(w.ctx())
	owner.Select(panel, "m1:set:0:"+owner.ID+":mentions", "off").Wait(w.ctx())
	if kept() != 3 || active() != 1 {
		t.Fatalf("%d kept, %d active", kept(), active())
	}
	const day = 24 * time.Hour
	w.guild.Leave()
	w.until("its posts rest", func() bool { return active() == 0 })
	later(29 * day)
	w.guild.Return()
	w.until("its posts go on", func() bool { return active() == 1 })
	later(58 * day)
	w.stop()
	w.guild.Leave() // unseen
	w.start()
	w.until("its posts rest again", func() bool { return active() == 0 })
	if _, err := w.store.Answer(w.ctx(), asked.ID); kept() != 3 || err != nil {
		t.Errorf("%d kept, answer: %v", kept(), err)
	}
	later(89 * day)
	w.until("all has gone", func() bool { return kept() == 0 })
	if _, err := w.store.Answer(w.ctx(), asked.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the answer: %v", err)
	}
}

// clockedWorld is a world whose clock can be set to so long after now.
func clockedWorld(t *testing.T, change func(*bot.Config)) (w *world, later func(time.Duration)) {
	t.Helper()
	var passed atomic.Int64
	clock := func() time.Time { return now.Add(time.Duration(passed.Load())) }
	w = emptyWorld(t)
	s, err := store.Open(t.Context(), t.TempDir()+"/motirbot.db", store.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	put(t, s, releases()...)
	w.store, w.cfg.Memory, w.cfg.Releases, w.cfg.Now = s, s, s, clock
	change(&w.cfg)
	w.start()
	return w, func(d time.Duration) { passed.Store(int64(d)) }
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) {
		c.KeepAnswers, c.ModelServers = 14*24*time.Hour, []string{"api.example.org", "ollama"}
	})
	mina, jun := w.mina(), w.srv.User("jun", discordtest.Locale("ko"))
	answered := w.ask("secret plans?")
	mina.Click(answered.Wait(w.ctx()), "m1:up:0::"+answered.ID).Wait(w.ctx())
	mina.Slash(mina.DMChannel(), "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx())
	told := mina.Slash(w.channel, "privacy")
	said := told.Wait(w.ctx())
	shows(t, said, "for **14 days**", "until **30 days** after", `sent to **api\.example\.org**, **ollama**`, "questions 1, votes 1, subscriptions in direct messages 1")
	record(t, "privacy", said)
	if !said.Ephemeral() {
		t.Error("everybody sees what is kept of one")
	}
	mina.Click(said, "Delete my data").Wait(w.ctx())
	shows(t, told.Response(), "Delete for good: questions with their answers 1, votes 1")
	record(t, "privacy-confirm", told.Response())
	mina.Click(told.Response(), "Keep it").Wait(w.ctx())
	shows(t, told.Response(), "Nothing was deleted.")
	if kept, err := w.store.PersonalData(w.ctx(), mina.ID); kept.Answers != 1 || err != nil {
		t.Errorf("%+v, %v", kept, err)
	}

	told = mina.Slash(w.channel, "privacy")
	mina.Click(told.Wait(w.ctx()), "Delete my data").Wait(w.ctx())
	mina.Click(told.Response(), "Delete for good").Wait(w.ctx())
	shows(t, told.Response(), "Deleted: questions with their answers 1, votes 1, subscriptions in direct messages 1")
	if kept, err := w.store.PersonalData(w.ctx(), mina.ID); kept != (store.Personal{}) || err != nil {
		t.Errorf("%+v, %v", kept, err)
	}
	shows(t, mina.Click(answered.Response(), "Sources").Wait(w.ctx()), "no longer kept")
	again := mina.Slash(w.channel, "privacy").Wait(w.ctx())
	if remove := again.Component("Delete my data"); remove == nil || !remove.Disabled {
		t.Error("there is something left to delete")
	}
	shows(t, jun.Slash(w.channel, "privacy").Wait(w.ctx()), "보관하는 내용", "14일")
}

// Nobody deletes what is another's.
func TestDeletionIsOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.ask("x").Wait(w.ctx())
	w.srv.User("jun").Slash(w.channel, "ask", discordtest.Opt("question", "x")).Wait(w.ctx())
	panel := w.srv.User("jun").Slash(w.channel, "privacy").Wait(w.ctx())
	w.srv.Rename(panel, "Delete my data", "m1:deleteit:0:"+w.mina().ID+":")
	shows(t, w.srv.User("jun").Click(w.srv.Message(panel.ID), "m1:deleteit:0:"+w.mina().ID+":").Wait(w.ctx()), "Please ask again")
	if kept, err := w.store.PersonalData(w.ctx(), w.mina().ID); kept.Answers != 1 || err != nil {
		t.Errorf("%+v, %v", kept, err)
	}
}

// A deleted question takes the title of its answer with it, and its words in the
// store.
func TestDeletedQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	said := make([]*discordtest.Message, 3)
	answers := make([]*discordtest.Message, 3)
	for i := range said {
		said[i] = w.mina().Mention(w.channel, fmt.Sprintf("secret plan %d?", i))
		answers[i] = w.srv.WaitAnswer(w.ctx(), said[i], hasButton("Sources"))
	}
	gone := func(i int) func() bool {
		return func() bool {
			kept, err := w.store.Answer(w.ctx(), said[i].ID)
			return err == nil && kept.Question == "" && !strings.Contains(w.srv.Message(answers[i].ID).Text(), "secret plan")
		}
	}
	said[0].Delete()
	w.until("the title has gone", gone(0))
	shows(t, w.srv.Message(answers[0].ID), "batteries made in the EU")
	if !hasButton("Sources")(w.srv.Message(answers[0].ID)) {
		t.Error("the answer has lost its buttons")
	}
	shows(t, w.srv.Message(answers[1].ID), "secret plan 1?")
	w.srv.Purge(said[1], said[2])
	w.until("the titles have gone", func() bool { return gone(1)() && gone(2)() })
}

// Whoever has installed the bot for themselves asks anywhere, for their own eyes
// unless they say otherwise, and by no server's settings.
func TestUserInstall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	foreign := w.srv.AddGuildWithoutBot("Foreign desk")
	room := foreign.AddChannel("room")
	group := w.srv.AddGroup("friends", w.mina(), w.srv.User("jun"))
	if w.mina().Offered(room, "ask") {
		t.Error("commands are offered where nobody has installed them")
	}
	w.mina().Install()
	for _, c := range []*discordtest.Channel{room, group} {
		for _, command := range []string{"settings", "subscribe", "subscriptions", "unsubscribe", "digest"} {
			if foreign.Owner.Offered(c, command) || w.mina().Offered(c, command) {
				t.Errorf("/%s is offered where the bot is no member", command)
			}
		}
		private := w.mina().Slash(c, "ask", discordtest.Opt("question", "x"))
		if m := private.Wait(w.ctx()); !m.Ephemeral() || !strings.Contains(m.Text(), "batteries") {
			t.Errorf("in #%s: %s", c.Name, m.Shown())
		}
		shows(t, w.mina().Click(private.Response(), "Sources").Wait(w.ctx()), "Korea asked the EU")
		shown := w.mina().Slash(c, "ask", discordtest.Opt("question", "x"), discordtest.Opt("private", false)).Wait(w.ctx())
		if shown.Ephemeral() || !strings.Contains(shown.Text(), "batteries") {
			t.Errorf("in #%s: %s", c.Name, shown.Shown())
		}
		kept, err := w.store.Answer(w.ctx(), private.ID)
		if kept.Guild != "" || !kept.Private || err != nil {
			t.Errorf("kept as %+v, %v", kept, err)
		}
		if payer := w.asked().Payer.ID; payer != "user "+w.mina().ID {
			t.Errorf("%s pays", payer)
		}
	}
	if m := w.mina().Slash(w.mina().DMChannel(), "ask", discordtest.Opt("question", "x")).Wait(w.ctx()); m.Ephemeral() {
		t.Error("in direct messages with the bot nothing is to be hidden")
	}
}

// An application that may not be installed by users has no commands for them.
func TestGuildInstallOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, discordtest.GuildInstallOnly())
	w.mina().Install()
	if w.mina().Offered(w.srv.AddGuildWithoutBot("Foreign desk").AddChannel("room"), "ask") {
		t.Error("a command for users is registered")
	}
	shows(t, w.ask("x").Wait(w.ctx()), "batteries")
}

// Managers read in the status what members of their server voted.
func TestVotesInStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	asked := w.ask("x")
	w.mina().Click(asked.Wait(w.ctx()), "m1:up:0::"+asked.ID).Wait(w.ctx())
	w.srv.User("jun").Click(asked.Response(), "m1:down:0::"+asked.ID).Wait(w.ctx())
	shows(t, w.guild.Owner.Slash(w.channel, "status").Wait(w.ctx()), "Votes here, 30 days", "1 helpful, 1 not")
	if strings.Contains(w.mina().Slash(w.channel, "status").Wait(w.ctx()).Text(), "helpful") {
		t.Error("everybody reads the votes")
	}
}

// Where the bot cannot write, the author is told in direct messages.
func TestClosedChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	moderators := w.guild.AddRole("moderators", discordtest.ManageThreads)
	for name, closed := range map[string]func(*discordtest.Channel){
		"locked":     func(c *discordtest.Channel) { c.StartThread("x").Archive(true) },
		"forum":      (*discordtest.Channel).BecomeForum,
		"no history": func(c *discordtest.Channel) { c.Deny(w.guild.Everyone(), discordtest.ReadMessageHistory) },
		"archived":   func(c *discordtest.Channel) { c.StartThread("x").Archive(false) },
	} {
		t.Run(name, func(t *testing.T) {
			c, asker := w.guild.AddChannel(strings.ReplaceAll(name, " ", "-")), w.srv.User(name+" asker")
			w.guild.AddMember(asker, moderators)
			closed(c)
			if threads := c.Threads(); len(threads) > 0 {
				c = threads[0]
			}
			said := asker.Mention(c, "x")
			if name == "locked" || name == "forum" {
				shows(t, w.srv.WaitMessage(w.ctx(), asker.DMChannel(), anyAnswer), "You mentioned me in <#"+c.ID+">, where I cannot write")
				return
			}
			answered := w.srv.WaitMessage(w.ctx(), c, hasButton("Sources"))
			if replies := answered.ReplyTo == said.ID; replies != (name == "archived") {
				t.Errorf("a reply: %v", replies)
			}
		})
	}
}

// What cannot be read back is said when it is subscribed to.
func TestNoHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.channel.Deny(w.guild.Everyone(), discordtest.ReadMessageHistory)
	owner := w.guild.Owner
	shows(t, owner.Slash(w.channel, "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx()), "I lack **Read Message History**: a post there may appear twice")
	shows(t, owner.Slash(w.channel, "digest on").Wait(w.ctx()), "I lack **Read Message History**")
	shows(t, w.ask("x").Wait(w.ctx()), "batteries")
	said := owner.Slash(w.guild.AddChannel("open"), "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx())
	if strings.Contains(said.Text(), "History") {
		t.Errorf("%s", said.Text())
	}
}
