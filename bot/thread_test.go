package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/bot/command"
	"motirbot/internal/discordtest"
	"motirbot/store"
)

// threaded is a world whose server wants a thread for each question.
func threaded(t *testing.T, change func(*bot.Config), settings ...discordtest.Setting) *world {
	t.Helper()
	w := emptyWorld(t, settings...)
	if change != nil {
		change(&w.cfg)
	}
	if err := w.store.SaveGuildSettings(w.ctx(), store.GuildSettings{GuildID: w.guild.ID, Threads: true}); err != nil {
		t.Fatal(err)
	}
	w.start()
	return w
}

// reading has the message content intent.
func reading(c *bot.Config) { c.MessageContent = true }

// onlyThread is the thread of the channel.
func (w *world) onlyThread() *discordtest.Channel {
	w.t.Helper()
	w.until("a thread is there", func() bool { return len(w.channel.Threads()) > 0 })
	all := w.channel.Threads()
	if len(all) != 1 {
		w.t.Fatalf("%d threads", len(all))
	}
	return all[0]
}

// A server may want a thread for each question, where the conversation goes on.
func TestThreadForEachQuestion(t *testing.T) {
	t.Parallel()
	w := threaded(t, nil)
	mina, jun := w.mina(), w.srv.User("jun")
	asked := mina.Mention(w.channel, "what about batteries?")
	thread := w.onlyThread()
	answered := w.srv.WaitMessage(w.ctx(), thread, hasButton("Sources"))
	shows(t, answered, "batteries made in the EU", "To go on here, begin with "+w.srv.Bot.Tag()+" or reply")
	if thread.Name != "what about batteries?" || thread.ID != asked.ID || len(w.srv.Messages(w.channel)) != 1 {
		t.Errorf("thread %q, %d messages in the channel", thread.Name, len(w.srv.Messages(w.channel)))
	}
	w.srv.WaitAnswer(w.ctx(), jun.Reply(answered, "and steel?"), hasButton("Sources"))
	jun.Say(thread, "between us")
	last := w.srv.WaitAnswer(w.ctx(), mina.Mention(thread, "and ships?"), hasButton("Sources"))
	if got := w.history(); got != "what about batteries? | and steel?" || strings.Contains(last.Text(), "To go on") || len(w.answers.questions()) != 3 {
		t.Errorf("follows %q, shows %s", got, last.Text())
	}
	w.srv.WaitAnswer(w.ctx(), mina.Mention(w.channel, ""), hasButton("Latest on the EU")) // help needs none
	asked.Delete()
	w.until("the title has gone", func() bool { return !strings.Contains(w.srv.Message(answered.ID).Text(), "what about batteries") })
	w.checkMentions()
}

func TestThreadForACommand(t *testing.T) {
	t.Parallel()
	w := threaded(t, nil)
	w.ask("between us", discordtest.Opt("private", true)).Wait(w.ctx())
	w.ask("x", discordtest.Opt("private", true)).Wait(w.ctx())
	if len(w.srv.Requests(discordtest.RouteThread)) > 0 {
		t.Error("a thread is opened from what is private")
	}
	w.ask("what about batteries?").Wait(w.ctx())
	thread := w.onlyThread()
	w.srv.WaitMessage(w.ctx(), thread, hasText("To go on here"))
	w.srv.WaitAnswer(w.ctx(), w.srv.User("jun").Mention(thread, "and steel?"), hasButton("Sources"))
	if got := w.history(); got != "what about batteries?" {
		t.Errorf("follows %q", got)
	}
	w.mina().Slash(thread, "ask", discordtest.Opt("question", "and ships?")).Wait(w.ctx())
	if len(w.channel.Threads()) != 1 {
		t.Error("a thread in a thread")
	}
	w.checkMentions()
}

// Without the permission to open one, the answer stands where it was asked.
func TestNoThreadWithoutPermission(t *testing.T) {
	t.Parallel()
	w := threaded(t, nil)
	w.channel.Deny(w.guild.BotRole(), discordtest.CreatePublicThreads)
	answered := w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "x"), hasButton("Sources"))
	shows(t, answered, "No thread: in this channel I lack **Create Public Threads**")
	w.ask("x").Wait(w.ctx())
	w.channel.Allow(w.guild.BotRole(), discordtest.CreatePublicThreads)
	w.srv.Fail(discordtest.RouteThread, 10, 500)
	shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "y"), hasButton("Sources")), "batteries made in the EU")
	if len(w.channel.Threads()) != 0 {
		t.Error("a thread was opened")
	}
}

