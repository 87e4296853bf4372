package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/internal/discordtest"
)

// TestConversation is a session as a user has it.
func TestConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.answers.ask = func(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		ans := batteries()
		if len(q.History) > 0 {
			ans.Claims[0].Text = fmt.Sprintf("After %q: on steel, Korea voiced concern.", q.History[len(q.History)-1].Question)
		}
		return ans, nil
	}
	ctx, mina := w.ctx(), w.mina()

	latest := mina.Slash(w.channel, "latest", discordtest.Opt("topic", "EU")).Wait(ctx)
	shows(t, latest, "Latest on", "2025-12-18", "page 1 of 2")
	record(t, "latest", latest)

	asked := w.ask("What did Korea ask the EU for on batteries?")
	answered := asked.Wait(ctx)
	shows(t, answered, "What did Korea ask the EU for on batteries?", "batteries made in the EU",
		"[2025-12-18 · Korea and the EU", "Quoted · 7 releases, newest 2025-12-18")
	record(t, "ask", answered)

	mention := mina.Mention(w.channel, "what about batteries?")
	reply := w.srv.WaitAnswer(ctx, mention, hasButton("Sources"))
	shows(t, reply, "what about batteries?")

	followUp := w.srv.WaitAnswer(ctx, mina.Reply(reply, "and on steel?"), hasButton("Sources"))
	shows(t, followUp, `After "what about batteries?"`)

	sources := mina.Click(answered, "Sources").Wait(ctx)
	shows(t, sources, "**Korea asked the EU to support more demand for EV and ESS batteries made in the EU.**", "On steel, Korea voiced concern")
	if !sources.Ephemeral() {
		t.Error("everybody sees the sources")
	}
	record(t, "sources", sources)

	shows(t, mina.Click(answered, "m1:up:0::"+asked.ID).Wait(ctx), "Thank you")
	shows(t, mina.Click(answered, "m1:down:0::"+asked.ID).Wait(ctx), "Thank you")
	shows(t, w.srv.User("jun").Click(answered, "m1:up:0::"+asked.ID).Wait(ctx), "Thank you")
	votes, err := w.store.Votes(ctx, asked.ID)
	if err != nil || votes.Up != 1 || votes.Down != 1 {
		t.Errorf("votes: %+v, %v", votes, err)
	}

	form := mina.Click(answered, "Follow up")
	form.WaitModal(ctx)
	again := mina.SubmitModal(form, map[string]string{"q": "and on steel?"}).Wait(ctx)
	shows(t, again, `After "What did Korea ask the EU for on batteries?"`)

	week := mina.Slash(w.channel, "week").Wait(ctx)
	shows(t, week, "Releases from 2025-12-15 to 2025-12-21", "page 1 of 2")
	record(t, "week", week)
	mina.Click(week, "Next ▶").Acknowledge(ctx)
	turned := w.srv.WaitMessage(ctx, w.channel, func(m *discordtest.Message) bool {
		return m.ID == week.ID && strings.Contains(m.Text(), "page 2 of 2")
	})
	shows(t, turned, "Incheon Free Economic Zone", "Korea-Africa Forum")

	w.restart()
	old := mina.Click(w.srv.Message(answered.ID), "Sources").Wait(w.ctx())
	shows(t, old, "**Korea asked the EU to support")

	w.stop()
	if w.err != nil {
		t.Errorf("stopped with %v", w.err)
	}
	w.checkMentions()
	if got := len(w.srv.Requests(discordtest.RouteCommands)); got != 1 {
		t.Errorf("commands registered %d times", got)
	}
}

// hasButton tells that an answer is whole.
func hasButton(label string) func(*discordtest.Message) bool {
	return func(m *discordtest.Message) bool { return m.Component(label) != nil }
}

func TestPagesOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := w.ctx()
	week := w.mina().Slash(w.channel, "week").Wait(ctx)
	copied := w.srv.User("jun").Click(week, "Next ▶").Wait(ctx)
	shows(t, copied, "page 2 of 2")
	if !copied.Ephemeral() {
		t.Error("the page that jun wanted is shown to everybody")
	}
	shows(t, w.srv.Message(week.ID), "page 1 of 2")
}

func TestKorean(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var asked answer.Question
	w.answers.ask = func(_ context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		asked = q
		return batteries(), nil
	}
	jun := w.srv.User("jun", discordtest.Locale("ko"))
	answered := jun.Slash(w.channel, "ask", discordtest.Opt("question", "배터리는요?")).Wait(w.ctx())
	shows(t, answered, "원문 인용 · 보도자료 7건, 최신 2025-12-18")
	if asked.Language != "ko" || answered.Component("이어 묻기") == nil {
		t.Errorf("language %q, buttons %v", asked.Language, answered.Components)
	}
	record(t, "ask-ko", answered)
	shows(t, jun.Slash(w.channel, "help").Wait(w.ctx()), "/질문")
	choices := jun.Autocomplete(w.ctx(), w.channel, "latest", "topic", "유럽")
	if len(choices) == 0 || !strings.Contains(choices[0].Name, "유럽") {
		t.Errorf("proposed %v", choices)
	}
	mention := jun.Mention(w.channel, "철강은 어떻게 되나요?")
	shows(t, w.srv.WaitAnswer(w.ctx(), mention, hasButton("출처")), "원문 인용")
}
