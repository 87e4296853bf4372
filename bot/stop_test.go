package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/bot/render"
	"motirbot/internal/discordtest"
	"motirbot/store"
)

// forever is an answer that comes when its context ends, that is, never.
func forever(ctx context.Context, _ answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
	onPart(batteries())
	<-ctx.Done()
	return answer.Answer{}, ctx.Err()
}

func TestStopButton(t *testing.T) {
	t.Parallel()
	w := newWorld(t, drafting)
	w.answers.ask = forever
	asked := w.ask("x")
	draft := asked.WaitFor(w.ctx(), hasButton("Stop"))
	shows(t, draft, "Korea asked the EU")
	record(t, "draft", draft)
	refused := w.srv.User("jun").Click(draft, "Stop").Wait(w.ctx())
	shows(t, refused, "Only the person who asked")
	if !refused.Ephemeral() {
		t.Error("everybody sees that jun may not stop it")
	}
	w.mina().Click(draft, "Stop")
	shows(t, asked.WaitFor(w.ctx(), hasText("Stopped")), "Stopped. Nothing is shown")

	w.cfg.StopGrace = 10 * time.Millisecond
	w.restart()
	asked = w.ask("x")
	asked.WaitFor(w.ctx(), hasButton("Stop"))
	w.restartAbruptly(func() { shows(t, asked.WaitFor(w.ctx(), hasText("restarting")), "I am restarting") })
}

// restartAbruptly stops the bot with an answer under way, looks, and starts it.
func (w *world) restartAbruptly(look func()) {
	w.t.Helper()
	w.stop()
	look()
	w.start()
}

func TestStopOfAMention(t *testing.T) {
	t.Parallel()
	w := newWorld(t, drafting)
	w.answers.ask = forever
	mention := w.mina().Mention(w.channel, "x")
	draft := w.srv.WaitAnswer(w.ctx(), mention, hasButton("Stop"))
	w.mina().Click(draft, "Stop")
	shows(t, w.srv.WaitAnswer(w.ctx(), mention, hasText("Stopped")), "Stopped.")
}

func TestGracefulStop(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.StopGrace = 10 * time.Second })
	started, goOn := make(chan struct{}), make(chan struct{})
	w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		close(started)
		<-goOn
		return batteries(), nil
	}
	asked := w.ask("x")
	<-started
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		w.stop()
	}()
	// Who asks while the bot stops is told so.
	for ctx := w.ctx(); ; {
		said := w.srv.User("jun").Slash(w.channel, "status").Wait(ctx)
		if hasText("restarting")(said) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	close(goOn)
	<-stopped
	shows(t, asked.Wait(w.ctx()), "batteries")
	if w.err != nil {
		t.Errorf("stopped with %v", w.err)
	}
}

func TestStopEndsAnswersUnderWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.StopGrace = 50 * time.Millisecond; drafting(c) })
	w.answers.ask = forever
	asked := w.ask("x")
	mention := w.mina().Mention(w.channel, "y")
	asked.WaitFor(w.ctx(), hasButton("Stop"))
	w.srv.WaitAnswer(w.ctx(), mention, hasButton("Stop"))
	w.stop()
	shows(t, asked.Response(), "I am restarting. Please ask again")
	shows(t, w.srv.WaitAnswer(w.ctx(), mention, hasText("restarting")), "I am restarting.")
	w.srv.WaitGone(w.ctx())
}

func TestTooSlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.AnswerTimeout = 100 * time.Millisecond })
	w.answers.ask = forever
	shows(t, w.ask("x").WaitFor(w.ctx(), hasText("took too long")), "took too long")
}

func TestStopBeforeDiscordAnswers(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	w.srv.Lag("GET /applications/@me", 5*time.Second)
	w.run()
	w.stop()
	if w.err != nil {
		t.Errorf("stopped with %v", w.err)
	}
}

func TestStopWhileDiscordIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.FailDials(1000)
	w.srv.DropConnections()
	w.srv.WaitGone(w.ctx())
	w.stop()
	if w.err != nil {
		t.Errorf("stopped with %v", w.err)
	}
}

func TestOldButton(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	answered := w.ask("x").Wait(w.ctx())
	if n, err := w.store.PruneAnswers(w.ctx(), now.Add(time.Hour)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for _, label := range []string{"Sources", "m1:up:0::" + answerID(answered)} {
		shows(t, w.mina().Click(answered, label).Wait(w.ctx()), "no longer kept")
	}
}

// answerID is the id of the answer that a message shows.
func answerID(m *discordtest.Message) string {
	id, _ := render.ParseCustomID(m.Component("Sources").CustomID)
	return id.Of
}

func TestOldAnswersAreForgotten(t *testing.T) {
	t.Parallel()
	clock := now
	w := newWorld(t, func(c *bot.Config) { c.Now = func() time.Time { return clock } })
	answered := w.ask("x").Wait(w.ctx())
	w.stop()
	clock = now.Add(89 * 24 * time.Hour)
	w.start()
	shows(t, w.mina().Click(answered, "Sources").Wait(w.ctx()), "batteries")
	w.stop()
	clock = now.Add(91 * 24 * time.Hour)
	w.start()
	for ctx := w.ctx(); ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		if _, err := w.store.Answer(ctx, answerID(answered)); errors.Is(err, store.ErrNotFound) {
			return
		}
	}
	t.Error("kept for ever")
}