// With the message content intent, what is written in a thread of the bot's own is
// a question, unless it calls somebody else.
func TestOwnThreadIsRead(t *testing.T) {
	t.Parallel()
	w := threaded(t, reading, discordtest.Privileged(discordtest.MessageContent))
	mina, jun := w.mina(), w.srv.User("jun")
	foreign := w.channel.StartThread("people's own")
	mina.Mention(w.channel, "what about batteries?")
	w.until("a thread is there", func() bool { return len(w.channel.Threads()) == 2 })
	thread := w.channel.Threads()[1]
	shows(t, w.srv.WaitMessage(w.ctx(), thread, hasButton("Sources")), "To go on, just write here.")
	said := mina.Say(thread, jun.Tag()+" look at this")
	jun.Reply(said, "indeed")
	mina.Say(thread, "@everyone look")
	mina.Say(thread, "👍")
	jun.Say(w.channel, "what about steel?")
	jun.Say(foreign, "what about steel?")
	w.srv.WaitAnswer(w.ctx(), jun.Say(thread, "and ships?"), hasButton("Sources"))
	if qs := w.answers.questions(); len(qs) != 2 || w.history() != "what about batteries?" {
		t.Errorf("asked %+v", qs)
	}
	role := w.guild.BotRole()
	w.srv.WaitMessage(w.ctx(), w.channel, func(*discordtest.Message) bool { return true })
	w.srv.WaitMessage(w.ctx(), w.threadOf(mina.Say(w.channel, "<@&"+role.ID+"> what about cars?")), hasButton("Sources"))
	if q := w.asked(); q.Text != "what about cars?" {
		t.Errorf("asked %q", q.Text)
	}
	shows(t, mina.Slash(w.channel, "privacy").Wait(w.ctx()), "In threads that I have opened, I read every message")
	if strings.Contains(w.log.String(), "what about steel") || strings.Contains(w.log.String(), "indeed") {
		t.Error("the log holds what others said")
	}
}

// threadOf waits for the thread that is begun from a message.
func (w *world) threadOf(m *discordtest.Message) *discordtest.Channel {
	w.t.Helper()
	w.until("the thread is there", func() bool { return w.srv.Channel(m.ID) != nil })
	return w.srv.Channel(m.ID)
}

// The bot's role is proposed beside it. Discord shows no words then.
func TestRoleIsCalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.guild.AddRole("others", 0)
	w.mina().Say(w.channel, "<@&"+other.ID+"> what about batteries?")
	said := w.mina().Say(w.channel, "<@&"+w.guild.BotRole().ID+"> what about batteries?")
	shows(t, w.srv.WaitAnswer(w.ctx(), said, hasText("Discord")), "begin with "+w.srv.Bot.Tag()+", not with my role")
	both := w.mina().Mention(w.channel, "<@&"+w.guild.BotRole().ID+"> what about batteries?")
	w.srv.WaitAnswer(w.ctx(), both, hasButton("Sources"))
	w.stop()
	if qs := w.answers.questions(); len(qs) != 1 || qs[0].Text != "what about batteries?" || len(w.srv.Messages(w.channel)) != 3+2 {
		t.Errorf("asked %+v, %d messages", qs, len(w.srv.Messages(w.channel)))
	}
	w.checkMentions()
}

// An intent that is not switched on ends the bot with a word which one.
func TestContentIntentRefused(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	reading(&w.cfg)
	w.run()
	select {
	case <-w.ended:
	case <-w.ctx().Done():
		t.Fatal("it goes on")
	}
	if !errors.Is(w.err, bot.ErrDisallowedIntents) || !strings.Contains(w.err.Error(), "Message Content Intent") {
		t.Errorf("ended with %v", w.err)
	}
}

