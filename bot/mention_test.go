package bot_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/bot"
	"motirbot/bot/command"
	"motirbot/internal/discordtest"
)

func TestOnlyWhatIsAddressedIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	jun := w.srv.User("jun")
	said := jun.Say(w.channel, "a secret between us")
	w.mina().Reply(said, "I see")
	jun.Say(w.channel, "@everyone look")
	w.mina().Mention(w.channel, "what about steel?")
	w.srv.WaitMessage(w.ctx(), w.channel, hasButton("Sources"))
	qs := w.answers.questions()
	if len(qs) != 1 || qs[0].Text != "what about steel?" {
		t.Errorf("asked %+v", qs)
	}
	if strings.Contains(w.log.String(), "secret between us") {
		t.Error("the log holds what others said")
	}
	if ids := w.srv.Identifies(); ids[0].Intents&discordtest.Intent(1<<15|1<<1|1<<8) != 0 {
		t.Errorf("privileged intents: %d", ids[0].Intents)
	}
}

func TestDirectMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mina := w.mina()
	first := mina.DM("what about batteries?")
	w.srv.WaitAnswer(w.ctx(), first, hasButton("Sources"))
	second := mina.DM("and on steel?")
	w.srv.WaitAnswer(w.ctx(), second, hasButton("Sources"))
	other := w.srv.User("jun").DM("and on steel?")
	w.srv.WaitAnswer(w.ctx(), other, hasButton("Sources"))
	qs := w.answers.questions()
	if len(qs[1].History) != 1 || qs[1].History[0].Question != "what about batteries?" || len(qs[1].History[0].Releases) != 1 {
		t.Errorf("history %+v", qs[1].History)
	}
	if len(qs[2].History) != 0 {
		t.Errorf("jun goes on with mina's questions: %+v", qs[2].History)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	clock := now
	w := newWorld(t, func(c *bot.Config) { c.Now = func() time.Time { return clock } })
	mina := w.mina()
	for range 8 {
		w.srv.WaitAnswer(w.ctx(), mina.DM("x"), hasButton("Sources"))
	}
	w.stop()
	clock = now.Add(31 * time.Minute)
	w.start()
	w.srv.WaitAnswer(w.ctx(), mina.DM("x"), hasButton("Sources"))
	qs := w.answers.questions()
	for i, want := range []int{0, 1, 2, 3, 4, 5, 5, 5, 0} {
		if got := len(qs[i].History); got != want {
			t.Errorf("question %d has %d turns behind it, want %d", i, got, want)
		}
	}
}

func TestThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	thread := w.channel.StartThread("batteries")
	mina := w.mina()
	w.srv.WaitAnswer(w.ctx(), mina.Mention(thread, "what about batteries?"), hasButton("Sources"))
	w.srv.WaitAnswer(w.ctx(), mina.Mention(thread, "and on steel?"), hasButton("Sources"))
	w.srv.WaitAnswer(w.ctx(), mina.Mention(w.channel, "and on ships?"), hasButton("Sources"))
	qs := w.answers.questions()
	if len(qs[1].History) != 1 || len(qs[2].History) != 0 {
		t.Errorf("histories %+v, %+v", qs[1].History, qs[2].History)
	}
}

func TestReplyToAnothersAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	answered := w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "what about batteries?"), hasButton("Sources"))
	w.srv.WaitAnswer(w.ctx(), w.srv.User("jun").Reply(answered, "and on steel?"), hasButton("Sources"))
	if qs := w.answers.questions(); len(qs[1].History) != 1 {
		t.Errorf("history %+v", qs[1].History)
	}
}

func TestReplyWithoutPing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	answered := w.ask("x").Wait(w.ctx())
	quiet := w.mina().ReplyQuietly(answered, "and on steel?")
	shows(t, w.srv.WaitAnswer(w.ctx(), quiet, hasText("Discord")), "Discord does not let me read this reply. Begin it with "+w.srv.Bot.Tag())
	w.checkMentions()
}

// Whoever says nothing is told what could be said.
func TestBareMention(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, said := range []string{"", "?!"} {
		shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, said), hasButton("Latest on the EU")), "I am motirbot")
	}
	w.guild.SetLocale("ko")
	w.restart()
	shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, ""), hasButton("EU 최신 소식")), "저는 motirbot입니다")
	shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().DM("..."), hasButton("Latest on the EU")), "I am motirbot")
}

func TestFloodOfMentions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.Limits = command.Limits{UserBurst: 1, UserEvery: time.Hour} })
	mina := w.mina()
	w.srv.WaitAnswer(w.ctx(), mina.Mention(w.channel, "1"), hasButton("Sources"))
	w.srv.WaitAnswer(w.ctx(), mina.Mention(w.channel, "2"), hasText("faster"))
	mina.Mention(w.channel, "3")
	mina.Mention(w.channel, "4")
	w.srv.WaitAnswer(w.ctx(), w.srv.User("jun").Mention(w.channel, "5"), hasButton("Sources"))
	if got := len(w.srv.Messages(w.channel)); got != 5+3 {
		t.Errorf("%d messages: a flood is answered with a flood", got)
	}
}