// A question that is edited gets its answer edited, and no second one.
func TestEditedQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.answers.ask = func(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		ans := batteries()
		ans.Claims[0].Text = "On " + q.Text
		return ans, nil
	}
	mina, tag := w.mina(), w.srv.Bot.Tag()+" "
	first := mina.DM("what about ships?")
	w.srv.WaitAnswer(w.ctx(), first, hasButton("Sources"))
	for _, c := range []struct {
		name string
		say  func() *discordtest.Message
		to   string
	}{
		{"mention", func() *discordtest.Message { return mina.Mention(w.channel, "bateries?") }, tag + "batteries?"},
		{"direct message", func() *discordtest.Message { return mina.DM("bateries?") }, "batteries?"},
	} {
		said := c.say()
		answered := w.srv.WaitAnswer(w.ctx(), said, hasText("On bateries?"))
		before, asked := len(w.srv.Messages(said.Channel)), len(w.answers.questions())
		history := w.history()
		mina.Edit(said, c.to)
		w.until("the answer is edited", func() bool { return strings.Contains(w.srv.Message(answered.ID).Text(), "On batteries?") })
		shows(t, w.srv.Message(answered.ID), "batteries?")
		kept, err := w.store.Answer(w.ctx(), said.ID)
		if err != nil || kept.Question != "batteries?" || len(w.srv.Messages(said.Channel)) != before || len(w.answers.questions()) != asked+1 {
			t.Errorf("%s: kept %q, %v, %d messages more", c.name, kept.Question, err, len(w.srv.Messages(said.Channel))-before)
		}
		if w.history() != history {
			t.Errorf("%s: follows %q, before %q", c.name, w.history(), history)
		}
		mina.Edit(said, c.to+" ") // nothing new
	}
	// After a restart, and where the answer is gone.
	said := mina.Mention(w.channel, "cars?")
	answered := w.srv.WaitAnswer(w.ctx(), said, hasText("On cars?"))
	w.restart()
	mina.Edit(said, tag+"chips?")
	w.until("the answer is edited", func() bool { return strings.Contains(w.srv.Message(answered.ID).Text(), "On chips?") })
	w.restart()
	answered.Delete()
	mina.Edit(said, tag+"wind?")
	shows(t, w.srv.WaitAnswer(w.ctx(), said, hasText("On wind?")), "wind?")
	w.checkMentions()
}

// Where a mention is put in later, the message is for the bot from then on, if it
// is not old.
func TestMentionIsPutIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, discordtest.Clock(func() time.Time { return now }))
	said := w.mina().Say(w.channel, "what about batteries?")
	w.mina().Edit(said, w.srv.Bot.Tag()+" what about batteries?")
	w.srv.WaitAnswer(w.ctx(), said, hasButton("Sources"))
	old := w.mina().Say(w.channel, "what about steel?")
	w.stop()
	w.cfg.Now = func() time.Time { return now.Add(time.Hour) }
	w.start()
	w.mina().Edit(old, w.srv.Bot.Tag()+" what about steel?")
	w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "and ships?"), hasText("and ships?"))
	w.stop()
	if qs := w.answers.questions(); len(qs) != 2 {
		t.Errorf("asked %+v", qs)
	}
}

// An answer under way begins again with the new words; where it cannot be edited
// now, a word says why, and what stands there stays.
func TestEditedMeanwhileAndTooFast(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.Limits = command.Limits{UserBurst: 1, UserEvery: time.Hour} })
	begun := make(chan struct{})
	w.answers.ask = func(ctx context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		if q.Text == "first?" {
			close(begun)
			<-ctx.Done()
			return answer.Answer{}, ctx.Err()
		}
		return batteries(), nil
	}
	said := w.mina().Mention(w.channel, "first?")
	<-begun
	w.mina().Edit(said, w.srv.Bot.Tag()+" second?")
	answered := w.srv.WaitAnswer(w.ctx(), said, hasButton("Sources"))
	shows(t, answered, "second?")
	w.restart() // the answer is under way until Discord has said that it has it
	w.mina().Mention(w.channel, "another?")
	w.until("another is answered", func() bool { return len(w.answers.questions()) == 3 })
	w.mina().Edit(said, w.srv.Bot.Tag()+" third?")
	shows(t, w.srv.WaitAnswer(w.ctx(), said, hasText("faster")), "You are asking faster than I may answer")
	shows(t, w.srv.Message(answered.ID), "second?", "batteries made in the EU")
	if len(w.answers.questions()) != 3 {
		t.Errorf("asked %d times", len(w.answers.questions()))
	}
}
